//! How tokens are had from the platform.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::failure::classify;
use super::operations::{AuthorizerList, AuthorizerToken, ComponentToken, Granted, Listed, QueryAuth, seconds, secret};
use super::{AuthorizeError, Credentials, TokenOf};
use crate::Secret;
use crate::Value;
use crate::client::Client;
use crate::keeper::{Entry, Fresh, Keeper, KeeperError, Key, RefreshError, RefreshErrorKind, Refresher};
use crate::operation::Operation;
use crate::protocol::BoxFuture;
use crate::request::Request;

const PLATFORM: &str = "wechat";
const TICKET: &str = "ticket";
const COMPONENT: &str = "component";
const AUTHORIZER: &str = "authorizer";

/// How many accounts are asked for at once, the most that the platform allows.
const PAGE: u64 = 500;

/// The component towards the platform.
pub(super) struct Exchange {
    client: Client,
    appid: String,
    secret: Secret,
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("appid", &self.appid).finish_non_exhaustive()
    }
}

impl Exchange {
    pub(super) fn new(client: Client, appid: String, secret: Secret) -> Self {
        Self { client, appid, secret }
    }

    pub(super) fn ticket_key(&self) -> Key {
        Key::new(PLATFORM, &self.appid, TICKET, &[])
    }

    pub(super) fn component_key(&self) -> Key {
        Key::new(PLATFORM, &self.appid, COMPONENT, &[])
    }

    pub(super) fn authorizer_key(&self, appid: &str) -> Key {
        Key::new(PLATFORM, &self.appid, AUTHORIZER, &[appid])
    }

    /// Makes a call with the component access token. The executor makes it once more with a fresh one, where
    /// that was the failure.
    async fn call<O: Operation<Output = Value, Error = Value>>(
        &self,
        keeper: &Keeper,
        fill: impl FnOnce(&mut Request),
    ) -> Result<Value, RefreshError> {
        let key = self.component_key();
        // For its failure, which tells more than that of the call would.
        keeper.token(&key).await.map_err(missing_component_token)?;
        let mut call = self.client.call::<O>();
        let request = call.request();
        request.member::<String>("component_appid", self.appid.as_str());
        fill(request);
        let credentials = Credentials::component_access_token(TokenOf { keeper: keeper.clone(), key });
        request.options.credentials = credentials.into();
        Ok(call.send().await.map_err(|error| classify(&error))?.value)
    }

    /// Exchanges an authorization code.
    pub(super) async fn code(&self, keeper: &Keeper, code: Secret) -> Result<Granted, AuthorizeError> {
        let answer =
            self.call::<QueryAuth>(keeper, |request| request.member::<Secret>("authorization_code", code)).await?;
        Granted::read(&answer).ok_or_else(|| incomplete("authorizer_appid").into())
    }

    /// The accounts of the list that have a refresh token, or only this one.
    pub(super) async fn list(&self, keeper: &Keeper, appid: Option<&str>) -> Result<Vec<Listed>, RefreshError> {
        let (mut found, mut offset) = (Vec::new(), 0);
        loop {
            let answer = self
                .call::<AuthorizerList>(keeper, |request| {
                    request.member::<i64>("offset", i64::try_from(offset).unwrap_or(i64::MAX));
                    request.member::<i64>("count", i64::try_from(PAGE).unwrap_or(i64::MAX));
                })
                .await?;
            let page = answer.get("list").and_then(Value::as_array).ok_or_else(|| incomplete("list"))?;
            let accounts = page.iter().filter_map(Listed::read);
            found.extend(accounts.filter(|listed| appid.is_none_or(|appid| appid == listed.appid)));
            offset += u64::try_from(page.len()).unwrap_or_default();
            let total = seconds(&answer, "total_count").unwrap_or_default();
            if page.is_empty() || offset >= total || (appid.is_some() && !found.is_empty()) {
                return Ok(found);
            }
        }
    }

    async fn component_token(&self, keeper: &Keeper) -> Result<Fresh, RefreshError> {
        let ticket = keeper.entry(&self.ticket_key()).await.map_err(|error| {
            RefreshError::new(
                RefreshErrorKind::Unavailable,
                "store",
                format!("the verify ticket cannot be read: {error}"),
            )
        })?;
        // An old one is tried all the same: the platform knows best.
        let Some(ticket) = ticket.and_then(|entry| entry.access).map(|access| access.token) else {
            let message = "no verify ticket has arrived yet: the platform pushes one every ten minutes, once \
                           startPushTicket was called and the receiving address is right";
            return Err(RefreshError::new(RefreshErrorKind::Waiting, "ticket", message));
        };
        let mut call = self.client.call::<ComponentToken>();
        let request = call.request();
        request.member::<String>("component_appid", self.appid.as_str());
        request.member::<Secret>("component_appsecret", &self.secret);
        request.member::<Secret>("component_verify_ticket", ticket);
        let answer = call.send().await.map_err(|error| classify(&error))?.value;
        fresh(&answer, "component_access_token")
    }

    async fn authorizer_token(&self, keeper: &Keeper, key: &Key, held: &Entry) -> Result<Fresh, RefreshError> {
        let (Some(appid), Some(refresh)) = (key.account(), &held.refresh) else {
            let message = "no refresh token is kept";
            return Err(RefreshError::new(RefreshErrorKind::RefreshToken, "missing", message));
        };
        let answer = self
            .call::<AuthorizerToken>(keeper, |request| {
                request.member::<String>("authorizer_appid", appid.as_ref());
                request.member::<Secret>("authorizer_refresh_token", &refresh.token);
            })
            .await?;
        Ok(fresh(&answer, "authorizer_access_token")?.refresh_token(secret(&answer, "authorizer_refresh_token"), None))
    }
}

impl Refresher for Arc<Exchange> {
    fn refresh<'a>(
        &'a self,
        keeper: &'a Keeper,
        key: &'a Key,
        held: &'a Entry,
    ) -> BoxFuture<'a, Result<Fresh, RefreshError>> {
        Box::pin(async move {
            match key.kind().as_ref() {
                COMPONENT => self.component_token(keeper).await,
                AUTHORIZER => self.authorizer_token(keeper, key, held).await,
                _ => Err(RefreshError::new(
                    RefreshErrorKind::Waiting,
                    "push",
                    "this token is pushed by the platform, and cannot be asked for",
                )),
            }
        })
    }

    fn is_for(&self, key: &Key) -> bool {
        key.platform() == PLATFORM && key.app() == self.appid
    }

    fn is_given(&self, key: &Key) -> bool {
        key.kind() == COMPONENT
    }

    /// The list of authorizers has the current refresh token of every account whose code was exchanged once.
    fn recover<'a>(
        &'a self,
        keeper: &'a Keeper,
        key: &'a Key,
        _: &'a Entry,
    ) -> BoxFuture<'a, Result<Option<Secret>, RefreshError>> {
        Box::pin(async move {
            let Some(appid) = key.account().filter(|_| key.kind() == AUTHORIZER) else { return Ok(None) };
            Ok(self.list(keeper, Some(&appid)).await?.pop().map(|listed| listed.refresh))
        })
    }
}

fn fresh(answer: &Value, name: &str) -> Result<Fresh, RefreshError> {
    let token = secret(answer, name).ok_or_else(|| incomplete(name))?;
    // Without a lifetime it cannot be known when to ask again: the documented one.
    let lifetime = seconds(answer, "expires_in").unwrap_or(7200);
    Ok(Fresh::new(token, Some(Duration::from_secs(lifetime))))
}

fn incomplete(name: &str) -> RefreshError {
    let message = format!("the platform's answer has no `{name}`");
    RefreshError::new(RefreshErrorKind::Unavailable, "incomplete", message).may_have_arrived(true)
}

fn missing_component_token(error: KeeperError) -> RefreshError {
    let (kind, code) = match &error {
        KeeperError::Refresh { source, .. } => (source.kind, source.code.clone()),
        KeeperError::Unknown { .. } => (RefreshErrorKind::Waiting, "ticket".to_owned()),
        _ => (RefreshErrorKind::Unavailable, "component".to_owned()),
    };
    RefreshError::new(kind, code, format!("no component access token: {error}"))
}
