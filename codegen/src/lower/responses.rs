//! What comes back: a success and a failure, each one type or an enum by status.

use std::collections::HashSet;

use openapiv3::{Operation as OperationObject, Response, StatusCode};

use super::forms::{self, Form};
use super::{Lowering, Skipped, component, docs};
use crate::api::{Outcome, Payload, Status, StatusVariant, TypeRef};
use crate::source::{Location, Node};

/// What comes back.
pub(crate) struct Outcomes {
    pub(crate) output: Outcome,
    /// Empty where no failure has a described body.
    pub(crate) error: Outcome,
    /// The statuses for which the document describes failures, where the type of their body does not tell.
    pub(crate) failures: Option<Vec<Status>>,
    /// The other forms in which successes may come.
    pub(crate) others: Vec<Other>,
    /// What the header `Accept` says, where it is not JSON.
    pub(crate) accept: Option<String>,
    /// The redirections that are answers.
    pub(crate) redirects: Vec<Status>,
    /// The responses, resolved; successes come first.
    pub(crate) places: Vec<Location>,
}

/// Successes in another form than the one that is preferred.
pub(crate) struct Other {
    pub(crate) output: Outcome,
    /// What the name of its method ends in.
    pub(crate) suffix: String,
    /// What the header `Accept` says.
    pub(crate) accept: Option<String>,
    /// Its media types.
    pub(crate) media_types: Vec<String>,
}

/// A response that the document describes.
struct Described {
    status: Status,
    /// What its body may be, the preferred form first; without any it has none.
    forms: Vec<Form>,
    description: String,
    at: Location,
}

impl Described {
    /// What the body is in the form that a suffix stands for, or else in the preferred one.
    fn payload(&self, suffix: Option<&str>) -> Payload {
        let form = suffix.and_then(|suffix| self.other(suffix)).or(self.forms.first());
        form.map_or(Payload::Empty, |form| form.payload.clone())
    }

    /// The alternative that it is, with the body of a form.
    fn variant(&self, suffix: Option<&str>) -> StatusVariant {
        StatusVariant {
            name: variant_name(self.status),
            status: self.status,
            payload: self.payload(suffix),
            docs: docs::described(Some(&self.description)),
        }
    }

    fn other(&self, suffix: &str) -> Option<&Form> {
        self.forms.iter().skip(1).find(|form| form.suffix == suffix)
    }
}

/// The successes and failures of an operation. `in_band` is what a failure in a success holds.
pub(crate) fn of(
    lowering: &mut Lowering<'_>,
    operation: &OperationObject,
    name: &str,
    method: &str,
    in_band: Option<TypeRef>,
    at: &Location,
) -> Result<Outcomes, Skipped> {
    let responses = at.child("responses");
    let mut statuses: Vec<(Status, String)> =
        operation.responses.responses.keys().map(|key| (status(key), key.to_string())).collect();
    if operation.responses.default.is_some() {
        statuses.push((Status::Default, "default".to_owned()));
    }
    statuses.sort_by_key(|(status, _)| specificity(*status));
    let default_is_success =
        !statuses.iter().any(|(status, _)| is_success(*status) || is_redirection(*status) && !is_not_modified(*status));
    let (mut successes, mut failures, mut redirections) = (Vec::new(), Vec::new(), Vec::new());
    let mut other_places = Vec::new();
    for (status, key) in statuses {
        let place = lowering.resolve(&responses.child(&key))?;
        let first = if is_success(status) { successes.is_empty() } else { failures.is_empty() };
        let number = if first || status == Status::Default { String::new() } else { format!("_{key}") };
        if is_success(status) {
            successes.push(described(lowering, status, &place, &format!("{name}{number}_response"), true)?);
        } else if status == Status::Default && default_is_success {
            successes.push(described(lowering, status, &place, &format!("{name}_response"), true)?);
            failures.push(described(lowering, status, &place, &format!("{name}_response"), false)?);
        } else if is_not_modified(status) {
            other_places.push(place);
        } else if is_redirection(status) {
            redirections.push((status, key, place));
        } else {
            failures.push(described(lowering, status, &place, &format!("{name}{number}_error"), false)?);
        }
    }
    let redirects = redirections.iter().map(|(status, ..)| *status).collect();
    let mut described_redirections = Vec::new();
    for (status, key, place) in redirections {
        // A redirection more leaves the names of the other answers as they are.
        let is_first = successes.is_empty() && described_redirections.is_empty();
        let number = if is_first { String::new() } else { format!("_{key}") };
        described_redirections.push(described(lowering, status, &place, &format!("{name}{number}_response"), true)?);
    }
    let accept = {
        let asked_for = if successes.is_empty() { &described_redirections } else { &successes };
        forms::accept(asked_for.iter().filter_map(|success| success.forms.first()))
    };
    if !successes.is_empty() {
        // What is asked for is a value, so that the form of anything else is none to choose.
        described_redirections.iter_mut().for_each(|redirection| redirection.forms.truncate(1));
    }
    successes.append(&mut described_redirections);
    successes.sort_by_key(|success| specificity(success.status));
    if method == "HEAD" {
        // Whatever the document describes is the body of a `GET` (RFC 9110, 9.3.2).
        successes.iter_mut().chain(&mut failures).for_each(|described| described.forms.clear());
    }
    let mut places: Vec<Location> = Vec::new();
    for place in successes.iter().chain(&failures).map(|described| described.at.clone()).chain(other_places) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let error = errors(&failures, in_band);
    Ok(Outcomes {
        accept,
        failures: listed(&failures, &error),
        error,
        output: if successes.is_empty() { Outcome::One(Payload::Empty) } else { outcome(&successes, None) },
        others: others(&successes),
        redirects,
        places,
    })
}

/// What the body of a failure is. The rule for failures in band describes those of every status that has no response.
fn errors(failures: &[Described], in_band: Option<TypeRef>) -> Outcome {
    let is_typed = failures.iter().any(|failure| failure.payload(None) != Payload::Empty);
    let described = if is_typed { outcome(failures, None) } else { Outcome::One(Payload::Empty) };
    let Some(in_band) = in_band.map(Payload::Json) else {
        return described;
    };
    if !is_typed || matches!(&described, Outcome::One(payload) if *payload == in_band) {
        return Outcome::One(in_band);
    }
    let mut variants = match described {
        Outcome::ByStatus { variants, .. } => variants,
        Outcome::One(_) => failures.iter().map(|failure| failure.variant(None)).collect(),
    };
    let has_default = failures.iter().any(|failure| failure.status == Status::Default);
    let status = if has_default { Status::Range(2) } else { Status::Default };
    let docs = docs::described(Some(&"Reported in an answer whose status says success.".to_owned()));
    let variant = StatusVariant { name: "InBand".to_owned(), status, payload: in_band, docs };
    variants.insert(if has_default { 0 } else { variants.len() }, variant);
    Outcome::ByStatus { name: String::new(), variants }
}

/// The statuses of failures that have one type, unless that is the type of all there can be.
fn listed(failures: &[Described], error: &Outcome) -> Option<Vec<Status>> {
    let is_one = matches!(error, Outcome::One(payload) if *payload != Payload::Empty);
    let statuses: Vec<Status> = failures.iter().map(|failure| failure.status).collect();
    (is_one && !statuses.is_empty() && !statuses.contains(&Status::Default)).then_some(statuses)
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

/// The other forms, in the order of the document.
fn others(successes: &[Described]) -> Vec<Other> {
    let mut suffixes: Vec<&str> = Vec::new();
    for form in successes.iter().flat_map(|success| success.forms.iter().skip(1)) {
        if !suffixes.contains(&form.suffix.as_str()) {
            suffixes.push(&form.suffix);
        }
    }
    let other = |suffix: &str| {
        let forms = || successes.iter().filter_map(move |success| success.other(suffix));
        let mut media_types: Vec<String> = Vec::new();
        for (media_type, _) in forms().flat_map(|form| &form.media_types) {
            if !media_types.contains(media_type) {
                media_types.push(media_type.clone());
            }
        }
        let output = outcome(successes, Some(suffix));
        Other { output, suffix: suffix.to_owned(), accept: forms::accept(forms()), media_types }
    };
    suffixes.into_iter().map(other).collect()
}

/// One payload where all are the same, otherwise an enum. With a suffix that of another form.
fn outcome(described: &[Described], suffix: Option<&str>) -> Outcome {
    let variants: Vec<StatusVariant> = described.iter().map(|described| described.variant(suffix)).collect();
    if let Some(first) = variants.first()
        && variants.iter().all(|variant| variant.payload == first.payload)
    {
        return Outcome::One(first.payload.clone());
    }
    // The name is chosen with that of the operation.
    Outcome::ByStatus { name: String::new(), variants }
}

/// A status before its range, a range before the default (OpenAPI 3.0.3, 4.7.16).
fn specificity(status: Status) -> u8 {
    match status {
        Status::Code(_) => 0,
        Status::Range(_) => 1,
        Status::Default => 2,
    }
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

/// An answer that says where to go. The runtime follows none.
fn is_redirection(status: Status) -> bool {
    hundreds(status) == 3
}

/// An answer to a condition that the caller has set, which never has content (RFC 9110, 15.4.5). There is no value, so
/// that it is an error, described or not: as an alternative of the value it would be in the way of every other caller.
fn is_not_modified(status: Status) -> bool {
    status == Status::Code(304)
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
    let media_types = response.content.keys().cloned();
    let forms = forms::of(lowering, &at.child("content"), media_types, name, success)?;
    Ok(Described { status, forms, description: response.description.clone(), at: at.clone() })
}

/// The name of a status, as RFC 9110, 15, and its registry have it.
fn variant_name(status: Status) -> String {
    let name = match status {
        Status::Default => "Default",
        Status::Range(1) => "Informational",
        Status::Range(2) => "Success",
        Status::Range(3) => "Redirection",
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
            300 => "MultipleChoices",
            301 => "MovedPermanently",
            302 => "Found",
            303 => "SeeOther",
            305 => "UseProxy",
            307 => "TemporaryRedirect",
            308 => "PermanentRedirect",
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
