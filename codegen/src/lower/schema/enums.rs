//! Schemas with `enum`: open enums of strings, of integers, or of JSON.

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

use super::{Key, Shape, naming, values, with_extensions};
use crate::api::{Base, Enum, Kind, TypeRef, Value};
use crate::lower::{Lowering, docs, words};
use crate::source::Location;

/// The enum of a schema that lists its values; nothing where the values are no scalars.
pub(super) fn lower(lowering: &mut Lowering<'_>, key: &Key, shape: &Shape, hint: &str) -> Option<TypeRef> {
    let listed = shape.values.clone()?;
    if listed.iter().all(Json::is_boolean) {
        return Some(TypeRef::Bool);
    }
    // A value that nobody knows may have a fraction; and where the list contradicts the type, either may come.
    let is_declared = |value: &Json| shape.types.iter().any(|ty| values::is_of(value, ty));
    let may_be_other = shape.types.iter().any(|ty| ty == "number") || !listed.iter().all(is_declared);
    let ty = of_values(lowering, key, shape.nullable, &[(shape.values_at.clone(), listed)], hint)?;
    if !shape.types.is_empty()
        && may_be_other
        && let Some(id) = ty.named()
        && let Kind::Enum(values) = &mut lowering.types[id].kind
    {
        values.base = Base::Json;
    }
    Some(ty)
}

/// The enum of several lists of values, each with the schema that it stands in.
pub(super) fn of_values(
    lowering: &mut Lowering<'_>,
    key: &Key,
    nullable: bool,
    lists: &[(Option<Location>, Vec<Json>)],
    hint: &str,
) -> Option<TypeRef> {
    let mut values: Vec<Value> = Vec::new();
    let mut wants: Vec<(String, String)> = Vec::new();
    let mut known: HashSet<&Json> = HashSet::new();
    for (at, list) in lists {
        let (names, descriptions) = match at {
            Some(at) => {
                (texts(lowering, at, "x-enum-varnames", list), texts(lowering, at, "x-enum-descriptions", list))
            }
            None => Default::default(),
        };
        for value in list {
            if value.is_array() || value.is_object() {
                return None;
            }
            if !known.insert(value) {
                continue;
            }
            let text = values::text_of(value);
            let name = names.get(&text).map_or_else(|| variant_name(value), |name| words::variant(name));
            wants.push((name, text.clone()));
            let docs = docs::described(descriptions.get(&text));
            values.push(Value { name: String::new(), value: value.clone(), docs });
        }
    }
    let names = naming::of_variants(wants);
    for (value, name) in values.iter_mut().zip(names) {
        value.name = name;
    }
    let base = match () {
        () if values.is_empty() => Base::String,
        () if values.iter().all(|value| value.value.is_string()) => Base::String,
        () if values.iter().all(|value| value.value.is_i64()) => Base::Integer,
        () => Base::Json,
    };
    let id = super::add(lowering, key, nullable, hint, Kind::Enum(Enum { base, values }));
    Some(TypeRef::Named(id))
}

/// The type of several lists of strings, each a schema that lists them. A list that is described elsewhere and referred
/// to is an enum of its own, because that is what its document calls it; those that are described in the schema `owner`
/// itself are one enum. Where there are several enums the type is a name for all of them.
pub(super) fn of_lists(
    lowering: &mut Lowering<'_>,
    (key, owner): (&Key, &Key),
    nullable: bool,
    lists: &[(Location, Vec<Json>)],
    hint: &str,
) -> Option<TypeRef> {
    let is_own =
        |at: &Location| owner.parts.iter().any(|part| part.file == at.file && at.pointer.starts_with(&part.pointer));
    let (own, others): (Vec<_>, Vec<_>) = lists.iter().partition(|(at, _)| is_own(at));
    let with_places = |lists: &[&(Location, Vec<Json>)]| -> Vec<(Option<Location>, Vec<Json>)> {
        lists.iter().map(|(at, values)| (Some(at.clone()), values.clone())).collect()
    };
    if others.is_empty() {
        return of_values(lowering, key, nullable, &with_places(&own), hint);
    }
    let mut enums: Vec<TypeRef> = Vec::new();
    for (at, _) in others {
        let ty = super::of_places(lowering, std::slice::from_ref(at), hint).not_null().clone();
        let id = ty.named()?;
        if !matches!(&lowering.types[id].kind, Kind::Enum(values) if values.base == Base::String) {
            return of_values(lowering, key, nullable, &with_places(&lists.iter().collect::<Vec<_>>()), hint);
        }
        if !enums.contains(&ty) {
            enums.push(ty);
        }
    }
    if !own.is_empty() {
        enums.insert(0, own_values(lowering, key, &with_places(&own), hint)?);
    }
    if let [only] = enums.as_slice() {
        return Some(if nullable { only.clone().or_null() } else { only.clone() });
    }
    let id = super::add(lowering, key, nullable, hint, Kind::Lists(enums));
    lowering.types[id].name_is_given = false;
    lowering.types[id].name.clear();
    Some(TypeRef::Named(id))
}

/// The enum of the lists that a schema describes itself, next to others that it refers to. It has the name of the schema
/// and what is said about it, but is only a part of it.
fn own_values(
    lowering: &mut Lowering<'_>,
    key: &Key,
    lists: &[(Option<Location>, Vec<Json>)],
    hint: &str,
) -> Option<TypeRef> {
    let wanted = naming::wanted(lowering, key, hint);
    let places = lists.iter().filter_map(|(at, _)| at.clone()).collect();
    let part = Key { parts: places, spent: key.parts.clone() };
    let ty = of_values(lowering, &part, false, lists, &wanted.text)?;
    let place = key.place().cloned();
    if let (Some(id), Some(place)) = (ty.named(), place) {
        let docs = super::docs_of(lowering, &place);
        let own = &mut lowering.types[id];
        (own.name, own.name_is_given, own.location, own.docs) =
            (words::pascal(&wanted.text), wanted.is_given, place, docs);
    }
    Some(ty)
}

/// An extension with a text for each value, by the value: a list in the order of `enum`, or an object.
fn texts(lowering: &mut Lowering<'_>, at: &Location, name: &str, values: &[Json]) -> HashMap<String, String> {
    with_extensions(lowering, at, |extensions, lowering| {
        if let Some(Json::Object(map)) = extensions.values.get(name) {
            let texts = map.iter().filter_map(|(key, text)| Some((key.clone(), text.as_str()?.to_owned())));
            return texts.collect();
        }
        let texts = extensions.texts(lowering, name).unwrap_or_default();
        let listed = extensions.values.get("enum").and_then(Json::as_array).map_or(values.len(), Vec::len);
        if texts.is_empty() {
            return HashMap::new();
        }
        if texts.len() != values.len().max(listed) {
            extensions.wrong(
                lowering,
                name,
                &format!("it has {} entries, and `enum` has {}", texts.len(), values.len()),
            );
            return HashMap::new();
        }
        values.iter().map(values::text_of).zip(texts).collect()
    })
}

fn variant_name(value: &Json) -> String {
    match value {
        Json::String(text) => words::variant(text),
        Json::Bool(value) => words::pascal(&value.to_string()),
        Json::Number(number) => {
            let text = number.to_string().replace('.', "Point").replace("e-", "EMinus").replace("e+", "E");
            text.strip_prefix('-').map_or_else(|| format!("N{text}"), |rest| format!("Minus{rest}"))
        }
        other => words::pascal(&other.to_string()),
    }
}
