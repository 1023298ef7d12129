//! Text in, a tree with positions out.
//!
//! A file of YAML or JSON becomes a tree of [`Node`]s, each of which knows the bytes it was read from, so that every
//! later stage can say where a problem stands. [`Sources`] owns the files; a [`Location`] (file and JSON pointer)
//! names a node in them; local `$ref`s are followed on demand and bring further files in.
//!
//! In reading order: [`span`](Span) and [`pointer`](Pointer) name places, [`node`](Node) and [`map`](Map) are the
//! tree, `yaml` and `json` build it, [`Sources`] holds it, `resolve` follows references through it, [`from_node`]
//! reads typed values out of it, and [`check`] holds it against the tables of the specification.

pub mod check;
mod de;
mod files;
mod foreign;
mod json;
mod map;
mod margin;
mod node;
mod offsets;
mod places;
mod pointer;
mod redirects;
mod resolve;
mod scalar;
mod span;
mod trail;
mod version;
mod yaml;

pub use de::{DeError, from_node};
pub use files::Sources;
pub use map::{Key, Map};
pub use node::{Node, Value};
pub(crate) use pointer::push as push_token;
pub use pointer::{InvalidPointer, Location, Pointer};
pub(crate) use redirects::Redirects;
pub use span::{FileId, Position, Span};
pub use version::Version;

/// How many lists and maps may stand inside each other. Real documents stay below 40; what goes deeper is an attack or
/// an accident, and the stages that follow recurse along the tree.
pub const MAX_DEPTH: usize = 128;

/// How many bytes the keys may have that lead to a node, together. Every node is known by them, so that long ones would
/// multiply with what stands below them; real documents stay below 1,000.
pub const MAX_KEYS: usize = 4096;

#[cfg(test)]
mod tests;
