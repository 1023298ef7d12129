//! Constants: members and values for which a schema lists one value.
//!
//! What is sent writes a constant by itself. What is received keeps the value that came, for a server may know more
//! values than its document: the member has the type of a list of one value.

use serde_json::Value as Json;

use super::{Key, Shape, key, tags, values};
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
        None => (ty, only_value(lowering, places).map(|(value, _)| value)),
    };
    let ty = match (ty, &value) {
        (TypeRef::Nullable(inner), Some(value)) => holding(lowering, *inner, value).or_null(),
        (ty, Some(value)) => holding(lowering, ty, value),
        (ty, None) => ty,
    };
    (ty, value)
}

/// The scalar that a schema allows and nothing else, so that nobody need give it.
pub(super) fn fixed(lowering: &mut Lowering<'_>, at: &Location) -> Option<Json> {
    let (value, is_free) = only_value(lowering, std::slice::from_ref(at))?;
    (!is_free && !value.is_null()).then_some(value)
}

/// The only value that schemas list which hold at once, and whether there may be `null` or nothing in its place.
fn only_value(lowering: &mut Lowering<'_>, places: &[Location]) -> Option<(Json, bool)> {
    if places.iter().any(|place| key::is_null(lowering, place)) {
        return Some((Json::Null, false));
    }
    let shape = shape_of(lowering, places)?;
    let is_free = shape.nullable || shape.read_only;
    match shape.values?.as_slice() {
        [only @ (Json::String(_) | Json::Number(_) | Json::Bool(_))] => Some((only.clone(), is_free)),
        _ => None,
    }
}

/// What the schemas of a property say together, without wrappers that add nothing.
pub(super) fn shape_of(lowering: &mut Lowering<'_>, places: &[Location]) -> Option<Shape> {
    let core = key::core(lowering, places).ok()?;
    let parts: Vec<Location> = places.iter().filter_map(|place| lowering.resolve(place).ok()).collect();
    let outside = Shape::of(lowering, &Key::new(parts)).ok()?;
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
        TypeRef::Int32 | TypeRef::Int64 => value.is_i64(),
        TypeRef::Uint64 => value.is_u64(),
        TypeRef::Float | TypeRef::Double => value.is_number(),
        TypeRef::Named(id) => match &lowering.types[*id].kind {
            Kind::Enum(values) => match values.base {
                Base::String => value.is_string(),
                Base::Integer => value.is_i64(),
                Base::Json => true,
            },
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
