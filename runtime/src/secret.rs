//! Text that must not be seen: tokens, codes, keys.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use zeroize::Zeroizing;

/// A string that never prints, is wiped from memory when dropped, and is compared in constant time.
///
/// [`Secret::expose`] is the only way to the text, so that every place that lets a secret out can
/// be found by searching for one word.
///
/// ```
/// use runtime::Secret;
///
/// let token = Secret::from("201509BBeff9351ad1874306903e96b91d248A36");
/// assert_eq!(format!("{token:?}"), "[secret]");
/// assert_eq!(token.expose(), "201509BBeff9351ad1874306903e96b91d248A36");
/// ```
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself. What is made of it is no longer protected.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether the text has no characters at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

// The time a comparison takes must not tell how many leading characters were right.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        verify_slices_are_equal(self.0.as_bytes(), other.0.as_bytes()).is_ok()
    }
}

impl Eq for Secret {}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        Self::from(text.clone())
    }
}

impl From<&Secret> for Secret {
    fn from(secret: &Secret) -> Self {
        secret.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_output_hides_the_text_also_inside_other_values() {
        let secret = Secret::from("hunter2");
        assert_eq!(format!("{secret:?}"), "[secret]");
        assert!(!format!("{:#?}", Some((1, secret))).contains("hunter2"));
    }

    #[test]
    fn equality_follows_the_text() {
        let secret = Secret::from(String::from("a"));
        assert_eq!(secret, Secret::from(&String::from("a")));
        assert_eq!(secret, Secret::from(&secret));
        assert_ne!(secret, Secret::from("b"));
        assert_ne!(secret, Secret::from("aa"));
    }

    #[test]
    fn only_the_empty_text_is_empty() {
        assert!(Secret::default().is_empty());
        assert!(!Secret::from(" ").is_empty());
    }
}
