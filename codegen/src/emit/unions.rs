//! Unions: an enum with a variant per alternative, and the table of what tells them apart.

use std::collections::BTreeSet;

use quote::quote;

use super::markdown::code;
use super::structs::{argument, direction};
use super::{File, Piece, Table, docs, ident, looks, type_tokens};
use crate::api::{Alternatives, Api, Kind, Struct, Type, TypeRef, Union, Variant};

pub(super) fn emit(api: &Api, ty: &Type, union: &Union, file: &mut File) {
    let name = ident(&ty.name);
    let docs = docs::attributes(&ty.docs, &[], &ty.name, "Alternatives that the document lists.");
    let variants = union.variants.iter().map(|variant| {
        let (name, tokens) = (ident(&variant.name), type_tokens(&api.types, &variant.ty));
        let docs = docs::attributes(&variant.docs, &[], &variant.name, &known_by(variant));
        quote!(#docs #name(#tokens))
    });
    // What is only sent is always one of the alternatives.
    let unknown = ty.usage.received.then(|| {
        quote! {
            /// None of the alternatives that the document lists.
            Unknown(runtime::Value)
        }
    });
    let variants = variants.chain(unknown);
    let derives = super::derive_tokens(api, ty);
    file.items(quote! {
        #docs
        #derives
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants),*
        }
    });
    if ty.usage.sent {
        constructors(api, ty, union, file);
    }
    file.pieces.push(Piece::Table(alternatives(ty, union)));
}

/// What an alternative is known by, for one that nothing is said about.
fn known_by(variant: &Variant) -> String {
    code(if variant.key.is_empty() { &variant.name } else { &variant.key })
}

/// The alternatives that have a function of their own: objects, whose type a caller need not name.
fn built<'a>(api: &'a Api, union: &'a Union) -> impl Iterator<Item = (&'a Variant, &'a Struct)> {
    let mut functions = BTreeSet::from(["validate".to_owned()]);
    union.variants.iter().filter_map(move |variant| {
        let object = object(api, &variant.ty)?;
        functions.insert(variant.constructor.clone()).then_some((variant, object))
    })
}

/// The types that these functions take.
pub(super) fn taken<'a>(api: &'a Api, ty: &Type, union: &'a Union) -> impl Iterator<Item = &'a TypeRef> {
    let built = ty.usage.sent.then(|| built(api, union)).into_iter().flatten();
    built.flat_map(|(_, object)| object.fields.iter().filter(|field| field.is_asked_for()).map(|field| &field.ty))
}

/// A function per alternative that is an object.
fn constructors(api: &Api, ty: &Type, union: &Union, file: &mut File) {
    let name = ident(&ty.name);
    let functions = built(api, union).map(|(variant, object)| {
        let (function, variant_name) = (ident(&variant.constructor), ident(&variant.name));
        let inner = type_tokens(&api.types, &variant.ty);
        let docs = docs::attributes(&variant.docs, &[], &variant.constructor, &known_by(variant));
        let required = || object.fields.iter().filter(|field| field.is_asked_for());
        let arguments = required().map(|field| {
            let argument: proc_macro2::TokenStream = argument(api, field).parse().unwrap_or_default();
            argument
        });
        let values = required().map(|field| ident(&field.name));
        quote! {
            #docs
            pub fn #function(#(#arguments),*) -> Self {
                Self::#variant_name(#inner::new(#(#values),*))
            }
        }
    });
    let functions: Vec<_> = functions.collect();
    if !functions.is_empty() {
        file.items(quote!(impl #name { #(#functions)* }));
    }
    for (index, variant) in union.variants.iter().enumerate() {
        let is_first = union.variants[..index].iter().all(|other| other.ty != variant.ty);
        if is_first && object(api, &variant.ty).is_some() {
            let (variant_name, inner) = (ident(&variant.name), type_tokens(&api.types, &variant.ty));
            file.items(quote! {
                impl From<#inner> for #name {
                    fn from(value: #inner) -> Self {
                        Self::#variant_name(value)
                    }
                }
            });
        }
    }
}

fn object<'a>(api: &'a Api, ty: &TypeRef) -> Option<&'a Struct> {
    match ty {
        TypeRef::Named(id) => match &api.types[*id].kind {
            Kind::Struct(object) => Some(object),
            _ => None,
        },
        _ => None,
    }
}

/// The table of what tells the alternatives apart.
fn alternatives(ty: &Type, union: &Union) -> Table {
    let macro_name = direction(ty.usage, ["encode_union", "decode_union", "codec_union"]);
    let head = match &union.by {
        Alternatives::Tag(tag) => format!("{} by {tag:?}", ty.name),
        Alternatives::JsonType => ty.name.clone(),
        Alternatives::Content => format!("{} by content", ty.name),
    };
    let entry = |variant: &Variant| match &union.by {
        Alternatives::Tag(_) => {
            let tagged =
                variant.written_tag.as_ref().map_or("", |tag| if tag.is_string() { " tagged" } else { " tagged_json" });
            format!("{:?} => {}{tagged}", variant.key, variant.name)
        }
        Alternatives::JsonType => format!("{} => {}", variant.key, variant.name),
        Alternatives::Content => format!("{}: {}", variant.name, looks::list(&variant.looks)),
    };
    let entries = union.variants.iter().map(entry).collect();
    let table = Table::new(macro_name, head);
    let table = match &union.by {
        Alternatives::Content => table.listed("", entries),
        _ => table.wrapped("", entries),
    };
    let otherwise = union.variants.iter().find(|variant| variant.otherwise);
    let table = match otherwise {
        Some(variant) => table.tail(&format!("else {}", variant.name)),
        None => table,
    };
    if ty.usage.received { table.tail("or Unknown") } else { table }
}
