//! Tuples: JSON Schema 2020-12 core, section 10.3.1.

use super::super::fields::{Fields, empty};
use super::super::walk::Walk;

const REST: &str = "x-upgraded-items";

/// In 3.0, all elements of a list have one schema. That of a tuple is `{}`, and what was `items` is about the rest. What
/// `unevaluatedItems` is about follows both, and is the rest of a list that has no `items` (section 11.2).
pub(super) fn rewrite(walk: &mut Walk<'_>, schema: &mut Fields) {
    if schema.has(REST) {
        return;
    }
    // Earlier drafts of JSON Schema had the elements in `items`, and the rest in `additionalItems`.
    let earlier = schema.get("items").is_some_and(|items| items.as_list().is_some()) && !schema.has("prefixItems");
    let mut rest = if earlier { "additionalItems" } else { "items" };
    let evaluates = ["contains", "if", "$ref", "allOf", "anyOf", "oneOf"].iter().any(|name| schema.has(name));
    if schema.has("unevaluatedItems") && !schema.has(rest) && !evaluates {
        if schema.has("prefixItems") || earlier {
            rest = "unevaluatedItems";
        } else if schema.get("unevaluatedItems").is_some_and(|items| items.as_map().is_some()) {
            schema.rename("unevaluatedItems", "items");
            walk.moved(&["unevaluatedItems"], &["items"]);
        }
    }
    if earlier {
        schema.rename("items", "prefixItems");
        walk.moved(&["items"], &["prefixItems"]);
    }
    let Some(span) = schema.key_span("prefixItems") else { return };
    if schema.has(rest) {
        schema.rename(rest, REST);
        walk.moved(&[rest], &[REST]);
    } else {
        schema.set(REST, empty(span));
    }
    schema.set("items", empty(span));
}
