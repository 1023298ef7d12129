//! The four calls that give tokens, as far as a keeper needs them, in all shapes that their answers were seen in.

use std::time::Duration;

use http::Method;

use crate::Secret;
use crate::Value;
use crate::operation::{Endpoint, InBandError, Operation};
use crate::security::Scheme;

const COMPONENT_ACCESS_TOKEN: Scheme = Scheme::query("component_access_token", "access_token");
const IN_BAND: InBandError = InBandError { property: "errcode", success: &["0"] };

/// Defines an operation whose bodies are looked at as plain JSON.
macro_rules! operation {
    ($(#[$meta:meta])* $name:ident, $id:literal, $path:literal, $security:expr) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub(super) struct $name;

        impl Operation for $name {
            type Output = Value;
            type Error = Value;
            const ENDPOINT: Endpoint = Endpoint::new($id, Method::POST, $path).secured($security).in_band_error(IN_BAND);
        }
    };
}

operation!(
    /// The component access token for the verify ticket.
    ComponentToken, "getComponentAccessToken", "/cgi-bin/component/api_component_token", &[]
);
operation!(
    /// The tokens of an account for its authorization code.
    QueryAuth,
    "getAuthorizerRefreshToken",
    "/cgi-bin/component/api_query_auth",
    &[&[COMPONENT_ACCESS_TOKEN]]
);
operation!(
    /// An access token of an account for its refresh token.
    AuthorizerToken,
    "getAuthorizerAccessToken",
    "/cgi-bin/component/api_authorizer_token",
    &[&[COMPONENT_ACCESS_TOKEN]]
);
operation!(
    /// All accounts, with their refresh tokens.
    AuthorizerList,
    "getAuthorizerList",
    "/cgi-bin/component/api_get_authorizer_list",
    &[&[COMPONENT_ACCESS_TOKEN]]
);

/// What an account has granted.
#[derive(Debug)]
pub(super) struct Granted {
    pub(super) appid: String,
    pub(super) access: Option<Secret>,
    pub(super) lifetime: Option<Duration>,
    pub(super) refresh: Option<Secret>,
}

impl Granted {
    /// With or without the outer object; without tokens where the account has no API permission.
    pub(super) fn read(answer: &Value) -> Option<Self> {
        let info = answer.get("authorization_info").unwrap_or(answer);
        let access = secret(info, "authorizer_access_token");
        Some(Self {
            appid: info.get("authorizer_appid")?.as_str()?.to_owned(),
            lifetime: access.as_ref().and_then(|_| seconds(info, "expires_in")).map(Duration::from_secs),
            access,
            refresh: secret(info, "authorizer_refresh_token"),
        })
    }
}

/// An account of the list.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) appid: String,
    pub(super) refresh: Secret,
    /// In seconds since the Unix epoch.
    pub(super) authorized_at: u64,
}

impl Listed {
    /// Nothing where the entry has no refresh token: it has none until the account's code was exchanged once.
    pub(super) fn read(entry: &Value) -> Option<Self> {
        Some(Self {
            appid: entry.get("authorizer_appid")?.as_str()?.to_owned(),
            refresh: secret(entry, "refresh_token")?,
            authorized_at: seconds(entry, "auth_time").unwrap_or_default(),
        })
    }
}

/// A token, if it is there and not empty.
pub(super) fn secret(object: &Value, name: &str) -> Option<Secret> {
    object.get(name)?.as_str().filter(|text| !text.is_empty()).map(Secret::from)
}

/// A number, which may come as text.
pub(super) fn seconds(object: &Value, name: &str) -> Option<u64> {
    let value = object.get(name)?;
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}
