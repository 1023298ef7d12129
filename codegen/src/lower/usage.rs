//! Which way each type travels.

use crate::api::{Api, Operation, TypeId, TypeRef, Types};

/// Marks every type as sent, received, or both.
pub(crate) fn mark(api: &mut Api) {
    let operations = || api.modules.iter().flat_map(|module| &module.operations);
    let sent: Vec<TypeId> = operations().flat_map(Operation::sent).filter_map(TypeRef::named).collect();
    let received: Vec<TypeId> = operations().flat_map(Operation::received).filter_map(TypeRef::named).collect();
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
