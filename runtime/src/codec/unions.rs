//! Alternatives: which one a tree is.

use crate::json::Json;

/// What JSON type an alternative has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`
    Boolean,
    /// A number without a fraction.
    Integer,
    /// Any number.
    Number,
    /// A string.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// Whether the value has this type.
    #[must_use]
    pub fn fits(self, json: &Json<'_>) -> bool {
        match json {
            Json::Null => false,
            Json::Bool(_) => self == Self::Boolean,
            Json::Number(number) => self == Self::Number || self == Self::Integer && !number.is_f64(),
            Json::String(_) | Json::Secret(_) => self == Self::String,
            Json::Array(_) => self == Self::Array,
            Json::Object(_) => self == Self::Object,
        }
    }
}

/// The text of the tag that tells the alternatives apart.
#[must_use]
pub fn tag<'t>(json: &'t Json<'_>, name: &str) -> Option<&'t str> {
    json.get(name).and_then(Json::as_str)
}
