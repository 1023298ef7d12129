//! Types that contain themselves through lists or maps alone: another type under a name.

use quote::quote;

use super::structs::direction;
use super::{File, Piece, Table, docs, ident, type_tokens};
use crate::api::{Api, Type, TypeRef};

pub(super) fn emit(api: &Api, ty: &Type, inner: &TypeRef, file: &mut File) {
    let (name, inner) = (ident(&ty.name), type_tokens(&api.types, inner));
    let docs = docs::attributes(&ty.docs, &[], &ty.name, "A type that contains itself.");
    let derives = super::derive_tokens(api, ty);
    file.items(quote! {
        #docs
        #derives
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name(pub #inner);
    });
    let macro_name = direction(ty.usage, ["encode_newtype", "decode_newtype", "codec_newtype"]);
    file.pieces.push(Piece::Table(Table::new(macro_name, &ty.name)));
}
