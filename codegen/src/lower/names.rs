//! Names that collide are an error, shown at both places: the generator never picks one silently.

use std::collections::HashMap;

use super::Lowering;
use crate::api::Api;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Node};

/// Checks that every type has a name of its own. Operations have theirs from [`super::allocation`].
pub(crate) fn check(api: &Api, lowering: &mut Lowering<'_>) {
    let mut types: HashMap<&str, &Location> = HashMap::new();
    // What the macro of the runtime and the module itself define.
    let own = ["Client", "Call", "Credentials"];
    for (_, ty) in api.types.iter() {
        if own.contains(&ty.name.as_str()) {
            let message = format!("`{}` is a type that every client has", ty.name);
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
    let first = lowering.sources.span(&name_of(lowering, first));
    let diagnostic = Diagnostic::at(lowering.sources, Code::NameTaken, &name_of(lowering, second), message)
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
