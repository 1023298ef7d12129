//! One refresh: lease, intent, question, commit.
//!
//! 1. Without a lease, the store is looked at: another process may have refreshed.
//! 2. Under the lease it is looked at again, and an **intent** is stored: after a crash it tells that the
//!    refresh token may have been used.
//! 3. The platform is asked.
//! 4. The answer is **committed** if the generation is still the one that the question was asked for, then put
//!    into memory, and only then handed out.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use super::cached::Cached;
use super::entry::{Entry, Intent};
use super::error::{KeeperError, Reason};
use super::events::Event;
use super::key::Key;
use super::refresher::{Fresh, RefreshError, RefreshErrorKind};
use super::service::{Inner, Keeper, Slot, store_failed};
use super::store::{Lease, Swap, Version, Write};
use crate::Secret;

/// What the one who asks will take.
#[derive(Clone, Debug)]
pub(super) enum Want {
    /// Any token that is good.
    Good,
    /// One that does not end soon.
    NotDue,
    /// One that is not this one, with which a call was refused.
    OtherThan(Secret),
}

impl Want {
    fn is_met(&self, cached: &Cached, inner: &Inner) -> bool {
        let now = inner.now();
        cached.is_good(now)
            && match self {
                Self::Good => true,
                Self::NotDue => !cached.is_due(now),
                Self::OtherThan(token) => cached.token != *token,
            }
    }
}

/// An answer that the store did not take.
#[derive(Debug)]
pub(super) struct Pending {
    base: Entry,
    fresh: Fresh,
    asked_at: i64,
}

/// What a look at the store tells.
enum Look {
    /// There is a token that will do.
    Met(Arc<Cached>),
    /// A new one is needed for this entry.
    Needed(Version, Box<Entry>),
}

/// How often a refresh is begun anew because the store changed below it.
const ROUNDS: usize = 8;

/// How often a commit is tried while the store fails, and the first wait between two attempts.
const COMMITS: u32 = 5;
const COMMIT_WAIT: Duration = Duration::from_millis(50);

/// A token that will do, in memory and, if it is new, in the store.
pub(super) async fn fly(keeper: &Keeper, key: &Key, slot: &Slot, want: Want) -> Result<Arc<Cached>, KeeperError> {
    let inner = &*keeper.inner;
    let pending = slot.pending.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(Pending { base, fresh, asked_at }) = pending {
        let stored = inner.load(key).await.inspect_err(|_| hold_back(slot, &base, &fresh, asked_at))?;
        if let Some((version, _)) = stored {
            commit(inner, key, slot, (version, &base), fresh, asked_at).await?;
        }
    }
    let mut flight = Flying { keeper, inner, key, slot, want, recovered: false };
    if let Look::Met(cached) = flight.look().await? {
        return Ok(cached);
    }
    if let Some(error) = slot.backoff().holding(inner.now()) {
        return Err(error);
    }
    for _ in 0..ROUNDS {
        let lease = match flight.acquire().await? {
            Ok(lease) => lease,
            Err(cached) => return Ok(cached),
        };
        let outcome = flight.refresh(&lease).await;
        if let Err(error) = inner.store.release(&lease).await {
            tracing::debug!(%error, "the lease could not be given back");
        }
        match outcome {
            Ok(Some(cached)) => return Ok(cached),
            Ok(None) => {}
            Err(error) => return Err(error),
        }
    }
    Err(KeeperError::Busy { key: key.clone() })
}

struct Flying<'f> {
    keeper: &'f Keeper,
    inner: &'f Inner,
    key: &'f Key,
    slot: &'f Slot,
    want: Want,
    /// Whether the platform has been asked for a lost refresh token.
    recovered: bool,
}

impl Flying<'_> {
    /// Looks at the store.
    async fn look(&self) -> Result<Look, KeeperError> {
        let mut stored = self.inner.load(self.key).await?;
        if stored.is_none() && self.inner.refresher.is_given(self.key) {
            self.keeper.register(self.key, false).await?;
            stored = self.inner.load(self.key).await?;
        }
        let Some((version, entry)) = stored else {
            return Err(KeeperError::Unknown { key: self.key.clone() });
        };
        let cached = Cached::of(&entry, self.inner.now()).map(Arc::new);
        match cached.filter(|cached| self.want.is_met(cached, self.inner)) {
            Some(cached) => {
                self.slot.cache(Some(Arc::clone(&cached)));
                Ok(Look::Met(cached))
            }
            None => match entry.dead {
                Some(reason) => Err(KeeperError::MustReauthorize { key: self.key.clone(), reason }),
                None => Ok(Look::Needed(version, Box::new(entry))),
            },
        }
    }

    /// The lease, or the token that the one who had it before has got meanwhile.
    async fn acquire(&self) -> Result<Result<Lease, Arc<Cached>>, KeeperError> {
        let begin = tokio::time::Instant::now();
        let mut wait = Duration::from_millis(20);
        loop {
            let lease = self.inner.store.acquire(self.key.as_str(), self.inner.limits.lease).await;
            if let Some(lease) = lease.map_err(|source| store_failed(self.key, source))? {
                return Ok(Ok(lease));
            }
            if begin.elapsed() > self.inner.limits.patience {
                return Err(KeeperError::Busy { key: self.key.clone() });
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(Duration::from_millis(500));
            if let Look::Met(cached) = self.look().await? {
                return Ok(Err(cached));
            }
        }
    }

    /// Asks the platform under a lease. `None` where all has to begin anew.
    async fn refresh(&mut self, lease: &Lease) -> Result<Option<Arc<Cached>>, KeeperError> {
        let (version, entry) = match self.look().await? {
            Look::Met(cached) => return Ok(Some(cached)),
            Look::Needed(version, entry) => (version, entry),
        };
        let interrupted = entry.intent.is_some();
        let now = self.inner.now();
        let mut begun = Entry::clone(&entry);
        begun.intent = Some(Intent { fence: lease.fence, began_at: now.wall });
        let Some(version) = self.write(version, &begun, true, Some(lease)).await? else { return Ok(None) };
        // A process that was paused must not use the refresh token that another one is using now.
        if lease.left() <= self.inner.limits.call {
            tracing::debug!("the lease ends too soon");
            return Ok(None);
        }
        let question = self.inner.refresher.refresh(self.keeper, self.key, &entry);
        let answer = tokio::time::timeout(self.inner.limits.call, question).await.unwrap_or_else(|_| {
            let message = "the platform did not answer in time";
            Err(RefreshError::new(RefreshErrorKind::Unavailable, "timeout", message).may_have_arrived(true))
        });
        match answer {
            Ok(fresh) if fresh.access_token.is_empty() => {
                let error =
                    RefreshError::new(RefreshErrorKind::Unavailable, "empty", "the platform gave an empty token");
                self.failed(version, &entry, error, interrupted).await
            }
            Ok(fresh) => commit(self.inner, self.key, self.slot, (version, &entry), fresh, now.wall).await.map(Some),
            Err(error) => self.failed(version, &entry, error, interrupted).await,
        }
    }

    /// Writes an entry; the version it has then, or nothing if the store has another one by now.
    async fn write(
        &self,
        expected: Version,
        entry: &Entry,
        unfinished: bool,
        lease: Option<&Lease>,
    ) -> Result<Option<Version>, KeeperError> {
        write(self.inner, self.key, expected, entry, unfinished, lease).await
    }

    /// What follows from a refresh that failed. `None` where all has to begin anew.
    async fn failed(
        &mut self,
        version: Version,
        base: &Entry,
        error: RefreshError,
        interrupted: bool,
    ) -> Result<Option<Arc<Cached>>, KeeperError> {
        tracing::warn!(code = error.code, kind = ?error.kind, "no new token: {error}");
        // Another process may have been faster, after this one was paused for longer than its lease.
        match self.inner.load(self.key).await? {
            Some((_, now)) if now.generation == base.generation => {}
            _ => return Ok(None),
        }
        match error.kind {
            RefreshErrorKind::RefreshToken => self.refresh_token_refused(version, base, error, interrupted).await,
            RefreshErrorKind::Withdrawn => self.give_up(version, base, Reason::Withdrawn(error.code)).await,
            _ => {
                // Where new tokens may be under way, the intent stays.
                if !error.may_have_arrived {
                    let mut entry = base.clone();
                    if !interrupted {
                        entry.intent = None;
                    }
                    self.write(version, &entry, interrupted, None).await?;
                }
                Err(self.hold(error))
            }
        }
    }

    /// The refresh token may have been lost, and be had back.
    async fn refresh_token_refused(
        &mut self,
        version: Version,
        base: &Entry,
        error: RefreshError,
        interrupted: bool,
    ) -> Result<Option<Arc<Cached>>, KeeperError> {
        if !std::mem::replace(&mut self.recovered, true) {
            let recovered = self.inner.refresher.recover(self.keeper, self.key, base).await;
            match recovered {
                Err(error) => return Err(self.hold(error)),
                Ok(Some(token))
                    if !token.is_empty() && base.refresh.as_ref().is_none_or(|held| held.token != token) =>
                {
                    // The refresh has not ended: the access token that is kept is one from before the loss.
                    let now = self.inner.now().wall;
                    let intent = Some(Intent { fence: 0, began_at: now });
                    let mut entry = Entry { generation: base.generation + 1, intent, ..base.clone() };
                    entry.set_refresh(Some(&token), None, now);
                    if self.write(version, &entry, true, None).await?.is_some() {
                        self.inner.tell(Event::Recovered { key: self.key.clone() });
                    }
                    return Ok(None);
                }
                Ok(_) => {}
            }
        }
        let reason = if base.refresh.is_none() {
            Reason::NoRefreshToken
        } else if interrupted {
            Reason::AnswerLost(error.code)
        } else {
            Reason::Refused(error.code)
        };
        self.give_up(version, base, reason).await
    }

    /// Only the account itself can help: says so at once, and to everybody from now on.
    async fn give_up(
        &self,
        version: Version,
        base: &Entry,
        reason: Reason,
    ) -> Result<Option<Arc<Cached>>, KeeperError> {
        let mut entry = base.clone();
        (entry.intent, entry.dead) = (None, Some(reason.clone()));
        // The current token is handed out to its end, unless it is known to be no good any more.
        let refused = |token: &Secret| matches!(&self.want, Want::OtherThan(refused) if refused == token);
        if matches!(reason, Reason::Withdrawn(_)) || base.access.as_ref().is_some_and(|access| refused(&access.token)) {
            entry.access = None;
        }
        if self.write(version, &entry, false, None).await?.is_none() {
            return Ok(None);
        }
        let now = self.inner.now();
        self.slot.cache(Cached::of(&entry, now).filter(|cached| cached.is_good(now)).map(Arc::new));
        self.inner.tell(Event::MustReauthorize { key: self.key.clone(), reason: reason.clone() });
        Err(KeeperError::MustReauthorize { key: self.key.clone(), reason })
    }

    /// The platform is left alone for a while.
    fn hold(&self, source: RefreshError) -> KeeperError {
        let now = self.inner.now();
        let error = |retry_in| KeeperError::Refresh { key: self.key.clone(), source: source.clone(), retry_in };
        let error = self.slot.backoff().fail(source.kind, now, error);
        self.inner.tell(Event::RefreshFailed { key: self.key.clone(), error: error.clone() });
        let left = self.slot.cached().filter(|cached| cached.is_good(now)).and_then(|cached| cached.left(now));
        if let Some(left) = left {
            self.inner.tell(Event::AboutToExpire { key: self.key.clone(), left });
        }
        error
    }
}

async fn write(
    inner: &Inner,
    key: &Key,
    expected: Version,
    entry: &Entry,
    unfinished: bool,
    lease: Option<&Lease>,
) -> Result<Option<Version>, KeeperError> {
    let bytes = entry.to_bytes();
    let write = Write { key: key.as_str(), expected: Some(expected), value: Some(&bytes), unfinished, lease };
    match inner.store.swap(write).await.map_err(|source| store_failed(key, source))? {
        Swap::Done(version) => Ok(Some(version)),
        Swap::Conflict | Swap::LeaseLost => Ok(None),
    }
}

/// Stores an answer, and then puts it into memory. It is the newest there is if nobody has stored tokens since
/// the question was asked, whatever else was written; else it is dropped for the newer one.
async fn commit(
    inner: &Inner,
    key: &Key,
    slot: &Slot,
    (mut version, base): (Version, &Entry),
    fresh: Fresh,
    asked_at: i64,
) -> Result<Arc<Cached>, KeeperError> {
    let mut current = base.clone();
    let mut failures = 0;
    loop {
        let entry = current.refreshed(&fresh, asked_at);
        let outcome = match write(inner, key, version, &entry, false, None).await {
            Ok(None) => inner.load(key).await,
            Ok(Some(_)) => {
                let cached = Cached::of(&entry, inner.now()).map(Arc::new);
                slot.cache(cached.clone());
                slot.backoff().clear();
                tracing::debug!(generation = entry.generation, "a new token is stored");
                inner.tell(Event::Refreshed { key: key.clone(), lifetime: fresh.lifetime });
                return cached.ok_or_else(|| KeeperError::Unknown { key: key.clone() });
            }
            Err(error) => Err(error),
        };
        match outcome {
            Ok(Some((now, entry))) if entry.generation == base.generation => (version, current) = (now, entry),
            Ok(Some((_, entry))) => {
                let cached = Cached::of(&entry, inner.now()).map(Arc::new);
                slot.cache(cached.clone());
                return cached.ok_or_else(|| KeeperError::Busy { key: key.clone() });
            }
            // Withdrawn while the question was under way.
            Ok(None) => {
                slot.cache(None);
                return Err(KeeperError::Unknown { key: key.clone() });
            }
            Err(error) if failures == COMMITS => {
                hold_back(slot, base, &fresh, asked_at);
                return Err(error);
            }
            Err(error) => {
                tracing::warn!(%error, "a new token could not be stored, and is not handed out");
                tokio::time::sleep(COMMIT_WAIT * 2_u32.pow(failures)).await;
                failures += 1;
            }
        }
    }
}

/// Keeps an answer that could not be stored, for the next flight.
fn hold_back(slot: &Slot, base: &Entry, fresh: &Fresh, asked_at: i64) {
    let pending = Pending { base: base.clone(), fresh: fresh.clone(), asked_at };
    *slot.pending.lock().unwrap_or_else(PoisonError::into_inner) = Some(pending);
}
