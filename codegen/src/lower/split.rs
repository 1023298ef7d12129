//! One document as a crate: which module each operation and each type stands in.
//!
//! Users see none of it, because everything is exported at the root; it keeps files at a size that one can read, and
//! changes where they belong. Operations stand in `operations`; if there are more than [`MANY_OPERATIONS`] and they
//! have tags, in a module per first tag, without a tag in `untagged`. A type that one module alone needs stands there;
//! others in `types`; if those are more than [`MANY_TYPES`], in a module per first letter of their names, such as
//! `types_a`. What webhooks bring is in `webhooks`. With a feature per module, types that several modules share stand with those that the same modules need.

use std::collections::{BTreeMap, BTreeSet};

use super::{ListedOperation, words};
use crate::api::{Api, Docs, Module, TypeId, TypeRef};
use crate::source::{FileId, Node, Sources};

const MANY_OPERATIONS: usize = 20;
const MANY_TYPES: usize = 200;
/// More combinations of features than this are not told apart: what is shared in further ways is always compiled.
const MANY_COMBINATIONS: usize = 64;

/// The cargo features of a crate with one client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    /// By module, the features of which each brings the module; a module that is not here is always there.
    pub(crate) features: BTreeMap<String, BTreeSet<String>>,
}

/// Distributes the operations and types of a client with one document, in place of the modules it has.
pub(crate) fn split(
    api: &mut Api,
    document: FileId,
    listed: &[ListedOperation],
    feature_per_tag: bool,
    sources: &Sources,
) -> Layout {
    let name = sources.path(document).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let docs = api.modules.first().map(|module| module.docs.clone()).unwrap_or_default();
    let (mut operations, mut webhooks) = (Vec::new(), Vec::new());
    for module in api.modules.drain(..) {
        operations.extend(module.operations);
        webhooks.extend(module.webhooks);
    }
    let tags: BTreeMap<(String, &str), &str> = listed
        .iter()
        .filter_map(|listed| Some(((listed.method.to_uppercase(), &*listed.path), &**listed.tags.first()?)))
        .collect();
    let many = (operations.len() > MANY_OPERATIONS || feature_per_tag) && !tags.is_empty();
    let described = described(sources, document);
    let mut modules: BTreeMap<String, Module> = BTreeMap::new();
    for operation in operations {
        let tag = tags.get(&(operation.method.clone(), &*operation.path)).copied().filter(|_| many);
        let module_name = match tag {
            Some(tag) => free(words::module(tag)),
            None if many => "untagged".to_owned(),
            None => "operations".to_owned(),
        };
        let docs = match tag {
            Some(tag) => {
                Docs { summary: Some(tag.to_owned()), description: described.get(tag).cloned(), ..Docs::default() }
            }
            None => docs.clone(),
        };
        let module = modules.entry(module_name.clone()).or_insert_with(|| module(module_name, &name, docs));
        module.operations.push(operation);
    }
    if !webhooks.is_empty() {
        let docs = Docs { summary: Some("What webhooks bring".to_owned()), ..Docs::default() };
        modules.insert("webhooks".to_owned(), Module { webhooks, ..module("webhooks".to_owned(), &name, docs) });
    }
    let mut layout = Layout::default();
    if feature_per_tag {
        layout.features = modules.keys().map(|name| (name.clone(), BTreeSet::from([name.clone()]))).collect();
    }
    place_types(api, &mut modules, &mut layout, feature_per_tag, &name);
    api.modules = modules.into_values().collect();
    layout
}

/// A name of a module that nothing else at the root of the crate has.
fn free(name: String) -> String {
    // Files and features of their own; `core` begins paths in what macros expand to.
    let taken = ["core", "lib", "main", "types", "operations", "untagged", "webhooks"];
    if taken.contains(&&*name) || crate::render::features::is_always(&name) || name.starts_with("types_") {
        format!("{name}_operations")
    } else {
        name
    }
}

fn module(name: String, document: &str, docs: Docs) -> Module {
    Module {
        name,
        document: document.to_owned(),
        docs,
        operations: Vec::new(),
        webhooks: Vec::new(),
        types: Vec::new(),
    }
}

/// What the document says about its tags.
fn described(sources: &Sources, document: FileId) -> BTreeMap<String, String> {
    let tags = sources.root(document).get("tags").and_then(Node::as_list).unwrap_or_default();
    let text = |tag: &Node, key: &str| tag.get(key).and_then(Node::as_str).map(str::to_owned);
    tags.iter().filter_map(|tag| Some((text(tag, "name")?, text(tag, "description")?))).collect()
}

fn place_types(
    api: &Api,
    modules: &mut BTreeMap<String, Module>,
    layout: &mut Layout,
    feature_per_tag: bool,
    document: &str,
) {
    // Without features it is enough to know that there are several.
    let enough = if feature_per_tag { usize::MAX } else { 2 };
    let mut users: BTreeMap<TypeId, BTreeSet<String>> = BTreeMap::new();
    for module in modules.values() {
        let mut todo: Vec<TypeId> = module.named().filter_map(TypeRef::named).collect();
        while let Some(id) = todo.pop() {
            let users = users.entry(id).or_default();
            if users.len() < enough && users.insert(module.name.clone()) {
                todo.extend(api.types[id].kind.parts().into_iter().filter_map(TypeRef::named));
            }
        }
    }
    for (id, _) in api.types.iter().filter(|(_, ty)| ty.usage.is_any()) {
        users.entry(id).or_default();
    }
    let combinations: BTreeSet<&BTreeSet<String>> = users.values().filter(|users| users.len() > 1).collect();
    let tell_apart = feature_per_tag && combinations.len() <= MANY_COMBINATIONS;
    let shared = users.values().filter(|users| users.len() > 1).count();
    for (id, users) in &users {
        let name = match users.first() {
            Some(only) if users.len() == 1 => only.clone(),
            _ if tell_apart && !users.is_empty() => shared_name(users),
            _ if shared > MANY_TYPES => lettered(&api.types[*id].name),
            _ => "types".to_owned(),
        };
        if tell_apart && users.len() > 1 {
            layout.features.insert(name.clone(), users.clone());
        }
        let docs = Docs { summary: Some(shared_docs(users, tell_apart)), ..Docs::default() };
        modules.entry(name.clone()).or_insert_with(|| module(name, document, docs)).types.push(*id);
    }
    for module in modules.values_mut() {
        module.types.sort_by_key(|id| &api.types[*id].name);
    }
}

fn shared_docs(users: &BTreeSet<String>, told_apart: bool) -> String {
    if told_apart {
        let names: Vec<&str> = users.iter().map(String::as_str).collect();
        format!("Types that several modules need: {}", names.join(", "))
    } else {
        "Types that several modules need".to_owned()
    }
}

/// A name for what these modules share. A checksum stands for names that would be too long for a file.
fn shared_name(users: &BTreeSet<String>) -> String {
    let names: Vec<&str> = users.iter().map(String::as_str).collect();
    let joined = names.join("_and_");
    if joined.len() <= 60 {
        return format!("types_of_{joined}");
    }
    format!("types_of_{}_{:08x}", users.len(), checksum(joined.as_bytes()))
}

/// FNV-1a, 32 bits: short, and the same for ever.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

fn lettered(name: &str) -> String {
    let first = name.trim_start_matches("r#").chars().next().unwrap_or('_').to_ascii_lowercase();
    if first.is_ascii_alphabetic() { format!("types_{first}") } else { "types".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::lower;

    /// The modules of a document with one operation for each of these tags, all of which share a type.
    fn modules(tags: &[&str], feature_per_tag: bool) -> (Vec<String>, Layout) {
        let mut paths = serde_json::Map::new();
        for (index, tag) in tags.iter().enumerate() {
            let tags: Vec<&str> = [*tag].into_iter().filter(|tag| !tag.is_empty()).collect();
            let content = serde_json::json!({"application/json": {"schema": {"$ref": "#/components/schemas/Shared"}}});
            let operation = serde_json::json!({
                "tags": tags, "operationId": format!("op{index}"),
                "responses": {"200": {"description": "done", "content": content}},
            });
            paths.insert(format!("/{index}"), serde_json::json!({"get": operation}));
        }
        let document = serde_json::json!({
            "openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": paths,
            "components": {"schemas": {"Shared": {"type": "object", "properties": {"a": {"type": "string"}}}}},
        });
        let mut sources = Sources::new();
        let file = sources.add("x.json", document.to_string()).expect("JSON");
        let listed = lower::list(&mut sources, file);
        let mut diagnostics = Diagnostics::new();
        let mut api = lower::lower("x", &[file], None, None, &mut sources, &mut diagnostics);
        let layout = split(&mut api, file, &listed, feature_per_tag, &sources);
        (api.modules.into_iter().map(|module| module.name).collect(), layout)
    }

    #[test]
    fn a_small_document_stays_together_and_a_large_one_follows_its_tags() {
        assert_eq!(modules(&["a", "b", ""], false).0, ["operations"]);
        let many: Vec<&str> = (0..30).map(|index| ["Tag One", "tag_one", "runtime", ""][index % 4]).collect();
        assert_eq!(modules(&many, false).0, ["runtime_", "tag_one", "types", "untagged"]);
        assert_eq!(modules(&[""; 30], false).0, ["operations"]);
    }

    #[test]
    fn what_modules_behind_features_share_is_there_for_each_of_them() {
        let (names, layout) = modules(&["a", "b"], true);
        assert_eq!(names, ["a", "b", "types_of_a_and_b"]);
        let features: Vec<&String> = layout.features["types_of_a_and_b"].iter().collect();
        assert_eq!(features, ["a", "b"]);
    }
}
