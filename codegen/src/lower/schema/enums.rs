//! Schemas with `enum`: open enums of strings or integers.

use serde_json::Value as Json;

use super::Facets;
use crate::api::{Base, Enum, Kind, TypeRef, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::extensions::Extensions;
use crate::lower::{Lowering, Skipped, docs, words};
use crate::source::Location;

/// The enum of a schema that lists its values.
pub(crate) fn lower(
    lowering: &mut Lowering<'_>,
    at: &Location,
    facets: &Facets<'_>,
    name: &str,
) -> Result<TypeRef, Skipped> {
    let values = &facets.enumeration;
    let base = if values.iter().all(Json::is_string) {
        Base::String
    } else if values.iter().all(Json::is_i64) {
        Base::Integer
    } else {
        return Err(lowering.unsupported(
            &at.child("enum"),
            "an enum whose values are neither all strings nor all integers",
            "leave `enum` out, or write all values in one type",
        ));
    };
    let extensions = Extensions { values: &facets.data.extensions, at };
    let names = per_value(lowering, &extensions, "x-enum-varnames", values.len())?;
    let descriptions = per_value(lowering, &extensions, "x-enum-descriptions", values.len())?;
    let mut variants: Vec<Value> = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let name = match names.get(index) {
            Some(name) => match words::Kind::Type.objection(name) {
                None => name.clone(),
                Some(why) => return Err(extensions.wrong(lowering, "x-enum-varnames", &why)),
            },
            None => variant_name(value),
        };
        let place = at.child("enum").index(index);
        if name == "Unknown" {
            return Err(taken(lowering, &place, &name, "the variant that keeps values nobody lists"));
        }
        if let Some(other) = variants.iter().find(|other| other.name == name) {
            let what = format!("the value {}", other.value);
            return Err(taken(lowering, &place, &name, &what));
        }
        variants.push(Value { name, value: value.clone(), docs: docs::described(descriptions.get(index)) });
    }
    super::add(lowering, at, facets, name, Kind::Enum(Enum { base, values: variants }))
}

/// An extension with a text for each value, or nothing.
fn per_value(
    lowering: &mut Lowering<'_>,
    extensions: &Extensions<'_>,
    key: &str,
    count: usize,
) -> Result<Vec<String>, Skipped> {
    let texts = extensions.texts(lowering, key)?;
    if texts.is_empty() || texts.len() == count {
        return Ok(texts);
    }
    Err(extensions.wrong(lowering, key, &format!("it has {} entries, and `enum` has {count}", texts.len())))
}

fn variant_name(value: &Json) -> String {
    match value {
        Json::String(text) => words::pascal(text),
        Json::Number(number) if number.is_i64() && number.to_string().starts_with('-') => {
            format!("Minus{}", number.to_string().trim_start_matches('-'))
        }
        other => format!("N{other}"),
    }
}

fn taken(lowering: &mut Lowering<'_>, at: &Location, name: &str, by: &str) -> Skipped {
    let message = format!("this value would be called `{name}`, which is the name of {by}");
    let diagnostic =
        Diagnostic::at(lowering.sources, Code::NameTaken, at, message).help("name the values with `x-enum-varnames`");
    lowering.report(diagnostic)
}
