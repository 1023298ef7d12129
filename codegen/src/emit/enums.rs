//! Open enums: an entry of the runtime's `models!` each, with a line per value where something is said about them.

use super::docs;
use super::markdown::code;
use super::table;
use super::text::{WIDTH, indented, wrapped};
use crate::api::{Api, Base, Docs, Enum, Type};

pub(super) fn model(api: &Api, ty: &Type, values: &Enum) -> String {
    let base = match values.base {
        Base::String => "str",
        Base::Integer => "i64",
        Base::Json => "json",
    };
    let docs = docs::text(&ty.docs, &[], &ty.name) + &super::derives(api, ty);
    let is_described = values.values.iter().any(|value| value.docs != Docs::default());
    let entries = values.values.iter().map(|value| {
        let text = match values.base {
            Base::Integer => value.value.to_string(),
            _ => table::literal(&value.value),
        };
        if !is_described {
            return format!("{} = {text}", value.name);
        }
        let known_by = code(&value.value.as_str().map_or_else(|| value.value.to_string(), str::to_owned));
        let docs = docs::text_or(&value.docs, &value.name, &known_by);
        format!("{docs}{} = {text}", value.name)
    });
    let entries: Vec<String> = entries.collect();
    let head = format!("open enum {}: {base} {{", ty.name);
    let one_line = entries.join(", ");
    let body = if is_described {
        format!("\n{}", indented(&(entries.join(",\n") + ",\n"), 4))
    } else if head.chars().count() + one_line.chars().count() + 8 <= WIDTH {
        format!(" {one_line} ")
    } else {
        wrapped(&entries, 4) + "\n"
    };
    format!("{docs}{head}{body}}}\n")
}
