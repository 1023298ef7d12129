//! Media types: which of them the generator treats alike.

use super::{Lowering, Skipped};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Location;

/// What kind of content a media type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Media {
    /// JSON.
    Json,
    /// Names and values.
    Form,
    /// Parts.
    Multipart,
    /// Server-Sent Events.
    Events,
    /// Values one after another, where `itemSchema` says what each is.
    Items,
    /// Anything at all: `*/*`, `application/*`.
    Any,
    /// Bytes.
    Bytes,
    /// Text.
    Text,
    /// XML.
    Xml,
}

impl Media {
    /// The kind of a media type, whatever parameters it has.
    pub(crate) fn of(media_type: &str) -> Self {
        let essence = essence(media_type);
        match essence.as_str() {
            _ if is_json(media_type) => Self::Json,
            "application/x-www-form-urlencoded" => Self::Form,
            "text/event-stream" => Self::Events,
            "*/*" | "application/*" | "" => Self::Any,
            "application/xml" | "text/xml" => Self::Xml,
            _ if essence.ends_with("+xml") => Self::Xml,
            _ if essence.starts_with("multipart/") => Self::Multipart,
            _ if essence.starts_with("text/") => Self::Text,
            _ => Self::Bytes,
        }
    }
}

/// Where a media type of a map is described: there, or where it refers to (OpenAPI 3.2.0, 4.7).
pub(crate) fn described(
    lowering: &mut Lowering<'_>,
    content: &Location,
    media_type: &str,
) -> Result<Location, Skipped> {
    lowering.resolve(&content.child(media_type))
}

/// Says that nothing is made of what a media type says about a sequence of values or parts.
pub(crate) fn report_sequence(lowering: &mut Lowering<'_>, at: &Location, instead: &str) {
    let fields = ["itemSchema", "itemEncoding", "prefixEncoding"];
    let Some(field) = fields.into_iter().find(|field| lowering.sources.node(&at.child(field)).is_some()) else {
        return;
    };
    let message = format!("nothing is made of `{field}` here: {instead}");
    let diagnostic = Diagnostic::at_key(lowering.sources, Code::Simplified, &at.child(field), message)
        .help("nothing is to be done: what is sent and what comes is the same");
    lowering.report(diagnostic);
}

/// `application/json`, `text/json` and every type whose suffix is `+json` (RFC 6839).
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// Whether an API that means JSON may say this text instead: it is what servers say by default. Nobody says CSV for JSON.
pub(crate) fn may_be_json(media_type: &str) -> bool {
    matches!(essence(media_type).as_str(), "text/plain" | "text/html" | "text/javascript" | "text/*")
}

/// A media type without its parameters, in small letters.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A word for a media type, for names: `merge_patch` for `application/merge-patch+json`.
pub(crate) fn word(media_type: &str) -> String {
    let essence = essence(media_type);
    match Media::of(media_type) {
        Media::Form => "form".to_owned(),
        Media::Multipart => "multipart".to_owned(),
        Media::Xml if !essence.ends_with("+xml") => "xml".to_owned(),
        Media::Any => "any".to_owned(),
        _ => match essence.as_str() {
            "application/octet-stream" => "bytes".to_owned(),
            "text/plain" => "text".to_owned(),
            other => {
                let (family, subtype) = other.split_once('/').unwrap_or((other, other));
                if subtype == "*" {
                    return family.to_owned();
                }
                let subtype = subtype.strip_prefix("x-").unwrap_or(subtype);
                let subtype = subtype.strip_prefix("vnd.").unwrap_or(subtype);
                subtype.split('+').next().unwrap_or(subtype).to_owned()
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_known_whatever_their_case_and_parameters() {
        assert_eq!(Media::of("Application/JSON; charset=utf-8"), Media::Json);
        assert_eq!(Media::of("application/problem+json"), Media::Json);
        assert_eq!(Media::of("image/svg+xml"), Media::Xml);
        assert_eq!(Media::of("application/zip"), Media::Bytes);
        assert_eq!(Media::of("multipart/mixed"), Media::Multipart);
        assert_eq!(word("application/merge-patch+json"), "merge-patch");
        assert_eq!(word("application/vnd.acme.v1+json"), "acme.v1");
        assert_eq!(word("image/*"), "image");
        assert_eq!((word("text/xml"), word("image/svg+xml")), ("xml".to_owned(), "svg".to_owned()));
    }
}
