//! Tuples: JSON Schema 2020-12 core, section 10.3.1.

use super::super::fields::{Fields, empty};
use super::super::walk::Walk;

const REST: &str = "x-upgraded-items";

/// In 3.0, all elements of a list have one schema. That of a tuple is `{}`, and what was `items` is about the rest.
pub(super) fn rewrite(walk: &mut Walk<'_>, schema: &mut Fields) {
    let Some(span) = schema.key_span("prefixItems").filter(|_| !schema.has(REST)) else { return };
    if schema.has("items") {
        schema.rename("items", REST);
        walk.moved(&["items"], &[REST]);
    } else {
        schema.set(REST, empty(span));
    }
    schema.set("items", empty(span));
}
