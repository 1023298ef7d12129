//! What a push says.

use std::fmt;

use zeroize::Zeroizing;

use super::element::Element;
use super::error::PushError;
use super::{EncodingAesKey, xml};
use crate::Secret;

/// A push that was checked and decrypted.
#[derive(Clone)]
#[non_exhaustive]
pub struct Push {
    /// What it says.
    pub event: Event,
    /// When the platform made the message (`CreateTime`), in seconds since the Unix epoch. Of two tickets the one
    /// with the higher number is the newer, in whatever order they arrive.
    pub create_time: Option<u64>,
    /// When it was signed, in seconds since the Unix epoch.
    pub timestamp: u64,
    /// The random text that it was signed with.
    pub nonce: String,
    /// Its signature. It is new for every push: whoever must not act twice upon a message that is sent again
    /// remembers it for twice the receiver's tolerance.
    pub msg_signature: String,
    /// Every field of the message, known or not.
    pub fields: Element,
    /// The message, byte for byte. It may hold tickets and codes.
    pub content: Zeroizing<Vec<u8>>,
    /// Whether it was encrypted with the receiver's previous key.
    pub used_previous_key: bool,
    pub(super) json: bool,
    /// The key it was encrypted with, which a reply has to use too.
    pub(super) key: EncodingAesKey,
}

/// Without the content; fields by name.
impl fmt::Debug for Push {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Push")
            .field("event", &self.event)
            .field("create_time", &self.create_time)
            .field("timestamp", &self.timestamp)
            .field("fields", &self.fields)
            .finish_non_exhaustive()
    }
}

/// The kinds of pushes. More will come: what is not known is [`Other`](Self::Other), with all of its fields in
/// [`Push::fields`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// `component_verify_ticket`, every ten minutes: what a component access token is had for. It can be used for
    /// twelve hours; keep the newest.
    VerifyTicket {
        /// `ComponentVerifyTicket`.
        ticket: Secret,
    },
    /// `authorized`: an account has authorized the platform. Its code is exchanged with `query_auth`.
    Authorized(Authorization),
    /// `updateauthorized`: an account has changed what the platform may do. Exchange the new code: it comes with a
    /// new refresh token, and the one before ends.
    UpdateAuthorized(Authorization),
    /// `unauthorized`: an account has taken its authorization back. Its tokens are of no more use.
    Unauthorized {
        /// `AuthorizerAppid`: the account.
        authorizer_appid: String,
    },
    /// A message or an event of an authorized account, from the other address (`MsgType`).
    #[non_exhaustive]
    Message {
        /// `ToUserName`: the original id of the account (`gh_…`).
        to_user_name: String,
        /// `FromUserName`: the user's openid, mostly.
        from_user_name: String,
        /// `MsgType`: `text`, `event`, …
        msg_type: String,
        /// `Event`, where the type is `event`.
        event: Option<String>,
    },
    /// A notice of another type.
    Other {
        /// `InfoType`; empty where there is none.
        info_type: String,
    },
}

/// What comes with an authorization.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authorization {
    /// The account (`AuthorizerAppid`).
    pub authorizer_appid: String,
    /// The one-use code for `query_auth` (`AuthorizationCode`).
    pub authorization_code: Secret,
    /// When the code expires (`AuthorizationCodeExpiredTime`), in seconds since the Unix epoch.
    pub code_expires_at: Option<u64>,
    /// The code that the authorization page was opened with (`PreAuthCode`).
    pub pre_auth_code: Option<Secret>,
}

/// Reads a decrypted message.
pub(super) fn read(content: &[u8]) -> Result<(Element, Event, Option<u64>), PushError> {
    let fields = xml::parse(content).map_err(PushError::Message)?;
    let event = event(&fields)?;
    let create_time = seconds(&fields, "CreateTime");
    Ok((fields, event, create_time))
}

fn seconds(fields: &Element, name: &str) -> Option<u64> {
    fields.filled(name).and_then(|text| text.parse().ok())
}

fn event(fields: &Element) -> Result<Event, PushError> {
    let text = |name| fields.filled(name).unwrap_or_default().to_owned();
    let required = |info_type, name| fields.filled(name).ok_or(PushError::MissingField { info_type, name });
    Ok(match fields.filled("InfoType") {
        Some("component_verify_ticket") => {
            Event::VerifyTicket { ticket: required("component_verify_ticket", "ComponentVerifyTicket")?.into() }
        }
        Some("authorized") => Event::Authorized(authorization("authorized", fields)?),
        Some("updateauthorized") => Event::UpdateAuthorized(authorization("updateauthorized", fields)?),
        Some("unauthorized") => {
            Event::Unauthorized { authorizer_appid: required("unauthorized", "AuthorizerAppid")?.to_owned() }
        }
        None if fields.filled("MsgType").is_some() => Event::Message {
            to_user_name: text("ToUserName"),
            from_user_name: text("FromUserName"),
            msg_type: text("MsgType"),
            event: fields.filled("Event").map(str::to_owned),
        },
        info_type => Event::Other { info_type: info_type.unwrap_or_default().to_owned() },
    })
}

fn authorization(info_type: &'static str, fields: &Element) -> Result<Authorization, PushError> {
    let required = |name| fields.filled(name).ok_or(PushError::MissingField { info_type, name });
    Ok(Authorization {
        authorizer_appid: required("AuthorizerAppid")?.to_owned(),
        authorization_code: required("AuthorizationCode")?.into(),
        code_expires_at: seconds(fields, "AuthorizationCodeExpiredTime"),
        pre_auth_code: fields.filled("PreAuthCode").map(Secret::from),
    })
}
