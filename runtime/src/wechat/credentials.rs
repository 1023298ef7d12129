//! The tokens of the platform.

use std::fmt;

use crate::rest::{self, Source};

// The security schemes of the documents.
const COMPONENT: &str = "component_access_token";
const COMPONENT_AT_LOGIN: &str = "login_component_access_token";
const AUTHORIZER: &str = "authorizer_access_token";
const USER: &str = "user_access_token";

/// The tokens that calls are made with: for all calls of a client, or for one call.
///
/// A token is a [`Secret`](crate::Secret), or a [`Source`] that is asked at every call, since tokens live for two
/// hours. What needs no token (getting the first one) needs no credentials.
///
/// ```
/// use runtime::{Secret, wechat::Credentials};
///
/// # let (component, authorizer) = ("61W3…", "QXjU…");
/// let both = Credentials::component_access_token(Secret::from(component))
///     .and(Credentials::authorizer_access_token(Secret::from(authorizer)));
/// assert_eq!(format!("{both:?}"), r#"{"authorizer_access_token", "component_access_token"}"#);
/// ```
#[derive(Clone, Default)]
pub struct Credentials {
    pub(super) tokens: rest::Credentials,
}

/// The names of the schemes, without their tokens.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.tokens.schemes().filter(|name| *name != COMPONENT_AT_LOGIN);
        f.debug_set().entries(names).finish()
    }
}

impl Credentials {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The token of a third-party platform (`component_access_token`).
    #[must_use]
    pub fn component_access_token(token: impl Source) -> Self {
        let token: std::sync::Arc<dyn Source> = std::sync::Arc::new(token);
        Self { tokens: rest::Credentials::new().with(COMPONENT, token.clone()).with(COMPONENT_AT_LOGIN, token) }
    }

    /// The token of an account: of one that has authorized the component (`authorizer_access_token`), or one's
    /// own (`stable_token`). It tells for which account a call is made, so it is most often given to the call.
    #[must_use]
    pub fn authorizer_access_token(token: impl Source) -> Self {
        Self { tokens: rest::Credentials::new().with(AUTHORIZER, token) }
    }

    /// The token of a user who has logged in to an account. It tells about whom a call is, so it is most often
    /// given to the call.
    #[must_use]
    pub fn user_access_token(token: impl Source) -> Self {
        Self { tokens: rest::Credentials::new().with(USER, token) }
    }

    /// These and those of `other`.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { tokens: self.tokens.and(other.tokens) }
    }

    /// The name under which the component access token is sent, [`TokenParameter::AccessToken`] unless set.
    #[must_use]
    pub fn token_parameter(self, parameter: TokenParameter) -> Self {
        Self { tokens: self.tokens.query_name(COMPONENT, parameter.name()) }
    }
}

impl From<Credentials> for rest::Credentials {
    fn from(credentials: Credentials) -> Self {
        credentials.tokens
    }
}

/// What the component access token is called in the query. The platform takes both names; a proxy in between, or
/// a test double, may know only one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenParameter {
    /// `access_token`, as in today's documentation.
    #[default]
    AccessToken,
    /// `component_access_token`, as in older documentation and in most clients.
    ComponentAccessToken,
}

impl TokenParameter {
    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessToken => "access_token",
            Self::ComponentAccessToken => "component_access_token",
        }
    }
}
