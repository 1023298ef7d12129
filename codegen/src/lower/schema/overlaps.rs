//! Alternatives of an `anyOf` that a value may be several of at once: a struct with a field for each.
//!
//! They are objects, or alternatives that are objects themselves. A value cannot be two of them where a member of both
//! lists values that they do not share; where that tells all of them apart, they are an enum like those of a `oneOf`.

use std::collections::{HashMap, HashSet};

use super::choices::{self, Branch};
use super::shape::Choice;
use super::{Key, Shape, Waiting, key, naming, tags};
use crate::api::{Alternatives, Kind, TypeRef};
use crate::lower::Lowering;

/// Pairs of more alternatives than this are not held against each other.
const MAX_PAIRED: usize = 200;

/// Alternatives of alternatives further in than this are not looked at.
const MAX_DEPTH: usize = 4;

/// How many alternatives of alternatives are looked at for each.
const MAX_INNER: usize = 64;

/// The values that an object lists, by the member that has one of them if it is there.
type Listed = HashMap<String, HashSet<String>>;

/// What an alternative lists, if all of its values are objects with known members; nothing if it is anything else.
pub(super) fn part(lowering: &mut Lowering<'_>, shape: &Shape) -> Option<Listed> {
    objects(lowering, shape, 0, &mut { MAX_INNER })
}

fn objects(lowering: &mut Lowering<'_>, shape: &Shape, depth: usize, left: &mut usize) -> Option<Listed> {
    let mut own = listed(lowering, shape);
    if let Some(base) = &shape.own_base
        && let Some(discriminator) = tags::discriminator(lowering, base)
    {
        let family = tags::family(lowering, base, &discriminator);
        own.insert(discriminator.property, family.tags.iter().map(|(tag, _)| tag.clone()).collect());
    }
    let Some(choice) = shape.choices.first() else {
        return shape.has_members().then_some(own);
    };
    if depth == MAX_DEPTH || shape.nullable {
        return None;
    }
    let discriminator = tags::discriminator(lowering, &choice.at);
    let mapped = discriminator.as_ref().map(|found| tags::mapped(lowering, &choice.at, found)).unwrap_or_default();
    let mut common: Option<Listed> = None;
    for index in 0..choice.count {
        *left = left.checked_sub(1)?;
        let member = choice.member(index);
        let core = key::core(lowering, std::slice::from_ref(&member)).ok()?;
        let key = Key { parts: core.parts, spent: vec![choice.at.clone()] };
        let alternative = Shape::of(lowering, &key).ok()?;
        let mut inner = if shape.has_members() && alternative.choices.is_empty() && alternative.may_be_object() {
            // It has the members that stand beside the alternatives.
            listed(lowering, &alternative)
        } else {
            objects(lowering, &alternative, depth + 1, left)?
        };
        if let Some(discriminator) = &discriminator
            && let Ok(place) = lowering.resolve(&member)
            && !inner.contains_key(&discriminator.property)
        {
            let tags = mapped.iter().filter(|(_, target)| *target == place).map(|(tag, _)| tag.clone());
            let mut tags: HashSet<String> = tags.collect();
            if tags.is_empty() {
                tags.extend(place.pointer.last().map(|name| name.into_owned()));
            }
            inner.insert(discriminator.property.clone(), tags);
        }
        common = Some(match common {
            None => inner,
            Some(before) => either(before, inner),
        });
    }
    own.extend(common?);
    Some(own)
}

/// What an object lists that is one of two.
fn either(mut one: Listed, mut other: Listed) -> Listed {
    one.retain(|name, values| other.remove(name).map(|more| values.extend(more)).is_some());
    one
}

fn listed(lowering: &mut Lowering<'_>, shape: &Shape) -> Listed {
    let names = shape.properties.keys().map(|name| (name.clone(), tags::declared(lowering, shape, name)));
    let listed = names.filter(|(_, values)| !values.is_empty());
    listed.map(|(name, values)| (name, values.into_iter().collect())).collect()
}

/// Whether a value can be two of these at once.
fn overlap(parts: &[&Listed]) -> bool {
    // The common case: one member tells all of them apart.
    let tells_all = |name: &String| {
        let mut seen = HashSet::new();
        parts.iter().all(|part| part.get(name).is_some_and(|values| values.iter().all(|value| seen.insert(value))))
    };
    if parts.first().is_some_and(|first| first.keys().any(tells_all)) {
        return false;
    }
    let excludes = |one: &Listed, other: &Listed| {
        one.iter().any(|(name, values)| other.get(name).is_some_and(|others| values.is_disjoint(others)))
    };
    let mut pairs = (0..parts.len()).flat_map(|one| (one + 1..parts.len()).map(move |other| (one, other)));
    parts.len() > MAX_PAIRED || pairs.any(|(one, other)| !excludes(parts[one], parts[other]))
}

/// The type of alternatives of which several may hold at once, and of what there is beside them: where that is
/// something, the objects are one alternative of an enum. If no two of them can hold at once, they are given back.
pub(super) fn lower(
    lowering: &mut Lowering<'_>,
    key: &Key,
    shape: &Shape,
    hint: &str,
    choice: &Choice,
    branches: Vec<Branch>,
    parts: Vec<Option<Listed>>,
) -> Result<TypeRef, Vec<Branch>> {
    if !overlap(&parts.iter().flatten().collect::<Vec<_>>()) {
        return Err(branches);
    }
    let (objects, others): (Vec<_>, Vec<_>) = branches.into_iter().zip(parts).partition(|(_, listed)| listed.is_some());
    let objects: Vec<Branch> = objects.into_iter().map(|(branch, _)| branch).collect();
    let index = objects.first().map_or(0, |branch| branch.index);
    let alone = others.is_empty();
    let (of_objects, name) = if alone {
        (key.clone(), hint.to_owned())
    } else {
        let name = naming::wanted(lowering, key, hint).text;
        (key.choosing(&choice.at, vec![choice.list.clone()]), format!("{name}_object"))
    };
    let nullable = alone && shape.nullable;
    let id = super::add(lowering, &of_objects, nullable, &name, Kind::Overlap(Vec::new()));
    lowering.schemas.waiting.push(Waiting::Choices(id, objects, shape.nullable));
    lowering.schemas.untold.push(id);
    if alone {
        let ty = TypeRef::Named(id);
        return Ok(if nullable { ty.or_null() } else { ty });
    }
    let label = Some("Object".to_owned());
    let mut branches =
        vec![Branch { key: of_objects, label, index, tag: None, place: choice.list.clone(), otherwise: false }];
    branches.extend(others.into_iter().map(|(branch, _)| branch));
    branches.sort_by_key(|branch| branch.index);
    Ok(choices::made(lowering, key, shape, hint, Alternatives::Content, branches))
}
