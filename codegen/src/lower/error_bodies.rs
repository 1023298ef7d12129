//! Bodies of failures that differ in their codes alone become one struct that is generic over its code.
//!
//! Large platforms describe the body of every operation's failures anew: the same members, and one that lists the
//! codes of that operation. As structs of their own, hundreds of them are compiled for nothing.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::allocation::ITEMS;
use super::words;
use crate::api::{Api, Docs, Field, Kind, Operation, Outcome, Payload, Struct, Type, TypeId, TypeRef, Usage};

/// Fewer are not worth the indirection.
const MANY: usize = 8;

/// Puts a generic struct in place of many that differ in the type of one member.
pub(crate) fn share(api: &mut Api) {
    // It is the name of the parameter.
    if api.types.iter().any(|(_, ty)| ty.name == "T") {
        return;
    }
    let mut groups: BTreeMap<String, Vec<(TypeId, usize)>> = BTreeMap::new();
    for id in of_failures_alone(api) {
        if let Some(code) = only_enum(api, id) {
            groups.entry(likeness(&api.types[id], code)).or_default().push((id, code));
        }
    }
    let mut shared: BTreeMap<TypeId, TypeRef> = BTreeMap::new();
    let mut groups: Vec<Vec<(TypeId, usize)>> = groups.into_values().filter(|group| group.len() >= MANY).collect();
    groups.sort();
    for group in groups {
        let names: Vec<&str> = group.iter().map(|(id, _)| api.types[*id].name.as_str()).collect();
        let name = free(api, common_end(&names));
        let (first, code) = group[0];
        let ty = Type { name, docs: Docs::default(), ..api.types[first].clone() };
        let whole = api.types.add(ty);
        if let Kind::Struct(object) = &mut api.types[whole].kind {
            object.parameter = Some(code);
        }
        for (id, code) in group {
            let Kind::Struct(object) = &api.types[id].kind else {
                continue;
            };
            let field = object.fields[code].clone();
            api.types[id].usage = Usage::default();
            // The member says it already.
            if let Some(list) = field.ty.named().filter(|list| api.types[*list].docs == field.docs) {
                api.types[list].docs = Docs::default();
            }
            shared.insert(id, TypeRef::Applied(whole, Box::new(field.ty)));
        }
    }
    let operations = api.modules.iter_mut().flat_map(|module| &mut module.operations);
    for ty in operations.flat_map(|operation| json_of(&mut operation.error)) {
        if let TypeRef::Named(id) = ty
            && let Some(applied) = shared.get(id)
        {
            *ty = applied.clone();
        }
    }
}

/// Structs that nothing refers to but the failures of operations.
fn of_failures_alone(api: &Api) -> BTreeSet<TypeId> {
    let operations = || api.modules.iter().flat_map(|module| &module.operations);
    let failures = operations().flat_map(|operation| operation.error.types());
    let mut found: BTreeSet<TypeId> = failures
        .filter_map(|ty| match ty {
            TypeRef::Named(id) => Some(*id),
            _ => None,
        })
        .collect();
    let elsewhere = operations()
        .flat_map(|operation| Operation::sent(operation).chain(operation.output.types()).chain(&operation.headers));
    let inside = api.types.iter().flat_map(|(_, ty)| ty.kind.parts());
    for id in elsewhere.chain(inside).filter_map(TypeRef::named) {
        found.remove(&id);
    }
    found.retain(|id| {
        let ty = &api.types[*id];
        ty.usage.received && !ty.usage.sent && !ty.name_is_given && !api.derives.contains_key(&ty.name)
    });
    found
}

/// The only member that is an open enum.
fn only_enum(api: &Api, id: TypeId) -> Option<usize> {
    let Kind::Struct(object) = &api.types[id].kind else {
        return None;
    };
    let is_enum = |field: &Field| match field.ty {
        TypeRef::Named(id) if field.fixed().is_none() => matches!(api.types[id].kind, Kind::Enum(_)),
        _ => false,
    };
    let mut enums = (0..object.fields.len()).filter(|index| is_enum(&object.fields[*index]));
    enums.next().filter(|_| enums.next().is_none())
}

/// The same text for structs that differ in nothing but the type of that member.
fn likeness(ty: &Type, code: usize) -> String {
    let Kind::Struct(Struct { fields, constants, rest, .. }) = &ty.kind else {
        return String::new();
    };
    let member = |(index, field): (usize, &Field)| {
        // The types of two constants with one value differ in their names alone.
        let ty = (index != code && field.fixed().is_none()).then_some(&field.ty);
        format!("{:?}", (&field.name, &field.wire, ty, field.fixed(), field.required, field.access, &field.docs))
    };
    let rest = rest.as_ref().map(|rest| (&rest.name, &rest.ty));
    let members: Vec<String> = fields.iter().enumerate().map(member).collect();
    format!("{:?}", (code, members, constants, rest, &ty.docs))
}

/// The words that all names end with.
fn common_end(names: &[&str]) -> String {
    let words: Vec<Vec<String>> = names.iter().map(|name| words::words(name)).collect();
    let Some(first) = words.first() else {
        return String::new();
    };
    let ends_with = |count: usize| {
        let end = &first[first.len() - count..];
        words.iter().all(|words| words.len() > count && words.ends_with(end))
    };
    let count = (1..first.len()).rev().find(|count| ends_with(*count)).unwrap_or_default();
    if count == 0 { String::new() } else { words::pascal(&first[first.len() - count..].join(" ")) }
}

/// A name that nothing else has.
fn free(api: &Api, end: String) -> String {
    let operations = api.modules.iter().flat_map(|module| &module.operations);
    let names = operations.map(|operation| operation.type_name.as_str());
    let taken: HashSet<&str> =
        api.types.iter().map(|(_, ty)| ty.name.as_str()).chain(names).chain(ITEMS.iter().copied()).collect();
    let is_name = end.starts_with(|first: char| first.is_alphabetic());
    let mut name = if is_name { end } else { "ErrorBody".to_owned() };
    while taken.contains(name.as_str()) {
        name.push_str("Of");
    }
    name
}

fn json_of(outcome: &mut Outcome) -> Vec<&mut TypeRef> {
    let payloads = match outcome {
        Outcome::One(payload) => vec![payload],
        Outcome::ByStatus { variants, .. } => variants.iter_mut().map(|variant| &mut variant.payload).collect(),
    };
    payloads
        .into_iter()
        .filter_map(|payload| match payload {
            Payload::Json(ty) => Some(ty),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::lower;
    use crate::source::Sources;

    /// The types of the failures of so many operations, each with codes of its own.
    fn failures(count: usize, body: impl Fn(usize) -> Value) -> Vec<String> {
        let mut paths = serde_json::Map::new();
        for index in 0..count {
            let content = json!({"application/json": {"schema": body(index)}});
            let operation = json!({
                "operationId": format!("op{index}"),
                "responses": {"204": {"description": "done"}, "default": {"description": "no", "content": content}},
            });
            paths.insert(format!("/{index}"), json!({"get": operation}));
        }
        let document = json!({"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": paths});
        let mut sources = Sources::new();
        let file = sources.add("x.json", document.to_string()).expect("JSON");
        let api = lower::lower("x", &[file], None, None, &mut sources, &mut Diagnostics::new());
        let failures = api.modules[0].operations.iter().flat_map(|operation| operation.error.types());
        let name = |ty: &TypeRef| match ty {
            TypeRef::Applied(id, _) => format!("{}<_>", api.types[*id].name),
            TypeRef::Named(id) => api.types[*id].name.clone(),
            other => format!("{other:?}"),
        };
        failures.map(name).collect()
    }

    fn body(index: usize) -> Value {
        json!({"type": "object", "properties": {
            "code": {"type": "string", "enum": [format!("A{index}"), "B"]}, "message": {"type": "string"},
        }})
    }

    #[test]
    fn many_bodies_that_differ_in_their_codes_are_one() {
        let failures = failures(MANY, body);
        assert_eq!(failures.len(), MANY);
        assert!(failures.iter().all(|name| *name == failures[0] && name.ends_with("<_>")), "{failures:?}");
    }

    #[test]
    fn few_bodies_and_those_that_differ_in_more_stay_what_they_are() {
        assert!(failures(MANY - 1, body).iter().all(|name| !name.ends_with("<_>")));
        let different = |index: usize| {
            let mut body = body(index);
            body["properties"][format!("more{index}")] = json!({"type": "integer"});
            body
        };
        assert!(failures(MANY, different).iter().all(|name| !name.ends_with("<_>")));
    }
}
