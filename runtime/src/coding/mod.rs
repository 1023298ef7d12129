//! Content codings (RFC 9110, 8.4): what is asked for, and how an answer in one of them is read.
//!
//! Each coding is a feature of this crate: `gzip`, which has `deflate` too, is there by default, `brotli` and `zstd`
//! have to be asked for. A build without any says that it takes none (`Accept-Encoding: identity`). An answer is decoded
//! while it arrives, so that limits of size hold for what comes out.

#[cfg(feature = "brotli")]
mod brotli;
#[cfg(feature = "gzip")]
mod deflate;
#[cfg(feature = "gzip")]
mod gzip;
#[cfg(all(test, feature = "gzip"))]
mod tests;
#[cfg(feature = "zstd")]
mod zstd;

use std::io;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, RANGE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use crate::error::TransportError;
use crate::staged::{Arriving, Stage, staged};

/// How many bytes come out of a coding at a time.
#[cfg_attr(not(any(feature = "gzip", feature = "brotli", feature = "zstd")), allow(dead_code, reason = "no coding"))]
const PIECE: usize = 32 << 10;

/// More codings on top of one another are not decoded.
const MOST: usize = 4;

/// The codings of this build, for the header `Accept-Encoding`.
const ACCEPTED: &[&str] = &[
    #[cfg(feature = "gzip")]
    "gzip, deflate",
    #[cfg(feature = "brotli")]
    "br",
    #[cfg(feature = "zstd")]
    "zstd",
];

/// No coding at all.
const IDENTITY: &str = "identity";

/// What decodes a coding.
trait Decoder: Send {
    /// Takes from the front of what has arrived, and writes what it becomes, about [`PIECE`] at most.
    fn decode(&mut self, arrived: &mut Bytes, decoded: &mut Vec<u8>) -> io::Result<()>;

    /// Nothing follows: writes what is left.
    ///
    /// # Errors
    /// The body is not complete.
    fn end(&mut self, decoded: &mut Vec<u8>) -> io::Result<()>;
}

/// What this build takes.
pub(crate) fn accepted() -> String {
    if ACCEPTED.is_empty() { IDENTITY.to_owned() } else { ACCEPTED.join(", ") }
}

/// Says which codings an answer may have, unless the caller has. A part of a body is a part of what is sent, which
/// nobody can decode: who asks for one gets it as it is (RFC 9110, 14.2).
pub(crate) fn ask(headers: &mut HeaderMap) {
    if headers.contains_key(ACCEPT_ENCODING) {
        return;
    }
    let accepted = if headers.contains_key(RANGE) { IDENTITY.to_owned() } else { accepted() };
    if let Ok(value) = HeaderValue::from_str(&accepted) {
        headers.insert(ACCEPT_ENCODING, value);
    }
}

/// The body of an answer without its codings, and its headers without what they say about these.
///
/// # Errors
/// It has a coding that this build does not know.
pub(crate) fn decoded(
    method: &Method,
    status: StatusCode,
    headers: &mut HeaderMap,
    pieces: Arriving,
) -> Result<Arriving, TransportError> {
    let has_none = status == StatusCode::NO_CONTENT || status == StatusCode::NOT_MODIFIED || *method == Method::HEAD;
    if !is_coded(headers) || has_none {
        return Ok(pieces);
    }
    let listed: Vec<String> = codings(headers).collect();
    let unknown = |coding: &str| TransportError::Coding { coding: coding.to_owned(), status };
    let is_part = headers.get(CONTENT_RANGE).is_some_and(|range| range.as_bytes().starts_with(b"bytes"));
    if listed.len() > MOST || status == StatusCode::PARTIAL_CONTENT && is_part {
        return Err(unknown(&listed.join(", ")));
    }
    let mut pieces = pieces;
    for coding in listed.iter().rev() {
        let decoder = decoder(coding).ok_or_else(|| unknown(coding))?;
        pieces = staged(pieces, Decoding { coding: coding.clone(), decoder });
    }
    headers.remove(CONTENT_ENCODING);
    headers.remove(CONTENT_LENGTH);
    Ok(pieces)
}

/// Whether the body is another one on the wire.
pub(crate) fn is_coded(headers: &HeaderMap) -> bool {
    codings(headers).next().is_some()
}

/// The codings of an answer in the order in which they were applied, in small letters.
fn codings(headers: &HeaderMap) -> impl Iterator<Item = String> {
    let lines = headers.get_all(CONTENT_ENCODING).iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    let lines: Vec<String> = lines.map(|line| line.to_ascii_lowercase()).collect();
    let names =
        lines.into_iter().flat_map(|line| line.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>());
    names.filter(|name| !name.is_empty() && name != IDENTITY)
}

fn decoder(coding: &str) -> Option<Box<dyn Decoder>> {
    match coding {
        #[cfg(feature = "gzip")]
        "gzip" | "x-gzip" => Some(Box::new(gzip::Gzip::default())),
        #[cfg(feature = "gzip")]
        "deflate" => Some(Box::new(deflate::Deflate::default())),
        #[cfg(feature = "brotli")]
        "br" => Some(Box::new(brotli::Brotli::new())),
        #[cfg(feature = "zstd")]
        "zstd" => zstd::Zstd::new().ok().map(|decoder| Box::new(decoder) as Box<dyn Decoder>),
        _ => None,
    }
}

struct Decoding {
    coding: String,
    decoder: Box<dyn Decoder>,
}

impl Decoding {
    fn broken(&self, source: io::Error) -> TransportError {
        TransportError::Decoding { coding: self.coding.clone(), source }
    }
}

impl Stage for Decoding {
    fn take(&mut self, arrived: &mut Bytes) -> Result<Bytes, TransportError> {
        let mut decoded = Vec::new();
        self.decoder.decode(arrived, &mut decoded).map_err(|error| self.broken(error))?;
        Ok(decoded.into())
    }

    fn end(&mut self) -> Result<Bytes, TransportError> {
        let mut decoded = Vec::new();
        self.decoder.end(&mut decoded).map_err(|error| self.broken(error))?;
        Ok(decoded.into())
    }
}

/// Part of a body is missing.
#[cfg(any(feature = "gzip", feature = "brotli", feature = "zstd"))]
fn incomplete() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the body ends before it is complete")
}

#[cfg(all(test, not(any(feature = "gzip", feature = "brotli", feature = "zstd"))))]
mod tests {
    use super::*;

    #[test]
    fn a_build_without_codings_says_that_it_takes_none_and_names_the_one_that_comes() {
        let mut headers = HeaderMap::new();
        ask(&mut headers);
        assert_eq!(headers[ACCEPT_ENCODING], "identity");
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("GZip"));
        struct Nothing;
        impl futures_core::Stream for Nothing {
            type Item = Result<Bytes, TransportError>;
            fn poll_next(
                self: std::pin::Pin<&mut Self>,
                _: &mut std::task::Context<'_>,
            ) -> std::task::Poll<Option<Self::Item>> {
                std::task::Poll::Ready(None)
            }
        }
        let Err(error) = decoded(&Method::GET, StatusCode::OK, &mut headers, Box::pin(Nothing)) else {
            panic!("it cannot be decoded")
        };
        assert!(matches!(&error, TransportError::Coding { coding, .. } if coding == "gzip"), "{error}");
    }
}
