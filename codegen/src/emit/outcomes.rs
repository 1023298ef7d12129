//! What comes back: the payload of an operation, enums by status.

use super::markdown::code;
use super::text::type_text;
use super::{File, Piece, Table, docs};
use crate::api::{Api, Operation, Outcome, Payload, Status};

/// The payload of an outcome.
pub(super) fn payload(api: &Api, outcome: &Outcome) -> String {
    match outcome {
        Outcome::ByStatus { name, .. } => name.clone(),
        Outcome::One(Payload::Empty) => "()".to_owned(),
        Outcome::One(Payload::Json(ty)) => type_text(&api.types, ty),
        Outcome::One(Payload::JsonOrText(ty)) => {
            format!("runtime::payload::JsonOrText<{}>", type_text(&api.types, ty))
        }
        Outcome::One(Payload::Text) => "runtime::payload::Text".to_owned(),
        Outcome::One(Payload::Bytes) => "runtime::ByteStream".to_owned(),
        Outcome::One(Payload::Events(ty)) => format!("runtime::Events<{}>", type_text(&api.types, ty)),
        Outcome::One(Payload::Items(ty)) => format!("runtime::Items<{}>", type_text(&api.types, ty)),
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
    let head = format!("/// {what} of [`Client::{method}`], by status.\n#[derive({derives})]\npub enum {name}");
    let entries = variants.iter().map(|variant| {
        let status = match variant.status {
            Status::Code(code) => code.to_string(),
            Status::Range(range) => format!("{range}00..={range}99"),
            Status::Default => "_".to_owned(),
        };
        let value = match &variant.payload {
            Payload::Empty => String::new(),
            Payload::Json(ty) => format!("({})", type_text(&api.types, ty)),
            Payload::JsonOrText(ty) => {
                let ty = type_text(&api.types, ty);
                format!("({ty} as runtime::payload::JsonOrText<{ty}>)")
            }
            Payload::Text => "(String as runtime::payload::Text)".to_owned(),
            Payload::Bytes => "(runtime::ByteStream)".to_owned(),
            Payload::Events(ty) => format!("(runtime::Events<{}>)", type_text(&api.types, ty)),
            Payload::Items(ty) => format!("(runtime::Items<{}>)", type_text(&api.types, ty)),
        };
        let docs = docs::text_or(&variant.docs, &variant.name, &code(&status));
        format!("{docs}{}{value} = {status}", variant.name)
    });
    file.pieces.push(Piece::Table(Table::new("by_status", head).listed("", entries.collect())));
}
