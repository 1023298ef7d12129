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

use crate::Secret;
use crate::error::{BuildError, RequestError, SourceError};
use crate::json::Json;
use crate::request::Request;
use crate::rest::Source;
use crate::upload::Pieces;

/// A future that a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One wire: what is sent for a request, and what an answer means.
pub trait Protocol: fmt::Debug + Send + Sync + 'static {
    /// The HTTP request for `request` below `base`. Called anew for every repetition, so that time stamps
    /// and nonces are fresh. `options.headers` are added by the caller, not here.
    fn encode<'a>(&'a self, base: &'a Url, request: &'a Request) -> BoxFuture<'a, Result<Outgoing, RequestError>>;

    /// Puts the token of the account on whose behalf a call is made (`options.account`) into the request. Called
    /// before [`encode`](Self::encode), for calls that name one.
    ///
    /// # Errors
    /// There is no token of that account; or, unless a protocol says otherwise, of any.
    fn authorize<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Result<Vec<Used>, RequestError>> {
        let refused = RequestError::account(request.options.account.as_deref());
        Box::pin(std::future::ready(Err(refused)))
    }

    /// An answer has come and was not looked at yet: the time for what needs the network before it can be
    /// opened, and for asking that the call be made again because a credential of the protocol's own has run
    /// out. A call is made again at most once for that reason, and not at all if its body cannot be sent twice.
    fn arrived<'a>(&'a self, _: &'a Outgoing, _: &'a Incoming) -> BoxFuture<'a, Next> {
        Box::pin(std::future::ready(Next::Open))
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
        Ok(Answer { status, headers, body, request_id: None, verification: Verification::None, failed: false })
    }

    /// Says what the body of a failure means: code, message, request id, the way out.
    fn explain(&self, outgoing: &Outgoing, answer: &Answer, body: &Json<'_>) -> Explanation;

    /// Those of [`Outgoing::used`] because of which the call was refused, if that is what the failure means: with
    /// others the call can be made again, for it was not carried out.
    fn refused_credentials<'o>(&self, outgoing: &'o Outgoing, answer: &Answer, body: &Json<'_>) -> &'o [Used] {
        let _ = (outgoing, answer, body);
        &[]
    }
}

/// What follows when an answer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is opened.
    Open,
    /// The request is encoded and sent again; the API has refused it without doing anything.
    Again,
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
    /// What the protocol calls the operation, where the answer cannot be read without it.
    pub operation: Option<String>,
    /// Credentials in it that came from a source, which may have others.
    pub used: Vec<Used>,
}

/// A credential that a request was made with, and where it came from.
#[derive(Clone)]
pub struct Used {
    source: Arc<dyn Source>,
    account: Option<String>,
    pub(crate) credential: Secret,
}

impl fmt::Debug for Used {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Used").field("account", &self.account).finish_non_exhaustive()
    }
}

impl Used {
    /// A credential of this source: that of an account, where the call names one.
    ///
    /// # Errors
    /// What the source says.
    pub async fn get(source: &Arc<dyn Source>, account: Option<&str>) -> Result<Self, SourceError> {
        let credential = match account {
            Some(account) => source.get_for(account).await?,
            None => source.get().await?,
        };
        Ok(Self { source: Arc::clone(source), account: account.map(str::to_owned), credential })
    }

    /// The credential.
    #[must_use]
    pub fn credential(&self) -> &Secret {
        &self.credential
    }

    /// Tells the source that the call was refused because of it: true if there is another one now.
    pub(crate) async fn was_refused(&self) -> bool {
        self.source.refused(self.account.as_deref(), &self.credential).await
    }
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
    /// Whether the protocol found a failure in it, whatever its status says.
    pub failed: bool,
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
    /// There is nothing to check: the protocol has no signatures, this is a success without a body, or the content
    /// proves itself, as a certificate does.
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
