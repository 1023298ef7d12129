//! Values that say nothing, in the place of something else: `parameters: null`, `properties: []`, `type: ""`.
//!
//! Programs write the fields that they know whether they have something to say or not, and languages that have one
//! type for lists and maps (PHP, Lua) write either when it is empty.

use super::super::shape::{Object, Shape};
use super::{missing, object_of};
use crate::source::{Node, Span, Value};

/// Whether a value says nothing.
pub(in super::super) fn is_nothing(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::List(list) => list.is_empty(),
        Value::Map(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether a value says something, or is nothing of the right kind.
pub(in super::super) fn is_there(node: &Node, shape: &Shape) -> bool {
    match (shape, &node.value) {
        (Shape::Unit(inner), _) => is_there(node, inner),
        (Shape::Any, _)
        | (Shape::Text, Value::String(_))
        | (Shape::List(_), Value::List(_))
        | (Shape::Map(_) | Shape::Object(_) | Shape::Reference(_) | Shape::OrBool(_), Value::Map(_)) => true,
        _ => !is_nothing(node),
    }
}

/// What a value that says nothing is where something is due that may be empty; nothing where it may not.
pub(in super::super) fn empty(shape: &Shape, span: Span) -> Option<Node> {
    match shape {
        Shape::Unit(inner) | Shape::OrBool(inner) => empty(inner, span),
        Shape::List(_) => Some(Node { span, value: Value::List(Vec::new()) }),
        Shape::Map(_) => Some(object_of(Vec::new(), span)),
        Shape::Object(object) | Shape::Reference(object) => empty_object(object, span),
        _ => None,
    }
}

/// An object with what it has to have.
fn empty_object(object: &Object, span: Span) -> Option<Node> {
    let required = object.fields.iter().filter(|field| field.required);
    let fields = required.map(|field| Some((field.name, missing(object.name, field.name, true, span)?.value?)));
    Some(object_of(fields.collect::<Option<_>>()?, span))
}
