//! `readOnly` and `writeOnly`: members that do not travel with their object are not there.

use crate::api::{Access, Api, Kind};

/// Takes out of every type the members that never travel the way it does: what is read only of a type that is
/// sent, what is write only of one that is received. In a type that travels both ways they stay: as an option,
/// which is not written if it is read only.
pub(crate) fn restrict(api: &mut Api) {
    for (_, ty) in api.types.iter_mut() {
        let usage = ty.usage;
        if let Kind::Struct(object) = &mut ty.kind {
            object.fields.retain(|field| match field.access {
                Access::Both => true,
                Access::Read => usage.received,
                Access::Write => usage.sent,
            });
            for field in &mut object.fields {
                // Where it travels the only way its object does, nothing is special about it.
                if usage.sent != usage.received {
                    field.access = Access::Both;
                }
            }
        }
    }
}
