//! The older gateway (`gateway.do`, "v2"): every operation has one address, and is a set of parameters.
//!
//! - `operation`: what the gateway calls an operation, and how single ones differ;
//! - `encode`: request to HTTP: `system` and business parameters, encryption, signature;
//! - `charset`, `node`: the text of an answer, and the raw part of it that is signed;
//! - `open`: which answers are believed, and decryption of those;
//! - `failure`: its errors in the form that the operations' documents know.
//!
//! The rules are those of <https://opendocs.alipay.com/common/>.

mod charset;
mod encode;
pub(super) mod failure;
mod node;
mod open;
pub(super) mod operation;
mod parameter;
mod system;

#[cfg(test)]
mod vectors;

#[cfg(feature = "alipay-serverless")]
pub(super) use system::app_auth_token;

use std::future::ready;
use std::time::SystemTime;

use url::Url;

use super::Credentials;
use crate::error::RequestError;
use crate::json::Json;
use crate::protocol::{Answer, BoxFuture, Explanation, Incoming, Next, Outgoing, Protocol, Refusal};
use crate::request::Request;

/// The protocol of the older gateway, for clients that are generated from documents of v3.
///
/// The same methods take the same values and give the same answers as with [`V3`](super::V3), which is the
/// better choice where an operation is offered there. What a document says of paths and HTTP methods does not
/// matter here: the operation's id is the parameter `method`, and everything else is business content, in
/// `biz_content` unless the operation is known to want it otherwise.
///
/// An answer is believed if its signature holds; failures without one are passed on as
/// [`Verification::Unsigned`](crate::Verification::Unsigned).
///
/// ```no_run
/// use runtime::alipay::{Credentials, Gateway};
///
/// # fn build<C: From<runtime::Client>>(credentials: Credentials) -> Result<C, runtime::BuildError> {
/// runtime::Builder::<C, runtime::alipay::Platform>::new("https://openapi.alipay.com")
///     .protocol(Gateway::new(credentials))
///     .build()
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Gateway {
    credentials: Credentials,
    notify_url: Option<String>,
    return_url: Option<String>,
    top_level: Vec<String>,
}

impl Gateway {
    /// Signs, verifies and encrypts with these credentials.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self { credentials, notify_url: None, return_url: None, top_level: Vec::new() }
    }

    /// Where the platform sends notifications about what this client does: `notify_url` of every call that does
    /// not set its own.
    #[must_use]
    pub fn notify_url(mut self, url: impl Into<String>) -> Self {
        self.notify_url = Some(url.into());
        self
    }

    /// Where the platform sends people back to: `return_url` of every call that does not set its own.
    #[must_use]
    pub fn return_url(mut self, url: impl Into<String>) -> Self {
        self.return_url = Some(url.into());
        self
    }

    /// Says of an operation that it takes its business parameters beside the others and not in `biz_content`.
    /// `alipay.system.oauth.token` is known to do so, as are all operations with files.
    #[must_use]
    pub fn top_level(mut self, operation: impl Into<String>) -> Self {
        self.top_level.push(operation.into());
        self
    }

    fn is_top_level(&self, operation: &str) -> bool {
        operation::is_top_level(operation) || self.top_level.iter().any(|known| known == operation)
    }
}

impl Protocol for Gateway {
    fn encode<'a>(&'a self, base: &'a Url, request: &'a Request) -> BoxFuture<'a, Result<Outgoing, RequestError>> {
        Box::pin(ready(encode::encode(self, base, request, SystemTime::now())))
    }

    fn arrived<'a>(&'a self, outgoing: &'a Outgoing, incoming: &'a Incoming) -> BoxFuture<'a, Next> {
        Box::pin(async move {
            if let Some(sn) = open::certificate_of(outgoing, incoming) {
                // Without it the answer is refused, with the reason.
                self.credentials.learn_certificate(&sn).await.ok();
            }
            Next::Open
        })
    }

    fn open(&self, outgoing: &Outgoing, incoming: Incoming) -> Result<Answer, Refusal> {
        open::open(self, outgoing, incoming)
    }

    fn explain(&self, outgoing: &Outgoing, _: &Answer, body: &Json<'_>) -> Explanation {
        failure::explain(&self.credentials, outgoing, body)
    }
}
