//! What webhooks and callbacks bring: a name for the type of each body.

use quote::quote;

use super::{File, docs, ident, type_tokens};
use crate::api::{Api, Inbound};

pub(super) fn emit(api: &Api, inbound: &Inbound, file: &mut File) {
    let (name, ty) = (ident(&inbound.type_name), type_tokens(&api.types, &inbound.ty));
    let reader = if inbound.is_form { "form" } else { "json" };
    let what = format!(
        "What the {} brings, by `{}`; read it with [`runtime::received::{reader}`].",
        inbound.title, inbound.method
    );
    let docs = docs::attributes(&inbound.docs, &[what], &inbound.type_name, "");
    file.items(quote!(#docs pub type #name = #ty;));
}
