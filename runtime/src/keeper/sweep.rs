//! Looking after tokens that nobody asks for.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::cached::Cached;
use super::error::{KeeperError, Reason};
use super::events::Event;
use super::flight::Want;
use super::key::Key;
use super::service::Keeper;
use super::store::StoreError;

/// How many refreshes a sweep has under way at the same time, and how many keys it reads at once.
const AT_ONCE: usize = 8;
const PAGE: usize = 500;

/// What came of a sweep, or of a recovery.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Swept {
    /// Keys with a new token.
    pub refreshed: Vec<Key>,
    /// Keys whose account has to authorize again, and why.
    pub must_reauthorize: Vec<(Key, Reason)>,
    /// Keys that got no new token this time.
    pub failed: Vec<(Key, KeeperError)>,
}

impl Keeper {
    /// Finishes what the last process, or another one, began and did not end: refreshes every account of which
    /// nobody knows whether the platform has answered. What is lost is found, and told, here and now. To be
    /// called when a process starts.
    ///
    /// # Errors
    /// The store failed.
    pub async fn recover(&self) -> Result<Swept, StoreError> {
        let keys = self.inner.store.unfinished().await?;
        let keys = keys.iter().map(|key| Key::from_text(key)).filter(|key| self.inner.refresher.is_for(key));
        Ok(self.renew(keys.collect()).await)
    }

    /// Goes once through all keys: refreshes the tokens in memory that end soon, and all whose refresh token
    /// ends soon, used or not; tells of those that end and cannot be refreshed.
    ///
    /// # Errors
    /// The store failed.
    pub async fn sweep(&self) -> Result<Swept, StoreError> {
        let mut swept = self.recover().await?;
        let mut after: Option<Key> = None;
        loop {
            let keys = self.keys(after.as_ref(), PAGE).await?;
            let Some(last) = keys.last() else { return Ok(swept) };
            after = Some(last.clone());
            let mut due = Vec::new();
            for key in keys {
                if self.inner.refresher.is_for(&key) && self.is_due(&key).await {
                    due.push(key);
                }
            }
            let more = self.renew(due).await;
            swept.refreshed.extend(more.refreshed);
            swept.must_reauthorize.extend(more.must_reauthorize);
            swept.failed.extend(more.failed);
        }
    }

    /// Sweeps again and again, this long after each other, until it is dropped.
    ///
    /// ```no_run
    /// # fn example(keeper: runtime::keeper::Keeper) {
    /// tokio::spawn(async move { keeper.watch(std::time::Duration::from_secs(60)).await });
    /// # }
    /// ```
    pub async fn watch(&self, pause: Duration) {
        loop {
            if let Err(error) = self.sweep().await {
                tracing::warn!(%error, "the store failed during a sweep");
            }
            tokio::time::sleep(pause).await;
        }
    }

    async fn is_due(&self, key: &Key) -> bool {
        let now = self.inner.now();
        if let Some(cached) = self.inner.existing_slot(key.as_str()).and_then(|slot| slot.cached()) {
            return cached.is_due(now);
        }
        match self.inner.load(key).await {
            Ok(Some((_, entry))) if entry.dead.is_some() => false,
            Ok(Some((_, entry))) => {
                let cached = Cached::of(&entry, now);
                if entry.refresh.is_none()
                    && let Some(cached) = cached.filter(|cached| cached.is_good(now) && cached.is_due(now))
                    && let Some(left) = cached.left(now)
                {
                    self.inner.tell(Event::AboutToExpire { key: key.clone(), left });
                }
                entry.refresh_token_is_due(now.wall)
            }
            Ok(None) => false,
            Err(error) => {
                tracing::warn!(%error, "an entry cannot be read");
                false
            }
        }
    }

    /// Refreshes these keys, a few at a time.
    async fn renew(&self, keys: Vec<Key>) -> Swept {
        let mut swept = Swept::default();
        let mut tasks = JoinSet::new();
        let mut note = |outcome: Result<(Key, Result<(), KeeperError>), tokio::task::JoinError>| match outcome {
            Ok((key, Ok(()))) => swept.refreshed.push(key),
            Ok((_, Err(KeeperError::MustReauthorize { key, reason }))) => swept.must_reauthorize.push((key, reason)),
            // Withdrawn meanwhile.
            Ok((_, Err(KeeperError::Unknown { .. }))) | Err(_) => {}
            Ok((key, Err(error))) => swept.failed.push((key, error)),
        };
        for key in keys {
            if tasks.len() == AT_ONCE
                && let Some(outcome) = tasks.join_next().await
            {
                note(outcome);
            }
            let keeper = self.clone();
            tasks.spawn(async move {
                let slot = keeper.inner.slot(&key);
                let outcome = keeper.fly(&key, &slot, Want::NotDue).await.map(|_: Arc<_>| ());
                (key, outcome)
            });
        }
        while let Some(outcome) = tasks.join_next().await {
            note(outcome);
        }
        swept
    }
}
