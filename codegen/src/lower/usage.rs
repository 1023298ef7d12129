//! Which way each type travels.

use crate::api::{Access, Api, Field, Kind, Operation, TypeId, TypeRef, Types, Usage};

/// Marks every type as sent, received, or both.
pub(crate) fn mark(api: &mut Api) {
    let operations = || api.modules.iter().flat_map(|module| &module.operations);
    let sent: Vec<TypeId> = operations().flat_map(Operation::sent).filter_map(TypeRef::named).collect();
    let webhooks = api.modules.iter().flat_map(|module| &module.webhooks).map(|webhook| &webhook.ty);
    let received: Vec<TypeId> =
        operations().flat_map(Operation::received).chain(webhooks).filter_map(TypeRef::named).collect();
    // A fixed value is written without its type.
    let sent = reachable(&api.types, sent, |field, _| field.access != Access::Read && field.fixed().is_none());
    for &id in &sent {
        api.types[id].usage.sent = true;
    }
    // What is write only of a type that travels both ways is a field of it all the same, and is read if it comes.
    for id in reachable(&api.types, received, |field, owner| {
        field.access != Access::Write || owner.sent && field.fixed().is_none()
    }) {
        api.types[id].usage.received = true;
    }
    // Several lists are written out where they are used, and nowhere else.
    for (_, ty) in api.types.iter_mut().filter(|(_, ty)| matches!(ty.kind, Kind::Lists(_))) {
        ty.usage = Usage::default();
    }
    // A body whose members became arguments leaves a type that nobody uses: emission passes over it.
}

fn reachable(types: &Types, mut todo: Vec<TypeId>, travels: impl Fn(&Field, Usage) -> bool) -> Vec<TypeId> {
    let mut seen = vec![false; types.len()];
    let mut found = Vec::new();
    while let Some(id) = todo.pop() {
        if std::mem::replace(&mut seen[id.index()], true) {
            continue;
        }
        found.push(id);
        let usage = types[id].usage;
        match &types[id].kind {
            Kind::Struct(object) => {
                let fields = object.fields.iter().chain(object.rest.as_deref());
                let fields = fields.filter(|field| travels(field, usage) && !object.is_tag(field));
                todo.extend(fields.filter_map(|field| field.ty.named()));
            }
            other => todo.extend(other.parts().into_iter().filter_map(TypeRef::named)),
        }
    }
    found
}
