//! What `validate` checks of a value, and what the documentation says of it.

use indexmap::IndexMap;

use super::key::{self, Extent};
use super::{Additional, Key, Shape, limits};
use crate::api::{Limits, Struct, TypeRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::Lowering;
use crate::source::Location;

/// Lists of lists, and alternatives of alternatives, whose limits are checked.
const MAX_INNER: usize = 4;

/// How many alternatives of a scalar are checked one after the other.
const MAX_ALTERNATIVES: usize = 64;

/// What is demanded of a value, and of what is in a list or a map. What is in a type of its own is checked there.
pub(super) fn of(lowering: &mut Lowering<'_>, shape: &Shape, ty: &TypeRef) -> Limits {
    within(lowering, shape, ty, 0)
}

fn within(lowering: &mut Lowering<'_>, shape: &Shape, ty: &TypeRef, depth: usize) -> Limits {
    let mut limits = shape.limits.clone();
    if depth < MAX_INNER && !is_named(ty) && *ty != TypeRef::Any {
        limits.any_of = any_of(lowering, shape, ty, depth);
    }
    let (inner, places) = match (ty.not_null(), &shape.additional) {
        (TypeRef::List(inner), _) => (inner, &shape.items),
        (TypeRef::Map(inner), Additional::Typed(places)) => (inner, places),
        _ => return limits,
    };
    let parts: Vec<Location> = places.iter().filter_map(|place| lowering.resolve(place).ok()).collect();
    if !parts.is_empty()
        && depth < MAX_INNER
        && let Ok(items) = Shape::of(lowering, &Key::new(parts))
    {
        let items = within(lowering, &items, inner, depth + 1);
        limits.items = (!items.is_none()).then(|| Box::new(items));
    }
    limits
}

/// What the alternatives of a value demand that all have this type: a value need only meet what one of them does.
fn any_of(lowering: &mut Lowering<'_>, shape: &Shape, ty: &TypeRef, depth: usize) -> Vec<Limits> {
    let Some(choice) = shape.choices.first().filter(|choice| choice.count <= MAX_ALTERNATIVES) else {
        return Vec::new();
    };
    let mut demands = Vec::new();
    for index in 0..choice.count {
        let member = choice.member(index);
        let Ok(core) = key::core(lowering, std::slice::from_ref(&member)) else {
            return Vec::new();
        };
        // A check passes over `null`.
        if core.is_null_alternative() || core.extent == Extent::Nothing {
            continue;
        }
        let Ok(alternative) = Shape::of(lowering, &Key::new(core.parts)) else {
            return Vec::new();
        };
        demands.push(within(lowering, &alternative, ty, depth + 1));
    }
    either(demands)
}

/// Several demands of which one has to be met: none at all, if one of them demands nothing.
pub(super) fn either(demands: Vec<Limits>) -> Vec<Limits> {
    if demands.iter().any(Limits::is_none) {
        return Vec::new();
    }
    let mut distinct: Vec<Limits> = Vec::new();
    for limits in demands {
        if !distinct.contains(&limits) {
            distinct.push(limits);
        }
    }
    distinct
}

fn is_named(ty: &TypeRef) -> bool {
    matches!(ty.not_null(), TypeRef::Named(_) | TypeRef::Boxed(_))
}

/// What can be checked of an alternative, if it has no type of its own that does so.
pub(super) fn of_alternative(lowering: &mut Lowering<'_>, key: &Key, ty: &TypeRef) -> Option<Limits> {
    if is_named(ty) {
        return None;
    }
    let shape = Shape::of(lowering, key).ok()?;
    let limits = of(lowering, &shape, ty);
    Some(checkable(lowering, limits, &key.parts)).filter(|limits| !limits.is_none())
}

/// What the alternatives demand that one object stands for: the limits of the members in which they differ hold together
/// or not at all.
pub(super) fn of_alternatives(
    lowering: &mut Lowering<'_>,
    object: &mut Struct,
    alternatives: &[IndexMap<String, Vec<Location>>],
) {
    let mut any_of: Vec<Vec<(String, Limits)>> = vec![Vec::new(); alternatives.len()];
    for field in object.fields.iter_mut() {
        let mut demands = Vec::new();
        for places in alternatives.iter().filter_map(|properties| properties.get(&field.wire)) {
            let parts = places.iter().filter_map(|place| lowering.resolve(place).ok()).collect();
            let shape = Shape::of(lowering, &Key::new(parts)).unwrap_or_default();
            let limits = of(lowering, &shape, &field.ty);
            demands.push((checkable(lowering, limits.clone(), places), limits));
        }
        if demands.windows(2).all(|pair| pair[0].1 == pair[1].1) {
            continue;
        }
        field.limits = None;
        let (checked, said): (Vec<Limits>, Vec<Limits>) = demands.into_iter().unzip();
        let default = field.docs.notes.iter().position(|(label, _)| *label == limits::DEFAULT);
        let default = default.map(|at| field.docs.notes.swap_remove(at));
        field.docs.notes = default.into_iter().chain(limits::either(&said, &field.ty)).collect();
        for (of_one, limits) in any_of.iter_mut().zip(checked) {
            if !limits.is_none() {
                of_one.push((field.wire.clone(), limits));
            }
        }
    }
    // What one alternative allows without a limit is allowed.
    if any_of.iter().all(|of_one| !of_one.is_empty()) {
        any_of.dedup();
        object.any_of = any_of;
    }
}

/// The limits with patterns that the runtime can check; the others are reported.
pub(super) fn checkable(lowering: &mut Lowering<'_>, mut limits: Limits, places: &[Location]) -> Limits {
    if let Some(pattern) = limits.pattern.take() {
        limits.pattern = lowering.schemas.patterns.checkable(&pattern);
        if let (None, Some(place)) = (&limits.pattern, places.last()) {
            let message = format!("the pattern `{pattern}` cannot be checked before sending");
            let diagnostic = Diagnostic::at(lowering.sources, Code::IgnoredPattern, place, message)
                .help("the server checks it; look-around and back-references are what is missing most often");
            lowering.report(diagnostic);
        }
    }
    let items = limits.items.take().map(|items| checkable(lowering, *items, places));
    limits.items = items.filter(|items| !items.is_none()).map(Box::new);
    let any_of = std::mem::take(&mut limits.any_of);
    limits.any_of = either(any_of.into_iter().map(|limits| checkable(lowering, limits, places)).collect());
    limits
}
