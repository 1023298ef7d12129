//! What is stored under a key.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::clock::millis;
use super::error::Reason;
use super::refresher::Fresh;
use crate::Secret;

/// The tokens of one key, and what has happened to them. All times are milliseconds since the Unix epoch.
///
/// `Debug` shows no token.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Entry {
    /// How often tokens have been stored under this key. An answer to a refresh counts only if this is still
    /// what it was when the refresh began.
    pub generation: u64,
    /// The token that calls are made with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// The token that new ones are had with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh: Option<Refresh>,
    /// When the account gave its authorization, as the platform tells it; what was granted before does not
    /// replace what was granted after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted_at: Option<i64>,
    /// A refresh that has begun and of which no end is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent: Option<Intent>,
    /// Why the account has to authorize again. The refresh token is kept even then, and the access token is
    /// handed out to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead: Option<Reason>,
    /// What the platform told beside the tokens, by its own names: `user_id`, `union_id`, … No secrets.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
}

/// An access token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Access {
    /// The token.
    #[serde(with = "exposed")]
    pub token: Secret,
    /// When it was asked for, so that it is never thought to live longer than it does.
    pub obtained_at: i64,
    /// For how many milliseconds it is good; `None` for one that does not end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime: Option<i64>,
}

/// A refresh token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Refresh {
    /// The token.
    #[serde(with = "exposed")]
    pub token: Secret,
    /// When it was asked for.
    pub obtained_at: i64,
    /// For how many milliseconds it is good; `None` for one that is good until the account withdraws.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime: Option<i64>,
}

/// A refresh that has begun. It is stored before the platform is asked, so that after a crash everyone knows
/// that the refresh token may have been used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Intent {
    /// The number of the lease under which it began.
    pub fence: u64,
    /// When it began.
    pub began_at: i64,
}

impl Entry {
    /// Reads an entry that a store gave back.
    ///
    /// # Errors
    /// It is none.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        if bytes.starts_with(b"S1") {
            return Err("it is sealed: wrap the store with Sealed and its key".to_owned());
        }
        if !bytes.starts_with(b"{") {
            return Err("it is no entry".to_owned());
        }
        // Without the text of the error, which may quote what is stored.
        serde_json::from_slice(bytes)
            .map_err(|error| format!("it is no entry (line {}, column {})", error.line(), error.column()))
    }

    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        // Strings, numbers and maps with string keys: nothing in it that JSON cannot say.
        Zeroizing::new(serde_json::to_vec(self).unwrap_or_default())
    }

    /// This entry with the answer to a refresh that began at `asked_at`. An absent or empty refresh token
    /// leaves the old one in place.
    pub(super) fn refreshed(&self, fresh: &Fresh, asked_at: i64) -> Self {
        let mut entry = Self { generation: self.generation + 1, intent: None, dead: None, ..self.clone() };
        entry.set_access(&fresh.access_token, fresh.lifetime, asked_at);
        entry.set_refresh(fresh.refresh_token.as_ref(), fresh.refresh_lifetime, asked_at);
        entry.details.extend(fresh.details.clone());
        entry
    }

    pub(super) fn set_access(&mut self, token: &Secret, lifetime: Option<Duration>, obtained_at: i64) {
        self.access = Some(Access { token: token.clone(), obtained_at, lifetime: lifetime.map(millis) });
    }

    pub(super) fn set_refresh(&mut self, token: Option<&Secret>, lifetime: Option<Duration>, obtained_at: i64) {
        if let Some(token) = token.filter(|token| !token.is_empty()) {
            self.refresh = Some(Refresh { token: token.clone(), obtained_at, lifetime: lifetime.map(millis) });
        }
    }

    /// Whether its refresh token has to be used soon, lest it end: in the last tenth of its life, at most the
    /// last week.
    pub(super) fn refresh_token_is_due(&self, now: i64) -> bool {
        const WEEK: i64 = 7 * 24 * 3600 * 1000;
        self.refresh.as_ref().is_some_and(|refresh| {
            refresh.lifetime.is_some_and(|life| {
                let margin = (life / 10).clamp(0, WEEK);
                now >= refresh.obtained_at.saturating_add(life - margin)
            })
        })
    }
}

/// Tokens are written out only here: what is stored has to be the token itself.
mod exposed {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use crate::Secret;

    pub(super) fn serialize<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.expose())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        String::deserialize(deserializer).map(Secret::from)
    }
}

/// Without the tokens.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "generation {}", self.generation)?;
        if self.intent.is_some() {
            f.write_str(", a refresh has begun")?;
        }
        match &self.dead {
            Some(reason) => write!(f, ", {reason}"),
            None => Ok(()),
        }
    }
}
