//! How a platform gives new tokens.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::entry::Entry;
use super::key::Key;
use super::service::Keeper;
use crate::Secret;
use crate::protocol::BoxFuture;

/// A platform that gives new tokens for the ones that are kept.
pub trait Refresher: Send + Sync + 'static {
    /// Asks for a new token. `keeper` is the one that asks, for tokens that the question itself needs.
    fn refresh<'a>(
        &'a self,
        keeper: &'a Keeper,
        key: &'a Key,
        held: &'a Entry,
    ) -> BoxFuture<'a, Result<Fresh, RefreshError>>;

    /// Whether a key is this platform's: several keepers may share a store, each for its own keys.
    fn is_for(&self, key: &Key) -> bool;

    /// Whether the platform gives the token of this key without an authorization, so that it can be asked for
    /// though nothing is kept yet.
    fn is_given(&self, key: &Key) -> bool {
        let _ = key;
        false
    }

    /// Asks for the current refresh token after the platform refused the one that is kept. `None` where there
    /// is no such thing.
    fn recover<'a>(
        &'a self,
        keeper: &'a Keeper,
        key: &'a Key,
        held: &'a Entry,
    ) -> BoxFuture<'a, Result<Option<Secret>, RefreshError>> {
        let _ = (keeper, key, held);
        Box::pin(std::future::ready(Ok(None)))
    }
}

/// New tokens.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// The token that calls are made with.
    pub access_token: Secret,
    /// How long it is good; `None` for one that does not end.
    pub lifetime: Option<Duration>,
    /// The token for the next refresh. Absent or empty means that the old one stays.
    pub refresh_token: Option<Secret>,
    /// How long the refresh token is good; `None` for one that does not end by itself.
    pub refresh_lifetime: Option<Duration>,
    /// What else the platform told; no secrets.
    pub details: BTreeMap<String, String>,
}

impl Fresh {
    /// An access token that is good for this long.
    pub fn new(access_token: impl Into<Secret>, lifetime: Option<Duration>) -> Self {
        Self {
            access_token: access_token.into(),
            lifetime,
            refresh_token: None,
            refresh_lifetime: None,
            details: BTreeMap::new(),
        }
    }

    /// With the token for the next refresh.
    #[must_use]
    pub fn refresh_token(mut self, token: Option<Secret>, lifetime: Option<Duration>) -> Self {
        (self.refresh_token, self.refresh_lifetime) = (token, lifetime);
        self
    }
}

/// Why a platform gave no new token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefreshError {
    /// What has to be done about it.
    pub kind: RefreshErrorKind,
    /// The platform's code, or what happened, in a word.
    pub code: String,
    /// What happened, in a sentence without secrets.
    pub message: String,
    /// Whether the platform may have given new tokens that did not arrive.
    pub may_have_arrived: bool,
}

/// What has to be done about a refresh that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RefreshErrorKind {
    /// The refresh token is not taken: it is wrong, used up or has ended.
    RefreshToken,
    /// The account has withdrawn its authorization.
    Withdrawn,
    /// A limit on calls is reached: asking at once makes it worse.
    Limited,
    /// The application's own credentials or settings are wrong: a person has to correct them.
    Configuration,
    /// Something has to arrive first, such as the next verify ticket.
    Waiting,
    /// The platform or the way to it is out of order: try again later.
    Unavailable,
}

impl RefreshError {
    /// A failure of this kind. `message` must hold no secret.
    pub fn new(kind: RefreshErrorKind, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind, code: code.into(), message: message.into(), may_have_arrived: false }
    }

    /// The platform may have given new tokens that did not arrive.
    #[must_use]
    pub fn may_have_arrived(mut self, may: bool) -> Self {
        self.may_have_arrived = may;
        self
    }
}

impl fmt::Display for RefreshError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for RefreshError {}
