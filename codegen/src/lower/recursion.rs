//! A type that contains itself stands on the heap where it does.

use crate::api::{Api, Kind, TypeId, TypeRef, Types};

/// Boxes every direct use through which a type contains itself; lists and maps are on the heap anyway.
pub(crate) fn box_cycles(api: &mut Api) {
    let ids: Vec<TypeId> = api.types.iter().map(|(id, _)| id).collect();
    for id in ids {
        let mut kind = api.types[id].kind.clone();
        let uses: Vec<&mut TypeRef> = match &mut kind {
            Kind::Struct(object) => object.fields.iter_mut().map(|field| &mut field.ty).collect(),
            Kind::Union(union) => union.variants.iter_mut().map(|variant| &mut variant.ty).collect(),
            Kind::Enum(_) => Vec::new(),
        };
        for part in uses {
            if let TypeRef::Named(target) = *part
                && reaches(&api.types, target, id)
            {
                *part = TypeRef::Boxed(target);
            }
        }
        api.types[id].kind = kind;
    }
}

/// True if a value of `from` holds a value of `to` without any indirection.
fn reaches(types: &Types, from: TypeId, to: TypeId) -> bool {
    let (mut seen, mut todo) = (vec![false; types.len()], vec![from]);
    let position = |id: TypeId| types.iter().position(|(other, _)| other == id).unwrap_or_default();
    while let Some(id) = todo.pop() {
        if id == to {
            return true;
        }
        if std::mem::replace(&mut seen[position(id)], true) {
            continue;
        }
        todo.extend(types[id].kind.parts().into_iter().filter_map(|part| match part {
            TypeRef::Named(id) => Some(*id),
            _ => None,
        }));
    }
    false
}
