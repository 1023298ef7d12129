//! A type's schemas keyword by keyword, with everything that `allOf` puts together.

use std::collections::HashSet;

use indexmap::{IndexMap, IndexSet};
use serde_json::Value as Json;

use super::key::{self, Key};
use super::{limits, tags, values};
use crate::api::Limits;
use crate::lower::media::is_json;
use crate::lower::{Lowering, Skipped};
use crate::source::{Location, Node};

/// `allOf` inside `allOf`: what goes deeper contains itself.
const MAX_DEPTH: usize = 64;

/// What the schemas of a [`Key`] say together.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    /// JSON types other than `null`; none if nothing is said.
    pub(crate) types: Vec<String>,
    pub(crate) nullable: bool,
    pub(crate) format: Option<String>,
    pub(crate) media_encoding: Option<String>,
    /// The values it lists, without `null`.
    pub(crate) values: Option<Vec<Json>>,
    /// The schema that lists them.
    pub(crate) values_at: Option<Location>,
    /// The schemas of each property: several where several parts have it.
    pub(crate) properties: IndexMap<String, Vec<Location>>,
    /// Properties that list values in several places, any of which will do.
    pub(crate) listed: IndexMap<String, Listed>,
    /// The names of what has to be there, and where each of them is listed first.
    pub(crate) required: IndexMap<String, Location>,
    pub(crate) additional: Additional,
    pub(crate) items: Vec<Location>,
    /// The lists of the schemas that the first items have, each its own, and what follows them.
    pub(crate) first_items: Vec<(Location, Rest)>,
    /// The schemas of the JSON that its text is.
    pub(crate) content: Vec<Location>,
    /// Alternatives, of which one has to be chosen for each.
    pub(crate) choices: Vec<Choice>,
    /// The schema itself, where it has a discriminator and no alternatives: they are the schemas that extend it.
    pub(crate) own_base: Option<Location>,
    /// The same among the parts of its `allOf`: it is one of their alternatives.
    pub(crate) bases: Vec<Location>,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    pub(crate) limits: Limits,
    /// The properties of each of the alternatives that this object stands for.
    pub(crate) alternatives: Vec<IndexMap<String, Vec<Location>>>,
    /// The schema that says the format.
    pub(crate) format_at: Option<Location>,
    /// Values that the document itself gives for it, each with the schema and the keyword that it is under.
    pub(crate) samples: Vec<(Location, &'static str, Json)>,
}

/// Lists of values, each with the schema that it is in.
#[derive(Clone, Debug)]
pub(crate) struct Listed(pub(crate) Vec<(Location, Vec<Json>)>);

/// What members that have no property are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Additional {
    /// Nothing is said about them.
    #[default]
    Unsaid,
    /// There are none.
    None,
    /// Anything.
    Any,
    /// Values of these schemas.
    Typed(Vec<Location>),
}

/// The items of a list behind those that have a schema each.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Rest {
    /// There are none.
    None,
    /// Anything.
    Any,
    /// Values of this schema.
    Typed(Location),
}

/// `oneOf` or `anyOf`.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    /// The schema that has it.
    pub(crate) at: Location,
    pub(crate) list: Location,
    /// How many alternatives there are.
    pub(crate) count: usize,
    /// One that is not in the list, and the last.
    pub(crate) extra: Option<Location>,
    pub(crate) any: bool,
}

impl Choice {
    /// An alternative, by its number from 0.
    pub(crate) fn member(&self, index: usize) -> Location {
        match &self.extra {
            Some(extra) if index + 1 == self.count => extra.clone(),
            _ => self.list.index(index),
        }
    }
}

impl Shape {
    /// Reads the schemas of a key.
    pub(crate) fn of(lowering: &mut Lowering<'_>, key: &Key) -> Result<Self, Skipped> {
        let mut shape = Self::default();
        let mut visit = Visit { key, depth: 0, path: Vec::new(), seen: HashSet::new() };
        for part in &key.parts {
            gather(lowering, &mut shape, part, &mut visit)?;
        }
        // The type may be declared by another part than the one that lists the values.
        shape.values = shape.values.take().map(|listed| values::in_types(listed, &shape.types));
        Ok(shape)
    }

    /// Whether it can only be an object.
    pub(crate) fn is_object(&self) -> bool {
        match self.types.as_slice() {
            [] => {
                !self.properties.is_empty()
                    || !matches!(self.additional, Additional::Unsaid)
                    || (!self.required.is_empty() && self.values.is_none() && self.items.is_empty())
            }
            [only] => only == "object",
            _ => false,
        }
    }

    /// Whether nothing that it says keeps it from being an object.
    pub(crate) fn may_be_object(&self) -> bool {
        self.is_object() || self.types.is_empty() && self.values.is_none() && self.items.is_empty()
    }

    /// Whether it is an object with members that are known.
    pub(crate) fn has_members(&self) -> bool {
        self.is_object() && (!self.properties.is_empty() || !self.required.is_empty())
    }

    /// Whether it says nothing about its type but its alternatives.
    pub(crate) fn is_bare(&self) -> bool {
        self.properties.is_empty()
            && self.required.is_empty()
            && !matches!(self.additional, Additional::Typed(_) | Additional::Any)
            && self.items.is_empty()
            && self.first_items.is_empty()
            && self.values.is_none()
            && self.format.is_none()
            && self.choices.len() <= 1
            && self.types.iter().all(|ty| ty == "object")
    }
}

/// A walk through the schemas of a key.
struct Visit<'k> {
    key: &'k Key,
    /// How many `allOf` it stands in.
    depth: usize,
    /// The schemas that it is inside of, from the outermost.
    path: Vec<Location>,
    /// Where it has been. What is there twice, or is its own part, demands nothing that it does not demand anyway.
    seen: HashSet<Location>,
}

fn gather(lowering: &mut Lowering<'_>, shape: &mut Shape, at: &Location, visit: &mut Visit<'_>) -> Result<(), Skipped> {
    let at = lowering.resolve(at)?;
    if visit.depth > MAX_DEPTH || !visit.seen.insert(at.clone()) {
        return Ok(());
    }
    let Some(node) = lowering.sources.node(&at) else {
        return Ok(());
    };
    let parts = key::members(node, "allOf");
    let mut nullable = None;
    visit.path.push(at.clone());
    if parts > 0 {
        visit.depth += 1;
        let list = at.child("allOf");
        let mut votes = Vec::new();
        for index in 0..parts {
            let before = std::mem::take(&mut shape.nullable);
            let types = std::mem::take(&mut shape.types);
            gather(lowering, shape, &list.index(index), visit)?;
            // What says neither its type nor that it may be null has no say.
            if shape.nullable || !shape.types.is_empty() {
                votes.push(shape.nullable);
            }
            shape.nullable = before;
            let now = std::mem::replace(&mut shape.types, types);
            narrow_types(&mut shape.types, now);
        }
        visit.depth -= 1;
        nullable = (!votes.is_empty()).then(|| votes.iter().all(|vote| *vote));
    }
    visit.path.pop();
    own(lowering, shape, &at, visit, nullable)
}

/// What one schema says itself.
fn own(
    lowering: &mut Lowering<'_>,
    shape: &mut Shape,
    at: &Location,
    visit: &Visit<'_>,
    inherited: Option<bool>,
) -> Result<(), Skipped> {
    let (key, is_whole) = (visit.key, visit.depth == 0);
    let mut choices = if key.spent.contains(at) { Vec::new() } else { choices(lowering, at) };
    // A part whose alternatives are the schemas that have it as a part: it is their base.
    choices.retain(|choice| is_whole || !leads_to(lowering, choice, &[&key.parts, &visit.path]));
    let Some(node) = lowering.sources.node(at) else {
        return Ok(());
    };
    let mut nullable = node.get("nullable").and_then(Node::as_bool);
    let types: Vec<String> = match node.get("type") {
        Some(ty) => {
            let listed = ty.as_list().map(|list| list.iter().filter_map(Node::as_str).collect());
            let all: Vec<&str> = listed.unwrap_or_else(|| ty.as_str().into_iter().collect());
            if all.contains(&"null") {
                nullable = Some(true);
            }
            all.into_iter().filter(|ty| *ty != "null").map(str::to_owned).collect()
        }
        None => Vec::new(),
    };
    narrow_types(&mut shape.types, types);
    let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
    shape.format = text("format").or(shape.format.take());
    shape.media_encoding = text("contentEncoding").or(shape.media_encoding.take());
    let listed = match (node.get("const"), node.get("enum").and_then(Node::as_list)) {
        (Some(value), _) => Some(vec![value.to_json()]),
        (None, Some(values)) => Some(values.iter().map(Node::to_json).collect()),
        (None, None) => None,
    };
    if let Some(mut values) = listed {
        if values.iter().any(Json::is_null) {
            nullable = nullable.or(Some(true));
            values.retain(|value| !value.is_null());
        }
        let mut distinct: IndexSet<Json> = values.into_iter().collect();
        let before: Option<HashSet<Json>> = shape.values.take().map(|before| before.into_iter().collect());
        if let Some(before) = before.filter(|before| distinct.iter().any(|value| before.contains(value))) {
            distinct.retain(|value| before.contains(value));
        }
        shape.values = (!distinct.is_empty()).then(|| distinct.into_iter().collect());
        shape.values_at = Some(at.clone());
    }
    if let Some(properties) = node.get("properties").and_then(Node::as_map) {
        for name in properties.keys() {
            let place = at.child("properties").child(name);
            let places = shape.properties.entry(name.to_owned()).or_default();
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    for (index, name) in node.get("required").and_then(Node::as_list).into_iter().flatten().enumerate() {
        if let Some(name) = name.as_str().filter(|name| !shape.required.contains_key(*name)) {
            shape.required.insert(name.to_owned(), at.child("required").index(index));
        }
    }
    let additional = match node.get("additionalProperties") {
        None => Additional::Unsaid,
        Some(value) => match (value.as_bool(), value.as_map()) {
            (Some(false), _) => Additional::None,
            (None, Some(map)) if !map.is_empty() => Additional::Typed(vec![at.child("additionalProperties")]),
            _ => Additional::Any,
        },
    };
    shape.additional = match (std::mem::take(&mut shape.additional), additional) {
        (before, Additional::Unsaid) => before,
        (Additional::Typed(mut before), Additional::Typed(now)) => {
            before.extend(now);
            Additional::Typed(before)
        }
        (before @ (Additional::Typed(_) | Additional::Any), Additional::None | Additional::Any) => before,
        (_, now) => now,
    };
    if key::members(node, "prefixItems") > 0 {
        shape.first_items.push((at.child("prefixItems"), rest(node, at)));
    } else if node.get("items").is_some_and(|items| items.as_map().is_some_and(|map| !map.is_empty())) {
        shape.items.push(at.child("items"));
    }
    let is_json = text("x-upgraded-content-media-type").is_some_and(|media_type| is_json(&media_type));
    let content = [("x-content-schema", true), ("contentSchema", is_json)];
    let content = content.into_iter().filter(|(name, counts)| *counts && node.get(name).is_some());
    shape.content.extend(content.map(|(name, _)| at.child(name)));
    let flag = |key: &str| node.get(key).and_then(Node::as_bool) == Some(true);
    shape.read_only |= flag("readOnly");
    shape.write_only |= flag("writeOnly");
    shape.nullable |= nullable.or(inherited).unwrap_or(false);
    limits::read(node, &mut shape.limits);
    if node.get("format").is_some() {
        shape.format_at = Some(at.clone());
    }
    let samples = ["example", "default"].into_iter().filter_map(|key| Some((key, node.get(key)?)));
    let samples = samples.filter(|(_, sample)| sample.as_str().is_some() || sample.as_number().is_some());
    shape.samples.extend(samples.map(|(key, sample)| (at.clone(), key, sample.to_json())));
    let discriminates = tags::place(lowering, at).is_some();
    if choices.is_empty() && discriminates {
        if is_whole && !key.spent.contains(at) {
            shape.own_base.get_or_insert(at.clone());
        } else {
            shape.bases.push(at.clone());
        }
    }
    shape.choices.extend(choices);
    Ok(())
}

/// What follows the first items of a list that has a schema for each of these (JSON Schema 2020-12 core, 10.3.1.2).
/// The upgrade has put `items` aside, because it is about all items in OpenAPI 3.0.
fn rest(node: &Node, at: &Location) -> Rest {
    let most = node.get("maxItems").and_then(Node::as_u64);
    if most.is_some_and(|most| most <= key::members(node, "prefixItems") as u64) {
        return Rest::None;
    }
    let keyword = if node.get("x-upgraded-items").is_some() { "x-upgraded-items" } else { "items" };
    match node.get(keyword) {
        Some(items) if items.as_bool() == Some(false) || key::extent(items) == key::Extent::Nothing => Rest::None,
        Some(items) if items.as_map().is_some_and(|map| !map.is_empty()) => Rest::Typed(at.child(keyword)),
        _ => Rest::Any,
    }
}

/// The alternatives of one schema. Lists that only repeat what is required, or forbidden, are no alternatives.
fn choices(lowering: &mut Lowering<'_>, at: &Location) -> Vec<Choice> {
    let mut choices = Vec::new();
    for (name, any) in [("oneOf", false), ("anyOf", true)] {
        let list = at.child(name);
        let count = lowering.sources.node(at).map_or(0, |node| key::members(node, name));
        let is_alternative =
            |index: usize| lowering.sources.node(&list.index(index)).is_some_and(|node| !is_constraint(node));
        if (0..count).any(is_alternative) {
            choices.push(Choice { at: at.clone(), list, count, extra: None, any });
        }
    }
    // Both at once: the second restricts what the first has chosen.
    choices.truncate(1);
    choices
}

/// Whether one of the alternatives is one of these schemas.
fn leads_to(lowering: &mut Lowering<'_>, choice: &Choice, schemas: &[&[Location]]) -> bool {
    (0..choice.count).any(|index| {
        let member = choice.member(index);
        let is_reference = lowering.sources.node(&member).is_some_and(|node| node.get("$ref").is_some());
        is_reference
            && lowering.resolve(&member).is_ok_and(|target| schemas.iter().any(|schemas| schemas.contains(&target)))
    })
}

/// Whether a schema only restricts values without saying what they are.
fn is_constraint(node: &Node) -> bool {
    const SAYS_NOTHING: [&str; 17] = [
        "required",
        "not",
        "description",
        "title",
        "minProperties",
        "maxProperties",
        "minLength",
        "maxLength",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minItems",
        "maxItems",
        "uniqueItems",
        "multipleOf",
    ];
    node.as_map().is_some_and(|map| map.keys().all(|key| SAYS_NOTHING.contains(&key)))
}

/// Both have to hold: what they share is left, and the later one where they share nothing.
fn narrow_types(types: &mut Vec<String>, now: Vec<String>) {
    if types.is_empty() {
        *types = now;
        return;
    }
    if now.is_empty() {
        return;
    }
    let shared: Vec<String> = now
        .iter()
        .filter_map(|ty| match ty.as_str() {
            "number" if types.iter().any(|before| before == "integer") => Some("integer".to_owned()),
            "integer" if types.iter().any(|before| before == "number") => Some("integer".to_owned()),
            same => types.iter().any(|before| before == same).then(|| same.to_owned()),
        })
        .collect();
    *types = if shared.is_empty() { now } else { shared };
}
