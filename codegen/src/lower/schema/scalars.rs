//! Schemas without parts: which Rust type stands for a type and a format.

use super::Shape;
use crate::api::{Format, Library, TypeRef};
use crate::lower::Lowering;

/// The type of a scalar schema; nothing for a word that is no type. Formats that say nothing about the type
/// are kept out of it (OpenAPI 3.0.3, 4.4: a tool may ignore formats that it does not know).
pub(super) fn of(lowering: &Lowering<'_>, type_name: &str, shape: &Shape) -> Option<TypeRef> {
    let format = shape.format.as_deref();
    Some(match (type_name, format) {
        ("string", format) => string(lowering, format, shape.media_encoding.as_deref()),
        ("integer", Some("int32")) => TypeRef::Int32,
        ("integer", Some("uint64" | "uint")) => TypeRef::Uint64,
        ("integer", Some("int8")) => TypeRef::Format(Format::Int8),
        ("integer", Some("int16")) => TypeRef::Format(Format::Int16),
        ("integer", Some("uint8")) => TypeRef::Format(Format::Uint8),
        ("integer", Some("uint16")) => TypeRef::Format(Format::Uint16),
        ("integer", Some("uint32")) => TypeRef::Format(Format::Uint32),
        ("integer", Some("int64")) => TypeRef::Int64,
        ("integer", _) => integer(shape),
        ("number", Some("int32")) => TypeRef::Int32,
        ("number", Some("int64")) => TypeRef::Int64,
        ("number", Some("float")) => TypeRef::Float,
        ("number", _) => TypeRef::Double,
        ("boolean", _) => TypeRef::Bool,
        _ => return None,
    })
}

/// The type of an integer without a width: 64 bits where the greatest value says that they are enough, with a sign or
/// without. Where nothing does, both kinds of 64 bits are seen on the wire, and only 128 bits hold both.
fn integer(shape: &Shape) -> TypeRef {
    let is_unsigned = shape.limits.minimum.as_ref().is_some_and(|(minimum, _)| minimum.is_u64());
    match &shape.limits.maximum {
        Some((maximum, _)) if maximum.is_i64() => TypeRef::Int64,
        Some((maximum, _)) if maximum.is_u64() && is_unsigned => TypeRef::Uint64,
        Some((maximum, _)) if maximum.as_f64().is_some_and(|maximum| maximum < i64::MAX as f64) => TypeRef::Int64,
        _ => TypeRef::Int128,
    }
}

/// Whether a format is one of strings, so that it tells the type where none is given.
pub(super) fn is_of_strings(format: &str) -> bool {
    matches!(
        format,
        "password"
            | "byte"
            | "binary"
            | "date"
            | "date-time"
            | "time"
            | "duration"
            | "uuid"
            | "uri"
            | "url"
            | "email"
            | "ip"
            | "ipv4"
            | "ipv6"
            | "hostname"
    )
}

fn string(lowering: &Lowering<'_>, format: Option<&str>, encoding: Option<&str>) -> TypeRef {
    let dated = |format: fn(Library) -> Format| match lowering.dates {
        Some(library) => TypeRef::Format(format(library)),
        None => TypeRef::String,
    };
    match (format, encoding) {
        (Some("password"), _) => TypeRef::Secret,
        (Some("byte" | "base64"), _) | (None, Some("base64")) => TypeRef::Format(Format::Bytes),
        (Some("uuid"), _) => TypeRef::Format(Format::Uuid),
        (Some("ip"), _) => TypeRef::Format(Format::Ip),
        (Some("ipv4"), _) => TypeRef::Format(Format::Ipv4),
        (Some("ipv6"), _) => TypeRef::Format(Format::Ipv6),
        (Some("decimal" | "decimal128"), _) => TypeRef::Format(Format::Decimal),
        (Some("date"), _) => dated(Format::Date),
        (Some("date-time"), _) => dated(Format::DateTime),
        (Some("time"), _) => dated(|_| Format::Time),
        (Some("duration"), _) => dated(|_| Format::Duration),
        // JSON has no bytes: without an encoding they are text.
        _ => TypeRef::String,
    }
}
