//! Keepers of both platforms on one store and one gateway, as a process of its own sets them up.
//!
//! An account is written `authorizer:wx1`, `merchant:app1` or `user:open1`.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use runtime::alipay::{self, User};
use runtime::keeper::{Entry, FileStore, Grant, KeeperError, Key, Reason, RedisStore, Sealed, SealingKey, Store};
use runtime::wechat;
use serde::{Deserialize, Serialize};

use crate::gateway::{Gateway, Kind};

/// What a process has to know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Setup {
    /// The base URL of the gateway.
    pub gateway: String,
    /// A path, or the address of a Redis server.
    pub store: String,
    /// The accounts.
    pub accounts: Vec<String>,
    /// How long a lease is, in milliseconds, and how long an answer may take.
    pub lease: u64,
    /// See above.
    pub answer: u64,
    /// Of the component.
    pub component_appid: String,
    /// Of the component.
    pub component_appsecret: String,
    /// Of the component.
    pub ticket: String,
    /// Of the application at Alipay.
    pub app_id: String,
    /// Of the application at Alipay; the keys of the gateway live as long as the test.
    pub app_private_key: String,
    /// Of Alipay.
    pub alipay_public_key: String,
}

/// The scopes of all users.
const SCOPES: &[&str] = &["auth_base"];

impl Setup {
    /// For this gateway and store.
    #[must_use]
    pub fn new(gateway: &Gateway, store: &str, accounts: Vec<String>) -> Self {
        let (wechat, alipay) = (gateway.wechat(), gateway.alipay());
        Self {
            gateway: gateway.url().to_owned(),
            store: store.to_owned(),
            accounts,
            lease: 60_000,
            answer: 30_000,
            component_appid: gateway.referee().component_appid().to_owned(),
            component_appsecret: wechat.component_appsecret.to_owned(),
            ticket: wechat.component_verify_ticket.to_owned(),
            app_id: alipay.app_id.to_owned(),
            app_private_key: alipay.app_private_key.clone(),
            alipay_public_key: alipay.alipay_public_key.clone(),
        }
    }

    /// Reads what [`write`](Self::write) has written.
    ///
    /// # Panics
    ///
    /// When it is not there.
    #[must_use]
    pub fn read(path: impl AsRef<Path>) -> Self {
        serde_json::from_slice(&std::fs::read(path).expect("a setup")).expect("a setup")
    }

    /// Writes it for a process.
    ///
    /// # Panics
    ///
    /// When it cannot be written.
    pub fn write(&self, path: impl AsRef<Path>) {
        std::fs::write(path, serde_json::to_vec(self).expect("JSON")).expect("a place for the setup");
    }

    /// The store, opened.
    ///
    /// # Panics
    ///
    /// When it cannot be.
    pub async fn open_store(&self) -> Arc<dyn Store> {
        if self.store.starts_with("redis:") {
            Arc::new(RedisStore::connect(&self.store, "test").await.expect("a Redis server"))
        } else {
            let key = SealingKey::new("test", &[7; 32]).expect("a key");
            Arc::new(Sealed::new(FileStore::open_or_create(&self.store).expect("a store"), key))
        }
    }

    /// The keepers.
    ///
    /// # Panics
    ///
    /// When the store cannot be opened.
    pub async fn keepers(&self) -> Keepers {
        self.keepers_on(self.open_store().await)
    }

    /// The key of an account.
    #[must_use]
    pub fn key(&self, account: &str) -> Key {
        match refereed(account) {
            (Kind::Merchant, name) => Key::new("alipay", &self.app_id, "app", &[name]),
            (Kind::User, name) => Key::new("alipay", &self.app_id, "user", &[name, &SCOPES.join(",")]),
            (_, name) => Key::new("wechat", &self.component_appid, "authorizer", &[name]),
        }
    }

    /// The keepers on a store that is open.
    ///
    /// # Panics
    ///
    /// When a key is none.
    #[must_use]
    pub fn keepers_on(&self, store: Arc<dyn Store>) -> Keepers {
        let (lease, answer) = (Duration::from_millis(self.lease), Duration::from_millis(self.answer));
        let wechat = wechat::Keeper::builder(self.component_appid.as_str(), self.component_appsecret.as_str())
            .base_url(&self.gateway)
            .store(Arc::clone(&store))
            .lease(lease, answer)
            .build()
            .expect("a keeper");
        let keys = alipay::Credentials::keys(&self.app_id, &self.app_private_key, &self.alipay_public_key);
        let alipay = alipay::Keeper::builder(keys.expect("keys"))
            .base_url(&self.gateway)
            .store(store)
            .lease(lease, answer)
            .build()
            .expect("a keeper");
        Keepers { wechat, alipay, setup: Arc::new(self.clone()) }
    }
}

/// The keepers of a process.
#[derive(Clone, Debug)]
pub struct Keepers {
    /// WeChat's.
    pub wechat: wechat::Keeper,
    /// Alipay's.
    pub alipay: alipay::Keeper,
    setup: Arc<Setup>,
}

/// Which of the referee's kinds an account is, and its name there.
#[must_use]
pub fn refereed(account: &str) -> (Kind, &str) {
    let (kind, name) = account.split_once(':').unwrap_or_default();
    let kind = match kind {
        "authorizer" => Kind::Authorizer,
        "merchant" => Kind::Merchant,
        _ => Kind::User,
    };
    (kind, name)
}

impl Keepers {
    /// Gives the ticket, and for each account the refresh token of a first authorization.
    ///
    /// # Panics
    ///
    /// When the store fails.
    pub async fn authorize_all(&self, gateway: &Gateway) {
        let arrived = self.wechat.ticket_arrived(self.setup.ticket.as_str(), SystemTime::now()).await;
        arrived.expect("the store");
        for account in &self.setup.accounts {
            let (kind, name) = refereed(account);
            let grant = Grant::new().refresh(gateway.referee().authorize(kind, name), None);
            self.core(kind).put(&self.setup.key(account), grant).await.expect("the store");
        }
    }

    /// What was begun and not ended is ended: the accounts that are lost.
    ///
    /// # Panics
    ///
    /// When the store fails, or an account that is not lost cannot be refreshed.
    pub async fn recover(&self) -> Vec<String> {
        let mut lost = Vec::new();
        for core in [self.wechat.tokens(), self.alipay.tokens()] {
            let swept = core.recover().await.expect("the store");
            assert!(swept.failed.is_empty(), "{:?}", swept.failed);
            lost.extend(swept.must_reauthorize.into_iter().map(|(key, reason)| {
                assert!(matches!(reason, Reason::AnswerLost(_)), "{key}: {reason}");
                self.setup.accounts.iter().find(|account| self.setup.key(account) == key).expect("an account").clone()
            }));
        }
        lost
    }

    fn core(&self, kind: Kind) -> &runtime::keeper::Keeper {
        match kind {
            Kind::Component | Kind::Authorizer => self.wechat.tokens(),
            Kind::Merchant | Kind::User => self.alipay.tokens(),
        }
    }

    /// The key of the component access token.
    #[must_use]
    pub fn component_key(&self) -> Key {
        Key::new("wechat", &self.setup.component_appid, "component", &[])
    }

    /// What is stored for an account.
    ///
    /// # Panics
    ///
    /// When the store fails.
    pub async fn entry(&self, account: &str) -> Option<Entry> {
        self.core(refereed(account).0).entry(&self.setup.key(account)).await.expect("the store")
    }

    /// A new token of an account.
    ///
    /// # Errors
    ///
    /// What the keeper says.
    pub async fn refresh(&self, account: &str) -> Result<String, KeeperError> {
        let token = self.core(refereed(account).0).refresh(&self.setup.key(account)).await;
        token.map(|token| token.expose().to_owned())
    }

    /// The token of an account.
    ///
    /// # Errors
    ///
    /// What the keeper says.
    pub async fn token(&self, account: &str) -> Result<String, KeeperError> {
        let token = match refereed(account) {
            (Kind::Merchant, name) => self.alipay.app_auth_token(name).await,
            (Kind::User, name) => self.alipay.user_token(&User::new(name, SCOPES)).await,
            (_, name) => self.wechat.authorizer_token(name).await,
        };
        token.map(|token| token.expose().to_owned())
    }

    /// A lost account authorizes again.
    ///
    /// # Panics
    ///
    /// When it is refused.
    pub async fn authorize_again(&self, account: &str) {
        let (kind, name) = refereed(account);
        let code = format!("code@@@{name}");
        match kind {
            Kind::User => {
                let user = self.alipay.user_authorized(code, SCOPES, None).await.expect("an authorization");
                assert_eq!(user, User::new(name, SCOPES));
            }
            Kind::Merchant => drop(self.alipay.authorized(code).await.expect("an authorization")),
            _ => drop(self.wechat.authorized(code, Some(name), None).await.expect("an authorization")),
        }
    }
}
