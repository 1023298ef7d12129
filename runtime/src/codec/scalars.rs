//! The types that every document knows: booleans, numbers, strings, lists, maps, optional and free values.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Decode, DecodeError, Encode, Step};
use crate::Secret;
use crate::json::{Json, Number};

impl Decode for bool {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        match json {
            Json::Bool(value) => Ok(*value),
            Json::String(text) if text == "true" => Ok(true),
            Json::String(text) if text == "false" => Ok(false),
            other => Err(DecodeError::expected("a boolean", other)),
        }
    }
}

impl Encode for bool {
    fn encode(&self) -> Json<'_> {
        Json::Bool(*self)
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        /// From a number, or from the digits of one in a string.
        impl Decode for $integer {
            fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
                let whole = whole(json)?.and_then(|whole| whole.try_into().ok());
                whole.ok_or_else(|| DecodeError::value(concat!("the number does not fit ", stringify!($integer))))
            }
        }

        impl Encode for $integer {
            fn encode(&self) -> Json<'_> {
                Json::Number((*self).into())
            }
        }
    )*};
}

integers!(i8, i16, i32, i64, u8, u16, u32, u64, i128);

/// The integer in a number, one without a fraction however it is written (`3600.0` is an integer to JSON Schema), or
/// in digits; nothing where 128 bits do not hold it.
fn whole(json: &Json<'_>) -> Result<Option<i128>, DecodeError> {
    let not_whole = || DecodeError::expected("an integer", json);
    match json {
        Json::Number(number) => match number.as_i128() {
            None if !number.is_integer() => Err(not_whole()),
            whole => Ok(whole),
        },
        Json::String(text) => {
            let text = text.trim();
            let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
            let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            if is_whole { Ok(text.parse().ok()) } else { Err(not_whole()) }
        }
        _ => Err(not_whole()),
    }
}

macro_rules! floats {
    ($($float:ty, $name:literal, $wide:expr;)*) => {$(
        impl Decode for $float {
            fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
                let text = match json {
                    Json::Number(number) => number.text(),
                    Json::String(text) => Cow::Borrowed(text.trim()),
                    _ => return Err(DecodeError::expected("a number", json)),
                };
                // Straight from the digits: from decimal to `f64` and from there to `f32` it would be rounded twice.
                let float: $float = text.parse().map_err(|_| DecodeError::expected("a number", json))?;
                // JSON cannot say infinities, so that they are never what came.
                if float.is_infinite() {
                    return Err(DecodeError::value(concat!("the number is beyond the range of ", $name)));
                }
                Ok(float)
            }
        }

        /// What JSON cannot say (infinities, not-a-number) becomes `null`. What is whole is written without a
        /// fraction: documents say `number` of much that their servers read as an integer.
        impl Encode for $float {
            fn encode(&self) -> Json<'_> {
                let wide: fn($float) -> f64 = $wide;
                let wide = wide(*self);
                // Up to 2^53 every integer is a double.
                let is_whole = wide.fract() == 0.0 && wide.abs() <= 9_007_199_254_740_992.0;
                if is_whole && (wide != 0.0 || wide.is_sign_positive()) {
                    return Json::Number((wide as i64).into());
                }
                Number::from_f64(wide).map_or(Json::Null, Json::Number)
            }
        }
    )*};
}

floats! {
    // By its shortest digits: the next `f64` to `0.1_f32` would be written as 0.10000000149011612.
    f32, "a 32-bit float", |float| float.to_string().parse().unwrap_or_else(|_| f64::from(float));
    f64, "a double", |float| float;
}

/// From a string, or from the text of a number or a boolean.
impl Decode for String {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        match json {
            Json::Null | Json::Array(_) | Json::Object(_) => Err(DecodeError::expected("a string", json)),
            scalar => Ok(scalar.scalar_text().map(Cow::into_owned).unwrap_or_default()),
        }
    }
}

impl Encode for String {
    fn encode(&self) -> Json<'_> {
        Json::String(Cow::Borrowed(self))
    }
}

impl Decode for Secret {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        String::decode(json).map(Secret::from)
    }
}

impl Encode for Secret {
    fn encode(&self) -> Json<'_> {
        Json::Secret(Cow::Borrowed(self))
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        match json {
            Json::Null => Ok(T::null()),
            value => T::decode(value).map(Some),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_well_formed(&self) -> bool {
        self.as_ref().is_none_or(Decode::is_well_formed)
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self) -> Json<'_> {
        self.as_ref().map_or(Json::Null, Encode::encode)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        let Json::Array(items) = json else {
            return Err(DecodeError::expected("a list", json));
        };
        let item = |(index, item)| T::decode(item).map_err(|error| error.below(Step::Item(index)));
        items.iter().enumerate().map(item).collect()
    }

    fn is_well_formed(&self) -> bool {
        self.iter().all(Decode::is_well_formed)
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self) -> Json<'_> {
        Json::Array(self.iter().map(Encode::encode).collect())
    }
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        let mut map = Self::new();
        super::members::read_rest(json, super::members::Shape::EMPTY, &mut map)?;
        Ok(map)
    }

    fn is_well_formed(&self) -> bool {
        self.values().all(Decode::is_well_formed)
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn encode(&self) -> Json<'_> {
        super::members::write_rest(Json::Object(Vec::with_capacity(self.len())), self)
    }
}

impl<T: Decode> Decode for Box<T> {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        T::decode(json).map(Box::new)
    }

    fn is_well_formed(&self) -> bool {
        T::is_well_formed(self)
    }

    fn is_unknown(&self) -> bool {
        T::is_unknown(self)
    }
}

impl<T: Encode> Encode for Box<T> {
    fn encode(&self) -> Json<'_> {
        T::encode(self)
    }
}

/// Lets constants stand in tables as literals.
impl From<&'static str> for Json<'static> {
    fn from(text: &'static str) -> Self {
        Json::String(Cow::Borrowed(text))
    }
}

/// Nothing is `null`.
impl From<()> for Json<'static> {
    fn from((): ()) -> Self {
        Json::Null
    }
}

impl From<bool> for Json<'static> {
    fn from(value: bool) -> Self {
        Json::Bool(value)
    }
}

impl From<i64> for Json<'static> {
    fn from(number: i64) -> Self {
        Json::Number(number.into())
    }
}

impl From<u64> for Json<'static> {
    fn from(number: u64) -> Self {
        Json::Number(number.into())
    }
}

impl From<f64> for Json<'static> {
    fn from(number: f64) -> Self {
        Number::from_f64(number).map_or(Json::Null, Json::Number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    fn decoded<T: Decode>(text: &str) -> Result<T, String> {
        T::decode(&parse(text.as_bytes(), &mut String::new()).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_number_and_its_digits_are_the_same_integer() {
        assert_eq!(decoded("3600"), Ok(3600_i64));
        assert_eq!(decoded("\"3600\""), Ok(3600_i64));
        assert_eq!(decoded("3600.0"), Ok(3600_i64));
        assert_eq!(decoded("18446744073709551615"), Ok(u64::MAX));
        assert_eq!(decoded::<i64>("\"soon\""), Err("`the body`: expected an integer, found a string".into()));
        assert_eq!(decoded::<i32>("2147483648"), Err("`the body`: the number does not fit i32".into()));
        assert_eq!(decoded::<i64>("1.5"), Err("`the body`: expected an integer, found a number".into()));
        let too_large = || Err("`the body`: the number does not fit u64".to_owned());
        assert_eq!(decoded::<u64>("18446744073709551616"), too_large());
        assert_eq!(decoded::<u64>("1e400"), too_large());
        assert_eq!(decoded::<u64>(&format!("\"{}\"", "9".repeat(50))), too_large());
        assert_eq!(decoded("9007199254740993.0"), Ok(9_007_199_254_740_993_i64));
        assert_eq!(decoded("\"+7\""), Ok(7_i64));
        assert!(decoded::<i64>("\"+\"").is_err());
    }

    #[test]
    fn a_float_that_does_not_fit_is_an_error_and_not_infinite() {
        assert_eq!(decoded::<f32>("1e39"), Err("`the body`: the number is beyond the range of a 32-bit float".into()));
        assert_eq!(decoded::<f64>("1e400"), Err("`the body`: the number is beyond the range of a double".into()));
        assert_eq!(decoded("1e38"), Ok(1e38_f32));
        assert_eq!(
            decoded::<BTreeMap<String, f64>>(r#"{"a":-1e400}"#).unwrap_err(),
            "`a`: the number is beyond the range of a double"
        );
    }

    #[test]
    fn a_float_is_rounded_once() {
        // Halfway between two floats of 32 bits, and a bit: the nearest double is exactly halfway.
        assert_eq!(decoded("1.00000005960464477540"), Ok(1.000_000_1_f32));
        assert_eq!(decoded("\"1.8191405315883458\""), Ok(1.819_140_531_588_345_8_f64));
    }

    #[test]
    fn a_whole_float_is_written_without_a_fraction() {
        let written = |float: f64| float.encode().to_text();
        assert_eq!(written(3.0), "3");
        assert_eq!(written(-3.0), "-3");
        assert_eq!(written(0.0), "0");
        assert_eq!(written(-0.0), "-0.0");
        assert_eq!(written(2.5), "2.5");
        assert_eq!(written(1e300), "1e+300");
        assert_eq!(16_777_216_f32.encode().to_text(), "16777216");
    }

    #[test]
    fn a_string_may_come_as_a_number() {
        assert_eq!(decoded::<String>("20130712"), Ok("20130712".into()));
        assert_eq!(decoded::<String>("{}"), Err("`the body`: expected a string, found an object".into()));
    }

    #[test]
    fn null_is_absence_and_only_where_absence_is_allowed() {
        assert_eq!(decoded::<Option<String>>("null"), Ok(None));
        assert!(decoded::<String>("null").is_err());
    }

    #[test]
    fn an_error_names_the_path() {
        let error = decoded::<BTreeMap<String, Vec<i64>>>(r#"{"a":[1],"b":[1,2,{}]}"#);
        assert_eq!(error, Err("`b[2]`: expected an integer, found an object".into()));
    }
}
