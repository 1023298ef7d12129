//! Objects, with the parts that `allOf` puts together.

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, Schema};

use super::Facets;
use crate::api::{Field, Kind, Struct, TypeRef};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::lower::extensions::Extensions;
use crate::lower::{Lowering, Skipped, docs, words};
use crate::source::Location;

/// The properties of an object, gathered from its parts.
#[derive(Default)]
struct Members {
    /// Where the schema of each property stands; a later part overrides an earlier one.
    properties: IndexMap<String, Location>,
    /// The names of required properties, and where they are listed.
    required: IndexMap<String, Location>,
    /// Whether, and as what, further members are kept.
    additional: Option<Location>,
    untyped: bool,
}

/// A struct for an object with properties, a map for one without.
pub(crate) fn lower(
    lowering: &mut Lowering<'_>,
    at: &Location,
    facets: &Facets<'_>,
    name: &str,
) -> Result<TypeRef, Skipped> {
    let mut members = Members::default();
    gather(lowering, &mut members, at, facets, 0)?;
    if members.properties.is_empty() && members.required.is_empty() && facets.all_of.is_empty() {
        if let Some(value) = &members.additional {
            let value = super::at(lowering, value, &format!("{name}_value"))?;
            return Ok(TypeRef::Map(Box::new(value)));
        }
        // Without any properties an object is free-form (OpenAPI 3.0.3, 4.7.24.1), unless it says otherwise.
        if facets.additional.is_none() || members.untyped {
            return Ok(TypeRef::Map(Box::new(TypeRef::Any)));
        }
    }
    // The type is known before its members are, so that they can refer to it.
    let ty = super::add(lowering, at, facets, name, Kind::Struct(Struct::default()))?;
    let object = object(lowering, name, &members)?;
    if let Some(id) = ty.named() {
        lowering.types[id].kind = Kind::Struct(object);
    }
    Ok(ty)
}

/// Collects the properties of a schema and of everything that its `allOf` refers to.
fn gather(
    lowering: &mut Lowering<'_>,
    members: &mut Members,
    at: &Location,
    facets: &Facets<'_>,
    depth: usize,
) -> Result<(), Skipped> {
    if depth > 32 {
        return Err(lowering.refuse(
            Code::ReferenceCycle,
            at,
            "`allOf` goes deeper than 32 levels, or contains itself",
            "take the reference that leads back out of `allOf`",
        ));
    }
    for index in 0..facets.all_of.len() {
        let part = lowering.resolve(&at.child("allOf").index(index))?;
        let schema: Schema = lowering.read(&part)?;
        let part_facets = Facets::of(&schema);
        if !part_facets.one_of.is_empty()
            || !part_facets.any_of.is_empty()
            || part_facets.type_name.is_some_and(|ty| ty != "object")
        {
            return Err(lowering.unsupported(
                &part,
                "`allOf` with a part that is not an object",
                "keep only objects in `allOf`",
            ));
        }
        gather(lowering, members, &part, &part_facets, depth + 1)?;
    }
    for name in facets.properties.into_iter().flat_map(IndexMap::keys) {
        members.properties.insert(name.clone(), at.child("properties").child(name));
    }
    for (index, name) in facets.required.iter().enumerate() {
        members.required.entry(name.clone()).or_insert_with(|| at.child("required").index(index));
    }
    match facets.additional {
        Some(AdditionalProperties::Any(true)) => members.untyped = true,
        Some(AdditionalProperties::Schema(_)) => members.additional = Some(at.child("additionalProperties")),
        Some(AdditionalProperties::Any(false)) | None => {}
    }
    Ok(())
}

fn object(lowering: &mut Lowering<'_>, type_name: &str, members: &Members) -> Result<Struct, Skipped> {
    let mut object = Struct::default();
    for (wire, place) in &members.properties {
        let required = members.required.contains_key(wire);
        if let Some(constant) = constant(lowering, place).filter(|_| required) {
            object.constants.push((wire.clone(), constant));
            continue;
        }
        let field = field(lowering, wire, place, type_name, required)?;
        if let Some(other) = object.fields.iter().find(|other| other.name == field.name) {
            let message = format!("the properties `{}` and `{wire}` would both be called `{}`", other.wire, field.name);
            let other = &members.properties[&other.wire];
            let diagnostic = Diagnostic::at_key(lowering.sources, Code::NameTaken, place, message)
                .related(lowering.sources.key_span(other), "the first of them")
                .help("name one of them with `x-rust-name`");
            return Err(lowering.report(diagnostic));
        }
        object.fields.push(field);
    }
    if let Some((unknown, place)) = members.required.iter().find(|(name, _)| !members.properties.contains_key(*name)) {
        let message = format!("`{unknown}` is required, and there is no property of that name");
        let help = match nearest(unknown, members.properties.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "add the property, or take its name out of `required`".to_owned(),
        };
        return Err(lowering.refuse(Code::UnknownProperty, place, message, help));
    }
    if members.untyped || members.additional.is_some() {
        let ty = match &members.additional {
            Some(place) => super::at(lowering, place, &format!("{type_name}_value"))?,
            None => TypeRef::Any,
        };
        let name = if object.fields.iter().any(|field| field.name == "other") { "additional" } else { "other" };
        object.rest = Some(Field {
            name: name.to_owned(),
            wire: String::new(),
            ty: TypeRef::Map(Box::new(ty)),
            required: true,
            docs: docs::described(Some(&"Members that the document does not name.".to_owned())),
        });
    }
    Ok(object)
}

fn field(
    lowering: &mut Lowering<'_>,
    wire: &str,
    place: &Location,
    type_name: &str,
    required: bool,
) -> Result<Field, Skipped> {
    let ty = super::at(lowering, place, &format!("{type_name}_{wire}"))?;
    let target = lowering.resolve(place)?;
    let schema: Schema = lowering.read(&target)?;
    let mut docs = docs::of_schema(&schema.schema_data, Vec::new());
    let mut name = None;
    if target == *place {
        let extensions = Extensions { values: &schema.schema_data.extensions, at: place };
        name = extensions.rust_name(lowering, words::Kind::Value)?;
    } else {
        // The title is that of what is referred to, not of this property.
        docs.summary = None;
    }
    let name = name.unwrap_or_else(|| match words::snake(wire) {
        // The constructor has this name.
        new if new == "new" => "new_".to_owned(),
        name => name,
    });
    Ok(Field { name, wire: wire.to_owned(), ty, required, docs })
}

/// The text of a string property that can have one value only.
fn constant(lowering: &mut Lowering<'_>, place: &Location) -> Option<String> {
    let node = lowering.sources.node(place)?;
    match (node.get("enum")?.as_list()?, node.get("type").and_then(|ty| ty.as_str())) {
        ([only], Some("string") | None) => only.as_str().map(str::to_owned),
        _ => None,
    }
}
