//! TEMP (crypto branch owns)
use std::fmt;
#[derive(Clone, PartialEq, Eq)]
/// s
pub struct Secret(String);
impl Secret {
    /// e
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
    /// e
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}
impl From<String> for Secret {
    fn from(s: String) -> Self {
        Self(s)
    }
}
impl From<&str> for Secret {
    fn from(s: &str) -> Self {
        Self(s.into())
    }
}
impl From<&String> for Secret {
    fn from(s: &String) -> Self {
        Self(s.clone())
    }
}
impl From<&Secret> for Secret {
    fn from(s: &Secret) -> Self {
        s.clone()
    }
}
