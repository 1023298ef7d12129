//! The keeper: what is in memory, and one refresh at a time for each key.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::{broadcast, watch};

use super::backoff::Backoff;
use super::cached::Cached;
use super::clock::{Clock, Now, SystemClock};
use super::entry::{Entry, Intent};
use super::error::KeeperError;
use super::events::{Event, Subscription};
use super::flight::{self, Pending, Want};
use super::grant::{Grant, Put};
use super::key::Key;
use super::memory::MemoryStore;
use super::refresher::Refresher;
use super::store::{Store, StoreError, StoreErrorKind, Swap, Version, Write};
use crate::Secret;

/// Keeps the tokens of many accounts. Cheap to clone; clones share everything.
///
/// The keepers of the platforms, `alipay::Keeper` and `wechat::Keeper`, are made of it.
#[derive(Clone)]
pub struct Keeper {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) store: Arc<dyn Store>,
    pub(super) refresher: Box<dyn Refresher>,
    pub(super) clock: Box<dyn Clock>,
    pub(super) limits: Limits,
    pub(super) events: broadcast::Sender<Event>,
    slots: RwLock<HashMap<Key, Arc<Slot>>>,
}

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// How long a process may refresh a key before others may try.
    pub(super) lease: Duration,
    /// How long a question to the platform may take.
    pub(super) call: Duration,
    /// How long to wait for another process that refreshes.
    pub(super) patience: Duration,
}

/// What is known of one key in this process.
#[derive(Default)]
pub(super) struct Slot {
    cached: RwLock<Option<Arc<Cached>>>,
    flight: Mutex<Option<Flight>>,
    backoff: Mutex<Backoff>,
    /// An answer that could not be stored yet.
    pub(super) pending: Mutex<Option<Pending>>,
}

/// A refresh under way, and what comes of it.
type Flight = watch::Receiver<Option<Result<Arc<Cached>, KeeperError>>>;

impl Slot {
    pub(super) fn cached(&self) -> Option<Arc<Cached>> {
        self.cached.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn cache(&self, cached: Option<Arc<Cached>>) {
        *self.cached.write().unwrap_or_else(PoisonError::into_inner) = cached;
    }

    pub(super) fn backoff(&self) -> MutexGuard<'_, Backoff> {
        self.backoff.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Without tokens.
impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper")
            .field("store", &self.inner.store)
            .field("in_memory", &self.inner.slots().len())
            .finish_non_exhaustive()
    }
}

impl Inner {
    fn slots(&self) -> std::sync::RwLockReadGuard<'_, HashMap<Key, Arc<Slot>>> {
        self.slots.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn slot(&self, key: &Key) -> Arc<Slot> {
        if let Some(slot) = self.slots().get(key) {
            return Arc::clone(slot);
        }
        let mut slots = self.slots.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry(key.clone()).or_default())
    }

    pub(super) fn existing_slot(&self, key: &str) -> Option<Arc<Slot>> {
        self.slots().get(key).cloned()
    }

    /// Forgets a key: names that nobody has authorized must not fill the memory.
    pub(super) fn forget(&self, key: &Key) {
        let mut slots = self.slots.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.remove(key) {
            slot.cache(None);
        }
    }

    pub(super) fn now(&self) -> Now {
        self.clock.now()
    }

    pub(super) fn tell(&self, event: Event) {
        // Nobody listening is no error.
        let _ = self.events.send(event);
    }

    /// The entry of a key, and its version.
    pub(super) async fn load(&self, key: &Key) -> Result<Option<(Version, Entry)>, KeeperError> {
        let stored = self.store.load(key.as_str()).await.map_err(|source| store_failed(key, source))?;
        let Some(stored) = stored else { return Ok(None) };
        match Entry::from_bytes(&stored.value) {
            Ok(entry) => Ok(Some((stored.version, entry))),
            Err(why) => Err(KeeperError::Unreadable { key: key.clone(), why }),
        }
    }
}

pub(super) fn store_failed(key: &Key, source: StoreError) -> KeeperError {
    KeeperError::Store { key: key.clone(), source }
}

impl Keeper {
    /// A builder of keepers.
    pub fn builder() -> Builder {
        Builder {
            store: Arc::new(MemoryStore::new()),
            clock: Box::new(SystemClock),
            limits: Limits {
                lease: Duration::from_secs(60),
                call: Duration::from_secs(30),
                patience: Duration::from_secs(90),
            },
        }
    }

    /// The token of a key: from memory where it is there and good, else from the store, else from the platform.
    ///
    /// A token that ends soon is handed out, and a new one is asked for at the same time. However many ask, the
    /// platform is asked once; and what was begun goes on if the caller gives up.
    ///
    /// # Errors
    /// See [`KeeperError`]. After a failure the platform is left alone for a while, and the same error is given
    /// to all who ask until then.
    ///
    /// # Panics
    /// Outside of a Tokio runtime, when a refresh has to be begun.
    pub async fn token(&self, key: &Key) -> Result<Secret, KeeperError> {
        let now = self.inner.now();
        if let Some(slot) = self.inner.existing_slot(key.as_str())
            && let Some(cached) = slot.cached().filter(|cached| cached.is_good(now))
        {
            if cached.is_due(now) && slot.backoff().holding(now).is_none() {
                self.begin(key, &slot, Want::NotDue);
            }
            return Ok(cached.token.clone());
        }
        let slot = self.inner.slot(key);
        self.fly(key, &slot, Want::Good).await.map(|cached| cached.token.clone())
    }

    /// The token of a key if it is in memory and good.
    #[must_use]
    pub fn in_memory(&self, key: &Key) -> Option<Secret> {
        let now = self.inner.now();
        let cached = self.inner.existing_slot(key.as_str())?.cached()?;
        cached.is_good(now).then(|| cached.token.clone())
    }

    /// Gets a new token now, though the current one may still be good.
    ///
    /// # Errors
    /// As [`token`](Self::token).
    pub async fn refresh(&self, key: &Key) -> Result<Secret, KeeperError> {
        let slot = self.inner.slot(key);
        let held = match slot.cached() {
            Some(cached) => Some(cached.token.clone()),
            None => self.inner.load(key).await?.and_then(|(_, entry)| entry.access).map(|access| access.token),
        };
        let want = held.map_or(Want::Good, Want::OtherThan);
        self.fly(key, &slot, want).await.map(|cached| cached.token.clone())
    }

    /// A call was refused because of this token: true if there is another one now, so that it is worth being
    /// made again, once.
    ///
    /// The token is dropped only if it is still the current one. Where replacing it has not helped a moment
    /// ago, it is kept, and the answer is false.
    pub async fn refused(&self, key: &Key, token: &Secret) -> bool {
        let slot = self.inner.slot(key);
        // A refresh that was under way already may end with the same token.
        for _ in 0..2 {
            match slot.cached() {
                Some(cached) if cached.token != *token => return true,
                _ => {}
            }
            let is_new = self.flying(&slot).is_none();
            if is_new {
                let now = self.inner.now();
                if !slot.backoff().may_replace(now) {
                    return false;
                }
                tracing::debug!(%key, "a call was refused with the current token");
            }
            match self.fly(key, &slot, Want::OtherThan(token.clone())).await {
                Ok(cached) if cached.token != *token => return true,
                Ok(_) if !is_new => {}
                _ => return false,
            }
        }
        false
    }

    /// Keeps the tokens of an authorization; it replaces what was kept for the key. When it has ended well, the
    /// tokens are stored durably.
    ///
    /// # Errors
    /// The store failed. Nothing is handed out of what could not be stored: put it again.
    pub async fn put(&self, key: &Key, grant: Grant) -> Result<Put, KeeperError> {
        let inner = &self.inner;
        let asked_at = inner.now().wall;
        loop {
            let stored = inner.load(key).await?;
            let (expected, old) = stored.map_or((None, Entry::default()), |(version, entry)| (Some(version), entry));
            if let (Some(kept), Some(given)) = (old.granted_at, grant.granted_at)
                && kept > given
            {
                return Ok(Put::Older);
            }
            let mut entry = Entry { generation: old.generation + 1, intent: None, dead: None, ..old };
            entry.granted_at = grant.granted_at.or(entry.granted_at);
            entry.access = None;
            if let Some((token, lifetime)) = &grant.access {
                entry.set_access(token, *lifetime, asked_at);
            }
            if let Some((token, lifetime)) = &grant.refresh {
                entry.set_refresh(Some(token), *lifetime, asked_at);
            }
            entry.details.extend(grant.details.clone());
            let bytes = entry.to_bytes();
            let write = Write { key: key.as_str(), expected, value: Some(&bytes), unfinished: false, lease: None };
            match inner.store.swap(write).await.map_err(|source| store_failed(key, source))? {
                Swap::Done(_) => {
                    let slot = inner.slot(key);
                    slot.backoff().clear();
                    slot.cache(Cached::of(&entry, inner.now()).map(Arc::new));
                    inner.tell(Event::Authorized { key: key.clone() });
                    return Ok(Put::Stored);
                }
                Swap::Conflict | Swap::LeaseLost => {}
            }
        }
    }

    /// Removes what is kept for a key, in memory and in the store, unless it was granted after `withdrawn_at`
    /// (milliseconds since the Unix epoch). True if there was anything.
    ///
    /// # Errors
    /// The store failed.
    pub async fn remove(&self, key: &Key, withdrawn_at: Option<i64>) -> Result<bool, KeeperError> {
        let inner = &self.inner;
        loop {
            let Some((version, entry)) = inner.load(key).await? else {
                inner.forget(key);
                return Ok(false);
            };
            if let (Some(granted), Some(withdrawn)) = (entry.granted_at, withdrawn_at)
                && granted > withdrawn
            {
                return Ok(false);
            }
            let write =
                Write { key: key.as_str(), expected: Some(version), value: None, unfinished: false, lease: None };
            match inner.store.swap(write).await.map_err(|source| store_failed(key, source))? {
                Swap::Done(_) => {
                    inner.forget(key);
                    inner.tell(Event::Removed { key: key.clone() });
                    return Ok(true);
                }
                Swap::Conflict | Swap::LeaseLost => {}
            }
        }
    }

    /// Asks the platform again for an account that was to authorize again, say after wrong credentials had been
    /// the cause: its refresh token is still there.
    ///
    /// # Errors
    /// As [`token`](Self::token).
    pub async fn retry(&self, key: &Key) -> Result<Secret, KeeperError> {
        let inner = &self.inner;
        let slot = inner.slot(key);
        slot.backoff().clear();
        while let Some((version, mut entry)) = inner.load(key).await? {
            if entry.dead.take().is_none() {
                break;
            }
            let bytes = entry.to_bytes();
            let write = Write {
                key: key.as_str(),
                expected: Some(version),
                value: Some(&bytes),
                unfinished: false,
                lease: None,
            };
            if let Swap::Done(_) = inner.store.swap(write).await.map_err(|source| store_failed(key, source))? {
                break;
            }
        }
        self.refresh(key).await
    }

    /// What is stored for a key.
    ///
    /// # Errors
    /// The store failed, or what it holds is no entry.
    pub async fn entry(&self, key: &Key) -> Result<Option<Entry>, KeeperError> {
        Ok(self.inner.load(key).await?.map(|(_, entry)| entry))
    }

    /// Up to `limit` keys that are kept, in order, those after `after`.
    ///
    /// # Errors
    /// The store failed.
    pub async fn keys(&self, after: Option<&Key>, limit: usize) -> Result<Vec<Key>, StoreError> {
        let keys = self.inner.store.keys(after.map(Key::as_str), limit).await?;
        Ok(keys.iter().map(|key| Key::from_text(key)).collect())
    }

    /// What happens from now on.
    #[must_use]
    pub fn subscribe(&self) -> Subscription {
        Subscription(self.inner.events.subscribe())
    }

    /// Makes an entry without tokens for a key that has none, so that it can be refreshed: for tokens that the
    /// platform gives without an authorization, or for an authorization that is about to be exchanged and must
    /// not be forgotten (`unfinished`).
    ///
    /// # Errors
    /// The store failed.
    pub async fn register(&self, key: &Key, unfinished: bool) -> Result<(), KeeperError> {
        if self.inner.load(key).await?.is_some() {
            return Ok(());
        }
        let mut entry = Entry::default();
        if unfinished {
            entry.intent = Some(Intent { fence: 0, began_at: self.inner.now().wall });
        }
        let write =
            Write { key: key.as_str(), expected: None, value: Some(&entry.to_bytes()), unfinished, lease: None };
        // Where somebody else was faster, there is an entry.
        self.inner.store.swap(write).await.map(|_| ()).map_err(|source| store_failed(key, source))
    }

    /// Something arrived that refreshes were waiting for
    /// ([`RefreshErrorKind::Waiting`](super::RefreshErrorKind::Waiting)): who asks next need not wait.
    pub fn wake(&self) {
        for slot in self.inner.slots().values() {
            slot.backoff().wake();
        }
    }

    /// The refresh of a key that is under way.
    fn flying(&self, slot: &Slot) -> Option<Flight> {
        slot.flight.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What comes of the refresh under way, or of one begun now.
    pub(super) async fn fly(&self, key: &Key, slot: &Arc<Slot>, want: Want) -> Result<Arc<Cached>, KeeperError> {
        let stopped = || KeeperError::Stopped { key: key.clone() };
        let mut flight = self.begin(key, slot, want);
        match flight.wait_for(Option::is_some).await {
            Ok(outcome) => outcome.clone().unwrap_or_else(|| Err(stopped())),
            Err(_) => {
                // The task is gone: the next one may begin another.
                let mut current = slot.flight.lock().unwrap_or_else(PoisonError::into_inner);
                if current.as_ref().is_some_and(|current| current.has_changed().is_err()) {
                    *current = None;
                }
                Err(stopped())
            }
        }
    }

    /// Begins a refresh unless one is under way. It runs in a task of its own: a caller that gives up must not
    /// stop it between the platform's answer and the store.
    pub(super) fn begin(&self, key: &Key, slot: &Arc<Slot>, want: Want) -> Flight {
        let mut current = slot.flight.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = current.as_ref().filter(|flight| flight.has_changed().is_ok()) {
            return flight.clone();
        }
        let (sender, flight) = watch::channel(None);
        *current = Some(flight.clone());
        let (keeper, key, slot) = (self.clone(), key.clone(), Arc::clone(slot));
        let span = tracing::info_span!("refresh", %key);
        let task = async move {
            let outcome = flight::fly(&keeper, &key, &slot, want).await;
            if let Err(KeeperError::Unknown { .. }) = &outcome {
                keeper.inner.forget(&key);
            }
            *slot.flight.lock().unwrap_or_else(PoisonError::into_inner) = None;
            // Who has the outcome may close the store.
            drop((keeper, slot));
            sender.send_replace(Some(outcome));
        };
        tokio::spawn(tracing::Instrument::instrument(task, span));
        flight
    }
}

/// Builds a [`Keeper`].
#[must_use = "a builder does nothing until `build` is called"]
pub struct Builder {
    store: Arc<dyn Store>,
    clock: Box<dyn Clock>,
    limits: Limits,
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("store", &self.store).field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Builder {
    /// Where tokens are stored; a [`MemoryStore`] unless set.
    pub fn store(mut self, store: impl Store) -> Self {
        self.store = Arc::new(store);
        self
    }

    /// Another clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// How long one process may take for a refresh before others may try, 60 seconds unless set, and how long
    /// it waits for the platform's answer, 30 seconds unless set. The first has to be the longer one.
    pub fn lease(mut self, lease: Duration, answer: Duration) -> Self {
        (self.limits.lease, self.limits.call) = (lease, answer);
        self.limits.patience = lease + answer;
        self
    }

    /// A keeper that asks this platform for new tokens.
    ///
    /// # Errors
    /// The lease is not longer than the time for an answer.
    pub fn build(self, refresher: impl Refresher) -> Result<Keeper, StoreError> {
        let Self { store, clock, limits } = self;
        if limits.lease <= limits.call {
            let why = "the lease has to be longer than the time for the platform's answer";
            return Err(StoreError::new(StoreErrorKind::Unavailable, why));
        }
        let (events, _) = broadcast::channel(1024);
        let inner = Inner { store, refresher: Box::new(refresher), clock, limits, events, slots: RwLock::default() };
        Ok(Keeper { inner: Arc::new(inner) })
    }
}
