//! The tables of what is checked before a value is sent.

use super::{File, Table};
use crate::api::{Access, Api, Field, Kind, Limits, Struct, Type, TypeRef, Variant};

/// The table of a type that has something to check.
pub(super) fn emit(api: &Api, ty: &Type, file: &mut File) {
    if !ty.is_validated {
        return;
    }
    let is_validated = |ty: &TypeRef| ty.named().is_some_and(|id| api.types[id].is_validated);
    let table = match &ty.kind {
        Kind::Struct(object) => of_struct(ty, object, is_validated),
        Kind::Overlap(parts) => {
            // What is in a part stands in the object itself.
            let (checked, others): (Vec<&Variant>, Vec<&Variant>) =
                parts.iter().partition(|part| is_validated(&part.ty));
            let names = |parts: Vec<&Variant>| parts.into_iter().map(|part| part.name.clone()).collect::<Vec<_>>();
            let table = Table::new("validate_overlap", &ty.name).wrapped("", names(checked));
            if others.is_empty() { table } else { table.wrapped("unchecked", names(others)) }
        }
        Kind::Union(union) => {
            let checked = union.variants.iter().filter(|variant: &&Variant| is_validated(&variant.ty));
            let table = Table::new("validate_union", &ty.name)
                .wrapped("", checked.map(|variant| variant.name.clone()).collect());
            let limited = union.variants.iter().filter_map(|variant| {
                let limits = variant.limits.as_deref().map(|limits| calls(limits, " "))?;
                Some(format!("{} {limits}", variant.name))
            });
            let limited: Vec<String> = limited.collect();
            if limited.is_empty() { table } else { table.wrapped("limits", limited) }
        }
        Kind::Enum(_) | Kind::Alias(_) | Kind::Lists(_) | Kind::Applied { .. } => return,
    };
    file.push(table.text());
}

fn of_struct(ty: &Type, object: &Struct, is_validated: impl Fn(&TypeRef) -> bool) -> Table {
    // What is never sent is never checked.
    let is_sent = |field: &&Field| field.access != Access::Read;
    let limited = object.fields.iter().chain(object.rest.as_deref()).filter(is_sent).filter_map(|field| {
        let limits = field.limits.as_deref().map(|limits| calls(limits, " "))?;
        Some(format!("{}: {:?} {limits}", field.name, field.wire))
    });
    let table = Table::new("validate", &ty.name).listed("", limited.collect());
    let table = object.any_of.iter().fold(table, |table, of_one| {
        let name = |wire: &str| object.fields.iter().find(|field| field.wire == *wire).map(|field| field.name.as_str());
        let entries = of_one
            .iter()
            .filter_map(|(wire, limits)| Some(format!("{}: {wire:?} {}", name(wire)?, calls(limits, " "))));
        table.listed("or", entries.collect())
    });
    let fields = object.fields.iter().chain(object.rest.as_deref());
    let inside = fields.filter(is_sent).filter(|field| is_validated(&field.ty));
    let inside: Vec<String> = inside.map(|field| format!("{}: {:?}", field.name, field.wire)).collect();
    if inside.is_empty() { table } else { table.wrapped("inside", inside) }
}

/// What is demanded, as calls of the runtime's `Limits`.
fn calls(limits: &Limits, between: &str) -> String {
    let mut calls = Vec::new();
    let mut call = |name: &str, value: String| calls.push(format!("{name}({value})"));
    if let Some(least) = limits.least {
        call("least", least.to_string());
    }
    if let Some(most) = limits.most {
        call("most", most.to_string());
    }
    let float = |number: &serde_json::Number| format!("{:?}", number.as_f64().unwrap_or_default());
    if let Some((number, excluded)) = &limits.minimum {
        call(if *excluded { "over" } else { "minimum" }, float(number));
    }
    if let Some((number, excluded)) = &limits.maximum {
        call(if *excluded { "under" } else { "maximum" }, float(number));
    }
    if let Some(number) = &limits.multiple_of {
        call("multiple_of", float(number));
    }
    if let Some(pattern) = &limits.pattern {
        call("pattern", format!("{pattern:?}"));
    }
    if limits.unique {
        call("unique", String::new());
    }
    if !limits.any_of.is_empty() {
        let demands: Vec<String> =
            limits.any_of.iter().map(|limits| format!("Limits::NONE.{}", self::calls(limits, "."))).collect();
        call("any", format!("&[{}]", demands.join(", ")));
    }
    if let Some(items) = &limits.items {
        call("each", format!("&Limits::NONE.{}", self::calls(items, ".")));
    }
    calls.join(between)
}
