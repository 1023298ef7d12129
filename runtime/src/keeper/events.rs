//! What a keeper tells about its tokens.

use std::time::Duration;

use tokio::sync::broadcast;

use super::error::{KeeperError, Reason};
use super::key::Key;

/// Something that happened to a token. No event holds a secret.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// An authorization was stored.
    Authorized {
        /// Whose.
        key: Key,
    },
    /// There is a new token, and it is stored.
    Refreshed {
        /// Whose.
        key: Key,
        /// How long it is good; `None` for one that does not end.
        lifetime: Option<Duration>,
    },
    /// A lost refresh token was had back from the platform.
    Recovered {
        /// Whose.
        key: Key,
    },
    /// A refresh failed and will be tried again; the current token may still be good.
    RefreshFailed {
        /// Whose.
        key: Key,
        /// Why.
        error: KeeperError,
    },
    /// A token ends soon, and no new one has been had so far.
    AboutToExpire {
        /// Whose.
        key: Key,
        /// How long it is still good.
        left: Duration,
    },
    /// The account has to authorize again: nothing else helps.
    MustReauthorize {
        /// Whose.
        key: Key,
        /// What happened.
        reason: Reason,
    },
    /// The tokens were removed: the account has withdrawn its authorization.
    Removed {
        /// Whose.
        key: Key,
    },
    /// The subscriber was too slow, and this many events were dropped.
    Missed(u64),
}

/// The events of a keeper from the moment of the subscription on.
#[derive(Debug)]
pub struct Subscription(pub(super) broadcast::Receiver<Event>);

impl Subscription {
    /// The next event; `None` once the keeper is gone.
    pub async fn next(&mut self) -> Option<Event> {
        match self.0.recv().await {
            Ok(event) => Some(event),
            Err(broadcast::error::RecvError::Lagged(missed)) => Some(Event::Missed(missed)),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }

    /// The next event that has happened already.
    pub fn try_next(&mut self) -> Option<Event> {
        match self.0.try_recv() {
            Ok(event) => Some(event),
            Err(broadcast::error::TryRecvError::Lagged(missed)) => Some(Event::Missed(missed)),
            Err(_) => None,
        }
    }
}
