//! Dates and moments of the library that the generator was told to use: `date` and `date-time` (RFC 3339
//! section 5.6). Without one they are text.

/// Says how a type of a library is read from its text and printed.
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
macro_rules! form {
    ($type:ty, $what:literal, $read:expr, $print:expr) => {
        impl crate::formats::Form for $type {
            const WHAT: &'static str = $what;

            fn read(text: &str) -> Option<Self> {
                let read: fn(&str) -> Option<Self> = $read;
                read(text)
            }

            fn print(&self) -> String {
                let print: fn(&Self) -> String = $print;
                print(self)
            }
        }
    };
}

/// A moment in the one spelling of RFC 3339 that every library reads: with capital letters, `T` between day and time
/// (section 5.6 allows a space), and no more digits of a second than the nine that they have room for.
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
fn canonical(text: &str) -> Option<String> {
    let mut text = text.to_ascii_uppercase();
    if text.as_bytes().get(10) == Some(&b' ') {
        text.replace_range(10..11, "T");
    }
    if let Some(point) = text.find('.') {
        let end = text[point + 1..].find(|c: char| !c.is_ascii_digit()).map(|end| point + 1 + end)?;
        if end > point + 10 {
            text.replace_range(point + 10..end, "");
        }
    }
    // A moment has an offset: without one some libraries would read a local time.
    let time = text.get(11..)?;
    time.contains(['Z', '+', '-']).then_some(text)
}

/// `jiff`: a moment is a `Timestamp`, which has no offset of its own.
#[cfg(feature = "jiff")]
pub mod jiff {
    use ::jiff::Timestamp;

    use super::canonical;
    use crate::formats::Formatted;

    /// A day, with its text.
    pub type Date = Formatted<::jiff::civil::Date>;

    /// A moment, with its text: printed in UTC where it was made by the program.
    pub type DateTime = Formatted<Timestamp>;

    form!(::jiff::civil::Date, "a date", |text| text.parse().ok(), |date| date.to_string());
    form!(Timestamp, "a moment", |text| canonical(text)?.parse().ok(), |moment| moment.to_string());
}

/// `chrono`: a moment keeps its offset.
#[cfg(feature = "chrono")]
pub mod chrono {
    use ::chrono::{FixedOffset, NaiveDate, SecondsFormat};

    use super::canonical;
    use crate::formats::Formatted;

    /// A day, with its text.
    pub type Date = Formatted<NaiveDate>;

    /// A moment with its offset from UTC, and its text.
    pub type DateTime = Formatted<::chrono::DateTime<FixedOffset>>;

    form!(NaiveDate, "a date", |text| text.parse().ok(), |date| date.to_string());
    form!(
        ::chrono::DateTime<FixedOffset>,
        "a moment",
        |text| ::chrono::DateTime::parse_from_rfc3339(&canonical(text)?).ok(),
        |moment| moment.to_rfc3339_opts(SecondsFormat::AutoSi, true)
    );
}

/// `time`: a moment keeps its offset.
#[cfg(feature = "time")]
pub mod time {
    use ::time::OffsetDateTime;
    use ::time::format_description::well_known::{Iso8601, Rfc3339};

    use super::canonical;
    use crate::formats::Formatted;

    /// A day, with its text.
    pub type Date = Formatted<::time::Date>;

    /// A moment with its offset from UTC, and its text.
    pub type DateTime = Formatted<OffsetDateTime>;

    form!(::time::Date, "a date", |text| ::time::Date::parse(text, &Iso8601::DATE).ok(), |date| format!(
        "{:04}-{:02}-{:02}",
        date.year(),
        u8::from(date.month()),
        date.day()
    ));
    form!(OffsetDateTime, "a moment", |text| OffsetDateTime::parse(&canonical(text)?, &Rfc3339).ok(), |moment| moment
        .format(&Rfc3339)
        .unwrap_or_default());
}

#[cfg(all(test, feature = "jiff", feature = "chrono", feature = "time"))]
mod tests {
    use crate::codec::{Decode, Encode};
    use crate::formats::{Form, Formatted};
    use crate::json::Json;

    /// The value of a text as its library prints it, once the text was written back as it came.
    fn known<T: Form>(text: &str) -> Option<String> {
        let json = Json::String(text.to_owned().into());
        let value = Formatted::<T>::decode(&json).expect("a text is kept");
        assert_eq!(value.encode(), json);
        assert_eq!(value.as_str(), text);
        value.known().map(|known| known.print())
    }

    fn day(text: &str) -> [Option<String>; 3] {
        [known::<::jiff::civil::Date>(text), known::<::chrono::NaiveDate>(text), known::<::time::Date>(text)]
    }

    fn moment(text: &str) -> [Option<String>; 3] {
        [
            known::<::jiff::Timestamp>(text),
            known::<::chrono::DateTime<::chrono::FixedOffset>>(text),
            known::<::time::OffsetDateTime>(text),
        ]
    }

    fn all(text: &str) -> [Option<String>; 3] {
        [Some(text.to_owned()), Some(text.to_owned()), Some(text.to_owned())]
    }

    #[test]
    fn dates_are_read_and_written_alike_by_every_library() {
        assert_eq!(day("2026-02-28"), all("2026-02-28"));
        for text in ["2026-02-30", "tomorrow", "", "2026-13-01"] {
            assert_eq!(day(text), [None, None, None], "{text}");
        }
    }

    #[test]
    fn a_moment_is_written_as_it_came_whatever_its_library_holds() {
        let [jiff, chrono, time] = moment("2026-02-28T08:00:00.5+08:00");
        assert_eq!(jiff.as_deref(), Some("2026-02-28T00:00:00.5Z"));
        assert_eq!(chrono.as_deref(), Some("2026-02-28T08:00:00.500+08:00"));
        assert_eq!(time.as_deref(), Some("2026-02-28T08:00:00.5+08:00"));
        for text in
            ["2026-02-28T00:00:00Z", "2026-02-28t00:00:00z", "2026-02-28 00:00:00Z", "2026-02-28T00:00:00-00:00"]
        {
            assert_eq!(moment(text), all("2026-02-28T00:00:00Z"), "{text}");
        }
    }

    #[test]
    fn digits_beyond_nanoseconds_are_kept_in_the_text() {
        assert_eq!(moment("2026-02-28T00:00:00.1234567891234Z"), all("2026-02-28T00:00:00.123456789Z"));
    }

    #[test]
    fn what_a_library_cannot_hold_is_kept_as_text() {
        // The greatest value of .NET's `DateTime`: jiff ends a day earlier, so that every offset has room.
        let [jiff, chrono, time] = moment("9999-12-31T23:59:59.9999999Z");
        assert_eq!(jiff, None);
        assert_eq!(chrono.as_deref(), Some("9999-12-31T23:59:59.999999900Z"));
        assert_eq!(time.as_deref(), Some("9999-12-31T23:59:59.9999999Z"));
        // Its least value.
        assert_eq!(moment("0001-01-01T00:00:00Z"), all("0001-01-01T00:00:00Z"));
        for text in
            ["2026-02-28T08:00:00", "2026-02-28", "yesterday", "", "2026-02-28T08:00:00.", "2026-02-30T00:00:00Z"]
        {
            assert_eq!(moment(text), [None, None, None], "{text}");
        }
    }

    #[test]
    fn a_leap_second_is_kept_in_the_text_and_is_the_second_before_it_where_a_library_has_none() {
        let [jiff, chrono, time] = moment("2016-12-31T23:59:60Z");
        assert_eq!(jiff.as_deref(), Some("2016-12-31T23:59:59Z"));
        assert_eq!(chrono.as_deref(), Some("2016-12-31T23:59:60Z"));
        assert_eq!(time.as_deref(), Some("2016-12-31T23:59:59.999999999Z"));
    }

    #[test]
    fn a_number_where_a_moment_should_be_is_kept_and_a_list_is_an_error() {
        assert_eq!(super::jiff::DateTime::decode(&Json::Number(1_700_000_000.into())).unwrap().as_str(), "1700000000");
        let error = super::jiff::DateTime::decode(&Json::Array(Vec::new())).unwrap_err();
        assert_eq!(error.to_string(), "`the body`: expected a moment, found a list");
    }

    #[test]
    fn values_are_equal_by_moment_and_texts_without_one_by_text() {
        use super::time::DateTime;
        assert_eq!(DateTime::from("2026-02-28T08:00:00+08:00"), DateTime::from("2026-02-28T00:00:00.0Z"));
        assert_ne!(DateTime::from("2026-02-28T08:00:00+08:00"), DateTime::from("tomorrow"));
        assert_eq!(DateTime::from("tomorrow"), DateTime::from("tomorrow".to_owned()));
        assert_eq!(DateTime::from(::time::OffsetDateTime::UNIX_EPOCH).as_str(), "1970-01-01T00:00:00Z");
        assert_eq!(DateTime::from("1970-01-01T01:00:00+01:00"), ::time::OffsetDateTime::UNIX_EPOCH);
    }
}
