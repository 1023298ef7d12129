//! Request bodies: a value to be sent in a format, or parts that become arguments.

use openapiv3::RequestBody;

use super::arguments::Arguments;
use super::extensions::Extensions;
use super::media::{self, Media, essence, is_json, word};
use super::{Lowering, Skipped, component, contents, docs, multipart, schema, words};
use crate::api::{Access, Argument, Body, BodyFormat, Field, Kind, Place, Serialization, Style, TypeRef};
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
    let mut described: Vec<Described> = Vec::new();
    for media_type in object.content.keys() {
        let at = media::described(lowering, &content, media_type)?;
        let media = kind(lowering, media_type, &at);
        described.push(Described { media, media_type: media_type.clone(), at, range: None });
    }
    // A stable sort: among equals the document's order counts.
    described.sort_by_key(|described| described.media);
    put_usual_json_first(lowering, &mut described);
    drop_ranges(lowering, &mut described);
    let mut has_parts = false;
    let typed = described.iter().any(|described| described.media != Media::Xml);
    let several = described.iter().filter(|described| described.media != Media::Xml).count() > 1;
    for (index, Described { media, media_type, at: place, range }) in described.into_iter().enumerate() {
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
        // The parts of one form are arguments of the operation; another form has to be put together.
        if !has_parts
            && media == Media::Multipart
            && multipart::spread(lowering, arguments, &place, object.required, &hint)?
        {
            has_parts = true;
            if several {
                let method_name = if primary { String::new() } else { words::snake(&word(&media_type)) };
                arguments.bodies.push(Body {
                    method_name,
                    name: String::new(),
                    ty: TypeRef::Unit,
                    format: BodyFormat::Parts,
                    media_type,
                    required: object.required,
                    docs: docs::described(object.description.as_ref()),
                });
            }
            continue;
        }
        let method_name = if primary { String::new() } else { words::snake(&word(&media_type)) };
        let media_type = range.map_or(media_type.clone(), |range| format!("{media_type}, {range}"));
        let body = body(lowering, &object, (at, &place), media, &media_type, &hint)?;
        arguments.bodies.push(Body { method_name, ..body });
    }
    Ok(())
}

/// A media type that a body is described in.
struct Described {
    media: Media,
    media_type: String,
    /// Where it is described.
    at: Location,
    /// A range of bytes that a caller may choose another type of.
    range: Option<String>,
}

impl Described {
    fn is_range(&self) -> bool {
        self.media_type.contains('*')
    }

    /// Whether both are sent alike.
    fn is_like(&self, lowering: &Lowering<'_>, other: &Self) -> bool {
        let schema = |described: &Self| lowering.sources.node(&described.at.child("schema")).map(Node::to_json);
        self.media == other.media && schema(self) == schema(other)
    }
}

/// How many media types of one body are compared with a range.
const MOST: usize = 32;

/// Of names of one kind of JSON, `application/json` is the one that every server knows.
fn put_usual_json_first(lowering: &Lowering<'_>, described: &mut [Described]) {
    let is_usual = |described: &Described| essence(&described.media_type) == "application/json";
    if let Some(index) = described.iter().position(is_usual)
        && index > 0
        && described[index].is_like(lowering, &described[0])
    {
        described[..=index].rotate_right(1);
    }
}

/// Leaves out ranges beside a type that is none and is sent alike: a range is no content type (RFC 9110, 8.3). Bytes are
/// the caller's own, and may be of any type of the range.
fn drop_ranges(lowering: &Lowering<'_>, described: &mut Vec<Described>) {
    for index in (0..described.len()).rev() {
        if !described[index].is_range() {
            continue;
        }
        let is_alike = |other: &Described| !other.is_range() && other.is_like(lowering, &described[index]);
        // Nobody lists more.
        if let Some(concrete) = described.iter().take(MOST).position(is_alike) {
            let range = described.remove(index).media_type;
            let concrete = &mut described[concrete - usize::from(concrete > index)];
            concrete.range = (concrete.media == Media::Bytes).then_some(range);
        }
    }
}

/// The kind of a body. What may be anything is JSON where the schema has parts, and bytes where it has none.
fn kind(lowering: &mut Lowering<'_>, media_type: &str, at: &Location) -> Media {
    match Media::of(media_type) {
        Media::Any if contents::is_file(lowering, &at.child("schema")) => Media::Bytes,
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
        let listed = encoding.get("contentType").and_then(Node::as_str).unwrap_or_default();
        let chosen = listed.split(',').map(str::trim).find(|media_type| !media_type.contains('*'));
        let (json, form) = (chosen.is_some_and(is_json), chosen.map(Media::of) == Some(Media::Form));
        let encoded = (json || form).then(|| Serialization { json, form, ..Serialization::of(Style::Form) });
        let how = styled(encoding).or(encoded);
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
    for field in object.fields.into_iter().filter(|field| field.access != Access::Read) {
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
