//! What comes back: the payload of an operation, enums by status.

use super::markdown::code;
use super::text::{indented, type_text};
use super::{File, Table, docs};
use crate::api::{Api, Operation, Outcome, Payload, Status};

/// The type that reads an outcome.
pub(super) fn outcome(api: &Api, outcome: &Outcome) -> String {
    match outcome {
        Outcome::ByStatus { name, .. } => name.clone(),
        Outcome::One(payload) => self::payload(api, payload),
    }
}

/// The type that reads a body.
fn payload(api: &Api, payload: &Payload) -> String {
    match payload {
        Payload::Empty => "()".to_owned(),
        Payload::Json(ty) => type_text(&api.types, ty),
        Payload::JsonOrText(ty) => format!("runtime::payload::JsonOrText<{}>", type_text(&api.types, ty)),
        Payload::Text => "runtime::payload::Text".to_owned(),
        Payload::Bytes => "runtime::ByteStream".to_owned(),
        Payload::Events(ty) => format!("runtime::Events<{}>", type_text(&api.types, ty)),
        Payload::Items(ty) => format!("runtime::Items<{}>", type_text(&api.types, ty)),
    }
}

/// The enum of an outcome by status.
pub(super) fn emit(api: &Api, operation: &Operation, outcome: &Outcome, what: &str, file: &mut File) {
    let Outcome::ByStatus { name, variants } = outcome else {
        return;
    };
    let method = operation.method_name.trim_start_matches("r#");
    let plain = variants
        .iter()
        .all(|variant| !matches!(variant.payload, Payload::Bytes | Payload::Events(_) | Payload::Items(_)));
    let derives = if plain { "Clone, Debug, PartialEq" } else { "Debug" };
    let mut text = format!(
        "/// {what} of [`Client::{method}`], by status.\n#[derive({derives})] #[non_exhaustive]\npub enum {name} {{\n"
    );
    let mut entries = Vec::new();
    for variant in variants {
        let status = match variant.status {
            Status::Code(code) => code.to_string(),
            Status::Range(range) => format!("{range}00..={range}99"),
            Status::Default => "_".to_owned(),
        };
        let payload = match &variant.payload {
            Payload::Empty => String::new(),
            payload => format!("({})", self::payload(api, payload)),
        };
        let value = match &variant.payload {
            Payload::Text => "(String)".to_owned(),
            Payload::JsonOrText(ty) => format!("({})", type_text(&api.types, ty)),
            _ => payload.clone(),
        };
        let docs = docs::text_or(&variant.docs, &[], &variant.name, &code(&status));
        text.push_str(&indented(&format!("{docs}{}{value},\n", variant.name), 4));
        entries.push(format!("{}{payload} = {status}", variant.name));
    }
    text.push_str("}\n");
    text.push_str(&Table::new("by_status", name.as_str()).wrapped("", entries).text());
    file.push(text);
}
