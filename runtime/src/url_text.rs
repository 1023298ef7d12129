//! The request target: base URL, path template and query become one text, encoded once.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::Secret;
use crate::error::RequestError;
use crate::request::{Parameter, Request};
use crate::serialization::{Piece, expand};

/// Everything but the unreserved characters of RFC 3986, 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What `allowReserved` leaves to be encoded: neither unreserved nor reserved (RFC 3986, 2.2), nor the `%` of
/// a triplet.
const UNSAFE: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// A request target, as it is sent and as it may be shown.
#[derive(Default)]
pub(crate) struct Target {
    sent: String,
    shown: String,
}

/// The URL of a request: what is sent, and path and query as they may be shown.
///
/// # Errors
/// A parameter of the path is missing, empty, or would change the path's meaning.
pub(crate) fn target(base: &Url, request: &Request) -> Result<(Url, String), RequestError> {
    if let Some(address) = &request.options.address {
        return Ok((address.clone(), address[url::Position::BeforePath..url::Position::AfterPath].to_owned()));
    }
    let mut target = Target::default();
    target.push(base.path().trim_end_matches('/'));
    fill(&mut target, &request.endpoint.path, &request.path)?;
    for parameter in &request.query {
        query(&mut target, parameter);
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

    fn pieces(&mut self, pieces: &[Piece<'_>], keep_reserved: bool) {
        for piece in pieces {
            match piece {
                Piece::Mark(mark) => self.push(mark),
                Piece::Name(name) => self.push(&escaped(name, false)),
                Piece::Value(leaf) => {
                    self.sent.push_str(&escaped(&leaf.sent, keep_reserved));
                    match &leaf.shown {
                        Some(shown) => self.shown.push_str(shown),
                        None => self.shown.push_str(&escaped(&leaf.sent, keep_reserved)),
                    }
                }
            }
        }
    }
}

/// A query without a parameter.
pub(crate) fn without(query: &str, name: &str) -> Option<String> {
    let is_other = |pair: &&str| url::form_urlencoded::parse(pair.as_bytes()).all(|(other, _)| other != name);
    let pairs: Vec<&str> = query.split('&').filter(is_other).collect();
    (!pairs.is_empty()).then(|| pairs.join("&"))
}

/// Percent-encoded text; with `keep_reserved` as RFC 6570, 3.2.3, does it.
pub(crate) fn escaped(text: &str, keep_reserved: bool) -> String {
    if !keep_reserved {
        return utf8_percent_encode(text, RESERVED).to_string();
    }
    let mut escaped = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        escaped.extend(utf8_percent_encode(before, UNSAFE));
        let is_triplet = after.len() >= 2 && after.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
        escaped.push_str(if is_triplet { "%" } else { "%25" });
        rest = after;
    }
    escaped.extend(utf8_percent_encode(rest, UNSAFE));
    escaped
}

/// Replaces `{name}` in the path's template.
fn fill(target: &mut Target, template: &str, values: &[Parameter]) -> Result<(), RequestError> {
    let mut rest = template;
    while let Some((before, name, after)) =
        rest.split_once('{').and_then(|(before, tail)| tail.split_once('}').map(|(name, after)| (before, name, after)))
    {
        target.push(before);
        let refused = || RequestError::PathParameter { name: name.to_owned() };
        let parameter = values.iter().find(|parameter| parameter.name == name).ok_or_else(refused)?;
        let begin = target.sent.len();
        for pieces in expand(name, &parameter.value, parameter.serialization) {
            target.pieces(&pieces, false);
        }
        // Together with its neighbours it may still make a segment that means "here" or "above".
        let segment_begin = target.sent.rfind('/').map_or(0, |slash| slash + 1);
        let ends = after.is_empty() || after.starts_with(['/', '?']);
        if target.sent.len() == begin || ends && matches!(&target.sent[segment_begin..], "." | "..") {
            return Err(refused());
        }
        rest = after;
    }
    target.push(rest);
    Ok(())
}

/// Appends a parameter.
fn query(target: &mut Target, parameter: &Parameter) {
    for pieces in expand(&parameter.name, &parameter.value, parameter.serialization) {
        target.push(if target.sent.contains('?') { "&" } else { "?" });
        target.pieces(&pieces, parameter.serialization.keeps_reserved());
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
    use crate::serialization::Serialization;

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
    fn no_style_lets_a_path_value_change_the_path() {
        let mut request = request("/a/{id}/b");
        request.path_as::<String>("id", Serialization::LABEL, ".");
        assert!(url(&request).is_err());
        let mut request = self::request("/a/{id}.json");
        request.path::<String>("id", ".");
        assert_eq!(url(&request).unwrap(), "https://example.com/base/a/..json");
    }

    #[test]
    fn reserved_characters_stay_where_the_document_allows_them() {
        let mut request = request("/a?fixed=1");
        request.query_as::<String>("q", Serialization::FORM.allow_reserved(), "a/b?c=d&e %41%zz#f");
        assert_eq!(url(&request).unwrap(), "https://example.com/base/a?fixed=1&q=a/b?c=d&e%20%41%25zz%23f");
    }

    #[test]
    fn the_shown_target_masks_secrets() {
        let mut request = request("/a");
        request.query::<Secret>("token", "abc");
        let (url, shown) = target(&"https://example.com".parse().unwrap(), &request).unwrap();
        assert_eq!((url.query(), shown.as_str()), (Some("token=abc"), "/a?token=[secret, 3 bytes]"));
    }
}
