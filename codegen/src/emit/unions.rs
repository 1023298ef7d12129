//! Unions: an enum with a variant per alternative, and the line that says what tells them apart.

use std::collections::BTreeSet;

use super::markdown::code;
use super::structs::{DERIVES, argument};
use super::text::{conversion, function, head, indented, type_text};
use super::{Table, docs, looks};
use crate::api::{Alternatives, Api, Kind, Struct, Type, TypeRef, Union, Variant};

pub(super) fn emit(api: &Api, ty: &Type, union: &Union) -> String {
    let docs = docs::text_or(&ty.docs, &[], &ty.name, "Alternatives that the document lists.");
    let derives = super::derives(api, ty, &DERIVES);
    let mut text = format!("{docs}{derives}pub enum {} {{\n", ty.name);
    for variant in &union.variants {
        let docs = docs::text_or(&variant.docs, &[], &variant.name, &known_by(variant));
        let variant = format!("{docs}{}({}),\n", variant.name, type_text(&api.types, &variant.ty));
        text.push_str(&indented(&variant, 4));
    }
    // What is only sent is always one of the alternatives.
    if ty.usage.received {
        text.push_str("    /// None of the alternatives that the document lists.\n    Unknown(runtime::Value),\n");
    }
    text.push_str("}\n");
    text.push_str(&line(ty, union).text());
    if ty.usage.sent {
        constructors(api, ty, union, &mut text);
    }
    text
}

/// What an alternative is known by, for one that nothing is said about.
fn known_by(variant: &Variant) -> String {
    code(if variant.key.is_empty() { &variant.name } else { &variant.key })
}

/// The alternatives that have a function of their own: objects, whose type a caller need not name.
fn built<'a>(api: &'a Api, union: &'a Union) -> impl Iterator<Item = (&'a Variant, &'a Struct)> {
    let mut functions = BTreeSet::from(["validate".to_owned()]);
    union.variants.iter().filter_map(move |variant| {
        let object = object(api, &variant.ty)?;
        functions.insert(variant.constructor.clone()).then_some((variant, object))
    })
}

/// The types that these functions take.
pub(super) fn taken<'a>(api: &'a Api, ty: &Type, union: &'a Union) -> impl Iterator<Item = &'a TypeRef> {
    let built = ty.usage.sent.then(|| built(api, union)).into_iter().flatten();
    built.flat_map(|(_, object)| object.fields.iter().filter(|field| field.is_asked_for()).map(|field| &field.ty))
}

/// A function per alternative that is an object, and conversions from those.
fn constructors(api: &Api, ty: &Type, union: &Union, text: &mut String) {
    let functions = built(api, union).map(|(variant, object)| {
        let inner = type_text(&api.types, &variant.ty);
        let docs = docs::text_or(&variant.docs, &[], &variant.constructor, &known_by(variant));
        let required = || object.fields.iter().filter(|field| field.is_asked_for());
        let arguments: Vec<String> = required().map(|field| argument(api, field)).collect();
        let values: Vec<&str> = required().map(|field| field.name.as_str()).collect();
        let body = format!("Self::{}({inner}::new({}))", variant.name, values.join(", "));
        indented(&docs, 4) + &function(&head(&variant.constructor, &arguments, "Self", 4), &body, 4)
    });
    let functions: Vec<String> = functions.collect();
    if !functions.is_empty() {
        text.push_str(&format!("\nimpl {} {{\n{}}}\n", ty.name, functions.join("\n")));
    }
    for (index, variant) in union.variants.iter().enumerate() {
        let is_first = union.variants[..index].iter().all(|other| other.ty != variant.ty);
        if is_first && object(api, &variant.ty).is_some() {
            let inner = type_text(&api.types, &variant.ty);
            text.push('\n');
            text.push_str(&conversion(&inner, &ty.name, &format!("Self::{}(value)", variant.name)));
        }
    }
}

fn object<'a>(api: &'a Api, ty: &TypeRef) -> Option<&'a Struct> {
    match ty {
        TypeRef::Named(id) => match &api.types[*id].kind {
            Kind::Struct(object) => Some(object),
            _ => None,
        },
        _ => None,
    }
}

/// The line that says what tells the alternatives apart.
fn line(ty: &Type, union: &Union) -> Table {
    let head = match &union.by {
        Alternatives::Tag(tag) => format!("{} by {tag:?}", ty.name),
        Alternatives::JsonType => format!("{} by type", ty.name),
        Alternatives::Content => format!("{} by content", ty.name),
    };
    let entry = |variant: &Variant| match &union.by {
        Alternatives::Tag(_) => {
            let tagged =
                variant.written_tag.as_ref().map_or("", |tag| if tag.is_string() { " tagged" } else { " tagged_json" });
            format!("{:?} => {}{tagged}", variant.key, variant.name)
        }
        Alternatives::JsonType => format!("{} => {}", variant.key, variant.name),
        Alternatives::Content => format!("{}: {}", variant.name, looks::list(&variant.looks)),
    };
    let entries = union.variants.iter().map(entry).collect();
    let table = Table::new(super::direction(ty.usage), head);
    let table = match &union.by {
        Alternatives::Content => table.listed("", entries),
        _ => table.wrapped("", entries),
    };
    let otherwise = union.variants.iter().find(|variant| variant.otherwise);
    let table = match otherwise {
        Some(variant) => table.tail(&format!("else {}", variant.name)),
        None => table,
    };
    if ty.usage.received { table.tail("or Unknown") } else { table }
}
