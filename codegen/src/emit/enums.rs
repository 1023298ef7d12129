//! Open enums: a call of the runtime's macro with a line per value.

use super::markdown::code;
use super::{File, Piece, Table, docs, table, type_tokens};
use crate::api::{Api, Base, Docs, Enum, Type};

pub(super) fn emit(api: &Api, ty: &Type, values: &Enum, file: &mut File) {
    let base = match values.base {
        Base::String => "str",
        Base::Integer => "i64",
        Base::Json => "json",
    };
    let aliases: String =
        docs::aliases(&ty.docs, &ty.name).iter().map(|alias| format!("#[doc(alias = {alias:?})]\n")).collect();
    let head =
        format!("{}{aliases}pub enum {}: {base}", docs::comment(&ty.docs, "Values that the document lists."), ty.name);
    let groups: Vec<String> =
        values.groups.iter().map(|group| format!("{}({})", group.name, type_tokens(&api.types, &group.ty))).collect();
    let head = if groups.is_empty() { head } else { format!("{head} or {}", groups.join(" or ")) };
    let is_described = values.values.iter().any(|value| value.docs != Docs::default());
    let entries: Vec<String> = values
        .values
        .iter()
        .map(|value| {
            let text = match values.base {
                Base::Integer => value.value.to_string(),
                _ => table::literal(&value.value),
            };
            let fallback = code(&value.value.as_str().map_or_else(|| value.value.to_string(), str::to_owned));
            let docs = if is_described { docs::comment(&value.docs, &fallback) } else { String::new() };
            format!("{docs}{} = {text}", value.name)
        })
        .collect();
    file.pieces.push(Piece::Table(match is_described {
        true => Table::new("open_enum", head).listed("", entries),
        false => Table::new("open_enum", head).wrapped("", entries),
    }));
}
