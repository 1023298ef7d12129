//! Properties that are not named one by one: JSON Schema 2020-12 core, sections 10.3.2 and 11.3.

use super::super::fields::{Fields, key, map};
use super::super::walk::Walk;
use crate::source::{Node, Value};

const ADDITIONAL: &str = "additionalProperties";

pub(super) fn rewrite(walk: &mut Walk<'_>, schema: &mut Fields) {
    unevaluated(walk, schema);
    patterns(walk, schema);
}

/// What is not evaluated is what is no property of the schema and of those that hold with it, which is what the
/// generator takes additional properties for. Where other schemas take part, `false` says nothing about the type; and
/// what a condition evaluates is not known.
fn unevaluated(walk: &mut Walk<'_>, schema: &mut Fields) {
    let has = |names: &[&str]| names.iter().any(|name| schema.has(name));
    let closed = schema.get("unevaluatedProperties").is_some_and(|node| node.as_bool() == Some(false));
    let others = has(&["$ref", "allOf", "anyOf", "oneOf"]);
    if schema.has("unevaluatedProperties") && !has(&["if", "dependentSchemas", ADDITIONAL]) && !(closed && others) {
        schema.rename("unevaluatedProperties", ADDITIONAL);
        walk.moved(&["unevaluatedProperties"], &[ADDITIONAL]);
    }
}

/// Where additional properties have a schema, or there are none, those of the patterns are all that are left.
fn patterns(walk: &mut Walk<'_>, schema: &mut Fields) {
    let additional = schema.get(ADDITIONAL);
    let closed = additional.is_some_and(|node| node.as_bool() == Some(false));
    let schemas = schema.get("patternProperties").and_then(Node::as_map).is_some_and(|map| !map.is_empty());
    if !schemas || additional.is_none_or(|node| !closed && node.as_map().is_none()) {
        return;
    }
    let Some((patterns_key, Node { span, value: Value::Map(patterns) })) = schema.take("patternProperties") else {
        return;
    };
    let mut list = Vec::new();
    let alone = closed && patterns.len() == 1;
    if !closed && let Some((_, node)) = schema.take(ADDITIONAL) {
        list.push(node);
        walk.moved(&[ADDITIONAL], &[ADDITIONAL, "anyOf", "0"]);
    }
    for (pattern, node) in patterns.into_entries() {
        let from = ["patternProperties", &*pattern.text];
        if alone {
            walk.moved(&from, &[ADDITIONAL]);
        } else {
            walk.moved(&from, &[ADDITIONAL, "anyOf", &list.len().to_string()]);
        }
        list.push(node);
    }
    let node = match list.pop() {
        Some(only) if alone => only,
        last => {
            list.extend(last);
            Node { span, value: map(vec![(key("anyOf", patterns_key.span), Node { span, value: Value::List(list) })]) }
        }
    };
    schema.set(ADDITIONAL, node);
}
