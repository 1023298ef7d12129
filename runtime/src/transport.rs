//! Sending one HTTP request and reading its answer, bounded in time and size.

use std::time::Duration;

use bytes::{Bytes, BytesMut};

use crate::error::TransportError;
use crate::protocol::{Incoming, Outgoing};

/// Sends a request and reads the whole answer.
///
/// # Errors
/// No connection, no answer in time, a broken connection, or an answer beyond `limit` bytes.
pub(crate) async fn send(
    http: &reqwest::Client,
    outgoing: &Outgoing,
    left: Duration,
    limit: usize,
) -> Result<Incoming, TransportError> {
    let exchange = async {
        let mut answer = http
            .request(outgoing.method.clone(), outgoing.url.clone())
            .headers(outgoing.headers.clone())
            .body(outgoing.body.clone())
            .send()
            .await
            .map_err(|error| failed(error, outgoing, left))?;
        let body = read(&mut answer, outgoing, left, limit).await?;
        let status = answer.status();
        Ok(Incoming { status, headers: std::mem::take(answer.headers_mut()), body })
    };
    // One clock over connecting, sending and reading, whatever the HTTP client in use was set to.
    tokio::time::timeout(left, exchange).await.unwrap_or(Err(TransportError::Timeout { after: left }))
}

async fn read(
    answer: &mut reqwest::Response,
    outgoing: &Outgoing,
    left: Duration,
    limit: usize,
) -> Result<Bytes, TransportError> {
    let too_large = TransportError::TooLarge { limit };
    if answer.content_length().is_some_and(|length| length > limit as u64) {
        return Err(too_large);
    }
    let mut body = BytesMut::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| failed(error, outgoing, left))? {
        if body.len() + piece.len() > limit {
            return Err(too_large);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body.freeze())
}

fn failed(error: reqwest::Error, outgoing: &Outgoing, left: Duration) -> TransportError {
    let connecting = error.is_connect() || error.is_builder();
    // The URL's query may hold a token.
    let source = error.without_url();
    if connecting {
        TransportError::Connect { host: outgoing.url.host_str().unwrap_or_default().to_owned(), source }
    } else if source.is_timeout() {
        TransportError::Timeout { after: left }
    } else {
        TransportError::Broken { source }
    }
}
