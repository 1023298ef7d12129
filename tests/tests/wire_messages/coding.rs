//! Content codings on the wire.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use wire::runtime::error::TransportError;
use wire::runtime::{Error, Retry};

use super::*;

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).expect("a vector takes everything");
    encoder.finish().expect("a vector takes everything")
}

fn coded(reply: Reply, coding: &str) -> Reply {
    reply.header("content-encoding", coding).header("vary", "Accept-Encoding")
}

#[tokio::test]
async fn a_compressed_response_is_decoded_and_asked_for() {
    let (server, client) = silent().await;
    let body = br#"{"name":"a"}"#;
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(body).unwrap();
    for (coding, encoded) in
        [("gzip", gzip(body)), ("x-gzip", gzip(body)), ("deflate", zlib.finish().unwrap()), ("identity", body.to_vec())]
    {
        server.reply(coded(typed(200, "application/json", encoded), coding));
        let answer = client.get_pet().send().await.unwrap();
        assert_eq!((answer.value.name.as_deref(), answer.raw.as_ref()), (Some("a"), body.as_slice()), "{coding}");
        assert_eq!(answer.headers.contains_key("content-encoding"), coding == "identity");
        assert_eq!(answer.headers["vary"], "Accept-Encoding");
        // Each coding that the build has is asked for; gzip is there by default.
        let asked = server.last().header("accept-encoding").unwrap_or_default().to_owned();
        assert!(asked.starts_with("gzip, deflate"), "{asked}");
    }
}

#[tokio::test]
async fn a_compressed_failure_is_typed_like_any_other() {
    let (server, client) = silent().await;
    server.reply(coded(typed(400, "application/json", gzip(br#"{"title":"no"}"#)), "gzip"));
    let Err(Error::Api(error)) = client.get_pet().await else { panic!("a failure") };
    assert_eq!((error.body().unwrap().title.as_deref(), error.status.as_u16()), (Some("no"), 400));
}

#[tokio::test]
async fn a_coding_that_is_not_decoded_is_an_error_that_names_it() {
    let (server, client) = silent().await;
    server.reply(coded(Reply::json(200, "anything"), "compress"));
    let error = client.get_pet().await.unwrap_err();
    assert!(error.to_string().contains("`compress`") && error.to_string().contains("HTTP 200"), "{error}");
    let Error::Transport { source: TransportError::Coding { coding, status }, .. } = error else { panic!("{error:?}") };
    assert_eq!((coding.as_str(), status.as_u16()), ("compress", 200));
    server.reply(coded(typed(200, "application/json", &gzip(br#"{"name":"a"}"#)[..20]), "gzip"));
    let error = client.get_pet().await.unwrap_err();
    assert!(
        matches!(&error, Error::Transport { source: TransportError::Decoding { coding, .. }, .. } if coding == "gzip")
    );
}

#[tokio::test]
async fn limits_of_size_hold_for_what_is_decoded() {
    let server = Server::start().await;
    let client = Client::builder().base_url(server.url()).retry(Retry::never()).largest_answer(1000);
    let client = client.build().expect("a client");
    let bomb = gzip(format!(r#"{{"name":"{}"}}"#, "a".repeat(100_000)).as_bytes());
    assert!(bomb.len() < 1000);
    server.reply(coded(typed(200, "application/json", bomb), "gzip"));
    let error = client.get_pet().await.unwrap_err();
    assert!(matches!(error, Error::Transport { source: TransportError::TooLarge { limit: 1000 }, .. }), "{error}");
}

#[tokio::test]
async fn a_stream_is_decoded_while_it_arrives() {
    let (server, client) = silent().await;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let mut pieces = Vec::new();
    for number in 1..=3 {
        encoder.write_all(format!("data: {{\"delta\":\"{number}\"}}\n\n").as_bytes()).unwrap();
        encoder.flush().unwrap();
        pieces.push(std::mem::take(encoder.get_mut()));
    }
    pieces.push(encoder.finish().unwrap());
    let reply = coded(Reply::new(200).header("content-type", "text/event-stream"), "gzip");
    server.reply(pieces.into_iter().fold(reply, Reply::body));
    let mut events = client.create_run_events().await.unwrap();
    for number in 1..=3 {
        assert_eq!(events.next().await.unwrap().unwrap().delta, Some(number.to_string()));
    }
    assert!(events.next().await.is_none());

    let download = gzip(&vec![7; 300_000]);
    server.reply(coded(typed(200, "application/zip", download), "gzip"));
    let bytes = client.get_table_as_zip().await.unwrap().collect(300_000).await.unwrap();
    assert!(bytes.len() == 300_000 && bytes.iter().all(|byte| *byte == 7));
    server.reply(coded(typed(200, "application/zip", &gzip(b"broken off")[..15]), "gzip"));
    let broken = client.get_table_as_zip().await.unwrap().collect(100).await;
    assert!(matches!(broken, Err(TransportError::Decoding { .. })), "{broken:?}");
}

#[tokio::test]
async fn a_part_of_a_body_is_asked_for_as_it_is() {
    let (server, client) = silent().await;
    let part = typed(206, "application/zip", "part").header("content-range", "bytes 5-8/100");
    server.reply(part);
    let bytes = client.get_table_as_zip().header("range", "bytes=5-8").await.unwrap();
    assert_eq!(bytes.collect(10).await.unwrap(), "part");
    assert_eq!(server.last().header("accept-encoding"), Some("identity"));
    server.reply(Reply::json(200, "{}"));
    client.get_pet().header("accept-encoding", "br;q=0.5").await.unwrap();
    assert_eq!(server.last().header("accept-encoding"), Some("br;q=0.5"), "what the caller says counts");
}
