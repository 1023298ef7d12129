//! A store in one file, for one process at a time.
//!
//! The file is a redb database (<https://docs.rs/redb>), written with two-phase commits that are on the disk when
//! they have ended. `writer` is the one thread that writes: it joins writes that come at the same time into one
//! commit. Every value carries a digest of itself and its key, and the whole file is checked when it is opened,
//! so that damage is told and never taken for an empty store.

mod value;
mod writer;

use std::fmt;
use std::future::ready;
use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use redb::{Database, Durability, ReadableDatabase as _, StorageError, TableDefinition, TableError};

use super::memory::Leases;
use super::store::{Lease, Store, StoreError, StoreErrorKind, Swap, Versioned, Write};
use crate::protocol::BoxFuture;
use writer::Writer;

/// Values by key.
const ENTRIES: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("entries");
/// Keys whose last write was unfinished.
const UNFINISHED: TableDefinition<'_, &str, ()> = TableDefinition::new("unfinished");
/// What the file is.
const FORMAT: TableDefinition<'_, &str, u64> = TableDefinition::new("token-keeper");
const FORMAT_VERSION: u64 = 1;

/// How much of the file is kept in memory: tokens in use are in the keeper's own memory already.
const CACHE: usize = 16 << 20;

/// Keeps entries in one file: durable when a write has ended, safe against crashes, opened by one process at a
/// time. Needs a disk that keeps its word about `fsync`; on a network file system, use another store.
///
/// Reading waits for the disk where what is asked for is not in memory; that is microseconds, so that it is done
/// in place. Closed when it is dropped.
pub struct FileStore {
    path: PathBuf,
    database: Arc<Database>,
    leases: Arc<Leases>,
    writer: Writer,
}

impl fmt::Debug for FileStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileStore").field("path", &self.path).finish_non_exhaustive()
    }
}

impl FileStore {
    /// Opens a store that is there, and checks all of it.
    ///
    /// # Errors
    /// There is none ([`StoreErrorKind::Missing`]), another process has it open ([`StoreErrorKind::InUse`]), it
    /// is damaged or something else ([`StoreErrorKind::Corrupt`]), or the file system says no.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        let length = match std::fs::metadata(path) {
            Ok(metadata) => metadata.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let message =
                    format!("there is no token store at {}: `FileStore::create` makes an empty one", path.display());
                return Err(StoreError::new(StoreErrorKind::Missing, message));
            }
            Err(error) => return Err(unavailable(path, error)),
        };
        if length == 0 {
            // redb would make a new database of it.
            return Err(corrupt(path, "it is empty"));
        }
        let database = checked(path, || {
            let mut database = Database::builder().set_cache_size(CACHE).open(path)?;
            if !database.check_integrity()? {
                tracing::warn!(path = %path.display(), "the free space of the token store was counted anew");
            }
            Ok(database)
        })?;
        is_ours(path, &database)?;
        let (database, leases) = (Arc::new(database), Arc::new(Leases::default()));
        let writer = Writer::start(path, &database, &leases)?;
        Ok(Self { path: path.to_owned(), database, leases, writer })
    }

    /// Makes an empty store where nothing is, and opens it.
    ///
    /// # Errors
    /// There is something already ([`StoreErrorKind::Missing`]), or the file system says no.
    pub fn create(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        // Made complete under another name, so that a crash leaves no half of a store behind.
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.new", uuid::Uuid::new_v4().simple()));
        let new = path.with_file_name(name);
        let made = make(&new).and_then(|()| {
            std::fs::hard_link(&new, path).map_err(|error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => {
                    let message = format!("there is something at {} already: `FileStore::open` it", path.display());
                    StoreError::new(StoreErrorKind::Missing, message)
                }
                _ => unavailable(path, error),
            })
        });
        let _ = std::fs::remove_file(&new);
        made?;
        sync_folder(path).map_err(|error| unavailable(path, error))?;
        Self::open(path)
    }

    /// Opens the store that is there, or makes one. Where the store must be there, [`open`](Self::open) tells of
    /// a wrong path.
    ///
    /// # Errors
    /// As [`open`](Self::open) and [`create`](Self::create).
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        match Self::open(&path) {
            Err(error) if error.kind == StoreErrorKind::Missing => match Self::create(&path) {
                // Somebody else was faster.
                Err(error) if error.kind == StoreErrorKind::Missing => Self::open(path),
                outcome => outcome,
            },
            outcome => outcome,
        }
    }

    fn load_now(&self, key: &str) -> Result<Option<Versioned>, StoreError> {
        checked(&self.path, || {
            let entries = self.database.begin_read()?.open_table(ENTRIES)?;
            Ok(entries.get(key)?.map(|stored| value::read(key, stored.value())))
        })?
        .transpose()
        .map_err(|why| corrupt(&self.path, &why))
    }

    fn keys_now(&self, after: Option<&str>, limit: usize) -> Result<Vec<String>, StoreError> {
        checked(&self.path, || {
            let entries = self.database.begin_read()?.open_table(ENTRIES)?;
            let from = after.map_or(Bound::Unbounded, Bound::Excluded);
            let keys = entries.range::<&str>((from, Bound::Unbounded))?.take(limit);
            Ok(keys.map(|item| item.map(|(key, _)| key.value().to_owned())).collect::<Result<_, _>>()?)
        })
    }

    fn unfinished_now(&self) -> Result<Vec<String>, StoreError> {
        checked(&self.path, || {
            let unfinished = self.database.begin_read()?.open_table(UNFINISHED)?;
            let keys = unfinished.range::<&str>(..)?;
            Ok(keys.map(|item| item.map(|(key, _)| key.value().to_owned())).collect::<Result<_, _>>()?)
        })
    }
}

/// Makes an empty database.
fn make(path: &Path) -> Result<(), StoreError> {
    checked(path, || {
        let database = Database::create(path)?;
        let mut transaction = database.begin_write()?;
        transaction.set_durability(Durability::Immediate).map_err(|_| StorageError::DatabaseClosed)?;
        transaction.set_quick_repair(true);
        transaction.open_table(ENTRIES)?;
        transaction.open_table(UNFINISHED)?;
        transaction.open_table(FORMAT)?.insert("version", FORMAT_VERSION)?;
        transaction.commit()?;
        Ok(())
    })
}

/// The name of a new file is on the disk once its folder is.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        std::fs::File::open(folder.unwrap_or_else(|| Path::new(".")))?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn is_ours(path: &Path, database: &Database) -> Result<(), StoreError> {
    let version = checked(path, || {
        let format = match database.begin_read()?.open_table(FORMAT) {
            Err(TableError::TableDoesNotExist(_)) => return Ok(None),
            format => format?,
        };
        Ok(format.get("version")?.map(|version| version.value()))
    })?;
    match version {
        Some(FORMAT_VERSION) => Ok(()),
        Some(other) => Err(corrupt(path, &format!("it has format {other}, and this version reads {FORMAT_VERSION}"))),
        None => Err(corrupt(path, "it is a redb database of something else")),
    }
}

/// Runs something on the database, which must not panic whatever the file holds.
fn checked<T>(path: &Path, run: impl FnOnce() -> Result<T, redb::Error>) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(outcome) => outcome.map_err(|error| failed(path, error)),
        Err(_) => Err(corrupt(path, "the database library could not read it")),
    }
}

fn failed(path: &Path, error: redb::Error) -> StoreError {
    let path = path.display();
    match error {
        redb::Error::DatabaseAlreadyOpen => StoreError::new(
            StoreErrorKind::InUse,
            format!(
                "the token store {path} is open already, in this process or another: one at a time may, a fleet needs Redis"
            ),
        ),
        redb::Error::PreviousIo | redb::Error::DatabaseClosed => StoreError::new(
            StoreErrorKind::Unavailable,
            format!("the token store {path} had a failure of the disk before, and must be opened again"),
        ),
        redb::Error::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            StoreError::new(StoreErrorKind::Corrupt, format!("the token store {path} is shorter than it should be"))
                .because(error)
        }
        redb::Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            StoreError::new(StoreErrorKind::Corrupt, format!("the file {path} is no token store, or is damaged"))
                .because(error)
        }
        redb::Error::Io(error) => {
            StoreError::new(StoreErrorKind::Unavailable, format!("the token store {path} failed")).because(error)
        }
        error => StoreError::new(
            StoreErrorKind::Corrupt,
            format!("the token store {path} is damaged; put it back from a backup, and let accounts whose refresh token changed since then authorize again"),
        )
        .because(error),
    }
}

fn corrupt(path: &Path, why: &str) -> StoreError {
    let path = path.display();
    let message = format!(
        "the token store {path} is damaged ({why}): put it back from a backup; nothing was changed, and no empty store \
         was put in its place"
    );
    StoreError::new(StoreErrorKind::Corrupt, message)
}

fn unavailable(path: &Path, error: std::io::Error) -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, format!("the token store {} failed", path.display())).because(error)
}

impl Store for FileStore {
    fn load<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Versioned>, StoreError>> {
        Box::pin(ready(self.load_now(key)))
    }

    fn swap<'a>(&'a self, write: Write<'a>) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(self.writer.swap(write))
    }

    fn acquire<'a>(&'a self, key: &'a str, life: Duration) -> BoxFuture<'a, Result<Option<Lease>, StoreError>> {
        Box::pin(ready(Ok(self.leases.acquire(key, life))))
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<(), StoreError>> {
        self.leases.release(lease);
        Box::pin(ready(Ok(())))
    }

    fn keys<'a>(&'a self, after: Option<&'a str>, limit: usize) -> BoxFuture<'a, Result<Vec<String>, StoreError>> {
        Box::pin(ready(self.keys_now(after, limit)))
    }

    fn unfinished(&self) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        Box::pin(ready(self.unfinished_now()))
    }
}

#[cfg(test)]
mod tests;
