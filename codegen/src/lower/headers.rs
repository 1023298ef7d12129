//! The headers of answers, as a struct of their own.

use std::collections::HashSet;

use openapiv3::{Header, ParameterSchemaOrContent};

use super::media::{self, is_json};
use super::schema::Key;
use super::{Lowering, Skipped, docs, responses, schema, words};
use crate::api::{Access, Docs, Field, HeaderShape, Kind, Struct, Type, TypeRef, Usage};
use crate::source::Location;

/// A struct of all headers that answers may have; nothing where there are none. An operation that two paths refer to
/// has one struct for both.
pub(crate) fn of(
    lowering: &mut Lowering<'_>,
    answers: &[Location],
    name: &str,
    at: &Location,
) -> Result<Option<TypeRef>, Skipped> {
    let place = at.child("responses");
    let key = Key::new(vec![place.clone()]);
    if let Some(known) = lowering.known(&key) {
        return Ok(Some(known.clone()));
    }
    let mut object = Struct::default();
    let mut shapes = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    for (wire, place) in responses::header_places(lowering, answers) {
        let place = lowering.resolve(&place)?;
        let header: Header = lowering.read(&place)?;
        let (ty, shape) = value(lowering, &header, &place, &format!("{name}_{wire}"))?;
        let mut field_name = words::snake(&wire);
        while !taken.insert(field_name.clone()) {
            field_name = format!("{}_{}", field_name.trim_start_matches("r#"), object.fields.len() + 1);
        }
        shapes.push(shape);
        object.fields.push(Field {
            name: field_name,
            wire: wire.to_ascii_lowercase(),
            ty,
            // An answer without one of them is still an answer.
            required: false,
            constant: None,
            access: Access::Both,
            limits: None,
            readings: Vec::new(),
            docs: docs::described(header.description.as_ref()),
        });
    }
    if object.fields.is_empty() {
        return Ok(None);
    }
    object.headers = Some(shapes);
    let id = lowering.types.add(Type {
        name: words::pascal(&format!("{name}_headers")),
        name_is_given: false,
        is_validated: false,
        converts_from: None,
        location: place,
        docs: Docs { description: Some("What the headers of an answer say.".to_owned()), ..Docs::default() },
        usage: Usage::default(),
        kind: Kind::Struct(object),
    });
    let ty = TypeRef::Named(id);
    lowering.remember(key, ty.clone());
    Ok(Some(ty))
}

fn value(
    lowering: &mut Lowering<'_>,
    header: &Header,
    at: &Location,
    hint: &str,
) -> Result<(TypeRef, HeaderShape), Skipped> {
    let (ty, json, explode) = schema_of(lowering, header, at, hint)?;
    let shape = match ty.not_null() {
        _ if json => HeaderShape::Json,
        TypeRef::List(_) => HeaderShape::List,
        TypeRef::Map(_) => HeaderShape::Object { explode },
        TypeRef::Named(id) if matches!(lowering.types[*id].kind, Kind::Struct(_)) => HeaderShape::Object { explode },
        _ => HeaderShape::Scalar,
    };
    Ok((ty, shape))
}

/// The type of a header, whether its text is JSON, and whether the members of an object stand for themselves.
pub(crate) fn schema_of(
    lowering: &mut Lowering<'_>,
    header: &Header,
    at: &Location,
    hint: &str,
) -> Result<(TypeRef, bool, bool), Skipped> {
    let (schema_at, json) = match &header.format {
        ParameterSchemaOrContent::Schema(_) => (at.child("schema"), false),
        ParameterSchemaOrContent::Content(content) => {
            let media_type = content.keys().next().map_or("", String::as_str);
            (media::described(lowering, &at.child("content"), media_type)?.child("schema"), is_json(media_type))
        }
    };
    let ty = match lowering.sources.node(&schema_at) {
        Some(_) => schema::at(lowering, &schema_at, hint)?,
        None => TypeRef::String,
    };
    let explode = lowering.sources.node(at).and_then(|node| node.get("explode")?.to_json().as_bool()).unwrap_or(false);
    Ok((ty, json, explode))
}
