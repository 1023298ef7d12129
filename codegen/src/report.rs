//! What became of a document, in numbers and names.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use crate::Output;
use crate::api::{Api, Module};
use crate::diagnostic::Code;
use crate::lower::ListedOperation;
use crate::source::Location;

/// What became of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentReport {
    /// The document, as its path is shown.
    pub document: PathBuf,
    /// How many operations were generated from it.
    pub operations: usize,
    /// How many types.
    pub types: usize,
    /// The files that came of it: keys of [`Output::files`].
    pub files: Vec<PathBuf>,
}

/// An operation that was left out; the diagnostics say why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedOperation {
    /// Its id; method and path where it has none.
    pub id: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// Its path.
    pub path: String,
    /// Why: the message of one of the diagnostics.
    pub reason: String,
}

/// A place that became JSON of any shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untyped {
    /// Where: file and JSON pointer.
    pub place: String,
    /// Why.
    pub reason: String,
}

impl Output {
    /// How many lines of Rust were written.
    pub fn lines(&self) -> usize {
        let sources = self.files.iter().filter(|(path, _)| path.extension().is_some_and(|extension| extension == "rs"));
        sources.map(|(_, text)| text.lines().count()).sum()
    }

    /// The places that the document describes and that became JSON of any shape all the same, with the reasons.
    pub fn untyped(&self) -> Vec<Untyped> {
        let fallbacks = self.diagnostics.sorted().into_iter().filter(|d| d.code == Code::UntypedFallback);
        fallbacks
            .map(|diagnostic| Untyped {
                place: format!("{}#{}", self.sources.name(diagnostic.span.file), diagnostic.pointer),
                reason: diagnostic.message.clone(),
            })
            .collect()
    }
}

pub(crate) fn of_module(api: &Api, module: &Module) -> DocumentReport {
    DocumentReport {
        document: PathBuf::from(&module.document),
        operations: module.operations.len(),
        types: module.types.iter().filter(|id| api.types[**id].usage.is_any()).count(),
        files: vec![PathBuf::from("src").join(&api.name).join(format!("{}.rs", module.name))],
    }
}

/// Of the operations that a document has, and of which those at the `chosen` places are wanted, the ones that the Api
/// has not.
pub(crate) fn skipped(
    api: &Api,
    listed: &[ListedOperation],
    chosen: Option<&BTreeSet<Location>>,
) -> Vec<SkippedOperation> {
    let reasons: HashMap<(&str, &str), &str> =
        api.left_out.iter().map(|left| ((&*left.method, &*left.path), &*left.reason)).collect();
    let operations = api.modules.iter().flat_map(|module| &module.operations);
    let there: BTreeSet<(&str, &str)> = operations.map(|operation| (&*operation.method, &*operation.path)).collect();
    listed
        .iter()
        .filter(|operation| chosen.is_none_or(|chosen| chosen.contains(&operation.at)))
        .map(|operation| SkippedOperation {
            id: operation.id.clone(),
            reason: reasons
                .get(&(&*operation.method, &*operation.path))
                .map_or_else(|| "the document cannot be read".to_owned(), |reason| (*reason).to_owned()),
            method: operation.method.clone(),
            path: operation.path.clone(),
        })
        .filter(|operation| !there.contains(&(&*operation.method, &*operation.path)))
        .collect()
}
