//! How the alternatives of a union are told apart, decided when their types are known: by a tag, by their JSON
//! type, or by what they look like.

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

use crate::api::{Access, Alternatives, Base, Format, Kind, Look, Struct, TypeId, TypeRef, Types, Variant};
use crate::lower::Lowering;

/// Types inside types: what goes deeper looks like anything.
const MAX_DEPTH: usize = 4;

/// Alternatives of alternatives multiply: what is made of more types than this looks like anything.
const MAX_LOOKS: usize = 256;

/// How many members and values may be written down for all unions together: a thousand unions of one type with a
/// thousand members name a million. Alternatives of further ones are told apart by trying them.
const MAX_TELLING: usize = 1_000_000;

/// With how many other types of a member of the same name one is compared.
const MAX_OTHERS: usize = 16;

/// Decides for one union, whose variants all have their types.
pub(super) fn tell_apart(lowering: &mut Lowering<'_>, id: TypeId) {
    let mut kind = lowering.types[id].kind.clone();
    let types = &lowering.types;
    let telling = &mut lowering.schemas.telling;
    let mut look = |variant: &mut Variant| {
        variant.looks = if *telling > MAX_TELLING { vec![Look::Any] } else { looks(types, &variant.ty, 0) };
        *telling += variant.looks.iter().map(size).sum::<usize>();
    };
    match &mut kind {
        Kind::Overlap(parts) => {
            parts.iter_mut().for_each(&mut look);
            look_inside(types, parts);
        }
        Kind::Union(union) => match &union.by {
            Alternatives::Tag(tag) => {
                let tag = tag.clone();
                for variant in &mut union.variants {
                    variant.tagged = !variant.otherwise && !writes(types, &variant.ty, &tag, &variant.key);
                }
            }
            _ => {
                union.variants.iter_mut().for_each(&mut look);
                union.by = by(types, &mut union.variants);
                if union.by == Alternatives::Content {
                    look_inside(types, &mut union.variants);
                }
            }
        },
        _ => {}
    }
    lowering.types[id].kind = kind;
}

/// How much is written down for a look.
fn size(look: &Look) -> usize {
    match look {
        Look::Object { required, constants, known, .. } => {
            1 + required.len() + known.len() + constants.iter().map(|(_, values)| 1 + values.len()).sum::<usize>()
        }
        Look::Listed(values) => 1 + values.len(),
        Look::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// The simplest way that works.
fn by(types: &Types, variants: &mut [Variant]) -> Alternatives {
    if let Some(tag) = common_tag(types, variants) {
        return Alternatives::Tag(tag);
    }
    let names: Option<Vec<&'static str>> = variants.iter().map(|variant| json_type(&variant.looks)).collect();
    if let Some(names) = names {
        let distinct = names.iter().collect::<HashSet<_>>().len() == names.len();
        // An integer is a number too.
        let clear = !(names.contains(&"Integer") && names.contains(&"Number"));
        if distinct && clear {
            for (variant, name) in variants.iter_mut().zip(names) {
                variant.key = name.to_owned();
            }
            return Alternatives::JsonType;
        }
    }
    Alternatives::Content
}

/// A member that has one value in every alternative, and another in each.
fn common_tag(types: &Types, variants: &mut [Variant]) -> Option<String> {
    let objects: Option<Vec<&Struct>> = variants.iter().map(|variant| object(types, &variant.ty)).collect();
    let objects = objects?;
    let (first, rest) = objects.split_first()?;
    for (name, value) in &first.constants {
        let values: Option<Vec<&str>> = std::iter::once(Some(value))
            .chain(rest.iter().map(|object| constant(object, name)))
            .map(|value| value.and_then(Json::as_str))
            .collect();
        let Some(values) = values else {
            continue;
        };
        if values.iter().collect::<HashSet<_>>().len() == values.len() {
            let values: Vec<String> = values.into_iter().map(str::to_owned).collect();
            for (variant, value) in variants.iter_mut().zip(values) {
                variant.key = value;
            }
            return Some(name.clone());
        }
    }
    None
}

fn constant<'a>(object: &'a Struct, name: &str) -> Option<&'a Json> {
    object.constants.iter().find(|(constant, _)| constant == name).map(|(_, value)| value)
}

fn object<'a>(types: &'a Types, ty: &TypeRef) -> Option<&'a Struct> {
    match ty {
        TypeRef::Named(id) | TypeRef::Boxed(id) => match &types[*id].kind {
            Kind::Struct(object) => Some(object),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a type itself writes the tag with this value, or a value that is not the union's to change.
fn writes(types: &Types, ty: &TypeRef, tag: &str, key: &str) -> bool {
    match ty {
        TypeRef::Named(id) | TypeRef::Boxed(id) => match &types[*id].kind {
            Kind::Struct(object) => match constant(object, tag) {
                Some(Json::String(value)) => value == key,
                Some(_) => true,
                None => object.fields.iter().any(|field| {
                    field.wire == tag && json_type(&looks(types, &field.ty, 0)).is_some_and(|name| name != "String")
                }),
            },
            Kind::Union(union) => union.by == Alternatives::Tag(tag.to_owned()),
            _ => false,
        },
        _ => false,
    }
}

/// The one JSON type of all that something looks like, by its name in the runtime.
fn json_type(looks: &[Look]) -> Option<&'static str> {
    let mut names = looks.iter().map(|look| {
        Some(match look {
            Look::Boolean => "Boolean",
            Look::Integer => "Integer",
            Look::Number => "Number",
            Look::String | Look::Formatted => "String",
            Look::Listed(values) if values.iter().all(Json::is_string) => "String",
            Look::Listed(values) if values.iter().all(Json::is_i64) => "Integer",
            Look::List(_) => "Array",
            Look::Object { .. } | Look::Map(_) => "Object",
            Look::Any | Look::Null | Look::Listed(_) => return None,
        })
    });
    let first = names.next()??;
    names.all(|name| name == Some(first)).then_some(first)
}

/// What values of a type look like.
fn looks(types: &Types, ty: &TypeRef, depth: usize) -> Vec<Look> {
    looks_within(types, ty, depth, &mut { MAX_LOOKS })
}

/// The same, with how many types may still be looked at.
fn looks_within(types: &Types, ty: &TypeRef, depth: usize, left: &mut usize) -> Vec<Look> {
    if depth > MAX_DEPTH || *left == 0 {
        return vec![Look::Any];
    }
    *left -= 1;
    match ty {
        TypeRef::Unit | TypeRef::Any | TypeRef::Applied(..) => vec![Look::Any],
        TypeRef::Bool => vec![Look::Boolean],
        TypeRef::Int32 | TypeRef::Int64 | TypeRef::Uint64 | TypeRef::Int128 => vec![Look::Integer],
        TypeRef::Float | TypeRef::Double => vec![Look::Number],
        TypeRef::String | TypeRef::Secret | TypeRef::JsonText(_) => vec![Look::String],
        TypeRef::Format(Format::Int8 | Format::Int16 | Format::Uint8 | Format::Uint16 | Format::Uint32) => {
            vec![Look::Integer]
        }
        TypeRef::Format(_) => vec![Look::Formatted],
        TypeRef::List(item) => vec![Look::List(looks_within(types, item, depth + 1, left))],
        TypeRef::Map(value) if !is_free(value) => vec![Look::Map(looks_within(types, value, depth + 1, left))],
        TypeRef::Map(_) => {
            vec![Look::Object { required: vec![], constants: vec![], known: vec![], open: true, inner: vec![] }]
        }
        TypeRef::Nullable(inner) => {
            let mut looks = looks_within(types, inner, depth, left);
            looks.push(Look::Null);
            looks
        }
        TypeRef::Named(id) | TypeRef::Boxed(id) => match &types[*id].kind {
            Kind::Struct(object) => vec![of_object(types, object)],
            Kind::Enum(values) if !values.shared.is_empty() => vec![Look::String],
            Kind::Enum(values) => vec![Look::Listed(values.values.iter().map(|value| value.value.clone()).collect())],
            Kind::Union(union) => {
                let variants = union.variants.iter();
                variants
                    .flat_map(|variant| tagged(&union.by, variant, looks_within(types, &variant.ty, depth + 1, left)))
                    .collect()
            }
            Kind::Overlap(parts) => {
                parts.iter().flat_map(|part| looks_within(types, &part.ty, depth + 1, left)).collect()
            }
            Kind::Alias(inner) => looks_within(types, inner, depth + 1, left),
        },
    }
}

/// An alternative with a tag also looks like its tag.
fn tagged(by: &Alternatives, variant: &Variant, mut looks: Vec<Look>) -> Vec<Look> {
    if let Alternatives::Tag(tag) = by {
        for look in &mut looks {
            if let Look::Object { constants, .. } = look
                && !constants.iter().any(|(name, _)| name == tag)
            {
                constants.push((tag.clone(), vec![Json::String(variant.key.clone())]));
            }
        }
    }
    looks
}

fn of_object(types: &Types, object: &Struct) -> Look {
    let mut constants: Vec<(String, Vec<Json>)> =
        object.constants.iter().map(|(name, value)| (name.clone(), vec![value.clone()])).collect();
    let mut required: Vec<String> = object.constants.iter().map(|(name, _)| name.clone()).collect();
    let mut known = Vec::new();
    for field in &object.fields {
        let values = match field.ty.not_null() {
            TypeRef::Named(id) => match &types[*id].kind {
                // One value alone would shut out all others, and an enum is open.
                Kind::Enum(values)
                    if values.base == Base::String && values.values.len() > 1 && values.shared.is_empty() =>
                {
                    Some(values)
                }
                _ => None,
            },
            _ => None,
        };
        if let Some(values) = values {
            constants.push((field.wire.clone(), values.values.iter().map(|value| value.value.clone()).collect()));
        }
        if field.required && field.access != Access::Write && !matches!(field.ty, TypeRef::Nullable(_)) {
            required.push(field.wire.clone());
        } else if values.is_none() {
            known.push(field.wire.clone());
        }
    }
    Look::Object { required, constants, known, open: object.rest.is_some(), inner: Vec::new() }
}

fn is_free(ty: &TypeRef) -> bool {
    matches!(ty.not_null(), TypeRef::Any | TypeRef::Unit)
}

/// Where alternatives have members of one name, what these look like tells them apart.
fn look_inside(types: &Types, variants: &mut [Variant]) {
    let objects: Vec<Option<&Struct>> = variants.iter().map(|variant| object(types, &variant.ty)).collect();
    let members = of_name(objects.iter().flatten().copied());
    for (variant, own) in variants.iter_mut().zip(&objects) {
        if let ([Look::Object { inner, .. }], Some(own)) = (variant.looks.as_mut_slice(), own) {
            *inner = telling(types, own, &members, 1);
        }
    }
}

/// The types that members of these objects have, by the name of the member.
fn of_name<'a>(objects: impl Iterator<Item = &'a Struct>) -> HashMap<&'a str, Vec<&'a TypeRef>> {
    let mut members: HashMap<&str, Vec<&TypeRef>> = HashMap::new();
    for field in objects.flat_map(|object| &object.fields) {
        let types = members.entry(&field.wire).or_default();
        if types.len() <= MAX_OTHERS && !types.contains(&field.ty.not_null()) {
            types.push(field.ty.not_null());
        }
    }
    members
}

/// What the members of an object look like that look otherwise in others: what looks the same in all of them, or is in
/// one alone, tells nothing.
fn telling(
    types: &Types,
    own: &Struct,
    members: &HashMap<&str, Vec<&TypeRef>>,
    depth: usize,
) -> Vec<(String, Vec<Look>)> {
    let mut telling_ones = Vec::new();
    for field in &own.fields {
        let ty = field.ty.not_null();
        let others: Vec<&TypeRef> = members
            .get(field.wire.as_str())
            .into_iter()
            .flatten()
            .copied()
            .filter(|other| *other != ty)
            .take(MAX_OTHERS)
            .collect();
        if others.is_empty() {
            continue;
        }
        let mut own = looks(types, ty, 1);
        let mut tells = others.iter().any(|other| looks(types, other, 1) != own);
        if let ([Look::Object { inner, .. }], Some(object_here), true) =
            (own.as_mut_slice(), object(types, ty), depth < MAX_DEPTH)
        {
            let inside = of_name(others.iter().filter_map(|other| object(types, other)));
            *inner = telling(types, object_here, &inside, depth + 1);
            tells |= !inner.is_empty();
        }
        if tells {
            telling_ones.push((field.wire.clone(), own));
        }
    }
    telling_ones
}
