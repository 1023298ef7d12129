//! Request bodies: a value to be sent in a format, or parts that become arguments.

use openapiv3::RequestBody;

use super::arguments::Arguments;
use super::extensions::Extensions;
use super::media::{self, Media, is_json, word};
use super::{Lowering, Skipped, component, docs, multipart, schema, words};
use crate::api::{Argument, Body, BodyFormat, Field, Kind, Place, Serialization, Style, TypeRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Node};

/// Adds what a body needs to the arguments: a value in each of its media types, or what it is made of.
pub(crate) fn add(
    lowering: &mut Lowering<'_>,
    arguments: &mut Arguments,
    at: &Location,
    operation: &str,
) -> Result<(), Skipped> {
    let object: RequestBody = lowering.read(at)?;
    let content = at.child("content");
    let hint = component(at).unwrap_or_else(|| format!("{operation}_body"));
    let mut media_types: Vec<(Media, &String, Location)> = Vec::new();
    for media_type in object.content.keys() {
        let place = media::described(lowering, &content, media_type)?;
        media_types.push((kind(lowering, media_type, &place), media_type, place));
    }
    // A stable sort: among equals the document's order counts.
    media_types.sort_by_key(|(media, ..)| *media);
    let typed = media_types.iter().any(|(media, ..)| *media != Media::Xml);
    let several = media_types.iter().filter(|(media, ..)| *media != Media::Xml).count() > 1;
    for (index, (media, media_type, place)) in media_types.into_iter().enumerate() {
        media::report_sequence(lowering, &place, "the caller writes the body");
        if media == Media::Xml {
            let message =
                if typed { "XML is not generated where there is another type" } else { "XML is sent as text" };
            let diagnostic = Diagnostic::at_key(lowering.sources, Code::Simplified, &place, message)
                .help("nothing is to be done, unless the API takes JSON too: then say so");
            lowering.report(diagnostic);
            if typed {
                continue;
            }
        }
        let primary = index == 0;
        let extensions = Extensions { values: &object.extensions, at };
        if primary && media == Media::Json && extensions.flag(lowering, "x-body-as-arguments")? == Some(true) {
            let ty = schema::at(lowering, &place.child("schema"), &hint)?;
            spread(lowering, arguments, &ty, &extensions)?;
            let has_member = arguments.required.iter().any(|argument| argument.place == Place::Member);
            arguments.sends_empty_object = object.required && !has_member;
            return Ok(());
        }
        if primary
            && media == Media::Multipart
            && multipart::spread(lowering, arguments, &place, object.required, &hint)?
        {
            if several {
                arguments.bodies.push(Body {
                    method_name: String::new(),
                    name: String::new(),
                    ty: TypeRef::Unit,
                    format: BodyFormat::Parts,
                    media_type: media_type.clone(),
                    required: object.required,
                    docs: docs::described(object.description.as_ref()),
                });
            }
            continue;
        }
        let body = body(lowering, &object, (at, &place), media, media_type, &hint)?;
        let method_name = if primary { String::new() } else { words::snake(&word(media_type)) };
        arguments.bodies.push(Body { method_name, ..body });
    }
    Ok(())
}

/// The kind of a body. What may be anything is JSON where the schema has parts, and bytes where it has none.
fn kind(lowering: &mut Lowering<'_>, media_type: &str, at: &Location) -> Media {
    match Media::of(media_type) {
        Media::Any if multipart::is_file(lowering, &at.child("schema")) => Media::Bytes,
        Media::Any => match lowering.sources.node(&at.child("schema")) {
            Some(_) => Media::Json,
            None => Media::Bytes,
        },
        Media::Events => Media::Text,
        media => media,
    }
}

fn body(
    lowering: &mut Lowering<'_>,
    object: &RequestBody,
    (owner, at): (&Location, &Location),
    media: Media,
    media_type: &str,
    hint: &str,
) -> Result<Body, Skipped> {
    let schema = at.child("schema");
    let described = lowering.sources.node(&schema).is_some();
    let (format, ty) = match media {
        Media::Form => (BodyFormat::Form(encodings(lowering, at)), None),
        Media::Multipart => (BodyFormat::Multipart, Some(TypeRef::Unit)),
        Media::Text | Media::Xml => (BodyFormat::Text, Some(TypeRef::String)),
        Media::Bytes => (BodyFormat::Upload, Some(TypeRef::Unit)),
        Media::Json | Media::Any | Media::Events | Media::Items => (BodyFormat::Json, None),
    };
    let ty = match ty {
        Some(ty) => ty,
        None if described => schema::at(lowering, &schema, hint)?,
        None => TypeRef::Any,
    };
    let name =
        match (Extensions { values: &object.extensions, at: owner }.rust_name(lowering, words::Kind::Value)?, &ty) {
            (Some(name), _) => name,
            (None, TypeRef::Named(id)) => words::snake(&lowering.types[*id].name),
            (None, _) => "body".to_owned(),
        };
    let media_type = if media == Media::Json && !is_json(media_type) { "application/json" } else { media_type };
    Ok(Body {
        method_name: String::new(),
        name,
        ty,
        format,
        media_type: media_type.to_owned(),
        required: object.required,
        docs: docs::described(object.description.as_ref()),
    })
}

/// How members of a form are written where the document says so (OpenAPI 3.0.3, 4.7.15).
fn encodings(lowering: &mut Lowering<'_>, at: &Location) -> Vec<(String, Serialization)> {
    let encoding = lowering.sources.node(&at.child("encoding")).and_then(Node::as_map);
    let members = encoding.into_iter().flat_map(|map| map.iter());
    let members = members.filter_map(|(name, encoding)| {
        let json = encoding.get("contentType").and_then(Node::as_str).is_some_and(is_json);
        let how = styled(encoding).or(json.then(|| Serialization { json, ..Serialization::of(Style::Form) }));
        how.map(|how| (name.text.to_string(), how))
    });
    members.collect()
}

/// How an `encoding` lays a value out; nothing where it does not say.
pub(crate) fn styled(encoding: &Node) -> Option<Serialization> {
    let flag = |key: &str| encoding.get(key).map(Node::to_json).and_then(|value| value.as_bool());
    let style = match encoding.get("style").and_then(Node::as_str) {
        Some("spaceDelimited") => Style::SpaceDelimited,
        Some("pipeDelimited") => Style::PipeDelimited,
        Some("deepObject") => Style::DeepObject,
        _ => Style::Form,
    };
    let is_said = ["style", "explode", "allowReserved"].iter().any(|key| encoding.get(key).is_some());
    let how = Serialization::of(style);
    let explode = flag("explode").unwrap_or(how.explode);
    let allow_reserved = flag("allowReserved") == Some(true);
    is_said.then_some(Serialization { explode, allow_reserved, ..how })
}

/// The members of the body become arguments.
fn spread(
    lowering: &mut Lowering<'_>,
    arguments: &mut Arguments,
    ty: &TypeRef,
    extensions: &Extensions<'_>,
) -> Result<(), Skipped> {
    let object = ty.named().and_then(|id| match &lowering.types[id].kind {
        Kind::Struct(object) if object.rest.is_none() => Some(object.clone()),
        _ => None,
    });
    let Some(object) = object else {
        let why = "the body's schema has to be an object without additional members";
        return Err(extensions.wrong(lowering, "x-body-as-arguments", why));
    };
    for field in object.fields {
        if let Some(value) = field.fixed() {
            arguments.required.push(Argument::fixed(field.wire.clone(), Place::Member, value.clone()));
            continue;
        }
        let Field { name, wire, ty, docs, .. } = field;
        let argument = Argument { name, wire, ty, place: Place::Member, docs, constant: None };
        if field.required { arguments.required.push(argument) } else { arguments.optional.push(argument) }
    }
    Ok(())
}
