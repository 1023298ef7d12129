//! Structs: fields, the table of their members, and for what is sent a constructor and setters.

use proc_macro2::TokenStream;
use quote::quote;

use super::markdown::code;
use super::table::literal;
use super::{File, Piece, Table, docs, ident, taken_tokens, type_tokens};
use crate::api::{Access, Api, Field, Reading, Struct, Type, TypeRef, Usage};

pub(super) fn emit(api: &Api, ty: &Type, object: &Struct, file: &mut File) {
    let name = ident(&ty.name);
    let docs = docs::attributes(&ty.docs, &[], &ty.name, "Members that the document lists.");
    let fields = object.fields.iter().chain(object.rest.as_deref()).map(|field| {
        let (name, tokens) = (ident(&field.name), held_tokens(api, field, ty.usage));
        let docs = docs::attributes(&field.docs, &[], &field.name, &code(&field.wire));
        quote!(#docs pub #name: #tokens)
    });
    let default = is_default(ty, object).then(|| quote!(, Default));
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

/// The type of a field, which may hold nothing.
fn held_tokens(api: &Api, field: &Field, usage: Usage) -> TokenStream {
    match (&field.ty, field.is_optional(usage)) {
        (TypeRef::Nullable(inner), true) => {
            let inner = type_tokens(&api.types, inner);
            quote!(runtime::Maybe<#inner>)
        }
        (ty, true) => {
            let ty = type_tokens(&api.types, ty);
            quote!(Option<#ty>)
        }
        (ty, false) => type_tokens(&api.types, ty),
    }
}

/// Whether a value that is sent may hold nothing at all.
fn is_default(ty: &Type, object: &Struct) -> bool {
    ty.usage.sent && object.fields.iter().all(|field| field.is_optional(ty.usage) && !field.is_asked_for())
}

/// `new` takes what is required.
fn constructor(api: &Api, ty: &Type, object: &Struct) -> TokenStream {
    let name = ident(&ty.name);
    let arguments = object.fields.iter().filter(|field| field.is_asked_for()).map(|field| argument(api, field));
    let values = object.fields.iter().map(|field| {
        let name = ident(&field.name);
        let value = if is_converted(field) { quote!(#name.into()) } else { quote!(#name) };
        match (field.is_asked_for(), field.is_optional(ty.usage), &field.ty) {
            (true, false, _) if is_converted(field) => quote!(#name: #value),
            (true, false, _) => quote!(#name),
            (true, true, TypeRef::Nullable(_)) => quote!(#name: #value.into()),
            (true, true, _) => quote!(#name: Some(#value)),
            (false, _, TypeRef::Nullable(_)) => quote!(#name: runtime::Maybe::Absent),
            (false, _, _) => quote!(#name: None),
        }
    });
    let rest = object.rest.iter().map(|rest| {
        let name = ident(&rest.name);
        quote!(#name: std::collections::BTreeMap::new())
    });
    let values = values.chain(rest);
    let value = if is_default(ty, object) { quote!(Default::default()) } else { quote!(Self { #(#values),* }) };
    quote! {
        impl #name {
            /// With what is required.
            pub fn new(#(#arguments),*) -> Self {
                #value
            }
        }
    }
}

/// An argument that becomes a field.
pub(super) fn argument(api: &Api, field: &Field) -> TokenStream {
    let (name, ty) = (ident(&field.name), taken_tokens(&api.types, &field.ty));
    quote!(#name: #ty)
}

/// Whether it is taken in several forms.
fn is_converted(field: &Field) -> bool {
    matches!(field.ty, TypeRef::String | TypeRef::Secret | TypeRef::JsonText(_))
}

fn setters(api: &Api, ty: &Type, object: &Struct, file: &mut File) {
    let entries: Vec<String> = object
        .fields
        .iter()
        .filter(|field| !field.required && field.access != Access::Read)
        .map(|field| {
            let ty = match &field.ty {
                TypeRef::Nullable(_) => held_tokens(api, field, ty.usage),
                ty => type_tokens(&api.types, ty),
            };
            format!("{}: {}", field.name, compact(&ty))
        })
        .collect();
    if !entries.is_empty() {
        file.pieces.push(Piece::Table(Table::new("setters", &ty.name).wrapped("", entries)));
    }
}

/// The table that says which field is which member.
fn members(ty: &Type, object: &Struct) -> Table {
    let entry = |field: &Field| {
        let mut entry = field.name.clone();
        if field.name != field.wire {
            entry.push_str(&format!(" = {:?}", field.wire));
        }
        if matches!(field.ty, TypeRef::Nullable(_)) && !field.is_optional(ty.usage) {
            entry.push_str(" or null");
        }
        for reading in &field.readings {
            entry.push_str(&match reading {
                Reading::Also(name) => format!(" [also {name:?}]"),
                Reading::Unwrapped => " [unwrapped]".to_owned(),
                Reading::EmptyIsAbsent => " [empty is absent]".to_owned(),
            });
        }
        entry
    };
    let (read, both): (Vec<&Field>, Vec<&Field>) = object.fields.iter().partition(|field| field.access == Access::Read);
    let entries = both.into_iter().map(entry).collect();
    let mut table = Table::new(direction(ty.usage, ["encode", "decode", "codec"]), &ty.name).wrapped("", entries);
    if !read.is_empty() {
        table = table.wrapped("read", read.into_iter().map(entry).collect());
    }
    if !object.constants.is_empty() {
        let constants = object.constants.iter().map(|(name, value)| format!("{name:?}: {}", literal(value))).collect();
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
