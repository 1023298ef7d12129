//! Decimal numbers that keep their digits.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::codec::{Decode, DecodeError, Encode};
use crate::json::Json;

/// A decimal number in a string, such as an amount of money: `12.50` stays `12.50`, whatever a float would make
/// of it. It does not calculate; parse its text with the decimal library of your choice.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decimal(String);

/// The text is no decimal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidDecimal;

impl fmt::Display for InvalidDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not a decimal number")
    }
}

impl std::error::Error for InvalidDecimal {}

impl Decimal {
    /// The digits as they came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Decimal {
    type Err = InvalidDecimal;

    /// Digits with a sign, a point and an exponent, each of which may be missing.
    fn from_str(text: &str) -> Result<Self, InvalidDecimal> {
        let (number, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(n, e)| (n, Some(e)));
        let unsigned = |text: &str| text.strip_prefix(['+', '-']).unwrap_or(text).to_owned();
        let number = unsigned(number);
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
        let exponent_is_fine = exponent.is_none_or(|text| {
            let text = unsigned(text);
            !text.is_empty() && digits(&text)
        });
        let is_number = digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty());
        if is_number && exponent_is_fine { Ok(Self(text.to_owned())) } else { Err(InvalidDecimal) }
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}

impl Decode for Decimal {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        let text = match json {
            Json::Number(number) => number.to_string(),
            other => other.as_str().ok_or_else(|| DecodeError::expected("a decimal number", other))?.to_owned(),
        };
        text.parse().map_err(|_| DecodeError::value("the text is not a decimal number"))
    }
}

impl Encode for Decimal {
    fn encode(&self) -> Json<'_> {
        Json::String(Cow::Borrowed(&self.0))
    }
}
