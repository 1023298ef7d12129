//! The request target: base URL, path template and query become one text, encoded once.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::Secret;
use crate::error::RequestError;
use crate::json::{Json, mask};
use crate::request::{Parameter, Request};

/// Everything but the unreserved characters of RFC 3986, 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request target, as it is sent and as it may be shown.
#[derive(Default)]
pub(crate) struct Target {
    sent: String,
    shown: String,
}

/// The URL of a request: what is sent, and path and query as they may be shown.
///
/// # Errors
/// A parameter of the path is missing, empty, or would change the path's meaning; a value has no text.
pub(crate) fn target(base: &Url, request: &Request) -> Result<(Url, String), RequestError> {
    let mut target = Target::default();
    target.push(base.path().trim_end_matches('/'));
    fill(&mut target, &request.endpoint.path, &request.path)?;
    for parameter in &request.query {
        query(&mut target, parameter)?;
    }
    let mut url = base.clone();
    let (path, query) =
        target.sent.split_once('?').map_or((target.sent.as_str(), None), |(path, query)| (path, Some(query)));
    url.set_path(path);
    url.set_query(query);
    Ok((url, target.shown))
}

impl Target {
    fn push(&mut self, text: &str) {
        self.sent.push_str(text);
        self.shown.push_str(text);
    }

    fn value(&mut self, value: &Json<'_>, text: &str) {
        self.sent.extend(utf8_percent_encode(text, RESERVED));
        match value {
            Json::Secret(secret) => self.shown.push_str(&mask(secret.expose())),
            _ => self.shown.extend(utf8_percent_encode(text, RESERVED)),
        }
    }
}

/// Replaces `{name}` in the path's template.
fn fill(target: &mut Target, template: &str, values: &[Parameter]) -> Result<(), RequestError> {
    let mut rest = template;
    while let Some((before, name, after)) =
        rest.split_once('{').and_then(|(before, tail)| tail.split_once('}').map(|(name, after)| (before, name, after)))
    {
        target.push(before);
        let value = values.iter().find(|parameter| parameter.name == name).map(|parameter| &parameter.value);
        let text = value.and_then(Json::scalar_text).filter(|text| !text.is_empty() && *text != "." && *text != "..");
        let (Some(value), Some(text)) = (value, text) else {
            return Err(RequestError::PathParameter { name: name.to_owned() });
        };
        target.value(value, &text);
        rest = after;
    }
    target.push(rest);
    Ok(())
}

/// Appends a parameter in the default style of queries, form with explode (OpenAPI 3.0.3, 4.7.12.3): a list
/// repeats the name, an object adds its members under their own names.
fn query(target: &mut Target, parameter: &Parameter) -> Result<(), RequestError> {
    let mut pair = |name: &str, value: &Json<'_>| {
        let text = value.scalar_text().ok_or_else(|| RequestError::Parameter { name: parameter.name.to_string() })?;
        target.push(if target.sent.contains('?') { "&" } else { "?" });
        let name = utf8_percent_encode(name, RESERVED).to_string();
        target.push(&name);
        target.push("=");
        target.value(value, &text);
        Ok(())
    };
    match &parameter.value {
        Json::Array(items) => items.iter().try_for_each(|item| pair(&parameter.name, item)),
        Json::Object(members) => members.iter().try_for_each(|(name, value)| pair(name, value)),
        scalar => pair(&parameter.name, scalar),
    }
}

/// A query with one more pair, whose value is a credential.
pub(crate) fn appended(query: Option<&str>, name: &str, value: &Secret) -> String {
    let pair = format!("{}={}", utf8_percent_encode(name, RESERVED), utf8_percent_encode(value.expose(), RESERVED));
    match query {
        Some(query) if !query.is_empty() => format!("{query}&{pair}"),
        _ => pair,
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::operation::Endpoint;

    fn request(path: &'static str) -> Request {
        Request::new(Endpoint::new("test", Method::GET, path))
    }

    fn url(request: &Request) -> Result<String, RequestError> {
        target(&"https://example.com/base/".parse().unwrap(), request).map(|(url, _)| url.to_string())
    }

    #[test]
    fn every_reserved_character_is_encoded_and_space_is_not_plus() {
        let mut request = request("/a/{id}");
        request.path::<String>("id", "x/y z");
        request.query::<String>("q", "ticket@@@a+b'~*");
        assert_eq!(url(&request).unwrap(), "https://example.com/base/a/x%2Fy%20z?q=ticket%40%40%40a%2Bb%27~%2A");
    }

    #[test]
    fn lists_repeat_their_name_and_absent_values_leave_no_trace() {
        let mut request = request("/a");
        request.query::<Vec<i64>>("n", [1, 2]);
        request.query::<Option<String>>("none", None);
        request.query::<String>("empty", "");
        assert_eq!(url(&request).unwrap(), "https://example.com/base/a?n=1&n=2&empty=");
    }

    #[test]
    fn a_path_value_cannot_change_the_path() {
        for value in ["", ".", ".."] {
            let mut request = request("/a/{id}/b");
            request.path::<String>("id", value);
            assert!(matches!(url(&request), Err(RequestError::PathParameter { name }) if name == "id"));
        }
    }

    #[test]
    fn the_shown_target_masks_secrets() {
        let mut request = request("/a");
        request.query::<Secret>("token", "abc");
        let (url, shown) = target(&"https://example.com".parse().unwrap(), &request).unwrap();
        assert_eq!((url.query(), shown.as_str()), (Some("token=abc"), "/a?token=[secret, 3 bytes]"));
    }
}
