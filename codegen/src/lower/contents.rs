//! What the content of a body or of a part is, as its schema says, whatever wraps the schema: references, `allOf`,
//! alternatives, `null`.

use std::collections::HashSet;

use super::{Lowering, schema};
use crate::source::{Location, Node};

/// What a schema says of the values that are the content of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Bytes, with the media type that the schema gives them.
    File(Option<String>),
    /// A list of these.
    Files(Option<String>),
    /// Strings.
    Text,
    /// A list of these.
    Texts,
    /// Numbers and truth values, perhaps besides strings.
    Scalar,
    /// Objects, and any other lists.
    Structure,
    /// The schema does not say.
    Unsaid,
}

/// More schemas inside one another are not looked at.
const MOST: usize = 256;

/// What the schema at a place says.
pub(crate) fn of(lowering: &mut Lowering<'_>, at: &Location) -> Content {
    let mut budget = MOST;
    look(lowering, at, &mut budget)
}

/// Whether the schema at a place is bytes.
pub(crate) fn is_file(lowering: &mut Lowering<'_>, at: &Location) -> bool {
    matches!(of(lowering, at), Content::File(_))
}

/// What is known of a schema once the schemas that it is made of have been looked at.
#[derive(Default)]
struct Found {
    file: bool,
    files: bool,
    text: bool,
    texts: bool,
    scalar: bool,
    structure: bool,
    media_type: Option<String>,
}

fn look(lowering: &mut Lowering<'_>, at: &Location, budget: &mut usize) -> Content {
    let mut found = Found::default();
    let mut seen = HashSet::new();
    let mut todo = vec![at.clone()];
    while let Some(at) = todo.pop() {
        if *budget == 0 || lowering.sources.node(&at).is_none() || schema::is_null(lowering, &at) {
            continue;
        }
        *budget -= 1;
        let Some(place) = lowering.resolve(&at).ok().filter(|place| seen.insert(place.clone())) else { continue };
        let Some(node) = lowering.sources.node(&place) else { continue };
        for key in ["allOf", "anyOf", "oneOf"] {
            let count = node.get(key).and_then(Node::as_list).map_or(0, <[Node]>::len);
            todo.extend((0..count).map(|index| place.child(key).index(index)));
        }
        let media_type = media_type(node);
        if is_binary(node) {
            found.file = true;
            found.media_type = found.media_type.take().or(media_type);
            continue;
        }
        match node.get("type").and_then(Node::as_str) {
            Some("array") if node.get("items").is_some() => {
                match look(lowering, &place.child("items"), budget) {
                    Content::File(of_item) => {
                        found.files = true;
                        found.media_type = found.media_type.take().or(of_item);
                    }
                    Content::Text => found.texts = true,
                    _ => found.structure = true,
                };
            }
            Some("array" | "object") => found.structure = true,
            Some("string") => found.text = true,
            Some(_) => found.scalar = true,
            None if ["properties", "items", "additionalProperties"].iter().any(|key| node.get(key).is_some()) => {
                found.structure = true;
            }
            None => found.text |= node.get("format").is_some(),
        }
    }
    match found {
        Found { structure: true, .. } => Content::Structure,
        Found { files: true, media_type, .. } => Content::Files(media_type),
        Found { texts: true, file: false, text: false, scalar: false, .. } => Content::Texts,
        Found { texts: true, .. } => Content::Structure,
        Found { file: true, media_type, .. } => Content::File(media_type),
        Found { scalar: true, .. } => Content::Scalar,
        Found { text: true, .. } => Content::Text,
        _ => Content::Unsaid,
    }
}

/// The media type that a schema of a string gives it, unless it is a range or the string is encoded.
fn media_type(node: &Node) -> Option<String> {
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    let encoded = text("contentEncoding").or(text("x-upgraded-content-encoding"));
    let is_plain = encoded.is_none_or(|encoding| ["binary", "7bit", "8bit"].contains(&encoding));
    let media_type = text("contentMediaType").or(text("x-upgraded-content-media-type"));
    media_type.filter(|media_type| is_plain && !media_type.contains('*')).map(str::to_owned)
}

/// Whether a schema is a string of bytes: `format: binary`, or, in the words of OpenAPI 3.1, content that is not
/// encoded.
fn is_binary(node: &Node) -> bool {
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    text("format") == Some("binary") || node.get("contentMediaType").is_some() && node.get("contentEncoding").is_none()
}

/// The media type that the schema of a part gives its text, such as `text/csv`.
pub(crate) fn media_type_of(lowering: &mut Lowering<'_>, at: &Location) -> Option<String> {
    let mut todo = vec![at.clone()];
    let mut seen = HashSet::new();
    while let Some(at) = todo.pop().filter(|_| seen.len() < MOST) {
        if lowering.sources.node(&at).is_none() {
            continue;
        }
        let Some(place) = lowering.resolve(&at).ok().filter(|place| seen.insert(place.clone())) else { continue };
        let Some(node) = lowering.sources.node(&place) else { continue };
        if let Some(media_type) = media_type(node) {
            return Some(media_type);
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            let count = node.get(key).and_then(Node::as_list).map_or(0, <[Node]>::len);
            todo.extend((0..count).rev().map(|index| place.child(key).index(index)));
        }
        if node.get("items").is_some() {
            todo.push(place.child("items"));
        }
    }
    None
}
