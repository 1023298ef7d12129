//! Alternatives that are the same object with other values listed: error bodies that differ in their codes alone.

use serde_json::Value as Json;

use super::key::{self, Key};
use super::shape::{Additional, Listed, Shape};
use crate::lower::Lowering;
use crate::source::{Location, Node};

/// One object for alternatives that have the same members of the same types, where strings that each lists
/// become one list; nothing if they differ in more, or if what they list tells them apart.
pub(super) fn folded(lowering: &mut Lowering<'_>, shapes: &[Shape]) -> Option<Shape> {
    let (first, rest) = shapes.split_first()?;
    let is_plain =
        |shape: &Shape| shape.has_members() && shape.choices.is_empty() && shape.own_base.is_none() && !shape.nullable;
    let same_names = |shape: &Shape| {
        shape.properties.len() == first.properties.len()
            && shape.properties.keys().all(|name| first.properties.contains_key(name))
            && !matches!(shape.additional, Additional::Typed(_))
    };
    if rest.is_empty() || !shapes.iter().all(is_plain) || !shapes.iter().all(same_names) {
        return None;
    }
    let mut whole = Shape {
        types: vec!["object".to_owned()],
        alternatives: shapes.iter().map(|shape| shape.properties.clone()).collect(),
        properties: first.properties.clone(),
        required: first.required.clone(),
        additional: first.additional.clone(),
        ..Shape::default()
    };
    whole.required.retain(|name, _| rest.iter().all(|shape| shape.required.contains_key(name)));
    for name in first.properties.keys() {
        let places: Vec<&Vec<Location>> = shapes.iter().map(|shape| &shape.properties[name]).collect();
        let cores: Vec<Vec<Location>> = places
            .iter()
            .map(|places| key::core(lowering, places).ok().map(|core| core.parts))
            .collect::<Option<_>>()?;
        if cores.iter().all(|core| *core == cores[0] || is_same_text(lowering, core, &cores[0])) {
            continue;
        }
        let members: Vec<Shape> =
            cores.into_iter().map(|core| Shape::of(lowering, &Key::new(core)).ok()).collect::<Option<_>>()?;
        let of_strings = |shape: &Shape| {
            shape.types == ["string"] && shape.format.is_none()
                || shape.types.is_empty()
                    && shape.values.as_ref().is_some_and(|values| values.iter().all(Json::is_string))
        };
        if members.iter().all(of_strings) && members.iter().any(|member| member.values.is_some()) {
            // One value each tells them apart.
            if members.iter().all(|member| member.values.as_ref().is_some_and(|values| values.len() == 1)) {
                return None;
            }
            let lists = members.into_iter().filter_map(|member| Some((member.values_at?, member.values?)));
            whole.listed.insert(name.clone(), Listed(lists.collect()));
        } else if !members.iter().all(|member| is_same_scalar(&members[0], member)) {
            return None;
        }
    }
    Some(whole)
}

/// Whether two schemas of one file say the same of their values, word for word.
fn is_same_text(lowering: &mut Lowering<'_>, one: &[Location], other: &[Location]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| {
            one.file == other.file
                && match (lowering.sources.node(one).map(meaning), lowering.sources.node(other).map(meaning)) {
                    (Some(one), Some(other)) => one == other,
                    _ => false,
                }
        })
}

/// What a schema says of values, without what it says to readers.
fn meaning(node: &Node) -> Json {
    fn strip(json: &mut Json, is_schema: bool) {
        match json {
            Json::Object(members) => {
                if is_schema {
                    for key in ["description", "title", "example", "examples", "externalDocs", "default"] {
                        members.remove(key);
                    }
                }
                for (key, value) in members {
                    // The names of properties are no keywords.
                    strip(value, !(is_schema && key == "properties"));
                }
            }
            Json::Array(items) => items.iter_mut().for_each(|item| strip(item, is_schema)),
            _ => {}
        }
    }
    let mut json = node.to_json();
    strip(&mut json, true);
    json
}

fn is_same_scalar(one: &Shape, other: &Shape) -> bool {
    let is_scalar = |shape: &Shape| {
        matches!(shape.types.as_slice(), [only] if ["string", "integer", "number", "boolean"].contains(&only.as_str()))
            && shape.choices.is_empty()
    };
    is_scalar(one)
        && is_scalar(other)
        && one.types == other.types
        && one.format == other.format
        && one.values == other.values
        && one.nullable == other.nullable
}
