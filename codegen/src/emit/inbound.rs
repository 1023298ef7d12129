//! What webhooks and callbacks bring: a name for the type of each body.

use super::docs;
use super::text::type_text;
use crate::api::{Api, Inbound};

pub(super) fn emit(api: &Api, inbound: &Inbound) -> String {
    let reader = if inbound.is_form { "form" } else { "json" };
    let what = format!(
        "What the {} brings, by `{}`; read it with [`runtime::received::{reader}`].",
        inbound.title, inbound.method
    );
    let docs = docs::text(&inbound.docs, &[what], &inbound.type_name);
    format!("{docs}pub type {} = {};\n", inbound.type_name, type_text(&api.types, &inbound.ty))
}
