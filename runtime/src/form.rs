//! `application/x-www-form-urlencoded` bodies (WHATWG URL, 5; OpenAPI 3.0.3, 4.7.14.4).

use url::form_urlencoded::byte_serialize;

use crate::json::Json;
use crate::serialization::{Piece, Serialization, expand};
use crate::url_text;

/// How members of a form are written, by name, where the document's `encoding` says so. Without it a list
/// repeats its name, and an object is JSON.
pub type Encodings = &'static [(&'static str, Serialization)];

/// The body, as it is sent and as it may be shown. A space is `+`, as in every HTML form.
pub(crate) fn encode(value: &Json<'_>, encodings: Encodings) -> (String, String) {
    let (mut sent, mut shown) = (String::new(), String::new());
    let Json::Object(members) = value else {
        return (sent, shown);
    };
    for (name, value) in members {
        let how = encodings.iter().find(|(member, _)| member == name).map(|(_, how)| *how);
        let how = how.unwrap_or(match value {
            Json::Object(_) => Serialization::FORM.json(),
            _ => Serialization::FORM,
        });
        for pieces in expand(name, value, how) {
            if !sent.is_empty() {
                sent.push('&');
                shown.push('&');
            }
            for piece in pieces {
                let (text, masked) = match piece {
                    Piece::Mark(mark) => (mark.to_owned(), None),
                    Piece::Name(name) => (byte_serialize(name.as_bytes()).collect(), None),
                    Piece::Value(leaf) => (escaped(&leaf.sent, how.keeps_reserved()), leaf.shown),
                };
                shown.push_str(masked.as_ref().unwrap_or(&text));
                sent.push_str(&text);
            }
        }
    }
    (sent, shown)
}

fn escaped(text: &str, keep_reserved: bool) -> String {
    match keep_reserved {
        // These two end a value, or stand for another one, in every form.
        true => url_text::escaped(text, true).replace('&', "%26").replace('+', "%2B"),
        false => byte_serialize(text.as_bytes()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    #[test]
    fn secrets_are_sent_and_not_shown() {
        let value = Json::Object(vec![("p q".into(), Json::Secret(Cow::Owned("a b&c".into())))]);
        let (sent, shown) = encode(&value, &[]);
        assert_eq!((sent.as_str(), shown.as_str()), ("p+q=a+b%26c", "p+q=[secret, 5 bytes]"));
    }
}
