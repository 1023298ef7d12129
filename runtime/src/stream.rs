//! An answer's body as a stream.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use tokio::time::{Instant, Sleep, sleep};

use crate::error::TransportError;
use crate::staged::{Arriving, Stage, staged};

/// The body of an answer, piece by piece as it arrives.
///
/// It is not bounded in size. Each piece has to arrive within the call's timeout, the whole need not.
pub struct ByteStream {
    pieces: Arriving,
    idle: Option<(Duration, Pin<Box<Sleep>>)>,
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").finish_non_exhaustive()
    }
}

impl ByteStream {
    pub(crate) fn new(pieces: Arriving, longest_wait: Duration) -> Self {
        Self { pieces, idle: Some((longest_wait, Box::pin(sleep(longest_wait)))) }
    }

    /// Of what has arrived already.
    pub(crate) fn whole(body: Bytes) -> Self {
        struct Once(Option<Bytes>);
        impl Stream for Once {
            type Item = Result<Bytes, TransportError>;
            fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
                Poll::Ready(self.0.take().filter(|bytes| !bytes.is_empty()).map(Ok))
            }
        }
        Self { pieces: Box::pin(Once(Some(body))), idle: None }
    }

    /// The same with pieces that may take any time.
    pub(crate) fn patient(mut self) -> Self {
        self.idle = None;
        self
    }

    /// What a stage makes of it.
    pub(crate) fn through(self, stage: impl Stage) -> Self {
        Self { pieces: staged(self.pieces, stage), idle: self.idle }
    }

    /// The next piece; nothing at the end.
    ///
    /// # Errors
    /// The connection broke, or no piece came in time. Nothing comes after an error.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The whole body, if it has no more than `limit` bytes.
    ///
    /// # Errors
    /// It has more, or did not arrive whole.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, TransportError> {
        let mut body = BytesMut::new();
        while let Some(piece) = self.next().await.transpose()? {
            if body.len() + piece.len() > limit {
                return Err(TransportError::TooLarge { limit });
            }
            body.extend_from_slice(&piece);
        }
        Ok(body.freeze())
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.pieces.as_mut().poll_next(context) {
            Poll::Ready(item) => {
                if let Some((wait, timer)) = &mut self.idle {
                    timer.as_mut().reset(Instant::now() + *wait);
                }
                Poll::Ready(item)
            }
            Poll::Pending => {
                let Some((wait, timer)) = &mut self.idle else {
                    return Poll::Pending;
                };
                if timer.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                let after = *wait;
                *self = Self::whole(Bytes::new());
                Poll::Ready(Some(Err(TransportError::Timeout { after })))
            }
        }
    }
}
