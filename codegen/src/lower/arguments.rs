//! What an operation is called with: its parameters and its body become arguments.

use std::collections::HashMap;

use openapiv3::{Operation as OperationObject, Parameter, ParameterSchemaOrContent, QueryStyle, RequestBody};

use super::extensions::Extensions;
use super::{Lowering, Skipped, docs, schema, words};
use crate::api::{Argument, Body, Field, Kind, Place, TypeRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Node};

/// The arguments of an operation.
#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) required: Vec<Argument>,
    pub(crate) optional: Vec<Argument>,
    pub(crate) body: Option<Body>,
    pub(crate) sends_empty_object: bool,
    /// Where each name was first wanted: by an argument of the method, or by a setter of the call.
    wanted: HashMap<(bool, String), Location>,
}

impl Arguments {
    /// Adds an argument, which is set by name unless it is required.
    fn add(
        &mut self,
        lowering: &mut Lowering<'_>,
        mut argument: Argument,
        required: bool,
        at: Location,
    ) -> Result<(), Skipped> {
        if !required && is_taken_by_calls(&argument.name) {
            argument.name.push('_');
        }
        self.check(lowering, &argument.name, required, &at)?;
        if required {
            self.required.push(argument)
        } else {
            self.optional.push(argument)
        }
        Ok(())
    }

    /// Reports a name that another argument has.
    fn check(&mut self, lowering: &mut Lowering<'_>, name: &str, required: bool, at: &Location) -> Result<(), Skipped> {
        let Some(first) = self.wanted.insert((required, name.to_owned()), at.clone()) else {
            return Ok(());
        };
        let message = format!("two arguments of the operation want the name `{name}`");
        let diagnostic = Diagnostic::at(lowering.sources, Code::NameTaken, at, message)
            .related(lowering.sources.span(&first), "the first of them")
            .help("give one of them another name with `x-rust-name`");
        Err(lowering.report(diagnostic))
    }
}

/// True for the methods that the runtime gives to every call: a setter of that name needs another.
fn is_taken_by_calls(name: &str) -> bool {
    ["header", "timeout", "send", "with", "path", "query", "header_parameter", "member", "body", "optional_body"]
        .contains(&name)
}

/// Parameters of the path item and of the operation, then the body.
pub(crate) fn of(
    lowering: &mut Lowering<'_>,
    operation: &OperationObject,
    template: &str,
    item: Option<&Location>,
    at: &Location,
    method_name: &str,
) -> Result<Arguments, Skipped> {
    let mut arguments = Arguments::default();
    for (parameter, place) in parameters(lowering, item, at)? {
        let own = place.pointer.starts_with(&at.pointer);
        let name = &parameter.parameter_data_ref().name;
        // What belongs to the path belongs to several operations.
        let hint = if own { format!("{method_name}_{name}") } else { name.clone() };
        let argument = argument(lowering, &parameter, &place, &hint)?;
        arguments.add(lowering, argument, parameter.parameter_data_ref().required, place)?;
    }
    check_template(lowering, template, &arguments, at)?;
    if operation.request_body.is_some() {
        let body = lowering.resolve(&at.child("requestBody"))?;
        add_body(lowering, &mut arguments, &body, method_name)?;
    }
    Ok(arguments)
}

/// The operation's own parameters take the place of those of its path (OpenAPI 3.0.3, 4.7.10).
fn parameters(
    lowering: &mut Lowering<'_>,
    item: Option<&Location>,
    operation: &Location,
) -> Result<Vec<(Parameter, Location)>, Skipped> {
    let mut found: Vec<(Parameter, Location)> = Vec::new();
    for owner in item.into_iter().chain([operation]) {
        let list = owner.child("parameters");
        let count = lowering.sources.node(&list).and_then(Node::as_list).map_or(0, <[Node]>::len);
        for index in 0..count {
            let at = lowering.resolve(&list.index(index))?;
            let parameter: Parameter = lowering.read(&at)?;
            let key = key(&parameter);
            found.retain(|(other, _)| self::key(other) != key);
            found.push((parameter, at));
        }
    }
    Ok(found)
}

fn key(parameter: &Parameter) -> (&'static str, String) {
    let place = match parameter {
        Parameter::Query { .. } => "query",
        Parameter::Header { .. } => "header",
        Parameter::Path { .. } => "path",
        Parameter::Cookie { .. } => "cookie",
    };
    (place, parameter.parameter_data_ref().name.clone())
}

fn argument(
    lowering: &mut Lowering<'_>,
    parameter: &Parameter,
    at: &Location,
    hint: &str,
) -> Result<Argument, Skipped> {
    let data = parameter.parameter_data_ref();
    let place = match parameter {
        Parameter::Path { style: openapiv3::PathStyle::Simple, .. } => Place::Path,
        Parameter::Query { style: QueryStyle::Form, .. } if data.explode != Some(false) => Place::Query,
        Parameter::Header { .. } => Place::Header,
        Parameter::Cookie { .. } => return Err(lowering.unsupported(at, "a cookie parameter", "pass it as a header")),
        _ => {
            return Err(lowering.unsupported(
                &at.child("style"),
                "this style of a parameter",
                "use the default style, `simple` in a path and exploded `form` in a query",
            ));
        }
    };
    let ParameterSchemaOrContent::Schema(_) = &data.format else {
        return Err(lowering.unsupported(
            &at.child("content"),
            "a parameter with `content`",
            "give the parameter a `schema`",
        ));
    };
    let ty = schema::at(lowering, &at.child("schema"), hint)?;
    let listed = matches!(&ty, TypeRef::List(_)) && place == Place::Query;
    if !listed && !is_scalar(lowering, &ty) {
        return Err(lowering.unsupported(
            &at.child("schema"),
            "a parameter that is a list or an object",
            "make it a scalar, or in the query a list of scalars",
        ));
    }
    let extensions = Extensions { values: &data.extensions, at };
    let name = match extensions.rust_name(lowering, words::Kind::Value)? {
        Some(name) if !data.required && is_taken_by_calls(&name) => {
            let why = format!("every call has something named `{name}`");
            return Err(extensions.wrong(lowering, "x-rust-name", &why));
        }
        Some(name) => name,
        None => words::snake(&data.name),
    };
    Ok(Argument { name, wire: data.name.clone(), ty, place, docs: docs::of_parameter(parameter) })
}

fn is_scalar(lowering: &Lowering<'_>, ty: &TypeRef) -> bool {
    match ty {
        TypeRef::List(_) | TypeRef::Map(_) | TypeRef::Any | TypeRef::Unit | TypeRef::Boxed(_) => false,
        TypeRef::Named(id) => matches!(lowering.types[*id].kind, Kind::Enum(_)),
        _ => true,
    }
}

/// Every `{name}` of the path has its parameter, and the other way round.
fn check_template(
    lowering: &mut Lowering<'_>,
    template: &str,
    arguments: &Arguments,
    at: &Location,
) -> Result<(), Skipped> {
    let names: Vec<&str> = template.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
    let declared: Vec<&str> = arguments
        .required
        .iter()
        .filter(|argument| argument.place == Place::Path)
        .map(|argument| argument.wire.as_str())
        .collect();
    if let Some(missing) = names.iter().find(|name| !declared.contains(name)) {
        let message = format!("the path has `{{{missing}}}`, and no required path parameter of that name is declared");
        let path = at.pointer.parent().map_or_else(|| at.clone(), |pointer| Location::new(at.file, pointer));
        let diagnostic = Diagnostic::at_key(lowering.sources, Code::PathParameter, &path, message)
            .related(lowering.sources.key_span(at), "of this operation")
            .help(format!(
                "add the parameter `{{name: {missing}, in: path, required: true, schema: {{type: string}}}}`"
            ));
        return Err(lowering.report(diagnostic));
    }
    if let Some(unused) = arguments.required.iter().find(|a| a.place == Place::Path && !names.contains(&&*a.wire)) {
        let (name, wire) = (unused.name.clone(), &unused.wire);
        let place = arguments.wanted.get(&(true, name)).unwrap_or(at);
        let message = format!("the path parameter `{wire}` is declared, and the path has no `{{{wire}}}`");
        let help = format!("put `{{{wire}}}` into the path, or take the parameter away");
        return Err(lowering.refuse(Code::PathParameter, place, message, help));
    }
    Ok(())
}

fn add_body(
    lowering: &mut Lowering<'_>,
    arguments: &mut Arguments,
    at: &Location,
    method_name: &str,
) -> Result<(), Skipped> {
    let object: RequestBody = lowering.read(at)?;
    let content = at.child("content");
    if object.content.is_empty() {
        let help = "add the media type `application/json` with a schema, or leave the body out";
        return Err(lowering.refuse(Code::MissingField, &content, "the body has no media type", help));
    }
    if object.content.len() > 1 {
        return Err(lowering.unsupported(&content, "a body with several media types", "keep the JSON one"));
    }
    let Some((media_type, _)) = object.content.first().filter(|(media_type, _)| is_json(media_type)) else {
        return Err(lowering.unsupported(
            &content,
            "a body that is not JSON",
            "describe the body as `application/json`, or leave it out",
        ));
    };
    let ty = schema::at(lowering, &content.child(media_type).child("schema"), &format!("{method_name}_body"))?;
    let extensions = Extensions { values: &object.extensions, at };
    if extensions.flag(lowering, "x-body-as-arguments")? == Some(true) {
        if media_type != "application/json" {
            return Err(lowering.unsupported(
                &content,
                "`x-body-as-arguments` with another media type than `application/json`",
                "leave the extension out, so that the body is one argument",
            ));
        }
        spread(lowering, arguments, &ty, &extensions)?;
        let has_member = arguments.required.iter().any(|argument| argument.place == Place::Member);
        arguments.sends_empty_object = object.required && !has_member;
        return Ok(());
    }
    let name = match (extensions.rust_name(lowering, words::Kind::Value)?, &ty) {
        (Some(name), _) => name,
        (None, TypeRef::Named(id)) => words::snake(&lowering.types[*id].name),
        (None, _) => "body".to_owned(),
    };
    if object.required {
        arguments.check(lowering, &name, true, at)?;
    }
    arguments.body = Some(Body {
        name,
        ty,
        media_type: media_type.clone(),
        required: object.required,
        docs: docs::described(object.description.as_ref()),
    });
    Ok(())
}

/// The members of the body become arguments.
fn spread(
    lowering: &mut Lowering<'_>,
    arguments: &mut Arguments,
    ty: &TypeRef,
    extensions: &Extensions<'_>,
) -> Result<(), Skipped> {
    let object = ty.named().and_then(|id| match &lowering.types[id].kind {
        Kind::Struct(object) if object.rest.is_none() && object.constants.is_empty() => Some(object.clone()),
        _ => None,
    });
    let Some(object) = object else {
        let why = "the body's schema has to be an object without constant or additional members";
        return Err(extensions.wrong(lowering, "x-body-as-arguments", why));
    };
    for Field { name, wire, ty, required, docs, .. } in object.fields {
        arguments.add(
            lowering,
            Argument { name, wire, ty, place: Place::Member, docs },
            required,
            extensions.at.clone(),
        )?;
    }
    Ok(())
}

/// `application/json` and every type whose suffix is `+json` (RFC 6839), whatever parameters it has.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}
