//! Objects that may be several things at once (`anyOf`): a struct with a field for each.

use quote::quote;

use super::markdown::code;
use super::structs::direction;
use super::{File, Piece, Table, docs, ident, looks, type_tokens};
use crate::api::{Api, Type, Variant};

pub(super) fn emit(api: &Api, ty: &Type, parts: &[Variant], file: &mut File) {
    let name = ident(&ty.name);
    let docs = docs::attributes(&ty.docs, &["It may be several of these at once.".to_owned()], &ty.name, "");
    let fields = parts.iter().map(|part| {
        let (name, tokens) = (ident(&part.name), type_tokens(&api.types, &part.ty));
        let docs = docs::attributes(&part.docs, &[], &part.name, &code(&part.name));
        quote!(#docs pub #name: Option<#tokens>)
    });
    let derives = super::derive_tokens(api, ty);
    file.items(quote! {
        #docs
        #derives
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields,)*
            /// What is none of them.
            pub unknown: Option<runtime::Value>
        }
    });
    for (index, part) in parts.iter().enumerate() {
        if !ty.usage.sent || parts[..index].iter().any(|other| other.ty == part.ty) {
            continue;
        }
        let (field, tokens) = (ident(&part.name), type_tokens(&api.types, &part.ty));
        file.items(quote! {
            impl From<#tokens> for #name {
                fn from(value: #tokens) -> Self {
                    Self { #field: Some(value), ..Self::default() }
                }
            }
        });
    }
    let entries = parts.iter().map(|part| format!("{}: {}", part.name, looks::list(&part.looks))).collect();
    let macro_name = direction(ty.usage, ["encode_overlap", "decode_overlap", "codec_overlap"]);
    file.pieces.push(Piece::Table(Table::new(macro_name, &ty.name).listed("", entries)));
}
