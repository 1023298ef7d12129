//! Text that encodes something else: JSON Schema 2020-12 validation, section 8; OpenAPI 3.1.0 section 4.8.24.

use super::super::fields::{Fields, text};
use super::super::objects::is_binary;
use crate::source::{Node, Span};

const ENCODING: &str = "x-upgraded-content-encoding";
const MEDIA_TYPE: &str = "x-upgraded-content-media-type";

pub(super) fn rewrite(schema: &mut Fields) {
    let base64 = schema.text("contentEncoding").is_some_and(|encoding| encoding.eq_ignore_ascii_case("base64"));
    let binary = schema.text("contentMediaType").is_some_and(is_binary);
    if base64 {
        format(schema, "contentEncoding", "byte");
    } else if binary && !schema.has("contentEncoding") && !schema.has(ENCODING) {
        format(schema, "contentMediaType", "binary");
    }
    schema.rename("contentEncoding", ENCODING);
    schema.rename("contentMediaType", MEDIA_TYPE);
}

/// Sets the format, because of another field, if it is one of text and has none.
fn format(schema: &mut Fields, because: &str, format: &str) {
    let span: Option<Span> = schema.get(because).map(|node: &Node| node.span);
    if let Some(span) = span
        && !schema.has("format")
        && schema.get("type").is_none_or(|node| node.as_str() == Some("string"))
    {
        schema.set("type", text("string", schema.get("type").map_or(span, |node| node.span)));
        schema.set("format", text(format, span));
    }
}
