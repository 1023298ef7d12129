//! Tuples: JSON Schema 2020-12 core, section 10.3.1.

use super::super::fields::{Fields, empty};
use super::super::walk::Walk;

const REST: &str = "x-upgraded-items";

/// In 3.0, all elements of a list have one schema. That of a tuple is `{}`, and what was `items` is about the rest.
pub(super) fn rewrite(walk: &mut Walk<'_>, schema: &mut Fields) {
    if schema.has(REST) {
        return;
    }
    // Earlier drafts of JSON Schema had the elements in `items`, and the rest in `additionalItems`.
    let earlier = schema.get("items").is_some_and(|items| items.as_list().is_some()) && !schema.has("prefixItems");
    let rest = if earlier { "additionalItems" } else { "items" };
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
