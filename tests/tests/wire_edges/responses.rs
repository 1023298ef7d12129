//! Answers at their edges.

use std::time::Duration;

use wire::edges::{CommonErrorCode, FoldedError, HeadOfItHeaders, OwnErrorCode, RangesFailure, RangesOutput};
use wire::runtime::error::Problem;
use wire::runtime::{Either, Error, Open, StatusCode};

use super::*;

#[tokio::test]
async fn the_answer_to_head_has_headers_and_no_body() {
    let (server, client) = silent().await;
    let head = Reply::new(200).header("x-size", "18446744073709551615").header("x-names", "a").header("x-names", "b,c");
    server.reply(head);
    let answer = client.head_of_it().send().await.unwrap();
    assert_eq!(server.last().method, "HEAD");
    let headers: HeadOfItHeaders = answer.typed_headers().unwrap();
    assert_eq!((headers.x_size, headers.x_names.unwrap().len()), (Some(u64::MAX), 3));
    server.reply(Reply::new(404));
    let Err(Error::Api(error)) = client.head_of_it().await else { panic!("a failure") };
    assert_eq!(error.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_header_that_is_missing_is_absent_and_a_malformed_one_is_named() {
    let (server, client) = silent().await;
    server.reply(Reply::new(200));
    let answer = client.head_of_it().send().await.unwrap();
    assert_eq!(answer.typed_headers::<HeadOfItHeaders>().unwrap().x_size, None);
    server.reply(Reply::new(200).header("x-size", "large"));
    let answer = client.head_of_it().send().await.unwrap();
    assert!(answer.typed_headers::<HeadOfItHeaders>().unwrap_err().to_string().contains("x-size"));
}

#[tokio::test]
async fn a_range_of_successes_comes_after_the_status_itself() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, r#"{"at":1}"#));
    assert!(matches!(client.ranges().await.unwrap(), RangesOutput::Ok(answer) if answer.at == 1));
    assert_eq!(server.last().header("accept"), Some("application/json, text/plain"));
    server.reply(Reply::new(206).header("content-type", "text/plain").body("part"));
    assert!(matches!(client.ranges().await.unwrap(), RangesOutput::Success(text) if text == "part"));
}

#[tokio::test]
async fn failures_of_ranges_are_typed_and_others_are_kept() {
    let (server, client) = silent().await;
    server.reply(Reply::json(409, r#"{"title":"taken"}"#).header("x-own", "1"));
    let Err(Error::Api(error)) = client.ranges().await else { panic!("a failure") };
    assert!(matches!(error.body().unwrap(), RangesFailure::ClientError(fault) if fault.title == "taken"));
    assert_eq!(
        (error.headers["x-own"].to_str().unwrap(), error.raw.as_ref()),
        ("1", br#"{"title":"taken"}"#.as_slice())
    );
    server.reply(Reply::json(500, r#"["a","b"]"#));
    let Err(Error::Api(error)) = client.ranges().await else { panic!("a failure") };
    assert!(matches!(error.body().unwrap(), RangesFailure::ServerError(list) if list.len() == 2));
}

#[tokio::test]
async fn a_failure_in_another_form_than_described_has_status_and_raw_body() {
    let (server, client) = silent().await;
    server.reply(Reply::new(413).header("content-type", "text/html").body("<h1>Too large</h1>"));
    let Err(Error::Api(error)) = client.ranges().await else { panic!("a failure") };
    assert_eq!((error.status, error.raw.as_ref()), (StatusCode::PAYLOAD_TOO_LARGE, b"<h1>Too large</h1>".as_slice()));
    assert!(matches!(error.body, Err(Problem::NotJson { .. })));
    server.reply(Reply::new(303).header("location", "/elsewhere"));
    let Err(Error::Unexpected(answer)) = client.ranges().await else { panic!("unexpected") };
    assert_eq!((answer.status.as_u16(), answer.headers["location"].to_str().unwrap()), (303, "/elsewhere"));
}

#[tokio::test]
async fn arms_of_one_shape_are_one_type_with_the_codes_of_all() {
    let (server, client) = silent().await;
    for (code, expected) in [
        ("BUSY", Either::Left(CommonErrorCode::Busy)),
        ("NO_SUCH_USER", Either::Right(OwnErrorCode::NoSuchUser)),
        ("DENIED", Either::Left(CommonErrorCode::Denied)),
    ] {
        server.reply(Reply::json(400, &format!(r#"{{"code":"{code}","message":"m","details":["d"]}}"#)));
        let Err(Error::Api(error)) = client.folded().await else { panic!("a failure") };
        let body: &FoldedError = error.body().unwrap();
        assert_eq!(body.code, Open::Known(expected));
        assert_eq!(body.details.as_ref().unwrap().len(), 1);
    }
    server.reply(Reply::json(400, r#"{"code":"NEW","message":"m"}"#));
    let Err(Error::Api(error)) = client.folded().await else { panic!("a failure") };
    let code = &error.body().unwrap().code;
    assert_eq!((code.as_str(), code.known()), ("NEW", None));
}

#[tokio::test]
async fn events_are_the_same_wherever_the_wire_cuts_them() {
    let (server, client) = silent().await;
    let text = "\u{feff}:comment\r\nid: 7\r\nretry: 250\r\nevent: tick\r\ndata: é\r\ndata\r\ndata: {\"a\":\r\n\r\n\
                data:[1]\n\nid\ndata: last\n\ndata: [DONE]\n\ndata: after\n\n";
    for size in [1, 2, 3, 7, text.len()] {
        let reply = Reply::new(200).header("content-type", "text/event-stream; charset=utf-8");
        let pieces: Vec<Vec<u8>> = text.as_bytes().chunks(size).map(<[u8]>::to_vec).collect();
        server.reply(pieces.into_iter().fold(reply, Reply::body));
        let mut events = client.text_events().await.unwrap();
        assert_eq!(events.next().await.unwrap().unwrap(), "é\n\n{\"a\":", "pieces of {size} bytes");
        let event = events.last_event().unwrap();
        assert_eq!((event.name.as_str(), event.id.as_str()), ("tick", "7"));
        assert_eq!(event.retry, Some(Duration::from_millis(250)));
        assert_eq!(events.next().await.unwrap().unwrap(), "[1]");
        assert_eq!(events.last_event().unwrap().id, "7", "an id holds until there is another");
        assert_eq!(events.next().await.unwrap().unwrap(), "last");
        assert_eq!(events.last_event().unwrap().id, "");
        assert!(events.next().await.is_none(), "[DONE] is the end");
    }
}

#[tokio::test]
async fn a_stream_of_events_that_fails_is_a_typed_failure_and_one_that_breaks_an_error() {
    let (server, client) = silent().await;
    server.reply(Reply::json(429, r#"{"title":"slow down"}"#));
    let Err(Error::Api(error)) = client.text_events().await else { panic!("a failure") };
    assert_eq!(error.body().unwrap().title, "slow down");
    server.reply(Reply::new(200).body("data: whole\n\ndata: half"));
    let mut events = client.text_events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap(), "whole");
    assert!(events.next().await.is_none(), "an event without its end does not count");
}

#[tokio::test]
async fn a_body_is_what_the_document_says_whatever_its_content_type() {
    let (server, client) = silent().await;
    server.reply(Reply::new(200).header("content-type", "text/html").body(r#"{"at":1}"#));
    assert_eq!(client.anything().await.unwrap().at, 1);
    server.reply(Reply::json(200, "\u{feff}{\"at\":2}"));
    assert_eq!(client.anything().await.unwrap().at, 2, "a byte order mark is no error");
    server.reply(Reply::new(200).header("content-type", "text/csv").body("a,b\r\n1,2\r\n"));
    assert_eq!(client.csv().await.unwrap(), "a,b\r\n1,2\r\n");
}

#[tokio::test]
async fn scalars_null_and_nothing_are_answers() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, "7"));
    assert_eq!(client.scalar().await.unwrap(), Some(7));
    server.reply(Reply::json(200, "null"));
    assert_eq!(client.scalar().await.unwrap(), None);
    server.reply(Reply::new(200).body("anything at all"));
    let answer = client.nothing().send().await.unwrap();
    assert_eq!(answer.raw, "anything at all");
}
