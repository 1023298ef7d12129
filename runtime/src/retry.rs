//! When a call is made again, and how long it waits before.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use http::{HeaderMap, StatusCode};

/// How often and how soon a call is repeated.
///
/// A call is repeated when it cannot have arrived (no connection), whatever it does. One that may have
/// arrived is repeated only if it is idempotent: a one-use code is never sent twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    attempts: usize,
    first_wait: Duration,
    longest_wait: Duration,
}

impl Default for Retry {
    /// Three attempts, 200 ms before the second, doubling, with jitter.
    fn default() -> Self {
        Self { attempts: 3, first_wait: Duration::from_millis(200), longest_wait: Duration::from_secs(5) }
    }
}

impl Retry {
    /// One attempt.
    #[must_use]
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// At most this many attempts, the first included.
    #[must_use]
    pub fn attempts(mut self, attempts: usize) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The wait before the second attempt, which then doubles, and the longest one.
    #[must_use]
    pub fn waits(mut self, first: Duration, longest: Duration) -> Self {
        (self.first_wait, self.longest_wait) = (first, longest);
        self
    }

    /// The waits between the attempts of one call.
    pub(crate) fn schedule(&self) -> ExponentialBackoff {
        ExponentialBuilder::default()
            .with_min_delay(self.first_wait)
            .with_max_delay(self.longest_wait)
            .with_max_times(self.attempts - 1)
            .with_jitter()
            .build()
    }

    /// The wait that the API asked for (`Retry-After` in seconds), as long as it is a bearable one.
    pub(crate) fn asked_for(&self, headers: &HeaderMap) -> Option<Duration> {
        let seconds = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
        Some(Duration::from_secs(seconds).min(self.longest_wait))
    }
}

/// Whether an answer with this status is worth asking again for.
pub(crate) fn passing(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}
