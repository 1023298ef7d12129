//! Open enums, and the lines that say what their values are on the wire.

use super::docs;
use super::markdown::code;
use super::table::{self, Table};
use super::text::{WIDTH, indented, wrapped};
use crate::api::{Api, Base, Docs, Enum, Type};

/// What every enum derives. The others are implemented by the runtime's line, by the values on the wire.
const DERIVES: [&str; 3] = ["Clone", "Copy", "PartialEq"];

pub(super) fn emit(api: &Api, ty: &Type, values: &Enum) -> String {
    let base = match values.base {
        Base::String => "str",
        Base::Integer => "i64",
        Base::Json => "json",
    };
    let docs = docs::text(&ty.docs, &[], &ty.name);
    let is_described = values.values.iter().any(|value| value.docs != Docs::default());
    let variants = values.values.iter().map(|value| {
        if !is_described {
            return value.name.clone();
        }
        let known_by = code(&value.value.as_str().map_or_else(|| value.value.to_string(), str::to_owned));
        docs::text_or(&value.docs, &[], &value.name, &known_by) + &value.name
    });
    let variants: Vec<String> = variants.collect();
    let head = format!("pub enum {} {{", ty.name);
    let one_line = variants.join(", ");
    let body = if is_described {
        format!("\n{}", indented(&(variants.join(",\n") + ",\n"), 4))
    } else if head.chars().count() + one_line.chars().count() + 3 <= WIDTH {
        format!(" {one_line} ")
    } else {
        wrapped(&variants, 4) + "\n"
    };
    let entries = values.values.iter().map(|value| {
        let text = match values.base {
            Base::Integer => value.value.to_string(),
            _ => table::literal(&value.value),
        };
        format!("{} = {text}", value.name)
    });
    let line = Table::new("open", format!("{}: {base}", ty.name)).wrapped("", entries.collect());
    let derives = super::derives(api, ty, &DERIVES);
    format!("{docs}{derives}{head}{body}}}\n{}", line.text())
}
