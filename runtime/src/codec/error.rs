//! What a tree was found to be instead of what the document says.

use std::fmt;

use crate::json::Json;

/// A value of an answer has another shape than its type: where, what was expected, what was found.
///
/// It holds no value, since the value may be a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// From the value outwards; turned round for display.
    path: Vec<Step>,
    problem: Problem,
}

/// One step of the path into a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A member of an object.
    Member(String),
    /// An item of a list, from 0.
    Item(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    Shape { expected: &'static str, found: &'static str },
    Missing,
    Value { why: &'static str },
}

impl DecodeError {
    /// Another kind of value was found.
    #[must_use]
    pub fn expected(expected: &'static str, found: &Json<'_>) -> Self {
        Self { path: Vec::new(), problem: Problem::Shape { expected, found: found.kind() } }
    }

    /// The kind was right and the value was not, for the reason given.
    #[must_use]
    pub fn value(why: &'static str) -> Self {
        Self { path: Vec::new(), problem: Problem::Value { why } }
    }

    /// It is none of the alternatives of a union.
    #[must_use]
    pub fn no_alternative() -> Self {
        Self::value("none of the alternatives that the document lists")
    }

    /// A required member is absent.
    #[must_use]
    pub fn missing(name: &str) -> Self {
        Self { path: vec![Step::Member(name.to_owned())], problem: Problem::Missing }
    }

    /// The same error, seen from one level further out.
    #[must_use]
    pub fn below(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }

    /// The member of the whole that it is about, if it is about one.
    pub(crate) fn member(&self) -> Option<&str> {
        match self.path.last() {
            Some(Step::Member(name)) => Some(name),
            _ => None,
        }
    }

    /// The path to the value, as in `tokens[0].user_id`; `the body` for the whole.
    #[must_use]
    pub fn path(&self) -> String {
        path_text(&self.path)
    }
}

/// Steps from a value outwards as the path to it, as in `tokens[0].user_id`; `the body` for no step at all.
pub(crate) fn path_text(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps.iter().rev() {
        match step {
            Step::Member(name) if text.is_empty() => text.push_str(name),
            Step::Member(name) => text.extend([".", name]),
            Step::Item(index) => text.push_str(&format!("[{index}]")),
        }
    }
    if text.is_empty() { "the body".to_owned() } else { text }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        match &self.problem {
            Problem::Shape { expected, found } => write!(f, "`{path}`: expected {expected}, found {found}"),
            Problem::Missing => write!(f, "`{path}` is required and absent"),
            Problem::Value { why } => write!(f, "`{path}`: {why}"),
        }
    }
}

impl std::error::Error for DecodeError {}
