//! Documents, and the files that they refer to.

use std::collections::{HashMap, HashSet};

use super::entrance;
use super::walk::{Indirect, Reference, Walk};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::check::indirect::Copied;
use crate::source::check::shape::Shape;
use crate::source::check::table;
use crate::source::{FileId, Location, Node, Pointer, Sources, Value, Version};

/// Rewrites a document, and what it refers to in files that are no documents of their own.
///
/// What stands in such a file is known by the references that lead to it, apart from `components` and `paths`. A
/// reference that leads nowhere is left for others to report.
pub(super) fn document(sources: &mut Sources, file: FileId, version: Version, diagnostics: &mut Diagnostics) {
    let mut follow = Follow {
        sources,
        diagnostics,
        version,
        walked: HashMap::new(),
        pending: Vec::new(),
        copied: Copied::default(),
    };
    follow.walk(Location::root(file), &table::DOCUMENT);
    let mut asked = HashSet::new();
    while let Some(reference) = follow.pending.pop() {
        if asked.insert((reference.file, reference.text.clone())) {
            follow.reference(&reference);
        }
    }
}

struct Follow<'s> {
    sources: &'s mut Sources,
    diagnostics: &'s mut Diagnostics,
    version: Version,
    /// What has been rewritten, and as what.
    walked: HashMap<Location, &'static Shape>,
    pending: Vec<Reference>,
    copied: Copied,
}

impl Follow<'_> {
    fn walk(&mut self, at: Location, shape: &'static Shape) {
        let Some(node) = self.sources.node_mut(&at) else { return };
        let mut taken = Node { span: node.span, value: std::mem::replace(&mut node.value, Value::Null) };
        let mut walk = Walk::new(at.file, self.version, self.diagnostics);
        walk.start(&mut taken, &at.pointer, shape);
        let Walk { redirects, references, indirect, .. } = walk;
        self.pending.extend(references);
        self.sources.redirects_mut(at.file).extend(redirects);
        if let Some(node) = self.sources.node_mut(&at) {
            *node = taken;
        }
        let file = at.file;
        self.walked.insert(at, shape);
        for Indirect { at, span, text, shape } in indirect {
            let at = Location::new(file, at);
            // A reference that leads nowhere is found again by the structural check.
            if self.copied.put_in_place(self.sources, &at, span, &text, shape).is_ok() {
                let help = "what it refers to is read in its place: refer to each of its entries instead";
                let message = "a reference cannot be here";
                self.diagnostics.push(Diagnostic::new(Code::Mended, span, at.pointer.clone(), message).help(help));
                self.walk(at, shape);
            }
        }
    }

    fn reference(&mut self, reference: &Reference) {
        let Some(target) = self.resolve(reference) else { return };
        if self.prepared(target.file) {
            self.target(target, reference.shape);
        } else if self.prepare(target.file) {
            // Things may have moved.
            if let Some(target) = self.resolve(reference) {
                self.target(target, reference.shape);
            }
        }
    }

    fn resolve(&mut self, reference: &Reference) -> Option<Location> {
        let span = self.sources.root(reference.file).span;
        self.sources.resolve_one(reference.file, span, &Pointer::root(), &reference.text).ok()
    }

    /// Whether the file is rewritten here, and its known parts have been.
    fn prepared(&self, file: FileId) -> bool {
        self.sources.version(file).is_some_and(|version| version > Version::V3_0)
    }

    /// Rewrites the known parts of a file; false if it is not to be rewritten.
    fn prepare(&mut self, file: FileId) -> bool {
        if self.sources.version(file).is_some() {
            return false;
        }
        if self.sources.root(file).get("openapi").is_none() {
            self.sources.set_version(file, self.version);
            for (key, shape) in table::FRAGMENT {
                self.walk(Location::root(file).child(key), shape);
            }
            return true;
        }
        match entrance::version(self.sources, file) {
            Some(version) if version > Version::V3_0 => {
                self.sources.set_version(file, version);
                let outer = std::mem::replace(&mut self.version, version);
                self.walk(Location::root(file), &table::DOCUMENT);
                self.version = outer;
                true
            }
            _ => false,
        }
    }

    fn target(&mut self, target: Location, shape: &'static Shape) {
        if self.shape_at(&target).is_none() {
            self.walk(target, shape);
        }
    }

    /// As what the node has been rewritten, itself or as a part of something.
    fn shape_at(&self, location: &Location) -> Option<&'static Shape> {
        let mut at = Location::root(location.file);
        let mut shape = self.walked.get(&at).copied();
        for token in location.pointer.tokens() {
            at = at.child(&token);
            let inherited = shape.and_then(|shape| shape.member(&token, self.version));
            shape = inherited.or_else(|| self.walked.get(&at).copied());
        }
        shape
    }
}
