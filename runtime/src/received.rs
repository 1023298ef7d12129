//! What arrives without having been asked for: the bodies of webhooks and callbacks.
//!
//! Generated code has a type for each, named after it (`NewPetWebhook`, `OnPaidCallback`). Where it arrives is the
//! business of the user's own server; whether it is genuine is to be checked before it is read.

use crate::codec::{Decode, DecodeError};
use crate::json::{self, Json, Object, ParseError};

/// Why a body that was received is not what the document says.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReceivedError {
    /// It is not JSON.
    #[error("the body is not JSON: {0}")]
    NotJson(#[from] ParseError),
    /// It has another shape.
    #[error("the body is not what the document says: {0}")]
    Shape(#[from] DecodeError),
}

/// Reads the body of a request that the API made, as leniently as an answer: what is unknown never fails.
///
/// ```
/// let paid: std::collections::BTreeMap<String, i64> = runtime::received::json(br#"{"amount":5}"#)?;
/// assert_eq!(paid["amount"], 5);
/// # Ok::<(), runtime::received::ReceivedError>(())
/// ```
///
/// # Errors
/// It is not JSON, or has another shape than the document says.
pub fn json<T: Decode>(body: &[u8]) -> Result<T, ReceivedError> {
    let mut scratch = String::new();
    Ok(T::decode(&json::parse(body, &mut scratch)?)?)
}

/// Reads a body of `application/x-www-form-urlencoded`. A name that stands several times is a list; one that stands
/// once is what its type says: text, a number, a list of one item, or, where an object is meant, JSON.
///
/// ```
/// let event: std::collections::BTreeMap<String, Vec<i64>> = runtime::received::form(b"a=1&a=2&b=3")?;
/// assert_eq!((event["a"].as_slice(), event["b"].as_slice()), ([1, 2].as_slice(), [3].as_slice()));
/// # Ok::<(), runtime::received::ReceivedError>(())
/// ```
///
/// # Errors
/// It has another shape than the document says.
pub fn form<T: Decode>(body: &[u8]) -> Result<T, ReceivedError> {
    let mut members: Object<'static> = Vec::new();
    for (name, value) in url::form_urlencoded::parse(body) {
        let value = Json::String(value.into_owned().into());
        match members.iter_mut().find(|(other, _)| *other == name) {
            None => members.push((name.into_owned().into(), value)),
            Some((_, Json::Array(items))) => items.push(value),
            Some((_, first)) => *first = Json::Array(vec![std::mem::replace(first, Json::Null), value]),
        }
    }
    let mut tree = Json::Object(members);
    loop {
        let error = match T::decode(&tree) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        // Every turn makes of one text something else, so that there is an end.
        if !error.member().is_some_and(|name| reread(&mut tree, name)) {
            return Err(error.into());
        }
    }
}

/// Makes of a member that is text what else the text can stand for. False where it is none.
fn reread(tree: &mut Json<'static>, name: &str) -> bool {
    let Json::Object(members) = tree else { return false };
    let Some((_, value @ Json::String(_))) = members.iter_mut().find(|(other, _)| other == name) else { return false };
    let Json::String(text) = std::mem::replace(value, Json::Null) else { return false };
    let mut scratch = String::new();
    *value = match json::parse(text.as_bytes(), &mut scratch) {
        Ok(json @ (Json::Object(_) | Json::Array(_))) => json.into_owned(),
        _ => Json::Array(vec![Json::String(text)]),
    };
    true
}
