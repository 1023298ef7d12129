//! Names that collide are an error, shown at both places: the generator never picks one silently.

use std::collections::HashMap;

use super::Lowering;
use crate::api::Api;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Node};

/// Types that every client has, and what generated code takes from Rust's prelude.
const OWN: [&str; 16] = [
    "Client",
    "Call",
    "Credentials",
    "Box",
    "Err",
    "From",
    "Into",
    "IntoFuture",
    "None",
    "Ok",
    "Option",
    "Result",
    "Send",
    "Some",
    "String",
    "Vec",
];

/// Checks that every type has a name of its own. Operations have theirs from [`super::allocation`].
pub(crate) fn check(api: &Api, lowering: &mut Lowering<'_>) {
    let mut types: HashMap<&str, &Location> = HashMap::new();
    for (_, ty) in api.types.iter() {
        if OWN.contains(&ty.name.as_str()) {
            let message = format!("`{}` is a name that generated code needs itself", ty.name);
            let diagnostic = Diagnostic::at_key(lowering.sources, Code::NameTaken, &ty.location, message)
                .help("give the schema another name with `x-rust-name`");
            lowering.report(diagnostic);
        }
        if let Some(first) = types.insert(&ty.name, &ty.location) {
            let message = format!("two things want the name `{}`", ty.name);
            report(lowering, &message, first, &ty.location);
        }
    }
}

fn report(lowering: &mut Lowering<'_>, message: &str, first: &Location, second: &Location) {
    let place = |at: &Location| match name_of(lowering, at) {
        // A schema is too large to be pointed at; its key is its name.
        same if same == *at => lowering.sources.key_span(at),
        name => lowering.sources.span(&name),
    };
    let (first, second_span) = (place(first), place(second));
    let diagnostic = Diagnostic::new(Code::NameTaken, second_span, second.pointer.clone(), message)
        .related(first, "the first of them")
        .help("give one of them another name with `x-rust-name`");
    lowering.report(diagnostic);
}

/// The node that a name comes from, which is shorter than the thing that has it.
fn name_of(lowering: &Lowering<'_>, at: &Location) -> Location {
    ["x-rust-name", "operationId"]
        .iter()
        .map(|key| at.child(key))
        .find(|place| lowering.sources.node(place).and_then(Node::as_str).is_some())
        .unwrap_or_else(|| at.clone())
}
