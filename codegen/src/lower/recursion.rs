//! A type that contains itself stands on the heap where it does.

use crate::api::{Api, TypeId, TypeRef, Types};

/// Boxes every use through which a type contains itself; lists and maps are on the heap anyway.
pub(crate) fn box_cycles(api: &mut Api) {
    let component = components(&api.types);
    let ids: Vec<TypeId> = api.types.iter().map(|(id, _)| id).collect();
    for id in ids {
        for part in api.types[id].kind.parts_mut() {
            let part = match part {
                TypeRef::Nullable(inner) => &mut **inner,
                other => other,
            };
            if let TypeRef::Named(target) = *part
                && component[target.index()] == component[id.index()]
            {
                *part = TypeRef::Boxed(target);
            }
        }
    }
}

/// The type that a use holds without any indirection.
fn held(part: &TypeRef) -> Option<TypeId> {
    match part.not_null() {
        TypeRef::Named(id) => Some(*id),
        _ => None,
    }
}

/// For each type the number of the strongly connected component it is in: types that hold each other (Tarjan's
/// algorithm, without recursion, since documents decide how long a chain of types is). A use within one
/// component is on a circle.
fn components(types: &Types) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    let edges: Vec<Vec<TypeId>> =
        types.iter().map(|(_, ty)| ty.kind.parts().into_iter().filter_map(held).collect()).collect();
    let count = types.len();
    let (mut order, mut low, mut component) = (vec![NONE; count], vec![0; count], vec![NONE; count]);
    let (mut stack, mut next_order, mut next_component) = (Vec::new(), 0, 0);
    for (root, _) in types.iter() {
        if order[root.index()] != NONE {
            continue;
        }
        let mut path = vec![(root.index(), 0)];
        while let Some((node, edge)) = path.last_mut() {
            let node = *node;
            if *edge == 0 && order[node] == NONE {
                order[node] = next_order;
                low[node] = next_order;
                next_order += 1;
                stack.push(node);
            }
            if let Some(target) = edges[node].get(*edge) {
                *edge += 1;
                let target = target.index();
                if order[target] == NONE {
                    path.push((target, 0));
                } else if component[target] == NONE {
                    low[node] = low[node].min(order[target]);
                }
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
            if low[node] == order[node] {
                while let Some(member) = stack.pop() {
                    component[member] = next_component;
                    if member == node {
                        break;
                    }
                }
                next_component += 1;
            }
        }
    }
    component
}
