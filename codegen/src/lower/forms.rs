//! The forms in which the body of a response may come: which media types are read alike, which of them the method
//! of the operation gives, and what is asked for.
//!
//! JSON comes first. What carries the same value in other words, such as JSON that is called `text/plain`, belongs to
//! it; a form of another type, such as CSV, has a method of its own, so that one more media type never changes what
//! the methods give that are there already.

use super::contents::{self, Content};
use super::media::{self, Media, essence, is_json, may_be_json, word};
use super::{Lowering, Skipped, schema, words};
use crate::api::{Payload, TypeRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Node};

/// One form of a body.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// What the name of its method ends in, where the operation has another form too: `events`, `as_csv`.
    pub(crate) suffix: String,
    pub(crate) payload: Payload,
    /// All that are read so, as they are written in the document, with how much each is liked.
    pub(crate) media_types: Vec<(String, Liking)>,
    media: Media,
    /// The media type that it was made of.
    at: Location,
}

/// How much a media type is liked among those that are read alike; the first most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Liking {
    /// Nothing is better.
    Best,
    /// JSON under another name.
    OtherJson,
    /// Text that stands for JSON.
    Text,
    /// A range of media types.
    Range,
}

/// A media type that a response describes.
struct Entry {
    media: Media,
    media_type: String,
    at: Location,
}

/// How many forms a media type is compared with.
const MOST: usize = 32;

/// The forms of a response with this `content`, the preferred one first. None where there is no content.
pub(crate) fn of(
    lowering: &mut Lowering<'_>,
    content: &Location,
    media_types: impl Iterator<Item = String>,
    name: &str,
    success: bool,
) -> Result<Vec<Form>, Skipped> {
    let mut entries: Vec<Entry> = Vec::new();
    for media_type in media_types {
        let at = media::described(lowering, content, &media_type)?;
        entries.push(Entry { media: kind(lowering, &media_type, &at), media_type, at });
    }
    // A stable sort: among equals the document's order counts.
    entries.sort_by_key(|entry| match entry.media {
        Media::Json if is_json(&entry.media_type) => 0,
        Media::Json => 1,
        Media::Any => 3,
        Media::Xml => 4,
        _ => 2,
    });
    let mut forms: Vec<Form> = Vec::new();
    for entry in entries {
        if !join(lowering, &mut forms, &entry, name)? {
            add(lowering, &mut forms, &entry, name, success)?;
        }
    }
    Ok(forms)
}

/// Adds a media type to a form that is read like it. False where there is none.
fn join(lowering: &mut Lowering<'_>, forms: &mut [Form], entry: &Entry, name: &str) -> Result<bool, Skipped> {
    // Nobody describes more.
    for (index, form) in forms.iter_mut().enumerate().take(MOST) {
        let joins = match (form.media, entry.media) {
            (Media::Json, Media::Json) => is_same(lowering, form, entry, &json_name(name, &entry.media_type))?,
            (Media::Json, Media::Text) if !may_be_json(&entry.media_type) => false,
            (Media::Json, Media::Text | Media::Any) => is_scalar_of(lowering, form, entry),
            // The headers tell the caller which of them has come.
            (Media::Bytes, Media::Bytes) | (Media::Text, Media::Text) => index == 0 || form.suffix == suffix(entry),
            (Media::Xml, Media::Xml) => true,
            (one, other) => one == other && form.suffix == suffix(entry) && is_alike(lowering, &form.at, &entry.at),
        };
        if !joins {
            continue;
        }
        if let (Media::Text | Media::Any, Payload::Json(ty)) = (entry.media, &form.payload) {
            form.payload = Payload::JsonOrText(ty.clone());
        }
        form.media_types.push((entry.media_type.clone(), liking(entry)));
        return Ok(true);
    }
    Ok(false)
}

/// Adds a form, unless the one that is preferred says the same, or it cannot have a method of its own.
fn add(
    lowering: &mut Lowering<'_>,
    forms: &mut Vec<Form>,
    entry: &Entry,
    name: &str,
    success: bool,
) -> Result<(), Skipped> {
    let Some(first) = forms.first() else {
        if entry.media != Media::Items {
            media::report_sequence(lowering, &entry.at, "the body is handed over as it comes");
        }
        forms.push(form(lowering, entry, name, suffix(entry), success)?);
        return Ok(());
    };
    let (media_type, preferred) = (&entry.media_type, &first.media_types[0].0);
    if !success {
        let message = format!("a failure that comes as `{media_type}` is not typed, because `{preferred}` is");
        dropped(
            lowering,
            entry,
            success,
            &message,
            "such an answer is an error with its bytes: nothing has to be done",
        );
        return Ok(());
    }
    if first.media == Media::Json && matches!(entry.media, Media::Xml | Media::Bytes) && is_structure(lowering, entry) {
        let message = format!("`{media_type}` is not received where `{preferred}` is described too");
        dropped(lowering, entry, success, &message, "both carry the same value: nothing has to be done");
        return Ok(());
    }
    let mut suffix = suffix(entry);
    if forms.iter().any(|form| form.suffix == suffix) {
        suffix = words::snake(&format!("{suffix} as {}", media_type.replace('*', "any")));
    }
    let name = match entry.media {
        Media::Json => json_name(name, media_type),
        Media::Events | Media::Items => format!("{name}_event"),
        _ => format!("{name}_{suffix}"),
    };
    forms.push(form(lowering, entry, &name, suffix, success)?);
    Ok(())
}

fn form(
    lowering: &mut Lowering<'_>,
    entry: &Entry,
    name: &str,
    suffix: String,
    success: bool,
) -> Result<Form, Skipped> {
    let payload = payload(lowering, entry, name, success)?;
    let media_types = vec![(entry.media_type.clone(), liking(entry))];
    Ok(Form { suffix, payload, media_types, media: entry.media, at: entry.at.clone() })
}

/// What names a second type of JSON.
fn json_name(name: &str, media_type: &str) -> String {
    format!("{name}_{}", word(media_type))
}

/// What the name of a method ends in that gives this form. It is made of nothing but the media type.
fn suffix(entry: &Entry) -> String {
    match entry.media {
        Media::Events => "events".to_owned(),
        Media::Items => "items".to_owned(),
        _ => words::snake(&format!("as {}", word(&entry.media_type).replace('*', "any"))),
    }
}

fn liking(entry: &Entry) -> Liking {
    match entry.media {
        _ if entry.media_type.contains('*') => Liking::Range,
        Media::Json if essence(&entry.media_type) == "application/json" => Liking::Best,
        Media::Json if is_json(&entry.media_type) => Liking::OtherJson,
        Media::Json => Liking::Text,
        Media::Text if may_be_json(&entry.media_type) => Liking::Text,
        _ => Liking::Best,
    }
}

fn schema_of(lowering: &Lowering<'_>, at: &Location) -> Option<Location> {
    let schema = at.child("schema");
    lowering.sources.node(&schema).is_some().then_some(schema)
}

/// Whether the schema of a media type is that of a form: written alike, or of one type.
fn is_same(lowering: &mut Lowering<'_>, form: &Form, entry: &Entry, hint: &str) -> Result<bool, Skipped> {
    let Some(schema) = schema_of(lowering, &entry.at) else {
        return Ok(schema_of(lowering, &form.at).is_none());
    };
    if is_alike(lowering, &form.at, &entry.at) {
        return Ok(true);
    }
    let ty = schema::at(lowering, &schema, hint)?;
    Ok(matches!(&form.payload, Payload::Json(own) | Payload::JsonOrText(own) if *own == ty))
}

/// Whether the schemas of two media types are written alike.
fn is_alike(lowering: &Lowering<'_>, one: &Location, other: &Location) -> bool {
    let node = |at: &Location, key: &str| lowering.sources.node(&at.child(key)).map(Node::to_json);
    one.file == other.file && ["schema", "itemSchema"].iter().all(|key| node(one, key) == node(other, key))
}

/// Whether the value of a form is a scalar, and a media type of text means the same one.
fn is_scalar_of(lowering: &mut Lowering<'_>, form: &Form, entry: &Entry) -> bool {
    let (Payload::Json(ty) | Payload::JsonOrText(ty)) = &form.payload else { return false };
    let is_text = *ty.not_null() == TypeRef::String;
    let is_scalar = match ty.not_null() {
        TypeRef::List(_) | TypeRef::Map(_) | TypeRef::JsonText(_) | TypeRef::Nullable(_) => false,
        TypeRef::Any | TypeRef::Unit | TypeRef::Boxed(_) => false,
        TypeRef::Named(id) => lowering.types[*id].kind.is_open(),
        _ => true,
    };
    match schema_of(lowering, &entry.at) {
        None => is_text,
        Some(schema) if is_text => contents::of(lowering, &schema) == Content::Text,
        Some(_) => is_scalar && is_alike(lowering, &form.at, &entry.at),
    }
}

/// Whether bytes, or XML, stand for a value that has members. What is an image, or an archive, never does.
fn is_structure(lowering: &mut Lowering<'_>, entry: &Entry) -> bool {
    let essence = essence(&entry.media_type);
    let family = essence.split('/').next().unwrap_or_default();
    let is_document = matches!(essence.as_str(), "application/pdf" | "application/zip" | "application/octet-stream");
    let is_image = matches!(family, "image" | "audio" | "video" | "font") && entry.media != Media::Xml;
    let schema = schema_of(lowering, &entry.at).filter(|_| !is_document && !is_image);
    schema.is_some_and(|schema| {
        !matches!(contents::of(lowering, &schema), Content::File(_) | Content::Text | Content::Scalar)
    })
}

/// Says, once for each media type of a file, that nothing is made of it.
fn dropped(lowering: &mut Lowering<'_>, entry: &Entry, success: bool, message: &str, help: &str) {
    if lowering.dropped.insert((entry.at.file, essence(&entry.media_type), success)) {
        let diagnostic = Diagnostic::at_key(lowering.sources, Code::Simplified, &entry.at, message).help(help);
        lowering.report(diagnostic);
    }
}

/// The kind of a body. What says it is plain text or anything, and has members, is JSON; what may be anything and is a
/// scalar is told by the answer.
fn kind(lowering: &mut Lowering<'_>, media_type: &str, at: &Location) -> Media {
    let media = Media::of(media_type);
    if lowering.sources.node(&at.child("itemSchema")).is_some() && matches!(media, Media::Events | Media::Bytes) {
        return Media::Items;
    }
    if !matches!(media, Media::Any | Media::Text) {
        return media;
    }
    match (media, contents::of(lowering, &at.child("schema"))) {
        (_, Content::File(_)) => Media::Bytes,
        (Media::Any, Content::Text | Content::Scalar) => Media::Any,
        (Media::Any, Content::Unsaid) if schema_of(lowering, at).is_none() => Media::Bytes,
        (Media::Any, _) => Media::Json,
        (_, Content::Structure | Content::Texts | Content::Files(_)) if may_be_json(media_type) => Media::Json,
        _ => Media::Text,
    }
}

fn payload(lowering: &mut Lowering<'_>, entry: &Entry, name: &str, success: bool) -> Result<Payload, Skipped> {
    let Entry { media, at, .. } = entry;
    let ty = match media {
        Media::Items => schema::at(lowering, &at.child("itemSchema"), &format!("{name}_item"))?,
        Media::Json | Media::Events | Media::Any => match schema_of(lowering, at) {
            Some(schema) => schema::at(lowering, &schema, name)?,
            None => TypeRef::Any,
        },
        _ => TypeRef::Unit,
    };
    Ok(match media {
        Media::Json => Payload::Json(ty),
        Media::Any => Payload::JsonOrText(ty),
        Media::Events => Payload::Events(ty),
        Media::Items if success => Payload::Items(ty),
        // Nobody streams the body of a failure.
        Media::Items => Payload::Text,
        Media::Xml => {
            let diagnostic = Diagnostic::at_key(lowering.sources, Code::Simplified, at, "XML is received as text")
                .help("nothing is to be done, unless the API answers JSON too: then say so");
            lowering.report(diagnostic);
            Payload::Text
        }
        Media::Text | Media::Form => Payload::Text,
        Media::Bytes | Media::Multipart if success => Payload::Bytes,
        // Nobody streams the body of a failure.
        Media::Bytes | Media::Multipart => Payload::Text,
    })
}

/// The header `Accept` for these forms, one of each response: what is liked less has a lower weight (RFC 9110, 12.5.1).
pub(crate) fn accept<'f>(forms: impl Iterator<Item = &'f Form>) -> Option<String> {
    let mut wanted: Vec<(&str, usize)> = Vec::new();
    for form in forms.filter(|form| form.payload != Payload::Empty) {
        let mut likings: Vec<Liking> = form.media_types.iter().map(|(_, liking)| *liking).collect();
        likings.sort();
        likings.dedup();
        for (media_type, liking) in &form.media_types {
            let is_usual = essence(media_type) == "application/json";
            let media_type = if is_usual { "application/json" } else { media_type.as_str() };
            let rank = likings.iter().position(|other| other == liking).unwrap_or_default();
            match wanted.iter_mut().find(|(other, _)| *other == media_type) {
                Some((_, other)) => *other = rank.min(*other),
                None => wanted.push((media_type, rank)),
            }
        }
    }
    wanted.sort_by_key(|(_, rank)| *rank);
    let weighted = wanted.iter().map(|(media_type, rank)| match rank {
        0 => (*media_type).to_owned(),
        rank => format!("{media_type};q=0.{}", 10 - rank.min(&9)),
    });
    let accept = weighted.collect::<Vec<_>>().join(", ");
    let allowed = |text: &str| text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    // JSON alone is what every operation asks for anyway.
    (!accept.is_empty() && accept != "application/json" && allowed(&accept)).then_some(accept)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::api::{Operation, Outcome, Payload};
    use crate::diagnostic::{Code, Diagnostics};
    use crate::lower;
    use crate::source::Sources;

    /// The operations of a document with two paths whose success has this content, and what was reported.
    fn lowered(content: &Value) -> (Vec<Operation>, Diagnostics) {
        let operation = |id: &str| {
            let success = json!({"description": "It.", "content": content});
            let failure = json!({"description": "No.", "content": content});
            json!({"get": {"operationId": id, "responses": {"200": success, "400": failure}}})
        };
        let document = json!({
            "openapi": "3.0.3", "info": {"title": "x", "version": "1"},
            "paths": {"/a": operation("getA"), "/b": operation("getB")},
            "components": {"schemas": {"Pet": {"type": "object", "properties": {"name": {"type": "string"}}}}},
        });
        let mut sources = Sources::new();
        let file = sources.add("x.json", document.to_string()).expect("JSON");
        let mut diagnostics = Diagnostics::new();
        let api = lower::lower("x", &[file], None, None, &mut sources, &mut diagnostics);
        (api.modules.into_iter().flat_map(|module| module.operations).collect(), diagnostics)
    }

    fn pet() -> Value {
        json!({"schema": {"$ref": "#/components/schemas/Pet"}})
    }

    fn names(operations: &[Operation]) -> Vec<&str> {
        operations.iter().map(|operation| operation.method_name.as_str()).collect()
    }

    #[test]
    fn what_is_dropped_is_reported_once_for_each_media_type() {
        let content = json!({
            "application/json": pet(), "application/xml": pet(), "application/x-protobuf": pet(),
            "text/csv": {"schema": {"type": "string"}},
        });
        let (operations, diagnostics) = lowered(&content);
        assert_eq!(names(&operations), ["get_a", "get_a_as_csv", "get_b", "get_b_as_csv"]);
        let mut told: Vec<&str> = diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.code == Code::Simplified)
            .map(|diagnostic| diagnostic.message.split('`').nth(1).unwrap_or_default())
            .collect();
        told.sort_unstable();
        // In the success what carries the same value, in the failure what has another type.
        let xml_and_protobuf = ["application/x-protobuf"; 2].into_iter().chain(["application/xml"; 2]);
        assert_eq!(told, xml_and_protobuf.chain(["text/csv"]).collect::<Vec<_>>());
    }

    #[test]
    fn one_more_media_type_leaves_the_methods_that_are_there_as_they_are() {
        let mut content = json!({"application/json": pet()});
        let signature = |operation: &Operation| {
            let Outcome::One(payload) = &operation.output else { panic!("one payload") };
            (operation.method_name.clone(), payload.clone(), operation.accept.clone())
        };
        let mut known: Vec<_> = Vec::new();
        for (media_type, media) in [
            ("text/csv", json!({"schema": {"type": "string"}})),
            ("image/png", json!({"schema": {"type": "string", "format": "binary"}})),
            ("image/jpeg", json!({})),
            ("application/vnd.other+json", json!({"schema": {"type": "array", "items": {"type": "integer"}}})),
            ("text/event-stream", pet()),
            ("text/html", json!({"schema": {"type": "string"}})),
        ] {
            content[media_type] = media;
            let (operations, _) = lowered(&content);
            let now: Vec<_> = operations.iter().map(signature).collect();
            assert!(known.iter().all(|known| now.contains(known)), "{media_type}: {known:#?} {now:#?}");
            assert!(now.len() > known.len(), "{media_type} has a method");
            known = now;
        }
        assert!(known.iter().any(|(name, payload, _)| name == "get_a" && matches!(payload, Payload::Json(_))));
    }
}
