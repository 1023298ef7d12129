//! Maps and lists that are somewhere else: `content: {$ref: …}`, where only the entries may be references.
//!
//! A map of references to the entries of the other map is put in the place of such a reference. Nothing is copied but
//! keys, and what the entries say about files keeps its meaning.

use super::shape::{Object, Others, Shape};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Key, Location, Map, Node, Pointer, Sources, Span, Value, push_token};

/// A reference in the place of a map or a list.
pub(super) struct Indirect {
    pub(super) at: Pointer,
    /// What cannot be used if the reference leads nowhere.
    pub(super) unit: Pointer,
    pub(super) span: Span,
    pub(super) text: Box<str>,
    pub(super) shape: &'static Shape,
}

/// The text of a reference, and where it is.
pub(crate) struct Text<'a> {
    pub(crate) text: &'a str,
    pub(crate) span: Span,
}

/// The reference that is in the place of a map or a list whose entries may be references.
pub(crate) fn reference<'a>(node: &'a Node, shape: &Shape) -> Option<Text<'a>> {
    let reference = node.as_map()?.get("$ref").filter(|_| has_entries(shape))?;
    Some(Text { text: reference.as_str()?, span: reference.span })
}

/// Whether something has entries that may be references, or can be put in place in their turn.
fn has_entries(shape: &Shape) -> bool {
    match without_unit(shape) {
        Shape::Map(inner) | Shape::List(inner) | Shape::Some(inner) => may_be_reference(inner),
        Shape::Object(Object { others: Others::Paths(inner) | Others::Statuses(inner), .. }) => may_be_reference(inner),
        Shape::Object(object) => object.name == "Components",
        _ => false,
    }
}

fn may_be_reference(shape: &Shape) -> bool {
    matches!(without_unit(shape), Shape::Reference(_))
}

fn without_unit(shape: &Shape) -> &Shape {
    match shape {
        Shape::Unit(inner) => without_unit(inner),
        shape => shape,
    }
}

/// How many entries have been put in place, which multiply with the references to them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Copied {
    entries: usize,
}

impl Copied {
    const LIMIT: usize = 100_000;

    /// Puts references to the entries of what is referred to in the place of the reference.
    pub(crate) fn put_in_place(
        &mut self,
        sources: &mut Sources,
        at: &Location,
        span: Span,
        text: &str,
        shape: &Shape,
    ) -> Result<(), Diagnostic> {
        let target = sources.resolve(at.file, span, &at.pointer, text)?;
        let Some(node) = sources.node(&target) else { return Ok(()) };
        let refer = |text: &str| {
            let reference = Node { span, value: Value::String(text.into()) };
            let key = Key { text: "$ref".into(), span };
            Node { span, value: Value::Map(Map::build(vec![(key, reference)]).0) }
        };
        let entry = |token: &str| {
            let mut pointer = String::new();
            push_token(&mut pointer, token);
            let mark = if text.contains('#') { "" } else { "#" };
            refer(&format!("{text}{mark}{}", pointer.replace('%', "%25")))
        };
        let value = match (&node.value, without_unit(shape)) {
            (Value::List(list), Shape::List(_) | Shape::Some(_)) => {
                Value::List((0..list.len()).map(|index| entry(&index.to_string())).collect())
            }
            // One thing where a list is due.
            (Value::Map(_), Shape::List(_) | Shape::Some(_)) => Value::List(vec![refer(text)]),
            (Value::Map(map), shape) => {
                // Objects of the specification have extensions, maps have not.
                let is_object = !matches!(shape, Shape::Map(_));
                let keys = map.keys().filter(|key| !(is_object && key.starts_with("x-")));
                let entries = keys.map(|key| (Key { text: key.into(), span }, entry(key)));
                Value::Map(Map::build(entries.collect()).0)
            }
            _ => {
                let message = format!("`{text}` must lead to {shape}, found {}", node.kind());
                return Err(Diagnostic::new(Code::WrongType, span, at.pointer.clone(), message)
                    .help("refer to each entry instead"));
            }
        };
        self.entries += match &value {
            Value::List(list) => list.len(),
            Value::Map(map) => map.len(),
            _ => 0,
        };
        if self.entries > Self::LIMIT {
            let message = format!("references to whole maps and lists stand for more than {} entries", Self::LIMIT);
            return Err(Diagnostic::new(Code::Unsupported, span, at.pointer.clone(), message)
                .help("refer to each entry instead"));
        }
        if let Some(place) = sources.node_mut(at) {
            place.value = value;
        }
        Ok(())
    }
}
