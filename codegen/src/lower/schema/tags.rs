//! Discriminators: which value of a property stands for which schema (OpenAPI 3.0.3, 4.7.25).

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::key::Key;
use super::shape::Shape;
use super::{constants, values};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::{Lowering, operations};
use crate::source::{FileId, Location, Node};

/// Schemas that extend each other further than this contain themselves.
const MAX_GENERATIONS: usize = 32;

/// How many of the schemas that extend a base are looked at as bases themselves.
const MAX_MIDDLES: usize = 256;

/// A discriminator as the document has it.
#[derive(Debug)]
pub(super) struct Discriminator {
    pub(super) property: String,
    /// Value, and reference or name of a schema.
    mapping: Vec<(String, String)>,
    /// Reference or name of the schema for values that stand for none.
    otherwise: Option<String>,
}

/// `defaultMapping` of OpenAPI 3.2, as the upgrade has it.
const DEFAULT: &str = "x-upgraded-default-mapping";

/// The discriminator of a schema.
pub(super) fn discriminator(lowering: &Lowering<'_>, at: &Location) -> Option<Discriminator> {
    let object = lowering.sources.node(&place(lowering, at)?)?;
    let property = object.get("propertyName")?.as_str()?.to_owned();
    let mapping = object.get("mapping").and_then(Node::as_map).map(|map| {
        map.iter().filter_map(|(key, value)| Some((key.text.to_string(), value.as_str()?.to_owned()))).collect()
    });
    let otherwise = object.get(DEFAULT).and_then(Node::as_str).map(str::to_owned);
    Some(Discriminator { property, mapping: mapping.unwrap_or_default(), otherwise })
}

/// Where the discriminator of a schema is: its own, or that of a part of its `allOf` which is written inside it.
pub(super) fn place(lowering: &Lowering<'_>, at: &Location) -> Option<Location> {
    let has = |at: &Location| {
        let found = lowering.sources.node(at).and_then(|node| node.get("discriminator"));
        found.is_some_and(|object| object.get("propertyName").is_some()).then(|| at.child("discriminator"))
    };
    let parts = || {
        let list = at.child("allOf");
        let count = lowering.sources.node(&list).and_then(Node::as_list).map_or(0, <[Node]>::len);
        (0..count).find_map(|index| has(&list.index(index)))
    };
    has(at).or_else(parts)
}

/// The values of the mapping with the schemas that they stand for. What leads nowhere is reported.
pub(super) fn mapped(
    lowering: &mut Lowering<'_>,
    at: &Location,
    discriminator: &Discriminator,
) -> Vec<(String, Location)> {
    let Some(mapping) = place(lowering, at).map(|place| place.child("mapping")) else {
        return Vec::new();
    };
    let targets = discriminator.mapping.iter().map(|(tag, reference)| {
        let target = named(lowering, &mapping.child(tag), reference)?;
        Some((tag.clone(), target))
    });
    targets.flatten().collect()
}

/// The schema for values that stand for none, if the discriminator names one (OpenAPI 3.2.0, 4.25).
pub(super) fn otherwise(lowering: &mut Lowering<'_>, at: &Location, discriminator: &Discriminator) -> Option<Location> {
    let place = place(lowering, at)?.child(DEFAULT);
    named(lowering, &place, discriminator.otherwise.as_ref()?)
}

/// The schema that a discriminator means by a name or a reference, which stands at a place. What leads nowhere is
/// reported.
fn named(lowering: &mut Lowering<'_>, place: &Location, reference: &str) -> Option<Location> {
    let schemas = Location::root(place.file).child("components").child("schemas");
    let named = schemas.child(reference);
    if lowering.sources.node(&named).is_some() {
        return lowering.resolve(&named).ok();
    }
    if is_name(reference) {
        let schemas = lowering.sources.node(&schemas).and_then(Node::as_map);
        let help = match schemas.and_then(|schemas| lowering.sources.suggestions().nearest(reference, schemas.keys())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name a schema among `components.schemas`, or refer to one".to_owned(),
        };
        let message = format!("there is no schema `{reference}`");
        let diagnostic = Diagnostic::at(lowering.sources, Code::Discriminator, place, message).help(help);
        lowering.report(diagnostic);
        return None;
    }
    let span = lowering.sources.span(place);
    let target = lowering.sources.resolve(place.file, span, &place.pointer, reference);
    target.map_err(|diagnostic| lowering.report(diagnostic)).ok()
}

/// Whether a value of a mapping is the name of a schema, and not a reference to one.
fn is_name(reference: &str) -> bool {
    let is_file = [".yaml", ".yml", ".json"].iter().any(|extension| reference.ends_with(extension));
    !is_file && reference.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// The values that an alternative itself allows for a property.
pub(super) fn declared(lowering: &mut Lowering<'_>, shape: &Shape, property: &str) -> Vec<String> {
    let Some(places) = shape.properties.get(property) else {
        return Vec::new();
    };
    let listed = constants::values_of(lowering, places);
    let scalars = listed.unwrap_or_default().into_iter().filter(|value| !value.is_array() && !value.is_object());
    scalars.map(|value| values::text_of(&value)).collect()
}

/// A base, and the schemas that extend it.
pub(super) struct Family {
    /// The values of the discriminator, each with the schema that it stands for: one that extends the base, or the
    /// base itself where the mapping says so.
    pub(super) tags: Vec<(String, Location)>,
    /// The one value of each of the schemas; nothing where there are several.
    of_member: HashMap<Location, Option<String>>,
}

impl Family {
    fn add(&mut self, tag: &str, member: &Location) {
        let only = self.of_member.entry(member.clone()).or_insert_with(|| Some(tag.to_owned()));
        if only.as_deref() != Some(tag) {
            *only = None;
        }
    }
}

/// The family of a base, found out once: each of its members asks for it.
pub(super) fn family(lowering: &mut Lowering<'_>, base: &Location, discriminator: &Discriminator) -> Rc<Family> {
    if let Some(family) = lowering.schemas.families.get(base) {
        return Rc::clone(family);
    }
    let family = Rc::new(of_base(lowering, base, discriminator));
    lowering.schemas.families.insert(base.clone(), Rc::clone(&family));
    family
}

fn of_base(lowering: &mut Lowering<'_>, base: &Location, discriminator: &Discriminator) -> Family {
    let descendants = descendants(lowering, base);
    let mut tags = mapped(lowering, base, discriminator);
    let mut mapped_ones: HashSet<Location> = tags.iter().map(|(_, target)| target.clone()).collect();
    let mut known: HashSet<String> = tags.iter().map(|(tag, _)| tag.clone()).collect();
    // A schema that extends the base may be a base itself. If it tells its own children by another member, they all
    // have the value of their base in this one; if by the same, its mapping counts for them.
    let mut below: HashMap<Location, Vec<Location>> = HashMap::new();
    let mut middles = 0;
    for middle in &descendants {
        let Some(own) = self::discriminator(lowering, middle) else {
            continue;
        };
        middles += 1;
        if middles > MAX_MIDDLES {
            break;
        }
        if own.property != discriminator.property {
            for child in self::descendants(lowering, middle) {
                below.entry(child).or_default().push(middle.clone());
            }
            continue;
        }
        for (tag, target) in mapped(lowering, middle, &own) {
            if descendants.contains(&target) && !mapped_ones.contains(&target) && known.insert(tag.clone()) {
                tags.push((tag, target));
            }
        }
    }
    mapped_ones.extend(tags.iter().map(|(_, target)| target.clone()));
    // Those below another base come last: what they list may be the value of that base.
    let (inner, outer): (Vec<Location>, Vec<Location>) = descendants
        .into_iter()
        .filter(|child| !mapped_ones.contains(child))
        .partition(|child| below.contains_key(child));
    let mut inherited = Vec::new();
    for child in outer.into_iter().chain(inner) {
        let values = match Shape::of(lowering, &Key::new(vec![child.clone()])) {
            Ok(shape) => declared(lowering, &shape, &discriminator.property),
            Err(_) => Vec::new(),
        };
        let tag = match values.as_slice() {
            [only] => Some(only.clone()),
            _ if below.contains_key(&child) => None,
            _ => child.pointer.last().map(|name| name.into_owned()),
        };
        match tag.filter(|tag| known.insert(tag.clone())) {
            Some(tag) => tags.push((tag, child)),
            None => inherited.push(child),
        }
    }
    let mut family = Family { tags: Vec::new(), of_member: HashMap::new() };
    for (tag, target) in &tags {
        family.add(tag, target);
    }
    for child in inherited {
        // A base below another has no value of its own.
        let middles = below.get(&child).into_iter().flatten();
        let values: Vec<Option<String>> = middles.filter_map(|middle| family.of_member.get(middle).cloned()).collect();
        for value in values {
            match value {
                Some(tag) => family.add(&tag, &child),
                None => {
                    family.of_member.insert(child.clone(), None);
                }
            }
        }
    }
    Family { tags, ..family }
}

/// The one value that a property has in a schema because the schema extends a base. A schema that is extended
/// itself may hold the values of its children, and has none, unless it tells these by another property.
pub(super) fn of_child(lowering: &mut Lowering<'_>, key: &Key, shape: &Shape, property: &str) -> Option<String> {
    let [child] = key.parts.as_slice() else {
        return None;
    };
    for base in &shape.bases {
        let Some(discriminator) = discriminator(lowering, base).filter(|found| found.property == property) else {
            continue;
        };
        let tells_otherwise = self::discriminator(lowering, child).is_some_and(|own| own.property != property);
        if child != base && !tells_otherwise && is_extended(lowering, child) {
            return None;
        }
        if let Some(Some(tag)) = family(lowering, base, &discriminator).of_member.get(child) {
            return Some(tag.clone());
        }
    }
    None
}

/// Finds out who extends whom in the documents, and in the file of a schema.
fn scan_files(lowering: &mut Lowering<'_>, of: &Location) {
    let mut files: Vec<FileId> = vec![of.file];
    files.extend(lowering.document_files());
    files.dedup();
    for file in files {
        if !lowering.schemas.children.contains_key(&file) {
            let children = scan(lowering, file);
            lowering.schemas.children.insert(file, children);
        }
    }
}

/// Whether other schemas extend one.
fn is_extended(lowering: &mut Lowering<'_>, schema: &Location) -> bool {
    scan_files(lowering, schema);
    let mut children = lowering.schemas.children.values().filter_map(|children| children.get(schema)).flatten();
    children.any(|child| child != schema)
}

/// The schemas that extend one, and those that extend them.
pub(super) fn descendants(lowering: &mut Lowering<'_>, base: &Location) -> Vec<Location> {
    scan_files(lowering, base);
    let mut found: BTreeSet<Location> = BTreeSet::new();
    let mut generation = vec![base.clone()];
    for _ in 0..MAX_GENERATIONS {
        let mut next = Vec::new();
        for parent in &generation {
            for children in lowering.schemas.children.values() {
                for child in children.get(parent).into_iter().flatten() {
                    if child != base && found.insert(child.clone()) {
                        next.push(child.clone());
                    }
                }
            }
        }
        if next.is_empty() {
            break;
        }
        generation = next;
    }
    found.into_iter().collect()
}

/// Which components of a file have which schemas among the parts of their `allOf`.
fn scan(lowering: &mut Lowering<'_>, file: FileId) -> HashMap<Location, Vec<Location>> {
    let schemas = Location::root(file).child("components").child("schemas");
    let mut children: HashMap<Location, Vec<Location>> = HashMap::new();
    for name in operations::keys(lowering, &schemas) {
        let child = schemas.child(&name);
        for parent in parents(lowering, &child) {
            children.entry(parent).or_default().push(child.clone());
        }
    }
    children
}

fn parents(lowering: &mut Lowering<'_>, child: &Location) -> Vec<Location> {
    let list = child.child("allOf");
    let count = lowering.sources.node(&list).and_then(Node::as_list).map_or(0, <[Node]>::len);
    let mut parents = Vec::new();
    for index in 0..count {
        let part = list.index(index);
        let is_reference = lowering.sources.node(&part).is_some_and(|node| node.get("$ref").is_some());
        if is_reference && let Ok(parent) = lowering.resolve(&part) {
            parents.push(parent);
        }
    }
    parents
}
