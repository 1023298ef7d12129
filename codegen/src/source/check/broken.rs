//! What has to be left out.

use std::collections::BTreeMap;

use crate::source::Pointer;

/// The parts of a file in which there are errors: each an operation, a path item's parameter, a component, a server, a
/// tag, or another member of the document. Where a path item or the document itself is wrong, that is the part.
#[derive(Clone, Debug, Default)]
pub struct Broken {
    units: BTreeMap<Pointer, Box<str>>,
}

impl Broken {
    /// Whether the node is in a broken part, or is one.
    pub fn contains(&self, pointer: &Pointer) -> bool {
        self.reason(pointer).is_some()
    }

    /// What is wrong with the broken part in which the node is: the first of the messages about it.
    pub fn reason(&self, pointer: &Pointer) -> Option<&str> {
        if self.units.is_empty() {
            return None;
        }
        let mut ancestor = Some(pointer.clone());
        while let Some(pointer) = ancestor {
            if let Some(reason) = self.units.get(&pointer) {
                return Some(reason);
            }
            ancestor = pointer.parent();
        }
        None
    }

    /// The broken parts, by pointer. One may stand inside another.
    pub fn iter(&self) -> impl Iterator<Item = &Pointer> {
        self.units.keys()
    }

    /// Whether nothing is broken.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// Takes in what else was found in the same file.
    pub(super) fn extend(&mut self, more: Self) {
        for (unit, reason) in more.units {
            self.units.entry(unit).or_insert(reason);
        }
    }

    pub(super) fn insert(&mut self, unit: Pointer, reason: &str) {
        self.units.entry(unit).or_insert_with(|| reason.into());
    }
}
