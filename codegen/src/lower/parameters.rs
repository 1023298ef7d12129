//! Parameters: which an operation has, and how each is written.

use indexmap::IndexMap;
use openapiv3::{HeaderStyle, Parameter, ParameterSchemaOrContent, PathStyle, QueryStyle};

use super::arguments::TAKEN;
use super::extensions::Extensions;
use super::media::{self, Media, is_json};
use super::{Lowering, Skipped, component, docs, schema, words};
use crate::api::{Argument, Place, Serialization, Style, TypeRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Node};

/// Headers that follow from media types and security, so that parameters of these names are ignored
/// (OpenAPI 3.0.3, 4.7.12.2).
const IGNORED: [&str; 3] = ["accept", "content-type", "authorization"];

/// Headers that describe the connection and where a message ends on it (RFC 9110, 7.6.1 and 8.6): a value of the
/// caller's that differs from what the HTTP client does breaks the connection.
const FRAMING: [&str; 8] =
    ["connection", "content-length", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];

/// A parameter, and where it is described.
pub(crate) type Found = (Parameter, Location);

/// The parameters of an operation, whose own take the place of those of its path (OpenAPI 3.0.3, 4.7.10).
pub(crate) fn of(lowering: &mut Lowering<'_>, item: &Location, operation: &Location) -> Result<Vec<Found>, Skipped> {
    let mut found: IndexMap<(&'static str, String), Found> = IndexMap::new();
    for owner in [item, operation] {
        let list = owner.child("parameters");
        let count = lowering.sources.node(&list).and_then(Node::as_list).map_or(0, <[Node]>::len);
        for index in 0..count {
            let at = lowering.resolve(&list.index(index))?;
            let parameter: Parameter = lowering.read(&at)?;
            found.insert(key(&parameter), (parameter, at));
        }
    }
    Ok(found.into_values().collect())
}

/// Arguments, and whether each has to be given.
pub(crate) fn arguments(
    lowering: &mut Lowering<'_>,
    found: Vec<Found>,
    operation: &Location,
    operation_name: &str,
) -> Result<Vec<(Argument, bool)>, Skipped> {
    let mut arguments = Vec::new();
    for (parameter, at) in found {
        let (place, name) = key(&parameter);
        if let Some(help) = ignored(place, &name) {
            let message = format!("the header parameter `{}` is ignored", parameter.parameter_data_ref().name);
            lowering.report(Diagnostic::at(lowering.sources, Code::IgnoredParameter, &at, message).help(help));
            continue;
        }
        // A path cannot go without a part of it.
        let required = place == "path" || parameter.parameter_data_ref().required;
        let own = at.pointer.starts_with(&operation.pointer);
        // What belongs to the path belongs to several operations.
        let hint = if own { format!("{operation_name}_{}", parameter.parameter_data_ref().name) } else { name };
        arguments.push((argument(lowering, &parameter, &at, &hint)?, required));
    }
    Ok(arguments)
}

/// Why a parameter is not an argument, and what to do about it.
fn ignored(place: &str, name: &str) -> Option<&'static str> {
    if place != "header" {
        None
    } else if IGNORED.contains(&name) {
        Some("leave it out: the header follows from media types and security requirements")
    } else if FRAMING.contains(&name) {
        Some("leave it out: the HTTP client sets the header to what it sends")
    } else if !is_token(name) {
        Some("give it a name that HTTP allows, of letters, digits and `-`: a header of this name cannot be sent")
    } else {
        None
    }
}

/// Whether a text can be the name of a header (RFC 9110, 5.6.2).
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}

/// What tells parameters apart. Names of headers have no case.
fn key(parameter: &Parameter) -> (&'static str, String) {
    let name = &parameter.parameter_data_ref().name;
    match parameter {
        Parameter::Query { .. } => ("query", name.clone()),
        Parameter::Header { .. } => ("header", name.to_ascii_lowercase()),
        Parameter::Path { .. } => ("path", name.clone()),
        Parameter::Cookie { .. } => ("cookie", name.clone()),
    }
}

fn argument(
    lowering: &mut Lowering<'_>,
    parameter: &Parameter,
    at: &Location,
    hint: &str,
) -> Result<Argument, Skipped> {
    let data = parameter.parameter_data_ref();
    let mut how = Serialization::of(style(parameter));
    how.explode = data.explode.unwrap_or(how.explode);
    if let Parameter::Query { allow_reserved, allow_empty_value, .. } = parameter {
        (how.allow_reserved, how.allow_empty) = (*allow_reserved, *allow_empty_value == Some(true));
    }
    let flag = |lowering: &Lowering<'_>, key: &str| {
        lowering.sources.node(&at.child(key)).and_then(Node::as_bool).unwrap_or(false)
    };
    let is_whole_query = flag(lowering, "x-upgraded-querystring");
    if is_whole_query {
        how = Serialization::of(Style::Querystring);
    }
    if let Parameter::Cookie { .. } = parameter {
        how.allow_reserved = flag(lowering, "allowReserved");
        if flag(lowering, "x-upgraded-cookie-style") {
            how = Serialization { explode: how.explode, ..Serialization::of(Style::Cookie) };
        }
    }
    let schema_at = match &data.format {
        ParameterSchemaOrContent::Schema(_) => at.child("schema"),
        ParameterSchemaOrContent::Content(content) => {
            let media_type = content.keys().next().map_or("", String::as_str);
            (how.json, how.form) = (is_json(media_type), Media::of(media_type) == Media::Form && !is_whole_query);
            media::described(lowering, &at.child("content"), media_type)?.child("schema")
        }
    };
    let component = component(at);
    let hint = component.as_deref().unwrap_or(hint);
    let is_described = lowering.sources.node(&schema_at).is_some();
    let is_fixed = data.required && !is_whole_query && is_described;
    let fixed = if is_fixed { schema::only_value(lowering, &schema_at) } else { None };
    let ty = match lowering.sources.node(&schema_at) {
        _ if fixed.is_some() => TypeRef::String,
        Some(_) => schema::at(lowering, &schema_at, hint)?,
        None if how.json => TypeRef::Any,
        None => TypeRef::String,
    };
    if is_whole_query && !how.json && (is_scalar(lowering, &ty) || matches!(ty.not_null(), TypeRef::List(_))) {
        let (message, help) = (
            "the whole query is no object here",
            "describe it as `application/x-www-form-urlencoded` with an object, or as JSON",
        );
        return Err(lowering.refuse(Code::Unsupported, at, message, help));
    }
    if is_scalar(lowering, &ty) && !how.json {
        how = plain(how);
    }
    let place = match parameter {
        Parameter::Path { .. } => Place::Path(how),
        Parameter::Query { .. } => Place::Query(how),
        Parameter::Header { .. } => Place::Header(how),
        Parameter::Cookie { .. } => Place::Cookie(how),
    };
    if let Some(value) = fixed {
        return Ok(Argument::fixed(data.name.clone(), place, value));
    }
    let extensions = Extensions { values: &data.extensions, at };
    let name = match extensions.rust_name(lowering, words::Kind::Value)? {
        Some(name) if !data.required && TAKEN.contains(&name.as_str()) => {
            let why = format!("every call has something named `{name}`");
            return Err(extensions.wrong(lowering, "x-rust-name", &why));
        }
        Some(name) => name,
        None => words::snake(&data.name),
    };
    Ok(Argument { name, wire: data.name.clone(), ty, place, docs: docs::of_parameter(parameter), constant: None })
}

fn style(parameter: &Parameter) -> Style {
    match parameter {
        Parameter::Path { style: PathStyle::Simple, .. } | Parameter::Header { style: HeaderStyle::Simple, .. } => {
            Style::Simple
        }
        Parameter::Path { style: PathStyle::Label, .. } => Style::Label,
        Parameter::Path { style: PathStyle::Matrix, .. } => Style::Matrix,
        Parameter::Query { style: QueryStyle::Form, .. } | Parameter::Cookie { .. } => Style::Form,
        Parameter::Query { style: QueryStyle::SpaceDelimited, .. } => Style::SpaceDelimited,
        Parameter::Query { style: QueryStyle::PipeDelimited, .. } => Style::PipeDelimited,
        Parameter::Query { style: QueryStyle::DeepObject, .. } => Style::DeepObject,
    }
}

/// A scalar looks the same however lists and objects would be written.
fn plain(how: Serialization) -> Serialization {
    let style = match how.style {
        Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject => Style::Form,
        other => other,
    };
    Serialization { allow_reserved: how.allow_reserved, ..Serialization::of(style) }
}

fn is_scalar(lowering: &Lowering<'_>, ty: &TypeRef) -> bool {
    match ty.not_null() {
        TypeRef::List(_) | TypeRef::Map(_) | TypeRef::Any | TypeRef::Unit | TypeRef::Boxed(_) => false,
        TypeRef::Named(id) => lowering.types[*id].kind.is_open(),
        _ => true,
    }
}
