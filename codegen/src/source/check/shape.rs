//! The words in which the tables are written.

use std::fmt;

use crate::source::Version;

/// What a value must be.
pub(crate) enum Shape {
    /// Anything: an example, a default.
    Any,
    /// A string.
    Text,
    /// A boolean.
    Bool,
    /// A number.
    Number,
    /// An integer from 0.
    Count,
    /// One of these strings.
    Word(&'static [&'static str]),
    /// A list.
    List(&'static Shape),
    /// A list with at least one element.
    Some(&'static Shape),
    /// A map with any keys.
    Map(&'static Shape),
    /// An object of the specification.
    Object(&'static Object),
    /// An object of the specification, or a reference to one.
    Reference(&'static Object),
    /// A boolean, or something else.
    OrBool(&'static Shape),
    /// Something that is left out as a whole if it is broken.
    Unit(&'static Shape),
}

impl Shape {
    /// What a member of something is, in a file of this version.
    pub(crate) fn member(&'static self, token: &str, version: Version) -> Option<&'static Self> {
        match self {
            Self::Unit(inner) | Self::OrBool(inner) => inner.member(token, version),
            Self::List(inner) | Self::Some(inner) | Self::Map(inner) => Some(inner),
            Self::Object(object) | Self::Reference(object) => object.member(token, version),
            _ => None,
        }
    }
}

/// An object of the specification.
pub(crate) struct Object {
    /// Its name there, without the word "Object".
    pub name: &'static str,
    pub fields: &'static [Field],
    /// Keys that are not fields.
    pub others: Others,
    /// `(field, value, required)`: if a field has this value, another one is required.
    pub when: &'static [(&'static str, &'static str, &'static str)],
}

impl Object {
    /// The field of this name, in a file of this version.
    pub(crate) fn field(&self, name: &str, version: Version) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name && field.since <= version)
    }

    /// What the value of a key is, in a file of this version: that of a field, or of a path, a status or an expression.
    pub(crate) fn member(&self, key: &str, version: Version) -> Option<&'static Shape> {
        let others = || match self.others {
            _ if key.starts_with("x-") => None,
            Others::Paths(shape) => key.starts_with('/').then_some(shape),
            Others::Statuses(shape) | Others::Any(shape) => Some(shape),
            Others::Unknown => None,
        };
        self.field(key, version).map(|field| &field.shape).or_else(others)
    }
}

/// A field of an object.
pub(crate) struct Field {
    pub name: &'static str,
    pub shape: Shape,
    pub required: bool,
    /// The first version of OpenAPI that has it.
    pub since: Version,
}

/// What keys of an object that are neither fields nor extensions are.
pub(crate) enum Others {
    /// Not known.
    Unknown,
    /// Paths.
    Paths(&'static Shape),
    /// Status codes.
    Statuses(&'static Shape),
    /// Runtime expressions; anything.
    Any(&'static Shape),
}

pub(crate) const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false, since: Version::V3_0 }
}

pub(crate) const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: true, since: Version::V3_0 }
}

/// A field that OpenAPI 3.1 has added.
pub(crate) const fn since_3_1(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false, since: Version::V3_1 }
}

/// A field that OpenAPI 3.2 has added.
pub(crate) const fn since_3_2(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false, since: Version::V3_2 }
}

pub(crate) const fn object(name: &'static str, fields: &'static [Field]) -> Object {
    Object { name, fields, others: Others::Unknown, when: &[] }
}

/// With its article, for messages: `a list of strings`.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("a value"),
            Self::Text => f.write_str("a string"),
            Self::Bool => f.write_str("a boolean"),
            Self::Number => f.write_str("a number"),
            Self::Count => f.write_str("an integer from 0"),
            Self::Word(words) => match words.split_last() {
                Some((last, rest)) if !rest.is_empty() => {
                    write!(f, "one of `{}` and `{last}`", rest.join("`, `"))
                }
                _ => write!(f, "`{}`", words.concat()),
            },
            Self::List(inner) | Self::Some(inner) => write!(f, "a list of {}", Plural(inner)),
            Self::Map(inner) => write!(f, "a map of {}", Plural(inner)),
            Self::Object(object) => write!(f, "a map ({} Object)", object.name),
            Self::Reference(object) => write!(f, "a map ({} Object or reference)", object.name),
            Self::OrBool(inner) => write!(f, "a boolean or {inner}"),
            Self::Unit(inner) => inner.fmt(f),
        }
    }
}

/// The name of an object with its article, for messages.
pub(crate) struct Article(pub &'static str);

impl fmt::Display for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let article = if self.0.starts_with(['A', 'E', 'I', 'O', 'X']) { "an" } else { "a" };
        write!(f, "{article} {} Object", self.0)
    }
}

struct Plural<'a>(&'a Shape);

impl fmt::Display for Plural<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Shape::Any => f.write_str("values"),
            Shape::Text | Shape::Word(_) => f.write_str("strings"),
            Shape::Bool => f.write_str("booleans"),
            Shape::Number => f.write_str("numbers"),
            Shape::Count => f.write_str("integers"),
            Shape::List(inner) | Shape::Some(inner) => write!(f, "lists of {}", Plural(inner)),
            Shape::Map(inner) => write!(f, "maps of {}", Plural(inner)),
            Shape::Object(object) | Shape::Reference(object) => {
                write!(f, "{} Objects", object.name)
            }
            Shape::OrBool(inner) | Shape::Unit(inner) => Plural(inner).fmt(f),
        }
    }
}
