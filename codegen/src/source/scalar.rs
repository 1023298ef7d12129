//! What a plain scalar of YAML means: the core schema of YAML 1.2, section 10.3.2.
//!
//! Nothing more than that schema: under YAML 1.1 `no` is false, `23:59:59` is 86399 and `1_000` is a thousand, which
//! has changed the meaning of many a document behind its author's back. Here they are strings.

use serde_json::Number;

use super::Value;

/// Reads a plain scalar.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::String(text.into()), Value::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    // Most scalars are words: look at one byte, and be done with them.
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return radix(octal, 8);
    }
    if let Some(hex) = text.strip_prefix("0x") {
        return radix(hex, 16);
    }
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        let integer = text.strip_prefix('+').unwrap_or(text);
        if let Ok(number) = integer.parse::<u64>() {
            return Some(number.into());
        }
        if let Ok(number) = integer.parse::<i64>() {
            return Some(number.into());
        }
    }
    // Rust reads more than `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, but only words (`inf`,
    // `nan`), which do not come this far, and the lone point, which it refuses.
    let plausible = digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    if !plausible {
        return None;
    }
    // What overflows to infinity has no number in JSON, and stays text.
    Number::from_f64(text.parse().ok()?)
}

fn radix(digits: &str, radix: u32) -> Option<Number> {
    // `from_str_radix` takes a sign, the schema does not.
    if digits.starts_with(['-', '+']) {
        return None;
    }
    u64::from_str_radix(digits, radix).ok().map(Number::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> String {
        match plain(text) {
            Value::Null => "null".into(),
            Value::Bool(bool) => bool.to_string(),
            Value::Number(number) => number.to_string(),
            Value::String(text) => format!("{text:?}"),
            _ => unreachable!("a scalar"),
        }
    }

    #[test]
    fn the_core_schema_is_read() {
        for (text, value) in [
            ("", "null"),
            ("~", "null"),
            ("Null", "null"),
            ("True", "true"),
            ("FALSE", "false"),
            ("0", "0"),
            ("-19", "-19"),
            ("+12", "12"),
            ("012", "12"),
            ("0o17", "15"),
            ("0x00BFFF", "49151"),
            ("0.", "0.0"),
            ("-0.0", "-0.0"),
            (".5", "0.5"),
            ("+12e03", "12000.0"),
            ("-2E+05", "-200000.0"),
            ("18446744073709551615", "18446744073709551615"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("18446744073709551616", "1.8446744073709552e+19"),
        ] {
            assert_eq!(json(text), value, "{text}");
        }
    }

    #[test]
    fn what_only_yaml_1_1_reads_as_a_value_stays_text() {
        for text in [
            "no",
            "Yes",
            "on",
            "off",
            "y",
            "N",
            "=",
            "23:59:59",
            "107397_107223",
            "2001-12-14",
            "0b101",
            "nULL",
            "tRUE",
            "2001-12-14t21:59:43.10-05:00",
            "1e",
            "e1",
            ".",
            "-",
            "+",
            "1.2.3",
            "0x",
            "0o8",
            "-0x1",
            "0x-1",
            "1e999",
            ".inf",
            "-.INF",
            ".nan",
            "inf",
            "infinity",
            "NaN",
        ] {
            assert_eq!(json(text), format!("{text:?}"), "{text}");
        }
    }
}
