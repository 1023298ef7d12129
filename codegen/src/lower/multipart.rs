//! `multipart/form-data`: the parts become arguments, and files among them uploads.

use indexmap::IndexMap;
use openapiv3::Header;

use super::arguments::Arguments;
use super::media::Media;
use super::{Lowering, Skipped, bodies, docs, headers, operations, schema, words};
use crate::api::{Argument, Docs, Place, Serialization, Style, TypeRef};
use crate::source::{Location, Node};

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
        let media_type = encoding(lowering, at, wire);
        let said = at.child("encoding").child(wire);
        if is_read_only(lowering, place) {
            continue;
        }
        let is_required = required && parts.required.contains(wire);
        if is_required && let Some(value) = schema::only_value(lowering, place) {
            arguments.required.push(Argument::fixed(wire.clone(), Place::Part(media_type), value));
            begun = true;
            continue;
        }
        let (ty, place_of) = part(lowering, place, &format!("{hint}_{wire}"), media_type, &said)?;
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

/// The media type that `encoding` gives a part, if it is one.
fn encoding(lowering: &Lowering<'_>, at: &Location, wire: &str) -> Option<String> {
    let place = at.child("encoding").child(wire).child("contentType");
    let listed = lowering.sources.node(&place).and_then(Node::as_str)?;
    listed.split(',').map(str::trim).find(|media_type| !media_type.is_empty()).map(str::to_owned)
}

fn part(
    lowering: &mut Lowering<'_>,
    at: &Location,
    hint: &str,
    media_type: Option<String>,
    encoding: &Location,
) -> Result<(TypeRef, Place), Skipped> {
    // A caller who has bytes of a type such as `image/png` has no string of them.
    let encoded = media_type.as_deref().is_some_and(|media_type| Media::of(media_type) == Media::Bytes);
    let one = is_file(lowering, at) || encoded && is_type(lowering, at, "string");
    let item = lowering.resolve(at)?.child("items");
    let several = !one
        && is_type(lowering, at, "array")
        && (is_file(lowering, &item) || encoded && is_type(lowering, &item, "string"));
    if one || several {
        let content = if one { lowering.resolve(at)? } else { lowering.resolve(&item)? };
        let of_schema = lowering.sources.node(&content.child("x-upgraded-content-media-type")).and_then(Node::as_str);
        let media_type = media_type.or_else(|| of_schema.map(str::to_owned));
        let media_type = media_type.filter(|media_type| !media_type.contains('*'));
        return Ok((TypeRef::Unit, Place::File { media_type, several }));
    }
    let ty = schema::at(lowering, at, hint)?;
    let encoding = lowering.sources.node(encoding).filter(|encoding| encoding.get("x-upgraded-styled").is_some());
    let place = encoding.and_then(bodies::styled).map(Place::StyledPart);
    Ok((ty, place.unwrap_or(Place::Part(media_type))))
}

/// True for a string of bytes: `format: binary`, or, as OpenAPI 3.1 has it, content that is not encoded.
pub(crate) fn is_file(lowering: &mut Lowering<'_>, at: &Location) -> bool {
    if lowering.sources.node(at).is_none() {
        return false;
    }
    let Ok(at) = lowering.resolve(at) else {
        return false;
    };
    let Some(node) = lowering.sources.node(&at) else {
        return false;
    };
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    let encoded = node.get("contentEncoding").is_some();
    if text("format") == Some("binary") || node.get("contentMediaType").is_some() && !encoded {
        return true;
    }
    let only_part = node.get("allOf").and_then(Node::as_list).is_some_and(|list| list.len() == 1);
    let part = at.child("allOf").index(0);
    only_part && at.pointer.tokens().count() < 200 && is_file(lowering, &part)
}

fn is_type(lowering: &mut Lowering<'_>, at: &Location, name: &str) -> bool {
    if lowering.sources.node(at).is_none() {
        return false;
    }
    let place = lowering.resolve(at).ok();
    place
        .and_then(|place| lowering.sources.node(&place).and_then(|node| node.get("type")?.as_str()))
        .is_some_and(|ty| ty == name)
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
