//! A wire whose calls on behalf of merchants take their tokens from a keeper.

use std::sync::Arc;

use url::Url;

use crate::Secret;
use crate::error::RequestError;
use crate::json::Json;
use crate::protocol::{Answer, BoxFuture, Explanation, Incoming, Next, Outgoing, Protocol, Refusal, Used};
use crate::request::Request;
use crate::rest::Source;

/// The parameter in which every wire looks for the token.
const APP_AUTH_TOKEN: &str = "alipay-app-auth-token";

/// A protocol that takes the tokens of merchants from a [`Keeper`](super::Keeper), and leaves all else to the wire
/// below it.
#[derive(Debug)]
pub struct Kept {
    wire: Box<dyn Protocol>,
    tokens: KeptTokens,
}

struct KeptTokens(Arc<dyn Source>);

impl std::fmt::Debug for KeptTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeptTokens")
    }
}

impl Kept {
    pub(super) fn new(wire: impl Protocol, tokens: impl Source) -> Self {
        Self { wire: Box::new(wire), tokens: KeptTokens(Arc::new(tokens)) }
    }
}

impl Protocol for Kept {
    fn authorize<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Result<Vec<Used>, RequestError>> {
        Box::pin(async move {
            let used = Used::get(&self.tokens.0, request.options.account.as_deref())
                .await
                .map_err(|why| RequestError::CredentialSource { scheme: "app_auth_token".to_owned(), why })?;
            request.header::<Secret>(APP_AUTH_TOKEN, used.credential());
            Ok(vec![used])
        })
    }

    fn encode<'a>(&'a self, base: &'a Url, request: &'a Request) -> BoxFuture<'a, Result<Outgoing, RequestError>> {
        self.wire.encode(base, request)
    }

    fn arrived<'a>(&'a self, outgoing: &'a Outgoing, incoming: &'a Incoming) -> BoxFuture<'a, Next> {
        self.wire.arrived(outgoing, incoming)
    }

    fn open(&self, outgoing: &Outgoing, incoming: Incoming) -> Result<Answer, Refusal> {
        self.wire.open(outgoing, incoming)
    }

    fn open_stream(&self, outgoing: &Outgoing, incoming: Incoming) -> Result<Answer, Refusal> {
        self.wire.open_stream(outgoing, incoming)
    }

    fn explain(&self, outgoing: &Outgoing, answer: &Answer, body: &Json<'_>) -> Explanation {
        self.wire.explain(outgoing, answer, body)
    }

    fn refused_credentials<'o>(&self, outgoing: &'o Outgoing, answer: &Answer, body: &Json<'_>) -> &'o [Used] {
        match self.wire.explain(outgoing, answer, body).code.as_deref() {
            Some("invalid-app-auth-token" | "app-auth-token-time-out") => &outgoing.used,
            _ => &[],
        }
    }
}
