//! Bodies of failures that add codes to those of a common body: one struct that is generic over its code, under a name
//! for each.
//!
//! Large platforms describe the body of every operation's failures as one of two: the common body with the common codes,
//! or the same members with codes of the operation. The schemas of the alternatives say that they are the same object, so
//! that hundreds of structs need not be compiled. Only the schema itself and what it refers to decide.

use std::collections::{BTreeMap, HashSet};

use super::allocation::ITEMS;
use crate::api::{Api, Field, Kind, Struct, Type, TypeId, TypeRef, Usage};

/// Makes every struct that differs from its first alternative in the values of one member a name for a generic struct.
pub(crate) fn share(api: &mut Api) {
    let found: Vec<(TypeId, TypeId, usize)> =
        api.types.iter().filter_map(|(id, ty)| common(api, ty).map(|(common, member)| (id, common, member))).collect();
    let mut generic: BTreeMap<(TypeId, usize), TypeId> = BTreeMap::new();
    for (id, common, member) in found {
        let whole = *generic.entry((common, member)).or_insert_with(|| {
            let usage = Usage { received: true, sent: false };
            let name = free(api, &format!("{}Of", api.types[common].name));
            let whole = api.types.add(Type { name, usage, ..api.types[common].clone() });
            if let Kind::Struct(object) = &mut api.types[whole].kind {
                object.parameter = Some(member);
            }
            whole
        });
        let Kind::Struct(object) = &api.types[id].kind else {
            continue;
        };
        let argument = object.fields[member].ty.clone();
        api.types[id].kind = Kind::Applied { whole: TypeRef::Named(whole), argument };
    }
}

/// The struct that one is the same as, but for the values of a member.
fn common(api: &Api, ty: &Type) -> Option<(TypeId, usize)> {
    let Kind::Struct(object) = &ty.kind else {
        return None;
    };
    let (TypeRef::Named(id), member) = object.folded.as_ref()? else {
        return None;
    };
    let Kind::Struct(first) = &api.types[*id].kind else {
        return None;
    };
    // `T` is the name of the parameter.
    let has_t = |field: &Field| field.ty.named().is_some_and(|id| api.types[id].name == "T");
    let is_received = ty.usage.received && !ty.usage.sent && !ty.name_is_given;
    let is_same = is_received
        && first.fields.get(*member).is_some_and(|field| field.ty.named().is_some())
        && !first.fields.iter().any(has_t)
        && members(object, *member) == members(first, *member);
    is_same.then_some((*id, *member))
}

/// What a struct is, but for the type of a member and what is said to readers.
fn members(object: &Struct, member: usize) -> String {
    let field = |(index, field): (usize, &Field)| {
        let ty = (index != member).then_some(&field.ty);
        format!("{:?}", (&field.name, &field.wire, ty, &field.constant, field.required, field.access, &field.readings))
    };
    let fields: Vec<String> = object.fields.iter().enumerate().map(field).collect();
    let rest = object.rest.as_ref().map(|rest| (&rest.name, &rest.ty));
    format!("{:?}", (fields, &object.constants, rest, &object.tag))
}

/// A name that nothing else has.
fn free(api: &Api, wanted: &str) -> String {
    let operations = api.modules.iter().flat_map(|module| &module.operations);
    let names = operations.map(|operation| operation.type_name.as_str());
    let taken: HashSet<&str> =
        api.types.iter().map(|(_, ty)| ty.name.as_str()).chain(names).chain(ITEMS.iter().copied()).collect();
    let mut name = wanted.to_owned();
    while taken.contains(name.as_str()) {
        name.push_str("Of");
    }
    name
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::lower;
    use crate::source::Sources;

    /// The failures of so many operations, each the common body or one with codes of its own, by name: and what each is.
    fn failures(count: usize, own: impl Fn(usize) -> Value) -> Vec<(String, String)> {
        let (mut paths, mut schemas) = (serde_json::Map::new(), serde_json::Map::new());
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        for index in 0..count {
            let name = format!("Failure{index}");
            let content = json!({"application/json": {"schema": reference(&name)}});
            let operation = json!({
                "operationId": format!("op{index}"),
                "responses": {"204": {"description": "done"}, "default": {"description": "no", "content": content}},
            });
            paths.insert(format!("/{index}"), json!({"get": operation}));
            let own_name = format!("Own{index}");
            schemas.insert(name, json!({"anyOf": [reference("Common"), reference(&own_name)]}));
            schemas.insert(own_name, own(index));
        }
        schemas.insert("Common".to_owned(), body(&["FORBIDDEN", "LIMITED"]));
        let document = json!({
            "openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": paths,
            "components": {"schemas": schemas},
        });
        let mut sources = Sources::new();
        let file = sources.add("x.json", document.to_string()).expect("JSON");
        let api = lower::lower("x", &[file], None, None, &mut sources, &mut Diagnostics::new());
        let failures = api.modules[0].operations.iter().flat_map(|operation| operation.error.types());
        let what = |ty: &TypeRef| {
            let ty = &api.types[ty.named().expect("a type with a name")];
            let kind = match &ty.kind {
                Kind::Applied { whole, argument } => {
                    format!("{}<{}>", crate::rust_type(&api.types, whole), crate::rust_type(&api.types, argument))
                }
                Kind::Struct(object) => format!("a struct of {}", object.fields.len()),
                other => format!("{other:?}"),
            };
            (ty.name.clone(), kind)
        };
        failures.map(what).collect()
    }

    fn body(codes: &[&str]) -> Value {
        json!({"type": "object", "required": ["code"], "properties": {
            "code": {"type": "string", "enum": codes}, "message": {"type": "string"},
        }})
    }

    #[test]
    fn a_body_that_adds_codes_to_those_of_another_is_the_same_struct_however_many_there_are() {
        let expected = |index: usize| {
            let code = format!("runtime::Open<runtime::Either<CommonCode, Own{index}Code>>");
            (format!("Failure{index}"), format!("CommonOf<{code}>"))
        };
        for count in [1, 2, 30] {
            let mut found = failures(count, |index| body(&[&format!("A{index}"), "B"]));
            found.sort();
            let mut all: Vec<_> = (0..count).map(expected).collect();
            all.sort();
            assert_eq!(found, all);
        }
    }

    #[test]
    fn bodies_that_differ_in_more_are_structs_of_their_own() {
        let optional = |index: usize| {
            let mut body = body(&[&format!("A{index}"), "B"]);
            body["required"] = json!([]);
            body
        };
        let found = failures(9, optional);
        assert!(found.iter().all(|(_, kind)| kind == "a struct of 2"), "{found:?}");
    }
}
