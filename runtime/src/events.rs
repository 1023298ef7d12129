//! Server-Sent Events (WHATWG HTML, 9.2): a stream of text that becomes a stream of values.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;

use crate::codec::{Decode, DecodeError};
use crate::error::TransportError;
use crate::frames::{Frames, Framing, LARGEST, TooLarge};
use crate::json::{self, Json, ParseError};
use crate::stream::ByteStream;

/// Events whose data are values of `T`, as they arrive. It may take any time until the next one.
///
/// Data `[DONE]` ends the stream, as several APIs have it.
pub struct Events<T> {
    frames: Frames<Parser>,
    last: Option<Event>,
    value: PhantomData<fn() -> T>,
}

/// What came with a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// What kind of event it is; `message` where the server did not say.
    pub name: String,
    /// The id of the last event that had one, to go on from with the header `Last-Event-ID`.
    pub id: String,
    /// How long the server asks to wait before connecting again, where it last said so.
    pub retry: Option<Duration>,
    /// The data, as text.
    pub data: String,
    /// Whether it has a name, an id and a wait of its own.
    pub(crate) is_named: bool,
    pub(crate) has_id: bool,
    pub(crate) has_retry: bool,
}

/// Why a value did not come.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// The connection broke.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The data of an event, or an item, is not JSON. The next one may be.
    #[error("what arrived is not JSON: {0}")]
    NotJson(#[from] ParseError),
    /// The data of an event, or an item, has another shape than the document says. The next one may have it.
    #[error("what arrived is not what the document says: {0}")]
    Shape(#[from] DecodeError),
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

impl<T: Decode> Events<T> {
    pub(crate) fn new(body: ByteStream) -> Self {
        Self { frames: Frames::new(body, Parser::default()), last: None, value: PhantomData }
    }

    /// The next value; nothing at the end.
    ///
    /// # Errors
    /// See [`EventError`].
    pub async fn next(&mut self) -> Option<Result<T, EventError>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The event that the last value came with.
    pub fn last_event(&self) -> Option<&Event> {
        self.last.as_ref()
    }
}

impl<T: Decode> Stream for Events<T> {
    type Item = Result<T, EventError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let event = match std::task::ready!(self.frames.poll(context)) {
            Some(Ok(event)) => event,
            Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
            None => return Poll::Ready(None),
        };
        if event.data == "[DONE]" {
            self.frames.stop();
            return Poll::Ready(None);
        }
        let value = decode(&event.data);
        self.last = Some(event);
        Poll::Ready(Some(value))
    }
}

/// JSON, or, for a type that is text, the text itself.
fn decode<T: Decode>(data: &str) -> Result<T, EventError> {
    let mut scratch = String::new();
    match json::parse(data.as_bytes(), &mut scratch) {
        Ok(value) => T::decode(&value).or_else(|error| T::decode(&Json::String(data.into())).map_err(|_| error.into())),
        Err(error) => T::decode(&Json::String(data.into())).map_err(|_| error.into()),
    }
}

/// WHATWG HTML, 9.2.6.
#[derive(Default)]
pub(crate) struct Parser {
    line: Vec<u8>,
    after_carriage_return: bool,
    after_first_line: bool,
    event: Event,
    has_data: bool,
}

impl Framing for Parser {
    type Piece = Event;

    fn feed(&mut self, bytes: &[u8], events: &mut VecDeque<Event>) -> Result<(), TooLarge> {
        for &byte in bytes {
            let follows_return = std::mem::replace(&mut self.after_carriage_return, byte == b'\r');
            match byte {
                b'\n' if follows_return => {}
                b'\r' | b'\n' => {
                    let line = std::mem::take(&mut self.line);
                    self.line(&line, events);
                }
                byte => self.line.push(byte),
            }
            if self.line.len() + self.event.data.len() > LARGEST {
                return Err(TooLarge);
            }
        }
        Ok(())
    }
}

impl Parser {
    fn line(&mut self, line: &[u8], events: &mut VecDeque<Event>) {
        let text = String::from_utf8_lossy(line);
        let mut text = text.as_ref();
        if !std::mem::replace(&mut self.after_first_line, true) {
            text = text.strip_prefix('\u{feff}').unwrap_or(text);
        }
        if text.is_empty() {
            self.dispatch(events);
            return;
        }
        let (field, value) = text.split_once(':').unwrap_or((text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => {
                value.clone_into(&mut self.event.name);
                self.event.is_named = !value.is_empty();
            }
            "data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            "id" if !value.contains('\0') => {
                value.clone_into(&mut self.event.id);
                self.event.has_id = true;
            }
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.event.retry = value.parse().ok().map(Duration::from_millis);
                self.event.has_retry = true;
            }
            _ => {}
        }
    }

    fn dispatch(&mut self, events: &mut VecDeque<Event>) {
        // The id and the wait are those of the connection: the next event has them too.
        let next = Event { id: self.event.id.clone(), retry: self.event.retry, ..Event::default() };
        let mut event = std::mem::replace(&mut self.event, next);
        if std::mem::take(&mut self.has_data) {
            if event.name.is_empty() {
                "message".clone_into(&mut event.name);
            }
            events.push_back(event);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(text: &str, cut: usize) -> Vec<Event> {
        let (mut parser, mut events) = (Parser::default(), VecDeque::new());
        for piece in text.as_bytes().chunks(cut) {
            assert!(parser.feed(piece, &mut events).is_ok());
        }
        events.into()
    }

    #[test]
    fn events_are_the_same_wherever_the_stream_is_cut() {
        let text = "\u{feff}: comment\r\ndata: a\r\ndata:b\r\rid: 7\nevent: tick\ndata\n\nretry: 250\nretry: x\n\n\
                    data:  中\n\ndata: not dispatched\n";
        let event = |name: &str, id: &str, data: &str, retry: Option<u64>| Event {
            name: name.into(),
            id: id.into(),
            data: data.into(),
            retry: retry.map(Duration::from_millis),
            is_named: name != "message",
            has_id: false,
            has_retry: false,
        };
        let tick = Event { has_id: true, ..event("tick", "7", "", None) };
        let expected = [event("message", "", "a\nb", None), tick, event("message", "7", " 中", Some(250))];
        for cut in 1..text.len() {
            assert_eq!(events(text, cut), expected, "pieces of {cut} bytes");
        }
    }
}
