//! What a document demands of values beyond their types: length, range, pattern, uniqueness.
//!
//! Nothing of it is checked unless it is asked for, and never on answers: a server that breaks its own rules
//! has still answered. A type that is sent has a method `validate` if its document demands anything of it or of
//! what is in it. Checks work on the JSON that would be sent, so that one piece of code serves every type.

mod limits;
mod macros;
mod pattern;

use std::collections::BTreeMap;
use std::fmt;

pub use limits::Limits;

use crate::Maybe;
use crate::codec::{Encode, Step};
use crate::formats::JsonText;

/// A value that its document does not allow: where, and why. It does not hold the value, which may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// From the value outwards.
    path: Vec<Step>,
    why: String,
}

impl Invalid {
    fn new(why: impl Into<String>) -> Self {
        Self { path: Vec::new(), why: why.into() }
    }

    /// The path to the value, as in `items[0].name`.
    #[must_use]
    pub fn path(&self) -> String {
        crate::codec::path_text(&self.path)
    }

    #[doc(hidden)]
    #[must_use]
    pub fn below(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.path(), self.why)
    }
}

impl std::error::Error for Invalid {}

/// A value that can be held against what its document demands.
pub trait Validate {
    /// Checks the value and what is in it.
    ///
    /// # Errors
    /// The first thing that is not allowed.
    fn check(&self) -> Result<(), Invalid>;
}

/// Checks a member against its limits, unless it is absent or `null`.
///
/// # Errors
/// It is not within them.
pub fn member(name: &'static str, value: &impl Encode, limits: Limits<'_>) -> Result<(), Invalid> {
    if value.is_absent() {
        return Ok(());
    }
    limits.check(&value.encode()).map_err(|error| below(name, error))
}

/// Checks what is in a member.
///
/// # Errors
/// Something in it is not allowed.
pub fn inside(name: &'static str, value: &impl Validate) -> Result<(), Invalid> {
    value.check().map_err(|error| below(name, error))
}

/// What is valid if it is so for one alternative: what the first says that does not allow it, if none does.
///
/// # Errors
/// No alternative allows it.
pub fn any(alternatives: impl IntoIterator<Item = Result<(), Invalid>>) -> Result<(), Invalid> {
    let mut first = Ok(());
    for checked in alternatives {
        if checked.is_ok() {
            return Ok(());
        }
        first = first.and(checked);
    }
    first
}

/// The members that no field describes have no name of their own; nor does one whose name is empty.
fn below(name: &'static str, error: Invalid) -> Invalid {
    if name.is_empty() { error } else { error.below(Step::Member(name.to_owned())) }
}

impl<T: Validate> Validate for Option<T> {
    fn check(&self) -> Result<(), Invalid> {
        self.as_ref().map_or(Ok(()), Validate::check)
    }
}

impl<T: Validate> Validate for Maybe<T> {
    fn check(&self) -> Result<(), Invalid> {
        self.value().map_or(Ok(()), Validate::check)
    }
}

impl<T: Validate> Validate for Box<T> {
    fn check(&self) -> Result<(), Invalid> {
        T::check(self)
    }
}

impl<T: Validate> Validate for JsonText<T> {
    fn check(&self) -> Result<(), Invalid> {
        self.known().map_or(Ok(()), Validate::check)
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn check(&self) -> Result<(), Invalid> {
        let mut items = self.iter().enumerate();
        items.try_for_each(|(index, item)| item.check().map_err(|error| error.below(Step::Item(index))))
    }
}

impl<T: Validate> Validate for BTreeMap<String, T> {
    fn check(&self) -> Result<(), Invalid> {
        self.iter().try_for_each(|(name, value)| value.check().map_err(|error| error.below(Step::Member(name.clone()))))
    }
}
