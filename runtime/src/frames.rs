//! A body that is a sequence: bytes arrive cut anywhere, and come out in pieces that mean something.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::error::TransportError;
use crate::stream::ByteStream;

/// The largest piece that is taken, in bytes.
pub(crate) const LARGEST: usize = 8 << 20;

/// A piece is larger than [`LARGEST`].
pub(crate) struct TooLarge;

/// What the pieces of a sequence are, and where one ends.
pub(crate) trait Framing {
    /// A piece.
    type Piece;

    /// Takes bytes, wherever they were cut, and gives the pieces that are complete.
    fn feed(&mut self, bytes: &[u8], pieces: &mut VecDeque<Self::Piece>) -> Result<(), TooLarge>;

    /// Nothing follows: gives what is a piece all the same.
    fn end(&mut self, _pieces: &mut VecDeque<Self::Piece>) {}
}

/// The pieces of a body as they arrive. It may take any time until the next one.
pub(crate) struct Frames<F: Framing> {
    body: ByteStream,
    framing: F,
    waiting: VecDeque<F::Piece>,
    ended: bool,
}

impl<F: Framing> Frames<F> {
    pub(crate) fn new(body: ByteStream, framing: F) -> Self {
        Self { body: body.patient(), framing, waiting: VecDeque::new(), ended: false }
    }

    /// Gives nothing more, whatever arrives.
    pub(crate) fn stop(&mut self) {
        self.ended = true;
        self.waiting.clear();
    }

    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<F::Piece, TransportError>>> {
        loop {
            if let Some(piece) = self.waiting.pop_front() {
                return Poll::Ready(Some(Ok(piece)));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            match Pin::new(&mut self.body).poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(bytes))) => {
                    if self.framing.feed(&bytes, &mut self.waiting).is_err() {
                        self.stop();
                        return Poll::Ready(Some(Err(TransportError::TooLarge { limit: LARGEST })));
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    self.stop();
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Ready(None) => {
                    self.ended = true;
                    self.framing.end(&mut self.waiting);
                }
            }
        }
    }
}
