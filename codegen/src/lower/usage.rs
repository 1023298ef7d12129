//! Which way each type travels.

use crate::api::{Api, TypeId, TypeRef, Types};

/// Marks every type as sent, received, or both.
pub(crate) fn mark(api: &mut Api) {
    let operations: Vec<_> = api.modules.iter().flat_map(|module| &module.operations).collect();
    let sent: Vec<TypeId> = operations
        .iter()
        .flat_map(|operation| {
            let arguments = operation.required.iter().chain(&operation.optional).map(|argument| &argument.ty);
            arguments.chain(operation.body.iter().map(|body| &body.ty))
        })
        .filter_map(TypeRef::named)
        .collect();
    let received: Vec<TypeId> = operations
        .iter()
        .flat_map(|operation| [&operation.output, &operation.error])
        .filter_map(TypeRef::named)
        .collect();
    for id in reachable(&api.types, sent) {
        api.types[id].usage.sent = true;
    }
    for id in reachable(&api.types, received) {
        api.types[id].usage.received = true;
    }
    // A body whose members became arguments leaves a type that nobody uses: emission passes over it.
}

fn reachable(types: &Types, mut todo: Vec<TypeId>) -> Vec<TypeId> {
    let mut seen = std::collections::BTreeSet::new();
    while let Some(id) = todo.pop() {
        if seen.insert(id) {
            todo.extend(types[id].kind.parts().into_iter().filter_map(TypeRef::named));
        }
    }
    seen.into_iter().collect()
}
