//! A success that cannot be read, and what makes a body unreadable.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::Place;
use crate::codec::DecodeError;
use crate::json::ParseError;

/// A success that is not what the document describes (another shape, not JSON, another status), or a redirect that it
/// does not describe. A failure is never unexpected: see [`ApiError`](super::ApiError).
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

/// Why a body is not what the document describes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The body is not JSON.
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
