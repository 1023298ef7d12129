//! Security schemes, and which of them an operation asks for.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, SecurityScheme};

use super::document::Document;
use super::{Lowering, Skipped, words};
use crate::api::{Scheme, SchemePlace};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Node};

/// Schemes by name.
pub(crate) type Schemes = IndexMap<String, Scheme>;

/// The schemes of all documents, by name; documents of one client mean the same by the same name.
pub(crate) fn schemes(lowering: &mut Lowering<'_>, documents: &[Document]) -> Schemes {
    let mut schemes = Schemes::new();
    let mut constants: HashSet<String> = HashSet::new();
    let mut methods: HashSet<String> = METHODS.map(str::to_owned).into();
    let mut numbers = HashMap::new();
    for document in documents {
        let at = Location::root(document.file).child("components").child("securitySchemes");
        let names: Vec<String> = lowering
            .sources
            .node(&at)
            .and_then(Node::as_map)
            .map(|map| map.keys().map(str::to_owned).collect())
            .unwrap_or_default();
        for name in names {
            let Ok(scheme) = scheme(lowering, &name, &at.child(&name)) else {
                continue;
            };
            match schemes.get(&name) {
                None => {
                    let mut scheme = scheme;
                    scheme.constant = free(&scheme.constant, &mut numbers, |name| !constants.contains(name));
                    constants.insert(scheme.constant.clone());
                    let method = |name: &str| !clashes(&methods, name.trim_start_matches("r#"));
                    scheme.method = free(&scheme.method, &mut numbers, method);
                    methods.insert(scheme.method.trim_start_matches("r#").to_owned());
                    schemes.insert(name, scheme);
                }
                Some(known) if known.place == scheme.place => {}
                Some(_) => {
                    let message = format!("the documents of one client mean different things by the scheme `{name}`");
                    let help = "let them agree, for example by a reference to a common document";
                    lowering.refuse(Code::ConflictingDocuments, &at.child(&name), message, help);
                }
            }
        }
    }
    schemes
}

/// How `mutualTLS` of OpenAPI 3.1 is written in 3.0.
const MUTUAL_TLS: &str = "mutual-tls";

/// What every client's credentials have.
const METHODS: [&str; 7] = ["new", "and", "of", "default", "clone", "from", "into"];

/// The name, with an underscore where it is taken, with a number where that is taken too.
fn free(name: &str, numbers: &mut HashMap<String, usize>, is_free: impl Fn(&str) -> bool) -> String {
    if is_free(name) {
        return name.to_owned();
    }
    let mut free = format!("{}_", name.trim_start_matches("r#"));
    // Numbers that have been given out are not tried again.
    let number = numbers.entry(free.clone()).or_insert(1);
    let longer = free.clone();
    while !is_free(&free) {
        *number += 1;
        free = format!("{longer}{number}");
    }
    free
}

/// Whether a method, or the one beside it for a client's own id and secret, has the name of one that is there.
fn clashes(methods: &HashSet<String>, method: &str) -> bool {
    methods.contains(method)
        || methods.contains(&format!("{method}_client"))
        || method.strip_suffix("_client").is_some_and(|method| methods.contains(method))
}

fn scheme(lowering: &mut Lowering<'_>, name: &str, at: &Location) -> Result<Scheme, Skipped> {
    let at = lowering.resolve(at)?;
    let mut token_url = None;
    let (place, description) = match lowering.read(&at)? {
        SecurityScheme::APIKey { location, name, description, .. } => (
            match location {
                APIKeyLocation::Query => SchemePlace::Query(name),
                APIKeyLocation::Header => SchemePlace::Header(name),
                APIKeyLocation::Cookie => SchemePlace::Cookie(name),
            },
            description,
        ),
        SecurityScheme::HTTP { scheme, description, .. } => (
            match scheme.to_ascii_lowercase().as_str() {
                "basic" => SchemePlace::Basic,
                "bearer" => SchemePlace::Bearer,
                _ => SchemePlace::Protocol(scheme),
            },
            description,
        ),
        // Whatever the flow, what it ends with is a bearer token (RFC 6750).
        SecurityScheme::OAuth2 { description, flows, .. } => {
            let url = flows.client_credentials.map(|flow| flow.token_url);
            // Relative to the document, of which nobody knows where it was found.
            token_url = url.filter(|url| url.contains("://"));
            (SchemePlace::Bearer, description)
        }
        SecurityScheme::OpenIDConnect { description, .. } => (SchemePlace::Bearer, description),
    };
    Ok(Scheme {
        name: name.to_owned(),
        constant: words::constant(name),
        method: words::snake(name),
        token_url,
        place,
        docs: super::docs::described(description.as_ref()),
    })
}

/// What an operation asks for: its own requirements, or those of its document. A scheme that is described nowhere, or
/// cannot be used, asks for nothing: the operation can be called without it, and with whatever a hook of the caller adds.
pub(crate) fn requirements(lowering: &mut Lowering<'_>, operation: &Location, schemes: &Schemes) -> Vec<Vec<usize>> {
    let own = operation.child("security");
    let at = if lowering.sources.node(&own).is_some() { own } else { Location::root(operation.file).child("security") };
    let alternatives: Vec<Vec<String>> = lowering
        .sources
        .node(&at)
        .and_then(Node::as_list)
        .unwrap_or_default()
        .iter()
        .map(|requirement| requirement.as_map().map(|map| map.keys().map(str::to_owned).collect()).unwrap_or_default())
        .collect();
    let mut requirements = Vec::new();
    let mut is_lost = false;
    for (index, names) in alternatives.into_iter().enumerate() {
        let mut alternative = Vec::new();
        for name in names {
            match schemes.get_index_of(&name) {
                // The connection proves who is calling: no request has anything of it.
                Some(position) if schemes[position].place == SchemePlace::Protocol(MUTUAL_TLS.to_owned()) => {}
                Some(position) => alternative.push(position),
                None => {
                    is_lost = true;
                    unknown(lowering, &name, schemes, &at.index(index).child(&name));
                }
            }
        }
        if !requirements.contains(&alternative) {
            requirements.push(alternative);
        }
    }
    // Where nothing is left to choose from, nothing is asked for.
    if is_lost && requirements.iter().all(Vec::is_empty) {
        requirements.clear();
    }
    requirements
}

fn unknown(lowering: &mut Lowering<'_>, name: &str, schemes: &Schemes, at: &Location) {
    let message = format!("there is no security scheme `{name}` that can be used");
    let help = match lowering.sources.suggestions().nearest(name, schemes.keys().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`? the operation is called without it"),
        None => "describe it in `components.securitySchemes`; the operation is called without it".to_owned(),
    };
    let diagnostic = Diagnostic::at_key(lowering.sources, Code::UnknownScheme, at, message).help(help);
    lowering.report(diagnostic);
}
