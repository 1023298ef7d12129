//! What an operation adds while it is lowered counts only once it is whole.

use super::Lowering;
use crate::api::TypeRef;
use crate::source::Location;

/// How much there was before.
pub(crate) struct Checkpoint {
    types: usize,
    known: usize,
}

impl Lowering<'_> {
    /// Remembers how much there is.
    pub(crate) fn checkpoint(&self) -> Checkpoint {
        Checkpoint { types: self.types.len(), known: self.known.len() }
    }

    /// Forgets what has come since.
    pub(crate) fn roll_back(&mut self, to: &Checkpoint) {
        self.types.truncate(to.types);
        for (location, _) in self.known.drain(to.known..) {
            self.known_index.remove(&location);
        }
    }

    /// The type of a schema that was met before.
    pub(crate) fn known(&self, at: &Location) -> Option<&TypeRef> {
        self.known_index.get(at).map(|index| &self.known[*index].1)
    }

    /// Remembers the type of a schema.
    pub(crate) fn remember(&mut self, at: Location, ty: TypeRef) {
        self.known_index.insert(at.clone(), self.known.len());
        self.known.push((at, ty));
    }
}
