//! Whose token it is.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What a part of a key may hold as it stands.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b',').remove(b'@');

/// Platform, application, kind of token and account: the name under which a token is kept.
///
/// Its text, `wechat/wx134c8103faa5a59e/authorizer/wxf8b4f85f3a794e77`, holds no secret: it is the key in every
/// store, and stands in events and spans.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(Arc<str>);

impl Key {
    /// The key of a token. `account` says whose it is in as many parts as that takes: none for a token of the
    /// application itself, a user and a set of scopes for a user's.
    #[must_use]
    pub fn new(platform: &str, app: &str, kind: &str, account: &[&str]) -> Self {
        let mut text = String::with_capacity(64);
        for part in [platform, app, kind].iter().chain(account) {
            if !text.is_empty() {
                text.push('/');
            }
            text.extend(utf8_percent_encode(part, ESCAPED));
        }
        Self(text.into())
    }

    /// The key with this text, as a store gives it back.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The platform, such as `wechat`.
    #[must_use]
    pub fn platform(&self) -> Cow<'_, str> {
        self.part(0).unwrap_or_default()
    }

    /// The application: Alipay's app id, the appid of a WeChat component.
    #[must_use]
    pub fn app(&self) -> Cow<'_, str> {
        self.part(1).unwrap_or_default()
    }

    /// What kind of token it is, such as `authorizer`.
    #[must_use]
    pub fn kind(&self) -> Cow<'_, str> {
        self.part(2).unwrap_or_default()
    }

    /// Whose token it is: the first part of the account, if it has any.
    #[must_use]
    pub fn account(&self) -> Option<Cow<'_, str>> {
        self.part(3)
    }

    /// A part of the key: platform, application, kind, and then those of the account.
    #[must_use]
    pub fn part(&self, index: usize) -> Option<Cow<'_, str>> {
        self.0.split('/').nth(index).map(|part| percent_decode_str(part).decode_utf8_lossy())
    }
}

impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn the_text_of_a_key_says_whose_token_it_is() {
        let key = Key::new("wechat", "wx134c8103faa5a59e", "authorizer", &["wxf8b4f85f3a794e77"]);
        assert_eq!(key.to_string(), "wechat/wx134c8103faa5a59e/authorizer/wxf8b4f85f3a794e77");
        assert_eq!((key.app().as_ref(), key.account().as_deref()), ("wx134c8103faa5a59e", Some("wxf8b4f85f3a794e77")));
    }

    #[test]
    fn no_part_can_be_taken_for_two() {
        let key = Key::new("p", "a/b", "k", &["u%2f", "auth_user,x y"]);
        assert_eq!(key.as_str(), "p/a%2Fb/k/u%252f/auth_user,x%20y");
        assert_eq!(key.app(), "a/b");
        assert_eq!(key.part(4).as_deref(), Some("auth_user,x y"));
        assert_eq!(Key::from_text(key.as_str()), key);
        assert_eq!(Key::new("p", "a", "k", &[]).account(), None);
    }
}
