//! The protocol.

use std::sync::Arc;

use url::Url;

use super::open::{self, Distrust};
use super::{SIGNATURE, SecurityMode, seal};
use crate::error::RequestError;
use crate::json::{self, Json};
use crate::protocol::{
    Answer, BoxFuture, Explanation, Incoming, Next, Outgoing, Protocol, Refusal, Used, Verification,
};
use crate::request::Request;
use crate::wechat::{Credentials, Platform};

/// WeChat's protocol, with the calls of some paths in security mode.
///
/// An answer to such a call is believed if it is signed by a certificate of the platform, not older than the
/// tolerance, and encrypted for the caller. Failures may come in clear
/// ([`Verification::Unsigned`]), since the platform cannot sign an answer to what it could not read; a call that no
/// document describes gets such a body as its value, with `errcode` in it.
#[derive(Clone, Debug)]
pub struct Secured {
    inner: Arc<dyn Protocol>,
    mode: SecurityMode,
}

impl Secured {
    /// With these tokens and keys.
    #[must_use]
    pub fn new(credentials: Credentials, mode: SecurityMode) -> Self {
        let inner = <Platform as crate::protocol::Platform>::protocol(Some(credentials));
        Self { inner: inner.expect("credentials are all that the protocol needs"), mode }
    }

    /// Around another protocol that speaks plain WeChat.
    #[must_use]
    pub fn around(inner: Arc<dyn Protocol>, mode: SecurityMode) -> Self {
        Self { inner, mode }
    }
}

impl Protocol for Secured {
    fn encode<'a>(&'a self, base: &'a Url, request: &'a Request) -> BoxFuture<'a, Result<Outgoing, RequestError>> {
        Box::pin(async move {
            let mut outgoing = self.inner.encode(base, request).await?;
            if self.mode.covers(seal::path_below(base, &outgoing.url)) {
                let url_path = seal::url_path(&self.mode, base, &outgoing.url);
                seal::seal(&self.mode, &url_path, &mut outgoing)?;
            }
            Ok(outgoing)
        })
    }

    fn authorize<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Result<Vec<Used>, RequestError>> {
        self.inner.authorize(request)
    }

    fn arrived<'a>(&'a self, outgoing: &'a Outgoing, incoming: &'a Incoming) -> BoxFuture<'a, Next> {
        self.inner.arrived(outgoing, incoming)
    }

    fn refused_credentials<'o>(&self, outgoing: &'o Outgoing, answer: &Answer, body: &Json<'_>) -> &'o [Used] {
        self.inner.refused_credentials(outgoing, answer, body)
    }

    fn open(&self, outgoing: &Outgoing, mut incoming: Incoming) -> Result<Answer, Refusal> {
        if !outgoing.headers.contains_key(SIGNATURE) {
            return self.inner.open(outgoing, incoming);
        }
        let verification = if open::is_signed(&incoming.headers) {
            // The signed text begins with the address.
            let url_path = outgoing.signed.as_deref().and_then(|signed| signed.lines().next()).unwrap_or_default();
            let content = open::open(&self.mode, url_path, &incoming).map_err(refused)?;
            incoming.body = content.to_vec().into();
            Verification::Verified
        } else if is_failure(&incoming) {
            Verification::Unsigned
        } else {
            return Err(refused(Distrust::Unsigned));
        };
        Ok(Answer { verification, ..self.inner.open(outgoing, incoming)? })
    }

    fn explain(&self, outgoing: &Outgoing, answer: &Answer, body: &Json<'_>) -> Explanation {
        let mut told = self.inner.explain(outgoing, answer, body);
        if let Some(remedy) = told.code.as_deref().and_then(remedy) {
            told.hint = Some(remedy.to_owned());
        }
        told
    }
}

fn refused(distrust: Distrust) -> Refusal {
    Refusal { reason: distrust.to_string(), request_id: None }
}

/// Whether an answer in clear says that the call failed.
fn is_failure(incoming: &Incoming) -> bool {
    let mut scratch = String::new();
    let body = json::parse(&incoming.body, &mut scratch).unwrap_or(Json::Null);
    let code = body.get("errcode").and_then(Json::scalar_text);
    !incoming.status.is_success() || code.is_some_and(|code| code != "0")
}

/// What the codes of security mode ask for.
fn remedy(code: &str) -> Option<&'static str> {
    Some(match code {
        "40230" | "40231" | "40232" | "40233" => {
            "A header of security mode did not arrive: does a proxy remove headers that it does not know?"
        }
        "40234" => {
            "The signature does not hold: is the public half of this private key the one in the console, and is the address \
             that is signed the platform's (see SecurityMode::signed_address)?"
        }
        "40235" => "The content cannot be decrypted: are symmetric key and serial number those of the console?",
        "40236" | "40237" => "The appid of SecurityMode has to be the one that the token was issued for.",
        "40238" | "40239" => "A key is not set up: complete the API security page of the console for this appid.",
        "40240" => "The time stamp is too old: is this machine's clock right?",
        _ => return None,
    })
}
