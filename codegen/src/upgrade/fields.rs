//! The fields of an object while it is rewritten.

use crate::source::{Key, Map, Node, Span, Value};

/// The fields of an object, taken out of the tree to be changed. Order and positions stay.
pub(super) struct Fields(Vec<(Key, Node)>);

impl Fields {
    /// Takes the fields out of a map; [`close`](Self::close) puts them back.
    pub(super) fn open(node: &mut Node) -> Option<Self> {
        match std::mem::replace(&mut node.value, Value::Null) {
            Value::Map(map) => Some(Self(map.into_entries())),
            other => {
                node.value = other;
                None
            }
        }
    }

    /// Puts the fields back.
    pub(super) fn close(self, node: &mut Node) {
        node.value = map(self.0);
    }

    fn at(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|(key, _)| &*key.text == name)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &(Key, Node)> {
        self.0.iter()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.at(name).is_some()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        self.at(name).map(|at| &self.0[at].1)
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.at(name).map(|at| &mut self.0[at].1)
    }

    /// The text of a field.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// Where the key of a field stands.
    pub(super) fn key_span(&self, name: &str) -> Option<Span> {
        self.at(name).map(|at| self.0[at].0.span)
    }

    pub(super) fn take(&mut self, name: &str) -> Option<(Key, Node)> {
        self.at(name).map(|at| self.0.remove(at))
    }

    /// Keeps only the fields for which this is true, and gives the others.
    pub(super) fn split_off(&mut self, keep: impl Fn(&str) -> bool) -> Vec<(Key, Node)> {
        let (kept, others) = std::mem::take(&mut self.0).into_iter().partition(|(key, _)| keep(&key.text));
        self.0 = kept;
        others
    }

    /// Sets a field. A new one comes last, with its key where the value is.
    pub(super) fn set(&mut self, name: &str, node: Node) {
        match self.at(name) {
            Some(at) => self.0[at].1 = node,
            None => self.0.push((key(name, node.span), node)),
        }
    }

    /// Adds a field that is not there yet.
    pub(super) fn insert(&mut self, key: Key, node: Node) {
        self.0.push((key, node));
    }

    /// Adds a field that is not there yet before the others.
    pub(super) fn insert_first(&mut self, key: Key, node: Node) {
        self.0.insert(0, (key, node));
    }

    /// Sets a field to `true`, because of what stands at this place.
    pub(super) fn flag(&mut self, name: &str, span: Span) {
        self.set(name, Node { span, value: Value::Bool(true) });
    }

    /// Gives a field another name; a field that had it already goes.
    pub(super) fn rename(&mut self, from: &str, to: &str) {
        if from != to && self.has(from) {
            self.take(to);
        }
        if let Some(at) = self.at(from) {
            self.0[at].0.text = to.into();
        }
    }
}

/// A key in place of one that stands there.
pub(super) fn key(text: &str, span: Span) -> Key {
    Key { text: text.into(), span }
}

/// A map of these fields.
pub(super) fn map(fields: Vec<(Key, Node)>) -> Value {
    Value::Map(Map::build(fields).0)
}

/// Text in place of what stands there.
pub(super) fn text(text: &str, span: Span) -> Node {
    Node { span, value: Value::String(text.into()) }
}

/// An empty map in place of what stands there.
pub(super) fn empty(span: Span) -> Node {
    Node { span, value: map(Vec::new()) }
}
