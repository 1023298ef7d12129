//! Names that collide are an error, shown at both places: the generator never picks one silently.

use std::collections::HashMap;

use super::Lowering;
use crate::api::Api;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Node};

/// Checks that every method has a name of its own. Types get theirs in `type_names`.
pub(crate) fn check(api: &Api, lowering: &mut Lowering<'_>) {
    let mut methods: HashMap<&str, &Location> = HashMap::new();
    let places = std::mem::take(&mut lowering.operation_places);
    let operations = api.modules.iter().flat_map(|module| &module.operations);
    for (operation, at) in operations.zip(&places) {
        if ["builder", "raw", "call"].contains(&operation.method_name.as_str()) {
            let message = format!("`{}` is a method that every client has", operation.method_name);
            let diagnostic = Diagnostic::at(lowering.sources, Code::NameTaken, &name_of(lowering, at), message)
                .help("give the operation another name with `x-rust-name`");
            lowering.report(diagnostic);
        }
        if let Some(first) = methods.insert(&operation.method_name, at) {
            let message = format!("two operations want the name `{}`", operation.method_name);
            report(lowering, &message, first, at);
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
