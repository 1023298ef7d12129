//! `const`, `enum` and `examples`: JSON Schema 2020-12 validation, sections 6.1 and 9.5.

use super::super::fields::{Fields, key, text};
use super::null;
use crate::source::{Node, Value};

pub(super) fn rewrite(schema: &mut Fields) {
    constant(schema);
    enumeration(schema);
    examples(schema);
}

/// A constant is an `enum` of one value, and has a type even if that is not said.
fn constant(schema: &mut Fields) {
    let Some(constant) = schema.get_mut("const") else { return };
    let span = constant.span;
    let value = std::mem::replace(constant, Node { span, value: Value::Null });
    let inferred = match &value.value {
        Value::Null => return null::only(schema, span),
        Value::Bool(_) => Some("boolean"),
        Value::Number(number) if number.is_f64() => Some("number"),
        Value::Number(_) => Some("integer"),
        Value::String(_) => Some("string"),
        Value::List(_) | Value::Map(_) => None,
    };
    if let Some(constant) = schema.get_mut("const") {
        constant.value = Value::List(vec![value]);
    }
    schema.rename("const", "enum");
    if let Some(inferred) = inferred.filter(|_| !schema.has("type")) {
        schema.insert_first(key("type", span), text(inferred, span));
    }
    schema.flag("x-upgraded-const", span);
}

/// Null is no value of an `enum`, but makes the schema nullable.
fn enumeration(schema: &mut Fields) {
    let Some(Node { value: Value::List(values), .. }) = schema.get_mut("enum") else { return };
    let Some(span) = values.iter().find(|value| value.is_null()).map(|value| value.span) else { return };
    values.retain(|value| !value.is_null());
    if values.is_empty() {
        null::only(schema, span);
    } else {
        schema.flag("nullable", span);
    }
}

/// Of the examples, the first one is kept.
fn examples(schema: &mut Fields) {
    if schema.get("examples").is_none_or(|examples| examples.as_list().is_none()) {
        return;
    }
    if let Some((mut key, Node { value: Value::List(examples), .. })) = schema.take("examples")
        && let Some(first) = examples.into_iter().next()
        && !schema.has("example")
    {
        key.text = "example".into();
        schema.insert(key, first);
    }
}
