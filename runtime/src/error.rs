//! Every failure of a call, as a value that says what can be done about it.
//!
//! No error holds or prints a secret: requests are shown with their secrets masked, answers are reachable as
//! raw bytes and never printed.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

mod api;
mod questions;
mod unexpected;

pub use api::ApiError;
pub use unexpected::{Problem, UnexpectedAnswer};

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
    /// The API refused the call. The status says so, or the protocol, whatever the body is.
    #[error(transparent)]
    Api(Box<ApiError<E>>),
    /// The answer is a success and cannot be read as the document describes it, or it points elsewhere and the document
    /// does not say so.
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
