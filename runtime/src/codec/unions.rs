//! Alternatives: which one a tree is.

use std::borrow::Cow;

use super::{Decode, DecodeError, Look};
use crate::Value;
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
            // `1.0` and `1e3` are integers to JSON Schema.
            Json::Number(number) => self == Self::Number || self == Self::Integer && number.is_integer(),
            Json::String(_) | Json::Secret(_) => self == Self::String,
            Json::Array(_) => self == Self::Array,
            Json::Object(_) => self == Self::Object,
        }
    }
}

/// The text of the tag that tells the alternatives apart.
#[must_use]
pub fn tag<'t>(json: &'t Json<'_>, name: &str) -> Option<Cow<'t, str>> {
    json.get(name).and_then(Json::scalar_text)
}

/// An alternative: what it looks like, and how it is read.
type Alternative<'t, T> = (&'t [Look], fn(&Json<'_>) -> Result<T, DecodeError>);

/// The alternative that a value looks most like, of those that it can be read as; the first of several.
///
/// # Errors
/// It is none of them, and `unknown` does not keep it.
pub fn choose<T>(
    json: &Json<'_>,
    alternatives: &[Alternative<'_, T>],
    unknown: Option<fn(Value) -> T>,
) -> Result<T, DecodeError> {
    let likeness = |looks: &[Look]| looks.iter().filter_map(|look| look.likeness(json)).max();
    let mut candidates: Vec<(i64, usize)> = alternatives
        .iter()
        .enumerate()
        .filter_map(|(index, (looks, _))| likeness(looks).map(|likeness| (likeness, index)))
        .collect();
    candidates.sort_by_key(|&(likeness, index)| (std::cmp::Reverse(likeness), index));
    let found = candidates.into_iter().find_map(|(_, index)| (alternatives[index].1)(json).ok());
    found.or_else(|| unknown.map(|unknown| unknown(json.to_value()))).ok_or_else(DecodeError::no_alternative)
}

/// Reads one of several alternatives, which a text of another form than it has is not.
///
/// # Errors
/// It has another shape, or another form.
pub fn alternative<T: Decode>(json: &Json<'_>) -> Result<T, DecodeError> {
    let value = T::decode(json)?;
    if value.is_well_formed() { Ok(value) } else { Err(DecodeError::value("the text has another form")) }
}

/// One of several things that a value may be at once, if it is that.
#[must_use]
pub fn part<T: Decode>(json: &Json<'_>, looks: &[Look]) -> Option<T> {
    let part = looks.iter().any(|look| look.fits(json)).then(|| alternative(json).ok()).flatten();
    part.filter(|part: &T| !part.is_unknown())
}

/// The members of several objects in one. Each object knows some of what came, so that what two of them have of one
/// member is merged in its turn; where they contradict each other, the first counts.
#[must_use]
pub fn merged<'a, const N: usize>(parts: [Option<Json<'a>>; N]) -> Json<'a> {
    let whole = parts.into_iter().flatten().reduce(|mut whole, part| {
        merge(&mut whole, part);
        whole
    });
    whole.unwrap_or_else(|| Json::Object(Vec::new()))
}

fn merge<'a>(whole: &mut Json<'a>, part: Json<'a>) {
    match (whole, part) {
        (Json::Object(members), Json::Object(more)) => {
            for (name, value) in more {
                match members.iter_mut().find(|(other, _)| *other == name) {
                    Some((_, known)) => merge(known, value),
                    None => members.push((name, value)),
                }
            }
        }
        (Json::Array(items), Json::Array(more)) => {
            let mut more = more.into_iter();
            items.iter_mut().zip(more.by_ref()).for_each(|(item, value)| merge(item, value));
            items.extend(more);
        }
        (whole @ Json::Null, part) => *whole = part,
        _ => {}
    }
}

impl Json<'_> {
    /// The same object with its tag: the type of an alternative need not know it.
    #[doc(hidden)]
    #[must_use]
    pub fn tagged(self, name: &'static str, value: &'static str) -> Self {
        self.with_tag(name, Json::from(value))
    }

    /// The same with a tag that is a number or a boolean, written as JSON.
    #[doc(hidden)]
    #[must_use]
    pub fn tagged_json(self, name: &'static str, value: &'static str) -> Self {
        let tag = value.parse::<bool>().map(Json::from).or_else(|_| value.parse::<i64>().map(Json::from));
        let tag = tag.or_else(|_| value.parse::<f64>().map(Json::from));
        self.with_tag(name, tag.unwrap_or_else(|_| Json::from(value)))
    }

    fn with_tag(mut self, name: &'static str, tag: Json<'static>) -> Self {
        if let Json::Object(members) = &mut self {
            match members.iter_mut().find(|(other, _)| other == name) {
                Some((_, found)) => *found = tag,
                None => members.insert(0, (Cow::Borrowed(name), tag)),
            }
        }
        self
    }
}
