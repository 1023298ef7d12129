//! The keys of `responses`, OpenAPI 3.0.3 section 4.7.16.

/// A status code, a range of them in capitals, or `default`, if that is what a key can only mean.
pub(in super::super) fn status(key: &str) -> Option<String> {
    let text = key.trim();
    if text.eq_ignore_ascii_case("default") {
        return Some("default".to_owned());
    }
    // `200 OK`: the phrase says nothing that the number does not say.
    let code = text.split(char::is_whitespace).next()?;
    let &[first @ b'1'..=b'9', second, third] = code.as_bytes() else { return None };
    let is_any = |byte: u8| matches!(byte, b'X' | b'x' | b'*');
    if second.is_ascii_digit() && third.is_ascii_digit() {
        Some(code.to_owned())
    } else {
        (is_any(second) && is_any(third)).then(|| format!("{}XX", char::from(first)))
    }
}

#[cfg(test)]
mod tests {
    use super::status;

    #[test]
    fn codes_ranges_and_the_default_are_known_in_any_spelling() {
        for (key, meant) in [
            ("200", "200"),
            ("4XX", "4XX"),
            ("4xx", "4XX"),
            ("4xX", "4XX"),
            ("5**", "5XX"),
            ("Default", "default"),
            (" 404", "404"),
            ("200 OK", "200"),
        ] {
            assert_eq!(status(key).as_deref(), Some(meant), "{key}");
        }
    }

    #[test]
    fn what_could_mean_something_else_is_no_status() {
        for key in ["", "20", "0XX", "2000", "20X", "2X0", "XXX", "OK", "200,201", "-20", "20\u{e9}", "\u{661}00"] {
            assert_eq!(status(key), None, "{key}");
        }
    }
}
