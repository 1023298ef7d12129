//! The WeChat Open Platform: JSON over HTTPS with the token in the query, failures inside HTTP 200.
//!
//! Its requests are plain REST; what is its own is the id of a failed call, which stands in the text of the
//! message, and what its codes ask a caller to do.

pub mod pages;
pub mod push;
#[cfg(feature = "wechat-security")]
pub mod security;

use std::fmt;
use std::sync::Arc;

use url::Url;

use crate::error::{BuildError, RequestError};
use crate::json::Json;
use crate::protocol::{Answer, BoxFuture, Explanation, Incoming, Outgoing, Protocol, Refusal};
use crate::request::Request;
use crate::rest::{self, Rest, Source};

/// The platform that generated WeChat clients are built for.
#[derive(Clone, Copy, Debug)]
pub struct Platform;

impl crate::protocol::Platform for Platform {
    type Credentials = Credentials;

    fn protocol(credentials: Option<Credentials>) -> Result<Arc<dyn Protocol>, BuildError> {
        let credentials = credentials.ok_or(BuildError::Credentials)?;
        Ok(Arc::new(WeChat { rest: Rest { credentials: credentials.tokens } }))
    }
}

/// The tokens that calls are made with.
#[derive(Clone)]
pub struct Credentials {
    tokens: rest::Credentials,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tokens.fmt(f)
    }
}

impl Credentials {
    /// The token of a third-party platform (`component_access_token`): a [`Secret`](crate::Secret), or a
    /// [`Source`] that is asked at every call, since it lives for two hours.
    #[must_use]
    pub fn component_access_token(token: impl Source) -> Self {
        Self { tokens: rest::Credentials::new().with("component_access_token", token) }
    }
}

/// The protocol of [`Platform`].
#[derive(Debug)]
struct WeChat {
    rest: Rest,
}

impl Protocol for WeChat {
    fn encode<'a>(&'a self, base: &'a Url, request: &'a Request) -> BoxFuture<'a, Result<Outgoing, RequestError>> {
        self.rest.encode(base, request)
    }

    fn open(&self, outgoing: &Outgoing, incoming: Incoming) -> Result<Answer, Refusal> {
        self.rest.open(outgoing, incoming)
    }

    fn explain(&self, _: &Outgoing, _: &Answer, body: &Json<'_>) -> Explanation {
        let text = |name| body.get(name).and_then(Json::scalar_text).map(|text| text.into_owned());
        let code = text("errcode");
        let (message, request_id) = text("errmsg").map_or((None, None), |message| {
            let (message, rid) = split_rid(&message);
            (Some(message.to_owned()), rid.map(str::to_owned))
        });
        let hint = code.as_deref().and_then(remedy).map(str::to_owned);
        Explanation { code, message, request_id, hint }
    }
}

/// The message without its tail ` rid: 67a30dc9-302ecc6c-11466d6f`, and the id in it.
fn split_rid(message: &str) -> (&str, Option<&str>) {
    let Some((text, tail)) = message.rsplit_once(" rid: ") else {
        return (message, None);
    };
    let end = tail.find(|c: char| !c.is_ascii_hexdigit() && c != '-').unwrap_or(tail.len());
    let rid = tail[..end].trim_end_matches('-');
    if rid.contains('-') { (text, Some(rid)) } else { (message, None) }
}

/// What a caller can do about a code of the authorization and token family.
fn remedy(code: &str) -> Option<&'static str> {
    Some(match code {
        "-1" => "The platform is busy: wait a little, then call again.",
        "40001" | "40014" | "42001" | "42006" => {
            "The token is no longer the current one (or the secret is wrong): get a new token and call again, once."
        }
        "40013" => "The appid is not one that this call is for: check component_appid.",
        "40125" => "The secret is wrong or was reset: take the current one from the platform's console.",
        "42007" | "61003" | "61023" => "The account has to authorize the platform again.",
        "45009" | "45011" => "A limit on calls is reached: do not repeat at once.",
        "61004" => "The caller's IP address is not on the platform's white list: add it in the console.",
        "61005" | "61006" => "The verify ticket is out of date: wait for the next push, or call startPushTicket.",
        "61009" | "61010" => "The authorization code is used up, wrong or expired: have the account authorize again.",
        "61014" => "This call needs the component access token, and another kind of token was sent.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rid_is_taken_out_of_the_message() {
        assert_eq!(
            split_rid("invalid appid rid: 67a30dc9-302ecc6c-11466d6f"),
            ("invalid appid", Some("67a30dc9-302ecc6c-11466d6f"))
        );
        assert_eq!(split_rid("reach limit rid: 61-62-63, see https://x"), ("reach limit", Some("61-62-63")));
    }

    #[test]
    fn a_message_of_an_older_generation_stays_whole() {
        assert_eq!(split_rid("invalid code hints: [ req_id: xxx ]"), ("invalid code hints: [ req_id: xxx ]", None));
        assert_eq!(split_rid("odd rid: nothing"), ("odd rid: nothing", None));
    }
}
