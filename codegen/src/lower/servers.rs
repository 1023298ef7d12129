//! Base URLs: of documents, and of single paths and operations.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::Server as ServerObject;

use super::document::Document;
use super::extensions::Extensions;
use super::{Lowering, docs, words};
use crate::api::{Server, ServerVariable};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Node};

/// The servers of all documents, each once.
pub(crate) fn of_documents(lowering: &mut Lowering<'_>, documents: &[Document]) -> Vec<Server> {
    let mut servers: IndexMap<String, (Server, &Location)> = IndexMap::new();
    let mut names: HashMap<String, &Location> = HashMap::new();
    for (object, at) in documents.iter().flat_map(|document| &document.servers) {
        let extensions = Extensions { values: &object.extensions, at };
        let Ok(name) = extensions.rust_name(lowering, words::Kind::Constant) else {
            continue;
        };
        let url = object.url.trim_end_matches('/').to_owned();
        if servers.contains_key(&url) {
            continue;
        }
        let own = object.extensions.get("x-upgraded-name").and_then(|name| name.as_str()).map(words::constant);
        let name = name.or(own).unwrap_or_else(|| format!("SERVER_{}", servers.len() + 1));
        if let Some(first) = names.get(&name) {
            let message = format!("two servers want the name `{name}`");
            let diagnostic = Diagnostic::at(lowering.sources, Code::NameTaken, &at.child("url"), message)
                .related(lowering.sources.span(&first.child("url")), "the first of them")
                .help("name them with `x-rust-name`, each with one name in all documents");
            lowering.report(diagnostic);
            continue;
        }
        let docs = docs::described(object.description.as_ref());
        names.insert(name.clone(), at);
        servers.insert(url.clone(), (Server { name, url, variables: variables(object), docs }, at));
    }
    let servers: Vec<Server> = servers.into_values().map(|(server, _)| server).collect();
    let first = documents.iter().find_map(|document| document.servers.first());
    if let Some((object, at)) = first
        && !is_absolute(&object.url)
    {
        let message = "the address of the server is relative to where the document was found";
        let diagnostic = Diagnostic::at(lowering.sources, Code::NoServer, &at.child("url"), message)
            .help("give the client's builder an address with `base_url`");
        lowering.report(diagnostic);
    }
    servers
}

fn is_absolute(url: &str) -> bool {
    // What stands before `://` may be a variable too.
    url.contains("://") || url.starts_with('{')
}

/// Variables that stand in the URL.
fn variables(server: &ServerObject) -> Vec<ServerVariable> {
    let used: HashSet<&str> =
        parts(&server.url).filter_map(|part| if let Part::Variable(name) = part { Some(name) } else { None }).collect();
    let variables = server.variables.iter().flatten().filter(|(name, _)| used.contains(name.as_str()));
    variables
        .map(|(name, variable)| ServerVariable {
            name: name.clone(),
            default: variable.default.clone(),
            values: variable.enumeration.clone(),
        })
        .collect()
}

/// The server of one operation, or of its path, where that differs from the document's first one. Its
/// variables have their defaults.
pub(crate) fn of_operation(
    lowering: &mut Lowering<'_>,
    document: &Document,
    item: &Location,
    operation: &Location,
) -> Option<String> {
    let list = [operation, item]
        .map(|owner| owner.child("servers"))
        .into_iter()
        .find(|list| lowering.sources.node(list).and_then(Node::as_list).is_some_and(|servers| !servers.is_empty()))?;
    let server: ServerObject = lowering.read(&list.index(0)).ok()?;
    if document.servers.first().is_some_and(|(first, _)| first.url == server.url) {
        return None;
    }
    // Once: what a default has in braces is text.
    let defaults: HashMap<String, String> =
        variables(&server).into_iter().map(|variable| (variable.name, variable.default)).collect();
    let mut filled = String::new();
    for part in parts(&server.url) {
        match part {
            Part::Text(text) => filled.push_str(text),
            Part::Variable(name) => match defaults.get(name) {
                Some(default) => filled.push_str(default),
                None => filled.extend(["{", name, "}"]),
            },
        }
    }
    Some(filled.trim_end_matches('/').to_owned())
}

/// A part of a URL.
enum Part<'a> {
    Text(&'a str),
    Variable(&'a str),
}

fn parts(url: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = url;
    let mut variable = None;
    std::iter::from_fn(move || {
        if let Some(name) = variable.take() {
            return Some(Part::Variable(name));
        }
        if rest.is_empty() {
            return None;
        }
        let found = rest.split_once('{').and_then(|(text, after)| Some((text, after.split_once('}')?)));
        let Some((text, (name, after))) = found else {
            return Some(Part::Text(std::mem::take(&mut rest)));
        };
        (variable, rest) = (Some(name), after);
        Some(Part::Text(text))
    })
}
