//! Lists that come page by page, as streams.
//!
//! A document says with `x-pagination` how the next page is asked for; a call of such an operation becomes a
//! stream of its pages ([`Pages`]) or of what is in them ([`Items`]).

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::call::{Call, Outcome, Response};
use crate::codec::{Decode, DecodeError};
use crate::error::{Error, Problem, UnexpectedAnswer};
use crate::json::{self, Json};
use crate::operation::Operation;
use crate::payload::Payload;
use crate::protocol::BoxFuture;

mod advance;

/// An operation whose answer is one page of a list.
pub trait Paginated: Operation {
    /// What is in the list.
    type Item: Decode;
    /// How the next page is asked for.
    const PAGINATION: Pagination;
}

/// How the next page is asked for. Places in an answer are JSON pointers (RFC 6901), in which `-1` is the last
/// item of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pagination {
    pub(crate) next: Next,
    pub(crate) items: &'static str,
    pub(crate) more: Option<&'static str>,
    pub(crate) total: Option<&'static str>,
}

/// Where a value that chooses a page goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// A parameter of the query.
    Query(&'static str),
    /// A member of the JSON body.
    Body(&'static str),
}

/// What tells the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// The answer has the value that stands for it.
    Cursor { place: Place, from: &'static str },
    /// How many items have been seen.
    Offset { place: Place },
    /// The number of the page, counted from `first`.
    Page { place: Place, first: u64 },
    /// The header `Link` of the answer (RFC 8288), by its relation `next`.
    Link,
    /// The answer has its address.
    Url { from: &'static str },
}

impl Pagination {
    const fn new(next: Next) -> Self {
        Self { next, items: "", more: None, total: None }
    }

    /// By a value that each page has for the next; the last page has none, or `null`, or an empty text.
    #[must_use]
    pub const fn cursor(place: Place, from: &'static str) -> Self {
        Self::new(Next::Cursor { place, from })
    }

    /// By the number of items before the page. An empty page is the end.
    #[must_use]
    pub const fn offset(place: Place) -> Self {
        Self::new(Next::Offset { place })
    }

    /// By the number of the page, of which the first has this number. An empty page is the end.
    #[must_use]
    pub const fn page(place: Place, first: u64) -> Self {
        Self::new(Next::Page { place, first })
    }

    /// By the header `Link`; the last page has none with the relation `next`.
    #[must_use]
    pub const fn link() -> Self {
        Self::new(Next::Link)
    }

    /// By an address that each page has for the next.
    #[must_use]
    pub const fn url(from: &'static str) -> Self {
        Self::new(Next::Url { from })
    }

    /// Where the list stands in a page; the page itself unless said.
    #[must_use]
    pub const fn items(mut self, pointer: &'static str) -> Self {
        self.items = pointer;
        self
    }

    /// Where a page says whether there are more.
    #[must_use]
    pub const fn more(mut self, pointer: &'static str) -> Self {
        self.more = Some(pointer);
        self
    }

    /// Where a page says how far it goes: the number of all items for an offset, that of the last page for pages.
    #[must_use]
    pub const fn total(mut self, pointer: &'static str) -> Self {
        self.total = Some(pointer);
        self
    }
}

/// A page with what came beside it, or why it did not come.
pub type Page<O> = Outcome<O>;

/// The pages of a list, each fetched when it is asked for.
///
/// After an error there is no other page: the list is not whole then.
#[must_use = "pages are fetched when they are asked for"]
pub struct Pages<O: Paginated>(State<O>);

enum State<O: Paginated> {
    /// The next page is that of this call.
    Ready(Box<Call<O>>),
    /// It is on its way, with the call after it.
    Waiting(Fetching<O>),
    /// It cannot be asked for.
    Failed(Box<UnexpectedAnswer>),
    /// There is none.
    Ended,
}

type Fetching<O> = BoxFuture<'static, (Page<O>, State<O>)>;

impl<O: Paginated> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

impl<O> Pages<O>
where
    O: Paginated + Send + 'static,
    <O::Output as Payload>::Value: Send,
    <O::Error as Payload>::Value: Send,
{
    /// From the page of this call on.
    pub fn new(call: Call<O>) -> Self {
        Self(State::Ready(Box::new(call)))
    }

    /// The next page; nothing at the end.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn next(&mut self) -> Option<Page<O>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Page<O>>> {
        loop {
            match std::mem::replace(&mut self.0, State::Ended) {
                State::Ended => return Poll::Ready(None),
                State::Failed(why) => return Poll::Ready(Some(Err(Error::Unexpected(why)))),
                State::Ready(call) => self.0 = State::Waiting(Box::pin(fetch(call))),
                State::Waiting(mut fetching) => match fetching.as_mut().poll(context) {
                    Poll::Pending => {
                        self.0 = State::Waiting(fetching);
                        return Poll::Pending;
                    }
                    Poll::Ready((page, next)) => {
                        self.0 = next;
                        return Poll::Ready(Some(page));
                    }
                },
            }
        }
    }
}

impl<O: Paginated> Unpin for Pages<O> {}

impl<O> Stream for Pages<O>
where
    O: Paginated + Send + 'static,
    <O::Output as Payload>::Value: Send,
    <O::Error as Payload>::Value: Send,
{
    type Item = Page<O>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

async fn fetch<O: Paginated>(mut call: Box<Call<O>>) -> (Page<O>, State<O>) {
    let (page, url) = match call.make().await {
        Ok(page) => page,
        Err(error) => return (Err(error), State::Ended),
    };
    let next = match advance::next(&O::PAGINATION, &page.headers, &page.raw, &url, call.request()) {
        Ok(true) => State::Ready(call),
        Ok(false) => State::Ended,
        Err(problem) => State::Failed(unexpected::<O, _>(&page, problem)),
    };
    (Ok(page), next)
}

fn unexpected<O: Operation, T>(page: &Response<T>, problem: Problem) -> Box<UnexpectedAnswer> {
    Box::new(UnexpectedAnswer {
        operation: O::ENDPOINT.id.to_string(),
        status: page.status,
        request_id: page.request_id.clone(),
        problem,
        headers: page.headers.clone(),
        raw: page.raw.clone(),
    })
}

/// What is in the pages of a list, one after the other.
#[must_use = "pages are fetched when they are asked for"]
pub struct Items<O: Paginated> {
    pages: Pages<O>,
    waiting: std::vec::IntoIter<O::Item>,
}

impl<O: Paginated> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}

impl<O> Items<O>
where
    O: Paginated + Send + 'static,
    <O::Output as Payload>::Value: Send,
    <O::Error as Payload>::Value: Send,
{
    /// From the page of this call on.
    pub fn new(call: Call<O>) -> Self {
        Self { pages: Pages::new(call), waiting: Vec::new().into_iter() }
    }

    /// The next item; nothing at the end.
    ///
    /// # Errors
    /// The page that it is in could not be had; see [`Error`].
    pub async fn next(&mut self) -> Option<Item<O>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

/// An item, or why it did not come.
pub type Item<O> = Result<<O as Paginated>::Item, Error<<<O as Operation>::Error as Payload>::Value>>;

impl<O: Paginated> Unpin for Items<O> {}

impl<O> Stream for Items<O>
where
    O: Paginated + Send + 'static,
    <O::Output as Payload>::Value: Send,
    <O::Error as Payload>::Value: Send,
{
    type Item = Item<O>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.waiting.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match self.pages.poll(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(Some(Ok(page))) => match items(&page.raw, O::PAGINATION.items) {
                    Ok(items) => self.waiting = items.into_iter(),
                    Err(error) => {
                        self.pages.0 = State::Ended;
                        let why = unexpected::<O, _>(&page, error.into());
                        return Poll::Ready(Some(Err(Error::Unexpected(why))));
                    }
                },
            }
        }
    }
}

/// The items of a page. A list that is not there, or `null`, is empty.
fn items<T: Decode>(body: &[u8], pointer: &str) -> Result<Vec<T>, DecodeError> {
    let mut scratch = String::new();
    let Ok(page) = json::parse(body, &mut scratch) else {
        return Ok(Vec::new());
    };
    match advance::at(&page, pointer) {
        None | Some(Json::Null) => Ok(Vec::new()),
        Some(list) => Vec::decode(list),
    }
}
