//! How the alternatives of a union are told apart, decided when their types are known: by a tag, by their JSON
//! type, or by what they look like.

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

use super::values;
use crate::api::{
    Access, Alternatives, Base, Field, Format, Kind, Look, Struct, TypeId, TypeRef, Types, Union, Variant,
};
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
pub(crate) fn tell_apart(lowering: &mut Lowering<'_>, id: TypeId) {
    let mut kind = lowering.types[id].kind.clone();
    let types = &lowering.types;
    let telling = &mut lowering.schemas.telling;
    let is_too_much = *telling > MAX_TELLING;
    let look = |variant: &mut Variant| {
        variant.looks = if is_too_much { vec![Look::Any] } else { looks(types, &variant.ty, 0) };
    };
    match &mut kind {
        Kind::Overlap(parts) => {
            parts.iter_mut().for_each(look);
            *telling += sizes(parts);
            if *telling <= MAX_TELLING {
                look_inside(types, parts);
                *telling += sizes(parts);
            }
        }
        Kind::Union(union) => match &union.by {
            Alternatives::Tag(tag) => {
                let tag = tag.clone();
                for variant in &mut union.variants {
                    let written = written_tag(types, &variant.ty, &tag, &variant.key);
                    variant.written_tag = written.filter(|_| !variant.otherwise);
                }
            }
            _ => {
                union.variants.iter_mut().for_each(look);
                *telling += sizes(&union.variants);
                union.by = by(types, &mut union.variants);
                if union.by == Alternatives::Content && *telling <= MAX_TELLING {
                    look_inside(types, &mut union.variants);
                    *telling += sizes(&union.variants);
                }
            }
        },
        _ => {}
    }
    if let Kind::Union(Union { by: Alternatives::Tag(tag), variants }) = &kind {
        mark_tags(lowering, tag, variants);
    }
    lowering.types[id].kind = kind;
}

/// Alternatives that are described inside their union are reached by their tag alone, so that it needs no field.
fn mark_tags(lowering: &mut Lowering<'_>, tag: &str, variants: &[Variant]) {
    for variant in variants.iter().filter(|variant| variant.inline && !variant.otherwise) {
        let (TypeRef::Named(id) | TypeRef::Boxed(id)) = &variant.ty else {
            continue;
        };
        let Kind::Struct(object) = &mut lowering.types[*id].kind else {
            continue;
        };
        let is_tag = |field: &Field| {
            field.wire == tag && field.fixed().is_some_and(|value| values::text_of(value) == variant.key)
        };
        if object.fields.iter().any(is_tag) {
            object.tag = Some(tag.to_owned());
        }
    }
}

/// How much is written down for alternatives.
fn sizes(variants: &[Variant]) -> usize {
    variants.iter().flat_map(|variant| &variant.looks).map(size).sum()
}

/// How much is written down for a look.
fn size(look: &Look) -> usize {
    match look {
        Look::Object { required, constants, known, inner, .. } => {
            let listed = constants.iter().map(|(_, values)| 1 + values.len()).sum::<usize>();
            let inside = inner.iter().map(|(_, looks)| 1 + looks.iter().map(size).sum::<usize>()).sum::<usize>();
            1 + required.len() + known.len() + listed + inside
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
    for (name, value) in constants(first) {
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
            return Some(name.to_owned());
        }
    }
    None
}

/// The members of an object that always have one value.
fn constants(object: &Struct) -> impl Iterator<Item = (&str, &Json)> {
    object.fields.iter().filter_map(|field| Some((field.wire.as_str(), field.fixed()?)))
}

fn constant<'a>(object: &'a Struct, name: &str) -> Option<&'a Json> {
    constants(object).find(|(constant, _)| *constant == name).map(|(_, value)| value)
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

/// The tag that a union writes for an alternative: in the type of its member, if it has one. Nothing where the type
/// of the alternative writes it itself, or has a member that cannot hold it.
fn written_tag(types: &Types, ty: &TypeRef, tag: &str, key: &str) -> Option<Json> {
    let text = Json::String(key.to_owned());
    let (TypeRef::Named(id) | TypeRef::Boxed(id)) = ty else {
        return Some(text);
    };
    match &types[*id].kind {
        Kind::Struct(object) => {
            let Some(field) = object.fields.iter().find(|field| field.wire == tag) else {
                return Some(text);
            };
            if field.fixed().is_some_and(|value| values::text_of(value) == key) {
                return None;
            }
            let ty = match json_type(&looks(types, field.ty.not_null(), 0)) {
                None | Some("String") => return Some(text),
                Some("Integer") => "integer",
                Some("Number") => "number",
                Some("Boolean") => "boolean",
                Some(_) => return None,
            };
            Some(values::in_one_of(text, &[ty.to_owned()])).filter(|value| !value.is_string())
        }
        Kind::Union(union) if union.by == Alternatives::Tag(tag.to_owned()) => None,
        _ => Some(text),
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
        TypeRef::Unit | TypeRef::Any => vec![Look::Any],
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
            Kind::Lists(_) => vec![Look::String],
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
            // Types become that when all schemas have been looked at.
            Kind::Applied { whole, .. } => looks_within(types, whole, depth + 1, left),
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
    let (mut required, mut constants, mut known) = (Vec::new(), Vec::new(), Vec::new());
    for field in &object.fields {
        let values = listed(types, field);
        let is_listed = values.is_some();
        constants.extend(values.map(|values| (field.wire.clone(), values)));
        if field.required && field.access != Access::Write {
            required.push(field.wire.clone());
        } else if !is_listed {
            known.push(field.wire.clone());
        }
    }
    Look::Object { required, constants, known, open: object.rest.is_some(), inner: Vec::new() }
}

/// The values that a document lists for a member.
fn listed(types: &Types, field: &Field) -> Option<Vec<Json>> {
    if let Some(constant) = &field.constant {
        return Some(vec![constant.clone()]).filter(|_| !constant.is_null());
    }
    match field.ty.not_null() {
        TypeRef::Named(id) => match &types[*id].kind {
            // One value alone would shut out all others, which an enum that is open does not.
            Kind::Enum(values) if values.base == Base::String && values.values.len() > 1 => {
                Some(values.values.iter().map(|value| value.value.clone()).collect())
            }
            _ => None,
        },
        _ => None,
    }
}

fn is_free(ty: &TypeRef) -> bool {
    matches!(ty.not_null(), TypeRef::Any | TypeRef::Unit)
}

/// Where alternatives have members of one name, what these look like tells them apart.
fn look_inside(types: &Types, variants: &mut [Variant]) {
    let all: Vec<TypeRef> = variants.iter().map(|variant| variant.ty.clone()).collect();
    let of_each: Vec<Vec<&TypeRef>> = all.iter().map(|ty| innermost(types, ty)).collect();
    let members = Members::of(types, of_each.iter().flatten().copied());
    for (variant, alternatives) in variants.iter_mut().zip(of_each) {
        // One look for each of them; where there are more, some are of something else than objects.
        if variant.looks.len() != alternatives.len() {
            continue;
        }
        for (look, ty) in variant.looks.iter_mut().zip(alternatives) {
            if let (Look::Object { inner, .. }, Some(own)) = (look, object(types, ty)) {
                *inner = telling(types, own, &members, 1);
            }
        }
    }
}

/// The alternatives of alternatives, in the order in which `looks` has them.
fn innermost<'a>(types: &'a Types, ty: &'a TypeRef) -> Vec<&'a TypeRef> {
    fn within<'a>(types: &'a Types, ty: &'a TypeRef, depth: usize, found: &mut Vec<&'a TypeRef>) {
        if depth > MAX_DEPTH || found.len() >= MAX_LOOKS {
            return;
        }
        match ty {
            TypeRef::Named(id) | TypeRef::Boxed(id) => match &types[*id].kind {
                Kind::Union(union) => {
                    union.variants.iter().for_each(|variant| within(types, &variant.ty, depth + 1, found));
                }
                Kind::Overlap(parts) => parts.iter().for_each(|part| within(types, &part.ty, depth + 1, found)),
                Kind::Alias(inner) => within(types, inner, depth + 1, found),
                Kind::Struct(_) | Kind::Enum(_) | Kind::Lists(_) | Kind::Applied { .. } => found.push(ty),
            },
            _ => found.push(ty),
        }
    }
    let mut found = Vec::new();
    within(types, ty, 0, &mut found);
    found
}

/// The types that members of several objects have.
#[derive(Default)]
struct Members<'a> {
    /// By the name of the member.
    named: HashMap<&'a str, Vec<&'a TypeRef>>,
    /// Of maps: a member of theirs may have any name.
    unnamed: Vec<&'a TypeRef>,
}

impl<'a> Members<'a> {
    fn of(types: &'a Types, all: impl Iterator<Item = &'a TypeRef>) -> Self {
        let add = |types: &mut Vec<&'a TypeRef>, ty: &'a TypeRef| {
            if types.len() <= MAX_OTHERS && !types.contains(&ty.not_null()) {
                types.push(ty.not_null());
            }
        };
        let mut members = Self::default();
        for ty in all {
            if let TypeRef::Map(value) = ty.not_null() {
                add(&mut members.unnamed, value);
            }
            for field in object(types, ty).into_iter().flat_map(|object| &object.fields) {
                add(members.named.entry(&field.wire).or_default(), &field.ty);
            }
        }
        members
    }

    /// The other types that a member of this name may have.
    fn others(&self, name: &str, own: &TypeRef) -> Vec<&'a TypeRef> {
        let named = self.named.get(name).into_iter().flatten().chain(&self.unnamed);
        named.copied().filter(|other| *other != own).take(MAX_OTHERS).collect()
    }
}

/// What the members of an object look like that look otherwise in others: what looks the same in all of them, or is in
/// one alone, tells nothing.
fn telling(types: &Types, own: &Struct, members: &Members<'_>, depth: usize) -> Vec<(String, Vec<Look>)> {
    let mut telling_ones = Vec::new();
    for field in own.fields.iter().filter(|field| field.constant.is_none()) {
        let ty = field.ty.not_null();
        let others = members.others(&field.wire, ty);
        if others.is_empty() {
            continue;
        }
        let mut own = looks(types, ty, 1);
        let mut tells = others.iter().any(|other| looks(types, other, 1) != own);
        if let ([Look::Object { inner, .. }], Some(object_here), true) =
            (own.as_mut_slice(), object(types, ty), depth < MAX_DEPTH)
        {
            *inner = telling(types, object_here, &Members::of(types, others.into_iter()), depth + 1);
            tells |= !inner.is_empty();
        }
        if tells {
            telling_ones.push((field.wire.clone(), own));
        }
    }
    telling_ones
}
