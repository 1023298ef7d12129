//! What time it is.

use std::fmt;
use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The time by both clocks of a machine.
///
/// A token is good only while both say so: the wall clock may be set back, the monotonic one may stand still
/// while the machine sleeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since the Unix epoch.
    pub wall: i64,
    /// Time since some moment before the first question, which never goes back.
    pub monotonic: Duration,
}

/// Tells the time.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Now;
}

/// The clocks of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Now {
        static ORIGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
        let origin = *ORIGIN;
        Now { wall: wall(SystemTime::now()), monotonic: origin.elapsed() }
    }
}

/// How much earlier than now an authorization was given that is exchanged now, so that what the platform tells of
/// it with its own clock is not thought to be older.
#[cfg(any(feature = "alipay", feature = "wechat"))]
pub(crate) const ALLOWANCE: Duration = Duration::from_secs(60);

/// Milliseconds since the Unix epoch.
pub(crate) fn wall(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => millis(since),
        Err(before) => -millis(before.duration()),
    }
}

pub(super) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
