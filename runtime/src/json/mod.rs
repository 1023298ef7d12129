//! JSON as a tree, between typed values and bytes.
//!
//! Generated types neither parse nor print: they are read from a [`Json`] tree and write themselves into
//! one ([`mod@crate::codec`]). A tree of strings, numbers and lists is what every wire of this crate is made
//! of, so that one piece of generated code serves JSON bodies, query strings, forms and gateways; and it
//! knows which of its strings are secret, so that a request can be shown without them.

mod number;
mod parse;
mod value;
mod write;

use std::borrow::Cow;
use std::fmt;

pub use number::{InvalidNumber, Number};
pub use parse::{ParseError, parse};
pub use value::{At, Value};
pub(crate) use write::mask;

use crate::Secret;

/// A JSON value that borrows from the text, or the model, it was made from.
#[derive(Clone, PartialEq)]
pub enum Json<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, with its digits.
    Number(Number<'a>),
    /// A string.
    String(Cow<'a, str>),
    /// A string that must not be shown. Parsing never makes one; encoding a [`Secret`] does.
    Secret(Cow<'a, Secret>),
    /// A list.
    Array(Vec<Json<'a>>),
    /// An object; the order of its members is kept.
    Object(Object<'a>),
}

/// The members of a JSON object, in order.
pub type Object<'a> = Vec<(Cow<'a, str>, Json<'a>)>;

impl<'a> Json<'a> {
    /// The member of an object. The last one counts where a name stands twice, as in most parsers.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json<'a>> {
        match self {
            Json::Object(members) => members.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a string, secret or not.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            Json::Secret(secret) => Some(secret.expose()),
            _ => None,
        }
    }

    /// What kind of value this is, with its article, for messages: "a string", "null".
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(number) if number.is_written_as_integer() => "an integer",
            Json::Number(_) => "a number",
            Json::String(_) | Json::Secret(_) => "a string",
            Json::Array(_) => "a list",
            Json::Object(_) => "an object",
        }
    }

    /// The text of a scalar as it stands in a query string, a path or a header: `true`, `12`, a string
    /// without quotes, nothing for `null`. Lists and objects have no such text.
    #[must_use]
    pub fn scalar_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Json::Null => Some(Cow::Borrowed("")),
            Json::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
            Json::Number(number) => Some(number.text()),
            Json::String(text) => Some(Cow::Borrowed(text)),
            Json::Secret(secret) => Some(Cow::Borrowed(secret.expose())),
            Json::Array(_) | Json::Object(_) => None,
        }
    }

    /// The same value with every string a secret.
    #[must_use]
    pub(crate) fn concealed(self) -> Self {
        match self {
            Json::String(text) => Json::Secret(Cow::Owned(text.into_owned().into())),
            Json::Array(items) => Json::Array(items.into_iter().map(Json::concealed).collect()),
            Json::Object(members) => {
                Json::Object(members.into_iter().map(|(name, value)| (name, value.concealed())).collect())
            }
            scalar => scalar,
        }
    }

    /// The same value, owning its strings.
    #[must_use]
    pub fn into_owned(self) -> Json<'static> {
        match self {
            Json::Null => Json::Null,
            Json::Bool(value) => Json::Bool(value),
            Json::Number(number) => Json::Number(number.into_owned()),
            Json::String(text) => Json::String(Cow::Owned(text.into_owned())),
            Json::Secret(secret) => Json::Secret(Cow::Owned(secret.into_owned())),
            Json::Array(items) => Json::Array(items.into_iter().map(Json::into_owned).collect()),
            Json::Object(members) => Json::Object(
                members.into_iter().map(|(name, value)| (Cow::Owned(name.into_owned()), value.into_owned())).collect(),
            ),
        }
    }
}

/// Shows the shape without any text: a tree may hold an answer with tokens in it.
impl fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Json::Object(members) => f.debug_map().entries(members.iter().map(|(name, value)| (name, value))).finish(),
            Json::Array(items) => f.debug_list().entries(items).finish(),
            other => f.write_str(other.kind()),
        }
    }
}
