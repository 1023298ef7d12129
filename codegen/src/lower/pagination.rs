//! `x-pagination`: how the pages of a list are asked for.

use serde_json::Value;

use super::arguments::Arguments;
use super::extensions::Extensions;
use super::{Lowering, Skipped};
use crate::api::{BodyFormat, Kind, NextPage, Outcome, PageArgument, Pagination, Payload, Place, TypeRef};

pub(crate) const KEY: &str = "x-pagination";

const FIELDS: [&str; 7] = ["by", "parameter", "next", "items", "more", "total", "first"];

/// What an operation says about its pages.
pub(crate) fn of(
    lowering: &mut Lowering<'_>,
    extensions: &Extensions<'_>,
    arguments: &Arguments,
    output: &Outcome,
) -> Result<Option<Pagination>, Skipped> {
    let Some(value) = extensions.values.get(KEY) else {
        return Ok(None);
    };
    read(lowering, value, arguments, output).map(Some).map_err(|why| extensions.wrong(lowering, KEY, &why))
}

fn read(lowering: &Lowering<'_>, value: &Value, arguments: &Arguments, output: &Outcome) -> Result<Pagination, String> {
    let object = value.as_object().ok_or("it has to be an object with `by`")?;
    if let Some(unknown) = object.keys().find(|key| !FIELDS.contains(&key.as_str())) {
        return Err(format!("there is no `{unknown}`; there are {}", FIELDS.join(", ")));
    }
    let text = |key: &str| match value.get(key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("`{key}` has to be a string")),
    };
    let pointer = |key: &str| match text(key)? {
        Some(pointer) if !pointer.is_empty() && !pointer.starts_with('/') => {
            Err(format!("`{key}` has to be a JSON pointer, which begins with `/`"))
        }
        pointer => Ok(pointer),
    };
    let page = page(output).ok_or("the operation has no success with a JSON body")?;
    let next_pointer = || pointer("next")?.ok_or_else(|| "it needs `next`, the place in a page".to_owned());
    let sent = || {
        let name = text("parameter")?.ok_or("it needs `parameter`, the name of what is sent")?;
        argument(lowering, arguments, &name)
    };
    let next = match text("by")?.as_deref() {
        Some("cursor") => NextPage::Cursor { sent: sent()?, from: next_pointer()? },
        Some("offset") => NextPage::Offset(sent()?),
        Some("page") => {
            let first = match value.get("first") {
                None => 1,
                Some(first) => first.as_u64().ok_or("`first` has to be the number of the first page")?,
            };
            NextPage::Number { sent: sent()?, first }
        }
        Some("link") => NextPage::Link,
        Some("url") => NextPage::Url(next_pointer()?),
        _ => return Err("`by` has to be one of cursor, offset, page, link, url".to_owned()),
    };
    if let NextPage::Cursor { from, .. } | NextPage::Url(from) = &next {
        found(lowering, page, from).ok_or_else(|| nothing_at(from))?;
    }
    let items = pointer("items")?.unwrap_or_default();
    let list = found(lowering, page, &items).ok_or_else(|| nothing_at(&items))?;
    let item = match list {
        TypeRef::List(item) => *item,
        TypeRef::Any => TypeRef::Any,
        _ => return Err(format!("there is no list at `{items}` in a page")),
    };
    let (more, total) = (pointer("more")?, pointer("total")?);
    for pointer in [&more, &total].into_iter().flatten() {
        found(lowering, page, pointer).ok_or_else(|| nothing_at(pointer))?;
    }
    Ok(Pagination { next, items, item, more, total })
}

fn nothing_at(pointer: &str) -> String {
    format!("the schema of a page has nothing at `{pointer}`")
}

/// The type of a page.
fn page(output: &Outcome) -> Option<&TypeRef> {
    let json = |payload: &'_ Payload| matches!(payload, Payload::Json(_));
    let payload = match output {
        Outcome::One(payload) => payload,
        Outcome::ByStatus { variants, .. } => {
            variants.iter().map(|variant| &variant.payload).find(|payload| json(payload))?
        }
    };
    match payload {
        Payload::Json(ty) => Some(ty),
        _ => None,
    }
}

/// What has this name on the wire and is sent with the call.
fn argument(lowering: &Lowering<'_>, arguments: &Arguments, name: &str) -> Result<PageArgument, String> {
    let mut all = arguments.required.iter().chain(&arguments.optional).filter(|argument| argument.wire == name);
    let has_member = |ty: &TypeRef| found(lowering, ty, &format!("/{name}")).is_some();
    let mut bodies = arguments.bodies.iter().filter(|body| body.format == BodyFormat::Json);
    match all.find(|argument| matches!(argument.place, Place::Query(_) | Place::Member)) {
        Some(argument) if argument.place == Place::Member => Ok(PageArgument::Body(name.to_owned())),
        Some(_) => Ok(PageArgument::Query(name.to_owned())),
        None if bodies.any(|body| has_member(&body.ty)) => Ok(PageArgument::Body(name.to_owned())),
        None => Err(format!("neither the query nor a JSON body has `{name}`")),
    }
}

/// The type of what stands at a pointer in values of a type.
fn found(lowering: &Lowering<'_>, ty: &TypeRef, pointer: &str) -> Option<TypeRef> {
    let mut ty = ty.clone();
    let resolved = |mut ty: TypeRef| loop {
        ty = match ty {
            TypeRef::Nullable(inner) => *inner,
            TypeRef::Named(id) | TypeRef::Boxed(id) => match &lowering.types[id].kind {
                Kind::Alias(inner) => inner.clone(),
                _ => return TypeRef::Named(id),
            },
            other => return other,
        };
    };
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        ty = match resolved(ty) {
            TypeRef::Any => return Some(TypeRef::Any),
            TypeRef::List(item) if name == "-1" || name.parse::<usize>().is_ok() => *item,
            TypeRef::Map(value) => *value,
            TypeRef::Named(id) => match &lowering.types[id].kind {
                Kind::Struct(object) => {
                    let rest = object.rest.as_deref().map(|rest| match &rest.ty {
                        TypeRef::Map(value) => &**value,
                        other => other,
                    });
                    let field = object.fields.iter().find(|field| field.wire == name).map(|field| &field.ty);
                    field.or(rest)?.clone()
                }
                // What it is depends on the page.
                Kind::Union(_) | Kind::Overlap(_) => return Some(TypeRef::Any),
                Kind::Enum(_) | Kind::Lists(_) | Kind::Alias(_) | Kind::Applied { .. } => return None,
            },
            _ => return None,
        };
    }
    Some(resolved(ty))
}
