//! From what was received to what is sent: for reading, changing and writing back.

use std::fmt::Write as _;

use super::structs::argument;
use super::text::is_converted;
use crate::api::{Api, Field, Kind, Type, TypeRef};

/// The conversion into a type that is the sent form of another, if there is one.
pub(super) fn emit(api: &Api, ty: &Type) -> Option<String> {
    let received = &api.types[ty.converts_from?];
    let mut body = String::new();
    match (&received.kind, &ty.kind) {
        (Kind::Struct(from), Kind::Struct(into)) => {
            body.push_str("Self {\n");
            for field in &into.fields {
                let name = &field.name;
                let value = match from.fields.iter().find(|other| other.wire == field.wire) {
                    Some(other) => {
                        let value = format!("value.{}", other.name);
                        member(field, ty, &value, &other.ty)
                    }
                    // What is `writeOnly` has not been received.
                    None if field.required && is_converted(&api.types, &field.ty) => format!("{name}.into()"),
                    None if field.required => name.clone(),
                    None if field.is_optional(ty.usage) && matches!(field.ty, TypeRef::Nullable(_)) => {
                        "runtime::Maybe::Absent".to_owned()
                    }
                    None => "None".to_owned(),
                };
                let _ = writeln!(body, "            {name}: {value},");
            }
            if let (Some(from), Some(into)) = (&from.rest, &into.rest) {
                let value = converted(&format!("value.{}", from.name), &from.ty, &into.ty);
                let _ = writeln!(body, "            {}: {value},", into.name);
            }
            body.push_str("        }");
        }
        (Kind::Alias(from), Kind::Alias(into)) => {
            let _ = write!(body, "Self({})", converted("value.0", from, into));
        }
        _ => return None,
    }
    let asked: Vec<String> = api.missing(ty).map(|field| argument(api, field)).collect();
    if !asked.is_empty() {
        return Some(format!(
            "impl {} {{\n    /// Sends back what was received, with what is never received.\n    pub fn \
             from_received(value: {}, {}) -> Self {{\n        {body}\n    }}\n}}\n",
            ty.name,
            received.name,
            asked.join(", ")
        ));
    }
    let argument = if body.contains("value") { "value" } else { "_" };
    Some(format!(
        "impl From<{}> for {} {{\n    fn from({argument}: {}) -> Self {{\n        {body}\n    }}\n}}\n",
        received.name, ty.name, received.name
    ))
}

/// A member of what was received as a member of what is sent: both may be absent, or neither.
fn member(field: &Field, owner: &Type, value: &str, from: &TypeRef) -> String {
    if !field.is_optional(owner.usage) {
        return converted(value, from, &field.ty);
    }
    let (from, into) = (from.not_null(), field.ty.not_null());
    let inner = converted("value", from, into);
    if inner == "value" { value.to_owned() } else { format!("{value}.map(|value| {inner})") }
}

/// A value of one type as one of the other, which is its sent form or the same.
fn converted(value: &str, from: &TypeRef, into: &TypeRef) -> String {
    if from == into {
        return value.to_owned();
    }
    let within = |from: &TypeRef, into: &TypeRef| converted("value", from, into);
    match (from, into) {
        (TypeRef::Boxed(one), TypeRef::Named(other)) if one == other => format!("*{value}"),
        (TypeRef::Named(one), TypeRef::Boxed(other)) if one == other => format!("Box::new({value})"),
        (TypeRef::Boxed(_), TypeRef::Named(_)) => format!("(*{value}).into()"),
        (TypeRef::Named(_), TypeRef::Boxed(_)) => format!("Box::new({value}.into())"),
        (TypeRef::Boxed(_), TypeRef::Boxed(_)) => format!("Box::new((*{value}).into())"),
        (TypeRef::List(from), TypeRef::List(into)) => {
            format!("{value}.into_iter().map(|value| {}).collect()", within(from, into))
        }
        (TypeRef::Map(from), TypeRef::Map(into)) => {
            format!("{value}.into_iter().map(|(key, value)| (key, {})).collect()", within(from, into))
        }
        (TypeRef::Nullable(from), TypeRef::Nullable(into)) => {
            format!("{value}.map(|value| {})", within(from, into))
        }
        _ => format!("{value}.into()"),
    }
}
