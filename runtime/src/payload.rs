//! What an answer becomes: values from JSON, text, bytes and events as streams, alternatives by status.

use std::marker::PhantomData;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::charset;
use crate::codec::Decode;
use crate::error::Problem;
use crate::events::Events;
use crate::items::Items;
use crate::json::Json;
use crate::stream::ByteStream;

/// How the body of an answer is read. Every type that decodes from JSON is its own payload; other payloads
/// are markers for what a body can be besides.
pub trait Payload {
    /// What a caller gets.
    type Value;

    /// Whether the body of an answer with this status is handed over as a stream.
    #[must_use]
    fn streams(_status: StatusCode) -> bool {
        false
    }

    /// Reads the body.
    ///
    /// # Errors
    /// It is no such body as the document describes.
    fn read(content: &mut Content<'_>) -> Result<Self::Value, Problem>;
}

/// The body of an answer that passed the protocol's checks.
#[derive(Debug)]
pub struct Content<'c> {
    pub(crate) status: StatusCode,
    pub(crate) headers: &'c HeaderMap,
    pub(crate) body: &'c Bytes,
    pub(crate) json: Result<&'c Json<'c>, Problem>,
    pub(crate) stream: Option<ByteStream>,
}

impl Content<'_> {
    /// The answer's status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The problem of a status that the document does not describe.
    #[must_use]
    pub fn undescribed(&self) -> Problem {
        Problem::Status
    }

    fn bytes(&mut self) -> ByteStream {
        self.stream.take().unwrap_or_else(|| ByteStream::whole(self.body.clone()))
    }
}

impl<T: Decode> Payload for T {
    type Value = T;

    fn read(content: &mut Content<'_>) -> Result<T, Problem> {
        let json = content.json.clone()?;
        T::decode(json).map_err(|error| if content.body.is_empty() { Problem::Empty } else { error.into() })
    }
}

/// No content, or none that the document describes.
impl Payload for () {
    type Value = ();

    fn read(_: &mut Content<'_>) -> Result<(), Problem> {
        Ok(())
    }
}

/// What no document describes: the body of a failure where none is. It has no value.
#[derive(Debug)]
pub struct Untyped;

impl Payload for Untyped {
    type Value = ();

    fn read(content: &mut Content<'_>) -> Result<(), Problem> {
        Err(content.undescribed())
    }
}

/// Text as it is: `text/plain`, XML, …
#[derive(Debug)]
pub struct Text;

impl Payload for Text {
    type Value = String;

    fn read(content: &mut Content<'_>) -> Result<String, Problem> {
        charset::decode(charset::media_type(content.headers), content.body).ok_or(Problem::NotText)
    }
}

/// A scalar that may come as JSON or as text, such as a string, a number or a date: the content type tells which it
/// is. What says neither is JSON if it can be read so, and text otherwise.
#[derive(Debug)]
pub struct JsonOrText<T>(PhantomData<fn() -> T>);

impl<T: Decode> Payload for JsonOrText<T> {
    type Value = T;

    fn read(content: &mut Content<'_>) -> Result<T, Problem> {
        let as_text = |content: &mut Content<'_>| {
            let text = Text::read(content)?;
            T::decode(&Json::String(text.into())).map_err(Problem::from)
        };
        if says_text(content.headers) {
            // The digits of a number are text that is JSON too.
            return as_text(content).or_else(|problem| T::read(content).map_err(|_| problem));
        }
        <T as Payload>::read(content).or_else(|problem| match content.body.is_empty() {
            true => Err(problem),
            false => as_text(content).map_err(|_| problem),
        })
    }
}

/// Whether the content type of an answer is one of text, and not of JSON.
fn says_text(headers: &HeaderMap) -> bool {
    charset::media_type(headers).trim_start().to_ascii_lowercase().starts_with("text/") && !says_json(headers)
}

/// Whether the content type of an answer is one of JSON.
pub(crate) fn says_json(headers: &HeaderMap) -> bool {
    charset::media_type(headers).to_ascii_lowercase().contains("json")
}

/// Bytes as they arrive.
impl Payload for ByteStream {
    type Value = ByteStream;

    fn streams(_: StatusCode) -> bool {
        true
    }

    fn read(content: &mut Content<'_>) -> Result<ByteStream, Problem> {
        Ok(content.bytes())
    }
}

impl<T: Decode> Payload for Events<T> {
    type Value = Self;

    fn streams(_: StatusCode) -> bool {
        true
    }

    fn read(content: &mut Content<'_>) -> Result<Self, Problem> {
        Ok(Self::new(content.bytes()))
    }
}

impl<T: Decode> Payload for Items<T> {
    type Value = Self;

    fn streams(_: StatusCode) -> bool {
        true
    }

    fn read(content: &mut Content<'_>) -> Result<Self, Problem> {
        let body = content.bytes();
        Ok(Self::new(body, content.headers))
    }
}

/// Which variant of an enum an answer is, by its status: behind its name what reads the body, if anything does.
///
/// ```
/// /// What came of it.
/// #[derive(Debug, PartialEq)]
/// #[non_exhaustive]
/// pub enum Outcome {
///     /// It was made.
///     Created(i64),
///     /// It was there already.
///     NoContent,
///     /// Why not.
///     ClientError(String),
/// }
/// runtime::by_status! { Outcome { Created(i64) = 201, NoContent = 204, ClientError(runtime::payload::Text) = 400..=499 } }
/// ```
#[macro_export]
macro_rules! by_status {
    ($name:ident { $($variant:ident $(($payload:ty))? = $status:pat),* $(,)? }) => {
        impl $crate::payload::Payload for $name {
            type Value = Self;

            #[inline]
            fn streams(status: $crate::StatusCode) -> bool {
                match status.as_u16() {
                    $($status => $crate::__payload!(streams status $($payload)?),)*
                    #[allow(unreachable_patterns, reason = "a default comes before")]
                    _ => false,
                }
            }

            #[inline]
            fn read(content: &mut $crate::payload::Content<'_>) -> ::core::result::Result<Self, $crate::error::Problem> {
                match content.status().as_u16() {
                    $($status => $crate::__payload!(read content Self::$variant, $($payload)?),)*
                    #[allow(unreachable_patterns, reason = "a default comes before")]
                    _ => ::core::result::Result::Err(content.undescribed()),
                }
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __payload {
    (streams $status:ident) => {
        false
    };
    (streams $status:ident $payload:ty) => {
        <$payload as $crate::payload::Payload>::streams($status)
    };
    (read $content:ident $variant:path,) => {
        Ok($variant)
    };
    (read $content:ident $variant:path, $payload:ty) => {
        <$payload as $crate::payload::Payload>::read($content).map($variant)
    };
}
