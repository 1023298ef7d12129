//! `oneOf`, `anyOf`, and schemas that others extend: alternatives.
//!
//! What stands beside alternatives holds for each of them, so it is merged into each. Scalars that differ only
//! in what they list become one type; objects of an `anyOf` that may hold at once become a struct with a field
//! for each (`overlaps`); everything else becomes an enum. How its variants are told apart is decided in `looks`, once their
//! types are known.

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

use super::key::{self, Extent, Key, is_component};
use super::shape::{Choice, Rest};
use super::{
    Shape, Waiting, alike, checks, enums, limits, naming, objects, overlaps, scalars, tags, untyped, with_extensions,
};
use crate::api::{Alternatives, Kind, Limits, TypeId, TypeRef, Union, Variant};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::{Lowering, words};
use crate::source::{Location, Node};

/// Alternatives of alternatives multiply; nobody could use more.
const MAX_COMBINATIONS: usize = 4096;

/// An alternative before it has a type.
pub(super) struct Branch {
    pub(super) key: Key,
    /// What the document calls it, if it has a name.
    pub(super) label: Option<String>,
    /// Its number among its siblings, from 0.
    pub(super) index: usize,
    /// The value of the discriminator.
    pub(super) tag: Option<String>,
    /// Whether it is meant where the discriminator says nothing, or something else.
    pub(super) otherwise: bool,
    /// The schema it was before anything was merged into it.
    pub(super) place: Location,
}

/// The type of alternatives.
pub(super) fn lower(lowering: &mut Lowering<'_>, key: &Key, mut shape: Shape, hint: &str) -> TypeRef {
    let choice = shape.choices[0].clone();
    if shape.choices.iter().map(|choice| choice.count).product::<usize>() > MAX_COMBINATIONS {
        return untyped(lowering, &choice.at, "it has more than 4096 alternatives, or combinations of them");
    }
    if is_one_value(lowering, &choice.at)
        && choice.extra.is_none()
        && let Some(ty) = one_value(lowering, &choice.list, choice.count)
    {
        return ty;
    }
    let bare = shape.is_bare();
    let mut branches: Vec<Branch> = Vec::new();
    let mut known: HashSet<Key> = HashSet::new();
    let children = if key.parts == [choice.at.clone()] { tags::descendants(lowering, &choice.at) } else { Vec::new() };
    let children: HashSet<Location> = children.into_iter().collect();
    for index in 0..choice.count {
        let member = choice.member(index);
        // What is broken has been reported; its values are kept as unknown ones.
        let (Ok(place), Ok(core)) = (lowering.resolve(&member), key::core(lowering, std::slice::from_ref(&member)))
        else {
            continue;
        };
        shape.nullable |= core.nullable;
        if core.is_null_alternative() || core.extent == Extent::Nothing {
            continue;
        }
        if core.parts.is_empty() && bare {
            // Anything, or any object.
            let is_object = shape.is_object();
            shape.choices.clear();
            return if is_object { objects::lower(lowering, key, shape, hint) } else { TypeRef::Any };
        }
        if core.parts == key.parts {
            continue;
        }
        // What extends the schema that lists it has all that stands beside the list.
        let is_whole = bare || matches!(core.parts.as_slice(), [only] if children.contains(only));
        let branch = if is_whole { Key::new(core.parts.clone()) } else { key.choosing(&choice.at, core.parts.clone()) };
        if !known.insert(branch.clone()) {
            continue;
        }
        let label = name_of(lowering, core.parts.first().unwrap_or(&place), &place);
        branches.push(Branch { key: branch, label, index, tag: None, otherwise: false, place });
    }
    let nullable = |ty: TypeRef, shape: &Shape| if shape.nullable { ty.or_null() } else { ty };
    match branches.as_slice() {
        [] => return TypeRef::Any,
        [only] => {
            let ty = super::known_or_decided(lowering, &only.key.clone(), hint);
            return nullable(ty, &shape);
        }
        _ => {}
    }
    let shapes: Option<Vec<Shape>> = branches.iter().map(|branch| Shape::of(lowering, &branch.key).ok()).collect();
    let Some(shapes) = shapes else {
        return TypeRef::Any;
    };
    // `null` is decided before the alternatives are.
    shape.nullable |= shapes.iter().any(|shape| shape.nullable);
    if let Some(ty) = folded(lowering, key, &shape, &shapes, hint) {
        return nullable(ty, &shape);
    }
    let bases = [Some(&choice.at), shape.own_base.as_ref()].into_iter().flatten().chain(&shape.bases);
    let bases: Vec<Location> = bases.cloned().collect();
    let discriminator = bases.iter().find_map(|base| tags::discriminator(lowering, base).map(|found| (base, found)));
    let discriminator = discriminator.map(|(base, found)| (base.clone(), found));
    if let Some((base, discriminator)) = &discriminator
        && let Some(branches) = tagged(lowering, &branches, &shapes, base, discriminator)
    {
        return made(lowering, key, &shape, hint, Alternatives::Tag(discriminator.property.clone()), branches);
    }
    if let Some(mut whole) = alike::folded(lowering, &shapes) {
        whole.nullable = shape.nullable;
        let ty = objects::lower(lowering, key, whole, hint);
        return nullable(ty, &shape);
    }
    if choice.any {
        let parts = shapes.iter().map(|shape| overlaps::part(lowering, shape)).collect();
        match overlaps::lower(lowering, key, &shape, hint, &choice, branches, parts) {
            Ok(ty) => return ty,
            Err(all) => branches = all,
        }
    }
    made(lowering, key, &shape, hint, Alternatives::Content, branches)
}

/// The type of what is one of the schemas in a list, or of what follows it.
pub(super) fn of_list(lowering: &mut Lowering<'_>, list: &Location, rest: &Rest, hint: &str) -> TypeRef {
    let extra = if let Rest::Typed(place) = rest { Some(place.clone()) } else { None };
    let count = lowering.sources.node(list).and_then(Node::as_list).map_or(0, <[Node]>::len);
    let count = count + usize::from(extra.is_some());
    let choice = Choice { at: list.clone(), list: list.clone(), count, extra, any: false };
    let key = Key::new(vec![list.clone()]);
    if let Some(known) = lowering.known(&key) {
        return known.clone();
    }
    lower(lowering, &key, Shape { choices: vec![choice], ..Shape::default() }, hint)
}

/// The type of a schema with a discriminator and no alternatives: they are the schemas that extend it.
pub(super) fn of_base(
    lowering: &mut Lowering<'_>,
    key: &Key,
    shape: &Shape,
    base: &Location,
    hint: &str,
) -> Option<TypeRef> {
    let discriminator = tags::discriminator(lowering, base)?;
    let family = tags::family(lowering, base, &discriminator);
    if family.tags.iter().all(|(_, target)| target == base) {
        return None;
    }
    let mut branches: Vec<Branch> = Vec::new();
    let default = tags::otherwise(lowering, base, &discriminator);
    for (index, (tag, target)) in family.tags.iter().cloned().enumerate() {
        let branch = if target == *base {
            key.choosing(base, Vec::new())
        } else if key.parts == [base.clone()] {
            Key::new(vec![target.clone()])
        } else {
            key.choosing(base, vec![target.clone()])
        };
        let otherwise = default.as_ref() == Some(&target) && !branches.iter().any(|other| other.otherwise);
        branches.push(Branch { key: branch, label: None, index, tag: Some(tag), otherwise, place: target });
    }
    Some(made(lowering, key, shape, hint, Alternatives::Tag(discriminator.property), branches))
}

/// A union whose alternatives have yet to be looked at.
pub(super) fn made(
    lowering: &mut Lowering<'_>,
    key: &Key,
    shape: &Shape,
    hint: &str,
    by: Alternatives,
    branches: Vec<Branch>,
) -> TypeRef {
    let union = Kind::Union(Union { by, variants: Vec::new() });
    let id = super::add(lowering, key, shape.nullable, hint, union);
    lowering.schemas.waiting.push(Waiting::Choices(id, branches, shape.nullable));
    lowering.schemas.untold.push(id);
    let ty = TypeRef::Named(id);
    if shape.nullable { ty.or_null() } else { ty }
}

/// Whether a schema is described where it is listed as an alternative.
fn is_listed(at: &Location) -> bool {
    let list = at.pointer.parent();
    list.is_some_and(|list| ["/oneOf", "/anyOf"].iter().any(|keyword| list.as_str().ends_with(keyword)))
}

/// Gives the alternatives of a known union their types and names.
pub(super) fn fill(lowering: &mut Lowering<'_>, id: TypeId, branches: Vec<Branch>, may_be_null: bool) {
    let name = lowering.types[id].name.clone();
    let is_overlap = matches!(lowering.types[id].kind, Kind::Overlap(_));
    let mut variants: Vec<Variant> = Vec::new();
    let mut wants: Vec<(String, String)> = Vec::new();
    let mut types: HashMap<TypeRef, usize> = HashMap::new();
    let mut wanted_names: HashSet<String> = HashSet::new();
    for branch in branches {
        let suffix = branch
            .tag
            .clone()
            .or(branch.label.clone())
            .unwrap_or_else(|| naming::label(lowering, &branch.place, branch.index));
        let ty = super::known_or_decided(lowering, &branch.key, &format!("{name}_{suffix}"));
        // A union that may be `null` is so as a whole.
        let ty = if may_be_null { ty.not_null().clone() } else { ty };
        if let Some(&same) = types.get(&ty)
            && branch.tag.is_none()
        {
            // A value of one type need only meet what one alternative demands.
            let variant: &mut Variant = &mut variants[same];
            if let Some(one) = variant.limits.take()
                && let Some(other) = checks::of_alternative(lowering, &branch.key, &ty)
            {
                let any_of = checks::either(vec![*one, other]);
                variant.limits = Some(Box::new(Limits { any_of, ..Limits::default() }));
            }
            continue;
        }
        types.entry(ty.clone()).or_insert(variants.len());
        let wanted = match (&branch.tag, &branch.label) {
            (Some(tag), _) => words::variant(tag),
            (None, Some(label)) => words::pascal(label),
            (None, None) => kind_name(lowering, &ty)
                .filter(|name| !is_overlap && !wanted_names.contains(*name))
                .map_or_else(|| format!("Variant{}", branch.index + 1), str::to_owned),
        };
        let wanted = if is_overlap { words::snake(&wanted) } else { wanted };
        wanted_names.insert(wanted.clone());
        wants.push((wanted, branch.tag.clone().unwrap_or(suffix)));
        let mut docs = lowering.sources.node(&branch.place).map(limits::docs).unwrap_or_default();
        docs.summary = None;
        docs.link = None;
        docs.deprecated = false;
        variants.push(Variant {
            name: String::new(),
            constructor: String::new(),
            key: branch.tag.unwrap_or_default(),
            written_tag: None,
            otherwise: branch.otherwise,
            inline: branch.key.parts.iter().any(is_listed),
            looks: Vec::new(),
            limits: checks::of_alternative(lowering, &branch.key, &ty).map(Box::new),
            ty,
            docs,
        });
    }
    let names = if is_overlap {
        naming::distinct(&wants, |name| ["new", "validate", "unknown"].contains(&name), naming::join_snake)
    } else {
        naming::of_variants(wants)
    };
    for (variant, name) in variants.iter_mut().zip(names) {
        variant.constructor = words::snake(&name);
        variant.name = name;
    }
    match &mut lowering.types[id].kind {
        Kind::Union(union) => union.variants = variants,
        Kind::Overlap(parts) => *parts = variants,
        _ => {}
    }
}

/// The values of the discriminator for each alternative; nothing, and a warning, if they do not tell them apart.
fn tagged(
    lowering: &mut Lowering<'_>,
    branches: &[Branch],
    shapes: &[Shape],
    at: &Location,
    discriminator: &tags::Discriminator,
) -> Option<Vec<Branch>> {
    let targets: Vec<Location> = branches.iter().map(|branch| branch.place.clone()).collect();
    let mapped = tags::mapped(lowering, at, discriminator);
    let mut of_target: HashMap<&Location, Vec<String>> = HashMap::new();
    let mut positions: HashMap<&str, usize> = HashMap::new();
    for (position, (tag, target)) in mapped.iter().enumerate() {
        of_target.entry(target).or_default().push(tag.clone());
        positions.entry(tag).or_insert(position);
    }
    let declared: Vec<Vec<String>> =
        shapes.iter().map(|shape| tags::declared(lowering, shape, &discriminator.property)).collect();
    // A list of all tags that every alternative has: each means the one that is spelt like its name.
    let is_shared = declared.iter().all(|tags| tags.len() > 1 && *tags == declared[0]);
    let mut otherwise = tags::otherwise(lowering, at, discriminator);
    // What tells its own alternatives apart by the property has no value of its own there, unless a mapping reaches it:
    // it is meant by whatever means none of the others.
    let unmapped = (0..branches.len()).filter(|index| declared[*index].is_empty());
    let unmapped: Vec<usize> = unmapped.filter(|index| !of_target.contains_key(&targets[*index])).collect();
    let mut nested =
        unmapped.into_iter().filter(|index| tells_apart_by(lowering, &shapes[*index], &discriminator.property));
    match (nested.next(), nested.next()) {
        (Some(only), None) if otherwise.is_none() => otherwise = Some(targets[only].clone()),
        (None, _) => {}
        _ => return None,
    }
    let mut tagged: Vec<Branch> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    let mut problem = None;
    for (((branch, shape), target), declared) in branches.iter().zip(shapes).zip(&targets).zip(declared) {
        let mut tags = of_target.get(target).cloned().unwrap_or_default();
        // A list of several other values has another meaning, and is what is sent.
        if declared.len() > 1 && !tags.is_empty() && !tags.iter().any(|tag| declared.contains(tag)) {
            problem
                .get_or_insert((branch.place.clone(), "this alternative does not list its value of the discriminator"));
        }
        if tags.is_empty() {
            tags = declared;
            if is_shared && let Some(name) = target.pointer.last().filter(|_| is_component(target)) {
                let is_spelt_so = |tag: &String| words::pascal(tag) == words::pascal(&name);
                if tags.iter().any(is_spelt_so) {
                    tags.retain(is_spelt_so);
                }
            }
        }
        if tags.is_empty() && is_component(target) {
            tags.extend(target.pointer.last().map(|name| name.into_owned()));
        }
        if tags.is_empty() || !shape.is_object() && shape.choices.is_empty() {
            problem.get_or_insert((branch.place.clone(), "this alternative has no value of the discriminator"));
        }
        for tag in tags {
            if !known.insert(tag.clone()) {
                problem.get_or_insert((
                    branch.place.clone(),
                    "another alternative has the same value of the discriminator",
                ));
                continue;
            }
            tagged.push(Branch {
                key: branch.key.clone(),
                label: branch.label.clone(),
                index: branch.index,
                tag: Some(tag),
                otherwise: otherwise.as_ref() == Some(target) && !tagged.iter().any(|other| other.otherwise),
                place: branch.place.clone(),
            });
        }
    }
    // In the order of the mapping, where there is one.
    let position = |branch: &Branch| positions.get(branch.tag.as_deref()?).copied();
    tagged.sort_by_key(|branch| position(branch).unwrap_or(usize::MAX));
    let Some((place, message)) = problem else {
        if let Some(target) = otherwise.filter(|_| !tagged.iter().any(|branch| branch.otherwise)) {
            let default = lowering.sources.span(&at.child("discriminator"));
            let message = "`defaultMapping` names a schema that is none of the alternatives";
            let diagnostic = Diagnostic::at_key(lowering.sources, Code::Discriminator, &target, message)
                .related(default, "the discriminator")
                .help("add it to the alternatives, or name one of them");
            lowering.report(diagnostic);
        }
        return Some(tagged);
    };
    let property = lowering.sources.span(&at.child("discriminator"));
    let diagnostic = Diagnostic::at(lowering.sources, Code::Discriminator, &place, message)
        .related(property, "the discriminator")
        .help("the alternatives are told apart by their content");
    lowering.report(diagnostic);
    None
}

/// Whether the property tells the alternatives of an alternative apart.
fn tells_apart_by(lowering: &mut Lowering<'_>, shape: &Shape, property: &str) -> bool {
    let bases = shape.choices.iter().map(|choice| &choice.at).chain(&shape.own_base);
    if bases.into_iter().any(|base| tags::discriminator(lowering, base).is_some_and(|found| found.property == property))
    {
        return true;
    }
    let members: Vec<Location> =
        shape.choices.iter().flat_map(|choice| (0..choice.count).map(|index| choice.member(index))).collect();
    !members.is_empty()
        && members.iter().all(|member| {
            let core = key::core(lowering, std::slice::from_ref(member));
            let shape = core.ok().and_then(|core| Shape::of(lowering, &Key::new(core.parts)).ok());
            shape.is_some_and(|shape| !tags::declared(lowering, &shape, property).is_empty())
        })
}

/// Scalars that differ in nothing that a type could say are one type.
fn folded(lowering: &mut Lowering<'_>, key: &Key, whole: &Shape, shapes: &[Shape], hint: &str) -> Option<TypeRef> {
    let mut lists = Vec::new();
    let mut types = Vec::new();
    for shape in shapes {
        if !shape.choices.is_empty() || shape.is_object() || !shape.items.is_empty() {
            return None;
        }
        match (&shape.values, shape.types.as_slice()) {
            (Some(values), _) if values.iter().all(Json::is_string) => {
                types.push(TypeRef::String);
                lists.push((shape.values_at.clone()?, values.clone()));
            }
            (Some(values), _) if values.iter().all(Json::is_i64) => {
                types.push(TypeRef::Int64);
                lists.push((shape.values_at.clone()?, values.clone()));
            }
            (None, [only]) => types.push(scalars::of(lowering, only, shape)?),
            _ => return None,
        }
    }
    // A double holds every integer of 32 bits, and not every one of 64.
    let number = |ty: &TypeRef| matches!(ty, TypeRef::Int32 | TypeRef::Float | TypeRef::Double);
    if !lists.is_empty() {
        if types.iter().all(|ty| *ty == TypeRef::String) {
            return enums::of_lists(lowering, (key, key), whole.nullable, &lists, hint);
        }
        let lists: Vec<_> = lists.into_iter().map(|(at, values)| (Some(at), values)).collect();
        return if types.iter().all(TypeRef::is_integer) {
            enums::of_values(lowering, key, whole.nullable, &lists, hint)
        } else {
            None
        };
    }
    if types.iter().all(|ty| *ty == types[0]) {
        return Some(types[0].clone());
    }
    if types.iter().all(TypeRef::is_integer) {
        let is_wide = types.iter().any(|ty| matches!(ty, TypeRef::Uint64 | TypeRef::Int128));
        return Some(if is_wide { TypeRef::Int128 } else { TypeRef::Int64 });
    }
    types.iter().all(number).then_some(TypeRef::Double)
}

fn is_one_value(lowering: &mut Lowering<'_>, at: &Location) -> bool {
    with_extensions(lowering, at, |extensions, lowering| {
        extensions.flag(lowering, "x-one-value").ok().flatten() == Some(true)
    })
}

/// Alternatives that are spellings of one value, which the first of them has.
fn one_value(lowering: &mut Lowering<'_>, list: &Location, count: usize) -> Option<TypeRef> {
    let types: Vec<TypeRef> =
        (0..count).map(|index| super::of_places(lowering, &[list.index(index)], "spelling")).collect();
    let is_scalar = |ty: &TypeRef| {
        matches!(
            ty,
            TypeRef::Int32
                | TypeRef::Int64
                | TypeRef::Uint64
                | TypeRef::Int128
                | TypeRef::Float
                | TypeRef::Double
                | TypeRef::Bool
                | TypeRef::String
        )
    };
    // The runtime decodes these from all spellings, wherever they stand.
    if types.iter().all(is_scalar) {
        return types.into_iter().next();
    }
    // So is JSON in a text, or without one around it.
    if let Some((first @ TypeRef::JsonText(inner), others)) = types.split_first()
        && others.iter().all(|ty| ty == first || *ty == **inner)
    {
        return types.into_iter().next();
    }
    let at = Location::new(list.file, list.pointer.parent()?);
    lowering.refuse(
        Code::InvalidExtension,
        &at.child("x-one-value"),
        "`x-one-value`: the alternatives have to be numbers, booleans and strings, or JSON in a string and the same \
         without one",
        "leave the extension out, so that the alternatives become an enum",
    );
    None
}

/// What the document calls an alternative: the name of its component, or its title.
fn name_of(lowering: &mut Lowering<'_>, core: &Location, place: &Location) -> Option<String> {
    for at in [place, core] {
        if is_component(at) {
            return naming::given(lowering, at, words::Kind::Type)
                .or_else(|| at.pointer.last().map(|name| name.into_owned()));
        }
    }
    let label = naming::label(lowering, place, usize::MAX - 1);
    (label != usize::MAX.to_string()).then_some(label)
}

/// What an alternative without a name is called after its type.
fn kind_name(lowering: &Lowering<'_>, ty: &TypeRef) -> Option<&'static str> {
    Some(match ty {
        TypeRef::Bool => "Boolean",
        TypeRef::Int32 | TypeRef::Int64 | TypeRef::Uint64 | TypeRef::Int128 => "Integer",
        TypeRef::Float | TypeRef::Double => "Number",
        TypeRef::String | TypeRef::Secret | TypeRef::JsonText(_) => "Text",
        TypeRef::List(_) => "List",
        TypeRef::Map(_) => "Map",
        TypeRef::Nullable(inner) => return kind_name(lowering, inner),
        TypeRef::Format(format) => format.name(),
        TypeRef::Named(id) | TypeRef::Boxed(id) => match &lowering.types[*id].kind {
            Kind::Enum(_) | Kind::Lists(_) => "Listed",
            Kind::Struct(_) | Kind::Overlap(_) => "Object",
            _ => return None,
        },
        TypeRef::Any | TypeRef::Unit => return None,
    })
}
