//! Security schemes, and which of them an operation asks for.

use openapiv3::{APIKeyLocation, SecurityScheme};

use super::document::Document;
use super::{Lowering, Skipped, words};
use crate::api::{Scheme, SchemePlace};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{Location, Node};

/// The schemes of all documents, by name; documents of one client mean the same by the same name.
pub(crate) fn schemes(lowering: &mut Lowering<'_>, documents: &[Document]) -> Vec<Scheme> {
    let mut schemes: Vec<Scheme> = Vec::new();
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
            match schemes.iter().find(|known| known.name == name) {
                None => {
                    let mut scheme = scheme;
                    while schemes.iter().any(|other| other.constant == scheme.constant) {
                        scheme.constant.push('_');
                    }
                    while METHODS.contains(&scheme.method.as_str())
                        || schemes.iter().any(|other| clash(&other.method, &scheme.method))
                    {
                        scheme.method = format!("{}_", scheme.method.trim_start_matches("r#"));
                    }
                    schemes.push(scheme);
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

/// Whether one of two methods, or the one beside it for a client's own id and secret, has the other's name.
fn clash(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim_start_matches("r#"), b.trim_start_matches("r#"));
    a == b || a.strip_suffix("_client") == Some(b) || b.strip_suffix("_client") == Some(a)
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

/// What an operation asks for: its own requirements, or those of its document.
pub(crate) fn requirements(
    lowering: &mut Lowering<'_>,
    operation: &Location,
    schemes: &[Scheme],
) -> Result<Vec<Vec<usize>>, Skipped> {
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
    for (index, names) in alternatives.into_iter().enumerate() {
        let mut alternative = Vec::new();
        for name in names {
            match schemes.iter().position(|scheme| scheme.name == name) {
                // The connection proves who is calling: no request has anything of it.
                Some(position) if schemes[position].place == SchemePlace::Protocol(MUTUAL_TLS.to_owned()) => {}
                Some(position) => alternative.push(position),
                None => {
                    let message = format!("there is no security scheme `{name}` that can be used");
                    let help = match nearest(&name, schemes.iter().map(|scheme| scheme.name.as_str())) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "describe it in `components.securitySchemes`".to_owned(),
                    };
                    let place = at.index(index).child(&name);
                    let diagnostic =
                        Diagnostic::at_key(lowering.sources, Code::UnknownScheme, &place, message).help(help);
                    return Err(lowering.report(diagnostic));
                }
            }
        }
        requirements.push(alternative);
    }
    Ok(requirements)
}
