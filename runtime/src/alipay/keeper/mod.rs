//! Keeps the tokens that merchants and users have given to an application.
//!
//! - `operations`: the two calls that give tokens, on whichever wire;
//! - `failure`: what their failures ask for;
//! - `refresher`: how a token is exchanged and refreshed;
//! - `kept`: a protocol that puts the token of the merchant that a call names into the request.

mod failure;
mod kept;
mod operations;
mod refresher;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Credentials, V3};
use crate::Secret;
use crate::client::Client;
use crate::error::BuildError;
use crate::keeper::{self, Clock, Entry, Grant, KeeperError, RefreshError, Store, TokenOfAccount, wall};
use crate::protocol::Protocol;
pub use kept::Kept;
use refresher::Exchange;

/// Keeps an app auth token for each merchant, and an access token for each user and set of scopes. Cheap to
/// clone; clones share everything.
///
/// ```no_run
/// use runtime::alipay::{Credentials, Keeper, User};
///
/// # async fn example(credentials: Credentials, store: runtime::keeper::MemoryStore, code: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let keeper = Keeper::builder(credentials).store(store).build()?;
/// keeper.tokens().recover().await?; // what the last process did not end
///
/// // With the callback of the authorization page:
/// let merchants = keeper.authorized(code).await?;
/// let token = keeper.app_auth_token(&merchants[0]).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Keeper {
    core: keeper::Keeper,
    exchange: Arc<Exchange>,
}

/// A user's grant: the same user may have granted other scopes as well, and to several merchants.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct User {
    id: String,
    scopes: BTreeSet<String>,
    merchant: Option<String>,
}

impl User {
    /// The user with this open id, or user id where the application has not changed to open ids, who has granted
    /// these scopes.
    #[must_use]
    pub fn new(id: &str, scopes: &[&str]) -> Self {
        Self { id: id.to_owned(), scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(), merchant: None }
    }

    /// The grant was given to the application of this merchant, on whose behalf the token is used and refreshed.
    #[must_use]
    pub fn of_merchant(mut self, auth_app_id: &str) -> Self {
        self.merchant = Some(auth_app_id.to_owned());
        self
    }

    /// The open id, or user id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// Why an authorization was not taken over.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorizeError {
    /// The store failed, or there is no token of the merchant on whose behalf the code has to be exchanged.
    #[error(transparent)]
    Keeper(#[from] KeeperError),
    /// The platform gave no tokens. A code is used up even then: the account has to authorize again.
    #[error("the platform gave no tokens: {0}")]
    Platform(#[from] RefreshError),
}

impl Keeper {
    /// A keeper for the application with these credentials.
    pub fn builder(credentials: Credentials) -> KeeperBuilder {
        KeeperBuilder {
            app_id: credentials.app_id().to_owned(),
            client: crate::Builder::new("https://openapi.alipay.com").protocol(V3::new(credentials)),
            core: keeper::Keeper::builder(),
        }
    }

    /// What keeps the tokens, with all that it can do: events, sweeps, recovery.
    #[must_use]
    pub fn tokens(&self) -> &keeper::Keeper {
        &self.core
    }

    /// The protocol of a client that takes its tokens from here: a call `on_behalf_of` a merchant's application
    /// carries that merchant's app auth token, on whichever wire.
    pub fn protocol(&self, wire: impl Protocol) -> Kept {
        let exchange = Arc::clone(&self.exchange);
        let tokens = TokenOfAccount {
            keeper: self.core.clone(),
            key: Arc::new(move |auth_app_id: &str| exchange.app_key(auth_app_id)),
        };
        Kept::new(wire, tokens)
    }

    /// The token with which calls are made on behalf of a merchant.
    ///
    /// # Errors
    /// Among others [`KeeperError::MustReauthorize`]: only the merchant can help.
    pub async fn app_auth_token(&self, auth_app_id: &str) -> Result<Secret, KeeperError> {
        self.core.token(&self.exchange.app_key(auth_app_id)).await
    }

    /// The access token of a user.
    ///
    /// # Errors
    /// Among others [`KeeperError::MustReauthorize`]: only the user can help.
    pub async fn user_token(&self, user: &User) -> Result<Secret, KeeperError> {
        self.core.token(&self.exchange.user_key(user)).await
    }

    /// A call was refused with this token of a user: true if there is another one now, so that it is worth being
    /// made again, once.
    pub async fn user_token_refused(&self, user: &User, token: &Secret) -> bool {
        self.core.refused(&self.exchange.user_key(user), token).await
    }

    /// What is stored for a merchant.
    ///
    /// # Errors
    /// The store failed.
    pub async fn merchant(&self, auth_app_id: &str) -> Result<Option<Entry>, KeeperError> {
        self.core.entry(&self.exchange.app_key(auth_app_id)).await
    }

    /// A merchant has authorized the application: exchanges the `app_auth_code` and keeps the tokens in place of
    /// those that were kept. The merchant's applications that were authorized, which may be several.
    ///
    /// # Errors
    /// The platform gave no tokens, or the store failed.
    pub async fn authorized(&self, app_auth_code: impl Into<Secret>) -> Result<Vec<String>, AuthorizeError> {
        let mut merchants = Vec::new();
        for (auth_app_id, grant) in self.exchange.app_code(app_auth_code.into()).await? {
            self.keep_app_token(&auth_app_id, grant.granted_at(SystemTime::now() - keeper::ALLOWANCE)).await?;
            merchants.push(auth_app_id);
        }
        Ok(merchants)
    }

    /// A user has authorized the application, or that of a merchant: exchanges the `auth_code` and keeps the
    /// tokens in place of those that were kept for the same user and scopes.
    ///
    /// # Errors
    /// The platform gave no tokens, or the store failed.
    pub async fn user_authorized(
        &self,
        auth_code: impl Into<Secret>,
        scopes: &[&str],
        merchant: Option<&str>,
    ) -> Result<User, AuthorizeError> {
        let (id, grant) = self.exchange.user_code(&self.core, auth_code.into(), merchant).await?;
        let user = User { merchant: merchant.map(str::to_owned), ..User::new(&id, scopes) };
        self.keep_user_token(&user, grant.granted_at(SystemTime::now() - keeper::ALLOWANCE)).await?;
        Ok(user)
    }

    /// Keeps tokens of a merchant that were had elsewhere.
    ///
    /// # Errors
    /// The store failed.
    pub async fn keep_app_token(&self, auth_app_id: &str, grant: Grant) -> Result<keeper::Put, KeeperError> {
        self.core.put(&self.exchange.app_key(auth_app_id), grant).await
    }

    /// Keeps tokens of a user that were had elsewhere.
    ///
    /// # Errors
    /// The store failed.
    pub async fn keep_user_token(&self, user: &User, grant: Grant) -> Result<keeper::Put, KeeperError> {
        self.core.put(&self.exchange.user_key(user), grant).await
    }

    /// A merchant has withdrawn its authorization at this time: removes its tokens, unless it has authorized
    /// again since. True if there were any.
    ///
    /// # Errors
    /// The store failed.
    pub async fn unauthorized(&self, auth_app_id: &str, at: SystemTime) -> Result<bool, KeeperError> {
        self.core.remove(&self.exchange.app_key(auth_app_id), Some(wall(at))).await
    }

    /// A user has withdrawn a grant at this time: removes its tokens, unless it was given again since. True if
    /// there were any.
    ///
    /// # Errors
    /// The store failed.
    pub async fn user_unauthorized(&self, user: &User, at: SystemTime) -> Result<bool, KeeperError> {
        self.core.remove(&self.exchange.user_key(user), Some(wall(at))).await
    }
}

/// Builds a [`Keeper`].
#[must_use = "a builder does nothing until `build` is called"]
#[derive(Debug)]
pub struct KeeperBuilder {
    app_id: String,
    client: crate::Builder<Client, super::Platform>,
    core: keeper::Builder,
}

impl KeeperBuilder {
    /// Where tokens are stored; in memory unless set.
    pub fn store(mut self, store: impl Store) -> Self {
        self.core = self.core.store(store);
        self
    }

    /// Another wire than [`V3`] for getting tokens; it brings its own credentials.
    pub fn protocol(mut self, wire: impl Protocol) -> Self {
        self.client = self.client.protocol(wire);
        self
    }

    /// Another address than the platform's own: the sandbox, a proxy, a test double.
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
        let exchange = Arc::new(Exchange::new(self.client.build()?, self.app_id));
        let core = self.core.build(Arc::clone(&exchange)).map_err(|error| BuildError::Keeper(error.message))?;
        Ok(Keeper { core, exchange })
    }
}
