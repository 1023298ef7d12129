//! Members for which there is no field: `readOnly` and `writeOnly` members that do not travel with their object, and
//! members whose value nobody chooses and nobody reads.

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
            let tag = object.tag.as_deref();
            object.fields.retain(|field| match field.fixed() {
                // What comes is kept, so that it needs a field, unless nothing else can come.
                Some(value) if !usage.received || field.access == Access::Write || tag == Some(&*field.wire) => {
                    object.constants.push((field.wire.clone(), value.clone()));
                    false
                }
                _ => true,
            });
            // What is never sent is never checked, and an alternative without anything to check allows all.
            let is_sent =
                |wire: &str| object.fields.iter().any(|field| field.wire == wire && field.access != Access::Read);
            for of_one in &mut object.any_of {
                of_one.retain(|(wire, _)| is_sent(wire));
            }
            if object.any_of.iter().any(Vec::is_empty) {
                object.any_of.clear();
            }
            for field in &mut object.fields {
                // Where it travels the only way its object does, nothing is special about it.
                if usage.sent != usage.received {
                    field.access = Access::Both;
                }
            }
        }
    }
}
