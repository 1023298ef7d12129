//! What an operation is called with: its parameters and its body become arguments.

use openapiv3::{Operation as OperationObject, Parameter};

use super::{Lowering, Skipped, bodies, pagination, parameters};
use crate::api::{Argument, Body, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Location;

/// The arguments of an operation.
#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) required: Vec<Argument>,
    pub(crate) optional: Vec<Argument>,
    pub(crate) bodies: Vec<Body>,
    pub(crate) sends_empty_object: bool,
}

impl Arguments {
    /// Whether some of them are parts of a body.
    pub(crate) fn has_parts(&self) -> bool {
        let mut arguments = self.required.iter().chain(&self.optional);
        arguments.any(|argument| matches!(argument.place, Place::Part(_) | Place::File { .. }))
    }
}

/// Parameters of the path item and of the operation, then the body.
pub(crate) fn of(
    lowering: &mut Lowering<'_>,
    operation: &OperationObject,
    template: &str,
    item: &Location,
    at: &Location,
    name: &str,
) -> Result<Arguments, Skipped> {
    // What can fail comes first: an operation that fails costs no types.
    let found = parameters::of(lowering, item, at)?;
    check_template(lowering, template, &found, item, at)?;
    let body = operation.request_body.is_some().then(|| lowering.resolve(&at.child("requestBody"))).transpose()?;
    let mut arguments = Arguments::default();
    for (argument, required) in parameters::arguments(lowering, found, at, name)? {
        if required { arguments.required.push(argument) } else { arguments.optional.push(argument) }
    }
    if let Some(body) = body {
        bodies::add(lowering, &mut arguments, &body, name)?;
    }
    let paginated = operation.extensions.contains_key(pagination::KEY);
    allocate(&mut arguments, if paginated { &PAGED } else { &[] });
    Ok(arguments)
}

/// What is called of a path. A fragment tells operations of one path apart, and is never sent (RFC 3986, 3.5); what is
/// a parameter of the query is sent as such, and not as a part of the path too.
pub(crate) fn target<'a>(template: &str, arguments: impl Iterator<Item = &'a Argument>) -> String {
    let template = template.split('#').next().unwrap_or_default();
    let Some((path, query)) = template.split_once('?') else {
        return template.to_owned();
    };
    let names: Vec<&str> = arguments
        .filter(|argument| matches!(argument.place, Place::Query(_)))
        .map(|argument| &*argument.wire)
        .collect();
    let pairs: Vec<&str> = query.split('&').filter(|pair| !names.iter().any(|name| is_pair(pair, name))).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// Whether this is the name of a parameter with its place: `page={page}`.
fn is_pair(pair: &str, name: &str) -> bool {
    pair.split_once('=') == Some((name, &format!("{{{name}}}")))
}

/// Every `{name}` of the path has its parameter, and the other way round.
fn check_template(
    lowering: &mut Lowering<'_>,
    template: &str,
    found: &[parameters::Found],
    item: &Location,
    at: &Location,
) -> Result<(), Skipped> {
    let template = template.split('#').next().unwrap_or_default();
    let mut names: Vec<&str> = template.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
    let query = template.split_once('?').map_or("", |(_, query)| query);
    for pair in query.split('&') {
        let parameters = found.iter().filter(|(parameter, _)| matches!(parameter, Parameter::Query { .. }));
        let mut wires = parameters.map(|(parameter, _)| parameter.parameter_data_ref().name.as_str());
        let Some(wire) = wires.find(|wire| is_pair(pair, wire)) else { continue };
        names.retain(|name| name != &wire);
        let message = format!("`{pair}` stands in the path, and `{wire}` is a parameter of the query");
        let diagnostic = Diagnostic::at_key(lowering.sources, Code::Mended, item, message)
            .help("it is sent once, as the parameter says: leave it out of the path");
        lowering.report(diagnostic);
    }
    let declared: Vec<(&str, &Location)> = found
        .iter()
        .filter(|(parameter, _)| matches!(parameter, Parameter::Path { .. }))
        .map(|(parameter, at)| (parameter.parameter_data_ref().name.as_str(), at))
        .collect();
    if let Some(missing) = names.iter().find(|name| !declared.iter().any(|(declared, _)| declared == *name)) {
        let message = format!("the path has `{{{missing}}}`, and no required path parameter of that name is declared");
        let diagnostic = Diagnostic::at_key(lowering.sources, Code::PathParameter, item, message)
            .related(lowering.sources.key_span(at), "of this operation")
            .help(format!(
                "add the parameter `{{name: {missing}, in: path, required: true, schema: {{type: string}}}}`"
            ));
        return Err(lowering.report(diagnostic));
    }
    if let Some((wire, place)) = declared.iter().find(|(name, _)| !names.contains(name)) {
        let message = format!("the path parameter `{wire}` is declared, and the path has no `{{{wire}}}`");
        let help = format!("put `{{{wire}}}` into the path, or take the parameter away");
        return Err(lowering.refuse(Code::PathParameter, place, message, help));
    }
    Ok(())
}

/// What a call of any operation has: public methods, and the ones that setters are written with.
pub(crate) const TAKEN: [&str; 25] = [
    "credentials",
    "header",
    "timeout",
    "on_behalf_of",
    "send",
    "wait",
    "wait_response",
    "with",
    "into_future",
    "set_path",
    "set_path_as",
    "set_query",
    "set_query_as",
    "set_header",
    "set_header_as",
    "set_cookie",
    "set_member",
    "set_part",
    "set_file",
    "set_files",
    "json_body",
    "text_body",
    "form_body",
    "upload_body",
    "multipart_body",
];

/// What a call has whose answer is one page of a list.
const PAGED: [&str; 2] = ["pages", "items"];

/// Gives every argument of the method, and every setter, a name of its own: the first keeps its name, the
/// next ones are told apart by where they go.
fn allocate(arguments: &mut Arguments, further: &[&str]) {
    let reserved = [&TAKEN, further].concat();
    let mut taken: Vec<String> = Vec::new();
    for argument in arguments.required.iter_mut().filter(|argument| argument.constant.is_none()) {
        argument.name = free(&argument.name, place_name(&argument.place), &taken, &[]);
        taken.push(argument.name.clone());
    }
    for body in &mut arguments.bodies {
        body.name = free(&body.name, "body", &taken, &[]);
    }
    let mut taken: Vec<String> = Vec::new();
    for argument in &mut arguments.optional {
        argument.name = free(&argument.name, place_name(&argument.place), &taken, &reserved);
        taken.push(argument.name.clone());
    }
}

fn free(name: &str, place: &str, taken: &[String], reserved: &[&str]) -> String {
    let is_free = |name: &str| !taken.iter().any(|other| other == name) && !reserved.contains(&name);
    if is_free(name) {
        return name.to_owned();
    }
    let longer = format!("{}_{place}", name.trim_start_matches("r#").trim_end_matches('_'));
    if is_free(&longer) {
        return longer;
    }
    (2..).map(|number| format!("{longer}_{number}")).find(|name| is_free(name)).unwrap_or(longer)
}

fn place_name(place: &Place) -> &'static str {
    match place {
        Place::Path(_) => "path",
        Place::Query(_) => "query",
        Place::Header(_) => "header",
        Place::Cookie(_) => "cookie",
        Place::Member | Place::Part(_) => "part",
        Place::File { .. } => "file",
    }
}
