//! JSON pointers (RFC 6901), the names of nodes within a file.

use std::borrow::Cow;
use std::fmt;

use super::FileId;

/// A JSON pointer, RFC 6901: `/paths/~1pets/get`. The empty pointer is the root of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(Box<str>);

/// The text is not a JSON pointer: it neither is empty nor starts with `/`, or a `~` stands before something else than
/// `0` or `1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidPointer;

impl Pointer {
    /// The pointer to the root of a file.
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads a pointer as RFC 6901 section 3 writes it, without the `#` of a URI fragment.
    ///
    /// # Errors
    ///
    /// [`InvalidPointer`] if the text is none.
    pub fn parse(text: &str) -> Result<Self, InvalidPointer> {
        let tildes_escape =
            text.match_indices('~').all(|(at, _)| matches!(text.as_bytes().get(at + 1), Some(b'0' | b'1')));
        if (text.is_empty() || text.starts_with('/')) && tildes_escape {
            Ok(Self(text.into()))
        } else {
            Err(InvalidPointer)
        }
    }

    /// Builds a pointer from unescaped tokens.
    pub fn from_tokens<I: IntoIterator<Item: AsRef<str>>>(tokens: I) -> Self {
        let mut text = String::new();
        for token in tokens {
            push(&mut text, token.as_ref());
        }
        Self(text.into())
    }

    /// The pointer to the member `key` of the map this one points to. The key is given as it is, and escaped here.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + 1 + key.len());
        text.push_str(&self.0);
        push(&mut text, key);
        Self(text.into())
    }

    /// The pointer to an element of the list this one points to, counted from 0.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0).into())
    }

    /// The pointer to the node that `below` names, counted from the node this one points to.
    #[must_use]
    pub fn join(&self, below: &Self) -> Self {
        Self([&*self.0, &*below.0].concat().into())
    }

    /// The pointer to the list or map that holds this node; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        self.0.rfind('/').map(|at| Self(self.0[..at].into()))
    }

    /// The last token, unescaped: a key or an index; `None` for the root.
    pub fn last(&self) -> Option<Cow<'_, str>> {
        self.0.rfind('/').map(|at| unescape(&self.0[at + 1..]))
    }

    /// The tokens from the root downwards, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = Cow<'_, str>> {
        Tokens::of(&self.0)
    }

    /// Whether this is the root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this pointer is `ancestor` or stands below it.
    pub fn starts_with(&self, ancestor: &Self) -> bool {
        self.0.strip_prefix(&*ancestor.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The text of RFC 6901.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is left of a pointer. Every look at a node goes through here: plain loops over bytes are faster with texts of
/// this length than searches.
pub(super) struct Tokens<'p>(&'p str);

impl<'p> Tokens<'p> {
    /// The tokens of a pointer's text, or of its end from a `/` on.
    pub(super) fn of(text: &'p str) -> Self {
        Self(text)
    }

    /// What has not been read.
    pub(super) fn rest(&self) -> &'p str {
        self.0
    }
}

impl<'p> Iterator for Tokens<'p> {
    type Item = Cow<'p, str>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0.strip_prefix('/')?;
        let (token, rest) = rest.split_at(position(rest, b'/').unwrap_or(rest.len()));
        self.0 = rest;
        Some(unescape(token))
    }
}

fn position(text: &str, ascii: u8) -> Option<usize> {
    text.bytes().position(|byte| byte == ascii)
}

/// Appends a token to the text of a pointer.
pub(crate) fn push(text: &mut String, token: &str) {
    text.push('/');
    let mut rest = token;
    while let Some(at) = rest.bytes().position(|byte| byte == b'~' || byte == b'/') {
        text.push_str(&rest[..at]);
        text.push_str(if rest[at..].starts_with('~') { "~0" } else { "~1" });
        rest = &rest[at + 1..];
    }
    text.push_str(rest);
}

fn unescape(token: &str) -> Cow<'_, str> {
    let Some(first) = position(token, b'~') else {
        return Cow::Borrowed(token);
    };
    let mut text = String::with_capacity(token.len());
    let mut rest = token;
    let mut next = Some(first);
    // From left to right, or `~01` would become `/` (RFC 6901 section 4).
    while let Some(at) = next {
        text.push_str(&rest[..at]);
        let (character, length) = match rest[at + 1..].bytes().next() {
            Some(b'0') => ('~', 2),
            Some(b'1') => ('/', 2),
            _ => ('~', 1),
        };
        text.push(character);
        rest = &rest[at + length..];
        next = position(rest, b'~');
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// The identity of a node: its file, and the pointer to it there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file.
    pub file: FileId,
    /// The node within the file.
    pub pointer: Pointer,
}

impl Location {
    /// The node at `pointer` in `file`.
    pub fn new(file: FileId, pointer: Pointer) -> Self {
        Self { file, pointer }
    }

    /// The root of a file.
    pub fn root(file: FileId) -> Self {
        Self::new(file, Pointer::root())
    }

    /// The member `key` of the map at this location.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        Self::new(self.file, self.pointer.child(key))
    }

    /// An element of the list at this location, counted from 0.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self::new(self.file, self.pointer.index(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_escaped_and_come_back() {
        let pointer = Pointer::root().child("paths").child("/a~b/{c}").index(3);
        assert_eq!(pointer.to_string(), "/paths/~1a~0b~1{c}/3");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/a~b/{c}", "3"]);
        assert_eq!(pointer.last().as_deref(), Some("3"));
        assert_eq!(pointer.parent().and_then(|p| p.last().map(Cow::into_owned)).as_deref(), Some("/a~b/{c}"));
        assert_eq!(Pointer::parse("/paths/~1a~0b~1{c}/3"), Ok(pointer.clone()));
        assert_eq!(Pointer::from_tokens(pointer.tokens()), pointer);
    }

    #[test]
    fn an_escaped_tilde_before_a_one_stays_a_tilde() {
        let pointer = Pointer::parse("/~01").expect("a pointer");
        assert_eq!(pointer.last().as_deref(), Some("~1"));
    }

    #[test]
    fn the_root_has_no_parent_and_an_empty_key_is_not_the_root() {
        assert_eq!(Pointer::root().parent(), None);
        assert_eq!(Pointer::root().last(), None);
        let empty = Pointer::root().child("");
        assert_eq!(empty.as_str(), "/");
        assert_eq!(empty.last().as_deref(), Some(""));
        assert_ne!(empty, Pointer::root());
    }

    #[test]
    fn text_that_is_no_pointer_is_refused() {
        for text in ["a", "#/a", "/a~", "/a~2"] {
            assert_eq!(Pointer::parse(text), Err(InvalidPointer), "{text}");
        }
    }

    #[test]
    fn a_sibling_with_a_longer_name_is_not_below() {
        let pet = Pointer::root().child("Pet");
        assert!(pet.starts_with(&pet));
        assert!(pet.child("x").starts_with(&pet));
        assert!(pet.starts_with(&Pointer::root()));
        assert!(!Pointer::root().child("Pets").starts_with(&pet));
    }
}
