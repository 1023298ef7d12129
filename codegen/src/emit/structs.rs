//! Structs: an entry of the runtime's `models!` each, with a line for every field.

use super::docs;
use super::table::{self, Table};
use super::text::{WIDTH, indented, literal, taken_text, type_text};
use crate::api::{Access, Api, Base, Field, HeaderShape, Kind, Reading, Struct, Type, TypeRef, Usage};

pub(super) fn model(api: &Api, ty: &Type, object: &Struct) -> String {
    let mut text = docs::text(&ty.docs, &[], &ty.name) + &super::derives(api, ty);
    let direction = match (ty.usage.sent, ty.usage.received) {
        (true, false) => "sent",
        (false, _) => "received",
        (true, true) => "exchanged",
    };
    let parameter = if object.parameter.is_some() { "<T>" } else { "" };
    text.push_str(&format!("{direction} struct {}{parameter}", ty.name));
    if ty.usage.sent {
        text.push_str(&constructor(api, ty, object));
    }
    text.push_str(" {");
    let constants = object.constants.iter().map(|(name, value)| (literal(name), hidden(value)));
    let constants: String = constants.map(|(name, value)| format!("{name} = {value},\n")).collect();
    let fields = object.fields.iter().enumerate().map(|(index, field)| {
        let docs = docs::text(&field.docs, &[], &field.name);
        let parameter = (object.parameter == Some(index)).then(|| "T".to_owned());
        let form = form(api, field, ty.usage, parameter);
        let wire = if field.name == field.wire { String::new() } else { format!(" = {}", literal(&field.wire)) };
        let readings: String = field.readings.iter().map(reading).collect();
        format!("{docs}{}{form}{wire}{readings},\n", field.name)
    });
    let rest = object.rest.iter().map(|rest| {
        let docs = docs::text(&rest.docs, &[], &rest.name);
        format!("..\n{docs}{}: {}\n", rest.name, type_text(&api.types, &rest.ty))
    });
    let body: String = std::iter::once(constants).chain(fields).chain(rest).collect();
    if !body.is_empty() {
        text.push('\n');
        text.push_str(&indented(&body, 4));
    }
    text.push_str("}\n");
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

/// What stands between the name of a field and its name on the wire: how it travels, and its type.
fn form(api: &Api, field: &Field, usage: Usage, parameter: Option<String>) -> String {
    let is_optional = field.is_optional(usage);
    let inner = parameter.unwrap_or_else(|| match (&field.ty, is_optional) {
        (TypeRef::Nullable(inner), true) => type_text(&api.types, inner),
        (ty, _) => type_text(&api.types, ty),
    });
    let is_nullable = matches!(field.ty, TypeRef::Nullable(_));
    if let Some(value) = field.fixed().filter(|_| usage.sent) {
        return format!(" as constant {}: {inner}", fixed(api, field, value));
    }
    match (is_optional, is_nullable, field.access) {
        (true, false, Access::Read) if usage.sent => format!(" as read: {inner}"),
        (true, true, Access::Read) if usage.sent => format!(" as read null: {inner}"),
        (true, false, _) if usage.sent && field.is_asked_for() => format!(" as write: {inner}"),
        (true, true, _) if usage.sent && field.is_asked_for() => format!(" as write null: {inner}"),
        (true, false, _) => format!("?: {inner}"),
        (true, true, _) => format!(" | null: {inner}"),
        (false, ..) => format!(": {inner}"),
    }
}

/// What `new` takes: what is required.
fn constructor(api: &Api, ty: &Type, object: &Struct) -> String {
    let arguments: Vec<String> =
        object.fields.iter().filter(|field| field.is_asked_for()).map(|field| argument(api, field)).collect();
    let is_default = object
        .fields
        .iter()
        .all(|field| field.is_optional(ty.usage) && !field.is_asked_for() || field.fixed().is_some());
    if is_default {
        return ": Default".to_owned();
    }
    let one_line = arguments.join(", ");
    if ty.name.len() + one_line.chars().count() + 24 <= WIDTH {
        format!("({one_line})")
    } else {
        let lines: String = arguments.iter().map(|argument| format!("    {argument},\n")).collect();
        format!("(\n{lines})")
    }
}

/// An argument that becomes a field.
pub(super) fn argument(api: &Api, field: &Field) -> String {
    format!("{}: {}", field.name, taken_text(&api.types, &field.ty))
}

/// The macro for the direction in which a type travels: sent, received, both.
pub(super) fn direction(usage: Usage, macros: [&'static str; 3]) -> &'static str {
    match (usage.sent, usage.received) {
        (true, false) => macros[0],
        (false, _) => macros[1],
        (true, true) => macros[2],
    }
}
