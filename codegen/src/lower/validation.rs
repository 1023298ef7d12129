//! Which types have something to check before they are sent.

use crate::api::{Access, Api, Kind, TypeId, TypeRef};

/// Marks every type that is sent and whose document demands something of it, or of what is in it.
pub(crate) fn mark(api: &mut Api) {
    let ids: Vec<TypeId> = api.types.iter().filter(|(_, ty)| ty.usage.sent).map(|(id, _)| id).collect();
    // Who holds whom, so that a mark spreads to every holder once.
    let mut holders: Vec<Vec<TypeId>> = vec![Vec::new(); api.types.len()];
    let mut marked = Vec::new();
    for &id in &ids {
        let kind = &api.types[id].kind;
        if !matches!(kind, Kind::Alias(_)) {
            let is_unsent = |id: TypeId| !api.types[id].usage.sent;
            for part in kind.parts().into_iter().filter_map(TypeRef::named).filter(|id| !is_unsent(*id)) {
                holders[part.index()].push(id);
            }
        }
        let has_limits = match kind {
            Kind::Struct(object) => {
                let mut fields = object.fields.iter().chain(object.rest.as_deref());
                !object.any_of.is_empty() || fields.any(|field| field.limits.is_some() && field.access != Access::Read)
            }
            Kind::Union(union) => union.variants.iter().any(|variant| variant.limits.is_some()),
            Kind::Overlap(_) | Kind::Alias(_) | Kind::Enum(_) | Kind::Lists(_) | Kind::Applied { .. } => false,
        };
        if has_limits {
            marked.push(id);
        }
    }
    while let Some(id) = marked.pop() {
        if !std::mem::replace(&mut api.types[id].is_validated, true) {
            marked.extend(&holders[id.index()]);
        }
    }
}
