//! Codings, fed in pieces of every size.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;

use super::*;

/// Pieces that are there at once.
struct Ready(VecDeque<Bytes>);

impl Stream for Ready {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}

fn headers(coding: &str) -> HeaderMap {
    let headers = [("content-encoding", coding), ("content-length", "9"), ("vary", "accept-encoding")];
    headers.into_iter().map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value"))).collect()
}

/// What comes out of a body that arrives in pieces of this size, up to a limit.
fn decode(coding: &str, body: &[u8], size: usize, limit: usize) -> Result<Vec<u8>, TransportError> {
    let pieces = body.chunks(size).map(Bytes::copy_from_slice).collect();
    let mut stream = decoded(&Method::GET, StatusCode::OK, &mut headers(coding), Box::pin(Ready(pieces)))?;
    let (mut whole, mut context) = (Vec::new(), Context::from_waker(Waker::noop()));
    while let Poll::Ready(Some(piece)) = stream.as_mut().poll_next(&mut context) {
        let piece = piece?;
        assert!(piece.len() <= 4 * PIECE, "{} bytes came out at once", piece.len());
        whole.extend_from_slice(&piece);
        if whole.len() > limit {
            return Err(TransportError::TooLarge { limit });
        }
    }
    Ok(whole)
}

/// The name of a coding, the text in it, and very many zeros in it.
type Sample = (&'static str, Vec<u8>, Vec<u8>);

fn samples() -> Vec<Sample> {
    let samples = vec![
        ("gzip", gzip(text().as_bytes()), gzip(&vec![0; BOMB])),
        ("X-GZip", gzip(text().as_bytes()), gzip(&vec![0; BOMB])),
        ("deflate", zlib(text().as_bytes()), zlib(&vec![0; BOMB])),
        ("deflate", raw(text().as_bytes()), raw(&vec![0; BOMB])),
        ("deflate, gzip", gzip(&zlib(text().as_bytes())), gzip(&zlib(&vec![0; BOMB]))),
    ];
    samples.into_iter().chain(brotli()).chain(zstd()).collect()
}

/// Made by Node's zlib: nothing here writes brotli.
fn brotli() -> Option<Sample> {
    let text = hex("8b13807b2261223a22c3a9e4b8ad20616e64206d6f726520616e64206d6f726520616e64206d6f7265227d03");
    let bomb = hex("cbffff3ff82700e2b14020f7fe2ffffffff04f00c4611180eefd1f");
    cfg!(feature = "brotli").then_some(("br", text, bomb))
}

#[cfg(feature = "zstd")]
fn zstd() -> Option<Sample> {
    let encoded = |body: &[u8]| ::zstd::encode_all(body, 3).expect("memory takes everything");
    Some(("zstd", encoded(text().as_bytes()), encoded(&vec![0; BOMB])))
}

#[cfg(not(feature = "zstd"))]
fn zstd() -> Option<Sample> {
    None
}

const BOMB: usize = 16 << 20;

fn text() -> &'static str {
    "{\"a\":\"\u{e9}\u{4e2d} and more and more and more\"}"
}

fn gzip(body: &[u8]) -> Vec<u8> {
    written(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default()), body)
        .finish()
        .expect("memory takes everything")
}

fn zlib(body: &[u8]) -> Vec<u8> {
    written(flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default()), body)
        .finish()
        .expect("memory takes everything")
}

fn raw(body: &[u8]) -> Vec<u8> {
    written(flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default()), body)
        .finish()
        .expect("memory takes everything")
}

fn written<W: io::Write>(mut writer: W, body: &[u8]) -> W {
    writer.write_all(body).expect("memory takes everything");
    writer
}

fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("digits")).collect()
}

#[test]
fn a_body_is_the_same_wherever_the_wire_cuts_it() {
    for (coding, body, _) in samples() {
        for size in 1..=body.len() {
            assert_eq!(decode(coding, &body, size, 100).unwrap(), text().as_bytes(), "{coding} in {size}");
        }
        assert_eq!(decode(coding, b"", 1, 100).unwrap(), b"", "nothing at all is nothing in {coding}");
    }
}

#[test]
fn a_body_that_breaks_off_or_is_something_else_is_an_error_that_names_the_coding() {
    for (coding, body, _) in samples() {
        for length in 1..body.len() {
            // The second of two codings may be complete, and only its frame broken off.
            let result = decode(coding, &body[..length], 7, 100);
            let Err(TransportError::Decoding { coding: named, .. }) = result else { panic!("{coding}: {result:?}") };
            assert!(coding.to_ascii_lowercase().contains(&named));
        }
        let result = decode(coding, &[0xff; 40], 5, 100);
        assert!(matches!(result, Err(TransportError::Decoding { .. })), "{coding}: {result:?}");
    }
}

#[test]
fn what_expands_beyond_the_limit_is_refused_long_before_it_is_whole() {
    for (coding, _, bomb) in samples() {
        assert!(bomb.len() < BOMB / 100);
        let result = decode(coding, &bomb, bomb.len(), 1 << 20);
        assert!(matches!(result, Err(TransportError::TooLarge { .. })), "{coding}");
        assert_eq!(decode(coding, &bomb, bomb.len(), BOMB).unwrap().len(), BOMB, "{coding}");
    }
}

#[test]
fn members_of_gzip_follow_one_another_and_padding_is_passed_over() {
    let two = [gzip(b"one, "), gzip(b"two"), vec![0; 100]].concat();
    for size in 1..two.len() {
        assert_eq!(decode("gzip", &two, size, 100).unwrap(), b"one, two", "pieces of {size} bytes");
    }
    let mut wrong = gzip(text().as_bytes());
    let checksum = wrong.len() - 8;
    wrong[checksum] ^= 1;
    assert!(matches!(decode("gzip", &wrong, 9, 100), Err(TransportError::Decoding { .. })), "a wrong checksum");
}

#[test]
fn what_was_flushed_comes_before_more_arrives() {
    use std::io::Write as _;

    struct Stalled(Option<Bytes>);
    impl Stream for Stalled {
        type Item = Result<Bytes, TransportError>;
        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.0.take().map_or(Poll::Pending, |piece| Poll::Ready(Some(Ok(piece))))
        }
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(b"data: 1\n\n").unwrap();
    encoder.flush().unwrap();
    let stream = Stalled(Some(encoder.get_ref().clone().into()));
    let mut stream = decoded(&Method::GET, StatusCode::OK, &mut headers("gzip"), Box::pin(stream)).unwrap();
    let Poll::Ready(Some(Ok(piece))) = stream.as_mut().poll_next(&mut Context::from_waker(Waker::noop())) else {
        panic!("nothing came")
    };
    assert_eq!(piece, "data: 1\n\n");
}

#[test]
fn an_answer_without_a_body_has_nothing_to_decode() {
    for (method, status) in [(Method::HEAD, StatusCode::OK), (Method::GET, StatusCode::NOT_MODIFIED)] {
        let mut headers = headers("gzip");
        assert!(decoded(&method, status, &mut headers, Box::pin(Ready(VecDeque::new()))).is_ok());
        assert_eq!(headers.len(), 3, "its headers are those of the answer to GET");
    }
}

#[test]
fn headers_say_what_the_body_is_that_comes_with_them() {
    let decoded = |mut headers: HeaderMap, status| {
        decoded(&Method::GET, status, &mut headers, Box::pin(Ready(VecDeque::new()))).map(|_| headers)
    };
    assert_eq!(decoded(headers("identity"), StatusCode::OK).unwrap().len(), 3);
    assert_eq!(decoded(headers("gzip"), StatusCode::OK).unwrap().keys().collect::<Vec<_>>(), ["vary"]);
    let error = decoded(headers("gzip, Compress"), StatusCode::BAD_GATEWAY).unwrap_err().to_string();
    assert!(error.contains("`compress`") && error.contains("502"), "{error}");
    let mut part = headers("gzip");
    part.insert(CONTENT_RANGE, HeaderValue::from_static("bytes 5-9/100"));
    assert!(matches!(decoded(part, StatusCode::PARTIAL_CONTENT), Err(TransportError::Coding { .. })));
}

#[test]
fn the_codings_of_the_build_are_asked_for_unless_the_caller_does_or_wants_a_part() {
    let asked = |name: &'static str, value: &'static str| {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_static(value));
        ask(&mut headers);
        headers[ACCEPT_ENCODING].to_str().unwrap().to_owned()
    };
    assert_eq!(asked("accept", "*/*"), accepted());
    assert_eq!(asked("accept-encoding", "br;q=0.1"), "br;q=0.1");
    assert_eq!(asked("range", "bytes=5-"), "identity");
    assert!(accepted().starts_with("gzip, deflate"));
}
