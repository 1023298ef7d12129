//! Text to tree, as strictly as possible and as leniently as the wire needs.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{Json, Number};

/// Why a text is not JSON. Holds a place, never the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} (line {line}, column {column})")]
pub struct ParseError {
    what: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in bytes, from 1; 0 at the end of the text.
    pub column: usize,
}

/// Reads JSON (RFC 8259) and survives what gateways send all the same: control characters that stand
/// unescaped in strings, bytes that are not UTF-8 and halves of surrogate pairs (replaced by U+FFFD), and numbers that
/// no `f64` holds (kept as their text). `scratch` holds the repaired
/// text, where one is needed, so that the tree can borrow from it.
///
/// # Errors
/// The text is not JSON even after that repair, or nests deeper than 128 levels.
pub fn parse<'a>(bytes: &'a [u8], scratch: &'a mut String) -> Result<Json<'a>, ParseError> {
    if let Ok(json) = serde_json::from_slice(bytes) {
        return Ok(json);
    }
    *scratch = repair(&String::from_utf8_lossy(bytes));
    serde_json::from_str(scratch).map_err(|error| ParseError {
        what: describe(&error),
        line: error.line(),
        column: error.column(),
    })
}

/// The text with control characters inside strings escaped (outside of them they are white space or an error), halves
/// of surrogate pairs replaced by U+FFFD, and numbers that no `f64` holds as the text of their digits: where nobody
/// reads them they do no harm.
fn repair(text: &str) -> String {
    let mut repaired = String::with_capacity(text.len() + 16);
    let mut rest = text.trim_start_matches('\u{feff}');
    let mut in_string = false;
    while let Some(character) = rest.chars().next() {
        let mut length = character.len_utf8();
        match character {
            '"' => {
                in_string = !in_string;
                repaired.push('"');
            }
            '\\' if in_string => length = escape(rest, &mut repaired),
            control if in_string && control < ' ' => repaired.push_str(&format!("\\u{:04x}", control as u32)),
            '-' | '0'..='9' if !in_string => {
                let is_of_number = |c: char| matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E');
                length = rest.find(|c| !is_of_number(c)).unwrap_or(rest.len());
                let number = &rest[..length];
                let quote = if number.parse().is_ok_and(f64::is_infinite) { "\"" } else { "" };
                repaired.extend([quote, number, quote]);
            }
            other => repaired.push(other),
        }
        rest = &rest[length..];
    }
    repaired
}

/// Repairs the escape sequence that a text begins with, and tells its length.
fn escape(text: &str, repaired: &mut String) -> usize {
    let unit = |at: usize| {
        let digits = text.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    match (unit(0), text[1..].chars().next()) {
        (Some(0xd800..=0xdbff), _) if matches!(unit(6), Some(0xdc00..=0xdfff)) => {
            repaired.push_str(&text[..12]);
            12
        }
        (Some(0xd800..=0xdfff), _) => {
            repaired.push_str("\\ufffd");
            6
        }
        (_, Some(control)) if control < ' ' => {
            repaired.push_str(&format!("\\u{:04x}", control as u32));
            1 + control.len_utf8()
        }
        (_, next) => {
            let length = 1 + next.map_or(0, char::len_utf8);
            repaired.push_str(&text[..length]);
            length
        }
    }
}

/// serde_json's message without its place, which is told apart, and without a piece of the text.
fn describe(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_none<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        Json::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json<'de>, E> {
        Ok(Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json<'de>, A::Error> {
        let mut object = Vec::new();
        while let Some((Name(name), value)) = members.next_entry()? {
            object.push((name, value));
        }
        Ok(Json::Object(object))
    }
}

/// The name of a member: serde's own `Cow` never borrows.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(JsonVisitor)? {
            Json::String(name) => Ok(Name(name)),
            _ => Err(serde::de::Error::custom("a member's name is not a string")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        parse(bytes, &mut String::new()).map_or_else(|error| error.to_string(), |json| json.to_text())
    }

    #[test]
    fn order_and_integers_are_kept() {
        assert_eq!(
            text(br#"{"b":1,"a":[18446744073709551615,-9223372036854775808,1.5,null]}"#),
            r#"{"b":1,"a":[18446744073709551615,-9223372036854775808,1.5,null]}"#
        );
    }

    #[test]
    fn raw_control_characters_in_strings_are_survived() {
        assert_eq!(text(b"{\"nickname\":\"a\x08b\n\",\n\"x\":\"\\\"\t\"}"), r#"{"nickname":"a\bb\n","x":"\"\t"}"#);
    }

    #[test]
    fn an_escape_before_a_raw_control_character_keeps_its_string_closed() {
        assert_eq!(text(b"{\"a\":\"\\\x01\"}"), "{\"a\":\"\\u0001\"}");
        assert_eq!(text(b"[\"\\\\\x01\"]"), "[\"\\\\\\u0001\"]");
    }

    #[test]
    fn half_a_surrogate_pair_is_replaced() {
        assert_eq!(
            text(br#"["\ud800","\udc00x","\ud83d\ude00","\ud83d\u0041"]"#),
            "[\"\u{fffd}\",\"\u{fffd}x\",\"\u{1f600}\",\"\u{fffd}A\"]"
        );
        assert_eq!(text(br#"["\ud8"]"#), "invalid escape (line 1, column 8)");
    }

    #[test]
    fn a_number_that_no_float_holds_does_not_fail_what_stands_beside_it() {
        assert_eq!(
            text(br#"{"a":1e400,"b":[-1e999],"c":"1e400","d":1}"#),
            r#"{"a":"1e400","b":["-1e999"],"c":"1e400","d":1}"#
        );
        assert_eq!(text(b"{\"a\":1e400,\"b\":1.2.3}"), "expected `,` or `}` (line 1, column 21)");
    }

    #[test]
    fn broken_utf8_is_replaced() {
        assert_eq!(text(b"{\"a\":\"\xff\"}"), "{\"a\":\"\u{fffd}\"}");
    }

    #[test]
    fn what_is_not_json_is_named_with_its_place_and_without_its_text() {
        assert_eq!(text(b"<html>\n<body>secret"), "expected value (line 1, column 1)");
        assert_eq!(text(b"{\"a\":\n tru}"), "expected ident (line 2, column 5)");
    }

    #[test]
    fn deep_nesting_is_an_error_and_not_a_stack_overflow() {
        let deep = "[".repeat(100_000);
        assert!(text(deep.as_bytes()).starts_with("recursion limit exceeded"));
    }
}
