//! Where entries are kept.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use uuid::Uuid;
use zeroize::Zeroizing;

use crate::protocol::BoxFuture;

/// Keeps values by key, changes them only if they are still what the writer has seen, and gives out leases.
///
/// What a write must mean: when it has ended well, the value survives whatever the store is said to survive.
/// A keeper hands out no token before that.
pub trait Store: fmt::Debug + Send + Sync + 'static {
    /// The value of a key, and its version.
    fn load<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Versioned>, StoreError>>;

    /// Writes, if the key still has the version that the writer has seen.
    fn swap<'a>(&'a self, write: Write<'a>) -> BoxFuture<'a, Result<Swap, StoreError>>;

    /// A lease on a key for this long, unless another one has not ended yet.
    fn acquire<'a>(&'a self, key: &'a str, life: Duration) -> BoxFuture<'a, Result<Option<Lease>, StoreError>>;

    /// Gives a lease back before its time. One that has passed to others is left alone.
    fn release<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Up to `limit` keys in order, those after `after`.
    fn keys<'a>(&'a self, after: Option<&'a str>, limit: usize) -> BoxFuture<'a, Result<Vec<String>, StoreError>>;

    /// The keys whose last write said that it is unfinished, and perhaps others.
    fn unfinished(&self) -> BoxFuture<'_, Result<Vec<String>, StoreError>>;
}

/// A value and its version.
#[derive(Clone)]
pub struct Versioned {
    /// Which of the values that the key has had it is.
    pub version: Version,
    /// The value; wiped when dropped.
    pub value: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Versioned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Versioned").field("version", &self.version).field("length", &self.value.len()).finish()
    }
}

/// Tells one value of a key from every other that it has ever had.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version(u128);

impl Version {
    /// One that no value has had.
    #[must_use]
    pub fn fresh() -> Self {
        Self(Uuid::new_v4().as_u128())
    }

    /// As bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// From bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// A change of one key.
#[derive(Clone, Copy)]
pub struct Write<'a> {
    /// The key.
    pub key: &'a str,
    /// The version that the writer has seen; `None` where it has seen that there is none.
    pub expected: Option<Version>,
    /// The new value; `None` removes the key.
    pub value: Option<&'a [u8]>,
    /// Whether the writer is in the middle of something: [`Store::unfinished`] finds the key until the next
    /// write.
    pub unfinished: bool,
    /// A lease that must still be the last one given out for the key.
    pub lease: Option<&'a Lease>,
}

impl fmt::Debug for Write<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Write")
            .field("key", &self.key)
            .field("expected", &self.expected)
            .field("length", &self.value.map(<[u8]>::len))
            .field("unfinished", &self.unfinished)
            .field("lease", &self.lease)
            .finish()
    }
}

/// What came of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Swap {
    /// It was made, durably, and the value has this version.
    Done(Version),
    /// The key has another version by now: nothing was written.
    Conflict,
    /// The lease has passed to others: nothing was written.
    LeaseLost,
}

/// The right to refresh a key for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The key.
    pub key: String,
    /// Higher than that of every earlier lease on the key.
    pub fence: u64,
    /// When it ends, by this process's monotonic clock; not later than in the store.
    pub until: Instant,
}

impl Lease {
    /// How long it is still good.
    #[must_use]
    pub fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }
}

/// Why a store failed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct StoreError {
    /// What has to be done about it.
    pub kind: StoreErrorKind,
    /// What happened, and the way out; no secrets.
    pub message: String,
    /// What the library below said.
    #[source]
    pub source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// What has to be done about a store that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// What is stored has been damaged, or is no store at all.
    Corrupt,
    /// Another process has the store open.
    InUse,
    /// What is stored is sealed with a key that is not here, or is not sealed at all.
    Sealed,
    /// There is nothing where the store should be, or something where it should not.
    Missing,
    /// The store cannot be reached, or cannot write.
    Unavailable,
}

impl StoreError {
    /// A failure of this kind. `message` must hold no secret.
    pub fn new(kind: StoreErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// With what the library below said.
    #[must_use]
    pub fn because(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.message = format!("{}: {source}", self.message);
        self.source = Some(Arc::new(source));
        self
    }
}

impl<S: Store + ?Sized> Store for Arc<S> {
    fn load<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Versioned>, StoreError>> {
        (**self).load(key)
    }

    fn swap<'a>(&'a self, write: Write<'a>) -> BoxFuture<'a, Result<Swap, StoreError>> {
        (**self).swap(write)
    }

    fn acquire<'a>(&'a self, key: &'a str, life: Duration) -> BoxFuture<'a, Result<Option<Lease>, StoreError>> {
        (**self).acquire(key, life)
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<(), StoreError>> {
        (**self).release(lease)
    }

    fn keys<'a>(&'a self, after: Option<&'a str>, limit: usize) -> BoxFuture<'a, Result<Vec<String>, StoreError>> {
        (**self).keys(after, limit)
    }

    fn unfinished(&self) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        (**self).unfinished()
    }
}
