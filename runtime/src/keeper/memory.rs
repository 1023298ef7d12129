//! A store that ends with the process, and the leases of stores that one process has to itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::future::ready;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::store::{Lease, Store, StoreError, Swap, Version, Versioned, Write};
use crate::protocol::BoxFuture;

/// Keeps entries in memory, for tests and for tokens that can be had again: all of it is gone with the process.
#[derive(Default)]
pub struct MemoryStore {
    held: Mutex<Held>,
    leases: Leases,
}

#[derive(Default)]
struct Held {
    values: BTreeMap<String, Versioned>,
    unfinished: BTreeSet<String>,
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore").field("keys", &self.held().values.len()).finish()
    }
}

impl MemoryStore {
    /// With nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn swap_now(&self, write: Write<'_>) -> Swap {
        let mut held = self.held();
        if write.lease.is_some_and(|lease| !self.leases.holds(lease)) {
            return Swap::LeaseLost;
        }
        if held.values.get(write.key).map(|old| old.version) != write.expected {
            return Swap::Conflict;
        }
        let version = Version::fresh();
        match write.value {
            Some(value) => {
                held.values.insert(write.key.to_owned(), Versioned { version, value: value.to_vec().into() });
            }
            None => {
                held.values.remove(write.key);
            }
        }
        match write.unfinished {
            true => held.unfinished.insert(write.key.to_owned()),
            false => held.unfinished.remove(write.key),
        };
        Swap::Done(version)
    }
}

impl Store for MemoryStore {
    fn load<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Versioned>, StoreError>> {
        Box::pin(ready(Ok(self.held().values.get(key).cloned())))
    }

    fn swap<'a>(&'a self, write: Write<'a>) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(ready(Ok(self.swap_now(write))))
    }

    fn acquire<'a>(&'a self, key: &'a str, life: Duration) -> BoxFuture<'a, Result<Option<Lease>, StoreError>> {
        Box::pin(ready(Ok(self.leases.acquire(key, life))))
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<(), StoreError>> {
        self.leases.release(lease);
        Box::pin(ready(Ok(())))
    }

    fn keys<'a>(&'a self, after: Option<&'a str>, limit: usize) -> BoxFuture<'a, Result<Vec<String>, StoreError>> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let held = self.held();
        let keys = held.values.range::<str, _>((from, Bound::Unbounded)).take(limit).map(|(key, _)| key.clone());
        Box::pin(ready(Ok(keys.collect())))
    }

    fn unfinished(&self) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        Box::pin(ready(Ok(self.held().unfinished.iter().cloned().collect())))
    }
}

/// Leases of a store that no other process can open.
#[derive(Debug, Default)]
pub(super) struct Leases {
    given: Mutex<HashMap<String, (u64, Instant)>>,
    last: Mutex<u64>,
}

impl Leases {
    pub(super) fn acquire(&self, key: &str, life: Duration) -> Option<Lease> {
        let now = Instant::now();
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        if given.get(key).is_some_and(|(_, until)| *until > now) {
            return None;
        }
        let fence = {
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            *last += 1;
            *last
        };
        let until = now + life;
        given.insert(key.to_owned(), (fence, until));
        Some(Lease { key: key.to_owned(), fence, until })
    }

    /// Whether no later lease was given out, and this one was not given back.
    pub(super) fn holds(&self, lease: &Lease) -> bool {
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.get(&lease.key).is_some_and(|(fence, _)| *fence == lease.fence)
    }

    pub(super) fn release(&self, lease: &Lease) {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        if given.get(&lease.key).is_some_and(|(fence, _)| *fence == lease.fence) {
            given.remove(&lease.key);
        }
    }
}
