//! Schemas: JSON Schema 2020-12 (and OpenAPI 3.1.0 section 4.8.24) rewritten as those of OpenAPI 3.0.
//!
//! [`rewrite`] is the list of passes over one schema, each in a file. They work from the outside inwards: what they put
//! inside is rewritten in its turn.

mod bounds;
mod content;
mod ignored;
mod lists;
mod names;
mod null;
mod properties;
mod references;
mod types;
mod values;

pub(crate) use bounds::compare;

use super::fields::{Fields, empty, key, map};
use super::walk::Walk;
use crate::source::check::shape::Shape;
use crate::source::check::table;
use crate::source::{Node, Value};

/// What a reference to a schema must lead to.
pub(super) static SHAPE: Shape = Shape::Reference(&table::SCHEMA);

/// Rewrites the schema itself, not the schemas in it.
pub(super) fn rewrite(walk: &mut Walk<'_>, node: &mut Node) {
    if let Value::Bool(anything) = node.value {
        node.value = boolean(node, anything);
        return;
    }
    let Some(mut schema) = Fields::open(node) else { return };
    names::take(walk, &mut schema);
    references::wrap(walk, &mut schema);
    values::rewrite(&mut schema);
    types::rewrite(walk, &mut schema);
    null::rewrite(walk, &mut schema);
    bounds::rewrite(&mut schema);
    content::rewrite(&mut schema);
    lists::rewrite(walk, &mut schema);
    properties::rewrite(walk, &mut schema);
    ignored::report(walk, &schema);
    schema.close(node);
}

/// `true` is any value, `false` is none: JSON Schema 2020-12 core, section 4.3.2.
fn boolean(node: &Node, anything: bool) -> Value {
    let fields = if anything { Vec::new() } else { vec![(key("not", node.span), empty(node.span))] };
    map(fields)
}
