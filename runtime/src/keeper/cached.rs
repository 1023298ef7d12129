//! A token in memory, and until when it may be handed out.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use super::clock::Now;
use super::entry::{Access, Entry};
use crate::Secret;

/// The longest time ahead of its end that a token is refreshed.
const LONGEST_MARGIN: i64 = 600_000;

/// How far the clocks of two machines may disagree about when a token was obtained.
const SKEW: i64 = 60_000;

/// A token in memory.
#[derive(Debug)]
pub(super) struct Cached {
    pub(super) token: Secret,
    end: Option<Instants>,
    due: Option<Instants>,
}

/// One moment by both clocks.
#[derive(Clone, Copy, Debug)]
struct Instants {
    wall: i64,
    monotonic: Duration,
}

impl Instants {
    fn has_come(&self, now: Now) -> bool {
        now.wall >= self.wall || now.monotonic >= self.monotonic
    }
}

impl Cached {
    /// The token of an entry, if it has one.
    pub(super) fn of(entry: &Entry, now: Now) -> Option<Self> {
        let access = entry.access.as_ref().filter(|access| !access.token.is_empty())?;
        let end = access.lifetime.map(|life| moment(access, life, now));
        let at_once = Instants { wall: now.wall, monotonic: now.monotonic };
        let due = if entry.dead.is_some() {
            // There will be no other one.
            None
        } else if entry.intent.is_some() || entry.refresh_token_is_due(now.wall) {
            // A refresh that began and never ended may have been the end of this token.
            Some(at_once)
        } else {
            access.lifetime.map(|life| moment(access, life - margin(life) + jitter(margin(life) / 2), now))
        };
        Some(Self { token: access.token.clone(), end, due })
    }

    /// Whether it may be handed out.
    pub(super) fn is_good(&self, now: Now) -> bool {
        !self.end.is_some_and(|end| end.has_come(now))
    }

    /// Whether it is time for a new one.
    pub(super) fn is_due(&self, now: Now) -> bool {
        self.due.is_some_and(|due| due.has_come(now))
    }

    /// How long it may still be handed out; `None` where it does not end.
    pub(super) fn left(&self, now: Now) -> Option<Duration> {
        self.end.map(|end| {
            let by_wall = Duration::from_millis(u64::try_from(end.wall - now.wall).unwrap_or_default());
            by_wall.min(end.monotonic.saturating_sub(now.monotonic))
        })
    }
}

/// How many milliseconds ahead of its end a token is refreshed: ten minutes, or a tenth of a short life.
fn margin(lifetime: i64) -> i64 {
    (lifetime / 10).clamp(0, LONGEST_MARGIN)
}

/// Something between nothing and `most`, so that tokens obtained together are not refreshed together.
fn jitter(most: i64) -> i64 {
    let random = RandomState::new().hash_one(());
    i64::try_from(random % (u64::try_from(most).unwrap_or_default() + 1)).unwrap_or_default()
}

/// The moment `after` milliseconds into the life of a token.
///
/// A token obtained in the future means that the clock was set back since: how old the token is nobody knows,
/// so it has no time left.
fn moment(access: &Access, after: i64, now: Now) -> Instants {
    let age = now.wall.saturating_sub(access.obtained_at);
    let left = if age < -SKEW { 0 } else { after.saturating_sub(age.max(0)).max(0) };
    let wall = if left == 0 { now.wall } else { access.obtained_at.saturating_add(after) };
    Instants { wall, monotonic: now.monotonic + Duration::from_millis(u64::try_from(left).unwrap_or_default()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    const START: i64 = 1_700_000_000_000;

    fn at(wall: i64, monotonic: i64) -> Now {
        Now { wall, monotonic: Duration::from_millis(monotonic.try_into().unwrap()) }
    }

    fn cached(lifetime: i64, obtained_at: i64, now: Now) -> Cached {
        let access = Access { token: "t".into(), obtained_at, lifetime: Some(lifetime) };
        let entry = Entry { access: Some(access), ..Entry::default() };
        Cached::of(&entry, now).unwrap()
    }

    #[test]
    fn the_margin_is_ten_minutes_or_a_tenth_of_a_short_life_and_jitter_takes_at_most_half_of_it() {
        let token = cached(2 * HOUR, START, at(START, 0));
        let after = |millis| at(START + millis, millis);
        assert!(!token.is_due(after(2 * HOUR - 600_000 - 1)));
        assert!(token.is_due(after(2 * HOUR - 300_000)) && token.is_good(after(2 * HOUR - 1)));
        assert!(!token.is_good(after(2 * HOUR)));
        let short = cached(10_000, START, at(START, 0));
        assert!(!short.is_due(after(8_999)) && short.is_due(after(9_500)) && short.is_good(after(9_999)));
    }

    #[test]
    fn a_remaining_lifetime_shorter_than_the_longest_margin_and_none_at_all_are_no_negative_ones() {
        let token = cached(345_000, START, at(START, 0));
        assert!(token.is_good(at(START, 0)) && !token.is_due(at(START, 0)));
        for lifetime in [0, -5] {
            let token = cached(lifetime, START, at(START, 0));
            assert!(token.is_due(at(START, 0)) && !token.is_good(at(START, 0)));
        }
    }

    #[test]
    fn a_clock_that_jumps_does_not_extend_the_life_of_a_token() {
        let token = cached(2 * HOUR, START, at(START, 0));
        // Set back by a day while the token ages.
        assert!(!token.is_good(at(START - 24 * HOUR, 2 * HOUR)));
        // The monotonic clock stood still while the machine slept.
        assert!(!token.is_good(at(START + 2 * HOUR, 5)));
        // Set forward: one refresh too many, never one too few.
        assert!(!token.is_good(at(START + 24 * HOUR, 5)));
    }

    #[test]
    fn a_token_from_the_future_has_no_time_left() {
        assert!(!cached(2 * HOUR, START, at(START - HOUR, 0)).is_good(at(START - HOUR, 0)));
        // Two machines need not agree to the second.
        let token = cached(2 * HOUR, START, at(START - 5_000, 0));
        assert!(token.is_good(at(START - 5_000, 0)) && !token.is_good(at(START - 5_000, 2 * HOUR)));
    }

    #[test]
    fn a_token_read_from_a_store_is_as_old_as_it_is() {
        let token = cached(2 * HOUR, START, at(START + HOUR, 7));
        assert_eq!(token.left(at(START + HOUR, 7)), Some(Duration::from_secs(3600)));
        assert!(!token.is_good(at(START + HOUR, HOUR + 7)));
    }
}
