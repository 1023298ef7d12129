//! A document held against the specification.
//!
//! `table` restates the objects of OpenAPI 3.0.3 as data: which fields there are, which are required, what each holds.
//! One walk compares a document with it and reports every difference, so that a reader gets all of them at once, and
//! the stages that follow can rely on what they read. What cannot be relied on is told in [`Broken`]: the smallest
//! parts (an operation, a component) that have to be left out.

mod broken;
pub(crate) mod indirect;
mod mend;
mod report;
pub(crate) mod shape;
pub(crate) mod table;
mod texts;
mod walk;

pub use broken::Broken;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::{FileId, Location, Pointer, Sources, Version};
use crate::diagnostic::Diagnostics;
use indirect::Indirect;
use shape::Shape;
use walk::{Reference, Walk};

/// What has been checked, and what was found.
#[derive(Debug, Default)]
pub struct Checked {
    broken: HashMap<FileId, Broken>,
    /// The parts of files that are no documents, as what refers to them has them.
    parts: HashSet<Location>,
    copied: indirect::Copied,
}

impl Checked {
    /// Checks a whole document against OpenAPI 3.0.3, and of files that are parts of it what it refers to there; of a
    /// part that nothing has referred to yet only `components` and `paths`, since what its other keys hold is for those
    /// to say who refer to it. A file is checked once.
    ///
    /// Errors make the part in which they stand [`Broken`]; warnings do not. What is wrong and has one meaning all the
    /// same is put right in the tree, with a warning. A reference that leads nowhere is left for others to report.
    pub fn check(&mut self, sources: &mut Sources, file: FileId, diagnostics: &mut Diagnostics) {
        let mut pending = self.file(sources, file, diagnostics);
        let mut asked = HashSet::new();
        while let Some(reference) = pending.pop() {
            if !asked.insert((reference.file, reference.text.clone())) {
                continue;
            }
            let span = sources.root(reference.file).span;
            let target = sources.resolve_one(reference.file, span, &Pointer::root(), &reference.text);
            let Ok(target) = target else { continue };
            pending.extend(self.file(sources, target.file, diagnostics));
            if !self.has(sources, &target) {
                pending.extend(self.part(sources, &target, reference.shape, diagnostics));
                self.parts.insert(target);
            }
        }
    }

    /// What is wrong with the broken part in which the node is.
    pub fn reason(&self, at: &Location) -> Option<&str> {
        self.broken.get(&at.file)?.reason(&at.pointer)
    }

    /// Whether the node has been looked at, with its document, or in a part.
    fn has(&self, sources: &Sources, at: &Location) -> bool {
        let version = sources.version(at.file).unwrap_or(Version::V3_0);
        let mut ancestor = Location::root(at.file);
        let mut shape = is_document(sources, at.file).then_some(&table::DOCUMENT);
        for (depth, token) in at.pointer.tokens().enumerate() {
            ancestor = ancestor.child(&token);
            let fragment = || table::FRAGMENT.iter().find(|(key, _)| *key == token).map(|(_, shape)| shape);
            shape = match shape {
                Some(shape) => shape.member(&token, version),
                None if depth == 0 => fragment(),
                None => None,
            };
            if self.parts.contains(&ancestor) {
                return true;
            }
        }
        shape.is_some()
    }

    /// What can be said of a file by itself, and the references in it.
    fn file(&mut self, sources: &mut Sources, file: FileId, diagnostics: &mut Diagnostics) -> Vec<Reference> {
        if self.broken.contains_key(&file) {
            return Vec::new();
        }
        diagnostics.extend(sources.problems().filter(|problem| problem.span.file == file).cloned());
        let mut walk = Walk::new(sources, file, diagnostics);
        if is_document(sources, file) {
            walk.start(None, &table::DOCUMENT);
        } else {
            for (key, shape) in table::FRAGMENT {
                walk.start(Some(key), shape);
            }
        }
        let found = walk.end();
        self.end(found, sources, file, diagnostics)
    }

    /// A part of a file, as what refers to it has it, and the references in it.
    fn part(
        &mut self,
        sources: &mut Sources,
        at: &Location,
        shape: &'static Shape,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Reference> {
        let tokens: Vec<String> = at.pointer.tokens().map(Cow::into_owned).collect();
        let mut walk = Walk::new(sources, at.file, diagnostics);
        walk.start_at(&tokens, shape);
        let found = walk.end();
        self.end(found, sources, at.file, diagnostics)
    }

    fn end(
        &mut self,
        found: walk::Found,
        sources: &mut Sources,
        file: FileId,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Reference> {
        self.broken.entry(file).or_default().extend(found.broken);
        mend::apply(sources, file, found.mends);
        let mut references = found.references;
        for Indirect { at, unit, span, text, shape } in found.indirect {
            let at = Location::new(file, at);
            match self.copied.put_in_place(sources, &at, span, &text, shape) {
                Ok(()) => references.extend(self.part(sources, &at, shape, diagnostics)),
                Err(problem) => {
                    self.broken.entry(file).or_default().insert(unit, &problem.message);
                    diagnostics.push(problem);
                }
            }
        }
        references
    }
}

fn is_document(sources: &Sources, file: FileId) -> bool {
    sources.root(file).get("openapi").is_some()
}

/// Checks a document by itself; see [`Checked::check`].
pub fn document(sources: &mut Sources, file: FileId, diagnostics: &mut Diagnostics) -> Broken {
    let mut checked = Checked::default();
    checked.check(sources, file, diagnostics);
    checked.broken.remove(&file).unwrap_or_default()
}

#[cfg(test)]
mod tests;
