//! What the service answers: the function's answer in an envelope, with names in camel case.

use std::borrow::Cow;

use crate::alipay::gateway::failure::{in_v3, is_failure};
use crate::alipay::remedies::{common_code, remedy};
use crate::json::{self, Json, Object};
use crate::protocol::{Answer, Explanation, Incoming, Outgoing, Refusal, Verification};

/// Codes with which the service refuses a token; the function has not run then.
const REFUSES_TOKEN: [&str; 2] = ["GATEWAY_INVALID_TOKEN", "InvalidParameter.InvalidToken"];

/// An answer of the service.
pub(super) enum Service<'j> {
    Data(Json<'j>),
    Error { code: String, message: String },
}

/// Reads an answer; `None` where it is none of the service's.
pub(super) fn read<'j>(body: &'j [u8], scratch: &'j mut String) -> Option<Service<'j>> {
    let Json::Object(members) = json::parse(body, scratch).ok()? else {
        return None;
    };
    let text = |error: &Json<'_>, name: &str| {
        error.get(name).and_then(Json::scalar_text).map(Cow::into_owned).unwrap_or_default()
    };
    if let Some((_, error)) = members.iter().find(|(name, value)| name == "error" && matches!(value, Json::Object(_))) {
        return Some(Service::Error { code: text(error, "code"), message: text(error, "message") });
    }
    members.into_iter().find(|(name, _)| name == "data").map(|(_, data)| Service::Data(data))
}

/// Whether the service no longer takes the token of the request.
pub(super) fn refuses_token(body: &[u8]) -> bool {
    match read(body, &mut String::new()) {
        Some(Service::Error { code, .. }) => REFUSES_TOKEN.contains(&code.as_str()),
        _ => false,
    }
}

pub(super) fn open(outgoing: &Outgoing, incoming: Incoming) -> Result<Answer, Refusal> {
    let Incoming { status, headers, body } = incoming;
    let traced = ["sofa-traceid", "x-basement-trace-id", "x-request-id"];
    let request_id = traced
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok())
        .map(str::to_owned)
        .or_else(|| outgoing.request_id.clone());
    let operation = outgoing.operation.as_deref().unwrap_or_default();
    let mut scratch = String::new();
    let (content, failed) = match read(&body, &mut scratch) {
        Some(Service::Error { code, message }) => {
            let members = [("code", code), ("message", message)];
            let members = members.map(|(name, value)| (Cow::Borrowed(name), Json::String(value.into())));
            (Json::Object(members.into()).to_text().into(), true)
        }
        Some(Service::Data(data)) => {
            // Functions may answer with a text that is JSON.
            let text = data.as_str().map(str::to_owned);
            let mut scratch = String::new();
            let parsed = text.as_deref().and_then(|text| json::parse(text.as_bytes(), &mut scratch).ok());
            let data = in_snake_case(parsed.unwrap_or(data));
            match is_failure(&data) {
                true => (in_v3(operation, data).to_text().into(), true),
                false => (data.to_text().into(), false),
            }
        }
        None if status.is_success() => {
            let reason = "it is no answer of the serverless service (JSON with data or an error). Does the base URL point \
                          at the service? Is this a page of a proxy?";
            return Err(Refusal { reason: reason.to_owned(), request_id });
        }
        None => (body, true),
    };
    Ok(Answer { status, headers, body: content, request_id, verification: Verification::None, failed })
}

pub(super) fn explain(body: &Json<'_>) -> Explanation {
    let text = |name| body.get(name).and_then(Json::scalar_text).filter(|text| !text.is_empty()).map(Cow::into_owned);
    let code = text("code");
    let hint = match code.as_deref() {
        Some(code) if REFUSES_TOKEN.contains(&code) => {
            Some("The service takes neither the token nor the new one that was fetched for a fresh code.")
        }
        Some(code) => common_code(code).and_then(remedy),
        None => None,
    };
    Explanation { message: text("message"), code, request_id: None, hint: hint.map(str::to_owned) }
}

/// `reExpiresIn` is `re_expires_in` in the operations' documents. A member that is there in both spellings keeps
/// the one of the document.
fn in_snake_case(value: Json<'_>) -> Json<'_> {
    match value {
        Json::Array(items) => Json::Array(items.into_iter().map(in_snake_case).collect()),
        Json::Object(members) => {
            let own: Vec<String> = members.iter().map(|(name, _)| name.to_string()).collect();
            let mut renamed: Object<'_> = Vec::with_capacity(members.len());
            for (name, value) in members {
                let snake = snake_case(&name);
                if snake == name || !own.contains(&snake) {
                    renamed.push((Cow::Owned(snake), in_snake_case(value)));
                }
            }
            Json::Object(renamed)
        }
        scalar => scalar,
    }
}

fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for (at, character) in name.char_indices() {
        if character.is_ascii_uppercase() && at > 0 {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}
