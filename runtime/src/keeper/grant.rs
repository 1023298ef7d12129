//! An authorization that an account gave.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use super::clock::wall;
use super::refresher::Fresh;
use crate::Secret;

/// The tokens that an authorization brought, to be kept from now on.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Grant {
    /// The token that calls are made with; absent where only a refresh token is known.
    pub access: Option<(Secret, Option<Duration>)>,
    /// The token that new ones are had with, and how long it is good.
    pub refresh: Option<(Secret, Option<Duration>)>,
    /// When the account gave it, as the platform tells it.
    pub granted_at: Option<i64>,
    /// What else the platform told; no secrets.
    pub details: BTreeMap<String, String>,
}

impl Grant {
    /// With nothing in it yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The token that calls are made with, and how long it is good; `None` for one that does not end.
    #[must_use]
    pub fn access(mut self, token: impl Into<Secret>, lifetime: Option<Duration>) -> Self {
        self.access = Some((token.into(), lifetime));
        self
    }

    /// The token that new ones are had with, and how long it is good; `None` for one that does not end by
    /// itself.
    #[must_use]
    pub fn refresh(mut self, token: impl Into<Secret>, lifetime: Option<Duration>) -> Self {
        self.refresh = Some((token.into(), lifetime));
        self
    }

    /// When the account gave it, as the platform tells it. What was granted before does not replace what was
    /// granted after, in whichever order it arrives.
    #[must_use]
    pub fn granted_at(mut self, time: SystemTime) -> Self {
        self.granted_at = Some(wall(time));
        self
    }

    /// Something else that the platform told, such as the user's id. No secrets: it stands in the store as
    /// metadata, and may be shown.
    #[must_use]
    pub fn detail(mut self, name: &str, value: impl Into<String>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }
}

impl From<Fresh> for Grant {
    fn from(fresh: Fresh) -> Self {
        Self {
            access: Some((fresh.access_token, fresh.lifetime)),
            refresh: fresh.refresh_token.map(|token| (token, fresh.refresh_lifetime)),
            granted_at: None,
            details: fresh.details,
        }
    }
}

/// What became of a [`Grant`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is stored, and in use.
    Stored,
    /// What is kept was granted later: nothing was changed.
    Older,
}
