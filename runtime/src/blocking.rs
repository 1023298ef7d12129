//! Waiting for what is asynchronous, for programs that are not: the feature `blocking`.
//!
//! Every call of a generated client has `wait` and `wait_response` then, beside `.await` and `send`. It is the same
//! call: what it does runs on a thread of this module's own, and the caller's thread sleeps until it is done.
//! Nothing is written twice, and a client can be used in both ways at once.
//!
//! ```
//! use runtime::blocking;
//!
//! assert_eq!(blocking::wait(async { 6 * 7 }).unwrap(), 42);
//! ```

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{OnceLock, mpsc};
use std::{fmt, io};

use futures_core::Stream;
use tokio::runtime::{Builder, Runtime};

/// Why there is nothing to wait for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WaitError {
    /// The system gave no thread to run calls on.
    #[error("no thread could be started to run calls on: {0}")]
    NoThread(String),
    /// What was waited for panicked.
    #[error("the work that was waited for ended with a panic")]
    Panicked,
}

/// The runtime of all waiting. It lives as long as the process, because connections that are kept open for the next
/// call live on it.
fn runtime() -> Result<&'static Runtime, WaitError> {
    static RUNTIME: OnceLock<io::Result<Runtime>> = OnceLock::new();
    RUNTIME
        .get_or_init(|| {
            Builder::new_multi_thread().worker_threads(1).thread_name("runtime-blocking").enable_all().build()
        })
        .as_ref()
        .map_err(|error| WaitError::NoThread(error.to_string()))
}

/// Runs a future to its end and gives what it gave. It may be called on any thread; on one that runs asynchronous
/// tasks it keeps those from going on, so `.await` there.
///
/// # Errors
/// No thread could be started, or the future panicked.
pub fn wait<F>(future: F) -> Result<F::Output, WaitError>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    // Not `block_on`: that panics on a thread that runs asynchronous tasks.
    let (sender, receiver) = mpsc::sync_channel(1);
    runtime()?.spawn(async move {
        // Nobody listens any more where the waiting thread was ended, and nobody misses the answer.
        let _ = sender.send(future.await);
    });
    receiver.recv().map_err(|_| WaitError::Panicked)
}

/// The items of a stream, each waited for: pages of a list, events, pieces of a body.
pub fn iterate<S>(stream: S) -> Items<S>
where
    S: Stream + Send + 'static,
    S::Item: Send + 'static,
{
    Items { stream: Some(Box::pin(stream)) }
}

/// The iterator of [`iterate`]. It ends with the stream; where waiting fails it yields that failure and ends.
pub struct Items<S> {
    stream: Option<Pin<Box<S>>>,
}

impl<S> fmt::Debug for Items<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("ended", &self.stream.is_none()).finish()
    }
}

impl<S> Iterator for Items<S>
where
    S: Stream + Send + 'static,
    S::Item: Send + 'static,
{
    type Item = Result<S::Item, WaitError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut stream = self.stream.take()?;
        let waited = wait(async move {
            let item = poll_fn(|context| stream.as_mut().poll_next(context)).await;
            (item, stream)
        });
        match waited {
            Ok((item, stream)) => {
                self.stream = item.is_some().then_some(stream);
                item.map(Ok)
            }
            Err(error) => Some(Err(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Countdown(u32);

    impl Stream for Countdown {
        type Item = u32;

        fn poll_next(mut self: Pin<&mut Self>, context: &mut std::task::Context<'_>) -> std::task::Poll<Option<u32>> {
            match self.0 {
                0 => std::task::Poll::Ready(None),
                // Every other poll is too early, so that waiting is really waited.
                n if n % 2 == 1 => {
                    self.0 -= 1;
                    context.waker().wake_by_ref();
                    std::task::Poll::Pending
                }
                n => {
                    self.0 -= 1;
                    std::task::Poll::Ready(Some(n))
                }
            }
        }
    }

    #[test]
    fn a_stream_is_iterated_to_its_end() {
        let items = iterate(Countdown(6)).collect::<Result<Vec<_>, _>>().unwrap();
        assert_eq!(items, [6, 4, 2]);
    }

    #[test]
    fn a_panic_is_an_error_and_the_next_wait_works() {
        let quiet = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let waited: Result<(), _> = wait(async { panic!("on purpose") });
        assert_eq!(waited, Err(WaitError::Panicked));
        std::panic::set_hook(quiet);
        assert_eq!(wait(async { 1 }), Ok(1));
    }

    #[test]
    fn waiting_on_a_thread_of_another_runtime_neither_panics_nor_hangs() {
        let outer = Builder::new_current_thread().enable_all().build().unwrap();
        assert_eq!(
            outer.block_on(async { wait(async { tokio::time::sleep(std::time::Duration::ZERO).await }) }),
            Ok(())
        );
    }
}
