//! Which version a document is, and whether it can be read.
//!
//! The generator works on OpenAPI 3.0. This is the entrance where a document's version is looked at, and the place
//! where 3.1 is to be rewritten as 3.0.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Location, Node, Sources, Value};

/// What a file is to the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A document of OpenAPI 3.0.
    Document,
    /// A part that documents refer to.
    Fragment,
    /// Something that cannot be read; a diagnostic says why.
    Refused,
}

/// Looks at the version of a file that has been read, OpenAPI 3.0.3 section 4.7.1 (`openapi`).
///
/// A file with neither a version nor the fields that only a document has is a [`Kind::Fragment`].
pub fn entrance(sources: &Sources, file: FileId, diagnostics: &mut Diagnostics) -> Kind {
    let root = sources.root(file);
    if let Some(version) = root.get("openapi") {
        return openapi(sources, file, version, diagnostics);
    }
    let location = Location::root(file);
    if root.get("swagger").is_some() {
        let message = "the document is Swagger 2.0, which is not read";
        diagnostics.push(
            Diagnostic::at_key(sources, Code::Swagger2, &location.child("swagger"), message)
                .help("convert it to OpenAPI 3.0, for example with `npx swagger2openapi`"),
        );
        return Kind::Refused;
    }
    let Some(field) = ["paths", "info"]
        .into_iter()
        .find(|field| root.get(field).is_some())
    else {
        return Kind::Fragment;
    };
    let message = format!("`openapi` is missing from a document that has `{field}`");
    diagnostics.push(
        Diagnostic::at_key(
            sources,
            Code::MissingVersion,
            &location.child(field),
            message,
        )
        .help("start the document with its version: `openapi: 3.0.3`"),
    );
    Kind::Refused
}

fn openapi(sources: &Sources, file: FileId, version: &Node, diagnostics: &mut Diagnostics) -> Kind {
    let location = Location::root(file).child("openapi");
    // As written: `3.0` and `3.10` would not survive as numbers.
    let text = match &version.value {
        Value::String(text) => text,
        Value::Number(_) => sources.slice(version.span),
        _ => "",
    };
    let is = |minor: &str| {
        text.strip_prefix(minor)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
    };
    if is("3.0") {
        if version.as_number().is_some() {
            diagnostics.push(
                Diagnostic::at(
                    sources,
                    Code::UnquotedVersion,
                    &location,
                    format!("`openapi` must be a string, found {}", version.kind()),
                )
                .help("put it in quotes, or write the full version: `openapi: 3.0.3`"),
            );
        }
        return Kind::Document;
    }
    let diagnostic = if is("3.1") || is("3.2") {
        Diagnostic::at(
            sources,
            Code::NewerVersion,
            &location,
            format!("OpenAPI {text} is not read yet, only 3.0 is"),
        )
        .help("write the document as 3.0.3: `nullable: true` for a type `null`, one `type` per schema, `example` for `examples`")
    } else {
        let message = match text {
            "" => format!("`openapi` must be a version, found {}", version.kind()),
            text => format!("`{text}` is not a version of OpenAPI"),
        };
        Diagnostic::at(sources, Code::UnknownVersion, &location, message)
            .help("the version of the specification is meant (`openapi: 3.0.3`); that of the API is `info.version`")
    };
    diagnostics.push(diagnostic);
    Kind::Refused
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entrance_of(text: &str) -> (Kind, Vec<Code>) {
        let mut sources = Sources::new();
        let file = sources.add("api.yaml", text).expect("YAML");
        let mut diagnostics = Diagnostics::new();
        let kind = entrance(&sources, file, &mut diagnostics);
        (kind, diagnostics.iter().map(|d| d.code).collect())
    }

    #[test]
    fn openapi_3_0_is_read() {
        for text in [
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
        assert_eq!(
            entrance_of("openapi: 3.0"),
            (Kind::Document, vec![Code::UnquotedVersion])
        );
    }

    #[test]
    fn other_versions_are_refused_by_name() {
        for (text, code) in [
            ("openapi: 3.1.0", Code::NewerVersion),
            ("openapi: 3.2.0", Code::NewerVersion),
            ("openapi: 3.1", Code::NewerVersion),
            ("openapi: 3.10", Code::UnknownVersion),
            ("openapi: 4.0.0", Code::UnknownVersion),
            ("openapi: 3", Code::UnknownVersion),
            ("openapi:", Code::UnknownVersion),
            ("swagger: '2.0'\npaths: {}", Code::Swagger2),
            ("info: {}\npaths: {}", Code::MissingVersion),
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
