//! `oneOf` and `anyOf`: alternatives, and what tells them apart.

use openapiv3::{Discriminator, Schema};

use super::Facets;
use crate::api::{Alternatives, Kind, TypeRef, Union, Variant};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::extensions::Extensions;
use crate::lower::{Lowering, Skipped, docs, words};
use crate::source::Location;

/// The union of a schema's alternatives.
pub(crate) fn lower(
    lowering: &mut Lowering<'_>,
    at: &Location,
    facets: &Facets<'_>,
    name: &str,
) -> Result<TypeRef, Skipped> {
    if facets.properties.is_some() || !facets.all_of.is_empty() {
        return Err(lowering.unsupported(
            at,
            "alternatives beside properties or `allOf`",
            "put the shared properties into each alternative",
        ));
    }
    let list = at.child(if facets.one_of.is_empty() { "anyOf" } else { "oneOf" });
    let count = super::count(lowering, &list);
    if (Extensions { values: &facets.data.extensions, at }).flag(lowering, "x-one-value")? == Some(true) {
        return one_value(lowering, at, &list, count);
    }
    match &facets.data.discriminator {
        Some(discriminator) => tagged(lowering, at, facets, name, &list, discriminator),
        None => by_json_type(lowering, at, facets, name, &list, count),
    }
}

/// Alternatives that are spellings of one value, which the first of them has.
fn one_value(lowering: &mut Lowering<'_>, at: &Location, list: &Location, count: usize) -> Result<TypeRef, Skipped> {
    let mut types = Vec::new();
    for index in 0..count {
        types.push(super::at(lowering, &list.index(index), "spelling")?);
    }
    let is_number = |ty: &TypeRef| {
        matches!(
            ty,
            TypeRef::Int32 | TypeRef::Int64 | TypeRef::Uint64 | TypeRef::Float | TypeRef::Double | TypeRef::Bool
        )
    };
    match types.split_first() {
        // The runtime decodes these from both spellings, wherever they stand.
        Some((first, rest))
            if (is_number(first) || *first == TypeRef::String)
                && rest.iter().all(|ty| is_number(ty) || *ty == TypeRef::String) =>
        {
            Ok(first.clone())
        }
        _ => Err(lowering.refuse(
            Code::InvalidExtension,
            &at.child("x-one-value"),
            "`x-one-value`: the alternatives have to be numbers, booleans and strings",
            "leave the extension out, so that the alternatives become an enum",
        )),
    }
}

/// Alternatives that a property names.
fn tagged(
    lowering: &mut Lowering<'_>,
    at: &Location,
    facets: &Facets<'_>,
    name: &str,
    list: &Location,
    discriminator: &Discriminator,
) -> Result<TypeRef, Skipped> {
    if discriminator.mapping.is_empty() {
        return Err(lowering.unsupported(
            &at.child("discriminator"),
            "a discriminator without `mapping`",
            "add a `mapping` with a value for each alternative",
        ));
    }
    let mapping = at.child("discriminator").child("mapping");
    let alternatives: Vec<Location> = (0..super::count(lowering, list))
        .map(|index| lowering.resolve(&list.index(index)))
        .collect::<Result<_, _>>()?;
    let mut variants = Vec::new();
    for (key, reference) in &discriminator.mapping {
        let place = mapping.child(key);
        let span = lowering.sources.span(&place);
        let target = match lowering.sources.resolve(at.file, span, &place.pointer, reference) {
            Ok(target) => target,
            Err(diagnostic) => return Err(lowering.report(diagnostic)),
        };
        if !alternatives.contains(&target) {
            let list = list.pointer.last().unwrap_or_default().into_owned();
            let help = format!("add it to `{list}`, or take the value out of `mapping`");
            return Err(lowering.refuse(Code::Discriminator, &place, "this schema is none of the alternatives", help));
        }
        let ty = super::at(lowering, &target, key)?;
        let carries_tag = ty.named().is_some_and(|id| match &lowering.types[id].kind {
            Kind::Struct(object) => object.constants.contains(&(discriminator.property_name.clone(), key.clone())),
            _ => false,
        });
        if !carries_tag {
            let what = format!(
                "an alternative whose `{}` is not required with the one value `{key}`",
                discriminator.property_name
            );
            let instead =
                format!("make it required, `{{type: string, enum: [{key}]}}`, in a schema of its own for each value");
            return Err(lowering.unsupported(&target, &what, &instead));
        }
        let name = words::pascal(key);
        let taken = |other: &&Variant| other.name == name || other.constructor == words::snake(key);
        if let Some(by) = variants.iter().find(taken).map(|other| format!("the alternative `{}`", other.key)) {
            return Err(name_taken(lowering, &place, &name, &by));
        }
        if name == "Unknown" {
            return Err(name_taken(lowering, &place, &name, "the variant that keeps what is none of the alternatives"));
        }
        let schema: Schema = lowering.read(&target)?;
        variants.push(Variant {
            name,
            constructor: words::snake(key),
            key: key.clone(),
            ty,
            docs: docs::described(schema.schema_data.description.as_ref()),
        });
    }
    for (index, alternative) in alternatives.iter().enumerate() {
        let id = lowering.known(alternative).and_then(TypeRef::named);
        if !variants.iter().any(|variant| variant.ty.named() == id) {
            let message = "this alternative has no value in the discriminator's `mapping`";
            let help = "add a value that leads to it";
            return Err(lowering.refuse(Code::Discriminator, &list.index(index), message, help));
        }
    }
    let by = Alternatives::Tag(discriminator.property_name.clone());
    super::add(lowering, at, facets, name, Kind::Union(Union { by, variants }))
}

fn name_taken(lowering: &mut Lowering<'_>, at: &Location, name: &str, by: &str) -> Skipped {
    let message = format!("this alternative would be called `{name}`, which is the name of {by}");
    let diagnostic = Diagnostic::at_key(lowering.sources, Code::NameTaken, at, message)
        .help("the values have to differ in more than capitals and punctuation: leave one of the two out");
    lowering.report(diagnostic)
}

/// Alternatives of different JSON types.
fn by_json_type(
    lowering: &mut Lowering<'_>,
    at: &Location,
    facets: &Facets<'_>,
    name: &str,
    list: &Location,
    count: usize,
) -> Result<TypeRef, Skipped> {
    let mut variants: Vec<Variant> = Vec::new();
    for index in 0..count {
        let place = lowering.resolve(&list.index(index))?;
        let ty = super::at(lowering, &place, &format!("{name}_{}", index + 1))?;
        let schema: Schema = lowering.read(&place)?;
        let Some(key) = json_type(lowering, &ty).filter(|key| variants.iter().all(|other| other.key != *key)) else {
            return Err(lowering.unsupported(
                &place,
                "alternatives that have neither a discriminator nor different JSON types",
                "add a `discriminator`, or describe them as one schema",
            ));
        };
        let variant = match key {
            "Array" => "List",
            "String" => "Text",
            other => other,
        };
        variants.push(Variant {
            name: variant.to_owned(),
            constructor: words::snake(variant),
            key: key.to_owned(),
            ty,
            docs: docs::described(schema.schema_data.description.as_ref()),
        });
    }
    // An integer is a number too, so that it has to be looked for first.
    variants.sort_by_key(|variant| variant.key == "Number");
    super::add(lowering, at, facets, name, Kind::Union(Union { by: Alternatives::JsonType, variants }))
}

/// The JSON type of a type, by its name in the runtime.
fn json_type(lowering: &Lowering<'_>, ty: &TypeRef) -> Option<&'static str> {
    Some(match ty {
        TypeRef::Bool => "Boolean",
        TypeRef::Int32 | TypeRef::Int64 | TypeRef::Uint64 => "Integer",
        TypeRef::Float | TypeRef::Double => "Number",
        TypeRef::String | TypeRef::Secret => "String",
        TypeRef::List(_) => "Array",
        TypeRef::Map(_) => "Object",
        TypeRef::Unit | TypeRef::Any => return None,
        TypeRef::Named(id) | TypeRef::Boxed(id) => match &lowering.types[*id].kind {
            Kind::Struct(_) => "Object",
            Kind::Enum(values) if values.base == crate::api::Base::String => "String",
            Kind::Enum(_) => "Integer",
            Kind::Union(_) => return None,
        },
    })
}
