//! What ties an address and a callback together.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::Secret;

/// A value that an application puts into an address and keeps, in the session of the browser, to compare it
/// with the one that comes back. It keeps strangers from slipping their own code into somebody's session
/// (RFC 6749 section 10.12). It does not print and is compared in constant time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State(Secret);

impl State {
    /// A new one, of 192 random bits: 32 letters, digits, `-` and `_`.
    ///
    /// # Panics
    /// The operating system has no random numbers.
    #[must_use]
    pub fn random() -> Self {
        let mut bytes = [0; 24];
        SystemRandom::new().fill(&mut bytes).expect("random numbers of the operating system");
        Self(URL_SAFE_NO_PAD.encode(bytes).into())
    }

    /// The text, to be kept where the browser's user cannot change it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// One that was kept.
impl<T: Into<Secret>> From<T> for State {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}
