//! Between models and [`Json`] trees.
//!
//! The traits [`Encode`] and [`Decode`], their implementations for the types every document knows, and the
//! macros that generated code uses for its own types ([`models!`](crate::models),
//! [`open_enum!`](crate::open_enum), [`codec_union!`](crate::codec_union), …). The traits are not generic over a format, as
//! serde's are, because users compile what is generated: on a document of 2,016 types `cargo check` needed
//! 17.0 s and 1.45 GB with serde's derives in the one direction a type travels, and 4.3 s and 0.53 GB this way.
//!
//! Decoding is strict about shape and lenient about spelling: an integer may come as digits in a string, a
//! string as a number, `null` as absence. What is unknown (fields, enum values, alternatives) never fails.

mod error;
mod looks;
mod macros;
mod maybe;
mod models;
mod open;
mod reading;
mod scalars;
mod unions;

use std::borrow::Cow;
use std::fmt;

pub(crate) use error::path_text;
pub use error::{DecodeError, Step};
pub use looks::{Constant, Constants, Look};
pub use maybe::Maybe;
pub use open::{Either, Listed, OneList, Open, PartOf, Unknown, Wire};
#[doc(hidden)]
pub use open::{debug_listed, same};
pub use reading::Reading;
pub use unions::{Kind, Parts, alternative, choose, merged, tag, untagged};

use crate::json::Json;

/// Reads itself from a JSON tree.
pub trait Decode: Sized {
    /// The value that `json` stands for.
    ///
    /// # Errors
    /// The tree has another shape than the document says; the error names the path to it.
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError>;

    /// The value of a member that is not there, where there is one.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }

    /// Whether what came has the form that its type says, where the type keeps a text of another form too: such a text
    /// is rather another alternative.
    #[must_use]
    fn is_well_formed(&self) -> bool {
        true
    }

    /// The value that `null` is where a value may be there or not, if it is not the absence of one: JSON of any
    /// shape may be `null` itself.
    #[must_use]
    fn null() -> Option<Self> {
        None
    }

    /// True if the value is kept as it came because it is none of the alternatives that its type has.
    #[doc(hidden)]
    fn is_unknown(&self) -> bool {
        false
    }
}

/// Writes itself into a JSON tree.
pub trait Encode {
    /// The tree that stands for this value and borrows from it.
    fn encode(&self) -> Json<'_>;

    /// True where the member that would hold this value is left out.
    fn is_absent(&self) -> bool {
        false
    }
}

/// The names of an object's members on the wire, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    fields: &'static str,
    wires: &'static [(&'static str, &'static str)],
    /// Where the next field begins.
    next: usize,
}

impl Names {
    /// No names.
    pub const NONE: Self = Self::new("", &[]);

    /// The names of the fields with a space between them, and what those are on the wire that have another name
    /// there: any text, an empty one too.
    #[must_use]
    pub const fn new(fields: &'static str, wires: &'static [(&'static str, &'static str)]) -> Self {
        Self { fields, wires, next: 0 }
    }

    /// All of them, from the first.
    fn all(self) -> impl Iterator<Item = &'static str> {
        Self::new(self.fields, self.wires)
    }
}

impl Names {
    /// The next field, and its name on the wire.
    fn next_field(&mut self) -> Option<(&'static str, &'static str)> {
        let rest = self.fields[self.next..].trim_start();
        let field = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
        self.next = self.fields.len() - rest.len() + field.len();
        let wire = self.wires.iter().find(|(of, _)| *of == field).map_or(field, |(_, wire)| *wire);
        (!field.is_empty()).then_some((field, wire))
    }
}

impl Iterator for Names {
    type Item = &'static str;

    fn next(&mut self) -> Option<&'static str> {
        self.next_field().map(|(_, wire)| wire)
    }
}

/// The members of an object that is being decoded, in the order of the fields that they are read into.
///
/// A field that may hold nothing holds nothing where reading it fails, and [`done`](Self::done) tells the failure:
/// generated code need not look at each.
#[derive(Debug)]
pub struct Fields<'t, 'a> {
    object: &'t Json<'a>,
    members: &'t [(Cow<'a, str>, Json<'a>)],
    names: Names,
    /// Members that are always the same, and not read.
    constants: Vec<&'static str>,
    /// Fields whose members may stand elsewhere, too.
    readings: Vec<(&'static str, Reading)>,
    failure: Option<DecodeError>,
}

impl<'t, 'a> Fields<'t, 'a> {
    /// The members of `json` that have these names.
    #[must_use]
    pub fn of(json: &'t Json<'a>, names: Names) -> Self {
        let (members, failure) = match json {
            Json::Object(members) => (members.as_slice(), None),
            other => (&[][..], Some(DecodeError::expected("an object", other))),
        };
        Self { object: json, members, names, constants: Vec::new(), readings: Vec::new(), failure }
    }

    fn next<T: Decode>(&mut self) -> Result<T, DecodeError> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let (field, name) = self.names.next_field().unwrap_or_default();
        if self.readings.iter().any(|(of, _)| *of == field) {
            let readings = self.readings.iter().filter(|(of, _)| *of == field).map(|(_, reading)| *reading);
            return self.read(name, &readings.collect::<Vec<_>>());
        }
        self.get(name)
    }

    fn get<T: Decode>(&self, name: &str) -> Result<T, DecodeError> {
        match self.members.iter().rev().find(|(key, _)| key == name) {
            Some((_, value)) => T::decode(value).map_err(|error| error.below(Step::Member(name.to_owned()))),
            None => T::absent().ok_or_else(|| DecodeError::missing(name)),
        }
    }

    /// A member that is always the same, and not read.
    pub fn constant(&mut self, name: &'static str) {
        self.constants.push(name);
    }

    /// How the member of this field may stand besides.
    pub fn reading(&mut self, field: &'static str, reading: Reading) {
        self.readings.push((field, reading));
    }

    fn next_or<T: Decode>(&mut self, nothing: T) -> T {
        self.next().unwrap_or_else(|failure| {
            self.failure = Some(failure);
            nothing
        })
    }

    /// The next member.
    ///
    /// # Errors
    /// It is absent though required, or has another shape; or an earlier one has.
    pub fn required<T: Decode>(&mut self) -> Result<T, DecodeError> {
        self.next()
    }

    /// The next member, which may be absent.
    pub fn option<T: Decode>(&mut self) -> Option<T> {
        self.next_or(None)
    }

    /// The next member, which may be absent or `null`.
    pub fn maybe<T: Decode>(&mut self) -> Maybe<T> {
        self.next_or(Maybe::Absent)
    }

    /// The members that no field reads, apart from those that are always the same.
    ///
    /// # Errors
    /// One has another shape; or an earlier one has.
    pub fn rest<T: Decode, M: FromIterator<(String, T)>>(&mut self) -> Result<M, DecodeError> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let known: Vec<&str> = self.names.all().chain(self.constants.iter().copied()).collect();
        self.members
            .iter()
            .filter(|(name, _)| !known.contains(&name.as_ref()))
            .map(|(name, value)| match T::decode(value) {
                Ok(value) => Ok((name.to_string(), value)),
                Err(error) => Err(error.below(Step::Member(name.to_string()))),
            })
            .collect()
    }

    /// The value that was read.
    ///
    /// # Errors
    /// A member could not be read.
    pub fn done<T>(self, value: T) -> Result<T, DecodeError> {
        self.failure.map_or(Ok(value), Err)
    }
}

/// The members of an object that is being encoded, in the order of their fields.
#[derive(Debug)]
pub struct Members<'a> {
    members: Vec<(Cow<'a, str>, Json<'a>)>,
    names: Names,
    /// The last member, if it was left out.
    left_out: Option<&'static str>,
}

impl<'a> Members<'a> {
    /// None yet; they will have these names.
    #[must_use]
    pub fn new(names: Names) -> Self {
        Self { members: Vec::with_capacity(names.all().count()), names, left_out: None }
    }

    /// Adds the next member, unless the value says it is absent.
    pub fn put<T: Encode>(&mut self, value: &'a T) -> &mut Self {
        let name = self.names.next().unwrap_or_default();
        self.left_out = value.is_absent().then_some(name);
        if self.left_out.is_none() {
            self.members.push((Cow::Borrowed(name), value.encode()));
        }
        self
    }

    /// Makes the member that has just been left out `null`: one that has to be there.
    pub fn or_null<T>(&mut self) -> &mut Self {
        if let Some(name) = self.left_out.take() {
            self.members.push((Cow::Borrowed(name), Json::Null));
        }
        self
    }

    /// Leaves the next member out: one that is never sent.
    pub fn skip<T>(&mut self) {
        self.names.next();
    }

    /// Adds a member that always has the same value, such as the tag of an alternative.
    pub fn constant(&mut self, name: &'static str, value: impl Into<Json<'static>>) {
        self.members.push((Cow::Borrowed(name), value.into()));
    }

    /// Adds the members of a map.
    pub fn rest<'m: 'a, T: Encode + 'm>(&mut self, map: impl IntoIterator<Item = (&'m String, &'m T)>) {
        self.members.extend(map.into_iter().map(|(name, value)| (Cow::Borrowed(name.as_str()), value.encode())));
    }

    /// The object.
    #[must_use]
    pub fn object(self) -> Json<'a> {
        Json::Object(self.members)
    }
}

/// What a constructor was given.
#[doc(hidden)]
pub fn given<T>(value: impl Into<T>) -> T {
    value.into()
}

/// The same for a field that may hold nothing.
#[doc(hidden)]
pub fn some<T>(value: impl Into<T>) -> Option<T> {
    Some(value.into())
}

/// What a setter does.
#[doc(hidden)]
pub fn set<T>(field: &mut Option<T>, value: impl Into<T>) {
    *field = Some(value.into());
}

/// What a struct is to whoever debugs, whose fields have these names with a space between them.
///
/// # Errors
/// The formatter's.
#[doc(hidden)]
pub fn debug_fields(f: &mut fmt::Formatter<'_>, name: &str, fields: &str, values: &[&dyn fmt::Debug]) -> fmt::Result {
    let mut whole = f.debug_struct(name);
    for (field, value) in fields.split_whitespace().zip(values) {
        whole.field(field.strip_prefix("r#").unwrap_or(field), value);
    }
    whole.finish()
}
