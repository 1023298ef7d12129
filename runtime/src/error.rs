//! Every failure of a call, as a value that says what can be done about it.
//!
//! No error holds or prints a secret: requests are shown with their secrets masked, answers are reachable as
//! raw bytes and never printed.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::codec::DecodeError;
use crate::headers::Headers;
use crate::json::ParseError;
use crate::protocol::Verification;

mod questions;

/// Why a call failed. `E` is what the document says the body of a failure holds.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error<E> {
    /// The call was never made: a value cannot be sent, or a credential is missing.
    #[error("{operation}: the request cannot be made: {source}")]
    Request {
        /// The operation's id.
        operation: String,
        /// What is wrong with it.
        source: RequestError,
    },
    /// No complete answer came.
    #[error("{operation}: {source}")]
    Transport {
        /// The operation's id.
        operation: String,
        /// What happened on the way.
        source: TransportError,
    },
    /// The answer is not believed: its signature is absent or wrong. Nothing of it was decoded.
    #[error("{operation}: the answer was refused: {source}")]
    Signature {
        /// The operation's id.
        operation: String,
        /// What does not hold.
        source: Box<SignatureError>,
    },
    /// The API refused the call and said why.
    #[error(transparent)]
    Api(Box<ApiError<E>>),
    /// An answer came that is no such answer as the document describes.
    #[error(transparent)]
    Unexpected(Box<UnexpectedAnswer>),
}

impl<E> Error<E> {
    /// The API's own error, if that is what it is.
    pub fn api(&self) -> Option<&ApiError<E>> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// True where the request may have reached the API, so that a one-use code in it may be used up.
    pub fn may_have_arrived(&self) -> bool {
        match self {
            Self::Request { .. } => false,
            Self::Transport { source, .. } => source.may_have_arrived(),
            Self::Signature { .. } | Self::Api(_) | Self::Unexpected(_) => true,
        }
    }
}

/// Why a request cannot be made from these values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The value of a path parameter is missing, empty, `.` or `..`.
    #[error("the path parameter `{name}` needs a value that is not empty, `.` or `..`")]
    PathParameter {
        /// Its name.
        name: String,
    },
    /// The value of a parameter is a list or an object where only text can stand.
    #[error("the parameter `{name}` has a value that cannot be written as text")]
    Parameter {
        /// Its name.
        name: String,
    },
    /// A header's name or value has a character that HTTP does not allow.
    #[error("the header `{name}` has a name or a value that HTTP does not allow")]
    Header {
        /// Its name.
        name: String,
    },
    /// A header describes the connection, and a value of the caller's could break it.
    #[error("the header `{name}` describes the connection, so only the HTTP client sets it: leave it out")]
    ConnectionHeader {
        /// Its name.
        name: String,
    },
    /// The client has no credential for the operation.
    #[error("no credential for {schemes}: give it to the client's builder with `credentials`")]
    Credential {
        /// The names of the security schemes that would do.
        schemes: String,
    },
    /// A credential could not be had from where it is kept.
    #[error("the credential `{scheme}` could not be had: {why}")]
    CredentialSource {
        /// The name of the security scheme.
        scheme: String,
        /// What its source said.
        why: SourceError,
    },
    /// The call names an account and is none on behalf of one, or the other way round.
    #[error("{why}")]
    Account {
        /// What to do about it.
        why: String,
    },
    /// Content cannot be read, or not a second time.
    #[error("{0}")]
    Upload(String),
    /// The operation's server is no address.
    #[error("the operation's server `{url}` cannot be used: {why}")]
    Server {
        /// The address in question.
        url: String,
        /// What is wrong with it.
        why: String,
    },
    /// A value could not be put into the form that the protocol wants.
    #[error("{0}")]
    Protocol(String),
    /// There is nothing to make the call on while its caller waits.
    #[cfg(feature = "blocking")]
    #[error(transparent)]
    Wait(crate::blocking::WaitError),
}

/// Why a credential could not be had from its [`Source`](crate::rest::Source). A text makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceError {
    /// What to tell the caller. It is shown, so it does not hold the credential.
    pub why: String,
    /// What the token endpoint said, where it refused to give a token.
    pub refusal: Option<Box<TokenRefusal>>,
}

/// The answer of a token endpoint that gives no token (RFC 6749, 5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenRefusal {
    /// The answer's HTTP status.
    pub status: StatusCode,
    /// The code: `invalid_client`, `invalid_scope`, …
    pub error: Option<String>,
    /// What the server says about it.
    pub description: Option<String>,
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for SourceError {}

impl<T: Into<String>> From<T> for SourceError {
    fn from(why: T) -> Self {
        Self { why: why.into(), refusal: None }
    }
}

impl RequestError {
    /// A call names an account, or does not, where it should not, or should.
    pub(crate) fn account(account: Option<&str>) -> Self {
        let why = match account {
            None => "it is made on behalf of an account: name it with `on_behalf_of`".to_owned(),
            Some(account) => format!(
                "it names the account `{account}` with `on_behalf_of`, and nothing keeps a token of accounts for this \
                 operation: leave it out, or build the client with the credentials of a keeper"
            ),
        };
        Self::Account { why }
    }
}

/// What happened on the way.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// No connection; the request was not sent.
    #[error("no connection to {host}: {}", Causes(source))]
    Connect {
        /// The host that was to be reached.
        host: String,
        /// What the HTTP client said.
        source: reqwest::Error,
    },
    /// The time was over. The request may have arrived.
    #[error("no answer within {after:?}; the request may have arrived")]
    Timeout {
        /// The time that the call was given.
        after: Duration,
    },
    /// The connection broke before the answer was complete. The request may have arrived.
    #[error("the connection broke before the answer was complete; the request may have arrived: {}", Causes(source))]
    Broken {
        /// What the HTTP client said.
        source: reqwest::Error,
    },
    /// The answer has a content coding (RFC 9110, 8.4) that this build does not decode.
    #[error(
        "the answer (HTTP {}) has the content coding `{coding}`, which is not decoded: this build takes {}", status.as_u16(), crate::coding::accepted()
    )]
    Coding {
        /// The coding, or all of them.
        coding: String,
        /// The answer's HTTP status.
        status: StatusCode,
    },
    /// The content of the answer is not what its content coding says, or breaks off.
    #[error("the answer cannot be decoded as `{coding}`; the request has arrived: {source}")]
    Decoding {
        /// The coding.
        coding: String,
        /// What is wrong.
        source: std::io::Error,
    },
    /// The answer is larger than the client accepts.
    #[error("the answer is larger than the limit of {limit} bytes")]
    TooLarge {
        /// The limit, in bytes; it holds for what is decoded.
        limit: usize,
    },
}

impl TransportError {
    /// True where the request may have reached the API.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        !matches!(self, Self::Connect { .. })
    }
}

/// Why an answer is not believed.
#[derive(Debug, thiserror::Error)]
#[error("{reason}{}", Place { status: *status, request_id: request_id.as_deref() })]
pub struct SignatureError {
    /// What does not hold, and what to look at.
    pub reason: String,
    /// The answer's HTTP status.
    pub status: StatusCode,
    /// The id under which the API knows the call.
    pub request_id: Option<String>,
}

/// The API refused the call. Dereferences to the typed body, so that `error.code` is the document's `code`.
pub struct ApiError<E> {
    /// The operation's id.
    pub operation: String,
    /// The answer's HTTP status.
    pub status: StatusCode,
    /// The id under which the API knows the call.
    pub request_id: Option<String>,
    /// Whether the answer's signature was checked.
    pub verification: Verification,
    /// The body.
    pub body: E,
    /// What the API calls the failure, as text.
    pub code_text: Option<String>,
    /// What the API says about it.
    pub message_text: Option<String>,
    /// The usual causes and the way out, where the protocol knows them.
    pub hint: Option<String>,
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// The body as it came (decrypted, where it was encrypted).
    pub raw: Bytes,
}

impl<E> ApiError<E> {
    /// The headers that the document describes.
    ///
    /// # Errors
    /// One is not what the document says.
    pub fn typed_headers<H: Headers>(&self) -> Result<H, DecodeError> {
        H::read(&self.headers)
    }
}

impl<E> Deref for ApiError<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.body
    }
}

impl<E> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.code_text.as_deref().unwrap_or("the API refused the call"))?;
        if let Some(message) = &self.message_text {
            write!(f, ": {message}")?;
        }
        Place { status: self.status, request_id: self.request_id.as_deref() }.fmt(f)?;
        if self.verification == Verification::Unsigned {
            f.write_str(" (the answer was not signed, so this may not be the API's word)")?;
        }
        match &self.hint {
            Some(hint) => write!(f, "\n{hint}"),
            None => Ok(()),
        }
    }
}

/// Without headers, body and raw bytes: an API may repeat a token in them.
impl<E> fmt::Debug for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("code", &self.code_text)
            .field("message", &self.message_text)
            .field("request_id", &self.request_id)
            .field("verification", &self.verification)
            .field("hint", &self.hint)
            .finish_non_exhaustive()
    }
}

impl<E> std::error::Error for ApiError<E> {}

/// An answer that the document does not describe: another shape, no JSON, a redirect, an error page.
pub struct UnexpectedAnswer {
    /// The operation's id.
    pub operation: String,
    /// The answer's HTTP status.
    pub status: StatusCode,
    /// The id under which the API knows the call.
    pub request_id: Option<String>,
    /// What is unexpected about it.
    pub problem: Problem,
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// The body as it came.
    pub raw: Bytes,
}

/// What is unexpected about an answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The body is no JSON.
    #[error("the body ({content_type}, {length} bytes) is not JSON: {source}")]
    NotJson {
        /// Its `content-type`.
        content_type: String,
        /// Its length in bytes.
        length: usize,
        /// Where it stops being JSON.
        source: ParseError,
    },
    /// The body has another shape than the document says.
    #[error("the body is not what the document says: {0}")]
    Shape(#[from] DecodeError),
    /// The body is not UTF-8, nor what its content type says.
    #[error("the body is not text")]
    NotText,
    /// There is no body, and the document describes one.
    #[error("there is no body, though the document describes one")]
    Empty,
    /// The document does not describe the status.
    #[error("the document does not describe this status")]
    Status,
    /// The page of a list points at itself as the next one, so that there would be no end.
    #[error("the next page of the list would be this one again")]
    SamePage,
    /// The page of a list gives an address for the next one that is none, or on another host, which must not get
    /// the credentials.
    #[error("the next page of the list is at `{address}`, which is no address of the same host")]
    NextPage {
        /// What the page gives.
        address: String,
    },
    /// The API points elsewhere, and a request with a credential is not sent elsewhere.
    #[error("the API redirects to {}, which is not followed; is the base URL right?", to.as_deref().unwrap_or("another address"))]
    Redirect {
        /// The address from the header `Location`, without its query and fragment, which may hold a secret.
        to: Option<String>,
    },
}

impl Problem {
    /// A redirection to what its `Location` says.
    pub(crate) fn redirect(headers: &HeaderMap) -> Self {
        let location = headers.get(http::header::LOCATION).and_then(|location| location.to_str().ok());
        let address = location.and_then(|location| location.split(['?', '#']).next());
        // User information stands before an `@`; an address that has some is not shown.
        Self::Redirect {
            to: address.filter(|address| !address.is_empty() && !address.contains('@')).map(str::to_owned),
        }
    }
}

impl fmt::Display for UnexpectedAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.problem)?;
        Place { status: self.status, request_id: self.request_id.as_deref() }.fmt(f)
    }
}

/// Without headers and raw bytes.
impl fmt::Debug for UnexpectedAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnexpectedAnswer")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("problem", &self.problem)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for UnexpectedAnswer {}

/// Why a client cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL is none.
    #[error("the base URL `{url}` cannot be used: {why}")]
    BaseUrl {
        /// The text that was given.
        url: String,
        /// What is wrong with it.
        why: String,
    },
    /// The platform cannot be called without credentials.
    #[error("no credentials: give them to the builder with `credentials`")]
    Credentials,
    /// The keeper of tokens cannot be set up.
    #[error("{0}")]
    Keeper(String),
    /// The HTTP client could not be set up.
    #[error("the HTTP client could not be set up: {0}")]
    Http(#[from] reqwest::Error),
}

/// An error and its causes, each after a colon. An HTTP client's own text ("error sending request") says nothing
/// without them.
struct Causes<'e>(&'e (dyn std::error::Error + 'static));

impl fmt::Display for Causes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut last = self.0.to_string();
        f.write_str(&last)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            let text = error.to_string();
            // Some errors repeat what their cause says.
            if !last.ends_with(&text) {
                write!(f, ": {text}")?;
                last = text;
            }
            cause = error.source();
        }
        Ok(())
    }
}

/// The tail that tells support staff which call it was.
struct Place<'e> {
    status: StatusCode,
    request_id: Option<&'e str>,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, " (HTTP {}", self.status.as_u16())?;
        if let Some(id) = self.request_id {
            write!(f, ", request id {id}")?;
        }
        f.write_str(")")
    }
}
