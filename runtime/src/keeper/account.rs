//! What a client takes its tokens from.

use std::fmt;
use std::sync::Arc;

use super::key::Key;
use super::service::Keeper;
use crate::Secret;
use crate::error::SourceError;
use crate::protocol::BoxFuture;
use crate::rest::Source;

/// The token of one key, such as that of a WeChat component.
#[cfg(feature = "wechat")]
pub(crate) struct TokenOf {
    pub(crate) keeper: Keeper,
    pub(crate) key: Key,
}

#[cfg(feature = "wechat")]
impl Source for TokenOf {
    fn get(&self) -> BoxFuture<'_, Result<Secret, SourceError>> {
        Box::pin(async { self.keeper.token(&self.key).await.map_err(|error| error.to_string().into()) })
    }

    fn refused<'a>(&'a self, _: Option<&'a str>, credential: &'a Secret) -> BoxFuture<'a, bool> {
        Box::pin(self.keeper.refused(&self.key, credential))
    }
}

/// The token of the account that a call names.
pub(crate) struct TokenOfAccount {
    pub(crate) keeper: Keeper,
    pub(crate) key: Arc<dyn Fn(&str) -> Key + Send + Sync>,
}

impl fmt::Debug for TokenOfAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TokenOfAccount").field(&self.keeper).finish()
    }
}

impl Source for TokenOfAccount {
    fn get(&self) -> BoxFuture<'_, Result<Secret, SourceError>> {
        let why = "the call does not say on whose behalf it is made: name the account with `on_behalf_of`";
        Box::pin(std::future::ready(Err(why.into())))
    }

    fn is_per_account(&self) -> bool {
        true
    }

    fn get_for<'a>(&'a self, account: &'a str) -> BoxFuture<'a, Result<Secret, SourceError>> {
        let key = (self.key)(account);
        Box::pin(async move { self.keeper.token(&key).await.map_err(|error| error.to_string().into()) })
    }

    fn refused<'a>(&'a self, account: Option<&'a str>, credential: &'a Secret) -> BoxFuture<'a, bool> {
        let key = account.map(|account| (self.key)(account));
        Box::pin(async move {
            match key {
                Some(key) => self.keeper.refused(&key, credential).await,
                None => false,
            }
        })
    }
}
