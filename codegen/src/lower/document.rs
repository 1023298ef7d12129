//! What documents say once, at their root.

use openapiv3::{Info, Server as ServerObject};
use serde_json::Value;

use super::extensions::Extensions;
use super::{Lowering, words};
use crate::api::REST;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Location};

/// A document that can be read.
pub(crate) struct Document {
    pub(crate) file: FileId,
    /// The name of its module.
    pub(crate) name: String,
    pub(crate) info: Info,
    pub(crate) servers: Vec<(ServerObject, Location)>,
    /// The extensions at its root.
    pub(crate) extensions: indexmap::IndexMap<String, Value>,
}

/// Checks the documents' structure and reads their heads. A document whose head is unusable is left out.
pub(crate) fn read(lowering: &mut Lowering<'_>, files: &[FileId]) -> Vec<Document> {
    let mut documents: Vec<Document> = Vec::new();
    for document in files.iter().filter_map(|&file| head(lowering, file)).collect::<Vec<_>>() {
        match documents.iter().find(|other| other.name == document.name) {
            None => documents.push(document),
            Some(other) => {
                let message = format!("two documents want the module `{}`", document.name);
                let at = Location::root(document.file).child("info");
                let other = lowering.sources.key_span(&Location::root(other.file).child("info"));
                let diagnostic = Diagnostic::at_key(lowering.sources, Code::NameTaken, &at, message)
                    .related(other, "the first of them")
                    .help("rename one of the files");
                lowering.report(diagnostic);
            }
        }
    }
    documents
}

fn head(lowering: &mut Lowering<'_>, file: FileId) -> Option<Document> {
    check(lowering, file);
    let root = Location::root(file);
    let info = lowering.read(&root.child("info")).ok()?;
    let count = lowering.sources.node(&root.child("servers")).and_then(|node| node.as_list()).map_or(0, <[_]>::len);
    let servers = (0..count)
        .filter_map(|index| {
            let at = root.child("servers").index(index);
            lowering.read(&at).ok().map(|server| (server, at))
        })
        .collect();
    let extensions = lowering
        .sources
        .root(file)
        .as_map()
        .map(|map| {
            map.iter()
                .filter(|(key, _)| key.text.starts_with("x-"))
                .map(|(key, node)| (key.text.to_string(), node.to_json()))
                .collect()
        })
        .unwrap_or_default();
    let stem =
        lowering.sources.path(file).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Some(Document { file, name: words::module(&stem), info, servers, extensions })
}

/// Checks the structure of a file and of what it refers to, once.
pub(crate) fn check(lowering: &mut Lowering<'_>, file: FileId) {
    lowering.checked.check(lowering.sources, file, lowering.diagnostics);
}

/// The module of the runtime that all documents name, or plain REST.
pub(crate) fn protocol(lowering: &mut Lowering<'_>, documents: &[Document]) -> String {
    let mut found: Option<(String, Location)> = None;
    for document in documents {
        let at = Location::root(document.file);
        let extensions = Extensions { values: &document.extensions, at: &at };
        let Ok(Some(protocol)) = extensions.text(lowering, "x-protocol") else {
            continue;
        };
        if words::Kind::Value.objection(&protocol).is_some() {
            extensions.wrong(lowering, "x-protocol", "it has to be the name of a module of the runtime");
            continue;
        }
        let place = at.child("x-protocol");
        match &found {
            Some((first, first_at)) if *first != protocol => {
                let diagnostic = Diagnostic::at(
                    lowering.sources,
                    Code::ConflictingDocuments,
                    &place,
                    "the documents of one client name different protocols",
                )
                .related(lowering.sources.span(first_at), format!("here it is `{first}`"))
                .help("move the document into the folder of another client, or let it name the same protocol");
                lowering.report(diagnostic);
            }
            Some(_) => {}
            None => found = Some((protocol, place)),
        }
    }
    found.map_or_else(|| REST.to_owned(), |(protocol, _)| protocol)
}
