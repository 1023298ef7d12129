//! Members that do not always stand where the document says.

use super::{Decode, DecodeError, Fields};
use crate::json::Json;

/// How a member may stand in an answer, beside what its schema says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Under another name.
    Also(&'static str),
    /// Without a name of its own: its members stand among those of the object that it belongs to.
    Unwrapped,
    /// As an empty string where it is absent.
    EmptyIsAbsent,
}

impl Fields<'_, '_> {
    /// The member `name`, in whichever of these ways it stands.
    ///
    /// # Errors
    /// It is absent though required, or has another shape.
    pub(super) fn read<T: Decode>(&self, name: &str, readings: &[Reading]) -> Result<T, DecodeError> {
        let is_there = |name: &str| match self.object.get(name) {
            Some(Json::String(text)) => !text.is_empty() || !readings.contains(&Reading::EmptyIsAbsent),
            Some(_) => true,
            None => false,
        };
        let others = readings.iter().filter_map(|reading| match reading {
            Reading::Also(other) => Some(*other),
            _ => None,
        });
        if let Some(found) = std::iter::once(name).chain(others).find(|name| is_there(name)) {
            return self.get(found);
        }
        if readings.contains(&Reading::Unwrapped) {
            // Something else altogether is better told as a missing member.
            if let Ok(value) = T::decode(self.object) {
                return Ok(value);
            }
        }
        T::absent().ok_or_else(|| DecodeError::missing(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;
    use crate::json;

    crate::models! {
        received struct Account {
            id: String [also "appid"] [also "app"],
            token?: Secret [empty is absent],
        }

        received struct Answer {
            account: Account [unwrapped],
        }
    }

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
