//! Base URLs: of documents, and of single paths and operations.

use openapiv3::Server as ServerObject;

use super::document::Document;
use super::extensions::Extensions;
use super::{Lowering, docs};
use crate::api::{Server, ServerVariable};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Node};

/// The servers of the first document that has any.
pub(crate) fn of_documents(lowering: &mut Lowering<'_>, documents: &[Document]) -> Vec<Server> {
    let mut servers: Vec<Server> = Vec::new();
    let described = documents.iter().find(|document| !document.servers.is_empty());
    for (index, (server, at)) in described.iter().flat_map(|document| &document.servers).enumerate() {
        let extensions = Extensions { values: &server.extensions, at };
        let Ok(name) = extensions.rust_name(lowering) else {
            continue;
        };
        let mut name = name.unwrap_or_else(|| format!("SERVER_{}", index + 1));
        while servers.iter().any(|other| other.name == name) {
            name.push('_');
        }
        let url = server.url.trim_end_matches('/').to_owned();
        servers.push(Server {
            name,
            url,
            variables: variables(server),
            docs: docs::described(server.description.as_ref()),
        });
    }
    let first = documents.iter().find(|document| lowering.sources.node(&paths(document)).is_some());
    if let Some(document) = first
        && !servers.first().is_some_and(|server| is_absolute(&server.url))
    {
        let at = described.and_then(|document| document.servers.first()).map(|(_, at)| at.clone());
        let at = at.unwrap_or_else(|| Location::root(document.file));
        let message = "there is no server with an absolute address";
        let diagnostic = Diagnostic::at_key(lowering.sources, Code::NoServer, &at, message)
            .help("give the client's builder an address with `base_url`");
        lowering.report(diagnostic);
    }
    servers
}

fn paths(document: &Document) -> Location {
    Location::root(document.file).child("paths")
}

fn is_absolute(url: &str) -> bool {
    // What stands before `://` may be a variable too.
    url.contains("://") || url.starts_with('{')
}

/// Variables that stand in the URL.
fn variables(server: &ServerObject) -> Vec<ServerVariable> {
    let variables = server.variables.iter().flatten();
    let variables = variables.filter(|(name, _)| server.url.contains(&format!("{{{name}}}")));
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
    item: Option<&Location>,
    operation: &Location,
) -> Option<String> {
    let owners = [Some(operation), item];
    let list = owners.into_iter().flatten().map(|owner| owner.child("servers"));
    let list = list
        .into_iter()
        .find(|list| lowering.sources.node(list).and_then(Node::as_list).is_some_and(|servers| !servers.is_empty()))?;
    let server: ServerObject = lowering.read(&list.index(0)).ok()?;
    if document.servers.first().is_some_and(|(first, _)| first.url == server.url) {
        return None;
    }
    let filled = variables(&server)
        .into_iter()
        .fold(server.url.clone(), |url, variable| url.replace(&format!("{{{}}}", variable.name), &variable.default));
    Some(filled.trim_end_matches('/').to_owned())
}
