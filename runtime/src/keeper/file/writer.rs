//! The one thread that writes to the file.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use redb::{Database, Durability, ReadableTable as _, StorageError};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::{ENTRIES, UNFINISHED, checked, unavailable, value};
use crate::keeper::memory::Leases;
use crate::keeper::{Lease, StoreError, StoreErrorKind, Swap, Version, Write};

/// How many writes one commit takes.
const BATCH: usize = 256;

/// Hands writes to the thread. Dropping it ends the thread, after what was handed over is written.
pub(super) struct Writer {
    orders: Option<mpsc::Sender<Order>>,
    thread: Option<JoinHandle<()>>,
}

/// A write that owns what it needs.
struct Order {
    key: String,
    expected: Option<Version>,
    value: Option<Zeroizing<Vec<u8>>>,
    unfinished: bool,
    lease: Option<Lease>,
    reply: oneshot::Sender<Result<Swap, StoreError>>,
}

impl Writer {
    /// # Errors
    /// The system gives no thread.
    pub(super) fn start(path: &Path, database: &Arc<Database>, leases: &Arc<Leases>) -> Result<Self, StoreError> {
        let (orders, queue) = mpsc::channel();
        let desk = Desk { path: path.to_owned(), database: Arc::clone(database), leases: Arc::clone(leases) };
        let thread = std::thread::Builder::new().name("token-store".to_owned()).spawn(move || desk.serve(&queue));
        let thread = thread.map_err(|error| unavailable(path, error))?;
        Ok(Self { orders: Some(orders), thread: Some(thread) })
    }

    /// Hands over at once, so that a caller who gives up does not undo the write.
    pub(super) fn swap(&self, write: Write<'_>) -> impl Future<Output = Result<Swap, StoreError>> + use<> {
        let (reply, answer) = oneshot::channel();
        let order = Order {
            key: write.key.to_owned(),
            expected: write.expected,
            value: write.value.map(|value| Zeroizing::new(value.to_vec())),
            unfinished: write.unfinished,
            lease: write.lease.cloned(),
            reply,
        };
        let handed = self.orders.as_ref().is_some_and(|orders| orders.send(order).is_ok());
        async move {
            let gone = || StoreError::new(StoreErrorKind::Unavailable, "the token store is closed");
            if !handed {
                return Err(gone());
            }
            answer.await.unwrap_or_else(|_| Err(gone()))
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Desk {
    path: PathBuf,
    database: Arc<Database>,
    leases: Arc<Leases>,
}

impl Desk {
    fn serve(&self, queue: &mpsc::Receiver<Order>) {
        while let Ok(first) = queue.recv() {
            let mut orders = vec![first];
            orders.extend(queue.try_iter().take(BATCH - 1));
            match checked(&self.path, || self.write(&orders)) {
                Ok(outcomes) => {
                    for (order, outcome) in orders.into_iter().zip(outcomes) {
                        let _ = order.reply.send(Ok(outcome));
                    }
                }
                Err(error) => {
                    for order in orders {
                        let _ = order.reply.send(Err(error.clone()));
                    }
                }
            }
        }
    }

    /// All of them in one commit, one after the other. When it has ended, it is on the disk.
    fn write(&self, orders: &[Order]) -> Result<Vec<Swap>, redb::Error> {
        let mut transaction = self.database.begin_write()?;
        transaction.set_durability(Durability::Immediate).map_err(|_| StorageError::DatabaseClosed)?;
        // Implies two-phase commits: without them, a commit that was damaged later would look like one that was
        // never ended, and the one before it would be taken in its place without a word.
        transaction.set_quick_repair(true);
        let mut outcomes = Vec::with_capacity(orders.len());
        {
            let mut entries = transaction.open_table(ENTRIES)?;
            let mut unfinished = transaction.open_table(UNFINISHED)?;
            for order in orders {
                let key = order.key.as_str();
                if order.lease.as_ref().is_some_and(|lease| !self.leases.holds(lease)) {
                    outcomes.push(Swap::LeaseLost);
                    continue;
                }
                let current = entries.get(key)?.and_then(|stored| value::version(stored.value()));
                if current != order.expected {
                    outcomes.push(Swap::Conflict);
                    continue;
                }
                let version = Version::fresh();
                match &order.value {
                    Some(value) => {
                        let stored = Zeroizing::new(value::write(key, version, value));
                        entries.insert(key, stored.as_slice())?;
                    }
                    None => {
                        entries.remove(key)?;
                    }
                }
                if order.unfinished {
                    unfinished.insert(key, ())?;
                } else {
                    unfinished.remove(key)?;
                }
                outcomes.push(Swap::Done(version));
            }
        }
        if outcomes.iter().any(|outcome| matches!(outcome, Swap::Done(_))) {
            transaction.commit()?;
        } else {
            transaction.abort()?;
        }
        Ok(outcomes)
    }
}
