//! Schemas: the one place that decides which Rust type a schema is.

mod enums;
mod facets;
mod objects;
mod scalars;
mod unions;

use facets::Facets;
use openapiv3::Schema;

use super::extensions::Extensions;
use super::{Lowering, Skipped, docs, words};
use crate::api::{Docs, Kind, Type, TypeRef, Usage};
use crate::source::{Location, Node};

/// The type of the schema at a place. `hint` names the type if the schema has no name of its own.
pub(crate) fn at(lowering: &mut Lowering<'_>, at: &Location, hint: &str) -> Result<TypeRef, Skipped> {
    let place = lowering.resolve(at)?;
    if let Some(known) = lowering.known(&place) {
        return Ok(known.clone());
    }
    if lowering.depth == super::MAX_DEPTH {
        let what = format!("a chain of more than {} schemas, each inside the one before,", super::MAX_DEPTH);
        return Err(lowering.unsupported(&place, &what, "cut the chain"));
    }
    let schema: Schema = lowering.read(&place)?;
    let facets = Facets::of(&schema);
    let name = name(lowering, &place, &facets, hint)?;
    lowering.depth += 1;
    let ty = decide(lowering, &place, &facets, &name);
    lowering.depth -= 1;
    let ty = ty?;
    if lowering.known(&place).is_none() {
        lowering.remember(place, ty.clone());
    }
    Ok(ty)
}

/// What kind of thing a schema is, by the keywords it has.
fn decide(lowering: &mut Lowering<'_>, at: &Location, facets: &Facets<'_>, name: &str) -> Result<TypeRef, Skipped> {
    if facets.data.nullable {
        return Err(lowering.unsupported(
            &at.child("nullable"),
            "a nullable schema",
            "leave the property out of `required`: null and absent are the same there",
        ));
    }
    if facets.not {
        return Err(lowering.unsupported(&at.child("not"), "`not`", "say what the value is, not what it is not"));
    }
    if !facets.one_of.is_empty() || !facets.any_of.is_empty() {
        return unions::lower(lowering, at, facets, name);
    }
    if let [only] = facets.all_of
        && facets.properties.is_none()
        && only.as_item().is_none()
    {
        // The usual way to say something of one's own about a reference.
        return self::at(lowering, &at.child("allOf").index(0), name);
    }
    if !facets.all_of.is_empty() {
        return objects::lower(lowering, at, facets, name);
    }
    if !facets.enumeration.is_empty() {
        return enums::lower(lowering, at, facets, name);
    }
    match facets.type_name {
        Some("object") => objects::lower(lowering, at, facets, name),
        None if facets.properties.is_some() => objects::lower(lowering, at, facets, name),
        Some("array") => match facets.items {
            Some(_) => {
                let item = self::at(lowering, &at.child("items"), &format!("{name}_item"))?;
                Ok(TypeRef::List(Box::new(item)))
            }
            None => Ok(TypeRef::List(Box::new(TypeRef::Any))),
        },
        Some(scalar) => scalars::lower(lowering, at, scalar, facets.format),
        None => Ok(TypeRef::Any),
    }
}

/// The name of a type: the schema's own, or that of its place.
fn name(lowering: &mut Lowering<'_>, at: &Location, facets: &Facets<'_>, hint: &str) -> Result<String, Skipped> {
    let extensions = Extensions { values: &facets.data.extensions, at };
    // On a property the extension names the field.
    let is_property = at.pointer.parent().is_some_and(|parent| parent.last().as_deref() == Some("properties"));
    if !is_property && let Some(name) = extensions.rust_name(lowering, words::Kind::Type)? {
        return Ok(name);
    }
    Ok(words::pascal(&placed(lowering, at).unwrap_or_else(|| hint.to_owned())))
}

/// A name made of the place of a schema that others can refer to: it does not depend on who does.
fn placed(lowering: &Lowering<'_>, at: &Location) -> Option<String> {
    let mut tokens = at.pointer.tokens();
    let mut name = match tokens.next().as_deref() {
        // A file that is nothing but a schema.
        None => lowering.sources.path(at.file).file_stem()?.to_string_lossy().into_owned(),
        Some("components") => {
            let is_schema = tokens.next()? == "schemas";
            let name = tokens.next()?.into_owned();
            if !is_schema {
                // A parameter, a body, a response: its schema is called like it.
                tokens.find(|token| token == "schema")?;
            }
            name
        }
        Some("paths") => return None,
        Some(key) if key.starts_with("x-") => return None,
        // A file of schemas that is no document.
        Some(key) => key.to_owned(),
    };
    while let Some(token) = tokens.next() {
        let part = match token.as_ref() {
            "items" => "item".into(),
            "additionalProperties" => "value".into(),
            // The properties of a part are the properties of the whole.
            "allOf" => {
                tokens.next();
                continue;
            }
            _ => tokens.next()?,
        };
        name.push('_');
        name.push_str(&part);
    }
    Some(name)
}

/// Adds a type and remembers it as that of its schema.
fn add(
    lowering: &mut Lowering<'_>,
    at: &Location,
    facets: &Facets<'_>,
    name: &str,
    kind: Kind,
) -> Result<TypeRef, Skipped> {
    let docs = docs_of(lowering, at, facets)?;
    let ty = Type { name: name.to_owned(), location: at.clone(), docs, usage: Usage::default(), kind };
    let id = lowering.types.add(ty);
    lowering.remember(at.clone(), TypeRef::Named(id));
    Ok(TypeRef::Named(id))
}

fn docs_of(lowering: &mut Lowering<'_>, at: &Location, facets: &Facets<'_>) -> Result<Docs, Skipped> {
    let extensions = Extensions { values: &facets.data.extensions, at };
    let aliases = extensions.texts(lowering, "x-doc-aliases")?;
    Ok(docs::of_schema(facets.data, aliases))
}

/// How many items the list at a place has.
fn count(lowering: &Lowering<'_>, at: &Location) -> usize {
    lowering.sources.node(at).and_then(Node::as_list).map_or(0, <[Node]>::len)
}
