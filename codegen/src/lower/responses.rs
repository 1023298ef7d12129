//! What comes back: a success and a failure, each one type or an enum by status.

use std::collections::HashSet;

use openapiv3::{Operation as OperationObject, Response, StatusCode};

use super::media::{self, Media, may_be_json};
use super::{Lowering, Skipped, component, docs, multipart, schema};
use crate::api::{Outcome, Payload, Status, StatusVariant, TypeRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Node};

/// What comes back.
pub(crate) struct Outcomes {
    pub(crate) output: Outcome,
    /// Nothing where no failure has a described body.
    pub(crate) error: Option<Outcome>,
    /// The same successes as a stream, and its media type, where JSON is only one way to have them.
    pub(crate) events: Option<(Outcome, String)>,
    /// What the header `Accept` says, where it is not JSON.
    pub(crate) accept: Option<String>,
    /// Whether a redirection is what a success looks like: nothing else is described.
    pub(crate) redirects: bool,
    /// The responses, resolved; successes come first.
    pub(crate) places: Vec<Location>,
}

/// A success as a stream, where JSON is another way to have it.
struct Stream {
    payload: Payload,
    media_type: String,
}

/// A response that the document describes.
struct Described {
    status: Status,
    payload: Payload,
    /// All that are read in the same way.
    media_types: Vec<String>,
    events: Option<Stream>,
    description: String,
    at: Location,
}

/// The successes and failures of an operation.
pub(crate) fn of(
    lowering: &mut Lowering<'_>,
    operation: &OperationObject,
    name: &str,
    method: &str,
    at: &Location,
) -> Result<Outcomes, Skipped> {
    let responses = at.child("responses");
    let mut statuses: Vec<(Status, String)> =
        operation.responses.responses.keys().map(|key| (status(key), key.to_string())).collect();
    if operation.responses.default.is_some() {
        statuses.push((Status::Default, "default".to_owned()));
    }
    // A status before its range, a range before the default (OpenAPI 3.0.3, 4.7.16).
    statuses.sort_by_key(|(status, _)| match status {
        Status::Code(_) => 0,
        Status::Range(_) => 1,
        Status::Default => 2,
    });
    let default_is_success = !statuses.iter().any(|(status, _)| is_success(*status));
    let (mut successes, mut failures, mut redirections) = (Vec::new(), Vec::new(), Vec::new());
    for (status, key) in statuses {
        let place = lowering.resolve(&responses.child(&key))?;
        let first = if is_success(status) { successes.is_empty() } else { failures.is_empty() };
        let number = if first || status == Status::Default { String::new() } else { format!("_{key}") };
        if is_success(status) {
            successes.push(described(lowering, status, &place, &format!("{name}{number}_response"), true)?);
        } else if status == Status::Default && default_is_success {
            successes.push(described(lowering, status, &place, &format!("{name}_response"), true)?);
            failures.push(described(lowering, status, &place, &format!("{name}_response"), false)?);
        } else if is_redirection(status) {
            redirections.push((status, place));
        } else {
            failures.push(described(lowering, status, &place, &format!("{name}{number}_error"), false)?);
        }
    }
    let redirects = successes.is_empty() && !redirections.is_empty();
    if redirects {
        for (status, place) in &redirections {
            successes.push(described(lowering, *status, place, &format!("{name}_response"), true)?);
        }
    }
    let accept = accept(&successes);
    if method == "HEAD" {
        // Whatever the document describes is the body of a `GET` (RFC 9110, 9.3.2).
        for described in successes.iter_mut().chain(&mut failures) {
            (described.payload, described.events) = (Payload::Empty, None);
        }
    }
    let media_type = successes.iter().find_map(|success| Some(success.events.as_ref()?.media_type.clone()));
    let events = media_type.map(|media_type| {
        let streamed = |success: &Described| success.events.as_ref().map(|stream| stream.payload.clone());
        let payloads = successes.iter().map(|success| streamed(success).unwrap_or(Payload::Empty));
        (outcome(&successes, payloads.collect(), false), media_type)
    });
    let failed = failures.iter().any(|failure| failure.payload != Payload::Empty);
    let of_redirections = redirections.into_iter().map(|(_, place)| place);
    let mut places: Vec<Location> = Vec::new();
    for place in successes.iter().chain(&failures).map(|described| described.at.clone()).chain(of_redirections) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    Ok(Outcomes {
        accept,
        error: failed.then(|| outcome(&failures, payloads(&failures), true)),
        output: if successes.is_empty() {
            Outcome::One(Payload::Empty)
        } else {
            outcome(&successes, payloads(&successes), false)
        },
        events,
        redirects,
        places,
    })
}

/// Whether every response is there and can be used, and its headers.
pub(crate) fn sound(lowering: &mut Lowering<'_>, operation: &OperationObject, at: &Location) -> Result<(), Skipped> {
    let responses = at.child("responses");
    let mut keys: Vec<String> = operation.responses.responses.keys().map(ToString::to_string).collect();
    keys.extend(operation.responses.default.is_some().then(|| "default".to_owned()));
    let results: Vec<_> = keys.iter().map(|key| lowering.resolve(&responses.child(key))).collect();
    let places: Vec<Location> = results.into_iter().collect::<Result<_, _>>()?;
    let headers = header_places(lowering, &places);
    let results: Vec<_> = headers.iter().map(|(_, place)| lowering.resolve(place)).collect();
    results.into_iter().try_for_each(|result| result.map(drop))
}

fn payloads(described: &[Described]) -> Vec<Payload> {
    described.iter().map(|described| described.payload.clone()).collect()
}

/// One payload where all are the same, otherwise an enum.
fn outcome(described: &[Described], payloads: Vec<Payload>, failure: bool) -> Outcome {
    if let Some(first) = payloads.first()
        && payloads.iter().all(|payload| payload == first)
    {
        return Outcome::One(first.clone());
    }
    let mut variants: Vec<StatusVariant> = described
        .iter()
        .zip(payloads)
        .map(|(described, payload)| StatusVariant {
            name: variant_name(described.status),
            status: described.status,
            payload,
            docs: docs::described(Some(&described.description)),
        })
        .collect();
    if failure && !described.iter().any(|described| described.status == Status::Default) {
        variants.push(StatusVariant {
            name: "Unknown".to_owned(),
            status: Status::Default,
            payload: Payload::Json(TypeRef::Any),
            docs: docs::described(Some(&"With a status that the document does not describe.".to_owned())),
        });
    }
    // The name is chosen with that of the operation.
    Outcome::ByStatus { name: String::new(), variants }
}

fn status(key: &StatusCode) -> Status {
    match key {
        StatusCode::Code(code) => Status::Code(*code),
        StatusCode::Range(range) => Status::Range(*range),
    }
}

fn hundreds(status: Status) -> u16 {
    match status {
        Status::Code(code) => code / 100,
        Status::Range(range) => range,
        Status::Default => 0,
    }
}

fn is_success(status: Status) -> bool {
    hundreds(status) == 2
}

/// No failure has such a status, and no success where there are others: the runtime follows no redirects.
fn is_redirection(status: Status) -> bool {
    hundreds(status) == 3
}

fn described(
    lowering: &mut Lowering<'_>,
    status: Status,
    at: &Location,
    name: &str,
    success: bool,
) -> Result<Described, Skipped> {
    let response: Response = lowering.read(at)?;
    let component =
        component(at).map(|component| format!("{component}_{}", if success { "response" } else { "error" }));
    let name = component.as_deref().unwrap_or(name);
    let content = at.child("content");
    let mut media_types: Vec<(Media, &String, Location)> = Vec::new();
    for media_type in response.content.keys() {
        let place = media::described(lowering, &content, media_type)?;
        media_types.push((kind(lowering, media_type, &place), media_type, place));
    }
    media_types.sort_by_key(|(media, ..)| *media);
    let mut described = Described {
        status,
        payload: Payload::Empty,
        media_types: Vec::new(),
        events: None,
        description: response.description.clone(),
        at: at.clone(),
    };
    let Some((media, media_type, place)) = media_types.first() else {
        return Ok(described);
    };
    if *media != Media::Items {
        media::report_sequence(lowering, place, "the body is handed over as it comes");
    }
    described.payload = payload(lowering, *media, place, name, success)?;
    // Of two kinds of JSON the first is described; bytes are bytes, and text is text.
    let alike = |other: Media| other == *media && matches!(media, Media::Bytes | Media::Text);
    let others = media_types.iter().skip(1).filter(|(other, ..)| alike(*other)).map(|(_, media_type, _)| *media_type);
    described.media_types = [*media_type].into_iter().chain(others).cloned().collect();
    let is_stream = |media: &Media| matches!(media, Media::Events | Media::Items);
    let events = media_types.iter().find(|(other, ..)| success && !is_stream(media) && is_stream(other));
    if let Some((media, media_type, place)) = events {
        let payload = payload(lowering, *media, place, &format!("{name}_event"), success)?;
        described.events = Some(Stream { payload, media_type: (*media_type).clone() });
    }
    Ok(described)
}

/// The kind of an answer's body. What says it is plain text or anything, and has members, is JSON; what may be anything
/// and is a string is told by the answer.
fn kind(lowering: &mut Lowering<'_>, media_type: &str, at: &Location) -> Media {
    let media = Media::of(media_type);
    if lowering.sources.node(&at.child("itemSchema")).is_some() && matches!(media, Media::Events | Media::Bytes) {
        return Media::Items;
    }
    if !matches!(media, Media::Any | Media::Text) {
        return media;
    }
    let schema = at.child("schema");
    if multipart::is_file(lowering, &schema) {
        return Media::Bytes;
    }
    let node = lowering.sources.node(&schema).map(|_| ());
    let Some(place) = node.and_then(|()| lowering.resolve(&schema).ok()) else {
        return if media == Media::Any { Media::Bytes } else { Media::Text };
    };
    let Some(node) = lowering.sources.node(&place) else {
        return media;
    };
    let says = |key: &str| node.get(key).is_some();
    let ty = node.get("type").and_then(Node::as_str);
    let scalar = ["string", "integer", "number", "boolean"];
    match media {
        Media::Any if ty == Some("string") && !["enum", "format", "nullable"].into_iter().any(says) => Media::Any,
        Media::Text if !may_be_json(media_type) || ty.is_none_or(|ty| scalar.contains(&ty)) => Media::Text,
        _ => Media::Json,
    }
}

fn payload(
    lowering: &mut Lowering<'_>,
    media: Media,
    at: &Location,
    name: &str,
    success: bool,
) -> Result<Payload, Skipped> {
    let schema = at.child("schema");
    let ty = match media {
        Media::Items => schema::at(lowering, &at.child("itemSchema"), &format!("{name}_item"))?,
        Media::Json | Media::Events => match lowering.sources.node(&schema) {
            Some(_) => schema::at(lowering, &schema, name)?,
            None => TypeRef::Any,
        },
        _ => TypeRef::Unit,
    };
    Ok(match media {
        Media::Json => Payload::Json(ty),
        Media::Any => Payload::AnyText,
        Media::Events => Payload::Events(ty),
        Media::Items if success => Payload::Items(ty),
        // Nobody streams the body of a failure.
        Media::Items => Payload::Text,
        Media::Xml => {
            let diagnostic = Diagnostic::at_key(lowering.sources, Code::Simplified, at, "XML is received as text")
                .help("nothing is to be done, unless the API answers JSON too: then say so");
            lowering.report(diagnostic);
            Payload::Text
        }
        Media::Text | Media::Form => Payload::Text,
        Media::Bytes | Media::Multipart if success => Payload::Bytes,
        // Nobody streams the body of a failure.
        Media::Bytes | Media::Multipart => Payload::Text,
    })
}

/// All that successes may be. JSON alone is what every operation accepts anyway.
fn accept(successes: &[Described]) -> Option<String> {
    let mut types: Vec<&str> = Vec::new();
    for success in successes.iter().filter(|success| success.payload != Payload::Empty) {
        for media_type in &success.media_types {
            let essence = media_type.split(';').next().unwrap_or_default().trim();
            let is_json = essence.eq_ignore_ascii_case("application/json");
            let media_type = if is_json { "application/json" } else { media_type };
            if !types.contains(&media_type) {
                types.push(media_type);
            }
        }
    }
    let allowed = |text: &str| text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    let accept = types.join(", ");
    (!types.is_empty() && accept != "application/json" && allowed(&accept)).then_some(accept)
}

/// The name of a status, as RFC 9110, 15, and its registry have it.
fn variant_name(status: Status) -> String {
    let name = match status {
        Status::Default => "Default",
        Status::Range(1) => "Informational",
        Status::Range(2) => "Success",
        Status::Range(4) => "ClientError",
        Status::Range(5) => "ServerError",
        Status::Range(range) => return format!("Status{range}Xx"),
        Status::Code(code) => match code {
            200 => "Ok",
            201 => "Created",
            202 => "Accepted",
            203 => "NonAuthoritativeInformation",
            204 => "NoContent",
            205 => "ResetContent",
            206 => "PartialContent",
            207 => "MultiStatus",
            208 => "AlreadyReported",
            400 => "BadRequest",
            401 => "Unauthorized",
            402 => "PaymentRequired",
            403 => "Forbidden",
            404 => "NotFound",
            405 => "MethodNotAllowed",
            406 => "NotAcceptable",
            407 => "ProxyAuthenticationRequired",
            408 => "RequestTimeout",
            409 => "Conflict",
            410 => "Gone",
            411 => "LengthRequired",
            412 => "PreconditionFailed",
            413 => "ContentTooLarge",
            414 => "UriTooLong",
            415 => "UnsupportedMediaType",
            416 => "RangeNotSatisfiable",
            417 => "ExpectationFailed",
            421 => "MisdirectedRequest",
            422 => "UnprocessableContent",
            423 => "Locked",
            424 => "FailedDependency",
            425 => "TooEarly",
            426 => "UpgradeRequired",
            428 => "PreconditionRequired",
            429 => "TooManyRequests",
            431 => "RequestHeaderFieldsTooLarge",
            451 => "UnavailableForLegalReasons",
            500 => "InternalServerError",
            501 => "NotImplemented",
            502 => "BadGateway",
            503 => "ServiceUnavailable",
            504 => "GatewayTimeout",
            507 => "InsufficientStorage",
            508 => "LoopDetected",
            511 => "NetworkAuthenticationRequired",
            other => return format!("Status{other}"),
        },
    };
    name.to_owned()
}

/// The headers that the responses at these places describe, by name.
pub(crate) fn header_places(lowering: &mut Lowering<'_>, answers: &[Location]) -> Vec<(String, Location)> {
    let mut found: Vec<(String, Location)> = Vec::new();
    // Ignored there (OpenAPI 3.0.3, 4.7.17).
    let mut known = HashSet::from(["content-type".to_owned()]);
    for answer in answers {
        let headers = answer.child("headers");
        let names: Vec<String> = lowering
            .sources
            .node(&headers)
            .and_then(Node::as_map)
            .map(|map| map.keys().map(str::to_owned).collect())
            .unwrap_or_default();
        for name in names {
            if known.insert(name.to_ascii_lowercase()) {
                let place = headers.child(&name);
                found.push((name, place));
            }
        }
    }
    found
}
