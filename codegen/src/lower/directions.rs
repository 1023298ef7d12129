//! Schemas with `readOnly` or `writeOnly` members are two types: one that is received, and one that is sent.
//!
//! The received form has the name of the schema, whatever else there is of it, and the sent form has a name of its own
//! (`PetToSend`). So does what such a schema is part of. Neither depends on which of them is used: an operation that
//! sends what others receive changes nothing for those who receive it, and required `readOnly` members are plain there.

use std::collections::{HashMap, HashSet};

use super::{Lowering, schema};
use crate::api::{Access, Api, Kind, Module, Operation, Struct, Type, TypeId, TypeRef, Types};

/// Splits the types that have, or reach, members that travel one way alone, and gives operations the sent forms.
pub(crate) fn split(modules: &mut [Module], lowering: &mut Lowering<'_>) {
    let reaching = reaching(&lowering.types);
    let mut forms: HashMap<TypeId, TypeId> = HashMap::new();
    let operations = || modules.iter().flat_map(|module| &module.operations);
    let mut todo: Vec<TypeId> = operations().flat_map(Operation::sent).filter_map(TypeRef::named).collect();
    let mut seen = vec![false; lowering.types.len()];
    // What is only a part of what is sent may have parts that have two forms.
    while let Some(id) = todo.pop() {
        if std::mem::replace(&mut seen[id.index()], true) || !reaching[id.index()] {
            continue;
        }
        let mut sent = lowering.types[id].clone();
        keep(&mut sent.kind, Access::Write);
        todo.extend(sent.kind.parts().into_iter().filter_map(TypeRef::named));
        sent.name = format!("{}ToSend", sent.name.trim_start_matches("r#").trim_end_matches('_'));
        sent.name_is_given = false;
        sent.converts_from = Some(id);
        forms.insert(id, lowering.types.add(sent));
    }
    let copies: HashSet<TypeId> = forms.values().copied().collect();
    for (_, ty) in lowering.types.iter_mut().filter(|(id, _)| !copies.contains(id)) {
        keep(&mut ty.kind, Access::Read);
    }
    for form in forms.values() {
        for part in lowering.types[*form].kind.parts_mut() {
            replace(part, &forms);
        }
    }
    for operation in modules.iter_mut().flat_map(|module| &mut module.operations) {
        operation.sent_mut().for_each(|ty| replace(ty, &forms));
    }
    let mut copies: Vec<TypeId> = copies.into_iter().collect();
    copies.sort();
    for id in copies {
        schema::tell_apart(lowering, id);
    }
}

/// Leaves the conversions from what is received to what is sent that are possible: where all that is inside can be
/// converted, and needs nothing else for it. A value that is none of the alternatives of its union can be received, and
/// not be sent.
pub(crate) fn conversions(api: &mut Api) {
    let is_whole = |api: &Api, ty: &Type| -> bool {
        let Some(received) = ty.converts_from.map(|id| &api.types[id]) else {
            return false;
        };
        let is_pair = |from: &TypeRef, into: &TypeRef| match (from.named(), into.named()) {
            (Some(one), Some(other)) => {
                let into = &api.types[other];
                one == other || into.converts_from == Some(one) && api.missing(into).next().is_none()
            }
            _ => true,
        };
        let fits = match (&received.kind, &ty.kind) {
            (Kind::Struct(from), Kind::Struct(into)) => {
                keeps_constants(from, into)
                    && into.fields.iter().chain(into.rest.as_deref()).all(|field| {
                        let other =
                            from.fields.iter().chain(from.rest.as_deref()).find(|other| other.wire == field.wire);
                        other.is_none_or(|other| is_pair(&other.ty, &field.ty) && has_no_text(&field.ty))
                    })
            }
            (Kind::Alias(from), Kind::Alias(into)) => is_pair(from, into) && has_no_text(into),
            _ => false,
        };
        fits && ty.usage.is_any() && received.usage.is_any()
    };
    loop {
        let lost: Vec<TypeId> = api
            .types
            .iter()
            .filter(|(_, ty)| ty.converts_from.is_some() && !is_whole(api, ty))
            .map(|(id, _)| id)
            .collect();
        if lost.is_empty() {
            return;
        }
        for id in lost {
            api.types[id].converts_from = None;
        }
    }
}

/// Whether no member has one value alone when it is sent, in place of which another may have come.
fn keeps_constants(received: &Struct, sent: &Struct) -> bool {
    !sent.constants.iter().any(|(wire, _)| received.fields.iter().any(|field| field.wire == *wire))
}

/// What is JSON in a text is not taken apart.
fn has_no_text(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::JsonText(_) => ty.named().is_none(),
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => has_no_text(inner),
        _ => true,
    }
}

/// Which types have members that travel one way alone, or have parts that do.
fn reaching(types: &Types) -> Vec<bool> {
    let mut owners: Vec<Vec<TypeId>> = vec![Vec::new(); types.len()];
    let mut todo = Vec::new();
    for (id, ty) in types.iter() {
        for part in ty.kind.parts().into_iter().filter_map(TypeRef::named) {
            owners[part.index()].push(id);
        }
        if let Kind::Struct(object) = &ty.kind
            && object.fields.iter().any(|field| field.access != Access::Both)
        {
            todo.push(id);
        }
    }
    let mut reaching = vec![false; types.len()];
    while let Some(id) = todo.pop() {
        if !std::mem::replace(&mut reaching[id.index()], true) {
            todo.extend(&owners[id.index()]);
        }
    }
    reaching
}

/// Leaves the members that travel both ways, and those that travel this way.
fn keep(kind: &mut Kind, access: Access) {
    let Kind::Struct(object) = kind else {
        return;
    };
    let folded = object.folded.as_ref().map(|(_, member)| object.fields[*member].wire.clone());
    object.fields.retain_mut(|field| {
        let is_kept = field.access == Access::Both || field.access == access;
        field.access = Access::Both;
        is_kept
    });
    // The members that went may have stood before it.
    if let Some((_, member)) = &mut object.folded {
        match object.fields.iter().position(|field| Some(&field.wire) == folded.as_ref()) {
            Some(position) => *member = position,
            None => object.folded = None,
        }
    }
}

fn replace(ty: &mut TypeRef, forms: &HashMap<TypeId, TypeId>) {
    match ty {
        TypeRef::Named(id) | TypeRef::Boxed(id) => {
            if let Some(form) = forms.get(id) {
                *id = *form;
            }
        }
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::JsonText(inner) | TypeRef::Nullable(inner) => {
            replace(inner, forms);
        }
        _ => {}
    }
}
