//! Values with the text that they came in.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::codec::{Decode, DecodeError, Encode};
use crate::json::Json;

/// A type that has a text, such as the moments of a library for dates.
pub trait Form: Copy {
    /// What the text should be, with its article, as in "a date".
    const WHAT: &'static str;

    /// The value that a text is, if the type can hold it.
    fn read(text: &str) -> Option<Self>;

    /// The text of a value.
    fn print(&self) -> String;
}

/// A value that came as text, and the text: what [`Open`](crate::Open) is to the values of an enum, this is to moments
/// and dates.
///
/// The text is written back as it came, to the last digit and with its offset. An answer does not fail for a text that
/// the type has no value for, such as a moment without an offset, or the last moment of the year 9999, which is
/// beyond the moments of some libraries: the text is there, and the value is not.
///
/// ```
/// # #[cfg(feature = "jiff")] {
/// use runtime::formats::jiff::DateTime;
///
/// let moment = DateTime::from("2026-02-28T08:00:00.50+08:00");
/// assert_eq!(moment.known().map(|moment| moment.to_string()).as_deref(), Some("2026-02-28T00:00:00.5Z"));
/// assert_eq!(moment.as_str(), "2026-02-28T08:00:00.50+08:00");
/// assert_eq!(DateTime::from("tomorrow").known(), None);
/// # }
/// ```
#[derive(Clone)]
pub struct Formatted<T> {
    text: Box<str>,
    known: Option<T>,
}

impl<T: Form> Formatted<T> {
    /// The value; nothing if the text has another form, or the type cannot hold what it says.
    #[must_use]
    pub const fn known(&self) -> Option<T> {
        self.known
    }

    /// The text, as it came or as it will be sent.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T: Form> From<T> for Formatted<T> {
    fn from(value: T) -> Self {
        Self { text: value.print().into(), known: Some(value) }
    }
}

/// Any text: it is sent as it is.
impl<T: Form> From<&str> for Formatted<T> {
    fn from(text: &str) -> Self {
        Self { text: text.into(), known: T::read(text) }
    }
}

/// Any text: it is sent as it is.
impl<T: Form> From<String> for Formatted<T> {
    fn from(text: String) -> Self {
        Self { known: T::read(&text), text: text.into() }
    }
}

/// By value, whatever the spelling; by text, where there is no value.
impl<T: PartialEq> PartialEq for Formatted<T> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.known, &other.known) {
            (None, None) => self.text == other.text,
            (one, other) => one == other,
        }
    }
}

impl<T: Eq> Eq for Formatted<T> {}

impl<T: Hash> Hash for Formatted<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.known {
            Some(known) => known.hash(state),
            None => self.text.hash(state),
        }
    }
}

impl<T: Form + PartialEq> PartialEq<T> for Formatted<T> {
    fn eq(&self, other: &T) -> bool {
        self.known.as_ref() == Some(other)
    }
}

impl<T> fmt::Debug for Formatted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl<T> fmt::Display for Formatted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

/// From any text, and from what can be read as one.
impl<T: Form> Decode for Formatted<T> {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        match json {
            Json::Null | Json::Array(_) | Json::Object(_) => Err(DecodeError::expected(T::WHAT, json)),
            scalar => Ok(scalar.scalar_text().unwrap_or_default().as_ref().into()),
        }
    }

    fn is_well_formed(&self) -> bool {
        self.known.is_some()
    }
}

impl<T: Form> Encode for Formatted<T> {
    fn encode(&self) -> Json<'_> {
        Json::String(Cow::Borrowed(&self.text))
    }
}
