//! Types that are another one under a name of their own.

use super::docs;
use super::text::{WIDTH, type_text};
use crate::api::{Api, Type, TypeRef};

/// A generic struct with the type of the member that it leaves open.
pub(super) fn applied(api: &Api, ty: &Type, whole: &TypeRef, argument: &TypeRef) -> String {
    let other = format!("{}<{}>", type_text(&api.types, whole), type_text(&api.types, argument));
    let docs = docs::text(&ty.docs, &[], &ty.name);
    let one_line = format!("pub type {} = {other};", ty.name);
    if one_line.chars().count() <= WIDTH {
        format!("{docs}{one_line}\n")
    } else {
        format!("{docs}pub type {} =\n    {other};\n", ty.name)
    }
}
