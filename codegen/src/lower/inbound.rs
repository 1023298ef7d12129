//! Webhooks and callbacks: requests that the API makes to its user. Of these the types of their bodies are made.

use openapiv3::RequestBody;

use super::document::Document;
use super::media::{self, Media};
use super::operations::{self, keys};
use super::{Lowering, component, docs, schema, words};
use crate::api::Inbound;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Location;

/// Where documents describe webhooks: OpenAPI 3.1.0, 4.8.1, and what documents of 3.0 write instead.
const KEYS: [&str; 2] = ["webhooks", "x-webhooks"];

/// The webhooks of a document. A choice of operations is a choice of calls, to which they do not belong.
pub(crate) fn webhooks(lowering: &mut Lowering<'_>, document: &Document) -> Vec<Inbound> {
    if lowering.has_choice() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for key in KEYS {
        let at = Location::root(document.file).child(key);
        for name in keys(lowering, &at) {
            let wanted = Wanted { name: words::pascal(&format!("{name} webhook")), title: format!("webhook `{name}`") };
            of_item(lowering, &at.child(&name), &wanted, &mut found);
        }
    }
    found
}

/// The callbacks of an operation (OpenAPI 3.0.3, 4.7.18), each under an expression that gives its address.
pub(crate) fn callbacks(lowering: &mut Lowering<'_>, operation: &Location) -> Vec<Inbound> {
    let at = operation.child("callbacks");
    let mut found = Vec::new();
    for name in keys(lowering, &at) {
        let Ok(callback) = lowering.resolve(&at.child(&name)) else {
            continue;
        };
        for expression in keys(lowering, &callback).into_iter().filter(|key| !key.starts_with("x-")) {
            let wanted =
                Wanted { name: words::pascal(&format!("{name} callback")), title: format!("callback `{name}`") };
            of_item(lowering, &callback.child(&expression), &wanted, &mut found);
        }
    }
    found
}

struct Wanted {
    name: String,
    title: String,
}

/// Every method of a path item, of which there is one as a rule. What is broken is left out alone.
fn of_item(lowering: &mut Lowering<'_>, at: &Location, wanted: &Wanted, found: &mut Vec<Inbound>) {
    let Ok(item) = lowering.resolve(at) else {
        return;
    };
    // The usual one gets the short name.
    let mut operations = operations::of_item(lowering.sources, &item);
    operations.sort_by_key(|(method, _)| method != "POST");
    for (method, at) in operations {
        let checkpoint = lowering.checkpoint();
        match inbound(lowering, &at, &method, wanted) {
            Some(inbound) => found.push(inbound),
            None => lowering.roll_back(&checkpoint),
        }
    }
}

fn inbound(lowering: &mut Lowering<'_>, at: &Location, method: &str, wanted: &Wanted) -> Option<Inbound> {
    let operation = operations::read(lowering, at).ok()?;
    operation.request_body.as_ref()?;
    let body = lowering.resolve(&at.child("requestBody")).ok()?;
    let object: RequestBody = lowering.read(&body).ok()?;
    let content = body.child("content");
    let of = |wanted: &[Media]| object.content.keys().find(|media_type| wanted.contains(&Media::of(media_type)));
    let Some(media_type) = of(&[Media::Json, Media::Any]).or_else(|| of(&[Media::Form])) else {
        if let Some(media_type) = object.content.keys().next() {
            let message = format!("the body of the {} is `{media_type}`, of which no type is made", wanted.title);
            let diagnostic =
                Diagnostic::at_key(lowering.sources, Code::Simplified, &content.child(media_type), message)
                    .help("nothing is to be done: whoever receives it reads it");
            lowering.report(diagnostic);
        }
        return None;
    };
    let place = media::described(lowering, &content, media_type).ok()?.child("schema");
    lowering.sources.node(&place)?;
    let hint = component(&body).unwrap_or_else(|| format!("{}_body", wanted.name));
    let ty = schema::at(lowering, &place, &hint).ok()?;
    let aliases = operation.operation_id.iter().cloned().collect();
    Some(Inbound {
        type_name: wanted.name.clone(),
        title: wanted.title.clone(),
        method: method.to_owned(),
        ty,
        is_form: Media::of(media_type) == Media::Form,
        docs: docs::of_operation(&operation, aliases),
    })
}
