//! A store that fails on demand, and whose writes can be held back.

use std::sync::Mutex;
use std::time::Duration;

use crate::keeper::{Lease, MemoryStore, Store, StoreError, StoreErrorKind, Swap, Versioned, Write};
use crate::protocol::BoxFuture;

#[derive(Debug, Default)]
pub(super) struct Faulty {
    store: MemoryStore,
    /// Writes of finished entries that are still to fail.
    failing: Mutex<usize>,
}

impl Faulty {
    /// The next commits fail, writes of intents do not.
    pub(super) fn fail_commits(&self, number: usize) {
        *self.failing.lock().unwrap() = number;
    }
}

impl Store for Faulty {
    fn load<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Versioned>, StoreError>> {
        self.store.load(key)
    }

    fn swap<'a>(&'a self, write: Write<'a>) -> BoxFuture<'a, Result<Swap, StoreError>> {
        let mut failing = self.failing.lock().unwrap();
        if !write.unfinished && *failing > 0 {
            *failing -= 1;
            let error = StoreError::new(StoreErrorKind::Unavailable, "the disk is full");
            return Box::pin(std::future::ready(Err(error)));
        }
        self.store.swap(write)
    }

    fn acquire<'a>(&'a self, key: &'a str, life: Duration) -> BoxFuture<'a, Result<Option<Lease>, StoreError>> {
        self.store.acquire(key, life)
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<(), StoreError>> {
        self.store.release(lease)
    }

    fn keys<'a>(&'a self, after: Option<&'a str>, limit: usize) -> BoxFuture<'a, Result<Vec<String>, StoreError>> {
        self.store.keys(after, limit)
    }

    fn unfinished(&self) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        self.store.unfinished()
    }
}
