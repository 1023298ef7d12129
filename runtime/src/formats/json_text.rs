//! JSON inside a string: `contentMediaType: application/json` with a `contentSchema`.

use std::borrow::Cow;
use std::fmt;

use crate::codec::{Decode, DecodeError, Encode};
use crate::json::{self, Json};

/// A value that stands on the wire as the text of its JSON: `"{\"a\":1}"` and not `{"a":1}`.
///
/// It is written so, and read either way, because those who put JSON into strings do not always do it. The text is
/// written back as it came, with the members that its schema does not describe. An answer does not fail for a text that
/// is not JSON, or other JSON than the schema says: JSON Schema only annotates what is in a string. The text is there
/// then, and the value is not.
///
/// ```
/// use runtime::formats::JsonText;
///
/// let scopes = JsonText::from(vec!["auth_base".to_owned(), "auth_user".to_owned()]);
/// assert_eq!(scopes.known().map(Vec::len), Some(2));
/// assert_eq!(scopes.as_str(), r#"["auth_base","auth_user"]"#);
/// ```
#[derive(Clone)]
pub struct JsonText<T> {
    text: String,
    known: Option<T>,
}

impl<T> JsonText<T> {
    /// The value; nothing if the text is not JSON, or not such JSON as the document says.
    pub const fn known(&self) -> Option<&T> {
        self.known.as_ref()
    }

    /// The value itself: change it, and make it a text again with `into`.
    #[must_use]
    pub fn into_known(self) -> Option<T> {
        self.known
    }

    /// The text, as it came or as it will be sent. It may hold secrets.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T: Encode> From<T> for JsonText<T> {
    fn from(value: T) -> Self {
        Self { text: value.encode().to_text(), known: Some(value) }
    }
}

/// By value, whatever the spelling; by text, where there is no value.
impl<T: PartialEq> PartialEq for JsonText<T> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.known, &other.known) {
            (None, None) => self.text == other.text,
            (one, other) => one == other,
        }
    }
}

/// Of a text that is not understood the length alone: which parts of it are secret is not known.
impl<T: fmt::Debug> fmt::Debug for JsonText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.known {
            Some(known) => f.debug_tuple("JsonText").field(known).finish(),
            None => write!(f, "JsonText([{} bytes of text])", self.text.len()),
        }
    }
}

impl<T: Decode> Decode for JsonText<T> {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        let Some(text) = json.as_str() else {
            return Ok(Self { known: Some(T::decode(json)?), text: json.to_text() });
        };
        let mut scratch = String::new();
        let known = json::parse(text.as_bytes(), &mut scratch).ok().and_then(|inner| T::decode(&inner).ok());
        Ok(Self { text: text.to_owned(), known })
    }

    fn is_well_formed(&self) -> bool {
        self.known.as_ref().is_some_and(T::is_well_formed)
    }
}

/// What holds a secret is one as a whole, and so is what is not understood.
impl<T: Encode> Encode for JsonText<T> {
    fn encode(&self) -> Json<'_> {
        let text = Json::String(Cow::Borrowed(&self.text));
        let is_open = self.known.as_ref().is_some_and(|known| {
            let inner = known.encode();
            inner.to_text() == inner.to_masked_text()
        });
        if is_open { text } else { text.concealed() }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::Secret;

    type Scopes = JsonText<BTreeMap<String, bool>>;

    #[derive(Clone, Debug, PartialEq)]
    struct Described {
        a: Option<i64>,
    }
    crate::exchanged! { Described { ?a: i64 } }

    fn decoded<T: Decode>(text: &str) -> Result<T, String> {
        T::decode(&json::parse(text.as_bytes(), &mut String::new()).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn json_in_a_text_is_read_and_written_back_as_a_text() {
        let text = r#""{\"auth_user\": true, \"auth_zhima\": false}""#;
        let scopes: Scopes = decoded(text).unwrap();
        let known = scopes.known().unwrap();
        assert!(known["auth_user"] && !known["auth_zhima"]);
        assert_eq!(scopes.encode().to_text(), text);
        assert_eq!(decoded::<JsonText<String>>(r#""\"a\"""#), Ok("a".to_owned().into()));
    }

    #[test]
    fn json_without_a_text_around_it_is_the_same() {
        let list: JsonText<Vec<i64>> = decoded("[1,2]").unwrap();
        assert_eq!(list, decoded(r#""[1, 2]""#).unwrap());
        assert_eq!(list.encode().to_text(), r#""[1,2]""#);
        let error = decoded::<Scopes>(r#"{"a":[]}"#).unwrap_err();
        assert_eq!(error, "`a`: expected a boolean, found a list");
    }

    #[test]
    fn members_that_are_not_described_are_kept() {
        let text = r#""{\"b\":[1.10,null],\"a\":1}""#;
        let described: JsonText<Described> = decoded(text).unwrap();
        assert_eq!(described.known().unwrap().a, Some(1));
        assert_eq!(described.encode().to_text(), text);
        let changed: JsonText<Described> = described.into_known().unwrap().a(2).into();
        assert_eq!(changed.encode().to_text(), r#""{\"a\":2}""#);
    }

    #[test]
    fn a_text_that_is_not_such_json_is_kept_and_not_shown() {
        for text in [r#""soon""#, r#""{\"a\":[]}""#, r#""""#] {
            let scopes: Scopes = decoded(text).unwrap();
            assert_eq!(scopes.known(), None);
            assert_eq!(scopes.encode().to_text(), text);
        }
        let scopes: Scopes = decoded(r#""soon""#).unwrap();
        assert_eq!((scopes.as_str(), format!("{scopes:?}").as_str()), ("soon", "JsonText([4 bytes of text])"));
        assert!(!scopes.encode().to_masked_text().contains("soon"));
    }

    #[test]
    fn a_text_with_a_secret_in_it_is_not_shown() {
        let value = JsonText::from(vec![Secret::from("abc")]);
        assert_eq!(value.encode().to_text(), r#""[\"abc\"]""#);
        assert!(!value.encode().to_masked_text().contains("abc"));
        assert!(!format!("{value:?}").contains("abc"));
    }
}
