//! What names a schema, or says something of the schema as a text: JSON Schema 2020-12 core, section 8.

use super::super::fields::Fields;
use super::super::walk::Walk;

/// Takes out identifiers, which references find from now on, and what has no meaning for values.
pub(super) fn take(walk: &mut Walk<'_>, schema: &mut Fields) {
    for name in ["$comment", "$schema", "$vocabulary"] {
        schema.take(name);
    }
    let text = |schema: &Fields, name: &str| schema.text(name).map(str::to_owned);
    if let Some(id) = text(schema, "$id") {
        walk.redirects.add_id(&id, walk.pointer());
        schema.take("$id");
    }
    for name in ["$anchor", "$dynamicAnchor"] {
        if let Some(anchor) = text(schema, name) {
            walk.redirects.add_anchor(&anchor, walk.pointer());
            schema.take(name);
        }
    }
}
