//! A message, field by field, whatever it is about.

use std::fmt;

use crate::Secret;

/// A field of a message with its name: text, or fields of its own. Its text may be a ticket or a code, so it does
/// not print and is wiped when dropped.
///
/// A message in JSON has the same form; a list in it is a field that repeats.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Element {
    pub(super) name: String,
    pub(super) text: Secret,
    pub(super) children: Vec<Element>,
}

impl Element {
    pub(super) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its text; empty where it has fields of its own.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.expose()
    }

    /// Its fields, in their order.
    #[must_use]
    pub fn children(&self) -> &[Element] {
        &self.children
    }

    /// The first field of this name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first field of this name.
    #[must_use]
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(Self::text)
    }

    /// The same, where there is any.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        self.text_of(name).map(str::trim).filter(|text| !text.is_empty())
    }
}

/// Names only.
impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.children.is_empty() {
            f.write_str(&self.name)
        } else {
            write!(f, "{} ", self.name)?;
            f.debug_set().entries(&self.children).finish()
        }
    }
}
