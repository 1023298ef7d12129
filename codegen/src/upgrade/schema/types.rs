//! `type` as a list: JSON Schema 2020-12 validation, section 6.1.1.

use super::super::fields::{Fields, key, map};
use super::super::walk::Walk;
use super::null;
use crate::source::{Key, Node, Span, Value};

/// A type that a schema names, and where.
type Named = (Box<str>, Span);

pub(super) fn rewrite(walk: &mut Walk<'_>, schema: &mut Fields) {
    let Some(node) = schema.get("type") else { return };
    let span = node.span;
    let Some(mut types) = named(node) else { return };
    let null = types.iter().find(|(name, _)| &**name == "null").map(|(_, span)| *span);
    types.retain(|(name, _)| &**name != "null");
    if let Some(null) = null {
        if types.is_empty() {
            return null::only(schema, span);
        }
        schema.flag("nullable", null);
    }
    narrow(schema, &mut types);
    if types.len() > 1 && every_type(&types) && schema.iter().all(|(key, _)| owners(&key.text).is_none()) {
        schema.take("type");
    } else if types.len() > 1 {
        split(walk, schema, &types);
    } else if let Some((name, span)) = types.pop() {
        schema.set("type", Node { span, value: Value::String(name) });
    }
}

/// The types; `None` if there is nothing to rewrite, or something that the structural check will complain of.
fn named(node: &Node) -> Option<Vec<Named>> {
    if null::is_named(node) {
        return Some(vec![("null".into(), node.span)]);
    }
    let mut types: Vec<Named> = Vec::new();
    for node in node.as_list()? {
        let name = if null::is_named(node) { "null" } else { node.as_str()? };
        if types.iter().all(|(known, _)| &**known != name) {
            types.push((name.into(), node.span));
        }
    }
    (!types.is_empty()).then_some(types)
}

/// Leaves out types that others include, and those of which there is no value.
fn narrow(schema: &Fields, types: &mut Vec<Named>) {
    if types.iter().any(|(name, _)| &**name == "number") {
        types.retain(|(name, _)| &**name != "integer");
    }
    if let Some(values) = schema.get("enum").and_then(Node::as_list) {
        let has_value = |name: &str| values.iter().any(|value| is_of(value, name));
        if types.iter().any(|(name, _)| has_value(name)) {
            types.retain(|(name, _)| has_value(name));
        }
    }
}

fn is_of(value: &Node, name: &str) -> bool {
    match &value.value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => {
            name == "number" || name == "integer" && number.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        Value::String(_) => name == "string",
        Value::List(_) => name == "array",
        Value::Map(_) => name == "object",
    }
}

fn every_type(types: &[Named]) -> bool {
    ["string", "number", "boolean", "array", "object"]
        .iter()
        .all(|every| types.iter().any(|(name, _)| &**name == *every))
}

/// The types to which a keyword applies; `None` for a keyword that has a meaning for all.
fn owners(keyword: &str) -> Option<&'static [&'static str]> {
    Some(match keyword {
        "minLength" | "maxLength" | "pattern" | "contentEncoding" | "contentMediaType" | "contentSchema" => &["string"],
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => &["number", "integer"],
        "items" | "prefixItems" | "x-upgraded-items" | "contains" | "minContains" | "maxContains" | "minItems"
        | "maxItems" | "uniqueItems" | "unevaluatedItems" => &["array"],
        "properties"
        | "additionalProperties"
        | "patternProperties"
        | "unevaluatedProperties"
        | "propertyNames"
        | "required"
        | "minProperties"
        | "maxProperties"
        | "dependentRequired"
        | "dependentSchemas" => &["object"],
        "enum" | "format" => &["string", "number", "integer", "boolean", "array", "object"],
        _ => return None,
    })
}

/// Makes a schema of every type, each with the keywords that apply to it.
fn split(walk: &mut Walk<'_>, schema: &mut Fields, types: &[Named]) {
    let Some((type_key, type_node)) = schema.take("type") else { return };
    let keywords = schema.split_off(|name| owners(name).is_none());
    let group = ["oneOf", "anyOf"].into_iter().find(|name| !schema.has(name));
    let mut branches: Vec<Vec<(Key, Node)>> = types
        .iter()
        .map(|(name, span)| {
            vec![(key("type", type_key.span), Node { span: *span, value: Value::String(name.clone()) })]
        })
        .collect();
    for (key, node) in keywords {
        let owners = owners(&key.text).unwrap_or_default();
        match &*key.text {
            "enum" => share_values(types, &mut branches, &key, node),
            "format" => {
                let at = format_owner(types, node.as_str().unwrap_or_default());
                branches[at].push((key, node));
            }
            _ => {
                let Some(at) = types.iter().position(|(name, _)| owners.contains(&&**name)) else { continue };
                let index = at.to_string();
                match group {
                    Some(group) => walk.moved(&[&key.text], &[group, &index, &key.text]),
                    None => {
                        walk.moved(&[&key.text], &["allOf", &all_of(schema).to_string(), "oneOf", &index, &key.text])
                    }
                }
                branches[at].push((key, node));
            }
        }
    }
    let branches = branches.into_iter().zip(types);
    let branches = branches.map(|(fields, (_, span))| Node { span: *span, value: map(fields) }).collect();
    let branches = Node { span: type_node.span, value: Value::List(branches) };
    match group {
        Some(group) => schema.insert(key(group, type_key.span), branches),
        None => {
            let wrapped = Node { span: type_node.span, value: map(vec![(key("oneOf", type_key.span), branches)]) };
            match schema.get_mut("allOf").map(|all| &mut all.value) {
                Some(Value::List(all)) => all.push(wrapped),
                _ => schema.set("allOf", Node { span: type_node.span, value: Value::List(vec![wrapped]) }),
            }
        }
    }
}

/// How many members `allOf` has.
fn all_of(schema: &Fields) -> usize {
    schema.get("allOf").and_then(Node::as_list).map_or(0, <[_]>::len)
}

/// Gives every branch the values that are of its type.
fn share_values(types: &[Named], branches: &mut [Vec<(Key, Node)>], key: &Key, node: Node) {
    let Node { span, value: Value::List(mut values) } = node else { return };
    for ((name, _), branch) in types.iter().zip(branches) {
        let (own, others) = values.into_iter().partition(|value| is_of(value, name));
        values = others;
        branch.push((key.clone(), Node { span, value: Value::List(own) }));
    }
}

/// The type that a format is about.
fn format_owner(types: &[Named], format: &str) -> usize {
    let number = matches!(format, "float" | "double" | "decimal" | "int") || {
        let bits = format.strip_prefix("uint").or_else(|| format.strip_prefix("int")).unwrap_or_default();
        !bits.is_empty() && bits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_it = |name: &str| if number { matches!(name, "number" | "integer") } else { name == "string" };
    types.iter().position(|(name, _)| is_it(name)).unwrap_or_default()
}
