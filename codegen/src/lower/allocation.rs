//! Names of methods and of what stands for operations: each gets one of its own.
//!
//! A name that the document asks for with `x-rust-name` is taken before all others, and two equal ones are an
//! error. Among the rest the first in the document keeps its name; a later one is told apart by its HTTP
//! method and path, which do not change when other operations come or go. Types of schemas come first:
//! operations yield to them.

use std::collections::{BTreeSet, HashMap};

use super::{Lowering, words};
use crate::api::{Api, Operation, Outcome};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Node};

/// Methods that every client has.
const METHODS: [&str; 5] = ["builder", "raw", "call", "clone", "from"];

/// What generated modules use or define under a name without a path.
pub(super) const ITEMS: [&str; 35] = [
    "Self",
    "Sized",
    "Client",
    "Call",
    "Credentials",
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "Vec",
    "String",
    "Box",
    "Into",
    "From",
    "Default",
    "Clone",
    "Copy",
    "Send",
    "Sync",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "Iterator",
    "IntoIterator",
    "IntoFuture",
    "Extend",
    "ToOwned",
    "ToString",
    "AsRef",
    "AsMut",
    "PartialEq",
    "Debug",
];

/// Gives every operation its names.
pub(crate) fn operations(api: &mut Api, lowering: &mut Lowering<'_>) {
    let places = lowering.operation_places.clone();
    unique_ids(api, lowering, &places);
    let mut methods: BTreeSet<String> = METHODS.map(str::to_owned).into();
    // Readers, and clippy, take it for a constructor.
    methods.insert("new".to_owned());
    let mut items: BTreeSet<String> = ITEMS.map(str::to_owned).into();
    items.extend(api.types.iter().map(|(_, ty)| ty.name.clone()));
    items.extend(api.schemes.iter().map(|scheme| scheme.constant.clone()));
    let chosen = explicit(api, lowering, &places, &mut methods);
    let operations = api.modules.iter_mut().flat_map(|module| &mut module.operations);
    for (index, operation) in operations.enumerate() {
        if !chosen.contains(&index) {
            let longer = words::snake(&format!("{} {} {}", operation.method_name, operation.method, operation.path));
            operation.method_name = take(&mut methods, operation.method_name.clone(), &longer);
        }
        name_parts(operation, &mut methods, &mut items);
        let operation_name = &operation.type_name;
        for callback in &mut operation.callbacks {
            let longer = words::pascal(&format!("{operation_name} {} {}", callback.method, callback.type_name));
            callback.type_name = take(&mut items, callback.type_name.clone(), &longer);
        }
    }
    for webhook in api.modules.iter_mut().flat_map(|module| &mut module.webhooks) {
        let longer = words::pascal(&format!("{} {}", webhook.method, webhook.type_name));
        webhook.type_name = take(&mut items, webhook.type_name.clone(), &longer);
    }
}

/// An id stands for one operation (OpenAPI 3.0.3, 4.7.10); tools that go by it see only one of two.
fn unique_ids(api: &Api, lowering: &mut Lowering<'_>, places: &[Location]) {
    let mut first: HashMap<&str, &Location> = HashMap::new();
    let operations = api.modules.iter().flat_map(|module| &module.operations);
    for (operation, at) in operations.zip(places) {
        // One operation may have several methods.
        if let Some(other) = first.insert(&operation.id, at).filter(|other| *other != at) {
            let message = format!("two operations have the id `{}`", operation.id);
            let related = lowering.sources.span(&other.child("operationId"));
            let diagnostic = Diagnostic::at(lowering.sources, Code::NameTaken, &at.child("operationId"), message)
                .related(related, "the first of them")
                .help("give one of them an id of its own");
            lowering.report(diagnostic);
        }
    }
}

/// Takes the names that the document asks for; gives the indices of their operations. One that cannot have its name
/// gets another, like an operation that asks for none: the diagnostic is enough of a punishment.
fn explicit(
    api: &Api,
    lowering: &mut Lowering<'_>,
    places: &[Location],
    methods: &mut BTreeSet<String>,
) -> BTreeSet<usize> {
    let mut chosen: HashMap<String, Location> = HashMap::new();
    let mut indices = BTreeSet::new();
    let operations = api.modules.iter().flat_map(|module| &module.operations);
    for (index, (operation, at)) in operations.zip(places).enumerate() {
        let place = at.child("x-rust-name");
        if lowering.sources.node(&place).and_then(Node::as_str) != Some(operation.method_name.as_str()) {
            continue;
        }
        let name = &operation.method_name;
        if METHODS.contains(&name.as_str()) {
            let message = format!("`{name}` is a method that every client has");
            let diagnostic = Diagnostic::at(lowering.sources, Code::NameTaken, &place, message)
                .help("give the operation another name with `x-rust-name`");
            lowering.report(diagnostic);
        } else if let Some(first) = chosen.get(name) {
            let message = format!("two operations want the name `{name}`");
            let diagnostic = Diagnostic::at(lowering.sources, Code::NameTaken, &place, message)
                .related(lowering.sources.span(first), "the first of them")
                .help("give one of them another name with `x-rust-name`");
            lowering.report(diagnostic);
        } else {
            indices.insert(index);
            methods.insert(name.clone());
            chosen.insert(name.clone(), place);
        }
    }
    indices
}

/// The names of what belongs to an operation: its type, its enums, further methods.
fn name_parts(operation: &mut Operation, methods: &mut BTreeSet<String>, items: &mut BTreeSet<String>) {
    let plain = operation.method_name.trim_start_matches("r#").to_owned();
    let name = words::pascal(&plain);
    // `Self_` is what `Self` cannot be called; `Self_Operation` would be no name of a type.
    let bare = name.trim_end_matches('_').to_owned();
    operation.type_name = take(items, name, &format!("{bare}Operation"));
    for (outcome, what) in [(&mut operation.output, "Output"), (&mut operation.error, "Failure")] {
        if let Outcome::ByStatus { name: enum_name, .. } = outcome {
            *enum_name = take(items, format!("{bare}{what}"), &format!("{bare}Operation{what}"));
        }
    }
    for (index, body) in operation.bodies.iter_mut().enumerate() {
        body.method_name = match index {
            0 => operation.method_name.clone(),
            _ => {
                let name = words::snake(&format!("{plain}_{}", body.method_name.trim_start_matches("r#")));
                take(methods, name.clone(), &format!("{name}_body"))
            }
        };
    }
}

/// The first of these names that is free: the short one, the longer one, the longer one with a number.
fn take(taken: &mut BTreeSet<String>, short: String, longer: &str) -> String {
    let longer = longer.trim_start_matches("r#");
    let mut name = short;
    let mut number = 1;
    while !taken.insert(name.clone()) {
        // Types are written without underscores.
        let between = if longer.starts_with(char::is_uppercase) { "" } else { "_" };
        name = if number == 1 { longer.to_owned() } else { format!("{longer}{between}{number}") };
        number += 1;
    }
    name
}
