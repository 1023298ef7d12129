//! Sending one HTTP request and reading its answer, bounded in time and size.

use std::pin::Pin;
use std::sync::PoisonError;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Method, StatusCode};

use crate::coding;
use crate::error::TransportError;
use crate::protocol::{Incoming, Outgoing};
use crate::staged::Arriving;
use crate::stream::ByteStream;

/// An answer, or its head and the stream of its body.
pub(crate) struct Arrived {
    pub(crate) incoming: Incoming,
    pub(crate) stream: Option<ByteStream>,
}

/// Sends a request and reads the whole answer, or only its head where `streams` says so.
///
/// # Errors
/// No connection, no answer in time, a broken connection, or an answer beyond `limit` bytes.
pub(crate) async fn send(
    http: &reqwest::Client,
    outgoing: &Outgoing,
    streams: impl Fn(StatusCode, &HeaderMap) -> bool,
    left: Duration,
    limit: usize,
) -> Result<Arrived, TransportError> {
    let exchange = async {
        let mut headers = outgoing.headers.clone();
        coding::ask(&mut headers);
        let mut request = http.request(outgoing.method.clone(), outgoing.url.clone()).headers(headers);
        request = match &outgoing.stream {
            // What has no content says so, where the method lets a server expect some (RFC 9110, 8.6).
            None if outgoing.body.is_empty() && expects_content(&outgoing.method) => request.header(CONTENT_LENGTH, 0),
            None => request.body(outgoing.body.clone()),
            Some(upstream) => {
                if let Some(length) = upstream.length {
                    request = request.header(CONTENT_LENGTH, length);
                }
                let pieces = upstream.pieces.lock().unwrap_or_else(PoisonError::into_inner).take();
                request.body(pieces.map_or_else(|| reqwest::Body::from(""), reqwest::Body::wrap_stream))
            }
        };
        let mut answer = request.send().await.map_err(|error| failed(error, outgoing, left))?;
        let status = answer.status();
        let mut headers = std::mem::take(answer.headers_mut());
        let length = answer.content_length().filter(|_| !coding::is_coded(&headers));
        let streams = streams(status, &headers);
        let pieces = Box::pin(Pieces { pieces: Box::pin(answer.bytes_stream()), left });
        if status.is_client_error() || status.is_server_error() {
            let body = read(pieces, length, limit).await?;
            let body = decoded_failure(&outgoing.method, status, &mut headers, body, limit).await?;
            return Ok(Arrived { incoming: Incoming { status, headers, body }, stream: None });
        }
        let pieces = coding::decoded(&outgoing.method, status, &mut headers, pieces)?;
        if streams {
            let incoming = Incoming { status, headers, body: Bytes::new() };
            return Ok(Arrived { incoming, stream: Some(ByteStream::new(pieces, left)) });
        }
        let body = read(pieces, length, limit).await?;
        let incoming = Incoming { status, headers, body };
        Ok(Arrived { incoming, stream: None })
    };
    // One clock over connecting, sending and reading, whatever the HTTP client in use was set to.
    tokio::time::timeout(left, exchange).await.unwrap_or(Err(TransportError::Timeout { after: left }))
}

fn expects_content(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

/// The pieces of an answer, with errors of our own.
struct Pieces {
    pieces: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>,
    left: Duration,
}

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let left = self.left;
        self.pieces.as_mut().poll_next(context).map(|item| item.map(|piece| piece.map_err(|error| broken(error, left))))
    }
}

/// The whole body, of which no more than `limit` bytes are kept.
async fn read(mut pieces: Arriving, length: Option<u64>, limit: usize) -> Result<Bytes, TransportError> {
    let too_large = TransportError::TooLarge { limit };
    if length.is_some_and(|length| length > limit as u64) {
        return Err(too_large);
    }
    let mut body = BytesMut::new();
    while let Some(piece) = std::future::poll_fn(|context| pieces.as_mut().poll_next(context)).await.transpose()? {
        if body.len() + piece.len() > limit {
            return Err(too_large);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body.freeze())
}

/// The body of a failure without its content coding; as it came where that cannot be undone. What has failed has failed,
/// and a proxy may say `gzip` of a page that is not.
async fn decoded_failure(
    method: &Method,
    status: StatusCode,
    headers: &mut HeaderMap,
    body: Bytes,
    limit: usize,
) -> Result<Bytes, TransportError> {
    if !coding::is_coded(headers) {
        return Ok(body);
    }
    let mut plain = headers.clone();
    let whole = Box::pin(ByteStream::whole(body.clone()));
    let decoded = match coding::decoded(method, status, &mut plain, whole) {
        Ok(pieces) => read(pieces, None, limit).await,
        Err(error) => Err(error),
    };
    match decoded {
        Ok(decoded) => {
            *headers = plain;
            Ok(decoded)
        }
        Err(TransportError::Coding { .. } | TransportError::Decoding { .. }) => Ok(body),
        Err(error) => Err(error),
    }
}

/// What went wrong once there was a connection.
fn broken(error: reqwest::Error, left: Duration) -> TransportError {
    if error.is_timeout() {
        TransportError::Timeout { after: left }
    } else {
        // The URL's query may hold a token.
        TransportError::Broken { source: error.without_url() }
    }
}

fn failed(error: reqwest::Error, outgoing: &Outgoing, left: Duration) -> TransportError {
    let connecting = error.is_connect() || error.is_builder();
    // The URL's query may hold a token.
    let source = error.without_url();
    if connecting {
        TransportError::Connect { host: outgoing.url.host_str().unwrap_or_default().to_owned(), source }
    } else {
        broken(source, left)
    }
}
