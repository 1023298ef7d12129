//! A store for a fleet: one Redis (or Valkey) server, several processes.
//!
//! Below the prefix, a key `k` has the hash `prefix:{k}` with version and value, the lease `prefix:{k}:lease` and
//! the counter of its leases `prefix:{k}:fence`; `prefix:keys` (a sorted set) and `prefix:unfinished` (a set) are
//! the lists of all keys and of the unfinished ones. What has to be seen and changed at once is a script.

use std::fmt;
use std::time::{Duration, Instant};

use ::redis::aio::{ConnectionManager, ConnectionManagerConfig};
use ::redis::{Client, RedisError, Script, cmd};

use super::store::{Lease, Store, StoreError, StoreErrorKind, Swap, Version, Versioned, Write};
use crate::protocol::BoxFuture;

/// `KEYS`: entry, lease, list of keys, list of unfinished keys. `ARGV`: key, expected version or nothing, new
/// version, value or nothing, `1` where unfinished, fence of the lease or nothing.
const SWAP: &str = r"
if ARGV[6] ~= '' and redis.call('GET', KEYS[2]) ~= ARGV[6] then return 'lease' end
local current = redis.call('HGET', KEYS[1], 'version') or ''
if current ~= ARGV[2] then return 'conflict' end
if ARGV[4] == '' then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[3], ARGV[1])
else
  redis.call('HSET', KEYS[1], 'version', ARGV[3], 'value', ARGV[4])
  redis.call('ZADD', KEYS[3], 0, ARGV[1])
end
if ARGV[5] == '1' then redis.call('SADD', KEYS[4], ARGV[1]) else redis.call('SREM', KEYS[4], ARGV[1]) end
return 'done'";

/// `KEYS`: lease, counter. `ARGV`: milliseconds. The counter is never deleted: a fence is never given twice.
const ACQUIRE: &str = r"
if redis.call('EXISTS', KEYS[1]) == 1 then return false end
local fence = redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[1], fence, 'PX', ARGV[1])
return fence";

/// `KEYS`: lease. `ARGV`: fence.
const RELEASE: &str = r"
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0";

/// Keeps entries in a Redis server that several processes share, of which one at a time refreshes a token.
///
/// A write is as durable as the server makes it: let it append to a file at every write (`appendonly yes`,
/// `appendfsync always`), evict nothing (`maxmemory-policy noeviction`), and, where replicas may take over,
/// wait for them ([`replicas`](Self::replicas)). One primary with replicas is meant, not a cluster.
#[derive(Clone)]
pub struct RedisStore {
    connection: ConnectionManager,
    prefix: String,
    replicas: usize,
    scripts: [Script; 3],
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("prefix", &self.prefix)
            .field("replicas", &self.replicas)
            .finish_non_exhaustive()
    }
}

impl RedisStore {
    /// Connects to a server, such as `redis://:password@127.0.0.1:6379/0`. All keys begin with `prefix`, by
    /// which several keepers tell their tokens apart. A connection that breaks is made again.
    ///
    /// # Errors
    /// The address is none, or the server cannot be reached.
    pub async fn connect(url: &str, prefix: &str) -> Result<Self, StoreError> {
        let client = Client::open(url).map_err(|error| {
            // The address may hold a password.
            let message = format!("the address of the Redis server cannot be used ({:?})", error.kind());
            StoreError::new(StoreErrorKind::Unavailable, message)
        })?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(Duration::from_secs(5)))
            .set_response_timeout(Some(Duration::from_secs(5)));
        let connection = ConnectionManager::new_with_config(client, config).await.map_err(unavailable)?;
        let store = Self::new(connection, prefix);
        store.warn_of_settings().await;
        Ok(store)
    }

    /// On a connection of your own, with its TLS and its time-outs. A response time-out of a few seconds is
    /// advised.
    pub fn new(connection: ConnectionManager, prefix: &str) -> Self {
        let scripts = [SWAP, ACQUIRE, RELEASE].map(Script::new);
        Self { connection, prefix: prefix.to_owned(), replicas: 0, scripts }
    }

    /// A write has ended only when this many replicas have it (`WAIT`); none unless set.
    #[must_use]
    pub fn replicas(mut self, replicas: usize) -> Self {
        self.replicas = replicas;
        self
    }

    /// A server that keeps nothing on its disk, or throws keys away when its memory is full, loses tokens. Some
    /// hide their settings.
    async fn warn_of_settings(&self) {
        let mut connection = self.connection.clone();
        for (setting, good) in [("appendonly", "yes"), ("maxmemory-policy", "noeviction")] {
            let found: Result<(String, String), _> =
                cmd("CONFIG").arg("GET").arg(setting).query_async(&mut connection).await;
            if let Ok((_, value)) = found
                && value != good
            {
                tracing::warn!(setting, value, "this setting of the Redis server can lose tokens: {good} is advised");
            }
        }
    }

    fn entry(&self, key: &str) -> String {
        format!("{}:{{{key}}}", self.prefix)
    }

    fn lease(&self, key: &str) -> String {
        format!("{}:{{{key}}}:lease", self.prefix)
    }

    fn list(&self, name: &str) -> String {
        format!("{}:{name}", self.prefix)
    }

    async fn load_now(&self, key: &str) -> Result<Option<Versioned>, StoreError> {
        let mut connection = self.connection.clone();
        let found: (Option<Vec<u8>>, Option<Vec<u8>>) = cmd("HMGET")
            .arg(self.entry(key))
            .arg("version")
            .arg("value")
            .query_async(&mut connection)
            .await
            .map_err(unavailable)?;
        match found {
            (Some(version), Some(value)) => {
                let version = <[u8; 16]>::try_from(version.as_slice()).map_err(|_| foreign(&self.entry(key)))?;
                Ok(Some(Versioned { version: Version::from_bytes(version), value: value.into() }))
            }
            (None, None) => Ok(None),
            _ => Err(foreign(&self.entry(key))),
        }
    }

    async fn swap_now(&self, write: Write<'_>) -> Result<Swap, StoreError> {
        let mut connection = self.connection.clone();
        let version = Version::fresh();
        let [swap, ..] = &self.scripts;
        let outcome: String = swap
            .key(self.entry(write.key))
            .key(self.lease(write.key))
            .key(self.list("keys"))
            .key(self.list("unfinished"))
            .arg(write.key)
            .arg(write.expected.map_or_else(Vec::new, |version| version.to_bytes().to_vec()))
            .arg(version.to_bytes().as_slice())
            .arg(write.value.unwrap_or_default())
            .arg(u8::from(write.unfinished))
            .arg(write.lease.map_or_else(String::new, |lease| lease.fence.to_string()))
            .invoke_async(&mut connection)
            .await
            .map_err(unavailable)?;
        match outcome.as_str() {
            "lease" => Ok(Swap::LeaseLost),
            outcome => {
                // Also for a conflict: it may be one with this process's own write, whose confirmation was lost.
                self.wait_for_replicas().await?;
                Ok(if outcome == "done" { Swap::Done(version) } else { Swap::Conflict })
            }
        }
    }

    async fn wait_for_replicas(&self) -> Result<(), StoreError> {
        if self.replicas == 0 {
            return Ok(());
        }
        let mut connection = self.connection.clone();
        let have: usize =
            cmd("WAIT").arg(self.replicas).arg(2000).query_async(&mut connection).await.map_err(unavailable)?;
        if have < self.replicas {
            let message = format!("{have} of {} replicas of the Redis server have taken a write", self.replicas);
            return Err(StoreError::new(StoreErrorKind::Unavailable, message));
        }
        Ok(())
    }

    async fn acquire_now(&self, key: &str, life: Duration) -> Result<Option<Lease>, StoreError> {
        let mut connection = self.connection.clone();
        // Counted from before the question, so that it ends here no later than there.
        let asked = Instant::now();
        let [_, acquire, _] = &self.scripts;
        let fence: Option<u64> = acquire
            .key(self.lease(key))
            .key(format!("{}:{{{key}}}:fence", self.prefix))
            .arg(u64::try_from(life.as_millis()).unwrap_or(u64::MAX))
            .invoke_async(&mut connection)
            .await
            .map_err(unavailable)?;
        Ok(fence.map(|fence| Lease { key: key.to_owned(), fence, until: asked + life }))
    }

    async fn release_now(&self, lease: &Lease) -> Result<(), StoreError> {
        let mut connection = self.connection.clone();
        let [.., release] = &self.scripts;
        let _: u64 = release
            .key(self.lease(&lease.key))
            .arg(lease.fence.to_string())
            .invoke_async(&mut connection)
            .await
            .map_err(unavailable)?;
        Ok(())
    }

    async fn keys_now(&self, after: Option<&str>, limit: usize) -> Result<Vec<String>, StoreError> {
        let mut connection = self.connection.clone();
        cmd("ZRANGEBYLEX")
            .arg(self.list("keys"))
            .arg(after.map_or_else(|| "-".to_owned(), |after| format!("({after}")))
            .arg("+")
            .arg("LIMIT")
            .arg(0)
            .arg(limit)
            .query_async(&mut connection)
            .await
            .map_err(unavailable)
    }

    async fn unfinished_now(&self) -> Result<Vec<String>, StoreError> {
        let mut connection = self.connection.clone();
        let mut keys: Vec<String> =
            cmd("SMEMBERS").arg(self.list("unfinished")).query_async(&mut connection).await.map_err(unavailable)?;
        keys.sort();
        Ok(keys)
    }
}

/// What the library says holds neither addresses nor values.
fn unavailable(error: RedisError) -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, "the Redis server failed").because(error)
}

fn foreign(key: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt, format!("the Redis key {key} holds something that no keeper has written"))
}

impl Store for RedisStore {
    fn load<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Versioned>, StoreError>> {
        Box::pin(self.load_now(key))
    }

    fn swap<'a>(&'a self, write: Write<'a>) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(self.swap_now(write))
    }

    fn acquire<'a>(&'a self, key: &'a str, life: Duration) -> BoxFuture<'a, Result<Option<Lease>, StoreError>> {
        Box::pin(self.acquire_now(key, life))
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(self.release_now(lease))
    }

    fn keys<'a>(&'a self, after: Option<&'a str>, limit: usize) -> BoxFuture<'a, Result<Vec<String>, StoreError>> {
        Box::pin(self.keys_now(after, limit))
    }

    fn unfinished(&self) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        Box::pin(self.unfinished_now())
    }
}
