//! What an operation is called with: its parameters and its body become arguments.

use openapiv3::Operation as OperationObject;

use super::{Lowering, Skipped, bodies, parameters};
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
    item: Option<&Location>,
    at: &Location,
    name: &str,
) -> Result<Arguments, Skipped> {
    let mut arguments = Arguments::default();
    let mut places = Vec::new();
    for found in parameters::of(lowering, item, at, name)? {
        if matches!(found.argument.place, Place::Path(_)) {
            places.push((found.argument.wire.clone(), found.at));
        }
        if found.required { arguments.required.push(found.argument) } else { arguments.optional.push(found.argument) }
    }
    check_template(lowering, template, &arguments, &places, at)?;
    if operation.request_body.is_some() {
        let body = lowering.resolve(&at.child("requestBody"))?;
        bodies::add(lowering, &mut arguments, &body, name)?;
    }
    allocate(&mut arguments);
    Ok(arguments)
}

/// Every `{name}` of the path has its parameter, and the other way round.
fn check_template(
    lowering: &mut Lowering<'_>,
    template: &str,
    arguments: &Arguments,
    places: &[(String, Location)],
    at: &Location,
) -> Result<(), Skipped> {
    let names: Vec<&str> = template.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
    let declared: Vec<&str> = arguments
        .required
        .iter()
        .filter(|argument| matches!(argument.place, Place::Path(_)))
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
    if let Some(wire) = declared.iter().find(|name| !names.contains(name)) {
        let place = places.iter().find(|(name, _)| name == wire).map_or(at, |(_, place)| place);
        let message = format!("the path parameter `{wire}` is declared, and the path has no `{{{wire}}}`");
        let help = format!("put `{{{wire}}}` into the path, or take the parameter away");
        return Err(lowering.refuse(Code::PathParameter, place, message, help));
    }
    Ok(())
}

/// What a call of any operation has: public methods, and the ones that setters are written with.
pub(crate) const TAKEN: [&str; 23] = [
    "header",
    "timeout",
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

/// Gives every argument of the method, and every setter, a name of its own: the first keeps its name, the
/// next ones are told apart by where they go.
fn allocate(arguments: &mut Arguments) {
    let mut taken: Vec<String> = Vec::new();
    for argument in &mut arguments.required {
        argument.name = free(&argument.name, place_name(&argument.place), &taken, &[]);
        taken.push(argument.name.clone());
    }
    for body in &mut arguments.bodies {
        body.name = free(&body.name, "body", &taken, &[]);
    }
    let mut taken: Vec<String> = Vec::new();
    for argument in &mut arguments.optional {
        argument.name = free(&argument.name, place_name(&argument.place), &taken, &TAKEN);
        taken.push(argument.name.clone());
    }
}

fn free(name: &str, place: &str, taken: &[String], reserved: &[&str]) -> String {
    let is_free = |name: &str| !taken.iter().any(|other| other == name) && !reserved.contains(&name);
    if is_free(name) {
        return name.to_owned();
    }
    let longer = format!("{}_{place}", name.trim_start_matches("r#"));
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
