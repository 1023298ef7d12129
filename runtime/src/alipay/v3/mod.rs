//! OpenAPI v3 on the wire: a REST call that is signed, and an answer that is verified before it is read.
//!
//! - `encode`: request to HTTP: encryption, headers, signature;
//! - `open`: which answers are believed, and decryption of those;
//! - `explain`: what the common error codes ask for.
//!
//! The rules are those of <https://opendocs.alipay.com/open-v3/>.

mod encode;
mod explain;
mod open;

#[cfg(test)]
mod test_calls;

use std::future::ready;
use std::sync::Arc;

use url::Url;

use super::Credentials;
use crate::error::{BuildError, RequestError};
use crate::json::Json;
use crate::protocol::{Answer, BoxFuture, Explanation, Incoming, Next, Outgoing, Protocol, Refusal};
use crate::request::Request;

/// The platform that generated Alipay clients are built for: [`V3`] unless told otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Platform;

impl crate::protocol::Platform for Platform {
    type Credentials = Credentials;

    fn protocol(credentials: Option<Credentials>) -> Result<Arc<dyn Protocol>, BuildError> {
        Ok(Arc::new(V3::new(credentials.ok_or(BuildError::Credentials)?)))
    }
}

/// The protocol of OpenAPI v3.
///
/// An answer is believed if its signature holds. Without one, only two kinds are passed on: failures
/// ([`Verification::Unsigned`](crate::Verification::Unsigned)), since the gateway does not sign all of them,
/// and successes without a body ([`Verification::None`](crate::Verification::None)), which say nothing that
/// could be forged but that the call succeeded.
#[derive(Clone, Debug)]
pub struct V3 {
    credentials: Credentials,
}

impl V3 {
    /// Signs, verifies and encrypts with these credentials.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self { credentials }
    }
}

impl Protocol for V3 {
    fn encode<'a>(&'a self, base: &'a Url, request: &'a Request) -> BoxFuture<'a, Result<Outgoing, RequestError>> {
        Box::pin(ready(encode::encode(&self.credentials, base, request)))
    }

    fn arrived<'a>(&'a self, _: &'a Outgoing, incoming: &'a Incoming) -> BoxFuture<'a, Next> {
        Box::pin(async move {
            if let Some(sn) = open::certificate_of(incoming) {
                // Without it the answer is refused, with the reason.
                self.credentials.learn_certificate(&sn).await.ok();
            }
            Next::Open
        })
    }

    fn open(&self, outgoing: &Outgoing, incoming: Incoming) -> Result<Answer, Refusal> {
        open::open(&self.credentials, outgoing, incoming)
    }

    fn explain(&self, outgoing: &Outgoing, _: &Answer, body: &Json<'_>) -> Explanation {
        explain::explain(&self.credentials, outgoing, body)
    }
}

#[cfg(test)]
mod tests {
    use super::test_calls::{AES_KEY, APP_TOKEN, CODE, USER_TOKEN, encrypted, keys, request, sent};
    use super::*;
    use crate::protocol::Platform as _;

    #[test]
    fn the_platform_cannot_be_called_without_credentials() {
        assert!(matches!(Platform::protocol(None), Err(BuildError::Credentials)));
        assert!(Platform::protocol(Some(keys())).is_ok());
    }

    #[test]
    fn debug_output_shows_no_secret() {
        let protocol = Platform::protocol(Some(encrypted())).unwrap();
        let outgoing = sent(&encrypted(), &request());
        let printed = format!("{Platform:?} {protocol:?} {outgoing:?}");
        for secret in [USER_TOKEN, APP_TOKEN, CODE, AES_KEY] {
            assert!(!printed.contains(secret), "{printed}");
        }
        assert!(printed.contains("sha256:"), "{printed}");
    }
}
