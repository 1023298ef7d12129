//! Sequential media types (OpenAPI 3.2.0, 4.14.3): values one after another, each of the type that `itemSchema` says.
//!
//! JSON Lines and its kin have a value on each line, JSON text sequences (RFC 7464) begin each with a record separator,
//! and of Server-Sent Events each is an object with the fields `data`, `event`, `id` and `retry`, as far as it has them.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use http::HeaderMap;

use crate::charset::{self, Utf8};
use crate::codec::Decode;
use crate::events::{self, Event, EventError};
use crate::frames::{Frames, Framing, LARGEST, TooLarge};
use crate::json::{self, Json};
use crate::stream::ByteStream;

/// Values of `T` one after another, as they arrive. It may take any time until the next one.
pub struct Items<T> {
    frames: Frames<Sequence>,
    value: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}

impl<T: Decode> Items<T> {
    /// The values of a body, whose headers tell how it is cut into them.
    pub(crate) fn new(body: ByteStream, headers: &HeaderMap) -> Self {
        let media_type = charset::media_type(headers);
        let is_events = media_type.trim_start().to_ascii_lowercase().starts_with("text/event-stream");
        let frames = if is_events {
            // Always UTF-8 (WHATWG HTML, 9.2.5).
            Frames::new(body, Sequence::Events(events::Parser::default()))
        } else {
            Frames::new(body.through(Utf8::new(media_type)), Sequence::Texts(Texts::default()))
        };
        Self { frames, value: PhantomData }
    }

    /// The next value; nothing at the end.
    ///
    /// # Errors
    /// See [`EventError`].
    pub async fn next(&mut self) -> Option<Result<T, EventError>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T: Decode> Stream for Items<T> {
    type Item = Result<T, EventError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.frames.poll(context).map(|piece| {
            Some(match piece? {
                Ok(Piece::Event(event)) => T::decode(&object(&event)).map_err(EventError::from),
                Ok(Piece::Text(text)) => decode(&text),
                Err(error) => Err(error.into()),
            })
        })
    }
}

fn decode<T: Decode>(text: &[u8]) -> Result<T, EventError> {
    let mut scratch = String::new();
    Ok(T::decode(&json::parse(text, &mut scratch)?)?)
}

/// The fields that the event has.
fn object(event: &Event) -> Json<'_> {
    let text = |text: &'_ str| Json::String(Cow::Owned(text.to_owned()));
    let mut members = vec![("data".into(), text(&event.data))];
    if event.is_named {
        members.push(("event".into(), text(&event.name)));
    }
    if event.has_id {
        members.push(("id".into(), text(&event.id)));
    }
    if let Some(retry) = event.retry.filter(|_| event.has_retry) {
        let milliseconds = u64::try_from(retry.as_millis()).unwrap_or(u64::MAX);
        members.push(("retry".into(), Json::Number(milliseconds.into())));
    }
    Json::Object(members)
}

enum Sequence {
    Texts(Texts),
    Events(events::Parser),
}

enum Piece {
    Text(Vec<u8>),
    Event(Event),
}

impl Framing for Sequence {
    type Piece = Piece;

    fn feed(&mut self, bytes: &[u8], pieces: &mut VecDeque<Piece>) -> Result<(), TooLarge> {
        match self {
            Self::Texts(texts) => texts.feed(bytes, pieces),
            Self::Events(parser) => {
                let mut events = VecDeque::new();
                let fed = parser.feed(bytes, &mut events);
                pieces.extend(events.into_iter().map(Piece::Event));
                fed
            }
        }
    }

    fn end(&mut self, pieces: &mut VecDeque<Piece>) {
        if let Self::Texts(texts) = self {
            texts.finish(pieces);
        }
    }
}

/// RFC 7464, 2.2.
const RECORD_SEPARATOR: u8 = 0x1e;

/// Texts on a line each; or, if the first has a record separator before it, each behind one.
#[derive(Default)]
struct Texts {
    text: Vec<u8>,
    separated: bool,
}

impl Texts {
    fn feed(&mut self, bytes: &[u8], pieces: &mut VecDeque<Piece>) -> Result<(), TooLarge> {
        for &byte in bytes {
            match byte {
                RECORD_SEPARATOR => {
                    self.separated = true;
                    self.finish(pieces);
                }
                b'\n' if !self.separated => self.finish(pieces),
                byte => self.text.push(byte),
            }
            if self.text.len() > LARGEST {
                return Err(TooLarge);
            }
        }
        Ok(())
    }

    /// A text is complete. Of white space alone there is none.
    fn finish(&mut self, pieces: &mut VecDeque<Piece>) {
        let text = std::mem::take(&mut self.text);
        if !text.trim_ascii().is_empty() {
            pieces.push_back(Piece::Text(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sent: &[u8], cut: usize) -> Vec<String> {
        let (mut texts, mut pieces) = (Texts::default(), VecDeque::new());
        for piece in sent.chunks(cut) {
            assert!(texts.feed(piece, &mut pieces).is_ok());
        }
        texts.finish(&mut pieces);
        let text = |piece| match piece {
            Piece::Text(text) => String::from_utf8(text).unwrap().trim().to_owned(),
            Piece::Event(_) => unreachable!("texts are no events"),
        };
        pieces.into_iter().map(text).collect()
    }

    #[test]
    fn values_are_the_same_wherever_the_stream_is_cut() {
        let lines = b"{\"a\":1}\r\n\n 2 \n\"last, without an end\"";
        let sequence = b"\x1e{\n\"a\":1}\n\x1e2\n\x1e\x1e\"last, without an end\"";
        for cut in 1..lines.len() {
            assert_eq!(texts(lines, cut), [r#"{"a":1}"#, "2", r#""last, without an end""#]);
        }
        for cut in 1..sequence.len() {
            assert_eq!(texts(sequence, cut), ["{\n\"a\":1}", "2", r#""last, without an end""#]);
        }
    }

    #[test]
    fn an_event_has_the_fields_that_were_sent() {
        let (mut parser, mut events) = (events::Parser::default(), VecDeque::new());
        let sent = b"id: 7\nevent: tick\nretry: 250\ndata: {\ndata: }\n\ndata: b\n\n";
        assert!(parser.feed(sent, &mut events).is_ok());
        let objects: Vec<String> = events.iter().map(|event| object(event).to_text()).collect();
        assert_eq!(objects, [r#"{"data":"{\n}","event":"tick","id":"7","retry":250}"#, r#"{"data":"b"}"#]);
    }
}
