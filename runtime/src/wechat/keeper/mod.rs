//! Keeps the tokens of a third-party platform and of the accounts that have authorized it.
//!
//! ```text
//! push ─▶ verify ticket ─▶ component access token ─▶ authorizer access token ─▶ calls on behalf of the account
//! ```
//!
//! - `operations`: the four calls that give tokens;
//! - `failure`: what their failures ask for;
//! - `pushed`: what the platform pushes, taken over;
//! - `refresher`: how a token is had, and a lost refresh token found again in the list of authorizers.

mod failure;
mod operations;
mod pushed;
mod refresher;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

pub use pushed::Pushed;

use super::Credentials;
use crate::Secret;
use crate::client::Client;
use crate::error::BuildError;
use crate::keeper::{self, Clock, Entry, Grant, KeeperError, Put, RefreshError, Store, TokenOf, TokenOfAccount};
use operations::Granted;
use refresher::Exchange;

/// How long a verify ticket is good.
const TICKET_LIFE: Duration = Duration::from_secs(12 * 3600);

/// Keeps the verify ticket, the component access token, and a refresh and an access token for each account.
/// Cheap to clone; clones share everything.
///
/// ```no_run
/// use runtime::wechat::Keeper;
///
/// # async fn example(store: runtime::keeper::MemoryStore, ticket: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let keeper = Keeper::builder("wx134c8103faa5a59e", "the component's secret").store(store).build()?;
/// keeper.tokens().recover().await?; // what the last process did not end
///
/// // With every push of a ticket:
/// keeper.ticket_arrived(ticket, std::time::SystemTime::now()).await?;
///
/// // A client built with `keeper.credentials()` takes its tokens from here; this is one of them.
/// let token = keeper.authorizer_token("wxf8b4f85f3a794e77").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Keeper {
    core: keeper::Keeper,
    exchange: Arc<Exchange>,
}

/// Why an authorization was not taken over.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorizeError {
    /// There is no component access token, or the store failed.
    #[error(transparent)]
    Keeper(#[from] KeeperError),
    /// The platform gave no tokens.
    #[error("the platform gave no tokens: {0}")]
    Platform(#[from] RefreshError),
}

impl Keeper {
    /// A keeper for the third-party platform with this appid and secret.
    pub fn builder(component_appid: impl Into<String>, component_appsecret: impl Into<Secret>) -> KeeperBuilder {
        KeeperBuilder {
            component_appid: component_appid.into(),
            component_appsecret: component_appsecret.into(),
            client: crate::Builder::new("https://api.weixin.qq.com"),
            core: keeper::Keeper::builder(),
        }
    }

    /// What keeps the tokens, with all that it can do: events, sweeps, recovery.
    #[must_use]
    pub fn tokens(&self) -> &keeper::Keeper {
        &self.core
    }

    /// The credentials of a client that takes its tokens from here: the component's, and for a call
    /// `on_behalf_of` an account that account's.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        let keys = Arc::clone(&self.exchange);
        let component = TokenOf { keeper: self.core.clone(), key: keys.component_key() };
        let authorizer =
            TokenOfAccount { keeper: self.core.clone(), key: Arc::new(move |appid: &str| keys.authorizer_key(appid)) };
        Credentials::component_access_token(component).and(Credentials::authorizer_access_token(authorizer))
    }

    /// The component access token.
    ///
    /// # Errors
    /// Among others [`RefreshErrorKind::Waiting`](crate::keeper::RefreshErrorKind::Waiting): no verify ticket has
    /// arrived yet, or the one that has is too old.
    pub async fn component_token(&self) -> Result<Secret, KeeperError> {
        self.core.token(&self.exchange.component_key()).await
    }

    /// The access token of an account.
    ///
    /// # Errors
    /// Among others [`KeeperError::MustReauthorize`]: only the account can help.
    pub async fn authorizer_token(&self, authorizer_appid: &str) -> Result<Secret, KeeperError> {
        self.core.token(&self.exchange.authorizer_key(authorizer_appid)).await
    }

    /// What is stored for an account: the times, and what the platform told beside the tokens.
    ///
    /// # Errors
    /// The store failed.
    pub async fn authorizer(&self, authorizer_appid: &str) -> Result<Option<Entry>, KeeperError> {
        self.core.entry(&self.exchange.authorizer_key(authorizer_appid)).await
    }

    /// A verify ticket was pushed (`component_verify_ticket`), with this `CreateTime`. An older one, delivered
    /// late, changes nothing.
    ///
    /// # Errors
    /// The store failed: answer the push with an error, and it comes again.
    pub async fn ticket_arrived(&self, ticket: impl Into<Secret>, created_at: SystemTime) -> Result<Put, KeeperError> {
        let grant = Grant::new().access(ticket, Some(TICKET_LIFE)).granted_at(created_at);
        let put = self.core.put(&self.exchange.ticket_key(), grant).await?;
        self.core.wake();
        Ok(put)
    }

    /// An account has authorized the platform, or changed what it grants: exchanges the code and keeps the
    /// tokens in place of those that were kept. The account's appid.
    ///
    /// The code comes with the callback of the authorization page, which does not tell the account, or with a
    /// push (`authorized`, `updateauthorized`), which does, and tells its `CreateTime` as well. Give all that is
    /// known: with the appid, not even a crash during the exchange forgets the account.
    ///
    /// # Errors
    /// The platform did not take the code, or the store failed. In the latter case the tokens can still be had:
    /// [`recover_from_list`](Self::recover_from_list).
    pub async fn authorized(
        &self,
        authorization_code: impl Into<Secret>,
        authorizer_appid: Option<&str>,
        created_at: Option<SystemTime>,
    ) -> Result<String, AuthorizeError> {
        if let Some(appid) = authorizer_appid {
            self.core.register(&self.exchange.authorizer_key(appid), true).await?;
        }
        let granted = self.exchange.code(&self.core, authorization_code.into()).await?;
        let Granted { appid, access, lifetime, refresh } = granted;
        let mut grant = Grant::new().granted_at(created_at.unwrap_or_else(|| SystemTime::now() - keeper::ALLOWANCE));
        if let Some(access) = access {
            grant = grant.access(access, lifetime);
        }
        if let Some(refresh) = refresh {
            grant = grant.refresh(refresh, None);
        }
        self.core.put(&self.exchange.authorizer_key(&appid), grant).await?;
        Ok(appid)
    }

    /// An account has withdrawn its authorization (`unauthorized`), with this `CreateTime`: removes its tokens,
    /// unless it has authorized again since. True if there were any.
    ///
    /// # Errors
    /// The store failed: answer the push with an error, and it comes again.
    pub async fn unauthorized(&self, authorizer_appid: &str, created_at: SystemTime) -> Result<bool, KeeperError> {
        let key = self.exchange.authorizer_key(authorizer_appid);
        self.core.remove(&key, Some(keeper::wall(created_at))).await
    }

    /// Asks the platform for all accounts that have authorized it, and keeps the refresh tokens of those that
    /// are not kept here: after a restore from a backup, or a move from other software. How many that were.
    ///
    /// # Errors
    /// The platform did not answer, or the store failed.
    pub async fn recover_from_list(&self) -> Result<usize, AuthorizeError> {
        let mut count = 0;
        for listed in self.exchange.list(&self.core, None).await? {
            let key = self.exchange.authorizer_key(&listed.appid);
            let kept = self.core.entry(&key).await?;
            if kept.is_some_and(|entry| entry.refresh.is_some()) {
                continue;
            }
            let granted_at = SystemTime::UNIX_EPOCH + Duration::from_secs(listed.authorized_at);
            let grant = Grant::new().refresh(listed.refresh, None).granted_at(granted_at);
            if self.core.put(&key, grant).await? == Put::Stored {
                count += 1;
            }
        }
        Ok(count)
    }
}

/// Builds a [`Keeper`].
#[must_use = "a builder does nothing until `build` is called"]
#[derive(Debug)]
pub struct KeeperBuilder {
    component_appid: String,
    component_appsecret: Secret,
    client: crate::Builder<Client, super::Platform>,
    core: keeper::Builder,
}

impl KeeperBuilder {
    /// Where tokens are stored; in memory unless set.
    pub fn store(mut self, store: impl Store) -> Self {
        self.core = self.core.store(store);
        self
    }

    /// Another address than the platform's own: a proxy, a test double.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.client = self.client.base_url(url);
        self
    }

    /// An HTTP client of your own.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.client = self.client.http_client(client);
        self
    }

    /// Another clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.core = self.core.clock(clock);
        self
    }

    /// How long one process may take for a refresh, and how long it waits for the platform's answer: see
    /// [`keeper::Builder::lease`].
    pub fn lease(mut self, lease: Duration, answer: Duration) -> Self {
        self.core = self.core.lease(lease, answer);
        self.client = self.client.timeout(answer);
        self
    }

    /// The keeper.
    ///
    /// # Errors
    /// The base URL is none, the HTTP client cannot be set up, or the lease is too short.
    pub fn build(self) -> Result<Keeper, BuildError> {
        let client = self.client.build()?;
        let exchange = Arc::new(Exchange::new(client, self.component_appid, self.component_appsecret));
        let core = self.core.build(Arc::clone(&exchange)).map_err(|error| BuildError::Keeper(error.message))?;
        Ok(Keeper { core, exchange })
    }
}
