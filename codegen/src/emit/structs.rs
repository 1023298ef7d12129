//! Structs, and the lines that say how they stand on the wire.

use super::docs;
use super::table::{self, Table};
use super::text::{filled, indented, literal, taken_text, type_text};
use crate::api::{Access, Api, Base, Field, HeaderShape, Kind, Reading, Struct, Type, TypeRef, Usage};

/// What every struct and every enum of alternatives derives.
pub(super) const DERIVES: [&str; 3] = ["Clone", "Debug", "PartialEq"];

pub(super) fn emit(api: &Api, ty: &Type, object: &Struct) -> String {
    let docs = docs::text(&ty.docs, &[], &ty.name);
    let derives = super::derives(api, ty, &DERIVES);
    let parameter = if object.parameter.is_some() { "<T>" } else { "" };
    let fields = object.fields.iter().enumerate().map(|(index, field)| {
        let docs = docs::text(&field.docs, &[], &field.name);
        let inner = if object.parameter == Some(index) { "T".to_owned() } else { held(api, field, ty.usage) };
        let ty = match holder(field, ty.usage) {
            Some(holder) => format!("{holder}<{inner}>"),
            None => inner,
        };
        format!("{docs}pub {}: {ty},\n", field.name)
    });
    let rest = object.rest.iter().map(|rest| {
        let docs = docs::text(&rest.docs, &[], &rest.name);
        format!("{docs}pub {}: {},\n", rest.name, type_text(&api.types, &rest.ty))
    });
    let body: String = fields.chain(rest).collect();
    let body = if body.is_empty() { body } else { format!("\n{}", indented(&body, 4)) };
    format!("{docs}{derives}pub struct {}{parameter} {{{body}}}\n{}", ty.name, line(api, ty, object))
}

/// What holds a field that may hold nothing.
fn holder(field: &Field, usage: Usage) -> Option<&'static str> {
    match &field.ty {
        _ if !field.is_optional(usage) => None,
        TypeRef::Nullable(_) => Some("runtime::Maybe"),
        _ => Some("Option"),
    }
}

/// The type of a field, without what holds it.
fn held(api: &Api, field: &Field, usage: Usage) -> String {
    match &field.ty {
        TypeRef::Nullable(inner) if field.is_optional(usage) => type_text(&api.types, inner),
        ty => type_text(&api.types, ty),
    }
}

/// The line that says how the struct stands on the wire.
fn line(api: &Api, ty: &Type, object: &Struct) -> String {
    let mut words = vec![format!("runtime::{}!", super::direction(ty.usage)), "{".to_owned()];
    let parameter = if object.parameter.is_some() { "<T>" } else { "" };
    let arguments = object.fields.iter().filter(|field| ty.usage.sent && field.is_asked_for());
    let arguments: Vec<String> = arguments.map(|field| argument(api, field)).collect();
    let head = format!("{}{parameter}", ty.name);
    match arguments.split_last() {
        None => words.push(head),
        Some((last, others)) => {
            let mut head = head + "(";
            for argument in others {
                words.push(format!("{head}{argument},"));
                head = String::new();
            }
            words.push(format!("{head}{last})"));
        }
    }
    words.push("{".to_owned());
    let constants = object.constants.iter().map(|(name, value)| format!("{} = {},", literal(name), hidden(value)));
    words.extend(constants);
    let count = object.fields.len();
    words.extend(object.fields.iter().enumerate().map(|(index, field)| {
        entry(api, field, ty.usage)
            + if index + 1 < count {
                ","
            } else if object.rest.is_some() {
                ";"
            } else {
                ""
            }
    }));
    if let Some(rest) = &object.rest {
        words.push(if count == 0 { format!("; {}", rest.name) } else { rest.name.clone() });
    }
    words.extend(["}".to_owned(), "}".to_owned()]);
    filled(&words, 4) + "\n"
}

/// A field in the line of its struct.
fn entry(api: &Api, field: &Field, usage: Usage) -> String {
    let name = &field.name;
    let mut text = match holder(field, usage) {
        None => name.clone(),
        Some(holder) => {
            let held = held(api, field, usage);
            let taken = if holder == "Option" { held } else { format!("{holder}<{held}>") };
            if usage.sent && field.is_asked_for() {
                format!("|{name}: {taken}")
            } else if usage.sent && usage.received && field.access == Access::Read {
                format!("!{name}")
            } else if usage.sent {
                format!("?{name}: {taken}")
            } else {
                format!("?{name}")
            }
        }
    };
    if let Some(value) = field.fixed().filter(|_| usage.sent) {
        text.push_str(&format!(" as {}", fixed(api, field, value)));
    }
    if name.trim_start_matches("r#") != field.wire {
        text.push_str(&format!(" = {}", literal(&field.wire)));
    }
    text.extend(field.readings.iter().map(reading));
    text
}

/// The value of a member without a field.
fn hidden(value: &serde_json::Value) -> String {
    if value.is_null() { "()".to_owned() } else { table::literal(value) }
}

/// The value that a constructor gives a member, as one token: what its type is made of.
fn fixed(api: &Api, field: &Field, value: &serde_json::Value) -> String {
    let is_json = match &field.ty {
        TypeRef::Any => true,
        TypeRef::Named(id) => matches!(&api.types[*id].kind, Kind::Enum(values) if values.base == Base::Json),
        _ => false,
    };
    let text = match (value, &field.ty) {
        (serde_json::Value::Null, _) => table::literal(value),
        _ if is_json => format!("runtime::Value::from({})", table::literal(value)),
        (serde_json::Value::Number(number), TypeRef::Int32) => format!("{number}i32"),
        (serde_json::Value::Number(number), TypeRef::Uint64) => format!("{number}u64"),
        (serde_json::Value::Number(number), TypeRef::Float) => format!("{number}f32"),
        (serde_json::Value::Number(number), TypeRef::Double) => format!("{number}f64"),
        _ => table::literal(value),
    };
    if text.starts_with('-') || text.contains("::") && !value.is_string() { format!("({text})") } else { text }
}

/// How the text of each header is read, where the struct is the headers of answers.
pub(super) fn headers(ty: &Type, object: &Struct) -> Option<Table> {
    let shapes = object.headers.as_ref()?;
    let entries = object.fields.iter().zip(shapes).map(|(field, shape)| {
        let shape = match shape {
            HeaderShape::Scalar => "Scalar",
            HeaderShape::List => "List",
            HeaderShape::Object { explode: false } => "Object",
            HeaderShape::Object { explode: true } => "Pairs",
            HeaderShape::Json => "Json",
        };
        format!("{}: {shape}", literal(&field.wire))
    });
    Some(Table::new("headers", ty.name.clone()).wrapped("", entries.collect()))
}

/// How a member may stand besides.
fn reading(reading: &Reading) -> String {
    match reading {
        Reading::Also(name) => format!(" [also {}]", literal(name)),
        Reading::Unwrapped => " [unwrapped]".to_owned(),
        Reading::EmptyIsAbsent => " [empty is absent]".to_owned(),
    }
}

/// An argument that becomes a field.
pub(super) fn argument(api: &Api, field: &Field) -> String {
    format!("{}: {}", field.name, taken_text(&api.types, &field.ty))
}
