//! What a crate made of one document is to be like.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::api::Library;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lower::ListedOperation;
use crate::source::{Location, Sources};

/// A crate of its own, with the client at its root, made of one document and the files that this one refers to.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// The document.
    pub document: PathBuf,
    /// Name of the package; made from the document's title where it is absent.
    pub name: Option<String>,
    /// Overlays (OpenAPI Overlay Specification 1.0.0), applied in this order.
    pub overlays: Vec<PathBuf>,
    /// A file of overrides, applied after the overlays.
    pub overrides: Option<PathBuf>,
    /// Whether the names of operations leave out the path and the method that their ids repeat at their end:
    /// `read_flow` for `read_flow_flows__id__get`.
    pub short_operation_names: bool,
    /// The operations that are wanted.
    pub choice: Choice,
    /// Whether each module of operations is behind a cargo feature of its name.
    pub feature_per_tag: bool,
    /// The library that dates and moments are of; without one they are text.
    pub dates: Option<Library>,
    /// Where the crate finds the runtime.
    pub runtime: RuntimeSource,
    /// Whether the manifest gets an empty `[workspace]`, without which cargo would take the crate for a part of the
    /// workspace in whose folder it lies.
    pub alone: bool,
}

/// Where a generated crate finds the runtime that it calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuntimeSource {
    /// A folder, absolute or relative to the crate.
    Path(String),
    /// A git repository, and a revision in it.
    Git(String, Option<String>),
    /// A version of a registry.
    Version(String),
}

impl Default for RuntimeSource {
    fn default() -> Self {
        Self::Path("../runtime".to_owned())
    }
}

/// A choice of operations. An operation is taken if any entry names it; all are, if there is no entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Tags, as the document writes them.
    pub tags: Vec<String>,
    /// Paths, as the document writes them; with a `*` at the end, all that begin so.
    pub paths: Vec<String>,
    /// Operation ids; for an operation without one, method and path: `get /pets`.
    pub operations: Vec<String>,
}

impl Choice {
    /// True if nothing is chosen, which means everything.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty() && self.paths.is_empty() && self.operations.is_empty()
    }

    /// The places of the chosen operations; `None` for all. An entry that matches nothing is an error.
    pub(crate) fn places(
        &self,
        root: &Location,
        listed: &[ListedOperation],
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Option<BTreeSet<Location>> {
        if self.is_empty() {
            return None;
        }
        let mut places = BTreeSet::new();
        let tags = self.tags.iter().map(|tag| ("tag", tag));
        let paths = self.paths.iter().map(|path| ("path", path));
        let ids = self.operations.iter().map(|id| ("operation", id));
        for (what, entry) in tags.chain(paths).chain(ids) {
            let found = |operation: &&ListedOperation| match what {
                "tag" => operation.tags.contains(entry),
                "path" => match entry.strip_suffix('*') {
                    Some(start) => operation.path.starts_with(start),
                    None => operation.path == *entry,
                },
                _ => operation.id == *entry,
            };
            let before = places.len();
            let mut any = false;
            for operation in listed.iter().filter(found) {
                any = true;
                places.insert(operation.at.clone());
            }
            if !any && places.len() == before {
                let known = listed.iter().flat_map(|operation| match what {
                    "tag" => operation.tags.iter().map(String::as_str).collect(),
                    "path" => vec![operation.path.as_str()],
                    _ => vec![operation.id.as_str()],
                });
                let message = format!("no operation has the {what} `{entry}` that was chosen");
                let mut diagnostic = Diagnostic::at_key(sources, Code::UnmatchedChoice, &root.child("paths"), message);
                if let Some(nearest) = crate::diagnostic::nearest(entry, known) {
                    diagnostic = diagnostic.help(format!("did you mean `{nearest}`?"));
                }
                diagnostics.push(diagnostic);
            }
        }
        Some(places)
    }
}
