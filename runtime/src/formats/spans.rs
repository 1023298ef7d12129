//! Times of day and durations, kept as they are: no library has a type for all that the standards allow.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::codec::{Decode, DecodeError, Encode};
use crate::json::Json;

/// The text does not have the form that it should have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidForm(&'static str);

impl fmt::Display for InvalidForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for InvalidForm {}

macro_rules! checked_text {
    ($(#[$meta:meta])* $name:ident, $what:literal, $is:expr) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text as it came.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether the text has the form that the standard says. Only what came in an answer may have another.
            #[must_use]
            pub fn is_well_formed(&self) -> bool {
                let is: fn(&str) -> bool = $is;
                is(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidForm;

            fn from_str(text: &str) -> Result<Self, InvalidForm> {
                let is: fn(&str) -> bool = $is;
                if is(text) { Ok(Self(text.to_owned())) } else { Err(InvalidForm(concat!("the text is not ", $what))) }
            }
        }

        /// From any text, and from what can be read as one: an answer does not fail for its form.
        impl Decode for $name {
            fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
                String::decode(json).map(Self).map_err(|_| DecodeError::expected($what, json))
            }

            fn is_well_formed(&self) -> bool {
                Self::is_well_formed(self)
            }
        }

        impl Encode for $name {
            fn encode(&self) -> Json<'_> {
                Json::String(Cow::Borrowed(&self.0))
            }
        }
    };
}

checked_text! {
    /// A duration (ISO 8601-1 section 5.5.2.4; RFC 3339 appendix A): `P3DT4H`, `PT0.5S`, `P2W`.
    Duration, "a duration", is_duration
}

checked_text! {
    /// A time of day (RFC 3339 section 5.6), with an offset or without: `08:00:00`, `08:00:00.5+08:00`.
    Time, "a time of day", is_time
}

fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['+', '-']).unwrap_or(text).strip_prefix('P') else {
        return false;
    };
    let (date, time) = rest.split_once('T').map_or((rest, None), |(date, time)| (date, Some(time)));
    let all = |text: &str, units: &str| {
        let mut left = units;
        let mut number = String::new();
        for character in text.chars() {
            if character.is_ascii_digit() || matches!(character, '.' | ',') {
                number.push(character);
                continue;
            }
            let Some(at) = left.find(character) else {
                return false;
            };
            let parts: Vec<&str> = number.split(['.', ',']).collect();
            if parts.len() > 2 || parts.iter().any(|part| part.is_empty()) {
                return false;
            }
            number.clear();
            left = &left[at + 1..];
        }
        number.is_empty()
    };
    all(date, "YMWD") && time.is_none_or(|time| !time.is_empty() && all(time, "HMS")) && !rest.is_empty()
}

fn is_time(text: &str) -> bool {
    let (time, offset) = match text.find(['Z', 'z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let number = |text: &str, below: u32| text.len() == 2 && text.parse::<u32>().is_ok_and(|number| number < below);
    let parts: Vec<&str> = time.split(':').collect();
    let [hours, minutes, seconds] = parts.as_slice() else {
        return false;
    };
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let offset_is_fine = match offset {
        "" | "Z" | "z" => true,
        other => other[1..].split_once(':').is_some_and(|(hours, minutes)| number(hours, 24) && number(minutes, 60)),
    };
    // A second may be a leap second.
    number(hours, 24)
        && number(minutes, 60)
        && number(seconds, 61)
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
        && offset_is_fine
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_does_not_fail_for_the_form_of_a_time() {
        let decoded = Duration::decode(&Json::String("3 days".into())).unwrap();
        assert_eq!((decoded.as_str(), decoded.is_well_formed()), ("3 days", false));
        assert_eq!(decoded.encode(), Json::String("3 days".into()));
        let time = Time::decode(&Json::String("08:00:00".into())).unwrap();
        assert!(time.is_well_formed());
        assert!(Time::decode(&Json::Array(Vec::new())).is_err());
    }

    #[test]
    fn durations_follow_iso_8601() {
        for text in ["P3DT4H", "PT0.5S", "P2W", "-P1Y2M3DT4H5M6S", "PT36H"] {
            assert!(text.parse::<Duration>().is_ok(), "{text}");
        }
        for text in ["", "P", "PT", "3D", "P3", "PT1D", "P1M1Y", "P1.S", "one day"] {
            assert!(text.parse::<Duration>().is_err(), "{text}");
        }
    }

    #[test]
    fn times_of_day_follow_rfc_3339() {
        for text in ["08:00:00", "23:59:60Z", "08:00:00.125+08:00"] {
            assert!(text.parse::<Time>().is_ok(), "{text}");
        }
        for text in ["8:00:00", "24:00:00", "08:00", "08:00:00.", "08:00:00+8", "noon"] {
            assert!(text.parse::<Time>().is_err(), "{text}");
        }
    }
}
