//! Text to tree, as strictly as possible and as leniently as the wire needs.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

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
/// unescaped in strings, bytes that are not UTF-8 and halves of surrogate pairs (replaced by U+FFFD). `scratch` holds
/// the repaired text, where one is needed, so that the tree can borrow from it.
///
/// # Errors
/// The text is not JSON even after that repair, or nests deeper than 128 levels.
pub fn parse<'a>(bytes: &'a [u8], scratch: &'a mut String) -> Result<Json<'a>, ParseError> {
    if let Ok(json) = read(bytes, bytes) {
        return Ok(json);
    }
    let text = String::from_utf8_lossy(bytes);
    let (repaired, length) = (repair(&text), text.len());
    // The repaired text has other numbers than what came; those that came are read from the text before it.
    *scratch = text.into_owned() + &repaired;
    let (came, repaired) = scratch.split_at(length);
    read(repaired.as_bytes(), came.as_bytes()).map_err(|error| ParseError {
        what: describe(&error),
        line: error.line(),
        column: error.column(),
    })
}

/// Reads one text, with the digits of its numbers from another that has the same strings and numbers.
fn read<'a>(text: &'a [u8], digits: &'a [u8]) -> Result<Json<'a>, serde_json::Error> {
    let numbers = Numbers(Cell::new(digits));
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let json = JsonVisitor(Some(&numbers)).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(json)
}

/// The numbers of a JSON text that are not integers of 64 bits, one after the other.
///
/// serde_json tells what such a number is as a float, and not how it is written (unless its feature
/// `arbitrary_precision` is on, which changes what serde makes of numbers in the whole program of a user). It reads
/// from the first to the last, so that the digits are found by going through the same text in step with it.
struct Numbers<'de>(Cell<&'de [u8]>);

impl<'de> Numbers<'de> {
    /// The digits of the next one.
    fn next(&self) -> Option<&'de str> {
        let mut rest = self.0.get();
        loop {
            let start = rest.iter().position(|byte| matches!(byte, b'"' | b'-' | b'0'..=b'9'))?;
            rest = &rest[start..];
            if rest[0] == b'"' {
                rest = after_string(&rest[1..]);
                continue;
            }
            let is_of_number = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
            let length = rest.iter().position(|byte| !is_of_number(byte)).unwrap_or(rest.len());
            let (number, after) = rest.split_at(length);
            rest = after;
            let number = std::str::from_utf8(number).ok()?;
            let is_integer = number.parse::<i64>().is_ok() || number.parse::<u64>().is_ok();
            // Without its sign it would be another number.
            if !is_integer || number == "-0" {
                self.0.set(rest);
                return Some(number);
            }
        }
    }
}

/// What comes after a string, of which this is everything but the first quote.
fn after_string(mut rest: &[u8]) -> &[u8] {
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\')) {
        let length = if rest[at] == b'"' { 1 } else { 2 };
        rest = rest.get(at + length..).unwrap_or_default();
        if length == 1 {
            return rest;
        }
    }
    &[]
}

/// The text with control characters inside strings escaped (outside of them they are white space or an error), halves
/// of surrogate pairs replaced by U+FFFD, and numbers beyond the range of doubles, which serde_json refuses, replaced by
/// another number that is not an integer.
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
                // As long as it was, so that the place of what is wrong after it stays the same.
                if number.parse().is_ok_and(f64::is_infinite) {
                    repaired.push_str(&format!("{:0<length$}", "0."));
                } else {
                    repaired.push_str(number);
                }
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
        deserializer.deserialize_any(JsonVisitor(None))
    }
}

/// Where serde_json reads from a text that is at hand, with the digits of that text.
#[derive(Clone, Copy)]
struct JsonVisitor<'n, 'de>(Option<&'n Numbers<'de>>);

impl<'de> DeserializeSeed<'de> for JsonVisitor<'_, 'de> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// The name that serde_json gives to the only member of a number where `arbitrary_precision` is on: a crate that
/// turns it on turns it on for all.
const NUMBER: &str = "$serde_json::private::Number";

impl<'de> Visitor<'de> for JsonVisitor<'_, 'de> {
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
        self.deserialize(deserializer)
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
        let digits = self.0.and_then(Numbers::next);
        let number = digits.map(Number::of_digits).or_else(|| Number::from_f64(value));
        Ok(number.map_or(Json::Null, Json::Number))
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
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json<'de>, A::Error> {
        let mut object = Vec::new();
        while let Some(Name(name)) = members.next_key()? {
            object.push((name, members.next_value_seed(self)?));
        }
        match object.as_slice() {
            [(name, Json::String(digits))] if name == NUMBER => match digits.parse() {
                Ok(number) => Ok(Json::Number(number)),
                Err(_) => Ok(Json::Object(object)),
            },
            _ => Ok(Json::Object(object)),
        }
    }
}

/// The name of a member: serde's own `Cow` never borrows.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(JsonVisitor(None))? {
            Json::String(name) => Ok(Name(name)),
            _ => Err(serde::de::Error::custom("a member's name is not a string")),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
        let written = r#"{"a":1e400,"b":[-1e999],"c":"1e400","d":1,"e":1.50}"#;
        assert_eq!(text(written.as_bytes()), written);
        assert_eq!(text(b"{\"a\":1e400,\"b\":1.2.3}"), "expected `,` or `}` (line 1, column 19)");
    }

    #[test]
    fn digits_are_those_of_the_number_whatever_stands_around_it() {
        let written =
            r#"{"1.0":[1.0,-0,"2.50 \"3.5","\\",18446744073709551616,-9223372036854775809,1E+2],"\"":[[],{},7,1.10]}"#;
        assert_eq!(text(written.as_bytes()), written);
        assert_eq!(text(b"\xef\xbb\xbf {\"\x01 1.5\" : [ 1e400 , -1.50,\t2 ]}"), r#"{"\u0001 1.5":[1e400,-1.50,2]}"#);
    }

    #[test]
    fn a_number_of_arbitrary_precision_is_one() {
        let number = serde_json::json!({"a": {NUMBER: "1.10"}});
        assert_eq!(Json::deserialize(&number).unwrap().to_text(), r#"{"a":1.10}"#);
    }

    proptest! {
        /// Against the parser of the standard library, which gives the nearest double, however many digits there are.
        #[test]
        fn a_double_in_a_text_is_the_nearest_one(bits in any::<u64>(), more in "[0-9]{0,30}") {
            let float = f64::from_bits(bits);
            prop_assume!(float.is_finite());
            for digits in [format!("{float:?}"), format!("{float:e}"), format!("{float:?}").replace('e', &format!("{more}e"))] {
                let read = parse(format!("[{digits}]").as_bytes(), &mut String::new()).map(|json| match json {
                    Json::Array(items) => items.first().and_then(|item| match item {
                        Json::Number(number) => number.as_f64(),
                        _ => None,
                    }),
                    _ => None,
                });
                prop_assert_eq!(read.unwrap().map(f64::to_bits), digits.parse().ok().map(f64::to_bits), "{}", digits);
            }
        }

        #[test]
        fn numbers_keep_their_digits_and_their_places(
            numbers in prop::collection::vec(("-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?", "[ -~&&[^\"\\\\]]{0,9}"), 0..20),
        ) {
            let items: Vec<String> = numbers.iter().map(|(number, text)| format!(r#"{{"{text}":{number}}}"#)).collect();
            let whole = format!("[{}]", items.join(","));
            prop_assert_eq!(text(whole.as_bytes()), whole);
        }
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
