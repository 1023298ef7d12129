//! A body that becomes another one while it arrives.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use crate::error::TransportError;

/// Pieces of a body as they arrive.
pub(crate) type Arriving = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// What makes another body of one.
pub(crate) trait Stage: Send + Unpin + 'static {
    /// Takes from the front of what has arrived, and gives what it becomes: nothing, if more has to arrive first. What
    /// is given at once is bounded, however far the body expands; what is left is asked for with nothing in `arrived`.
    ///
    /// # Errors
    /// The body is not what it should be.
    fn take(&mut self, arrived: &mut Bytes) -> Result<Bytes, TransportError>;

    /// Nothing follows: gives what is left.
    ///
    /// # Errors
    /// The body is not complete.
    fn end(&mut self) -> Result<Bytes, TransportError>;
}

/// A body behind a stage. Nothing comes after an error.
struct Staged<S> {
    pieces: Arriving,
    stage: S,
    arrived: Bytes,
    /// Whether there may be more without anything new.
    has_more: bool,
    /// Whether there was anything at all: what is empty is empty behind every stage.
    begun: bool,
    ended: bool,
}

/// The body that a stage makes of another one.
pub(crate) fn staged(pieces: Arriving, stage: impl Stage) -> Arriving {
    Box::pin(Staged { pieces, stage, arrived: Bytes::new(), has_more: false, begun: false, ended: false })
}

impl<S: Stage> Stream for Staged<S> {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            let made = if this.has_more || !this.arrived.is_empty() {
                let made = this.stage.take(&mut this.arrived);
                this.has_more = made.as_ref().is_ok_and(|made| !made.is_empty());
                made
            } else if this.ended {
                return Poll::Ready(None);
            } else {
                match ready!(this.pieces.as_mut().poll_next(context)) {
                    Some(Ok(piece)) => {
                        this.begun |= !piece.is_empty();
                        this.arrived = piece;
                        continue;
                    }
                    Some(Err(error)) => Err(error),
                    None => {
                        this.ended = true;
                        if this.begun { this.stage.end() } else { Ok(Bytes::new()) }
                    }
                }
            };
            match made {
                Ok(piece) if piece.is_empty() => {}
                Ok(piece) => return Poll::Ready(Some(Ok(piece))),
                Err(error) => {
                    this.ended = true;
                    this.arrived.clear();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}
