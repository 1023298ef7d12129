//! Which version a document is, and whether it can be read.

use super::follow;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Location, Node, Sources, Value, Version};

/// What a file is to the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A document of OpenAPI 3.0, or rewritten as one.
    Document,
    /// A part that documents refer to.
    Fragment,
    /// Something that cannot be read; a diagnostic says why.
    Refused,
}

/// Looks at the version of a file that has been read, OpenAPI 3.0.3 section 4.7.1 (`openapi`), and rewrites a document of
/// 3.1 or 3.2 as 3.0, together with the files that it refers to.
///
/// A file with neither a version nor the fields that only a document has is a [`Kind::Fragment`].
pub fn entrance(sources: &mut Sources, file: FileId, diagnostics: &mut Diagnostics) -> Kind {
    let location = Location::root(file);
    let root = sources.root(file);
    if root.get("openapi").is_some() {
        return openapi(sources, file, diagnostics);
    }
    if root.get("swagger").is_some() {
        let message = "the document is Swagger 2.0, which is not read";
        diagnostics.push(
            Diagnostic::at_key(sources, Code::Swagger2, &location.child("swagger"), message)
                .help("convert it to OpenAPI 3.0, for example with `npx swagger2openapi`"),
        );
        return Kind::Refused;
    }
    if let Some((at, format)) = other_format(root) {
        let message = format!("the file is {format}, and no OpenAPI document");
        let help = "generate from a description in OpenAPI 3, or convert this one to it first";
        let at = at.split('/').fold(location, |at, key| at.child(key));
        diagnostics.push(Diagnostic::at_key(sources, Code::MissingVersion, &at, message).help(help));
        return Kind::Refused;
    }
    let Some(field) = ["paths", "info"].into_iter().find(|field| root.get(field).is_some()) else {
        return Kind::Fragment;
    };
    let message = format!("`openapi` is missing from a document that has `{field}`");
    diagnostics.push(
        Diagnostic::at_key(sources, Code::MissingVersion, &location.child(field), message)
            .help("start the document with its version: `openapi: 3.0.3`"),
    );
    Kind::Refused
}

/// What else a file may be that describes an API, and the key that tells, from the root of the file.
fn other_format(root: &Node) -> Option<(&'static str, &'static str)> {
    let has = |key: &str, start: &str| {
        let node = key.split('/').try_fold(root, |node, key| node.get(key));
        node.and_then(Node::as_str).is_some_and(|text| text.starts_with(start))
    };
    let formats: [(&str, &str, &str); 6] = [
        ("asyncapi", "", "an AsyncAPI document"),
        ("arazzo", "", "an Arazzo document"),
        ("overlay", "", "an overlay, which is applied to a document with `--overlay`"),
        ("swaggerVersion", "", "a resource listing of Swagger 1"),
        ("info/schema", "https://schema.getpostman.com/", "a Postman collection"),
        ("kind", "discovery#", "a discovery document of Google"),
    ];
    formats.into_iter().find(|(key, start, _)| has(key, start)).map(|(key, _, format)| (key, format))
}

fn openapi(sources: &mut Sources, file: FileId, diagnostics: &mut Diagnostics) -> Kind {
    let location = Location::root(file).child("openapi");
    let Some(node) = sources.node(&location) else { return Kind::Fragment };
    let number = node.as_number().is_some();
    let Some(version) = version(sources, file) else {
        diagnostics.push(unreadable(sources, node, &location));
        return Kind::Refused;
    };
    if number {
        let message = format!("`openapi` must be a string, found {}", node.kind());
        diagnostics.push(
            Diagnostic::at(sources, Code::UnquotedVersion, &location, message)
                .help("put it in quotes, or write the full version: `openapi: 3.0.3`"),
        );
    }
    // Another document may have referred to this one before.
    if sources.version(file).is_none() {
        sources.set_version(file, version);
        if version > Version::V3_0 {
            follow::document(sources, file, version, diagnostics);
        }
    }
    Kind::Document
}

/// The version that a document says it follows, if it can be read.
pub(super) fn version(sources: &Sources, file: FileId) -> Option<Version> {
    let text = written(sources, sources.root(file).get("openapi")?);
    let (minor, rest) = minor(text)?;
    let version = match minor {
        0 => Version::V3_0,
        1 => Version::V3_1,
        2 => Version::V3_2,
        _ => return None,
    };
    (rest.is_empty() || rest.starts_with(['.', '-'])).then_some(version)
}

/// As written: `3.0` and `3.10` would not survive as numbers.
fn written<'a>(sources: &'a Sources, version: &'a Node) -> &'a str {
    match &version.value {
        Value::String(text) => text,
        Value::Number(_) => sources.slice(version.span),
        _ => "",
    }
}

/// The number after `3.`, and what follows it.
fn minor(text: &str) -> Option<(u32, &str)> {
    let text = text.strip_prefix("3.")?;
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

fn unreadable(sources: &Sources, version: &Node, location: &Location) -> Diagnostic {
    let text = written(sources, version);
    if minor(text).is_some_and(|(minor, _)| minor > 2) {
        let message = format!("OpenAPI {text} is not read yet, only 3.0, 3.1 and 3.2 are");
        return Diagnostic::at(sources, Code::NewerVersion, location, message)
            .help("if the document uses nothing new, say that it is 3.2.0");
    }
    if text == "2" || text.starts_with("2.") {
        let message = format!("OpenAPI {text} is Swagger, which is not read");
        return Diagnostic::at(sources, Code::Swagger2, location, message).help(
            "convert it to OpenAPI 3.0, for example with `npx swagger2openapi`; or it is 3.0, and says so wrongly",
        );
    }
    let message = match text {
        "" => format!("`openapi` must be a version, found {}", version.kind()),
        text => format!("`{text}` is not a version of OpenAPI"),
    };
    Diagnostic::at(sources, Code::UnknownVersion, location, message)
        .help("the version of the specification is meant (`openapi: 3.0.3`); that of the API is `info.version`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entrance_of(text: &str) -> (Kind, Vec<Code>) {
        let mut sources = Sources::new();
        let file = sources.add("api.yaml", text).expect("YAML");
        let mut diagnostics = Diagnostics::new();
        let kind = entrance(&mut sources, file, &mut diagnostics);
        (kind, diagnostics.iter().map(|d| d.code).collect())
    }

    #[test]
    fn openapi_3_0_to_3_2_is_read() {
        for text in [
            "openapi: 3.1.0",
            "openapi: 3.2.0",
            "openapi: 3.1.1-rc0",
            "openapi: 3.0.3",
            "openapi: 3.0.0-rc2",
            "openapi: '3.0'",
            "{\"openapi\": \"3.0.1\"}",
        ] {
            assert_eq!(entrance_of(text), (Kind::Document, vec![]), "{text}");
        }
    }

    #[test]
    fn a_version_without_quotes_is_read_with_a_warning() {
        for text in ["openapi: 3.0", "openapi: 3.1"] {
            assert_eq!(entrance_of(text), (Kind::Document, vec![Code::UnquotedVersion]), "{text}");
        }
    }

    #[test]
    fn other_versions_are_refused_by_name() {
        for (text, code) in [
            ("openapi: 3.3.0", Code::NewerVersion),
            ("openapi: 3.10", Code::NewerVersion),
            ("openapi: 3.0x", Code::UnknownVersion),
            ("openapi: 3.", Code::UnknownVersion),
            ("openapi: 3.99999999999", Code::UnknownVersion),
            ("openapi: 4.0.0", Code::UnknownVersion),
            ("openapi: 3", Code::UnknownVersion),
            ("openapi:", Code::UnknownVersion),
            ("swagger: '2.0'\npaths: {}", Code::Swagger2),
            ("openapi: 2.0\npaths: {}", Code::Swagger2),
            ("info: {}\npaths: {}", Code::MissingVersion),
            ("asyncapi: 2.0.0\ninfo: {}", Code::MissingVersion),
            (
                "{info: {schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json'}}",
                Code::MissingVersion,
            ),
            ("overlay: 1.0.0\ninfo: {}\nactions: []", Code::MissingVersion),
        ] {
            assert_eq!(entrance_of(text), (Kind::Refused, vec![code]), "{text}");
        }
    }

    #[test]
    fn a_file_of_components_is_a_fragment() {
        for text in ["components: {}", "Pet: {type: object}", "[1]", "text"] {
            assert_eq!(entrance_of(text), (Kind::Fragment, vec![]), "{text}");
        }
    }
}
