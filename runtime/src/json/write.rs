//! Tree to text: as it goes over the wire, and as it may be shown.

use serde::ser::{Serialize, Serializer};

use super::Json;

impl Json<'_> {
    /// The compact JSON text, secrets included: what is sent.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.text(false)
    }

    /// The compact JSON text with every secret replaced by its length: what may be shown.
    #[must_use]
    pub fn to_masked_text(&self) -> String {
        self.text(true)
    }

    fn text(&self, masked: bool) -> String {
        let mut text = Vec::with_capacity(128);
        self.write(&mut text, masked);
        String::from_utf8(text).unwrap_or_default()
    }

    /// serde's traits have no way to write a number with its digits, so that only strings are left to serde_json.
    fn write(&self, text: &mut Vec<u8>, masked: bool) {
        match self {
            Json::Null => text.extend_from_slice(b"null"),
            Json::Bool(value) => text.extend_from_slice(if *value { b"true" } else { b"false" }),
            Json::Number(number) => number.write(text),
            Json::String(string) => quoted(text, string),
            Json::Secret(secret) if masked => quoted(text, &mask(secret.expose())),
            Json::Secret(secret) => quoted(text, secret.expose()),
            Json::Array(items) => {
                text.push(b'[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        text.push(b',');
                    }
                    item.write(text, masked);
                }
                text.push(b']');
            }
            Json::Object(members) => {
                text.push(b'{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        text.push(b',');
                    }
                    quoted(text, name);
                    text.push(b':');
                    value.write(text, masked);
                }
                text.push(b'}');
            }
        }
    }
}

fn quoted(text: &mut Vec<u8>, string: &str) {
    // Writing a string into memory does not fail.
    let _ = serde_json::to_writer(text, string);
}

/// What stands in the place of a secret: its length helps to tell an empty or a cut value.
#[must_use]
pub(crate) fn mask(secret: &str) -> String {
    format!("[secret, {} bytes]", secret.len())
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(value) => serializer.serialize_bool(*value),
            Json::Number(number) => number.serialize(serializer),
            Json::String(text) => serializer.serialize_str(text),
            Json::Secret(secret) => serializer.serialize_str(secret.expose()),
            Json::Array(items) => serializer.collect_seq(items),
            Json::Object(members) => serializer.collect_map(members.iter().map(|(name, value)| (name, value))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;

    #[test]
    fn a_secret_is_sent_and_never_shown() {
        let secret = Secret::from("abc");
        let json = Json::Object(vec![("code".into(), Json::Secret(std::borrow::Cow::Borrowed(&secret)))]);
        assert_eq!(json.to_text(), r#"{"code":"abc"}"#);
        assert_eq!(json.to_masked_text(), r#"{"code":"[secret, 3 bytes]"}"#);
        assert_eq!(format!("{json:?}"), r#"{"code": a string}"#);
    }
}
