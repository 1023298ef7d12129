//! What a caller asks of an error whatever its kind, without matching on its variants.

use std::borrow::Cow;

use http::{HeaderMap, StatusCode};

use super::{Error, RequestError, TransportError};
use crate::retry;

impl<E> Error<E> {
    /// The id of the operation that failed.
    pub fn operation(&self) -> &str {
        match self {
            Self::Request { operation, .. } | Self::Transport { operation, .. } | Self::Signature { operation, .. } => {
                operation
            }
            Self::Api(error) => &error.operation,
            Self::Unexpected(answer) => &answer.operation,
        }
    }

    /// The HTTP status of the answer; `None` where no answer came, or none that is complete.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Transport { source: TransportError::Coding { status, .. }, .. } => Some(*status),
            Self::Request { .. } | Self::Transport { .. } => None,
            Self::Signature { source, .. } => Some(source.status),
            Self::Api(error) => Some(error.status),
            Self::Unexpected(answer) => Some(answer.status),
        }
    }

    /// The headers of the answer; `None` where no answer came, or none that is believed.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Request { .. } | Self::Transport { .. } | Self::Signature { .. } => None,
            Self::Api(error) => Some(&error.headers),
            Self::Unexpected(answer) => Some(&answer.headers),
        }
    }

    /// The id under which the API knows the call: what its support asks for.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Request { .. } | Self::Transport { .. } => None,
            Self::Signature { source, .. } => source.request_id.as_deref(),
            Self::Api(error) => error.request_id.as_deref(),
            Self::Unexpected(answer) => answer.request_id.as_deref(),
        }
    }

    /// What the API, or its token endpoint, calls the failure.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.code.as_deref(),
            Self::Request { source: RequestError::CredentialSource { why, .. }, .. } => {
                why.refusal.as_ref()?.error.as_deref()
            }
            _ => None,
        }
    }

    /// What the API, or its token endpoint, says about the failure.
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.message.as_deref(),
            Self::Request { source: RequestError::CredentialSource { why, .. }, .. } => {
                why.refusal.as_ref()?.description.as_deref()
            }
            _ => None,
        }
    }

    /// The usual causes and the way out, where the protocol knows them.
    pub fn hint(&self) -> Option<&str> {
        self.api()?.hint.as_deref()
    }

    /// The body of a failure, where the document describes one for the status and it is what the document says.
    pub fn body(&self) -> Option<&E> {
        self.api()?.body()
    }

    /// The body of the answer as text. It may hold what must not be logged: this crate never prints it.
    pub fn body_text(&self) -> Option<Cow<'_, str>> {
        let raw = match self {
            Self::Api(error) => &error.raw,
            Self::Unexpected(answer) => &answer.raw,
            _ => return None,
        };
        Some(String::from_utf8_lossy(raw))
    }

    /// True where the time that the call was given is over.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport { source: TransportError::Timeout { .. }, .. })
    }

    /// True where there was no connection, so that nothing was sent.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport { source: TransportError::Connect { .. }, .. })
    }

    /// True where the failure may pass by itself: no connection, no answer in time, a broken connection, or a status
    /// that says so (429, 502, 503, 504). Whether making the call again does harm is another question:
    /// see [`may_have_arrived`](Self::may_have_arrived).
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport { source, .. } => matches!(
                source,
                TransportError::Connect { .. } | TransportError::Timeout { .. } | TransportError::Broken { .. }
            ),
            _ => self.status().is_some_and(retry::passing),
        }
    }

    /// The same error without the type of its body, so that one function can return the errors of several operations.
    /// The body is still there as [`raw`](super::ApiError::raw) bytes and as [`body_text`](Self::body_text).
    pub fn erase(self) -> Error<()> {
        match self {
            Self::Request { operation, source } => Error::Request { operation, source },
            Self::Transport { operation, source } => Error::Transport { operation, source },
            Self::Signature { operation, source } => Error::Signature { operation, source },
            Self::Unexpected(answer) => Error::Unexpected(answer),
            Self::Api(error) => {
                let body = error.body.as_ref().map(|_| ()).map_err(Clone::clone);
                Error::Api(Box::new(error.with_body(body)))
            }
        }
    }
}
