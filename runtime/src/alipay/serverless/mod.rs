//! The serverless service behind `cloud.*` of mini programs, as a way to call the platform's operations.
//!
//! - `space`: what a space is known by, on either side, and how a request is signed (`md5`);
//! - `encode`: an operation as an invocation of the function `alipay-openapi`;
//! - `token`: the token of a page, fetched once and renewed when the service refuses it;
//! - `open`: the answer of the function, with the names that the operations' documents have.
//!
//! Requests are signed with MD5, which is broken as a hash function (RFC 6151): HMAC-MD5 on the side of pages,
//! RSA with MD5 on the side of cloud functions. The service demands it and takes nothing else. Answers are not
//! signed at all, so nothing but TLS says that they are the service's. That is why this is a feature of its own.

mod encode;
mod md5;
mod open;
mod space;
mod token;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use url::Url;

use super::KeyError;
use crate::Secret;
use crate::error::RequestError;
use crate::json::Json;
use crate::protocol::{Answer, BoxFuture, Explanation, Incoming, Next, Outgoing, Protocol, Refusal};
use crate::request::Request;
use crate::rest::Source;
use space::{Side, Space};
use token::Tokens;

/// The protocol of the serverless service, for clients that are generated from documents of v3.
///
/// The same methods take the same values and give the same answers as with [`V3`](super::V3). The application's
/// private key is not involved: the service signs towards the platform. Answers carry no signature
/// ([`Verification::None`](crate::Verification::None)).
///
/// The client needs the address of the service: `.base_url(Serverless::PRODUCTION)`.
///
/// ```no_run
/// use runtime::alipay::Serverless;
///
/// # fn build<C: From<runtime::Client>>(private_key: &str) -> Result<C, Box<dyn std::error::Error>> {
/// let client = runtime::Builder::<C, runtime::alipay::Platform>::new(Serverless::PRODUCTION)
///     .protocol(Serverless::function("space-1", private_key)?)
///     .build()?;
/// # Ok(client)
/// # }
/// ```
#[derive(Clone)]
pub struct Serverless {
    space: Space,
    tokens: Option<Arc<Tokens>>,
    app_id: Option<String>,
    isv_app_id: Option<String>,
    notify_url: Option<String>,
}

impl Serverless {
    /// The address of the service.
    pub const PRODUCTION: &str = "https://api.bspapp.com";
    /// Its other address, which newer spaces have.
    pub const NEXT: &str = "https://api.next.bspapp.com";

    /// Calls as the page of a mini program does: with the space's client secret, and with a token that the
    /// service gives for the code of a user (`my.getAuthCode`).
    ///
    /// A code works once. `auth_code` is asked for one when the first call is made, and again when the service no
    /// longer takes the token; a plain [`Secret`] is good for the first of these.
    pub fn page(
        space_id: impl Into<String>,
        client_secret: impl Into<Secret>,
        app_id: impl Into<String>,
        auth_code: impl Source,
    ) -> Self {
        let side = Side::Page { client_secret: client_secret.into() };
        let tokens = Tokens::new(app_id.into(), Arc::new(auth_code));
        Self::new(space_id.into(), side, Some(Arc::new(tokens)))
    }

    /// Calls as a cloud function does: with the space's private key, PKCS #1 or PKCS #8, PEM or bare base64.
    ///
    /// # Errors
    /// A [`KeyError`] that says what is wrong with the key.
    pub fn function(space_id: impl Into<String>, private_key: &str) -> Result<Self, KeyError> {
        let side = Side::Function { key: Box::new(md5::SigningKey::parse(private_key)?) };
        Ok(Self::new(space_id.into(), side, None))
    }

    fn new(id: String, side: Side, tokens: Option<Arc<Tokens>>) -> Self {
        let space = Space { id: id.into(), side: Arc::new(side) };
        Self { space, tokens, app_id: None, isv_app_id: None, notify_url: None }
    }

    /// The application to call for, where the space serves several.
    #[must_use]
    pub fn app_id(mut self, app_id: impl Into<String>) -> Self {
        self.app_id = Some(app_id.into());
        self
    }

    /// The third-party application that acts for it.
    #[must_use]
    pub fn isv_app_id(mut self, isv_app_id: impl Into<String>) -> Self {
        self.isv_app_id = Some(isv_app_id.into());
        self
    }

    /// Where the platform sends notifications about what this client does.
    #[must_use]
    pub fn notify_url(mut self, url: impl Into<String>) -> Self {
        self.notify_url = Some(url.into());
        self
    }

    /// The HTTP client that fetches the token of a page, where it has to be another than a plain one.
    #[must_use]
    pub fn token_http_client(mut self, client: reqwest::Client) -> Self {
        self.tokens = self.tokens.map(|tokens| Arc::new(tokens.with_http_client(client)));
        self
    }
}

/// Without secrets.
impl fmt::Debug for Serverless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Serverless")
            .field("space", &self.space)
            .field("app_id", &self.app_id)
            .field("isv_app_id", &self.isv_app_id)
            .finish_non_exhaustive()
    }
}

impl Protocol for Serverless {
    fn encode<'a>(&'a self, base: &'a Url, request: &'a Request) -> BoxFuture<'a, Result<Outgoing, RequestError>> {
        Box::pin(async move {
            let token = match &self.tokens {
                Some(tokens) => Some(tokens.get(&self.space, self.isv_app_id.as_deref(), base).await?),
                None => None,
            };
            encode::encode(self, base, request, token.as_ref(), SystemTime::now())
        })
    }

    fn arrived<'a>(&'a self, outgoing: &'a Outgoing, incoming: &'a Incoming) -> BoxFuture<'a, Next> {
        Box::pin(async move {
            match &self.tokens {
                Some(tokens) if open::refuses_token(&incoming.body) => {
                    tokens.forget(outgoing).await;
                    Next::Again
                }
                _ => Next::Open,
            }
        })
    }

    fn open(&self, outgoing: &Outgoing, incoming: Incoming) -> Result<Answer, Refusal> {
        open::open(outgoing, incoming)
    }

    fn explain(&self, _: &Outgoing, _: &Answer, body: &Json<'_>) -> Explanation {
        open::explain(body)
    }
}
