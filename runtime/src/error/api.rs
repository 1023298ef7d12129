//! A failure of the API: what is known about it whether or not its body is one that the document describes.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{Place, Problem};
use crate::Value;
use crate::charset;
use crate::codec::DecodeError;
use crate::headers::Headers;
use crate::json;
use crate::protocol::Verification;

/// The API refused the call, or says that what was asked for is not there.
///
/// The status decides that, or the protocol; never the body. So everything that an error page of a proxy has is here
/// too: status, headers and [`raw`](Self::raw) bytes. `E` is what the document says the body of a failure holds, and
/// [`body`](Self::body()) has it where the document describes the status and the body is what it says.
#[non_exhaustive]
pub struct ApiError<E> {
    /// The operation's id.
    pub operation: String,
    /// The answer's HTTP status.
    pub status: StatusCode,
    /// The id under which the API knows the call.
    pub request_id: Option<String>,
    /// Whether the answer's signature was checked.
    pub verification: Verification,
    /// The body, or why it is not one that the document describes.
    pub body: Result<E, Problem>,
    /// What the API calls the failure, as text.
    pub code: Option<String>,
    /// What the API says about it.
    pub message: Option<String>,
    /// The usual causes and the way out, where the protocol knows them.
    pub hint: Option<String>,
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// The body as it came (decrypted, where it was encrypted).
    pub raw: Bytes,
}

impl<E> ApiError<E> {
    /// The body, where the document describes one for the status and it is what the document says.
    pub fn body(&self) -> Option<&E> {
        self.body.as_ref().ok()
    }

    /// The body as JSON, whether or not the document describes it; nothing where it is not JSON.
    pub fn json(&self) -> Option<Value> {
        let text = charset::json(charset::media_type(&self.headers), &self.raw);
        json::parse(&text, &mut String::new()).ok().map(|json| json.to_value())
    }

    /// The headers that the document describes.
    ///
    /// # Errors
    /// One is not what the document says.
    pub fn typed_headers<H: Headers>(&self) -> Result<H, DecodeError> {
        H::read(&self.headers)
    }

    /// The same error with another body.
    pub(crate) fn with_body<F>(self, body: Result<F, Problem>) -> ApiError<F> {
        ApiError {
            operation: self.operation,
            status: self.status,
            request_id: self.request_id,
            verification: self.verification,
            body,
            code: self.code,
            message: self.message,
            hint: self.hint,
            headers: self.headers,
            raw: self.raw,
        }
    }
}

impl<E> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.operation)?;
        match (&self.code, &self.message) {
            (Some(code), Some(message)) => write!(f, "{code}: {message}")?,
            (Some(text), None) | (None, Some(text)) => f.write_str(text)?,
            // The name of a status is better than nothing.
            (None, None) => match self.status.canonical_reason().filter(|_| !self.status.is_success()) {
                Some(reason) => write!(f, "the API answered \"{reason}\"")?,
                None => f.write_str("the API refused the call")?,
            },
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
            .field("code", &self.code)
            .field("message", &self.message)
            .field("request_id", &self.request_id)
            .field("verification", &self.verification)
            .field("hint", &self.hint)
            .field("untyped", &self.body.as_ref().err())
            .finish_non_exhaustive()
    }
}

impl<E> std::error::Error for ApiError<E> {}
