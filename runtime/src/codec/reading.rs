//! Members that do not always stand where the document says.

use super::DecodeError;
use super::members::{Slot, read_member};
use crate::json::Json;

/// How a member may stand in an answer, in addition to what its schema says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Under another name.
    Also(&'static str),
    /// Without a name of its own: its members stand among those of the object that it belongs to.
    Unwrapped,
    /// As an empty string where it is absent.
    EmptyIsAbsent,
}

/// Reads the member `name` of an object, in whichever of these ways it stands.
///
/// # Errors
/// It is absent though required, or has another shape.
pub(super) fn read(
    object: &Json<'_>,
    name: &str,
    readings: &[Reading],
    slot: &mut dyn Slot,
) -> Result<(), DecodeError> {
    let member = |name: &str| match object.get(name) {
        Some(Json::String(text)) if text.is_empty() && readings.contains(&Reading::EmptyIsAbsent) => None,
        other => other,
    };
    let others = readings.iter().filter_map(|reading| match reading {
        Reading::Also(other) => Some(*other),
        _ => None,
    });
    let mut names = std::iter::once(name).chain(others);
    if let Some((name, value)) = names.find_map(|name| member(name).map(|value| (name, value))) {
        return read_member(name, value, slot);
    }
    // Something else altogether is better told as a missing member.
    if readings.contains(&Reading::Unwrapped) && slot.fill(object).is_ok() {
        return Ok(());
    }
    if slot.leave() { Ok(()) } else { Err(DecodeError::missing(name)) }
}

#[cfg(test)]
mod tests {
    use crate::Secret;
    use crate::codec::Decode;
    use crate::json;

    #[derive(Debug, PartialEq)]
    struct Account {
        id: String,
        token: Option<Secret>,
    }
    crate::received! { Account { id [also "appid"] [also "app"], ?token [empty is absent] } }

    #[derive(Debug, PartialEq)]
    struct Answer {
        account: Account,
    }
    crate::received! { Answer { account [unwrapped] } }

    fn answer(text: &str) -> Result<Answer, String> {
        let mut scratch = String::new();
        let json = json::parse(text.as_bytes(), &mut scratch).expect("JSON");
        Answer::decode(&json).map_err(|error| error.to_string())
    }

    fn account(id: &str, token: Option<&str>) -> Result<Answer, String> {
        Ok(Answer { account: Account { id: id.to_owned(), token: token.map(Secret::from) } })
    }

    #[test]
    fn a_member_is_found_under_its_other_names_and_its_own_comes_first() {
        assert_eq!(answer(r#"{"account":{"app":"a"}}"#), account("a", None));
        assert_eq!(answer(r#"{"account":{"app":"a","id":"b","appid":"c"}}"#), account("b", None));
    }

    #[test]
    fn members_of_a_member_may_stand_around_it() {
        assert_eq!(answer(r#"{"id":"a","token":"t"}"#), account("a", Some("t")));
        let missing = answer(r#"{"token":"t"}"#).unwrap_err();
        assert!(missing.contains("account"), "{missing}");
    }

    #[test]
    fn an_empty_string_may_mean_nothing() {
        assert_eq!(answer(r#"{"account":{"id":"","token":""}}"#), account("", None));
    }
}
