//! Schemas: the one place that decides which Rust type a schema is.
//!
//! [`at`] gives the type of the schema at a place. In reading order: `key` takes off wrappers that add nothing
//! and says which schemas a type is made from, `shape` puts what they say side by side, [`decide`] picks the
//! kind of type, and a file per kind makes it: `scalars` (but for those that
//! `contradictions` finds), `enums`, `objects` (and `readings` of
//! their members), which write the values that a schema lists as `values` says, `choices` for alternatives, of
//! which `alike` folds those that differ in nothing that a type could say, and `tags` finds those that a
//! discriminator names. A struct or a union is known before what is inside it
//! is looked at: the inside waits in a list, so that neither a type that contains itself nor a long chain of
//! types makes the generator recurse. At the end `looks` says how alternatives are told apart.
//!
//! Nothing here makes an operation fail. What has no type becomes untyped JSON, with a warning.

mod alike;
mod checks;
mod choices;
mod constants;
mod contradictions;
mod enums;
mod key;
mod limits;
mod looks;
mod naming;
mod objects;
mod overlaps;
mod patterns;
mod readings;
mod scalars;
mod shape;
mod tags;
mod values;

use std::collections::HashMap;
use std::rc::Rc;

pub(crate) use key::{Key, is_null};
pub(crate) use looks::tell_apart;
pub(crate) use naming::{digest, distinct, join_pascal};
use shape::{Additional, Shape};

use super::extensions::Extensions;
use super::{Lowering, Skipped, words};
use crate::api::{Docs, Kind, Type, TypeId, TypeRef, Usage};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Node};

/// What lowering schemas needs to remember between two of them.
#[derive(Default)]
pub(crate) struct State {
    /// Types whose inside has not been looked at yet.
    waiting: Vec<Waiting>,
    /// Unions whose alternatives have yet to be told apart.
    untold: Vec<TypeId>,
    /// Keys that are being decided, with the type of those that have turned up inside themselves.
    deciding: HashMap<Key, Option<TypeId>>,
    /// How many calls of [`at`] are running.
    depth: usize,
    /// What schemas come down to.
    cores: HashMap<Location, key::Core>,
    /// Who extends whom, by file.
    children: HashMap<crate::source::FileId, HashMap<Location, Vec<Location>>>,
    /// The schemas that extend a base, by it.
    families: HashMap<Location, Rc<tags::Family>>,
    /// How many types have been put together of what stands beside alternatives and one of these.
    combined: usize,
    /// Patterns that have been tried.
    patterns: patterns::Patterns,
    /// How many members all structs have.
    members: usize,
    /// How many members, and values, are written down to tell alternatives apart.
    telling: usize,
}

/// A type whose inside has not been looked at yet.
enum Waiting {
    Object(TypeId, Key, Box<Shape>),
    /// With whether the union may be `null`, so that none of its alternatives is.
    Choices(TypeId, Vec<choices::Branch>, bool),
}

/// How many calls may stand inside each other: lists of lists, maps of maps, alternatives of alternatives.
const MAX_DEPTH: usize = 96;

/// Alternatives of alternatives, each with what stands beside them, multiply: this many types of them may be made.
const MAX_COMBINED: usize = 8192;

/// The type of the schema at a place. `hint` names the type if the schema has no name of its own.
///
/// # Errors
/// None at present: a schema that cannot be read is untyped JSON.
pub(crate) fn at(lowering: &mut Lowering<'_>, at: &Location, hint: &str) -> Result<TypeRef, Skipped> {
    let ty = of_places(lowering, std::slice::from_ref(at), hint);
    Ok(ty)
}

/// The value of the schema at a place that lists one: a string, a number or a boolean.
pub(crate) fn only_value(lowering: &mut Lowering<'_>, at: &Location) -> Option<serde_json::Value> {
    constants::fixed(lowering, at)
}

/// The type of several schemas that hold at once.
fn of_places(lowering: &mut Lowering<'_>, places: &[Location], hint: &str) -> TypeRef {
    let Ok(core) = key::core(lowering, places) else {
        return broken(lowering, places);
    };
    if core.parts.is_empty() {
        return TypeRef::Any;
    }
    let ty = of_key(lowering, &Key::new(core.parts), hint);
    if core.nullable { ty.or_null() } else { ty }
}

/// The type of a key. The outermost call looks at everything that is waiting.
fn of_key(lowering: &mut Lowering<'_>, key: &Key, hint: &str) -> TypeRef {
    lowering.schemas.depth += 1;
    let ty = known_or_decided(lowering, key, hint);
    if lowering.schemas.depth == 1 {
        while let Some(waiting) = lowering.schemas.waiting.pop() {
            match waiting {
                Waiting::Object(id, key, shape) => objects::fill(lowering, id, &key, &shape),
                Waiting::Choices(id, branches, nullable) => choices::fill(lowering, id, branches, nullable),
            }
        }
        for id in std::mem::take(&mut lowering.schemas.untold) {
            tell_apart(lowering, id);
        }
    }
    lowering.schemas.depth -= 1;
    ty
}

fn known_or_decided(lowering: &mut Lowering<'_>, key: &Key, hint: &str) -> TypeRef {
    if let Some(known) = lowering.known(key) {
        return known.clone();
    }
    let Some(place) = key.place().cloned() else {
        return TypeRef::Any;
    };
    if let Some(inner) = lowering.schemas.deciding.get(key).copied() {
        // Through lists and maps alone it contains itself: only a type with a name can do that.
        let id = inner.unwrap_or_else(|| {
            let name = naming::wanted(lowering, key, hint);
            new_type(lowering, &place, name, Kind::Alias(TypeRef::Any))
        });
        lowering.schemas.deciding.insert(key.clone(), Some(id));
        return TypeRef::Named(id);
    }
    if lowering.schemas.depth > MAX_DEPTH || key.parts.len() + key.spent.len() > 24 {
        return untyped(lowering, &place, "it is nested too deep");
    }
    if !key.spent.is_empty() {
        lowering.schemas.combined += 1;
        if lowering.schemas.combined > MAX_COMBINED {
            return untyped(lowering, &place, &format!("alternatives multiply to more than {MAX_COMBINED} types"));
        }
    }
    let Ok(shape) = Shape::of(lowering, key) else {
        return broken(lowering, &key.parts);
    };
    lowering.schemas.deciding.insert(key.clone(), None);
    let nullable = shape.nullable;
    let mut ty = decide(lowering, key, shape, hint);
    if nullable {
        ty = ty.or_null();
    }
    if let Some(Some(id)) = lowering.schemas.deciding.remove(key) {
        lowering.types[id].kind = Kind::Alias(ty);
        ty = TypeRef::Named(id);
    }
    if lowering.known(key).is_none() {
        lowering.remember(key.clone(), ty.clone());
    }
    ty
}

/// What kind of thing a schema is, by what it says.
fn decide(lowering: &mut Lowering<'_>, key: &Key, shape: Shape, hint: &str) -> TypeRef {
    if !shape.choices.is_empty() {
        return choices::lower(lowering, key, shape, hint);
    }
    if let Some(base) = shape.own_base.clone()
        && let Some(ty) = choices::of_base(lowering, key, &shape, &base, hint)
    {
        return ty;
    }
    if shape.values.is_some()
        && let Some(ty) = enums::lower(lowering, key, &shape, hint)
    {
        return ty;
    }
    let place = key.place().cloned();
    match shape.types.as_slice() {
        _ if shape.is_object() => objects::lower(lowering, key, shape, hint),
        [] if !shape.items.is_empty() || !shape.first_items.is_empty() => list(lowering, key, &shape, hint),
        [only] if only == "array" => list(lowering, key, &shape, hint),
        [only] if only == "string" && !shape.content.is_empty() => {
            let name = naming::wanted(lowering, key, hint).text;
            TypeRef::JsonText(Box::new(of_places(lowering, &shape.content, &name)))
        }
        [only] => match (scalars::of(lowering, only, &shape), place) {
            (Some(ty), _) => contradictions::held(lowering, ty, &shape),
            (None, Some(place)) => untyped(lowering, &place, &format!("`{only}` is no type of JSON")),
            (None, None) => TypeRef::Any,
        },
        [] => match shape.format.as_deref() {
            Some(format) if scalars::is_of_strings(format) => {
                let ty = scalars::of(lowering, "string", &shape).unwrap_or(TypeRef::Any);
                contradictions::held(lowering, ty, &shape)
            }
            _ => TypeRef::Any,
        },
        [_, _] if shape.types.iter().all(|ty| ty == "integer" || ty == "number") => TypeRef::Double,
        _ => match place {
            Some(place) => untyped(lowering, &place, "it has several types"),
            None => TypeRef::Any,
        },
    }
}

fn list(lowering: &mut Lowering<'_>, key: &Key, shape: &Shape, hint: &str) -> TypeRef {
    let name = naming::wanted(lowering, key, hint).text;
    let hint = format!("{name}_item");
    let item = match (shape.items.as_slice(), shape.first_items.as_slice()) {
        // A tuple: a list of what any of its items may be, which has room for fewer of them.
        ([], [(_, shape::Rest::Any)]) => TypeRef::Any,
        ([], [(first, rest)]) => choices::of_list(lowering, first, rest, &hint),
        ([], _) => TypeRef::Any,
        (items, _) => of_places(lowering, items, &hint),
    };
    TypeRef::List(Box::new(item))
}

/// Untyped JSON in place of what has errors, which have been reported where they were found. It is said once for what
/// many refer to.
fn broken(lowering: &mut Lowering<'_>, places: &[Location]) -> TypeRef {
    let Some(place) = places.first() else {
        return TypeRef::Any;
    };
    let reference = lowering.sources.node(place).and_then(|node| node.get("$ref")?.as_str()).map(str::to_owned);
    let target = reference.and_then(|reference| {
        let span = lowering.sources.span(&place.child("$ref"));
        lowering.sources.resolve(place.file, span, &place.pointer, &reference).ok()
    });
    match target {
        Some(target) => untyped(lowering, &target, "it has errors, or refers to what has"),
        None => untyped(lowering, place, "it has errors, or refers to what has"),
    }
}

/// Untyped JSON, and why.
fn untyped(lowering: &mut Lowering<'_>, at: &Location, why: &str) -> TypeRef {
    // Where a reference is what is wrong, that has been said at its text.
    let reference = at.child("$ref");
    let shown = if lowering.sources.node(&reference).is_some() { &reference } else { at };
    let (span, message) = (lowering.sources.span(shown), format!("this schema becomes untyped JSON: {why}"));
    let diagnostic = Diagnostic::new(Code::UntypedFallback, span, at.pointer.clone(), message)
        .help("nothing is lost on the wire; say it in another way to get a type");
    lowering.report(diagnostic);
    TypeRef::Any
}

/// Adds a type and remembers it as that of its key.
fn add(lowering: &mut Lowering<'_>, key: &Key, nullable: bool, hint: &str, kind: Kind) -> TypeId {
    let name = naming::wanted(lowering, key, hint);
    let place = key.place().cloned().unwrap_or_else(|| Location::root(lowering.first_file()));
    let id = new_type(lowering, &place, name, kind);
    let ty = TypeRef::Named(id);
    lowering.remember(key.clone(), if nullable { ty.or_null() } else { ty });
    id
}

fn new_type(lowering: &mut Lowering<'_>, at: &Location, name: naming::Wanted, kind: Kind) -> TypeId {
    let docs = docs_of(lowering, at);
    lowering.types.add(Type {
        name: words::pascal(&name.text),
        name_is_given: name.is_given,
        location: at.clone(),
        docs,
        usage: Usage::default(),
        is_validated: false,
        converts_from: None,
        kind,
    })
}

fn docs_of(lowering: &mut Lowering<'_>, at: &Location) -> Docs {
    let Some(mut docs) = lowering.sources.node(at).map(limits::docs) else {
        return Docs::default();
    };
    docs.aliases = with_extensions(lowering, at, |extensions, lowering| {
        extensions.texts(lowering, "x-doc-aliases").unwrap_or_default()
    });
    docs
}

/// Reads extensions of a schema. What is wrong with one has been reported when this returns.
fn with_extensions<T>(
    lowering: &mut Lowering<'_>,
    at: &Location,
    read: impl FnOnce(&Extensions<'_>, &mut Lowering<'_>) -> T,
) -> T {
    let values = lowering
        .sources
        .node(at)
        .and_then(Node::as_map)
        .map(|map| {
            let own = map.iter().filter(|(key, _)| key.text.starts_with("x-"));
            own.map(|(key, node)| (key.text.to_string(), node.to_json())).collect()
        })
        .unwrap_or_default();
    read(&Extensions { values: &values, at }, lowering)
}
