//! What has to be left out.

use std::collections::BTreeSet;

use crate::source::Pointer;

/// The parts of a file in which there are errors: each an operation, a path item's parameter, a component, a server, a
/// tag, or another member of the document. Where a path item or the document itself is wrong, that is the part.
#[derive(Clone, Debug, Default)]
pub struct Broken {
    units: BTreeSet<Pointer>,
}

impl Broken {
    /// Whether the node is in a broken part, or is one.
    pub fn contains(&self, pointer: &Pointer) -> bool {
        if self.units.is_empty() {
            return false;
        }
        let mut ancestor = Some(pointer.clone());
        while let Some(pointer) = ancestor {
            if self.units.contains(&pointer) {
                return true;
            }
            ancestor = pointer.parent();
        }
        false
    }

    /// The broken parts, by pointer. One may stand inside another.
    pub fn iter(&self) -> impl Iterator<Item = &Pointer> {
        self.units.iter()
    }

    /// Whether nothing is broken.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    pub(super) fn insert(&mut self, unit: Pointer) {
        self.units.insert(unit);
    }
}
