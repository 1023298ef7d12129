//! What an operation adds while it is lowered counts only once it is whole.

use super::Lowering;
use super::schema::Key;
use crate::api::TypeRef;

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
        for (key, _) in self.known.drain(to.known..) {
            self.known_index.remove(&key);
        }
    }

    /// The type of a schema that was met before.
    pub(crate) fn known(&self, key: &Key) -> Option<&TypeRef> {
        self.known_index.get(key).map(|index| &self.known[*index].1)
    }

    /// Remembers the type of a schema.
    pub(crate) fn remember(&mut self, key: Key, ty: TypeRef) {
        self.known_index.insert(key.clone(), self.known.len());
        self.known.push((key, ty));
    }
}
