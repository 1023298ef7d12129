//! How a member may stand in an answer beside what its schema says: `x-also-read-as`, `x-may-be-unwrapped`,
//! `x-empty-is-absent`.

use super::with_extensions;
use crate::api::{Reading, TypeRef};
use crate::lower::Lowering;
use crate::lower::extensions::Extensions;
use crate::source::Location;

/// What the schemas of a property say about it.
pub(super) fn of(lowering: &mut Lowering<'_>, places: &[Location], ty: &TypeRef, required: bool) -> Vec<Reading> {
    let mut readings = Vec::new();
    for place in places {
        with_extensions(lowering, place, |extensions, lowering| {
            // What is wrong with one has been reported.
            let names = extensions.texts(lowering, "x-also-read-as").unwrap_or_default();
            readings.extend(names.into_iter().map(Reading::Also));
            if flag(extensions, lowering, "x-may-be-unwrapped") {
                if matches!(ty.not_null(), TypeRef::Named(_) | TypeRef::Boxed(_)) {
                    readings.push(Reading::Unwrapped);
                } else {
                    extensions.wrong(lowering, "x-may-be-unwrapped", "the property has to be an object");
                }
            }
            if flag(extensions, lowering, "x-empty-is-absent") {
                if required {
                    extensions.wrong(lowering, "x-empty-is-absent", "the property must not be required");
                } else {
                    readings.push(Reading::EmptyIsAbsent);
                }
            }
        });
    }
    readings
}

fn flag(extensions: &Extensions<'_>, lowering: &mut Lowering<'_>, key: &str) -> bool {
    extensions.flag(lowering, key).ok().flatten() == Some(true)
}
