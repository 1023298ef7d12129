//! Dates and moments of the library that the generator was told to use: `date` and `date-time` (RFC 3339
//! section 5.6). Without one they are text.

/// Reads a type from its text and writes it back.
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
macro_rules! of_text {
    ($type:ty, $what:literal, $parse:expr, $print:expr) => {
        impl crate::codec::Decode for $type {
            fn decode(json: &crate::json::Json<'_>) -> Result<Self, crate::codec::DecodeError> {
                let text = json.as_str().ok_or_else(|| crate::codec::DecodeError::expected($what, json))?;
                let parsed: Option<$type> = $parse(text);
                parsed.ok_or_else(|| crate::codec::DecodeError::value(concat!("the text is not ", $what)))
            }
        }

        impl crate::codec::Encode for $type {
            fn encode(&self) -> crate::json::Json<'_> {
                let text: String = $print(self);
                crate::json::Json::String(text.into())
            }
        }
    };
}

/// `jiff`: a moment is a `Timestamp`, which is written in UTC.
#[cfg(feature = "jiff")]
pub mod jiff {
    pub use ::jiff::Timestamp as DateTime;
    pub use ::jiff::civil::Date;

    of_text!(Date, "a date", |text: &str| text.parse().ok(), |date: &Date| date.to_string());
    of_text!(DateTime, "a moment", |text: &str| text.parse().ok(), |moment: &DateTime| moment.to_string());
}

/// `chrono`: a moment keeps its offset.
#[cfg(feature = "chrono")]
pub mod chrono {
    pub use ::chrono::NaiveDate as Date;
    use ::chrono::SecondsFormat;

    /// A moment with its offset from UTC.
    pub type DateTime = ::chrono::DateTime<::chrono::FixedOffset>;

    of_text!(Date, "a date", |text: &str| text.parse().ok(), |date: &Date| date.to_string());
    of_text!(DateTime, "a moment", |text: &str| DateTime::parse_from_rfc3339(text).ok(), |moment: &DateTime| moment
        .to_rfc3339_opts(SecondsFormat::AutoSi, true));
}

/// `time`: a moment keeps its offset.
#[cfg(feature = "time")]
pub mod time {
    use ::time::format_description::well_known::{Iso8601, Rfc3339};
    pub use ::time::{Date, OffsetDateTime as DateTime};

    of_text!(Date, "a date", |text: &str| Date::parse(text, &Iso8601::DATE).ok(), |date: &Date| format!(
        "{:04}-{:02}-{:02}",
        date.year(),
        u8::from(date.month()),
        date.day()
    ));
    of_text!(DateTime, "a moment", |text: &str| DateTime::parse(text, &Rfc3339).ok(), |moment: &DateTime| moment
        .format(&Rfc3339)
        .unwrap_or_default());
}

#[cfg(all(test, feature = "jiff", feature = "chrono", feature = "time"))]
mod tests {
    use crate::codec::{Decode, Encode};
    use crate::json::Json;

    fn kept<T: Decode + Encode>(text: &str) -> Result<String, String> {
        let json = Json::String(text.to_owned().into());
        T::decode(&json).map(|value| value.encode().to_text()).map_err(|error| error.to_string())
    }

    #[test]
    fn dates_are_read_and_written_alike_by_every_library() {
        for kept in [kept::<super::jiff::Date>, kept::<super::chrono::Date>, kept::<super::time::Date>] {
            assert_eq!(kept("2026-02-28"), Ok("\"2026-02-28\"".to_owned()));
            assert_eq!(kept("2026-02-30"), Err("`the body`: the text is not a date".to_owned()));
        }
    }

    #[test]
    fn moments_keep_their_instant_and_where_the_library_can_their_offset() {
        let text = "2026-02-28T08:00:00.5+08:00";
        assert_eq!(kept::<super::jiff::DateTime>(text), Ok("\"2026-02-28T00:00:00.5Z\"".to_owned()));
        assert_eq!(kept::<super::chrono::DateTime>(text), Ok("\"2026-02-28T08:00:00.500+08:00\"".to_owned()));
        assert_eq!(kept::<super::time::DateTime>(text), Ok(format!("\"{text}\"")));
        for kept in [kept::<super::jiff::DateTime>, kept::<super::chrono::DateTime>, kept::<super::time::DateTime>] {
            assert_eq!(kept("2026-02-28T00:00:00Z"), Ok("\"2026-02-28T00:00:00Z\"".to_owned()));
            assert_eq!(kept("yesterday"), Err("`the body`: the text is not a moment".to_owned()));
        }
    }
}
