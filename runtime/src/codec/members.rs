//! The members of an object, between the text and the fields of a struct.
//!
//! Generated structs bring a [`Shape`] and their fields; everything else is here, once. A field that is being read is a
//! [`Slot`], so that no code is compiled per type and a reader may fill the slots in whatever order the members come.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Constant, Decode, DecodeError, Encode, Maybe, Reading, Step};
use crate::json::Json;

/// What is known about the members of a struct, apart from their types.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The names of the fields with a space between them. A question mark is before each that may be absent, an
    /// exclamation mark before each that is never written.
    fields: &'static str,
    /// What is special about some of them.
    marks: &'static [(&'static str, Mark)],
    /// Members that have no field: they are written with this value, and not read.
    constants: Constants,
}

/// Members that always have the same value.
type Constants = &'static [(&'static str, &'static dyn Constant)];

/// What is special about a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Its name on the wire is another.
    Wire(&'static str),
    /// Its member may also be found in another way.
    Reading(Reading),
}

/// A field and its member.
struct Member {
    field: &'static str,
    /// Its name on the wire.
    name: &'static str,
    is_optional: bool,
    is_written: bool,
}

impl Shape {
    /// No members.
    pub(super) const EMPTY: Self = Self::new("", &[], &[]);

    /// The shape of a struct with these fields.
    #[must_use]
    pub const fn new(fields: &'static str, marks: &'static [(&'static str, Mark)], constants: Constants) -> Self {
        Self { fields, marks, constants }
    }

    fn members(self) -> impl Iterator<Item = Member> {
        let mut at = 0;
        std::iter::from_fn(move || self.next(&mut at))
    }

    /// The member of the field that begins here.
    fn next(self, at: &mut usize) -> Option<Member> {
        let rest = self.fields[*at..].trim_start();
        let name = rest.trim_start_matches(['?', '!']);
        let (mark, rest) = (&rest[..rest.len() - name.len()], name.trim_start());
        let field = &rest[..rest.find(|c: char| matches!(c, '?' | '!') || c.is_whitespace()).unwrap_or(rest.len())];
        *at = self.fields.len() - rest.len() + field.len();
        let wire = self.marks(field).find_map(|mark| match mark {
            Mark::Wire(name) => Some(name),
            _ => None,
        });
        let name = wire.unwrap_or_else(|| field.strip_prefix("r#").unwrap_or(field));
        let member = Member { field, name, is_optional: !mark.is_empty(), is_written: mark != "!" };
        (!field.is_empty()).then_some(member)
    }

    fn marks(self, field: &str) -> impl Iterator<Item = Mark> {
        self.marks.iter().filter(move |(of, _)| *of == field).map(|(_, mark)| *mark)
    }
}

/// A field that is being read.
pub trait Slot {
    /// Reads the value of its member.
    ///
    /// # Errors
    /// It has another shape.
    fn fill(&mut self, json: &Json<'_>) -> Result<(), DecodeError>;

    /// Notes that there is no member; false if there has to be one.
    fn leave(&mut self) -> bool;
}

impl<T: Decode> Slot for Option<T> {
    fn fill(&mut self, json: &Json<'_>) -> Result<(), DecodeError> {
        *self = Some(T::decode(json)?);
        Ok(())
    }

    fn leave(&mut self) -> bool {
        *self = T::absent();
        self.is_some()
    }
}

/// The members of an object that is being read, in the order of the fields of its shape.
///
/// A field that may hold nothing holds nothing where reading it fails, and [`done`](Self::done) tells the failure:
/// generated code need not look at each.
#[derive(Debug)]
pub struct Fields<'t, 'a> {
    object: &'t Json<'a>,
    shape: Shape,
    /// Where the next field begins in the shape.
    at: usize,
    failure: Option<DecodeError>,
}

impl<'t, 'a> Fields<'t, 'a> {
    /// The members of `json`, which have this shape.
    #[must_use]
    pub fn of(json: &'t Json<'a>, shape: Shape) -> Self {
        let failure = match json {
            Json::Object(_) => None,
            other => Some(DecodeError::expected("an object", other)),
        };
        Self { object: json, shape, at: 0, failure }
    }

    fn next<T: Decode>(&mut self) -> Result<T, DecodeError> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let Some(member) = self.shape.next(&mut self.at) else {
            return T::absent().ok_or_else(|| DecodeError::missing(""));
        };
        let mut readings = self.shape.marks(member.field).filter_map(|mark| match mark {
            Mark::Reading(reading) => Some(reading),
            _ => None,
        });
        let mut slot = None;
        match readings.next() {
            Some(first) => {
                let readings: Vec<Reading> = std::iter::once(first).chain(readings).collect();
                super::reading::read(self.object, member.name, &readings, &mut slot)?;
            }
            None => match self.object.get(member.name) {
                Some(value) => read_member(member.name, value, &mut slot)?,
                None => slot = T::absent(),
            },
        }
        slot.ok_or_else(|| DecodeError::missing(member.name))
    }

    /// The next member, which has to be there.
    ///
    /// # Errors
    /// It is absent though required, or has another shape; or an earlier one has.
    pub fn required<T: Decode>(&mut self) -> Result<T, DecodeError> {
        self.next()
    }

    /// The next member, which may be absent.
    pub fn option<T: Decode + Absent>(&mut self) -> T {
        self.next().unwrap_or_else(|failure| {
            self.failure = Some(failure);
            T::ABSENT
        })
    }

    /// The members that no field is for.
    pub fn rest<T: Decode>(&mut self) -> BTreeMap<String, T> {
        let mut rest = BTreeMap::new();
        if self.failure.is_none() {
            self.failure = read_rest(self.object, self.shape, &mut rest).err();
        }
        rest
    }

    /// The value that was read.
    ///
    /// # Errors
    /// A member could not be read.
    pub fn done<T>(self, value: T) -> Result<T, DecodeError> {
        self.failure.map_or(Ok(value), Err)
    }
}

/// Reads one member.
pub(super) fn read_member(name: &str, json: &Json<'_>, slot: &mut dyn Slot) -> Result<(), DecodeError> {
    slot.fill(json).map_err(|error| error.below(Step::Member(name.to_owned())))
}

/// Reads the members that no field of the shape is for.
///
/// # Errors
/// One has another shape.
pub(super) fn read_rest<T: Decode>(
    json: &Json<'_>,
    shape: Shape,
    rest: &mut BTreeMap<String, T>,
) -> Result<(), DecodeError> {
    let Json::Object(members) = json else {
        return Err(DecodeError::expected("an object", json));
    };
    let constants = shape.constants.iter().map(|(name, _)| *name);
    let known: Vec<&str> = shape.members().map(|member| member.name).chain(constants).collect();
    for (name, value) in members.iter().filter(|(name, _)| !known.contains(&name.as_ref())) {
        let value = T::decode(value).map_err(|error| error.below(Step::Member(name.to_string())))?;
        rest.insert(name.to_string(), value);
    }
    Ok(())
}

/// The object that has these members, in the order of the shape. What is absent is left out where it may be, and
/// `null` elsewhere.
pub fn write_members<'a>(shape: Shape, fields: &[&'a dyn Encode]) -> Json<'a> {
    let mut members = Vec::with_capacity(shape.constants.len() + fields.len());
    members.extend(shape.constants.iter().map(|(name, value)| (Cow::Borrowed(*name), value.json())));
    for (member, field) in shape.members().filter(|member| member.is_written).zip(fields) {
        if !field.is_absent() {
            members.push((Cow::Borrowed(member.name), field.encode()));
        } else if !member.is_optional {
            members.push((Cow::Borrowed(member.name), Json::Null));
        }
    }
    Json::Object(members)
}

/// Adds the members that are kept for no field.
pub fn write_rest<'a, T: Encode>(mut object: Json<'a>, rest: &'a BTreeMap<String, T>) -> Json<'a> {
    if let Json::Object(members) = &mut object {
        members.extend(rest.iter().map(|(name, value)| (Cow::Borrowed(name.as_str()), value.encode())));
    }
    object
}

/// A field that may hold nothing.
pub trait Absent {
    /// What it holds then.
    const ABSENT: Self;
}

impl<T> Absent for Option<T> {
    const ABSENT: Self = None;
}

impl<T> Absent for Maybe<T> {
    const ABSENT: Self = Self::Absent;
}

/// A field that may hold nothing, made of what a setter is given.
pub trait Hold<V> {
    /// The field with this value.
    fn hold(value: V) -> Self;
}

impl<T> Hold<T> for Option<T> {
    fn hold(value: T) -> Self {
        Some(value)
    }
}

impl<T> Hold<Maybe<T>> for Maybe<T> {
    fn hold(value: Maybe<T>) -> Self {
        value
    }
}

/// What a setter does.
pub fn set<V, H: Hold<V>>(field: &mut H, value: impl Into<V>) {
    *field = H::hold(value.into());
}

/// What a constructor was given.
pub fn given<T>(value: impl Into<T>) -> T {
    value.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_names_fields_and_says_which_may_be_absent() {
        const SHAPE: Shape = Shape::new("id ?least_age ? r#type ! made kind", &[("kind", Mark::Wire("a kind"))], &[]);
        let members: Vec<_> =
            SHAPE.members().map(|member| (member.name, member.is_optional, member.is_written)).collect();
        assert_eq!(
            members,
            [
                ("id", false, true),
                ("least_age", true, true),
                ("type", true, true),
                ("made", true, false),
                ("a kind", false, true)
            ]
        );
        assert_eq!(Shape::new("", &[], &[]).members().count(), 0);
    }
}
