//! From one page to the request for the next.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::LINK;
use url::Url;

use super::{Next, Pagination, Place};
use crate::error::Problem;
use crate::json::{self, Json};
use crate::request::{Body, Parameter, Request};
use crate::serialization::Serialization;

/// Makes the request for the next page of the one that this page came for. False where there is none.
pub(super) fn next(
    rule: &Pagination,
    headers: &HeaderMap,
    body: &[u8],
    url: &Url,
    request: &mut Request,
) -> Result<bool, Problem> {
    let mut scratch = String::new();
    let page = json::parse(body, &mut scratch).unwrap_or(Json::Null);
    if rule.more.and_then(|pointer| at(&page, pointer)).is_some_and(|more| is_no(more)) {
        return Ok(false);
    }
    match rule.next {
        Next::Cursor { place, from } => {
            let Some(cursor) = at(&page, from).filter(|value| !is_nothing(value)) else {
                return Ok(false);
            };
            if current(request, place).is_some_and(|sent| sent.scalar_text() == cursor.scalar_text()) {
                return Err(Problem::SamePage);
            }
            let cursor = cursor.clone().into_owned();
            set(request, place, cursor);
            Ok(true)
        }
        Next::Offset { place } => Ok(count(&page, rule).is_some_and(|count| {
            let next = number(request, place).unwrap_or(0) + count;
            let more = total(&page, rule).is_none_or(|total| next < total);
            set(request, place, next.into());
            more
        })),
        Next::Page { place, first } => Ok(count(&page, rule).is_some_and(|_| {
            let next = number(request, place).unwrap_or(first) + 1;
            let more = total(&page, rule).is_none_or(|last| next <= last);
            set(request, place, next.into());
            more
        })),
        Next::Link => follow(link(headers), url, request),
        Next::Url { from } => {
            let address = at(&page, from).filter(|value| !is_nothing(value)).and_then(Json::scalar_text);
            follow(address.map(Cow::into_owned), url, request)
        }
    }
}

/// The value at a pointer; `-1` is the last item of a list.
pub(super) fn at<'j, 'a>(json: &'j Json<'a>, pointer: &str) -> Option<&'j Json<'a>> {
    pointer.split('/').skip(1).try_fold(json, |json, token| match json {
        Json::Array(items) if token == "-1" => items.last(),
        Json::Array(items) => items.get(token.parse::<usize>().ok()?),
        object => object.get(&token.replace("~1", "/").replace("~0", "~")),
    })
}

fn is_nothing(value: &Json<'_>) -> bool {
    match value {
        Json::Null | Json::Bool(false) => true,
        other => other.scalar_text().is_none_or(|text| text.is_empty()),
    }
}

/// What says that there is no more: `false`, in any spelling, or nothing.
fn is_no(value: &Json<'_>) -> bool {
    is_nothing(value) || value.scalar_text().is_some_and(|text| matches!(text.as_ref(), "false" | "0"))
}

/// How many items the page has; nothing where it has none, which is the end.
fn count(page: &Json<'_>, rule: &Pagination) -> Option<u64> {
    match at(page, rule.items) {
        Some(Json::Array(items)) if !items.is_empty() => u64::try_from(items.len()).ok(),
        _ => None,
    }
}

fn total(page: &Json<'_>, rule: &Pagination) -> Option<u64> {
    at(page, rule.total?)?.scalar_text()?.parse().ok()
}

fn number(request: &Request, place: Place) -> Option<u64> {
    current(request, place)?.scalar_text()?.parse().ok()
}

fn current(request: &Request, place: Place) -> Option<&Json<'static>> {
    match place {
        Place::Query(name) => {
            request.query.iter().find(|parameter| parameter.name == name).map(|parameter| &parameter.value)
        }
        Place::Body(name) => match &request.body {
            Body::Json { value, .. } => value.get(name),
            _ => None,
        },
    }
}

fn set(request: &mut Request, place: Place, value: Json<'static>) {
    match place {
        Place::Query(name) => match request.query.iter_mut().find(|parameter| parameter.name == name) {
            Some(parameter) => parameter.value = value,
            None => request.query.push(Parameter { name: name.into(), value, serialization: Serialization::FORM }),
        },
        Place::Body(name) => {
            if let Body::Json { value: Json::Object(members), .. } = &mut request.body {
                match members.iter_mut().find(|(key, _)| key == name) {
                    Some((_, member)) => *member = value,
                    None => members.push((name.into(), value)),
                }
            } else {
                request.body =
                    Body::Json { media_type: "application/json", value: Json::Object(vec![(name.into(), value)]) };
            }
        }
    }
}

/// Sends the next request to this address, which has to be on the same host: credentials go with it.
fn follow(address: Option<String>, url: &Url, request: &mut Request) -> Result<bool, Problem> {
    let Some(address) = address else {
        return Ok(false);
    };
    let next = url.join(&address).map_err(|_| Problem::NextPage { address: address.clone() })?;
    if next.origin() != url.origin() {
        return Err(Problem::NextPage { address });
    }
    if next == *url {
        return Err(Problem::SamePage);
    }
    request.options.address = Some(next);
    Ok(true)
}

/// The target of the link with the relation `next` (RFC 8288, 3).
fn link(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(LINK).iter();
    lines.filter_map(|value| std::str::from_utf8(value.as_bytes()).ok()).find_map(next_of)
}

fn next_of(header: &str) -> Option<String> {
    let mut rest = header;
    while let Some((_, after)) = rest.split_once('<') {
        let (target, after) = after.split_once('>')?;
        let (parameters, after) = split_parameters(after);
        let is_next = |(name, value): &(&str, String)| {
            name.eq_ignore_ascii_case("rel")
                && value.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case("next"))
        };
        // Of several the first counts (RFC 8288, 3.3).
        if parameters.iter().find(|(name, _)| name.eq_ignore_ascii_case("rel")).is_some_and(is_next) {
            return Some(target.to_owned());
        }
        rest = after;
    }
    None
}

/// The parameters of a link, up to the comma that ends it, and what comes behind.
fn split_parameters(mut rest: &str) -> (Vec<(&str, String)>, &str) {
    let mut parameters = Vec::new();
    loop {
        rest = rest.trim_start();
        let Some(after) = rest.strip_prefix(';') else {
            return (parameters, rest.strip_prefix(',').unwrap_or(rest));
        };
        let after = after.trim_start();
        let end = after.find(['=', ';', ',']).unwrap_or(after.len());
        let (name, after) = (after[..end].trim_end(), &after[end..]);
        let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
            parameters.push((name, String::new()));
            rest = after;
            continue;
        };
        if let Some(quoted) = value.strip_prefix('"') {
            let (text, after) = unquoted(quoted);
            parameters.push((name, text));
            rest = after;
        } else {
            let end = value.find([';', ',']).unwrap_or(value.len());
            parameters.push((name, value[..end].trim_end().to_owned()));
            rest = &value[end..];
        }
    }
}

/// A quoted string up to its end (RFC 9110, 5.6.4), and what comes behind.
fn unquoted(quoted: &str) -> (String, &str) {
    let mut text = String::new();
    let mut characters = quoted.char_indices();
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => return (text, &quoted[index + 1..]),
            '\\' => text.extend(characters.next().map(|(_, escaped)| escaped)),
            other => text.push(other),
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_link_is_found_among_others_whatever_they_look_like() {
        for (header, expected) in [
            (r#"<https://a/2>; rel="next""#, Some("https://a/2")),
            (r#"</p?a=1,2>; rel=prev, </n>;rel=next; title="x""#, Some("/n")),
            (r#"</p>; title="a, <b>; rel=next"; rel="prev", <?page=3> ; REL = "last NEXT""#, Some("?page=3")),
            (r#"</p>; rel="prev"; rel="next""#, None),
            (r#"</p>; title="\"; rel=next""#, None),
            ("nothing", None),
            ("<unclosed; rel=next", None),
        ] {
            assert_eq!(next_of(header).as_deref(), expected, "{header}");
        }
    }

    #[test]
    fn pointers_reach_into_lists_and_odd_names() {
        let mut scratch = String::new();
        let json = json::parse(br#"{"a/b":[{"id":1},{"id":2}]}"#, &mut scratch).unwrap();
        let text = |pointer: &str| at(&json, pointer).map(|value| value.to_text());
        assert_eq!(text("/a~1b/-1/id").as_deref(), Some("2"));
        assert_eq!(text("/a~1b/0/id").as_deref(), Some("1"));
        assert_eq!(text("/a~1b/9/id"), None);
        assert!(text("").is_some());
    }
}
