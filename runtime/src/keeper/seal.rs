//! Tokens at rest, encrypted with a key that the user brings.
//!
//! A sealed value is `S1`, the length of the key's id in one byte, the id, a nonce of 12 bytes, and the
//! ciphertext with its tag of 16 bytes: AES-256-GCM (NIST SP 800-38D) with a random nonce. The entry's key and
//! the key's id are authenticated with it, so that a value that was moved to another entry does not open.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use zeroize::Zeroizing;

use super::store::{Lease, Store, StoreError, StoreErrorKind, Swap, Versioned, Write};
use crate::protocol::BoxFuture;

/// What a sealed value begins with. An entry that is not sealed begins with a brace.
const MAGIC: &[u8; 2] = b"S1";

/// A key for [`Sealed`]: 32 bytes, and an id by which it is found again.
///
/// The nonces are random, so that one key should seal no more than 2³² values (a refresh seals two).
#[derive(Clone)]
pub struct SealingKey {
    id: Arc<str>,
    key: Arc<RandomizedNonceKey>,
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealingKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl SealingKey {
    /// A key of 32 random bytes, from wherever secrets are kept, and an id of at most 255 bytes, which is
    /// stored in clear. Another key needs another id.
    ///
    /// # Errors
    /// The key or the id has another length.
    pub fn new(id: &str, key: &[u8]) -> Result<Self, StoreError> {
        if id.is_empty() || id.len() > usize::from(u8::MAX) {
            return Err(sealed("the id of a sealing key has 1 to 255 bytes".to_owned()));
        }
        let key = RandomizedNonceKey::new(&AES_256_GCM, key)
            .map_err(|_| sealed(format!("the sealing key {id} has {} bytes, and needs 32", key.len())))?;
        Ok(Self { id: id.into(), key: Arc::new(key) })
    }

    fn seal(&self, key: &str, value: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut buffer = Zeroizing::new(value.to_vec());
        let aad = Aad::from(authenticated(key, &self.id));
        let nonce = self
            .key
            .seal_in_place_append_tag(aad, &mut *buffer)
            .map_err(|_| sealed(format!("the value of {key} cannot be sealed")))?;
        let id = self.id.as_bytes();
        let id_length = [u8::try_from(id.len()).unwrap_or(u8::MAX)];
        Ok([MAGIC.as_slice(), &id_length, id, nonce.as_ref(), &buffer].concat())
    }
}

/// What is authenticated beside the value. The parts cannot run into each other: the first has its length.
fn authenticated(key: &str, id: &str) -> Vec<u8> {
    let length = u32::try_from(id.len()).unwrap_or(u32::MAX).to_be_bytes();
    [MAGIC.as_slice(), &length, id.as_bytes(), key.as_bytes()].concat()
}

fn sealed(message: String) -> StoreError {
    StoreError::new(StoreErrorKind::Sealed, message)
}

/// A store whose values are encrypted: whoever reads the store, or a backup of it, sees keys and no tokens.
///
/// ```
/// use runtime::keeper::{MemoryStore, Sealed, SealingKey};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let (this_years, last_years) = ([7; 32], [6; 32]);
/// let store = Sealed::new(MemoryStore::new(), SealingKey::new("2027", &this_years)?)
///     .and_opens_with(SealingKey::new("2026", &last_years)?);
/// # Ok(())
/// # }
/// ```
///
/// To **rotate** the key, seal with the new one, open with the old one as well, and call
/// [`reseal`](Self::reseal); then the old one is no longer needed.
pub struct Sealed<S> {
    store: S,
    current: SealingKey,
    older: Vec<SealingKey>,
    takes_plain: bool,
}

impl<S: fmt::Debug> fmt::Debug for Sealed<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealed").field("store", &self.store).field("key", &self.current.id).finish_non_exhaustive()
    }
}

impl<S: Store> Sealed<S> {
    /// A store whose values are sealed with this key.
    pub fn new(store: S, key: SealingKey) -> Self {
        Self { store, current: key, older: Vec::new(), takes_plain: false }
    }

    /// Opens also what was sealed with an older key.
    #[must_use]
    pub fn and_opens_with(mut self, key: SealingKey) -> Self {
        self.older.push(key);
        self
    }

    /// Reads also what is not sealed yet, to seal a store that was not: until [`reseal`](Self::reseal) has ended,
    /// whoever can write to the store can put tokens of their own into it.
    #[must_use]
    pub fn and_takes_plain(mut self) -> Self {
        self.takes_plain = true;
        self
    }

    /// Seals everything with the current key that is sealed with another one, or not at all. How many values
    /// that were.
    ///
    /// # Errors
    /// The store failed, or a value does not open.
    pub async fn reseal(&self) -> Result<usize, StoreError> {
        let unfinished = self.store.unfinished().await?;
        let (mut count, mut after) = (0, None::<String>);
        loop {
            let keys = self.store.keys(after.as_deref(), 500).await?;
            let Some(last) = keys.last() else { return Ok(count) };
            after = Some(last.clone());
            for key in &keys {
                while let Some(stored) = self.store.load(key).await? {
                    if id_of(&stored.value).is_some_and(|id| id == self.current.id.as_bytes()) {
                        break;
                    }
                    let value = self.open(key, &stored.value)?;
                    let write = Write {
                        key,
                        expected: Some(stored.version),
                        value: Some(&value),
                        unfinished: unfinished.contains(key),
                        lease: None,
                    };
                    if let Swap::Done(_) = self.swap(write).await? {
                        count += 1;
                        break;
                    }
                }
            }
        }
    }

    fn open(&self, key: &str, value: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let Some(id) = id_of(value) else {
            if self.takes_plain && value.first() == Some(&b'{') {
                return Ok(Zeroizing::new(value.to_vec()));
            }
            return Err(sealed(format!(
                "the value of {key} is not sealed: if it was stored without sealing, open the store once with \
                 `and_takes_plain` and call `reseal`; if not, somebody else has written it"
            )));
        };
        let known = std::iter::once(&self.current).chain(&self.older).find(|known| known.id.as_bytes() == id);
        let Some(known) = known else {
            let id = String::from_utf8_lossy(id);
            return Err(sealed(format!(
                "the value of {key} is sealed with the key `{}`, which is not here: give it with `and_opens_with`",
                id.escape_default()
            )));
        };
        let rest = &value[MAGIC.len() + 1 + id.len()..];
        let open = || {
            let (nonce, ciphertext) = rest.split_at_checked(NONCE_LEN)?;
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            let mut buffer = Zeroizing::new(ciphertext.to_vec());
            let aad = Aad::from(authenticated(key, &known.id));
            let length = known.key.open_in_place(nonce, aad, &mut buffer).ok()?.len();
            buffer.truncate(length);
            Some(buffer)
        };
        open().ok_or_else(|| {
            let message = format!(
                "the value of {key} does not open with the key `{}`: it was damaged or moved, or the key is another one",
                known.id
            );
            StoreError::new(StoreErrorKind::Corrupt, message)
        })
    }
}

/// The id of the key that a value is sealed with.
fn id_of(value: &[u8]) -> Option<&[u8]> {
    let (length, rest) = value.strip_prefix(MAGIC)?.split_first()?;
    rest.get(..usize::from(*length))
}

impl<S: Store> Store for Sealed<S> {
    fn load<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Versioned>, StoreError>> {
        Box::pin(async move {
            let Some(Versioned { version, value }) = self.store.load(key).await? else { return Ok(None) };
            Ok(Some(Versioned { version, value: self.open(key, &value)? }))
        })
    }

    fn swap<'a>(&'a self, write: Write<'a>) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(async move {
            let value = write.value.map(|value| self.current.seal(write.key, value)).transpose()?;
            self.store.swap(Write { value: value.as_deref(), ..write }).await
        })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keeper::MemoryStore;

    fn key(id: &str, byte: u8) -> SealingKey {
        SealingKey::new(id, &[byte; 32]).unwrap()
    }

    fn write<'a>(key: &'a str, value: &'a [u8]) -> Write<'a> {
        Write { key, expected: None, value: Some(value), unfinished: true, lease: None }
    }

    #[tokio::test]
    async fn what_is_stored_shows_no_token_and_opens_again() {
        let plain = Arc::new(MemoryStore::new());
        let store = Sealed::new(Arc::clone(&plain), key("a", 1));
        let value = br#"{"access":"hunter2"}"#;
        let _ = store.swap(write("k", value)).await.unwrap();
        let raw = plain.load("k").await.unwrap().unwrap().value;
        assert!(!raw.windows(7).any(|window| window == b"hunter2"));
        assert_eq!(&**store.load("k").await.unwrap().unwrap().value, value);
        let other = Sealed::new(Arc::clone(&plain), key("a", 2));
        assert_eq!(other.load("k").await.unwrap_err().kind, StoreErrorKind::Corrupt);
    }

    #[tokio::test]
    async fn a_value_that_was_damaged_or_moved_does_not_open() {
        let plain = Arc::new(MemoryStore::new());
        let store = Sealed::new(Arc::clone(&plain), key("a", 1));
        let _ = store.swap(write("k", b"{}")).await.unwrap();
        let raw = plain.load("k").await.unwrap().unwrap().value;
        let _ = plain.swap(write("other", &raw)).await.unwrap();
        assert_eq!(store.load("other").await.unwrap_err().kind, StoreErrorKind::Corrupt);
        for at in 0..raw.len() {
            let mut flipped = raw.clone();
            flipped[at] ^= 1;
            assert!(store.open("k", &flipped).is_err(), "byte {at}");
            assert!(store.open("k", &raw[..at]).is_err(), "cut at {at}");
        }
    }

    #[tokio::test]
    async fn a_rotated_key_is_not_needed_any_more_after_resealing() {
        let plain = Arc::new(MemoryStore::new());
        let old = Sealed::new(Arc::clone(&plain), key("old", 1));
        for name in ["a", "b"] {
            let _ = old.swap(write(name, name.as_bytes())).await.unwrap();
        }
        let error = Sealed::new(Arc::clone(&plain), key("new", 2)).load("a").await.unwrap_err();
        assert!(error.to_string().contains("`old`, which is not here"), "{error}");
        let both = Sealed::new(Arc::clone(&plain), key("new", 2)).and_opens_with(key("old", 1));
        assert_eq!(&**both.load("a").await.unwrap().unwrap().value, b"a");
        assert_eq!((both.reseal().await.unwrap(), both.reseal().await.unwrap()), (2, 0));
        let new = Sealed::new(Arc::clone(&plain), key("new", 2));
        assert_eq!(&**new.load("b").await.unwrap().unwrap().value, b"b");
        assert_eq!(new.unfinished().await.unwrap(), ["a", "b"], "what was unfinished still is");
    }

    #[tokio::test]
    async fn what_is_not_sealed_is_refused_unless_a_store_is_being_sealed() {
        let plain = Arc::new(MemoryStore::new());
        let _ = plain.swap(write("k", b"{}")).await.unwrap();
        let error = Sealed::new(Arc::clone(&plain), key("a", 1)).load("k").await.unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Sealed);
        let taking = Sealed::new(Arc::clone(&plain), key("a", 1)).and_takes_plain();
        assert_eq!(taking.reseal().await.unwrap(), 1);
        assert!(Sealed::new(plain, key("a", 1)).load("k").await.is_ok());
    }

    #[test]
    fn keys_of_another_length_are_refused() {
        let error = SealingKey::new("short", &[0; 16]).unwrap_err().to_string();
        assert_eq!(error, "the sealing key short has 16 bytes, and needs 32");
        assert!(SealingKey::new("", &[0; 32]).is_err());
    }
}
