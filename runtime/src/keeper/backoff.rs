//! How long a platform is left alone after it gave no new token.

use std::time::Duration;

use super::clock::Now;
use super::error::KeeperError;
use super::refresher::RefreshErrorKind;

/// The state of one key.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failure: Option<Failure>,
    replaced: Option<Replaced>,
}

#[derive(Debug)]
struct Failure {
    until: Duration,
    wait: Duration,
    error: KeeperError,
}

/// When a token was last replaced because a call was refused with it.
#[derive(Debug)]
struct Replaced {
    at: Duration,
    wait: Duration,
}

/// The first wait after a failure of a kind, and the longest.
fn waits(kind: RefreshErrorKind) -> (Duration, Duration) {
    let seconds = Duration::from_secs;
    match kind {
        RefreshErrorKind::Unavailable => (seconds(1), seconds(60)),
        RefreshErrorKind::Waiting => (seconds(10), seconds(60)),
        RefreshErrorKind::Limited => (seconds(60), seconds(3600)),
        RefreshErrorKind::Configuration => (seconds(30), seconds(600)),
        RefreshErrorKind::RefreshToken | RefreshErrorKind::Withdrawn => (seconds(60), seconds(600)),
    }
}

impl Backoff {
    /// The last failure, while the wait after it lasts.
    pub(super) fn holding(&self, now: Now) -> Option<KeeperError> {
        let failure = self.failure.as_ref().filter(|failure| now.monotonic < failure.until)?;
        let mut error = failure.error.clone();
        if let KeeperError::Refresh { retry_in, .. } = &mut error {
            *retry_in = failure.until.saturating_sub(now.monotonic);
        }
        Some(error)
    }

    /// Remembers a failure for those who ask during the wait after it; waits double from one to the next.
    pub(super) fn fail(
        &mut self,
        kind: RefreshErrorKind,
        now: Now,
        error: impl FnOnce(Duration) -> KeeperError,
    ) -> KeeperError {
        let (first, longest) = waits(kind);
        let wait = self.failure.as_ref().map_or(first, |failure| (failure.wait * 2).clamp(first, longest));
        let error = error(wait);
        self.failure = Some(Failure { until: now.monotonic + wait, wait, error: error.clone() });
        error
    }

    /// There is a new token.
    pub(super) fn clear(&mut self) {
        self.failure = None;
    }

    /// What had to arrive has arrived.
    pub(super) fn wake(&mut self) {
        let waits = |failure: &mut Failure| matches!(&failure.error, KeeperError::Refresh { source, .. } if source.kind == RefreshErrorKind::Waiting);
        self.failure.take_if(waits);
    }

    /// Whether a token that a call was refused with may be replaced now. Where replacing it did not help, it is
    /// not done again for a while: the cause is another one, such as a wrong secret.
    pub(super) fn may_replace(&mut self, now: Now) -> bool {
        const FIRST: Duration = Duration::from_secs(5);
        const LONGEST: Duration = Duration::from_secs(600);
        match &mut self.replaced {
            Some(replaced) if now.monotonic < replaced.at + replaced.wait => false,
            Some(replaced) if now.monotonic < replaced.at + LONGEST.max(replaced.wait * 2) => {
                *replaced = Replaced { at: now.monotonic, wait: (replaced.wait * 2).min(LONGEST) };
                true
            }
            _ => {
                self.replaced = Some(Replaced { at: now.monotonic, wait: FIRST });
                true
            }
        }
    }
}
