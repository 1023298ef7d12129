//! Schemas without parts: which Rust type stands for a type and a format.

use crate::api::TypeRef;
use crate::diagnostic::Code;
use crate::lower::{Lowering, Skipped};
use crate::source::Location;

/// The type of a scalar schema. Formats that say nothing about the type are kept out of it (OpenAPI 3.0.3,
/// 4.4: a tool may ignore formats that it does not know).
pub(crate) fn lower(
    lowering: &mut Lowering<'_>,
    at: &Location,
    type_name: &str,
    format: Option<&str>,
) -> Result<TypeRef, Skipped> {
    Ok(match (type_name, format) {
        ("string", Some("password")) => TypeRef::Secret,
        ("string", Some("byte" | "binary")) => {
            return Err(lowering.unsupported(
                &at.child("format"),
                "a string of bytes",
                "make it a string without `format`, and encode it yourself",
            ));
        }
        ("string", _) => TypeRef::String,
        ("integer", Some("int32")) => TypeRef::Int32,
        ("integer", Some("uint64")) => TypeRef::Uint64,
        ("integer", _) => TypeRef::Int64,
        ("number", Some("float")) => TypeRef::Float,
        ("number", _) => TypeRef::Double,
        ("boolean", _) => TypeRef::Bool,
        (other, _) => {
            return Err(lowering.refuse(
                Code::InvalidValue,
                &at.child("type"),
                format!("`{other}` is no type of OpenAPI 3.0"),
                "write one of `string`, `integer`, `number`, `boolean`, `array` and `object`",
            ));
        }
    })
}
