//! What the values of an alternative look like, and how much like it a value looks.

use std::fmt::Debug;

use crate::json::Json;

/// What the values of an alternative look like.
#[derive(Clone, Copy, Debug)]
pub struct Look(Form);

#[derive(Clone, Copy, Debug)]
enum Form {
    Any,
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Formatted,
    Listed(&'static [&'static dyn Constant]),
    List(&'static [Look]),
    Object { required: &'static [&'static str], constants: Constants, known: &'static [&'static str] },
}

/// Members with the values that they have.
type Constants = &'static [(&'static str, &'static [&'static dyn Constant])];

impl Look {
    /// Anything, if nothing else does.
    pub const ANY: Self = Self(Form::Any);
    /// `null`
    pub const NULL: Self = Self(Form::Null);
    /// `true` or `false`
    pub const BOOLEAN: Self = Self(Form::Boolean);
    /// A number without a fraction.
    pub const INTEGER: Self = Self(Form::Integer);
    /// Any number.
    pub const NUMBER: Self = Self(Form::Number);
    /// Any string.
    pub const STRING: Self = Self(Form::String);
    /// A string of a certain form: decoding it tells.
    pub const FORMATTED: Self = Self(Form::Formatted);

    /// One of these values, before anything; other values of their type, if nothing else does.
    #[must_use]
    pub const fn listed(values: &'static [&'static dyn Constant]) -> Self {
        Self(Form::Listed(values))
    }

    /// A list whose items all look like one of these.
    #[must_use]
    pub const fn list(items: &'static [Look]) -> Self {
        Self(Form::List(items))
    }

    /// An object that has to have the members `required`, has the values `constants` in these members if it has
    /// them, and knows the further members `known`. A member with one value is a constant that nothing else will
    /// do for; of one with several values others may come.
    #[must_use]
    pub const fn object(
        required: &'static [&'static str],
        constants: &'static [(&'static str, &'static [&'static dyn Constant])],
        known: &'static [&'static str],
    ) -> Self {
        Self(Form::Object { required, constants, known })
    }

    /// How much a value looks like this; nothing if it does not at all. Only numbers for one value compare.
    #[must_use]
    pub fn likeness(&self, json: &Json<'_>) -> Option<i64> {
        const ALIEN: i64 = -1_000_000;
        match (&self.0, json) {
            (Form::Any, _) => Some(2 * ALIEN),
            (Form::Null, Json::Null) | (Form::Boolean, Json::Bool(_)) => Some(1),
            (Form::Integer, Json::Number(number)) if !number.is_f64() => Some(2),
            // `3.0` is an integer to JSON, and decoding says whether it is one.
            (Form::Integer, Json::Number(_)) => Some(0),
            (Form::Number, Json::Number(_)) | (Form::String, Json::String(_) | Json::Secret(_)) => Some(1),
            (Form::Formatted, Json::String(_) | Json::Secret(_)) => Some(2),
            (Form::Listed(values), json) if values.iter().any(|value| value.is(json)) => Some(3),
            (Form::Listed(values), json) => values.iter().any(|value| value.is_like(json)).then_some(ALIEN),
            (Form::List(looks), Json::Array(items)) => {
                let best = |item| looks.iter().filter_map(|look| look.likeness(item)).max();
                items.iter().try_fold(0_i64, |sum, item| best(item).map(|like| sum.saturating_add(like)))
            }
            (Form::Object { required, constants, known }, Json::Object(members)) => {
                if !required.iter().all(|name| json.get(name).is_some()) {
                    return None;
                }
                let mut likeness = 0;
                for (name, values) in *constants {
                    match json.get(name) {
                        Some(value) if values.iter().any(|constant| constant.is(value)) => likeness += 3,
                        Some(_) if values.len() == 1 => return None,
                        Some(_) | None => {}
                    }
                }
                let is_known = |name: &str| {
                    required.contains(&name)
                        || known.contains(&name)
                        || constants.iter().any(|(other, _)| *other == name)
                };
                let (known, unknown): (Vec<_>, Vec<_>) = members.iter().partition(|(name, _)| is_known(name));
                Some(likeness + 4 * known.len() as i64 - unknown.len() as i64)
            }
            _ => None,
        }
    }
}

/// A value that a table holds as a literal.
pub trait Constant: Debug + Send + Sync {
    /// Whether a value is the same.
    fn is(&self, json: &Json<'_>) -> bool;

    /// Whether a value has the same JSON type.
    fn is_like(&self, json: &Json<'_>) -> bool;
}

impl Constant for &'static str {
    fn is(&self, json: &Json<'_>) -> bool {
        json.as_str() == Some(*self)
    }

    fn is_like(&self, json: &Json<'_>) -> bool {
        json.as_str().is_some()
    }
}

impl Constant for bool {
    fn is(&self, json: &Json<'_>) -> bool {
        *json == Json::Bool(*self)
    }

    fn is_like(&self, json: &Json<'_>) -> bool {
        matches!(json, Json::Bool(_))
    }
}

macro_rules! numbers {
    ($($number:ty, $read:ident;)*) => {$(
        impl Constant for $number {
            fn is(&self, json: &Json<'_>) -> bool {
                matches!(json, Json::Number(number) if number.$read() == Some(*self))
            }

            fn is_like(&self, json: &Json<'_>) -> bool {
                matches!(json, Json::Number(_))
            }
        }
    )*};
}

numbers! {
    i64, as_i64;
    u64, as_u64;
    f64, as_f64;
}
