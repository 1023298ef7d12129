//! Null as a type, which 3.0 has only as `nullable`.

use super::super::fields::Fields;
use super::super::walk::Walk;
use crate::source::{Node, Span, Value};

/// Makes a schema one of which null is the only value.
pub(super) fn only(schema: &mut Fields, span: Span) {
    for name in ["type", "enum", "const"] {
        schema.take(name);
    }
    schema.flag("nullable", span);
    schema.flag("x-upgraded-null", span);
}

/// Takes null out of the alternatives.
pub(super) fn rewrite(walk: &mut Walk<'_>, schema: &mut Fields) {
    for name in ["anyOf", "oneOf"] {
        alternatives(walk, schema, name);
    }
    // Of a value that is not null, nothing is known.
    if schema.get("not").is_some_and(is_null) {
        schema.take("not");
    }
}

fn alternatives(walk: &mut Walk<'_>, schema: &mut Fields, name: &str) {
    let Some(Node { value: Value::List(list), .. }) = schema.get_mut(name) else { return };
    let Some(null) = list.iter().find(|node| is_null(node)).map(|node| node.span) else { return };
    let places: Vec<usize> = (0..list.len()).filter(|&index| !is_null(&list[index])).collect();
    list.retain(|node| !is_null(node));
    if places.is_empty() {
        schema.take(name);
        return only(schema, null);
    }
    schema.flag("nullable", null);
    // One alternative is none: `allOf` is how 3.0 says something more about a schema.
    let alone = places.len() == 1 && !schema.has("discriminator") && !schema.has("allOf");
    let new_name = if alone { "allOf" } else { name };
    for (to, from) in places.into_iter().enumerate() {
        if alone || to != from {
            walk.moved(&[name, &from.to_string()], &[new_name, &to.to_string()]);
        }
    }
    schema.rename(name, new_name);
}

/// Whether null is the only value of a schema, rewritten or not.
fn is_null(schema: &Node) -> bool {
    let only = |node: &Node| node.as_list().is_some_and(|list| matches!(list, [only] if only.is_null()));
    schema.get("type").is_some_and(|node| is_named(node) || matches!(node.as_list(), Some([only]) if is_named(only)))
        || schema.get("const").is_some_and(Node::is_null)
        || schema.get("enum").is_some_and(only)
        || schema.get("x-upgraded-null").and_then(Node::as_bool) == Some(true)
}

/// Whether this names the type `null`. YAML wants quotes around it, which are often forgotten; nothing at all is no name.
pub(super) fn is_named(node: &Node) -> bool {
    node.as_str() == Some("null") || (node.is_null() && node.span.end > node.span.start)
}
