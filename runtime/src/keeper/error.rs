//! Why there is no token.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::key::Key;
use super::refresher::RefreshError;
use super::store::StoreError;

/// Why there is no token.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeeperError {
    /// Nothing is kept under this key.
    #[error("no token is kept for {key}: it has not been authorized, or has withdrawn its authorization")]
    Unknown {
        /// The key.
        key: Key,
    },
    /// Only the account itself can help.
    #[error("{key} has to be authorized again: {reason}")]
    MustReauthorize {
        /// The key.
        key: Key,
        /// What happened.
        reason: Reason,
    },
    /// The platform gave no new token this time.
    #[error("no new token for {key}: {source} (next attempt in {} s at the earliest)", retry_in.as_secs())]
    Refresh {
        /// The key.
        key: Key,
        /// What the platform said, or what happened on the way.
        source: RefreshError,
        /// The platform is not asked again before this time is over, however many ask.
        retry_in: Duration,
    },
    /// The store failed. A new token that could not be stored is kept in memory, and stored with the next
    /// attempt.
    #[error("the store failed for {key}: {source}")]
    Store {
        /// The key.
        key: Key,
        /// What happened.
        source: StoreError,
    },
    /// What is stored under the key is no entry.
    #[error("what is stored for {key} cannot be read: {why}")]
    Unreadable {
        /// The key.
        key: Key,
        /// What is wrong with it.
        why: String,
    },
    /// Another process refreshes this token, and did not end in time.
    #[error("another process has been refreshing the token of {key} for too long")]
    Busy {
        /// The key.
        key: Key,
    },
    /// The runtime that refreshes was shut down.
    #[error("the refresh of {key} was broken off: the runtime it ran on has ended")]
    Stopped {
        /// The key.
        key: Key,
    },
}

/// Why an account has to authorize again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", content = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The platform does not take the refresh token any more, with this code.
    Refused(String),
    /// The account has withdrawn its authorization, which the platform tells with this code.
    Withdrawn(String),
    /// A refresh had begun and its answer never arrived, because the process ended or the connection broke;
    /// the platform has since refused the refresh token with this code.
    AnswerLost(String),
    /// The access token has ended, and there is no refresh token to get another one with.
    NoRefreshToken,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(code) => write!(f, "the platform does not take its refresh token any more ({code})"),
            Self::Withdrawn(code) => write!(f, "it has withdrawn its authorization ({code})"),
            Self::AnswerLost(code) => {
                write!(f, "the answer to a refresh was lost, and its refresh token is used up ({code})")
            }
            Self::NoRefreshToken => f.write_str("its token has ended, and no refresh token was given with it"),
        }
    }
}
