//! `multipart/form-data`: the parts become arguments, and files among them uploads.

use indexmap::IndexMap;
use openapiv3::Header;

use super::arguments::Arguments;
use super::contents::{self, Content};
use super::media::{Media, is_json};
use super::{Lowering, Skipped, bodies, docs, headers, operations, schema, words};
use crate::api::{Argument, Docs, Place, Serialization, Style, TypeRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Node, Version};

/// How deep `allOf` is followed.
const DEPTH: usize = 32;

/// Adds an argument for each property. False where the schema does not name its properties, so that the
/// caller has to put the form together.
pub(crate) fn spread(
    lowering: &mut Lowering<'_>,
    arguments: &mut Arguments,
    at: &Location,
    required: bool,
    hint: &str,
) -> Result<bool, Skipped> {
    let mut parts = Parts::default();
    if !gather(lowering, &mut parts, &at.child("schema"), 0)? || parts.properties.is_empty() {
        return Ok(false);
    }
    let mut begun = false;
    for (wire, place) in &parts.properties {
        let listed = encoding(lowering, at, wire);
        let said = at.child("encoding").child(wire);
        if is_read_only(lowering, place) {
            continue;
        }
        let is_required = required && parts.required.contains(wire);
        if is_required && let Some(value) = schema::only_value(lowering, place) {
            let media_type = chosen(&listed, &Content::Text);
            arguments.required.push(Argument::fixed(wire.clone(), Place::Part(media_type), value));
            begun = true;
            continue;
        }
        let (ty, place_of) = part(lowering, place, &format!("{hint}_{wire}"), &listed, &said)?;
        let argument = Argument {
            name: rust_name(lowering, place).unwrap_or_else(|| words::snake(wire)),
            wire: wire.clone(),
            ty,
            place: place_of,
            docs: described(lowering, place),
            constant: None,
        };
        // Without a body at all its required parts need not be there either.
        begun |= is_required;
        if is_required {
            arguments.required.push(argument)
        } else {
            arguments.optional.push(argument)
        }
        part_headers(lowering, arguments, at, (wire, is_required))?;
    }
    if parts.others {
        arguments.optional.push(Argument {
            name: "other_parts".to_owned(),
            wire: "other parts".to_owned(),
            ty: TypeRef::Unit,
            place: Place::OtherParts,
            docs: docs::described(Some(&"Parts that the document does not name.".to_owned())),
            constant: None,
        });
    }
    let media_type = at.pointer.tokens().last().map(|token| without_boundary(&token));
    let media_type = media_type.unwrap_or_else(|| USUAL.to_owned());
    if required && !begun || media_type != USUAL {
        arguments.begins_form = Some(media_type);
    }
    Ok(true)
}

/// The media type of HTML forms.
const USUAL: &str = "multipart/form-data";

/// The boundary is that of the body, whatever the document says.
fn without_boundary(media_type: &str) -> String {
    let is_other = |part: &&str| !part.trim_start().to_ascii_lowercase().starts_with("boundary=");
    let kept: Vec<&str> = media_type.split(';').map(str::trim).filter(is_other).collect();
    let kept = kept.join("; ");
    if kept.eq_ignore_ascii_case(USUAL) || kept.contains('*') { USUAL.to_owned() } else { kept }
}

/// Adds an argument for each header that the `encoding` of a part describes (OpenAPI 3.0.3, 4.7.15).
fn part_headers(
    lowering: &mut Lowering<'_>,
    arguments: &mut Arguments,
    at: &Location,
    (part, part_is_required): (&str, bool),
) -> Result<(), Skipped> {
    let list = at.child("encoding").child(part).child("headers");
    for wire in operations::keys(lowering, &list) {
        if wire.eq_ignore_ascii_case("content-type") {
            continue;
        }
        let place = lowering.resolve(&list.child(&wire))?;
        let header: Header = lowering.read(&place)?;
        let name = words::snake(&format!("{part}_{wire}"));
        let (ty, json, explode) = headers::schema_of(lowering, &header, &place, &name)?;
        let how = Serialization { json, explode, ..Serialization::of(Style::Simple) };
        let argument = Argument {
            name,
            ty,
            place: Place::PartHeader(part.to_owned(), how),
            docs: docs::described(header.description.as_ref()),
            constant: None,
            wire,
        };
        let required = part_is_required && header.required;
        if required { arguments.required.push(argument) } else { arguments.optional.push(argument) }
    }
    Ok(())
}

#[derive(Default)]
struct Parts {
    properties: IndexMap<String, Location>,
    required: Vec<String>,
    /// Whether there may be parts of other names.
    others: bool,
}

/// Collects properties; false where the schema has alternatives, or parts of any name.
fn gather(lowering: &mut Lowering<'_>, parts: &mut Parts, at: &Location, depth: usize) -> Result<bool, Skipped> {
    if lowering.sources.node(at).is_none() {
        return Ok(false);
    }
    let at = lowering.resolve(at)?;
    let (names, required, whole, count, others) = {
        let Some(node) = lowering.sources.node(&at) else {
            return Ok(false);
        };
        let names: Vec<String> = node
            .get("properties")
            .and_then(Node::as_map)
            .map(|map| map.keys().map(str::to_owned).collect())
            .unwrap_or_default();
        let required: Vec<String> = node
            .get("required")
            .and_then(Node::as_list)
            .unwrap_or_default()
            .iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect();
        let whole = node.get("oneOf").is_none() && node.get("anyOf").is_none();
        let count = node.get("allOf").and_then(Node::as_list).map_or(0, <[Node]>::len);
        let others = node.get("additionalProperties").map(Node::to_json);
        (names, required, whole, count, others.is_some_and(|others| others.as_bool() != Some(false)))
    };
    parts.others |= others;
    if !whole || depth > DEPTH {
        return Ok(false);
    }
    for index in 0..count {
        if !gather(lowering, parts, &at.child("allOf").index(index), depth + 1)? {
            return Ok(false);
        }
    }
    for name in names {
        let place = at.child("properties").child(&name);
        parts.properties.insert(name, place);
    }
    parts.required.extend(required);
    Ok(true)
}

/// The media types that `encoding` gives a part.
fn encoding(lowering: &Lowering<'_>, at: &Location, wire: &str) -> Vec<String> {
    let place = at.child("encoding").child(wire).child("contentType");
    let listed = lowering.sources.node(&place).and_then(Node::as_str).unwrap_or_default();
    listed.split(',').map(str::trim).filter(|media_type| !media_type.is_empty()).map(str::to_owned).collect()
}

/// The one of several media types that a value is sent in: JSON, if it has a structure and may be; never a range, which
/// is no content type (RFC 9110, 8.3).
fn chosen(listed: &[String], content: &Content) -> Option<String> {
    let concrete = || listed.iter().filter(|media_type| !media_type.contains('*'));
    let json = concrete().find(|media_type| *content == Content::Structure && is_json(media_type));
    json.or(concrete().next()).cloned()
}

/// The type of a part, and where it goes. `encoded` is where the document may say how it is laid out.
fn part(
    lowering: &mut Lowering<'_>,
    at: &Location,
    hint: &str,
    listed: &[String],
    encoded: &Location,
) -> Result<(TypeRef, Place), Skipped> {
    let content = contents::of(lowering, at);
    let chosen = chosen(listed, &content);
    let media = chosen.as_ref().or(listed.first()).map(|media_type| Media::of(media_type));
    // A part that is not described is bytes since OpenAPI 3.1 (3.1.0, 4.8.14.4). A caller who has bytes of a type such
    // as `image/png` has no string of them, nor a value that anybody here could write so.
    let is_newer = lowering.sources.version(encoded.file) >= Some(Version::V3_1);
    let is_bytes = media == Some(Media::Bytes) || media.is_none() && is_newer;
    let file = match &content {
        Content::File(of_schema) => Some((false, of_schema)),
        Content::Files(of_schema) => Some((true, of_schema)),
        Content::Text | Content::Structure if media == Some(Media::Bytes) => Some((false, &None)),
        Content::Texts if media == Some(Media::Bytes) => Some((true, &None)),
        Content::Unsaid if is_bytes => Some((false, &None)),
        _ => None,
    };
    if let Some((several, of_schema)) = file {
        return Ok((TypeRef::Unit, Place::File { media_type: chosen.or_else(|| of_schema.clone()), several }));
    }
    if media == Some(Media::Xml) && content == Content::Structure {
        let diagnostic = Diagnostic::at_key(lowering.sources, Code::Simplified, at, "XML is sent as text")
            .help("nothing is to be done, unless the API takes JSON too: then say so");
        lowering.report(diagnostic);
        return Ok((TypeRef::String, Place::Part(chosen)));
    }
    let ty = schema::at(lowering, at, hint)?;
    let styled = lowering.sources.node(encoded).filter(|encoding| encoding.get("x-upgraded-styled").is_some());
    if let Some(how) = styled.and_then(bodies::styled) {
        return Ok((ty, Place::StyledPart(how)));
    }
    let of_schema = contents::media_type_of(lowering, at).filter(|_| listed.is_empty());
    // Text that is JSON is the value of which it is the text.
    let ty = match (ty, &of_schema) {
        (TypeRef::JsonText(inner), Some(media_type)) if is_json(media_type) => *inner,
        (ty, Some(media_type)) if is_json(media_type) => return Ok((ty, Place::Part(None))),
        (ty, _) => ty,
    };
    Ok((ty, Place::Part(chosen.or(of_schema))))
}

/// Whether only the server sets it: no request has it.
fn is_read_only(lowering: &mut Lowering<'_>, at: &Location) -> bool {
    let says = |lowering: &Lowering<'_>, at: &Location| {
        let flag = lowering.sources.node(&at.child("readOnly")).map(Node::to_json);
        flag.is_some_and(|flag| flag.as_bool() == Some(true))
    };
    says(lowering, at) || lowering.resolve(at).is_ok_and(|place| says(lowering, &place))
}

fn rust_name(lowering: &Lowering<'_>, at: &Location) -> Option<String> {
    let name = lowering.sources.node(&at.child("x-rust-name")).and_then(Node::as_str)?;
    words::Kind::Value.objection(name).is_none().then(|| name.to_owned())
}

fn described(lowering: &mut Lowering<'_>, at: &Location) -> Docs {
    let place = lowering.resolve(at).unwrap_or_else(|_| at.clone());
    let description = lowering.sources.node(&place.child("description")).and_then(Node::as_str).map(str::to_owned);
    docs::described(description.as_ref())
}
