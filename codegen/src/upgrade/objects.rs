//! Objects other than schemas.

use super::fields::{Fields, empty, key, map, text};
use super::walk::Walk;
use crate::diagnostic::Code;
use crate::source::{Node, Pointer, Span, Value, Version};

/// Rewrites the object itself, before what is below it.
pub(super) fn rewrite(walk: &mut Walk<'_>, node: &mut Node, name: &str) {
    let rewrite: fn(&mut Walk<'_>, &mut Fields, Span) = match name {
        "OpenAPI" => document,
        "Operation" => operation,
        "Response" => response,
        "Parameter" => parameter,
        "Server" => server,
        "Server Variable" => server_variable,
        "Security Scheme" => security_scheme,
        "Discriminator" => discriminator,
        _ => return,
    };
    edit(walk, node, rewrite);
}

/// Rewrites the object itself, once what is below it has been rewritten.
pub(super) fn finish(walk: &mut Walk<'_>, node: &mut Node, name: &str) {
    if name == "Media Type" {
        edit(walk, node, media_type);
    }
}

fn edit(walk: &mut Walk<'_>, node: &mut Node, rewrite: impl FnOnce(&mut Walk<'_>, &mut Fields, Span)) {
    let span = Span { end: node.span.start, ..node.span };
    if let Some(mut fields) = Fields::open(node) {
        if fields.text("$ref").is_none() {
            rewrite(walk, &mut fields, span);
        }
        fields.close(node);
    }
}

/// OpenAPI 3.1.0 section 4.8.1: `paths` may be missing, and there are two fields that are not used here.
fn document(walk: &mut Walk<'_>, document: &mut Fields, span: Span) {
    if !document.has("paths") {
        document.set("paths", empty(span));
    }
    if let Some(address) = document.text("$self").filter(|_| walk.version >= Version::V3_2) {
        // 3.2.0 section 4.1.2.2.1: what else refers to the document calls it so.
        walk.redirects.add_id(address, Pointer::root());
    }
    for (key, node) in document.iter() {
        match (&*key.text, &node.value) {
            ("webhooks", Value::Map(hooks)) if !hooks.is_empty() => {
                let names: Vec<_> = hooks.keys().map(|name| format!("`{name}`")).collect();
                let message = format!("of webhooks, types are made of what they bring: {}", names.join(", "));
                walk.report(Code::Webhooks, key, message, "nothing needs to be done");
            }
            ("jsonSchemaDialect", Value::String(dialect)) if !is_known_dialect(dialect) => {
                let message = format!("the schema dialect `{dialect}` is read as JSON Schema 2020-12");
                walk.report(Code::IgnoredKeyword, key, message, "look over the types that come of it");
            }
            _ => {}
        }
    }
}

fn is_known_dialect(dialect: &str) -> bool {
    let dialect = dialect.split_once("://").map_or(dialect, |(_, rest)| rest);
    dialect.starts_with("spec.openapis.org/oas/3.") || dialect.starts_with("json-schema.org/draft/2020-12/")
}

/// 3.1.0 section 4.8.10: `responses` may be missing. Whatever succeeds is then a success of which nothing is known.
fn operation(_: &mut Walk<'_>, operation: &mut Fields, span: Span) {
    if !operation.has("responses") {
        let response = Node { span, value: map(vec![(key("description", span), text("", span))]) };
        operation.set("responses", Node { span, value: map(vec![(key("2XX", span), response)]) });
    }
}

/// 3.2.0: the description may be missing, and there may be a summary in its place.
fn response(walk: &mut Walk<'_>, response: &mut Fields, span: Span) {
    if walk.version >= Version::V3_2 && !response.has("description") {
        let summary = response.get("summary").filter(|node| node.as_str().is_some());
        let description = summary.map_or_else(|| text("", span), Node::clone);
        response.set("description", description);
    }
}

/// 3.2.0 section 4.12: a parameter that is the whole query, and cookies that are not escaped.
fn parameter(walk: &mut Walk<'_>, parameter: &mut Fields, span: Span) {
    if walk.version < Version::V3_2 {
        return;
    }
    if parameter.text("in") == Some("querystring")
        && let Some(span) = parameter.get("in").map(|node| node.span)
    {
        parameter.set("in", text("query", span));
        parameter.flag("x-upgraded-querystring", span);
    }
    if parameter.text("in") == Some("cookie") && parameter.text("style") == Some("cookie") {
        parameter.take("style");
        parameter.flag("x-upgraded-cookie-style", span);
    }
}

/// 3.2.0 section 4.6: a server may have a name.
fn server(walk: &mut Walk<'_>, server: &mut Fields, _: Span) {
    if walk.version >= Version::V3_2 {
        server.rename("name", "x-upgraded-name");
    }
}

/// 3.1.0 section 4.8.14.2: a body that is not described is bytes, and so is a part of a multipart body.
fn media_type(walk: &mut Walk<'_>, media: &mut Fields, span: Span) {
    let pointer = walk.pointer();
    let name = pointer.last().unwrap_or_default();
    let name = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    // A stream of items says so in another field.
    if is_binary(&name) && !media.has("itemSchema") {
        match media.get_mut("schema") {
            Some(schema) => make_binary(schema, true),
            None => media.set("schema", binary(span)),
        }
    } else if name.starts_with("multipart/") {
        mark_styled_parts(media);
        let encoded: Vec<Box<str>> = encoded_parts(media);
        let properties = media.get_mut("schema").and_then(|schema| member_mut(schema, "properties"));
        if let Some(Node { value: Value::Map(parts), .. }) = properties {
            for (_, part) in parts.iter_mut().filter(|(name, _)| !encoded.contains(&name.text)) {
                let item = part.get("type").and_then(Node::as_str) == Some("array") && part.get("items").is_some();
                let part = if item { member_mut(part, "items") } else { Some(part) };
                if let Some(part) = part {
                    make_binary(part, false);
                }
            }
        }
    }
}

/// 3.1.0 section 4.8.15: styles are for the parts of a form too, where one is said.
fn mark_styled_parts(media: &mut Fields) {
    let Some(Node { value: Value::Map(parts), .. }) = media.get_mut("encoding") else {
        return;
    };
    for (_, part) in parts.iter_mut() {
        let span = part.span;
        if ["style", "explode", "allowReserved"].iter().any(|key| part.get(key).is_some())
            && let Some(mut fields) = Fields::open(part)
        {
            fields.flag("x-upgraded-styled", span);
            fields.close(part);
        }
    }
}

/// The parts that have a content type of their own which is no bytes.
fn encoded_parts(media: &Fields) -> Vec<Box<str>> {
    let encoding = media.get("encoding").and_then(Node::as_map);
    let text = |node: &Node| {
        node.get("contentType")
            .and_then(Node::as_str)
            .is_some_and(|types| !types.split(',').all(|t| is_binary(t.trim())))
    };
    encoding
        .into_iter()
        .flat_map(|map| map.iter())
        .filter(|(_, node)| text(node))
        .map(|(key, _)| key.text.clone())
        .collect()
}

fn member_mut<'a>(node: &'a mut Node, name: &str) -> Option<&'a mut Node> {
    match &mut node.value {
        Value::Map(map) => map.get_mut(name),
        _ => None,
    }
}

/// Whether content of this media type is bytes, and never text.
pub(super) fn is_binary(media_type: &str) -> bool {
    let media_type = media_type.to_ascii_lowercase();
    let family = media_type.split('/').next().unwrap_or_default();
    let text_within = media_type.ends_with("+xml") || media_type.ends_with("+json");
    (matches!(family, "image" | "audio" | "video" | "font") && !text_within)
        || matches!(
            &*media_type,
            "application/octet-stream"
                | "application/pdf"
                | "application/zip"
                | "application/gzip"
                | "application/x-tar"
        )
}

/// Keywords that say nothing about which values there are.
const ANNOTATIONS: &[&str] = &["title", "description", "example", "default", "deprecated"];

/// Makes bytes of a schema that says nothing of its values; or, if asked for, only that they are a string.
fn make_binary(schema: &mut Node, strings: bool) {
    let span = schema.span;
    let says_nothing = |key: &str, node: &Node| {
        ANNOTATIONS.contains(&key)
            || (key.starts_with("x-") && !key.starts_with("x-upgraded-"))
            || (strings && key == "type" && node.as_str() == Some("string"))
    };
    if schema.as_map().is_some_and(|map| map.iter().all(|(key, node)| says_nothing(&key.text, node)))
        && let Some(mut fields) = Fields::open(schema)
    {
        let span = fields.get("type").map_or(Span { end: span.start, ..span }, |node| node.span);
        fields.set("type", text("string", span));
        fields.set("format", text("binary", span));
        fields.close(schema);
    }
}

fn binary(span: Span) -> Node {
    let fields = vec![(key("type", span), text("string", span)), (key("format", span), text("binary", span))];
    Node { span, value: map(fields) }
}

/// An empty `enum` limits nothing, if it is not a mistake.
fn server_variable(_: &mut Walk<'_>, variable: &mut Fields, _: Span) {
    if variable.get("enum").and_then(Node::as_list).is_some_and(<[_]>::is_empty) {
        variable.take("enum");
    }
}

/// 3.1.0 section 4.8.27: `mutualTLS`.
fn security_scheme(_: &mut Walk<'_>, scheme: &mut Fields, _: Span) {
    if scheme.text("type") == Some("mutualTLS")
        && let Some(span) = scheme.get("type").map(|node| node.span)
    {
        scheme.set("type", text("http", span));
        scheme.set("scheme", text("mutual-tls", span));
        scheme.flag("x-upgraded-mutual-tls", span);
    }
}

/// 3.2.0: `defaultMapping`.
fn discriminator(walk: &mut Walk<'_>, discriminator: &mut Fields, _: Span) {
    if walk.version >= Version::V3_2 {
        discriminator.rename("defaultMapping", "x-upgraded-default-mapping");
    }
}
