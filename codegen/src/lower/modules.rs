//! Modules: every type stands in that of the file its schema stands in.

use std::collections::HashMap;

use super::document::Document;
use super::words;
use crate::api::{Api, Docs, Module};
use crate::source::{FileId, Sources};

/// Puts every type into the module of its file. A file that is no document, but a part that documents refer
/// to, gets a module too, so that its types stay where they are whatever other documents there are.
pub(crate) fn place_types(api: &mut Api, documents: &[Document], sources: &Sources) {
    let mut modules: HashMap<FileId, usize> =
        documents.iter().enumerate().map(|(index, document)| (document.file, index)).collect();
    for (id, ty) in api.types.iter() {
        let file = ty.location.file;
        let module = *modules.entry(file).or_insert_with(|| {
            api.modules.push(part(sources, file, &api.modules));
            api.modules.len() - 1
        });
        if let Some(module) = api.modules.get_mut(module) {
            module.types.push(id);
        }
    }
    api.modules.sort_by(|a, b| a.name.cmp(&b.name));
    for module in &mut api.modules {
        module.types.sort_by_key(|id| &api.types[*id].name);
    }
}

fn part(sources: &Sources, file: FileId, modules: &[Module]) -> Module {
    let stem = sources.path(file).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let mut name = words::module(&stem.unwrap_or_default());
    // A document may have the same name in another folder.
    while modules.iter().any(|module| module.name == name) {
        name.push_str("_part");
    }
    let document = sources.name(file).to_owned();
    Module { name, document, docs: Docs::default(), operations: Vec::new(), webhooks: Vec::new(), types: Vec::new() }
}
