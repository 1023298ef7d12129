//! Open enums: a call of the runtime's macro with a line per value.

use super::markdown::code;
use super::{File, Piece, Table, docs, table};
use crate::api::{Base, Enum, Type};

pub(super) fn emit(ty: &Type, values: &Enum, file: &mut File) {
    let base = match values.base {
        Base::String => "str",
        Base::Integer => "i64",
        Base::Json => "json",
    };
    let aliases: String =
        docs::aliases(&ty.docs, &ty.name).iter().map(|alias| format!("#[doc(alias = {alias:?})]\n")).collect();
    let head =
        format!("{}{aliases}pub enum {}: {base}", docs::comment(&ty.docs, "Values that the document lists."), ty.name);
    let entries = values
        .values
        .iter()
        .map(|value| {
            let text = match values.base {
                Base::Integer => value.value.to_string(),
                _ => table::literal(&value.value),
            };
            let fallback = code(&value.value.as_str().map_or_else(|| value.value.to_string(), str::to_owned));
            format!("{}{} = {text}", docs::comment(&value.docs, &fallback), value.name)
        })
        .collect();
    file.pieces.push(Piece::Table(Table::new("open_enum", head).listed("", entries)));
}
