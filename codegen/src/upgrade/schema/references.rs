//! `$ref` beside other keywords: JSON Schema 2020-12 core, section 8.2.3.

use super::super::fields::{Fields, key, map};
use super::super::walk::Walk;
use crate::diagnostic::Code;
use crate::source::{Node, Value};

/// A reference with siblings becomes a member of `allOf`; the last one, so that those which are there keep their places.
pub(super) fn wrap(walk: &mut Walk<'_>, schema: &mut Fields) {
    plain(schema);
    if !schema.has("$ref") {
        dynamic(walk, schema);
        plain(schema);
    }
}

fn plain(schema: &mut Fields) {
    let joins = schema.get("allOf").is_none_or(|all| all.as_list().is_some());
    if schema.len() < 2 || schema.text("$ref").is_none() || !joins {
        return;
    }
    let Some((reference, node)) = schema.take("$ref") else { return };
    let (key_span, span) = (reference.span, node.span);
    let member = Node { span, value: map(vec![(reference, node)]) };
    match schema.get_mut("allOf").map(|all| &mut all.value) {
        Some(Value::List(all)) => all.push(member),
        _ => schema.insert(key("allOf", key_span), Node { span, value: Value::List(vec![member]) }),
    }
}

/// A dynamic reference leads where a plain one would, as long as nobody overrides its anchor: section 8.2.3.2.
fn dynamic(walk: &mut Walk<'_>, schema: &mut Fields) {
    if let Some((mut key, node)) = schema.take("$dynamicRef") {
        let message = "`$dynamicRef` is read as `$ref`".to_owned();
        walk.report(Code::IgnoredKeyword, &key, message, "schemas that override its anchor have no effect on it");
        key.text = "$ref".into();
        schema.insert(key, node);
    }
}
