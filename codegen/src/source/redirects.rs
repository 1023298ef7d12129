//! References that lead elsewhere than where they point.

use std::collections::HashMap;

use super::Pointer;

/// Where references into a file lead that do not name a place in its tree: to names that schemas give themselves, and
/// to what a rewriting of the tree has moved.
#[derive(Debug, Default)]
pub(crate) struct Redirects {
    /// Where a node was moved to. Outer moves apply before inner ones, whose keys have them applied.
    moved: HashMap<Pointer, Pointer>,
    /// Schemas by their `$anchor`.
    anchors: HashMap<Box<str>, Pointer>,
    /// Schemas by their `$id`.
    ids: HashMap<Box<str>, Pointer>,
}

impl Redirects {
    /// Remembers that a node was moved.
    pub(crate) fn add_move(&mut self, from: Pointer, to: Pointer) {
        self.moved.insert(from, to);
    }

    /// Remembers the schema that has an anchor. The first keeps it.
    pub(crate) fn add_anchor(&mut self, anchor: &str, schema: Pointer) {
        self.anchors.entry(anchor.into()).or_insert(schema);
    }

    /// Remembers the schema that has an identifier. The first keeps it.
    pub(crate) fn add_id(&mut self, id: &str, schema: Pointer) {
        let id = id.trim_end_matches('#');
        // A reference without a path is one to its own file.
        if !id.is_empty() {
            self.ids.entry(id.into()).or_insert(schema);
        }
    }

    /// Takes in what another walk through the same file has found.
    pub(crate) fn extend(&mut self, more: Self) {
        self.moved.extend(more.moved);
        for (anchor, schema) in more.anchors {
            self.anchors.entry(anchor).or_insert(schema);
        }
        for (id, schema) in more.ids {
            self.ids.entry(id).or_insert(schema);
        }
    }

    /// Where the node is to which this pointer led in the text of the file.
    pub(crate) fn follow(&self, pointer: Pointer) -> Pointer {
        if self.moved.is_empty() {
            return pointer;
        }
        pointer.tokens().fold(Pointer::root(), |reached, token| {
            let next = reached.child(&token);
            self.moved.get(&next).cloned().unwrap_or(next)
        })
    }

    /// The schema with this `$anchor`.
    pub(crate) fn anchor(&self, anchor: &str) -> Option<&Pointer> {
        self.anchors.get(anchor)
    }

    /// The schema with this `$id`.
    pub(crate) fn id(&self, id: &str) -> Option<&Pointer> {
        self.ids.get(id)
    }
}
