//! How the alternatives of a union are told apart, decided when their types are known: by a tag, by their JSON
//! type, or by what they look like.

use serde_json::Value as Json;

use crate::api::{Access, Alternatives, Base, Format, Kind, Look, Struct, TypeId, TypeRef, Types, Variant};
use crate::lower::Lowering;

/// Types inside types: what goes deeper looks like anything.
const MAX_DEPTH: usize = 4;

/// Decides for one union, whose variants all have their types.
pub(super) fn tell_apart(lowering: &mut Lowering<'_>, id: TypeId) {
    let mut kind = lowering.types[id].kind.clone();
    let types = &lowering.types;
    match &mut kind {
        Kind::Overlap(parts) => {
            for part in parts {
                part.looks = looks(types, &part.ty, 0);
            }
        }
        Kind::Union(union) => match &union.by {
            Alternatives::Tag(tag) => {
                let tag = tag.clone();
                for variant in &mut union.variants {
                    variant.tagged = !variant.otherwise && !writes(types, &variant.ty, &tag, &variant.key);
                }
            }
            _ => {
                for variant in &mut union.variants {
                    variant.looks = looks(types, &variant.ty, 0);
                }
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

/// The simplest way that works.
fn by(types: &Types, variants: &mut [Variant]) -> Alternatives {
    if let Some(tag) = common_tag(types, variants) {
        return Alternatives::Tag(tag);
    }
    let names: Option<Vec<&'static str>> = variants.iter().map(|variant| json_type(&variant.looks)).collect();
    if let Some(names) = names {
        let distinct = (1..names.len()).all(|index| !names[..index].contains(&names[index]));
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
        if (1..values.len()).all(|index| !values[..index].contains(&values[index])) {
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
            Look::Object { .. } => "Object",
            Look::Any | Look::Null | Look::Listed(_) => return None,
        })
    });
    let first = names.next()??;
    names.all(|name| name == Some(first)).then_some(first)
}

/// What values of a type look like.
fn looks(types: &Types, ty: &TypeRef, depth: usize) -> Vec<Look> {
    if depth > MAX_DEPTH {
        return vec![Look::Any];
    }
    match ty {
        TypeRef::Unit | TypeRef::Any | TypeRef::Applied(..) => vec![Look::Any],
        TypeRef::Bool => vec![Look::Boolean],
        TypeRef::Int32 | TypeRef::Int64 | TypeRef::Uint64 => vec![Look::Integer],
        TypeRef::Float | TypeRef::Double => vec![Look::Number],
        TypeRef::String | TypeRef::Secret | TypeRef::JsonText(_) => vec![Look::String],
        TypeRef::Format(Format::Int8 | Format::Int16 | Format::Uint8 | Format::Uint16 | Format::Uint32) => {
            vec![Look::Integer]
        }
        TypeRef::Format(_) => vec![Look::Formatted],
        TypeRef::List(item) => vec![Look::List(looks(types, item, depth + 1))],
        TypeRef::Map(_) => {
            vec![Look::Object { required: vec![], constants: vec![], known: vec![], open: true, inner: vec![] }]
        }
        TypeRef::Nullable(inner) => {
            let mut looks = looks(types, inner, depth);
            looks.push(Look::Null);
            looks
        }
        TypeRef::Named(id) | TypeRef::Boxed(id) => match &types[*id].kind {
            Kind::Struct(object) => vec![of_object(types, object)],
            Kind::Enum(values) if !values.shared.is_empty() => vec![Look::String],
            Kind::Enum(values) => vec![Look::Listed(values.values.iter().map(|value| value.value.clone()).collect())],
            Kind::Union(union) => {
                let variants = union.variants.iter();
                variants.flat_map(|variant| tagged(&union.by, variant, looks(types, &variant.ty, depth + 1))).collect()
            }
            Kind::Overlap(parts) => parts.iter().flat_map(|part| looks(types, &part.ty, depth + 1)).collect(),
            Kind::Alias(inner) => looks(types, inner, depth + 1),
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

/// Where two alternatives have the same members, what these look like tells them apart.
fn look_inside(types: &Types, variants: &mut [Variant]) {
    let outside = |variant: &Variant| match variant.looks.as_slice() {
        [Look::Object { required, constants, known, .. }] => {
            let values = |list: &[(String, Vec<Json>)]| {
                list.iter().map(|(name, values)| format!("{name} {}", Json::Array(values.clone()))).collect()
            };
            let mut all: Vec<String> = values(constants);
            all.extend(required.iter().map(|name| format!("{name}!")));
            all.extend(known.iter().cloned());
            all.sort();
            Some(all)
        }
        _ => None,
    };
    let outsides: Vec<Option<Vec<String>>> = variants.iter().map(outside).collect();
    for (index, variant) in variants.iter_mut().enumerate() {
        let same = |(other, outside): (usize, &Option<Vec<String>>)| other != index && *outside == outsides[index];
        if outsides[index].is_none() || !outsides.iter().enumerate().any(same) {
            continue;
        }
        let Some(object) = object(types, &variant.ty) else {
            continue;
        };
        let members = object.fields.iter().filter_map(|field| {
            let looks = looks(types, field.ty.not_null(), 1);
            let telling = looks.iter().any(|look| matches!(look, Look::Object { .. } | Look::List(_)));
            telling.then(|| (field.wire.clone(), looks))
        });
        let members: Vec<(String, Vec<Look>)> = members.collect();
        if let [Look::Object { inner, .. }] = variant.looks.as_mut_slice() {
            *inner = members;
        }
    }
}
