//! Members that may be absent, `null`, or there.

use super::{Decode, DecodeError, Encode, Listed, Open};
use crate::json::Json;

/// The value of a member that need not be there and, if it is there, may be `null`: three different things to
/// many servers, for which `null` clears what absence leaves alone (RFC 7396).
///
/// ```
/// use runtime::Maybe;
///
/// let name: Maybe<String> = "Rex".into();
/// assert_eq!(name.value().map(String::as_str), Some("Rex"));
/// assert_eq!(Maybe::<String>::from(None), Maybe::Null);
/// assert_eq!(Maybe::<String>::default(), Maybe::Absent);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Maybe<T> {
    /// The member is not there.
    #[default]
    Absent,
    /// The member is `null`.
    Null,
    /// The member has a value.
    Value(T),
}

impl<T> Maybe<T> {
    /// The value, if there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The same, to be changed.
    pub const fn value_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value itself, if there is one.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// What becomes of the value, if there is one.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Maybe<U> {
        match self {
            Self::Absent => Maybe::Absent,
            Self::Null => Maybe::Null,
            Self::Value(value) => Maybe::Value(change(value)),
        }
    }

    /// True if the member is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// True if the member is not there.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T> From<T> for Maybe<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// Nothing is `null`.
impl<T> From<Option<T>> for Maybe<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

/// A value of an open enum is given as what it is.
impl<K: Listed> From<K> for Maybe<Open<K>> {
    fn from(value: K) -> Self {
        Self::Value(Open::Known(value))
    }
}

impl From<&str> for Maybe<String> {
    fn from(text: &str) -> Self {
        Self::Value(text.to_owned())
    }
}

impl From<&str> for Maybe<crate::Secret> {
    fn from(text: &str) -> Self {
        Self::Value(text.into())
    }
}

impl<T: Decode> Decode for Maybe<T> {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        match json {
            Json::Null => Ok(Self::Null),
            value => T::decode(value).map(Self::Value),
        }
    }

    fn absent() -> Option<Self> {
        Some(Self::Absent)
    }
}

impl<T: Encode> Encode for Maybe<T> {
    fn encode(&self) -> Json<'_> {
        self.value().map_or(Json::Null, Encode::encode)
    }

    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}
