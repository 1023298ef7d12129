//! Numbers with the digits that they were written with.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::ser::{Serialize, Serializer};

/// A number of JSON (RFC 8259 section 6), of any size and precision.
///
/// It is written back with the digits that it came with: `1.10` does not become `1.1`, nor an integer of forty digits
/// a float. Two numbers are equal if their values are: `1`, `1.0` and `10e-1` are one number, as JSON Schema has it.
///
/// ```
/// use runtime::json::Number;
///
/// let number: Number = "1.10".parse()?;
/// assert_eq!(number.to_string(), "1.10");
/// assert_eq!(number, "1.1".parse()?);
/// assert_eq!(number.as_f64(), Some(1.1));
/// # Ok::<(), runtime::json::InvalidNumber>(())
/// ```
#[derive(Clone)]
pub struct Number<'a>(Digits<'a>);

#[derive(Clone)]
enum Digits<'a> {
    Signed(i64),
    Unsigned(u64),
    /// Never infinite, and always a number.
    Float(f64),
    /// As it is written, where it is not an integer of 64 bits: checked.
    Text(Cow<'a, str>),
}

/// The text is not a number of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is not a number of JSON")]
pub struct InvalidNumber;

impl<'a> Number<'a> {
    /// A float, written with the fewest digits that are read as the same float; nothing for infinities and what is not
    /// a number, which JSON cannot say.
    #[must_use]
    pub fn from_f64(float: f64) -> Option<Self> {
        float.is_finite().then_some(Self(Digits::Float(float)))
    }

    /// What a parser has found to be a number.
    pub(super) fn of_digits(digits: &'a str) -> Self {
        Self(Digits::Text(Cow::Borrowed(digits)))
    }

    /// The digits.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match &self.0 {
            Digits::Signed(number) => Cow::Owned(number.to_string()),
            Digits::Unsigned(number) => Cow::Owned(number.to_string()),
            // The shortest digits, as serde_json finds them.
            Digits::Float(float) => {
                Cow::Owned(serde_json::Number::from_f64(*float).map(|number| number.to_string()).unwrap_or_default())
            }
            Digits::Text(text) => Cow::Borrowed(text),
        }
    }

    /// The nearest double (IEEE 754); nothing for a number beyond the range of doubles.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a conversion from an integer gives the nearest double")]
    pub fn as_f64(&self) -> Option<f64> {
        match &self.0 {
            Digits::Signed(number) => Some(*number as f64),
            Digits::Unsigned(number) => Some(*number as f64),
            Digits::Float(float) => Some(*float),
            Digits::Text(text) => text.parse().ok().filter(|float: &f64| float.is_finite()),
        }
    }

    /// The integer that it is, `3600.0` and `36e2` too; nothing for a fraction, or for more than 128 bits hold.
    #[must_use]
    pub fn as_i128(&self) -> Option<i128> {
        match &self.0 {
            Digits::Signed(number) => Some((*number).into()),
            Digits::Unsigned(number) => Some((*number).into()),
            Digits::Float(_) | Digits::Text(_) => self.decimal().integer(),
        }
    }

    /// The integer that it is, where `i64` holds it.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_i128()?.try_into().ok()
    }

    /// The integer that it is, where `u64` holds it.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_i128()?.try_into().ok()
    }

    /// Whether its value has no fraction: `1.0` and `1e3` are integers to JSON Schema.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Digits::Signed(_) | Digits::Unsigned(_) => true,
            Digits::Float(float) => float.fract() == 0.0,
            Digits::Text(_) => self.decimal().exponent >= 0,
        }
    }

    /// Whether it is written as an integer, with neither a point nor an exponent.
    #[must_use]
    pub fn is_written_as_integer(&self) -> bool {
        match &self.0 {
            Digits::Signed(_) | Digits::Unsigned(_) => true,
            Digits::Float(_) => false,
            Digits::Text(text) => !text.contains(['.', 'e', 'E']),
        }
    }

    /// The same number, owning its digits.
    #[must_use]
    pub fn into_owned(self) -> Number<'static> {
        Number(match self.0 {
            Digits::Signed(number) => Digits::Signed(number),
            Digits::Unsigned(number) => Digits::Unsigned(number),
            Digits::Float(float) => Digits::Float(float),
            Digits::Text(text) => Digits::Text(Cow::Owned(text.into_owned())),
        })
    }

    /// The same number, borrowing its digits.
    pub(super) fn borrowed(&self) -> Number<'_> {
        Number(match &self.0 {
            Digits::Signed(number) => Digits::Signed(*number),
            Digits::Unsigned(number) => Digits::Unsigned(*number),
            Digits::Float(float) => Digits::Float(*float),
            Digits::Text(text) => Digits::Text(Cow::Borrowed(text)),
        })
    }

    pub(super) fn write(&self, text: &mut Vec<u8>) {
        // Writing into memory does not fail.
        let _ = match &self.0 {
            Digits::Signed(number) => serde_json::to_writer(text, number),
            Digits::Unsigned(number) => serde_json::to_writer(text, number),
            Digits::Float(number) => serde_json::to_writer(text, number),
            Digits::Text(digits) => {
                text.extend_from_slice(digits.as_bytes());
                Ok(())
            }
        };
    }

    fn decimal(&self) -> Decimal {
        Decimal::of(&self.text())
    }
}

/// The value of a number: its digits without zeros at either end, and the power of ten that they are multiplied by.
#[derive(PartialEq, Eq, Hash)]
struct Decimal {
    is_negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    fn of(text: &str) -> Self {
        let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (is_negative, number) = number.strip_prefix('-').map_or((false, number), |number| (true, number));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_end_matches('0');
        let zeros = all.len() - digits.len();
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return Self { is_negative: false, digits: String::new(), exponent: 0 };
        }
        // Nobody writes an exponent that 64 bits do not hold; if one does, it is as good as infinite.
        let exponent: i64 =
            exponent.parse().unwrap_or(if exponent.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 });
        let shift = i64::try_from(zeros).unwrap_or(i64::MAX) - i64::try_from(fraction.len()).unwrap_or(i64::MAX);
        Self { is_negative, digits: digits.to_owned(), exponent: exponent.saturating_add(shift) }
    }

    /// The integer that it is, if 128 bits hold it.
    fn integer(&self) -> Option<i128> {
        if self.digits.is_empty() {
            return Some(0);
        }
        let scale = 10_i128.checked_pow(u32::try_from(self.exponent).ok()?)?;
        let sign = if self.is_negative { "-" } else { "" };
        format!("{sign}{}", self.digits).parse::<i128>().ok()?.checked_mul(scale)
    }
}

impl PartialEq for Number<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Digits::Signed(one), Digits::Signed(other)) => one == other,
            (Digits::Unsigned(one), Digits::Unsigned(other)) => one == other,
            (Digits::Float(one), Digits::Float(other)) => one == other,
            (Digits::Text(one), Digits::Text(other)) if one == other => true,
            _ => self.decimal() == other.decimal(),
        }
    }
}

impl Eq for Number<'_> {}

impl Hash for Number<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.decimal().hash(state);
    }
}

impl fmt::Display for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Digits::Signed(number) => number.fmt(f),
            Digits::Unsigned(number) => number.fmt(f),
            Digits::Float(_) | Digits::Text(_) => f.write_str(&self.text()),
        }
    }
}

impl fmt::Debug for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({self})")
    }
}

impl FromStr for Number<'static> {
    type Err = InvalidNumber;

    fn from_str(text: &str) -> Result<Self, InvalidNumber> {
        if let Ok(number) = text.parse::<i64>()
            && number.to_string() == text
        {
            return Ok(Self(Digits::Signed(number)));
        }
        let rest = text.strip_prefix('-').unwrap_or(text);
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (number, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let is_number = digits(whole)
            && (whole == "0" || !whole.starts_with('0'))
            && digits(fraction)
            && digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
        if is_number { Ok(Self(Digits::Text(Cow::Owned(text.to_owned())))) } else { Err(InvalidNumber) }
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Number<'_> {
            fn from(number: $integer) -> Self {
                Self(Digits::Signed(number.into()))
            }
        }
    )*};
}

from_integers!(i8, i16, i32, i64, u8, u16, u32);

impl From<u64> for Number<'_> {
    fn from(number: u64) -> Self {
        Self(i64::try_from(number).map_or(Digits::Unsigned(number), Digits::Signed))
    }
}

impl From<i128> for Number<'_> {
    fn from(number: i128) -> Self {
        match (i64::try_from(number), u64::try_from(number)) {
            (Ok(number), _) => Self(Digits::Signed(number)),
            (_, Ok(number)) => Self(Digits::Unsigned(number)),
            _ => Self(Digits::Text(Cow::Owned(number.to_string()))),
        }
    }
}

/// serde has no numbers of any precision: one that is not an integer of 64 bits is given to it as the nearest double,
/// and one beyond the range of doubles as a string.
impl Serialize for Number<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (&self.0, self.as_f64()) {
            (Digits::Signed(number), _) => serializer.serialize_i64(*number),
            (Digits::Unsigned(number), _) => serializer.serialize_u64(*number),
            (_, Some(float)) => serializer.serialize_f64(float),
            (_, None) => serializer.collect_str(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> Number<'static> {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn the_grammar_is_that_of_json() {
        for text in ["0", "-0", "1.10", "1e5", "1E+5", "-1.5e-300", "18446744073709551616", "1e400"] {
            assert_eq!(number(text).to_string(), text);
        }
        for text in ["", "-", "+1", "01", "1.", ".5", "1e", "1e+", "NaN", "inf", "0x1", " 1", "1_000", "--1"] {
            assert_eq!(text.parse::<Number<'_>>(), Err(InvalidNumber), "{text}");
        }
    }

    #[test]
    fn numbers_are_equal_by_value_and_then_have_one_hash() {
        use std::collections::HashSet;
        let one: HashSet<Number<'_>> = ["1", "1.0", "1.000", "10e-1", "0.1E1"].into_iter().map(number).collect();
        assert_eq!(one.len(), 1);
        assert!(one.contains(&Number::from(1_u64)));
        assert!(Number::from_f64(1.0).is_some_and(|float| one.contains(&float)));
        assert_eq!(number("-0.0"), number("0"));
        assert_eq!(number("100000000000000000000"), number("1e20"));
        assert_ne!(number("9007199254740993"), number("9007199254740992.0"));
        assert_ne!(number("1e400"), number("1e401"));
        assert_ne!(number("1e99999999999999999999"), number("1e-99999999999999999999"));
    }

    #[test]
    fn an_integer_is_one_however_it_is_written() {
        assert_eq!(number("3600.0").as_i64(), Some(3600));
        assert_eq!(number("36e2").as_i64(), Some(3600));
        assert_eq!(number("9007199254740993.0").as_i64(), Some(9_007_199_254_740_993));
        assert_eq!(number("18446744073709551615").as_u64(), Some(u64::MAX));
        assert_eq!(number("18446744073709551615").as_i64(), None);
        assert_eq!(number("18446744073709551616").as_i128(), Some(1 << 64));
        assert_eq!(number("1.5").as_i128(), None);
        assert_eq!(number("1e400").as_i128(), None);
        assert_eq!(number("0e400").as_i128(), Some(0));
        assert!(number("1e400").is_integer() && !number("1e400").is_written_as_integer());
        assert!(!number("1.5").is_integer() && number("123456789012345678901234567890").is_written_as_integer());
    }

    proptest! {
        /// Against the standard library's reader: written with the fewest digits, and read as the same bits.
        #[test]
        fn a_double_is_written_and_read_as_itself(bits in any::<u64>()) {
            let float = f64::from_bits(bits);
            match Number::from_f64(float) {
                Some(written) => {
                    let text = written.to_string();
                    prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), bits);
                    prop_assert_eq!(number(&text).as_f64().unwrap().to_bits(), bits);
                    prop_assert!(text.bytes().filter(u8::is_ascii_digit).count() <= 25);
                }
                None => prop_assert!(!float.is_finite()),
            }
        }

        #[test]
        fn any_digits_are_kept(whole in "-?(0|[1-9][0-9]{0,40})", fraction in "(\\.[0-9]{1,40})?", exponent in "([eE][+-]?[0-9]{1,4})?") {
            let text = format!("{whole}{fraction}{exponent}");
            prop_assert_eq!(number(&text).to_string(), text);
        }
    }
}
