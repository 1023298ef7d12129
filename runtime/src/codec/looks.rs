//! What the values of an alternative look like, and how much like it a value looks.

use std::fmt::Debug;

use crate::json::Json;

/// What the values of an alternative look like.
#[derive(Clone, Copy, Debug)]
pub enum Look {
    /// Anything, if nothing else does.
    Any,
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number without a fraction.
    Integer,
    /// Any number.
    Number,
    /// Any string.
    String,
    /// A string of a certain form: decoding it tells.
    Formatted,
    /// One of these values, before anything; other values of their type, if nothing else does.
    Listed(&'static [&'static dyn Constant]),
    /// A list whose items all look like one of these.
    List(&'static [Look]),
    /// An object whose members all look like one of these, whatever their names.
    Map(&'static [Look]),
    /// An object: members that have to be there, members with the values that they have if they are there, and
    /// further members. A member with one value is a constant that nothing else will do for; of one with several
    /// values others may come.
    Object(&'static [&'static str], Constants, &'static [&'static str]),
    /// An object that keeps further members too.
    Open(&'static Look),
    /// An object some of whose members look like this: what tells it from others with the same members.
    Deep(&'static Look, &'static [(&'static str, &'static [Look])]),
}

/// What could be anything is chosen if nothing else is.
const ALIEN: i64 = -1_000_000_000_000;

/// A member that does not look like its own outweighs those that do: it can only be read by changing it.
const UNLIKE: i64 = -1_000_000;

/// Members with the values that they have.
pub type Constants = &'static [(&'static str, &'static [&'static dyn Constant])];

impl Look {
    /// How much a value looks like this; nothing if it does not at all. Only numbers for one value compare.
    #[must_use]
    pub fn likeness(&self, json: &Json<'_>) -> Option<i64> {
        match (self, json) {
            (Self::Any, _) => Some(2 * ALIEN),
            (Self::Null, Json::Null) | (Self::Boolean, Json::Bool(_)) => Some(1),
            (Self::Integer, Json::Number(number)) if number.is_written_as_integer() => Some(2),
            // `3.0` is an integer to JSON, and decoding says whether it is one.
            (Self::Integer, Json::Number(_)) => Some(0),
            (Self::Number, Json::Number(_)) | (Self::String, Json::String(_) | Json::Secret(_)) => Some(1),
            (Self::Formatted, Json::String(_) | Json::Secret(_)) => Some(2),
            (Self::Listed(values), json) if values.iter().any(|value| value.is(json)) => Some(3),
            (Self::Listed(values), json) => values.iter().any(|value| value.is_like(json)).then_some(ALIEN),
            (Self::List(looks), Json::Array(items)) => {
                let best = |item| looks.iter().filter_map(|look| look.likeness(item)).max();
                items.iter().try_fold(0_i64, |sum, item| best(item).map(|like| sum.saturating_add(like)))
            }
            (Self::Map(looks), Json::Object(members)) => {
                let is_alien = |value| !looks.iter().any(|look| look.likeness(value).is_some());
                Some(-(members.iter().filter(|(_, value)| is_alien(value)).count() as i64))
            }
            (Self::Open(Self::Object(required, constants, known)), Json::Object(_)) => {
                object(required, constants, known, json, 0)
            }
            (Self::Deep(look, inner), _) => {
                let best = |(name, looks): &(&str, &[Self])| {
                    let member = json.get(name).filter(|member| !matches!(member, Json::Null))?;
                    let best = looks.iter().filter_map(|look| look.likeness(member)).max();
                    // What looks like anything, or is an open list's, is neither like it nor unlike it.
                    Some(best.map_or(UNLIKE, |best| if best <= ALIEN { 0 } else { best }))
                };
                look.likeness(json).map(|likeness| inner.iter().filter_map(best).fold(likeness, i64::saturating_add))
            }
            (Self::Object(required, constants, known), Json::Object(_)) => object(required, constants, known, json, 1),
            _ => None,
        }
    }

    /// Whether a member of an object is kept by what looks like this, if the object has all that this demands.
    pub(super) fn keeps(&self, json: &Json<'_>, name: &str) -> bool {
        match self {
            Self::Object(required, constants, known) => {
                required.iter().all(|name| json.get(name).is_some())
                    && (required.contains(&name)
                        || known.contains(&name)
                        || constants.iter().any(|(other, _)| *other == name))
            }
            Self::Deep(look, _) => look.keeps(json, name),
            Self::Open(_) | Self::Map(_) | Self::Any => true,
            _ => false,
        }
    }

    /// Whether a value looks like this, and so does everything in it that tells this from others: a number can be read
    /// as a text, and is none.
    pub(super) fn fits(&self, json: &Json<'_>) -> bool {
        self.likeness(json).is_some()
            && match (self, json) {
                (Self::Deep(_, inner), _) => inner.iter().all(|(name, looks)| {
                    let member = json.get(name).filter(|member| !matches!(member, Json::Null));
                    member.is_none_or(|member| looks.iter().any(|look| look.fits(member)))
                }),
                (Self::List(looks), Json::Array(items)) => {
                    items.iter().all(|item| looks.iter().any(|look| look.fits(item)))
                }
                _ => true,
            }
    }
}

/// How much an object looks like one with these members; each further one counts against it by `cost`.
fn object(
    required: &[&'static str],
    constants: Constants,
    known: &[&'static str],
    json: &Json<'_>,
    cost: i64,
) -> Option<i64> {
    let Json::Object(members) = json else {
        return None;
    };
    if !required.iter().all(|name| json.get(name).is_some()) {
        return None;
    }
    let mut likeness = 0;
    for (name, values) in constants {
        match json.get(name) {
            Some(value) if values.iter().any(|constant| constant.is(value)) => likeness += 3,
            // `null` may be there where nothing is.
            Some(value) if values.len() == 1 && !matches!(value, Json::Null) => return None,
            Some(_) | None => {}
        }
    }
    let is_known = |name: &str| {
        required.contains(&name) || known.contains(&name) || constants.iter().any(|(other, _)| *other == name)
    };
    let (known, unknown): (Vec<_>, Vec<_>) = members.iter().partition(|(name, _)| is_known(name));
    Some(likeness + 4 * known.len() as i64 - cost * unknown.len() as i64)
}

/// A value that a table holds as a literal.
pub trait Constant: Debug + Send + Sync {
    /// Whether a value is the same.
    fn is(&self, json: &Json<'_>) -> bool;

    /// Whether a value has the same JSON type.
    fn is_like(&self, json: &Json<'_>) -> bool;

    /// The value.
    fn json(&self) -> Json<'static>;
}

impl Constant for &'static str {
    fn is(&self, json: &Json<'_>) -> bool {
        json.as_str() == Some(*self)
    }

    fn is_like(&self, json: &Json<'_>) -> bool {
        json.as_str().is_some()
    }

    fn json(&self) -> Json<'static> {
        Json::from(*self)
    }
}

impl Constant for bool {
    fn is(&self, json: &Json<'_>) -> bool {
        *json == Json::Bool(*self)
    }

    fn is_like(&self, json: &Json<'_>) -> bool {
        matches!(json, Json::Bool(_))
    }

    fn json(&self) -> Json<'static> {
        Json::from(*self)
    }
}

/// `1.0` is the integer 1 to JSON Schema.
impl Constant for i64 {
    fn is(&self, json: &Json<'_>) -> bool {
        matches!(json, Json::Number(number) if *number == (*self).into())
    }

    fn is_like(&self, json: &Json<'_>) -> bool {
        matches!(json, Json::Number(_))
    }

    fn json(&self) -> Json<'static> {
        Json::from(*self)
    }
}

/// `null`
impl Constant for () {
    fn is(&self, json: &Json<'_>) -> bool {
        matches!(json, Json::Null)
    }

    fn is_like(&self, json: &Json<'_>) -> bool {
        matches!(json, Json::Null)
    }

    fn json(&self) -> Json<'static> {
        Json::Null
    }
}

macro_rules! numbers {
    ($($number:ty, $read:ident;)*) => {$(
        impl Constant for $number {
            fn is(&self, json: &Json<'_>) -> bool {
                // Of a number with more digits than a double has, the document's value is the nearest double.
                matches!(json, Json::Number(number) if number.$read() == Some(*self))
            }

            fn is_like(&self, json: &Json<'_>) -> bool {
                matches!(json, Json::Number(_))
            }

            fn json(&self) -> Json<'static> {
                Json::from(*self)
            }
        }
    )*};
}

numbers! {
    u64, as_u64;
    f64, as_f64;
}
