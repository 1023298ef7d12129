//! What is wrong with a document, told so that its author can mend it.
//!
//! A [`Diagnostic`] is a value: a [`Code`] that stays the same from release to release, a message, the place in the
//! source, the JSON pointer, and what to do. Stages push them into [`Diagnostics`] and go on as far as they can; the
//! collection is printed for people ([`Diagnostics::render`], [`Diagnostics::summary`]) or for machines ([`Diagnostics::to_json`]).

mod code;
mod collection;
mod example;
mod json;
mod nearest;
mod render;
mod severity;
mod summary;
mod value;

pub use code::Code;
pub use collection::Diagnostics;
pub use nearest::{Suggestions, nearest};
pub use severity::Severity;
pub use summary::Summary;
pub use value::Diagnostic;

#[cfg(test)]
mod tests;
