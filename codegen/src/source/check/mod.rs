//! A document held against the specification.
//!
//! `table` restates the objects of OpenAPI 3.0.3 as data: which fields there are, which are required, what each holds.
//! One walk compares a document with it and reports every difference, so that a reader gets all of them at once, and
//! the stages that follow can rely on what they read. What cannot be relied on is told in [`Broken`]: the smallest
//! parts (an operation, a component) that have to be left out.

mod broken;
mod mend;
pub(crate) mod shape;
pub(crate) mod table;
mod walk;

pub use broken::Broken;

use super::{FileId, Sources};
use crate::diagnostic::Diagnostics;
use walk::Walk;

/// Checks a whole document against OpenAPI 3.0.3; of a file that is a part of other documents only `components` and
/// `paths`, since what its other keys hold is for those to say who refer to it.
///
/// Errors make the part in which they stand [`Broken`]; warnings do not. What is wrong and has one meaning all the same
/// is put right in the tree, with a warning. References are looked at, but not followed.
pub fn document(sources: &mut Sources, file: FileId, diagnostics: &mut Diagnostics) -> Broken {
    let (broken, mends) = compare(sources, file, diagnostics);
    mend::apply(sources, file, mends);
    broken
}

fn compare(sources: &Sources, file: FileId, diagnostics: &mut Diagnostics) -> (Broken, Vec<mend::Mend>) {
    let root = sources.root(file);
    diagnostics.extend(sources.problems().filter(|problem| problem.span.file == file).cloned());
    let mut walk = Walk::new(sources, file, diagnostics);
    if root.get("openapi").is_some() {
        walk.start(None, &table::DOCUMENT);
    } else {
        for (key, shape) in table::FRAGMENT {
            walk.start(Some(key), shape);
        }
    }
    (walk.broken, walk.mends)
}

#[cfg(test)]
mod tests;
