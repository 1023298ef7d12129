//! Tree to text: as it goes over the wire, and as it may be shown.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::Json;

impl Json<'_> {
    /// The compact JSON text, secrets included: what is sent.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The compact JSON text with every secret replaced by its length: what may be shown.
    #[must_use]
    pub fn to_masked_text(&self) -> String {
        serde_json::to_string(&Shown { json: self, masked: true }).unwrap_or_default()
    }

    /// A copy as serde_json's own value.
    #[must_use]
    pub fn to_value(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// A tree that owns a copy of serde_json's own value.
    #[must_use]
    pub fn from_value(value: &serde_json::Value) -> Json<'_> {
        use serde_json::Value;
        match value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Number(number) => Json::Number(number.clone()),
            Value::String(text) => Json::String(text.into()),
            Value::Array(items) => Json::Array(items.iter().map(Json::from_value).collect()),
            Value::Object(members) => {
                Json::Object(members.iter().map(|(name, value)| (name.into(), Json::from_value(value))).collect())
            }
        }
    }
}

/// What stands in the place of a secret: its length helps to tell an empty or a cut value.
#[must_use]
pub(crate) fn mask(secret: &str) -> String {
    format!("[secret, {} bytes]", secret.len())
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Shown { json: self, masked: false }.serialize(serializer)
    }
}

struct Shown<'t, 'a> {
    json: &'t Json<'a>,
    masked: bool,
}

impl Serialize for Shown<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shown = |json| Shown { json, masked: self.masked };
        match self.json {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(value) => serializer.serialize_bool(*value),
            Json::Number(number) => number.serialize(serializer),
            Json::String(text) => serializer.serialize_str(text),
            Json::Secret(secret) if self.masked => serializer.serialize_str(&mask(secret.expose())),
            Json::Secret(secret) => serializer.serialize_str(secret.expose()),
            Json::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(&shown(item)))?;
                list.end()
            }
            Json::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                members.iter().try_for_each(|(name, value)| map.serialize_entry(name, &shown(value)))?;
                map.end()
            }
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
