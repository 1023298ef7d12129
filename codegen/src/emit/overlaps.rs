//! Objects that may be several things at once (`anyOf`): a struct with a field for each.

use super::markdown::code;
use super::text::{conversion, indented, type_text};
use super::{Table, docs, looks};
use crate::api::{Api, Type, Variant};

/// What such a struct derives.
const DERIVES: [&str; 4] = ["Clone", "Debug", "Default", "PartialEq"];

pub(super) fn emit(api: &Api, ty: &Type, parts: &[Variant]) -> String {
    let docs = docs::text(&ty.docs, &["It may be several of these at once.".to_owned()], &ty.name);
    let derives = super::derives(api, ty, &DERIVES);
    let mut text = format!("{docs}{derives}pub struct {} {{\n", ty.name);
    for part in parts {
        let docs = docs::text_or(&part.docs, &[], &part.name, &code(&part.name));
        let field = format!("{docs}pub {}: Option<{}>,\n", part.name, type_text(&api.types, &part.ty));
        text.push_str(&indented(&field, 4));
    }
    text.push_str("    /// What is none of them.\n    pub unknown: Option<runtime::Value>,\n}\n");
    let entries = parts.iter().map(|part| format!("{}: {}", part.name, looks::list(&part.looks))).collect();
    let line = Table::new(super::direction(ty.usage), format!("{} any of", ty.name)).listed("", entries);
    text.push_str(&line.text());
    for (index, part) in parts.iter().enumerate() {
        if ty.usage.sent && parts[..index].iter().all(|other| other.ty != part.ty) {
            let value = format!("Self {{ {}: Some(value), ..Self::default() }}", part.name);
            text.push('\n');
            text.push_str(&conversion(&type_text(&api.types, &part.ty), &ty.name, &value));
        }
    }
    text
}
