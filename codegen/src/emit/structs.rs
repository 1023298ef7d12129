//! Structs: fields, the table of their members, and for what is sent a constructor and setters.

use proc_macro2::TokenStream;
use quote::quote;

use super::markdown::code;
use super::{File, Piece, Table, docs, ident, taken_tokens, type_tokens};
use crate::api::{Api, Field, Struct, Type, Usage};

pub(super) fn emit(api: &Api, ty: &Type, object: &Struct, file: &mut File) {
    let name = ident(&ty.name);
    let docs = docs::attributes(&ty.docs, &[], &ty.name, "Members that the document lists.");
    let fields = object.fields.iter().chain(&object.rest).map(|field| {
        let (name, tokens) = (ident(&field.name), type_tokens(&api.types, &field.ty));
        let tokens = if field.required { tokens } else { quote!(Option<#tokens>) };
        let docs = docs::attributes(&field.docs, &[], &field.name, &code(&field.wire));
        quote!(#docs pub #name: #tokens)
    });
    let nothing_required = !object.fields.iter().any(|field| field.required);
    let default = (ty.usage.sent && nothing_required).then(|| quote!(, Default));
    let derives = super::derives(api, ty);
    file.items(quote! {
        #docs
        #derives
        #[derive(Clone, Debug, PartialEq #default)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields),*
        }
    });
    if ty.usage.sent {
        file.items(constructor(api, ty, object));
        setters(api, ty, object, file);
    }
    file.pieces.push(Piece::Table(members(ty, object)));
}

/// `new` takes what is required.
fn constructor(api: &Api, ty: &Type, object: &Struct) -> TokenStream {
    let name = ident(&ty.name);
    let arguments = object.fields.iter().filter(|field| field.required).map(|field| argument(api, field));
    let values = object.fields.iter().map(|field| {
        let name = ident(&field.name);
        match (field.required, is_text(field)) {
            (false, _) => quote!(#name: None),
            (true, true) => quote!(#name: #name.into()),
            (true, false) => quote!(#name),
        }
    });
    let rest = object.rest.iter().map(|rest| {
        let name = ident(&rest.name);
        quote!(#name: std::collections::BTreeMap::new())
    });
    let values = values.chain(rest);
    quote! {
        impl #name {
            /// With what is required.
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }
        }
    }
}

/// An argument that becomes a field.
pub(super) fn argument(api: &Api, field: &Field) -> TokenStream {
    let (name, ty) = (ident(&field.name), taken_tokens(&api.types, &field.ty));
    quote!(#name: #ty)
}

fn is_text(field: &Field) -> bool {
    matches!(field.ty, crate::api::TypeRef::String | crate::api::TypeRef::Secret)
}

fn setters(api: &Api, ty: &Type, object: &Struct, file: &mut File) {
    let entries: Vec<String> = object
        .fields
        .iter()
        .filter(|field| !field.required)
        .map(|field| format!("{}: {}", field.name, compact(&type_tokens(&api.types, &field.ty))))
        .collect();
    if !entries.is_empty() {
        file.pieces.push(Piece::Table(Table::new("setters", &ty.name).wrapped("", entries)));
    }
}

/// The table that says which field is which member.
fn members(ty: &Type, object: &Struct) -> Table {
    let entries = object.fields.iter().map(|field| {
        if field.name == field.wire { field.name.clone() } else { format!("{} = {:?}", field.name, field.wire) }
    });
    let mut table =
        Table::new(direction(ty.usage, ["encode", "decode", "codec"]), &ty.name).wrapped("", entries.collect());
    if !object.constants.is_empty() {
        let constants = object.constants.iter().map(|(name, value)| format!("{name:?}: {value:?}")).collect();
        table = table.wrapped("const", constants);
    }
    if let Some(rest) = &object.rest {
        let fields = object.fields.iter().map(|field| &field.wire);
        let mut known: Vec<String> =
            fields.chain(object.constants.iter().map(|(name, _)| name)).map(|name| format!("{name:?}")).collect();
        match known.first_mut() {
            Some(first) => *first = format!("{}: {first}", rest.name),
            None => known.push(rest.name.clone()),
        }
        table = table.wrapped("rest", known);
    }
    table
}

/// The macro for the direction in which a type travels: sent, received, both.
pub(super) fn direction(usage: Usage, macros: [&'static str; 3]) -> &'static str {
    match (usage.sent, usage.received) {
        (true, false) => macros[0],
        (false, _) => macros[1],
        (true, true) => macros[2],
    }
}

/// Tokens as one reads them: `Vec<String>`, not `Vec < String >`.
pub(super) fn compact(tokens: &TokenStream) -> String {
    tokens
        .to_string()
        .replace(" :: ", "::")
        .replace(" < ", "<")
        .replace(" >", ">")
        .replace("> >", ">>")
        .replace(" ,", ",")
}
