//! JSON of any shape, as callers have it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Index;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::{Json, Number, ParseError, parse};
use crate::codec::{Decode, DecodeError, Encode};

/// JSON of any shape: what a document says nothing about, or nothing that a type could say.
///
/// It is much like the `Value` of serde_json, and is made from one and into one (`Value::from(json!({"a": 1}))`), but
/// loses nothing of what came: numbers are written back with [their digits](Number), however many.
///
/// ```
/// use runtime::Value;
/// use serde_json::json;
///
/// let value: Value = r#"{"price": 1.10, "tags": ["a"]}"#.parse()?;
/// assert_eq!(value["price"].as_f64(), Some(1.1));
/// assert_eq!(value["tags"][0], "a");
/// assert_eq!(value, json!({"price": 1.1, "tags": ["a"]}));
/// assert_eq!(value.to_string(), r#"{"price":1.10,"tags":["a"]}"#);
/// # Ok::<(), runtime::json::ParseError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number<'static>),
    /// A string.
    String(String),
    /// A list.
    Array(Vec<Value>),
    /// An object.
    Object(BTreeMap<String, Value>),
}

/// What an index finds where there is nothing.
static NULL: Value = Value::Null;

impl Value {
    /// Whether it is `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether it is `true` or `false`.
    #[must_use]
    pub const fn is_boolean(&self) -> bool {
        matches!(self, Self::Bool(_))
    }

    /// Whether it is a number.
    #[must_use]
    pub const fn is_number(&self) -> bool {
        matches!(self, Self::Number(_))
    }

    /// Whether it is a string.
    #[must_use]
    pub const fn is_string(&self) -> bool {
        matches!(self, Self::String(_))
    }

    /// Whether it is a list.
    #[must_use]
    pub const fn is_array(&self) -> bool {
        matches!(self, Self::Array(_))
    }

    /// Whether it is an object.
    #[must_use]
    pub const fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }

    /// The boolean, if it is one.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub const fn as_number(&self) -> Option<&Number<'static>> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The number, if it is an integer that `i64` holds.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.as_i64()
    }

    /// The number, if it is an integer that `u64` holds.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.as_u64()
    }

    /// The nearest double to the number, if it is one in the range of doubles.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number()?.as_f64()
    }

    /// The text, if it is a string.
    #[must_use]
    pub const fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text.as_str()),
            _ => None,
        }
    }

    /// The items, if it is a list.
    #[must_use]
    pub const fn as_array(&self) -> Option<&Vec<Self>> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The items, to be changed.
    #[must_use]
    pub const fn as_array_mut(&mut self) -> Option<&mut Vec<Self>> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members, if it is an object.
    #[must_use]
    pub const fn as_object(&self) -> Option<&BTreeMap<String, Self>> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The members, to be changed.
    #[must_use]
    pub const fn as_object_mut(&mut self) -> Option<&mut BTreeMap<String, Self>> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The member of an object with this name, or the item of a list at this place.
    #[must_use]
    pub fn get(&self, at: impl At) -> Option<&Self> {
        at.find(self)
    }

    /// The value at a JSON pointer (RFC 6901), such as `/data/0/id`.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<&Self> {
        let Some(steps) = pointer.strip_prefix('/') else {
            return pointer.is_empty().then_some(self);
        };
        steps.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).try_fold(
            self,
            |value, step| match value {
                Self::Array(items) => items.get(step.parse::<usize>().ok()?),
                other => other.get(step.as_str()),
            },
        )
    }
}

/// What finds a part of a [`Value`]: the name of a member, or the place of an item.
pub trait At {
    /// The part.
    fn find(self, value: &Value) -> Option<&Value>;
}

impl At for &str {
    fn find(self, value: &Value) -> Option<&Value> {
        value.as_object()?.get(self)
    }
}

impl At for &String {
    fn find(self, value: &Value) -> Option<&Value> {
        value.as_object()?.get(self)
    }
}

impl At for usize {
    fn find(self, value: &Value) -> Option<&Value> {
        value.as_array()?.get(self)
    }
}

/// `null` where there is no such part.
impl<A: At> Index<A> for Value {
    type Output = Self;

    fn index(&self, at: A) -> &Self {
        at.find(self).unwrap_or(&NULL)
    }
}

/// Its JSON text.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.encode().to_text())
    }
}

impl FromStr for Value {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        parse(text.as_bytes(), &mut String::new()).map(|json| json.to_value())
    }
}

impl Json<'_> {
    /// A copy for callers. Secrets are plain text in it.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match self {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => Value::Number(number.clone().into_owned()),
            Json::String(text) => Value::String(text.to_string()),
            Json::Secret(secret) => Value::String(secret.expose().to_owned()),
            Json::Array(items) => Value::Array(items.iter().map(Json::to_value).collect()),
            Json::Object(members) => {
                Value::Object(members.iter().map(|(name, value)| (name.to_string(), value.to_value())).collect())
            }
        }
    }

    /// A tree that borrows from a value.
    #[must_use]
    pub fn from_value(value: &Value) -> Json<'_> {
        match value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Number(number) => Json::Number(number.borrowed()),
            Value::String(text) => Json::String(text.into()),
            Value::Array(items) => Json::Array(items.iter().map(Json::from_value).collect()),
            Value::Object(members) => {
                Json::Object(members.iter().map(|(name, value)| (name.into(), Json::from_value(value))).collect())
            }
        }
    }
}

impl Decode for Value {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        Ok(json.to_value())
    }

    fn null() -> Option<Self> {
        Some(Self::Null)
    }
}

impl Encode for Value {
    fn encode(&self) -> Json<'_> {
        Json::from_value(self)
    }
}

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        use serde_json::Value as Theirs;
        match value {
            Theirs::Null => Self::Null,
            Theirs::Bool(value) => Self::Bool(value),
            // With its digits, where serde_json has kept them.
            Theirs::Number(number) => number.to_string().parse().map_or(Self::Null, Self::Number),
            Theirs::String(text) => Self::String(text),
            Theirs::Array(items) => Self::Array(items.into_iter().map(Self::from).collect()),
            Theirs::Object(members) => {
                Self::Object(members.into_iter().map(|(name, value)| (name, Self::from(value))).collect())
            }
        }
    }
}

/// Numbers become the nearest that serde_json has; those beyond the range of doubles become strings.
impl From<Value> for serde_json::Value {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(integer), _, _) if number.is_written_as_integer() => integer.into(),
                (_, Some(integer), _) if number.is_written_as_integer() => integer.into(),
                (_, _, Some(float)) => float.into(),
                _ => Self::String(number.to_string()),
            },
            Value::String(text) => Self::String(text),
            Value::Array(items) => Self::Array(items.into_iter().map(Self::from).collect()),
            Value::Object(members) => {
                Self::Object(members.into_iter().map(|(name, value)| (name, Self::from(value))).collect())
            }
        }
    }
}

macro_rules! from_scalars {
    ($($scalar:ty, $value:ident => $make:expr;)*) => {$(
        impl From<$scalar> for Value {
            fn from($value: $scalar) -> Self {
                $make
            }
        }

        impl PartialEq<$scalar> for Value {
            fn eq(&self, other: &$scalar) -> bool {
                let $value = other.clone();
                *self == $make
            }
        }
    )*};
}

from_scalars! {
    bool, value => Self::Bool(value);
    i32, number => Self::Number(number.into());
    i64, number => Self::Number(number.into());
    u32, number => Self::Number(number.into());
    u64, number => Self::Number(number.into());
    String, text => Self::String(text);
}

/// `null` for what JSON cannot say: infinities, and what is not a number.
impl From<f64> for Value {
    fn from(float: f64) -> Self {
        Number::from_f64(float).map_or(Self::Null, Self::Number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }
}

impl<N: Into<String>, T: Into<Value>> FromIterator<(N, T)> for Value {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(members: I) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl From<&Value> for Value {
    fn from(value: &Value) -> Self {
        value.clone()
    }
}

impl From<&serde_json::Value> for Value {
    fn from(value: &serde_json::Value) -> Self {
        value.clone().into()
    }
}

impl From<BTreeMap<String, Value>> for Value {
    fn from(members: BTreeMap<String, Value>) -> Self {
        Self::Object(members)
    }
}

impl PartialEq<f64> for Value {
    fn eq(&self, other: &f64) -> bool {
        self.as_f64() == Some(*other)
    }
}

impl PartialEq<str> for Value {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == Some(other)
    }
}

impl PartialEq<&str> for Value {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == Some(other)
    }
}

impl PartialEq<serde_json::Value> for Value {
    fn eq(&self, other: &serde_json::Value) -> bool {
        let other = Self::from(other.clone());
        *self == other
    }
}

impl PartialEq<Value> for serde_json::Value {
    fn eq(&self, other: &Value) -> bool {
        other == self
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.encode().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Json::deserialize(deserializer).map(|json| json.to_value())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_digit_is_written_back() {
        let digits = format!("0.{}", "1234567890".repeat(4));
        for number in [
            "1.0",
            "1e5",
            "1.10",
            "-0",
            "-0.0",
            "12345678901234567890",
            "123456789012345678901234567890",
            "1e400",
            &digits,
        ] {
            let text = format!(r#"{{"a":[{number}],"b":{number}}}"#);
            assert_eq!(text.parse::<Value>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_value_is_made_from_and_into_that_of_serde_json() {
        let theirs = json!({"a": [1, -1, 1.5, u64::MAX, null, true], "b": "x"});
        let ours = Value::from(theirs.clone());
        assert_eq!(ours, theirs);
        assert_eq!(serde_json::Value::from(ours), theirs);
        let beyond: Value = "[1e400, 1.10]".parse().unwrap();
        assert_eq!(serde_json::Value::from(beyond), json!(["1e400", 1.1]));
    }

    #[test]
    fn parts_are_found_by_name_place_and_pointer() {
        let value: Value = r#"{"a/b":[{"~":1}],"c":null}"#.parse().unwrap();
        assert_eq!(value.pointer("/a~1b/0/~0"), Some(&1.into()));
        assert_eq!((value.pointer(""), value.pointer("/a"), value.pointer("a")), (Some(&value), None, None));
        assert_eq!(value["a/b"][0]["~"], 1);
        assert!(value["nothing"][3].is_null() && value.get("c").is_some_and(Value::is_null));
    }

    #[test]
    fn serde_reads_and_writes_it() {
        let value: Value = serde_json::from_str(r#"{"a":[1,0.1,"x",null]}"#).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), r#"{"a":[1,0.1,"x",null]}"#);
    }
}
