//! What an operation is called with: its parameters and its body become arguments.

use std::collections::{HashMap, HashSet};

use openapiv3::Operation as OperationObject;

use super::path::Path;
use super::{Lowering, Skipped, bodies, pagination, parameters};
use crate::api::{Argument, Body, Place};
use crate::source::Location;

/// The arguments of an operation.
#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) path: Path,
    pub(crate) required: Vec<Argument>,
    pub(crate) optional: Vec<Argument>,
    pub(crate) bodies: Vec<Body>,
    pub(crate) sends_empty_object: bool,
    pub(crate) begins_form: Option<String>,
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
    let mut found = parameters::of(lowering, item, at)?;
    let path = Path::of(lowering, template, &mut found, item, at)?;
    let body = operation.request_body.is_some().then(|| lowering.resolve(&at.child("requestBody"))).transpose()?;
    let mut arguments = Arguments { path, ..Arguments::default() };
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

/// What a call of any operation has: public methods, and the ones that setters are written with.
pub(crate) const TAKEN: [&str; 28] = [
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
    "set_part_as",
    "set_file",
    "set_files",
    "set_part_header",
    "set_parts",
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
    let mut names = Names::default();
    for argument in arguments.required.iter_mut().filter(|argument| argument.constant.is_none()) {
        argument.name = names.free(&argument.name, place_name(&argument.place));
        names.taken.insert(argument.name.clone());
    }
    for body in &mut arguments.bodies {
        body.name = names.free(&body.name, "body");
    }
    let reserved = TAKEN.iter().chain(further).map(|name| (*name).to_owned());
    let mut names = Names { taken: reserved.collect(), ..Names::default() };
    for argument in &mut arguments.optional {
        argument.name = names.free(&argument.name, place_name(&argument.place));
        names.taken.insert(argument.name.clone());
    }
}

/// Names that are taken.
#[derive(Default)]
struct Names {
    taken: HashSet<String>,
    /// The numbers that have been given out with a name.
    numbers: HashMap<String, usize>,
}

impl Names {
    /// The name, with its place where it is taken, with a number where that is taken too.
    fn free(&mut self, name: &str, place: &str) -> String {
        if !self.taken.contains(name) {
            return name.to_owned();
        }
        let longer = format!("{}_{place}", name.trim_start_matches("r#").trim_end_matches('_'));
        if !self.taken.contains(&longer) {
            return longer;
        }
        let number = self.numbers.entry(longer.clone()).or_insert(1);
        loop {
            *number += 1;
            let numbered = format!("{longer}_{number}");
            if !self.taken.contains(&numbered) {
                return numbered;
            }
        }
    }
}

fn place_name(place: &Place) -> &'static str {
    match place {
        Place::Path(_) => "path",
        Place::Query(_) => "query",
        Place::Header(_) => "header",
        Place::Cookie(_) => "cookie",
        Place::Member | Place::Part(_) | Place::StyledPart(_) | Place::PartHeader(..) | Place::OtherParts => "part",
        Place::File { .. } => "file",
    }
}
