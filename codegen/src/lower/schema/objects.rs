//! Objects: maps, and structs with their fields.

use std::collections::{HashMap, HashSet};

use super::{Additional, Key, Shape, Waiting, checks, constants, enums, limits, naming, readings};
use crate::api::{Access, Docs, Field, Kind, Struct, TypeId, TypeRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::{Lowering, docs, words};
use crate::source::{Location, Node};

/// How many members all structs may have together. What `allOf` brings together multiplies: a thousand schemas that
/// each extend one with a thousand members have a million.
const MAX_MEMBERS: usize = 1_000_000;

/// What structs have functions for.
const METHODS: [&str; 3] = ["new", "from_received", "validate"];

/// A struct for an object with properties, a map for one without.
pub(super) fn lower(lowering: &mut Lowering<'_>, key: &Key, shape: Shape, hint: &str) -> TypeRef {
    if shape.has_members() || shape.additional == Additional::None {
        lowering.schemas.members += shape.properties.len() + shape.required.len();
        if lowering.schemas.members > MAX_MEMBERS
            && let Some(place) = key.place()
        {
            return super::untyped(
                lowering,
                &place.clone(),
                &format!("all types have more than {MAX_MEMBERS} members"),
            );
        }
        let id = super::add(lowering, key, shape.nullable, hint, Kind::Struct(Struct::default()));
        lowering.schemas.waiting.push(Waiting::Object(id, key.clone(), Box::new(shape)));
        return TypeRef::Named(id);
    }
    match &shape.additional {
        Additional::Typed(places) => {
            let name = naming::wanted(lowering, key, hint).text;
            let value = super::of_places(lowering, places, &format!("{name}_value"));
            TypeRef::Map(Box::new(value))
        }
        _ => TypeRef::Map(Box::new(TypeRef::Any)),
    }
}

/// Looks at the members of a struct that is known already.
pub(super) fn fill(lowering: &mut Lowering<'_>, id: TypeId, key: &Key, shape: &Shape) {
    let name = lowering.types[id].name.clone();
    let mut object = Struct::default();
    let mut named: Vec<bool> = Vec::new();
    let mut folded = Vec::new();
    for (wire, places) in &shape.properties {
        let required = shape.required.contains_key(wire);
        let (mut field, is_named) = field(lowering, wire, places, &name, required);
        if let Some(listed) = shape.listed.get(wire) {
            let inner = Key { parts: places.clone(), spent: key.parts.clone() };
            let ty = enums::of_lists(lowering, (&inner, key), false, &listed.0, &format!("{name}_{wire}"));
            field.ty = ty.unwrap_or(field.ty);
            folded.push((places.last().cloned(), object.fields.len()));
        } else {
            (field.ty, field.constant) = constants::of_member(lowering, (key, shape), (wire, places), field.ty);
        }
        object.fields.push(field);
        named.push(is_named);
    }
    for (wire, place) in shape.required.iter().filter(|(wire, _)| !shape.properties.contains_key(*wire)) {
        let message = format!("`{wire}` is required, and there is no property of that name");
        let help = match lowering.sources.suggestions().nearest(wire, shape.properties.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`? the type gets an optional field of untyped JSON"),
            None => "describe it among `properties`; the type gets an optional field of untyped JSON".to_owned(),
        };
        lowering.report(Diagnostic::at(lowering.sources, Code::UnknownProperty, place, message).help(help));
        object.fields.push(Field {
            name: words::snake(wire),
            wire: wire.clone(),
            ty: TypeRef::Any,
            // The list is out of date more often than not: a value without the property is no failure, and who sends
            // one may set it.
            required: false,
            constant: None,
            access: Access::Both,
            limits: None,
            readings: Vec::new(),
            docs: Docs::default(),
        });
        named.push(false);
    }
    rest(lowering, &mut object, shape, &name);
    checks::of_alternatives(lowering, &mut object, &shape.alternatives);
    name_fields(lowering, &mut object, &named, shape);
    if let [(Some(place), member)] = folded.as_slice() {
        object.folded = first_alternative(lowering, place).map(|ty| (ty, *member));
    }
    lowering.types[id].kind = Kind::Struct(object);
}

/// The type of the component that a property is described in.
fn first_alternative(lowering: &mut Lowering<'_>, property: &Location) -> Option<TypeRef> {
    let properties =
        property.pointer.parent().filter(|properties| properties.last().as_deref() == Some("properties"))?;
    let component = Location::new(property.file, properties.parent()?);
    super::key::is_component(&component).then(|| super::of_places(lowering, &[component], ""))
}

/// What members that no property describes are kept in, where the document speaks of them.
fn rest(lowering: &mut Lowering<'_>, object: &mut Struct, shape: &Shape, name: &str) {
    let ty = match &shape.additional {
        Additional::Unsaid | Additional::None => return,
        Additional::Any => TypeRef::Any,
        Additional::Typed(places) => super::of_places(lowering, places, &format!("{name}_value")),
    };
    let ty = TypeRef::Map(Box::new(ty));
    let limits = Shape { additional: shape.additional.clone(), ..Shape::default() };
    let limits = checks::of(lowering, &limits, &ty);
    let mut docs = docs::described(Some(&"Members that the document does not name.".to_owned()));
    docs.notes = limits::notes(None, &limits, &ty);
    let places = if let Additional::Typed(places) = &shape.additional { places.as_slice() } else { &[] };
    let limits = checks::checkable(lowering, limits, places);
    let free = ["other", "additional", "additional_members"]
        .into_iter()
        .find(|free| !shape.properties.keys().chain(shape.required.keys()).any(|wire| words::snake(wire) == *free));
    object.rest = Some(Box::new(Field {
        name: free.unwrap_or("members_without_a_field").to_owned(),
        wire: String::new(),
        ty,
        required: true,
        constant: None,
        access: Access::Both,
        limits: (!limits.is_none()).then(|| Box::new(limits)),
        readings: Vec::new(),
        docs,
    }));
}

/// A field, and whether the document itself names it.
fn field(
    lowering: &mut Lowering<'_>,
    wire: &str,
    places: &[Location],
    type_name: &str,
    required: bool,
) -> (Field, bool) {
    let ty = super::of_places(lowering, places, &format!("{type_name}_{wire}"));
    // What stands at the property itself: a description beside a reference, its own name.
    let own = Key::new(places.iter().filter_map(|place| lowering.resolve(place).ok()).collect());
    let shape = Shape::of(lowering, &own).unwrap_or_default();
    let access = match (shape.read_only, shape.write_only) {
        (true, false) => Access::Read,
        (false, true) => Access::Write,
        _ => Access::Both,
    };
    let mut docs = Docs::default();
    let mut default = None;
    for (place, target) in places.iter().zip(&own.parts) {
        let (Some(node), Some(target)) = (lowering.sources.node(place), lowering.sources.node(target)) else {
            continue;
        };
        let mut own = limits::docs(target);
        if node.get("$ref").is_some() {
            // The title of a schema is about the schema.
            own.summary = None;
        }
        docs.summary = own.summary.or(docs.summary);
        docs.description = own.description.or(docs.description);
        docs.link = own.link.or(docs.link);
        docs.deprecated |= own.deprecated;
        default = target.get("default").map(Node::to_json).or(default);
    }
    if docs.description.is_none()
        && let Some(inner) = described_by(lowering, &own)
    {
        docs.description = Some(inner);
    }
    let limits = checks::of(lowering, &shape, &ty);
    docs.notes = limits::notes(default.as_ref().filter(|default| !default.is_null()), &limits, &ty);
    let limits = checks::checkable(lowering, limits, places);
    let given = places.iter().rev().find_map(|place| {
        // Behind a reference stands the name of the type.
        lowering
            .sources
            .node(place)?
            .get("$ref")
            .is_none()
            .then(|| naming::given(lowering, place, words::Kind::Value))
            .flatten()
    });
    let named = given.is_some();
    let name = given.unwrap_or_else(|| words::snake(wire));
    let limits = (!limits.is_none()).then(|| Box::new(limits));
    let readings = readings::of(lowering, places, &ty, required);
    (Field { name, wire: wire.to_owned(), ty, required, constant: None, access, limits, readings, docs }, named)
}

/// The description of the one schema that a wrapper is around.
fn described_by(lowering: &mut Lowering<'_>, own: &Key) -> Option<String> {
    let core = super::key::core(lowering, &own.parts).ok()?;
    let [only] = core.parts.as_slice() else {
        return None;
    };
    lowering.sources.node(only).map(limits::docs)?.description
}

/// Gives the fields names of their own. Names that the document gives have to be different.
fn name_fields(lowering: &mut Lowering<'_>, object: &mut Struct, named: &[bool], shape: &Shape) {
    // `new` makes the value, `from_received` makes it of another, `validate` checks it.
    let mut taken = HashSet::from(METHODS);
    taken.extend(object.rest.as_ref().map(|rest| rest.name.as_str()));
    let mut given: HashMap<&str, &Field> = HashMap::new();
    let mut clashes = Vec::new();
    for (field, _) in object.fields.iter().zip(named).filter(|(_, named)| **named) {
        let first = *given.entry(&field.name).or_insert(field);
        if first.wire != field.wire {
            clashes.push((first.wire.clone(), field.wire.clone(), field.name.clone()));
        }
    }
    for (first, second, name) in clashes {
        let place = |wire: &str| shape.properties.get(wire).and_then(|places| places.last()).cloned();
        if let (Some(first_place), Some(second_place)) = (place(&first), place(&second)) {
            let message = format!("the properties `{first}` and `{second}` are both called `{name}`");
            let related = lowering.sources.key_span(&first_place);
            let diagnostic = Diagnostic::at_key(lowering.sources, Code::NameTaken, &second_place, message)
                .related(related, "the first of them")
                .help("give one of them another name with `x-rust-name`");
            lowering.report(diagnostic);
        }
    }
    taken.extend(given.keys());
    let wants: Vec<(String, String)> = object
        .fields
        .iter()
        .zip(named)
        .filter(|(_, named)| !**named)
        .map(|(field, _)| {
            let own = if METHODS.contains(&field.name.as_str()) { "_" } else { "" };
            (format!("{}{own}", field.name), field.wire.clone())
        })
        .collect();
    let names = naming::distinct(&wants, |name| taken.contains(name), naming::join_snake);
    let unnamed = object.fields.iter_mut().zip(named).filter(|(_, named)| !**named);
    for ((field, _), name) in unnamed.zip(names) {
        field.name = name;
    }
}
