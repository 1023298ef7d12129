//! How tokens are had from the platform.

use std::fmt;
use std::sync::Arc;

use super::failure::classify;
use super::operations::{AppToken, UserToken, fill, merchants, user};
use super::{AuthorizeError, User};
use crate::Secret;
use crate::Value;
use crate::client::Client;
use crate::keeper::{Entry, Fresh, Grant, Keeper, Key, RefreshError, RefreshErrorKind, Refresher};
use crate::operation::Operation;
use crate::protocol::BoxFuture;
use crate::request::Request;

const PLATFORM: &str = "alipay";
const APP: &str = "app";
const USER: &str = "user";
const APP_AUTH_TOKEN: &str = "alipay-app-auth-token";

/// The application towards the platform.
pub(super) struct Exchange {
    client: Client,
    app_id: String,
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("app_id", &self.app_id).finish_non_exhaustive()
    }
}

impl Exchange {
    pub(super) fn new(client: Client, app_id: String) -> Self {
        Self { client, app_id }
    }

    pub(super) fn app_key(&self, auth_app_id: &str) -> Key {
        Key::new(PLATFORM, &self.app_id, APP, &[auth_app_id])
    }

    /// The set of scopes in one order, so that it is one key.
    pub(super) fn user_key(&self, user: &User) -> Key {
        let scopes = user.scopes.iter().map(String::as_str).collect::<Vec<_>>().join(",");
        let mut parts = vec![user.id.as_str(), &scopes];
        parts.extend(user.merchant.as_deref());
        Key::new(PLATFORM, &self.app_id, USER, &parts)
    }

    async fn call<O: Operation<Output = Value, Error = Value>>(
        &self,
        fill: impl FnOnce(&mut Request),
    ) -> Result<Value, RefreshError> {
        let mut call = self.client.call::<O>();
        fill(call.request());
        Ok(call.send().await.map_err(|error| classify(&error))?.value)
    }

    /// Exchanges the code of a merchant.
    pub(super) async fn app_code(&self, code: Secret) -> Result<Vec<(String, Grant)>, RefreshError> {
        let answer = self.call::<AppToken>(|request| fill(request, "authorization_code", "code", &code)).await?;
        let merchants = merchants(&answer);
        if merchants.is_empty() { Err(incomplete("tokens")) } else { Ok(merchants) }
    }

    /// Exchanges the code of a user: on behalf of the merchant, where it was given to the merchant's application.
    pub(super) async fn user_code(
        &self,
        keeper: &Keeper,
        code: Secret,
        merchant: Option<&str>,
    ) -> Result<(String, Grant), AuthorizeError> {
        let token = match merchant {
            Some(merchant) => Some(keeper.token(&self.app_key(merchant)).await?),
            None => None,
        };
        let answer = self
            .call::<UserToken>(|request| {
                request.header::<Option<Secret>>(APP_AUTH_TOKEN, token);
                fill(request, "authorization_code", "code", &code);
            })
            .await?;
        match user(&answer) {
            Some((Some(id), grant)) => Ok((id, grant)),
            Some((None, _)) => Err(incomplete("open_id").into()),
            None => Err(incomplete("access_token").into()),
        }
    }

    async fn app_token(&self, key: &Key, refresh: &Secret) -> Result<Fresh, RefreshError> {
        let answer = self.call::<AppToken>(|request| fill(request, "refresh_token", "refresh_token", refresh)).await?;
        let account = key.account().unwrap_or_default();
        let mut merchants = merchants(&answer);
        let of_account = merchants.iter().position(|(auth_app_id, _)| *auth_app_id == account);
        match of_account {
            Some(index) => fresh(merchants.swap_remove(index).1),
            None => Err(incomplete("the application that was asked for")),
        }
    }

    async fn user_token(&self, keeper: &Keeper, key: &Key, refresh: &Secret) -> Result<Fresh, RefreshError> {
        // After platform, application and kind come the user, the scopes, and the merchant.
        let token = match key.part(5) {
            None => None,
            Some(merchant) => Some(keeper.token(&self.app_key(&merchant)).await.map_err(|error| {
                let message = format!("no token of the merchant on whose behalf the user's is refreshed: {error}");
                RefreshError::new(RefreshErrorKind::Unavailable, "merchant", message)
            })?),
        };
        let answer = self
            .call::<UserToken>(|request| {
                request.header::<Option<Secret>>(APP_AUTH_TOKEN, token);
                fill(request, "refresh_token", "refresh_token", refresh);
            })
            .await?;
        let (_, grant) = user(&answer).ok_or_else(|| incomplete("access_token"))?;
        fresh(grant)
    }
}

impl Refresher for Arc<Exchange> {
    fn is_for(&self, key: &Key) -> bool {
        key.platform() == PLATFORM && key.app() == self.app_id
    }

    fn refresh<'a>(
        &'a self,
        keeper: &'a Keeper,
        key: &'a Key,
        held: &'a Entry,
    ) -> BoxFuture<'a, Result<Fresh, RefreshError>> {
        Box::pin(async move {
            let Some(refresh) = &held.refresh else {
                let message = "no refresh token is kept";
                return Err(RefreshError::new(RefreshErrorKind::RefreshToken, "missing", message));
            };
            match key.kind().as_ref() {
                APP => self.app_token(key, &refresh.token).await,
                USER => self.user_token(keeper, key, &refresh.token).await,
                kind => {
                    let message = format!("a token of the kind {kind} cannot be asked for");
                    Err(RefreshError::new(RefreshErrorKind::Configuration, "kind", message))
                }
            }
        })
    }
}

fn fresh(grant: Grant) -> Result<Fresh, RefreshError> {
    let (token, lifetime) = grant.access.ok_or_else(|| incomplete("access_token"))?;
    let mut fresh = Fresh::new(token, lifetime);
    if let Some((refresh, lifetime)) = grant.refresh {
        fresh = fresh.refresh_token(Some(refresh), lifetime);
    }
    fresh.details = grant.details;
    Ok(fresh)
}

fn incomplete(name: &str) -> RefreshError {
    let message = format!("the platform's answer has not: {name}");
    RefreshError::new(RefreshErrorKind::Unavailable, "incomplete", message).may_have_arrived(true)
}
