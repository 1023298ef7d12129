//! Constants: members and values for which a schema lists one value.
//!
//! What is sent writes a constant by itself. What is received keeps the value that came, for a server may know more
//! values than its document: the member has the type of a list of one value.

use serde_json::Value as Json;

use super::key::{self, Extent};
use super::{Key, Shape, tags, values};
use crate::api::{Base, Kind, TypeRef};
use crate::lower::Lowering;
use crate::source::Location;

/// The type of a member of an object and its only value: because its schema lists one, or because it is the
/// discriminator of a base that the object extends.
pub(super) fn of_member(
    lowering: &mut Lowering<'_>,
    (key, shape): (&Key, &Shape),
    (wire, places): (&str, &[Location]),
    ty: TypeRef,
) -> (TypeRef, Option<Json>) {
    let (ty, value) = match tags::of_child(lowering, key, shape, wire) {
        Some(tag) => {
            let types = shape_of(lowering, places).map(|property| property.types).unwrap_or_default();
            (ty.not_null().clone(), Some(values::in_one_of(Json::String(tag), &types)))
        }
        None => {
            let value = of_type(lowering, places, ty.not_null());
            (ty, value)
        }
    };
    let ty = match (ty, &value) {
        (TypeRef::Nullable(inner), Some(value)) => holding(lowering, *inner, value).or_null(),
        (ty, Some(value)) => holding(lowering, ty, value),
        (ty, None) => ty,
    };
    (ty, value)
}

/// The only value that a property with this type has.
fn of_type(lowering: &mut Lowering<'_>, places: &[Location], ty: &TypeRef) -> Option<Json> {
    match ty {
        TypeRef::Named(id) => match &lowering.types[*id].kind {
            Kind::Enum(listed) => match listed.values.as_slice() {
                [only] => Some(only.value.clone()),
                _ => None,
            },
            _ => None,
        },
        TypeRef::Bool => match values_of(lowering, places)?.as_slice() {
            [only @ Json::Bool(_)] => Some(only.clone()),
            _ => None,
        },
        TypeRef::Any => {
            let core = key::core(lowering, places).ok()?;
            (core.extent == Extent::Null).then_some(Json::Null)
        }
        _ => None,
    }
}

/// The scalar that a schema allows and nothing else, so that nobody need give it.
pub(super) fn fixed(lowering: &mut Lowering<'_>, at: &Location) -> Option<Json> {
    let shape = shape_of(lowering, std::slice::from_ref(at))?;
    match shape.values?.as_slice() {
        [only @ (Json::String(_) | Json::Number(_) | Json::Bool(_))] if !shape.nullable && !shape.read_only => {
            Some(only.clone())
        }
        _ => None,
    }
}

/// The values that the schemas of a property list.
pub(super) fn values_of(lowering: &mut Lowering<'_>, places: &[Location]) -> Option<Vec<Json>> {
    if may_list(lowering, places) { shape_of(lowering, places)?.values } else { None }
}

/// Whether one of the schemas lists values, or is a wrapper around one that may: most properties are neither.
fn may_list(lowering: &mut Lowering<'_>, places: &[Location]) -> bool {
    places.iter().any(|place| {
        let place = lowering.resolve(place);
        let node = place.ok().and_then(|place| lowering.sources.node(&place));
        node.is_some_and(|node| {
            let is_wrapper = |keyword: &&str| (1..=2).contains(&key::members(node, keyword));
            ["enum", "const"].iter().any(|keyword| node.get(keyword).is_some())
                || ["allOf", "oneOf", "anyOf"].iter().any(is_wrapper)
        })
    })
}

/// What the schemas of a property say together, without wrappers that add nothing.
fn shape_of(lowering: &mut Lowering<'_>, places: &[Location]) -> Option<Shape> {
    let parts: Vec<Location> = places.iter().filter_map(|place| lowering.resolve(place).ok()).collect();
    let outside = Shape::of(lowering, &Key::new(parts)).ok()?;
    if outside.choices.is_empty() {
        return Some(outside);
    }
    let core = key::core(lowering, places).ok()?;
    let mut shape = Shape::of(lowering, &Key::new(core.parts)).ok()?;
    shape.nullable |= core.nullable | outside.nullable;
    shape.read_only |= outside.read_only;
    Some(shape)
}

/// A type that can hold a constant: the one that its schema has, if it can.
fn holding(lowering: &Lowering<'_>, ty: TypeRef, value: &Json) -> TypeRef {
    let holds = match &ty {
        TypeRef::Any => true,
        TypeRef::String | TypeRef::Secret => value.is_string(),
        TypeRef::Bool => value.is_boolean(),
        TypeRef::Int32 | TypeRef::Int64 | TypeRef::Int128 => value.is_i64(),
        TypeRef::Uint64 => value.is_u64(),
        TypeRef::Float | TypeRef::Double => value.is_number(),
        TypeRef::Named(id) => match &lowering.types[*id].kind {
            Kind::Enum(values) => match values.base {
                Base::String => value.is_string(),
                Base::Integer => value.is_i64(),
                Base::Json => true,
            },
            Kind::Lists(_) => value.is_string(),
            _ => false,
        },
        _ => false,
    };
    match value {
        _ if holds => ty,
        Json::String(_) => TypeRef::String,
        Json::Bool(_) => TypeRef::Bool,
        Json::Number(number) if number.is_i64() => TypeRef::Int64,
        Json::Number(number) if number.is_u64() => TypeRef::Uint64,
        Json::Number(_) => TypeRef::Double,
        _ => TypeRef::Any,
    }
}
