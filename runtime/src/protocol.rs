//! How a request becomes HTTP, and an HTTP answer a payload or a failure.
//!
//! The default is plain REST ([`crate::rest`]). A platform that signs, encrypts, or wraps its answers
//! implements [`Protocol`]; generated code does not change with it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use crate::error::{BuildError, RequestError};
use crate::json::Json;
use crate::request::Request;
use crate::upload::Pieces;

/// A future that a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One wire: what is sent for a request, and what an answer means.
pub trait Protocol: fmt::Debug + Send + Sync + 'static {
    /// The HTTP request for `request` below `base`. Called anew for every repetition, so that time stamps
    /// and nonces are fresh. `options.headers` are added by the caller, not here.
    fn encode<'a>(&'a self, base: &'a Url, request: &'a Request) -> BoxFuture<'a, Result<Outgoing, RequestError>>;

    /// Told that the API answered 401. True where the credentials have been renewed, so that the call is worth
    /// making again: a request with another credential than the one refused. It is asked once per call.
    fn refused<'a>(&'a self, _request: &'a Request, _outgoing: &'a Outgoing) -> BoxFuture<'a, bool> {
        Box::pin(std::future::ready(false))
    }

    /// Checks an answer before anything of it is decoded, and decrypts it.
    ///
    /// # Errors
    /// The answer is not to be believed.
    fn open(&self, outgoing: &Outgoing, incoming: Incoming) -> Result<Answer, Refusal>;

    /// Checks the head of a success whose body is handed over as a stream, unchecked. `incoming` has no body.
    ///
    /// # Errors
    /// The answer is not to be believed.
    fn open_stream(&self, _: &Outgoing, incoming: Incoming) -> Result<Answer, Refusal> {
        let Incoming { status, headers, body } = incoming;
        Ok(Answer { status, headers, body, request_id: None, verification: Verification::None })
    }

    /// Says what the body of a failure means: code, message, request id, the way out.
    fn explain(&self, outgoing: &Outgoing, answer: &Answer, body: &Json<'_>) -> Explanation;
}

/// A platform: which protocol its generated client speaks unless told otherwise.
pub trait Platform {
    /// What the platform knows a caller by.
    type Credentials;

    /// The protocol for these credentials.
    ///
    /// # Errors
    /// The platform cannot be called without credentials.
    fn protocol(credentials: Option<Self::Credentials>) -> Result<Arc<dyn Protocol>, BuildError>;
}

/// An HTTP request, complete but for the caller's own headers.
pub struct Outgoing {
    /// The method.
    pub method: Method,
    /// The URL, whose path and query go over the wire as they stand.
    pub url: Url,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; empty where there is a stream.
    pub body: Bytes,
    /// A body that is not in memory.
    pub stream: Option<Upstream>,
    /// The text that was signed, secrets masked, where one was.
    pub signed: Option<String>,
    /// The id that the caller gave the request, where the protocol has one.
    pub request_id: Option<String>,
}

/// A body that is read while it is sent, once.
pub struct Upstream {
    pub(crate) pieces: Mutex<Option<Pieces>>,
    pub(crate) length: Option<u64>,
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstream").field("length", &self.length).finish_non_exhaustive()
    }
}

/// Without URL, headers and body, all of which may hold secrets.
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("method", &self.method)
            .field("host", &self.url.host_str())
            .field("signed", &self.signed)
            .finish_non_exhaustive()
    }
}

/// An HTTP answer as it came.
pub struct Incoming {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

/// An answer that passed the protocol's checks.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decrypted.
    pub body: Bytes,
    /// The id under which the API knows the call.
    pub request_id: Option<String>,
    /// Whether a signature was checked.
    pub verification: Verification,
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("status", &self.status)
            .field("length", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("length", &self.body.len())
            .field("request_id", &self.request_id)
            .field("verification", &self.verification)
            .finish_non_exhaustive()
    }
}

/// Why an answer is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What does not hold, and what to look at.
    pub reason: String,
    /// The id under which the API knows the call.
    pub request_id: Option<String>,
}

/// Whether an answer is proven to be the platform's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verification {
    /// Its signature was checked and holds.
    Verified,
    /// The platform signs, and this answer is not signed. Only failures are passed on in this state.
    Unsigned,
    /// There is nothing to sign: the protocol has no signatures, or this is a success without a body.
    None,
}

/// What the body of a failure means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// What the API calls the failure.
    pub code: Option<String>,
    /// What it says about it.
    pub message: Option<String>,
    /// The request id, where it stands in the body.
    pub request_id: Option<String>,
    /// The usual causes and the way out.
    pub hint: Option<String>,
}
