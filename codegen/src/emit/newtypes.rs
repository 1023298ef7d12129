//! Types that contain themselves through lists or maps alone: another type under a name.

use super::structs::DERIVES;
use super::text::type_text;
use super::{Table, docs};
use crate::api::{Api, Type, TypeRef};

pub(super) fn emit(api: &Api, ty: &Type, inner: &TypeRef) -> String {
    let docs = docs::text_or(&ty.docs, &[], &ty.name, "A type that contains itself.");
    let derives = super::derived(api, ty, &DERIVES);
    let line = Table::new(super::direction(ty.usage), format!("{}(0)", ty.name));
    format!("{docs}{derives}\npub struct {}(pub {});\n{}", ty.name, type_text(&api.types, inner), line.text())
}
