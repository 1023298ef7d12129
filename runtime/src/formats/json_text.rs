//! JSON inside a string: `contentMediaType: application/json` with a `contentSchema`.

use std::ops::{Deref, DerefMut};

use crate::codec::{Decode, DecodeError, Encode};
use crate::json::{self, Json};

/// A value that stands on the wire as the text of its JSON: `"{\"a\":1}"` and not `{"a":1}`.
///
/// It is written so, and read either way, because those who put JSON into strings do not always do it. The
/// value is in the field, and the wrapper lends itself as it:
///
/// ```
/// use runtime::formats::JsonText;
///
/// let scopes = JsonText(vec!["auth_base", "auth_user"]);
/// assert_eq!(scopes.len(), 2);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JsonText<T>(pub T);

impl<T> Deref for JsonText<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for JsonText<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> From<T> for JsonText<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: Decode> Decode for JsonText<T> {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        let Some(text) = json.as_str() else {
            return T::decode(json).map(Self);
        };
        let mut scratch = String::new();
        match json::parse(text.as_bytes(), &mut scratch) {
            Ok(inner) => T::decode(&inner).map(Self),
            Err(_) => Err(DecodeError::value("the text is not JSON")),
        }
    }
}

/// What holds a secret is one as a whole.
impl<T: Encode> Encode for JsonText<T> {
    fn encode(&self) -> Json<'_> {
        let inner = self.0.encode();
        let (text, shown) = (inner.to_text(), inner.to_masked_text());
        let text = Json::String(text.into());
        if text.as_str() == Some(&shown) { text } else { text.concealed() }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::Secret;

    type Scopes = JsonText<BTreeMap<String, bool>>;

    fn decoded<T: Decode>(text: &str) -> Result<T, String> {
        T::decode(&json::parse(text.as_bytes(), &mut String::new()).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn json_in_a_text_is_read_and_written_back_as_a_text() {
        let scopes: Scopes = decoded(r#""{\"auth_user\":true,\"auth_zhima\":false}""#).unwrap();
        assert!(scopes["auth_user"] && !scopes["auth_zhima"]);
        assert_eq!(scopes.encode().to_text(), r#""{\"auth_user\":true,\"auth_zhima\":false}""#);
        assert_eq!(decoded::<JsonText<String>>(r#""\"a\"""#), Ok(JsonText("a".to_owned())));
    }

    #[test]
    fn json_without_a_text_around_it_is_the_same() {
        assert_eq!(decoded::<JsonText<Vec<i64>>>("[1,2]"), decoded(r#""[1,2]""#));
    }

    #[test]
    fn what_is_in_a_text_that_does_not_fit_is_told_with_its_path() {
        assert_eq!(decoded::<Scopes>(r#""soon""#), Err("`the body`: the text is not JSON".to_owned()));
        let inside = decoded::<Scopes>(r#""{\"a\":[]}""#);
        assert_eq!(inside, Err("`a`: expected a boolean, found a list".to_owned()));
    }

    #[test]
    fn a_text_with_a_secret_in_it_is_not_shown() {
        let value = JsonText(vec![Secret::from("abc")]);
        assert_eq!(value.encode().to_text(), r#""[\"abc\"]""#);
        assert!(!value.encode().to_masked_text().contains("abc"));
    }
}
