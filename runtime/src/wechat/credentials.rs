//! The tokens of the platform.

use std::fmt;

use crate::rest::{self, Source};

/// The tokens that calls are made with.
#[derive(Clone)]
pub struct Credentials {
    pub(super) tokens: rest::Credentials,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tokens.fmt(f)
    }
}

impl Credentials {
    /// The token of a third-party platform (`component_access_token`): a [`Secret`](crate::Secret), or a
    /// [`Source`] that is asked at every call, since it lives for two hours.
    #[must_use]
    pub fn component_access_token(token: impl Source) -> Self {
        Self { tokens: rest::Credentials::new().with("component_access_token", token) }
    }
}
