//! Code and message of a failure, under the names that most APIs use.
//!
//! RFC 9457 (`type`, `detail`, `title`), RFC 6749 (`error`, `error_description`), JSON:API (a list `errors`), what Google
//! and OpenAI wrap in `error`, and the list of faults that FastAPI calls `detail` are among them.

use crate::json::Json;
use crate::protocol::Explanation;

const CODES: [&str; 5] = ["code", "error_code", "errorCode", "error", "type"];
const MESSAGES: [&str; 8] =
    ["message", "msg", "detail", "error_description", "error_message", "errorMessage", "description", "title"];

/// What the body of a failure says, as far as it can be told without its document.
pub(crate) fn explain(body: &Json<'_>) -> Explanation {
    if let Json::String(text) = body {
        return Explanation { message: Some(text.to_string()), ..Explanation::default() };
    }
    // What is said about the whole comes before what is said about one of several faults.
    let objects = || [Some(body), body.get("error"), body.get("errors").map(first)].into_iter().flatten();
    let code = objects().find_map(|object| CODES.iter().find_map(|name| scalar(object.get(name)?)));
    let message = objects().find_map(|object| MESSAGES.iter().find_map(|name| sentence(object.get(name)?)));
    let of_a_fault = || body.get("errors").map(first).and_then(scalar);
    Explanation { code, message: message.or_else(of_a_fault), ..Explanation::default() }
}

/// The first item of a list; anything else is itself.
fn first<'j, 'a>(json: &'j Json<'a>) -> &'j Json<'a> {
    match json {
        Json::Array(items) => items.first().unwrap_or(json),
        _ => json,
    }
}

fn scalar(json: &Json<'_>) -> Option<String> {
    // `"error": true` says nothing.
    let text = json.scalar_text().filter(|text| !text.is_empty() && !matches!(json, Json::Bool(_)))?;
    Some(text.into_owned())
}

/// The text of a message: itself, or that of the first of several.
fn sentence(json: &Json<'_>) -> Option<String> {
    let json = first(json);
    scalar(json).or_else(|| MESSAGES.iter().find_map(|name| scalar(json.get(name)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(body: &str) -> (Option<String>, Option<String>) {
        let mut scratch = String::new();
        let Explanation { code, message, .. } = explain(&crate::json::parse(body.as_bytes(), &mut scratch).unwrap());
        (code, message)
    }

    #[test]
    fn code_and_message_are_found_in_the_shapes_that_are_common() {
        for (body, code, message) in [
            (r#"{"code":"E1","message":"no"}"#, Some("E1"), Some("no")),
            (
                r#"{"type":"https://a.example/out","title":"Out","status":403,"detail":"of it"}"#,
                Some("https://a.example/out"),
                Some("of it"),
            ),
            (r#"{"error":"invalid_grant","error_description":"used"}"#, Some("invalid_grant"), Some("used")),
            (r#"{"detail":"Not found"}"#, None, Some("Not found")),
            (
                r#"{"detail":[{"loc":["query","a"],"msg":"field required","type":"missing"}]}"#,
                None,
                Some("field required"),
            ),
            (
                r#"{"error":{"message":"no such model","type":"invalid_request_error","code":null}}"#,
                Some("invalid_request_error"),
                Some("no such model"),
            ),
            (r#"{"error":{"status":404,"message":"Invalid id"}}"#, None, Some("Invalid id")),
            (r#"{"errors":[{"code":"x","title":"X","detail":"why"},{"code":"y"}]}"#, Some("x"), Some("why")),
            (r#"{"errors":["first","second"]}"#, None, Some("first")),
            (
                r#"{"statusCode":400,"message":["a must be a string","b"],"error":"Bad Request"}"#,
                Some("Bad Request"),
                Some("a must be a string"),
            ),
            (r#"{"status":"error","error":true,"message":"no"}"#, None, Some("no")),
            (r#"{"code":7,"message":{"text":"?"}}"#, Some("7"), None),
            (r#""no""#, None, Some("no")),
        ] {
            let found = explained(body);
            assert_eq!((found.0.as_deref(), found.1.as_deref()), (code, message), "{body}");
        }
    }

    #[test]
    fn what_says_neither_explains_nothing() {
        for body in
            ["null", "[]", "{}", "7", "[[]]", r#"{"error":[]}"#, r#"{"errors":[]}"#, r#"{"code":"","message":null}"#]
        {
            assert_eq!(explained(body), (None, None), "{body}");
        }
    }
}
