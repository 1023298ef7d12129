//! The choice of operations: what is not chosen is not lowered, and types that only it needs never come to be.

use super::Lowering;
use super::operations;
use crate::source::{FileId, Location, Node, Sources};

/// An operation as it stands in a document, before anything is known about it.
#[derive(Clone, Debug)]
pub(crate) struct ListedOperation {
    /// The path, as the document writes it.
    pub(crate) path: String,
    /// The HTTP method as it is sent.
    pub(crate) method: String,
    /// Its id; method and path where it has none.
    pub(crate) id: String,
    /// Its tags.
    pub(crate) tags: Vec<String>,
    /// Where it stands.
    pub(crate) at: Location,
}

/// Every operation of a document, broken or not. References that lead nowhere are passed over: lowering reports them.
pub(crate) fn list(sources: &mut Sources, file: FileId) -> Vec<ListedOperation> {
    let paths = Location::root(file).child("paths");
    let Some(paths) = followed(sources, paths) else { return Vec::new() };
    let templates: Vec<String> = sources
        .node(&paths)
        .and_then(Node::as_map)
        .map_or_else(Vec::new, |map| map.keys().filter(|path| !path.starts_with("x-")).map(str::to_owned).collect());
    let mut listed = Vec::new();
    for path in templates {
        let Some(item) = followed(sources, paths.child(&path)) else {
            continue;
        };
        for (method, at) in operations::of_item(sources, &item) {
            let Some(at) = followed(sources, at) else {
                continue;
            };
            let node = sources.node(&at);
            let id = node.and_then(|node| node.get("operationId")?.as_str());
            let tags = node.and_then(|node| node.get("tags")?.as_list()).unwrap_or_default();
            listed.push(ListedOperation {
                id: id.map_or_else(|| operations::id_of(&method, &path), str::to_owned),
                tags: tags.iter().filter_map(Node::as_str).map(str::to_owned).collect(),
                path: path.clone(),
                method,
                at,
            });
        }
    }
    listed
}

fn followed(sources: &mut Sources, at: Location) -> Option<Location> {
    let Some(reference) = sources.node(&at)?.get("$ref").and_then(Node::as_str).map(str::to_owned) else {
        return Some(at);
    };
    let span = sources.span(&at.child("$ref"));
    sources.resolve(at.file, span, &at.pointer, &reference).ok()
}

impl Lowering<'_> {
    /// Whether only some operations are wanted.
    pub(crate) fn has_choice(&self) -> bool {
        self.chosen.is_some()
    }

    /// Whether an operation is wanted.
    pub(crate) fn is_chosen(&self, operation: &Location) -> bool {
        self.chosen.is_none_or(|chosen| chosen.contains(operation))
    }
}
