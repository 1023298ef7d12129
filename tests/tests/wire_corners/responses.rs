//! Answers in corners.

use futures_util::StreamExt as _;
use wire::corners::{
    HeadersOfEveryKindHeaders, OptionsOfItHeaders, RedirectsHeaders, SeveralKindsFailure, SeveralKindsOutput, State,
    ThingEventsResponse,
};
use wire::runtime::error::Problem;
use wire::runtime::{Error, StatusCode};

use super::*;

fn typed(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Reply {
    Reply::new(status).header("content-type", media_type).body(body)
}

#[tokio::test]
async fn a_range_alone_is_every_success() {
    let (server, client) = silent().await;
    for status in [200, 201, 299] {
        let body = "\u{feff} {\"id\":\"a\",\"more\":[1e308]} \n";
        server.reply(typed(status, "APPLICATION/JSON ; Charset=\"utf-8\"", body));
        let answer = client.range_only().send().await.unwrap();
        assert_eq!((answer.value.id.as_str(), answer.status.as_u16()), ("a", status));
    }
    server.reply(Reply::new(200).body(r#"{"id":"b"}"#));
    assert_eq!(client.range_only().await.unwrap().id, "b", "without a content type");
}

#[tokio::test]
async fn every_kind_of_success_is_a_variant() {
    let (server, client) = silent().await;
    server.reply(typed(200, "text/html", r#"{"id":"a"}"#));
    assert!(matches!(client.several_kinds().await.unwrap(), SeveralKindsOutput::Ok(thing) if thing.id == "a"));
    let accept = "application/json, text/plain, application/pdf, text/event-stream";
    assert_eq!(server.last().header("accept"), Some(accept));
    server.reply(typed(201, "text/plain", "\"quoted\""));
    let SeveralKindsOutput::Created(text) = client.several_kinds().await.unwrap() else { panic!("text") };
    assert_eq!(text, "\"quoted\"");
    server.reply(typed(202, "application/pdf", b"%PDF\xff".as_slice()));
    let SeveralKindsOutput::Accepted(bytes) = client.several_kinds().await.unwrap() else { panic!("bytes") };
    assert_eq!(bytes.collect(100).await.unwrap(), b"%PDF\xff".as_slice());
    server.reply(Reply::new(204));
    assert!(matches!(client.several_kinds().await.unwrap(), SeveralKindsOutput::NoContent));
    server.reply(typed(206, "text/event-stream", "data: {\"id\":\"e\"}\n\n"));
    let SeveralKindsOutput::PartialContent(mut events) = client.several_kinds().await.unwrap() else {
        panic!("events")
    };
    assert_eq!(events.next().await.unwrap().unwrap().id, "e");
    server.reply(Reply::new(301).header("location", "/there"));
    let answer = client.several_kinds().send().await.unwrap();
    assert!(matches!(answer.value, SeveralKindsOutput::MovedPermanently));
    assert_eq!(answer.headers["location"], "/there");
    server.reply(Reply::new(302).header("location", "/there"));
    let Err(Error::Unexpected(answer)) = client.several_kinds().await else { panic!("a redirect") };
    assert_eq!(answer.problem, Problem::Redirect { to: Some("/there".to_owned()) });
}

#[tokio::test]
async fn every_kind_of_failure_is_a_variant() {
    let (server, client) = silent().await;
    for (reply, expected) in [
        (Reply::json(401, r#""no""#), SeveralKindsFailure::Unauthorized("no".into())),
        (Reply::new(503).body("<h1>Down</h1>"), SeveralKindsFailure::ServerError),
        (typed(413, "application/octet-stream", "big"), SeveralKindsFailure::ContentTooLarge("big".into())),
    ] {
        server.reply(reply);
        let Err(Error::Api(error)) = client.several_kinds().await else { panic!("a failure") };
        assert_eq!(error.body(), Some(&expected));
    }
    for reply in [Reply::json(418, "[1]"), Reply::new(410)] {
        server.reply(reply);
        let Err(Error::Api(error)) = client.several_kinds().await else { panic!("a failure") };
        assert_eq!(error.body, Err(Problem::Status));
    }
    server.reply(Reply::json(422, r#"[{"id":"a"},{}]"#).header("x-own", "1"));
    let Err(Error::Api(error)) = client.several_kinds().await else { panic!("a failure") };
    assert!(error.body.as_ref().unwrap_err().to_string().contains("`[1]"), "{error:?}");
    assert_eq!(
        (error.raw.as_ref(), &error.headers["x-own"]),
        (br#"[{"id":"a"},{}]"#.as_slice(), &"1".parse().unwrap())
    );
    server.reply(Reply::json(404, "{\"id\":"));
    let Err(Error::Api(error)) = client.several_kinds().await else { panic!("a failure") };
    assert_eq!((error.status, error.raw.as_ref()), (StatusCode::NOT_FOUND, b"{\"id\":".as_slice()));
    assert!(matches!(error.body, Err(Problem::NotJson { .. })));
}

#[tokio::test]
async fn headers_of_every_kind_are_typed() {
    let (server, client) = silent().await;
    let (cookie, date) = ("a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT", "Wed, 21 Oct 2015 07:28:00 GMT");
    let reply = Reply::json(200, r#"{"id":"a"}"#).header("ETAG", "W/\"a,b\"").header("x-numbers", "1 , 2,");
    let reply = reply.header("x-numbers", "3").header("x-maybe", "a,b").header("x-flag", "true");
    let reply = reply.header("x-state", "sideways").header("x-states", "up, down").header("x-map", "a,1,b,2");
    let reply = reply.header("last-modified", date).header("x-id", "67E55044-10B1-426F-9247-BB680E5FE0C8");
    let reply = reply.header("set-cookie", cookie).header("set-cookie", "b=2").header("x-quoted", "\"a,b\", W/\"c\"");
    let reply = reply.header("x-big", "18446744073709551615").header("x-text-json", "[\"a,b\"]");
    server.reply(reply.header("x-any", "free").header("x-incident", "none"));
    let answer = client.headers_of_every_kind().send().await.unwrap();
    let headers: HeadersOfEveryKindHeaders = answer.typed_headers().unwrap();
    assert_eq!(headers.e_tag.as_deref(), Some("W/\"a,b\""));
    assert_eq!(headers.x_numbers.unwrap(), [1, 2, 3]);
    assert_eq!(headers.x_maybe.value().unwrap(), &["a", "b"]);
    assert_eq!((headers.x_flag, headers.x_big), (Some(true), Some(u64::MAX)));
    assert_eq!(headers.x_state, Some("sideways".into()));
    assert_eq!(headers.x_states.unwrap(), [State::Up, State::Down]);
    assert_eq!(headers.x_map.unwrap()["b"], 2);
    assert_eq!(headers.last_modified.as_deref(), Some(date));
    assert_eq!(headers.x_id.unwrap().to_string(), "67e55044-10b1-426f-9247-bb680e5fe0c8");
    assert_eq!(headers.set_cookie.unwrap(), [cookie, "b=2"], "RFC 9110, 5.3: lines that cannot be joined");
    assert_eq!(headers.x_quoted.unwrap(), ["\"a,b\"", "W/\"c\""]);
    assert_eq!(headers.x_text_json.unwrap(), ["a,b"]);
    assert_eq!(headers.x_any.unwrap(), "free");
    server.reply(Reply::new(200).header("allow", "GET, HEAD,OPTIONS"));
    let answer = client.options_of_it().send().await.unwrap();
    assert_eq!(server.last().method, "OPTIONS");
    let headers: OptionsOfItHeaders = answer.typed_headers().unwrap();
    assert_eq!(headers.allow.unwrap(), ["GET", "HEAD", "OPTIONS"]);
}

#[tokio::test]
async fn headers_of_failures_are_typed_too() {
    let (server, client) = silent().await;
    server.reply(Reply::json(429, r#"{"title":"slowly"}"#).header("Retry-After", "120").header("x-scope", "a, b"));
    let Err(Error::Api(error)) = client.headers_of_every_kind().await else { panic!("a failure") };
    let headers: HeadersOfEveryKindHeaders = error.typed_headers().unwrap();
    assert_eq!((headers.retry_after, headers.x_scope.unwrap().len()), (Some(120), 2));
    server.reply(Reply::json(500, r#"{"title":"broken"}"#).header("x-incident", "7"));
    let Err(Error::Api(error)) = client.headers_of_every_kind().await else { panic!("a failure") };
    let headers: HeadersOfEveryKindHeaders = error.typed_headers().unwrap();
    assert_eq!((headers.x_incident.as_deref(), headers.retry_after), (Some("7"), None));
}

#[tokio::test]
async fn text_is_read_in_the_charset_that_it_comes_in() {
    let (server, client) = silent().await;
    for (media_type, bytes) in [
        ("text/plain", "é中".as_bytes()),
        ("text/plain; charset=UTF-8", "\u{feff}é中".as_bytes()),
        ("Text/Plain;CHARSET=\"gbk\"", b"\xa8\xa6\xd6\xd0".as_slice()),
        ("text/plain; charset=utf-16le", b"\xe9\x00\x2d\x4e".as_slice()),
    ] {
        server.reply(typed(200, media_type, bytes));
        assert_eq!(client.text_of_any_charset().await.unwrap(), "é中", "{media_type}");
    }
    server.reply(typed(200, "text/plain; charset=iso-8859-1", "é".as_bytes()));
    assert_eq!(client.text_of_any_charset().await.unwrap(), "Ã©", "what the server says counts");
    server.reply(typed(200, "text/plain", b"\xff".as_slice()));
    let Err(Error::Unexpected(answer)) = client.text_of_any_charset().await else { panic!("unexpected") };
    assert_eq!((answer.problem, answer.raw.as_ref()), (Problem::NotText, b"\xff".as_slice()));
    server.reply(typed(500, "text/plain", "why"));
    let Err(Error::Api(error)) = client.text_of_any_charset().await else { panic!("a failure") };
    assert_eq!(error.body().unwrap(), "why");
}

#[tokio::test]
async fn a_redirection_that_is_the_answer_is_not_followed_and_no_failure() {
    let (server, client) = silent().await;
    server.reply(Reply::new(302).header("location", "https://example.com/a?b=c"));
    let answer = client.redirects().send().await.unwrap();
    assert_eq!(answer.status, StatusCode::FOUND);
    let headers: RedirectsHeaders = answer.typed_headers().unwrap();
    assert_eq!(headers.location.as_deref(), Some("https://example.com/a?b=c"));
    server.reply(Reply::json(400, r#"{"why":"not"}"#));
    let Err(Error::Api(error)) = client.redirects().await else { panic!("a failure") };
    assert_eq!((&error.body, error.json().unwrap()["why"].as_str()), (&Err(Problem::Status), Some("not")));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn bodies_where_none_is_expected_and_the_other_way_round() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, "{}"));
    client.success_is_nothing().await.unwrap();
    server.reply(Reply::new(404));
    let Err(Error::Api(error)) = client.success_is_nothing().await else { panic!("a failure") };
    assert_eq!((&error.body, error.status), (&Err(Problem::Empty), StatusCode::NOT_FOUND));
    server.reply(Reply::json(200, "null"));
    assert_eq!(client.nullable_answer().await.unwrap(), None);
    server.reply(Reply::json(200, r#"{"id":"a"}"#));
    assert_eq!(client.nullable_answer().await.unwrap().unwrap().id, "a");
    server.reply(Reply::json(200, "[123456789012345678901234567890, 0.1, -0, 1e3, 18446744073709551615]"));
    let answer = client.big_numbers().send().await.unwrap();
    assert_eq!(answer.value[4].as_u64(), Some(u64::MAX));
    assert!(answer.raw.starts_with(b"[123456789012345678901234567890"));
}

#[tokio::test]
async fn several_types_of_bytes_are_asked_for_and_the_one_that_comes_is_told() {
    let (server, client) = silent().await;
    server.reply(typed(200, "image/jpeg", b"\xff\xd8".as_slice()));
    let answer = client.image().send().await.unwrap();
    assert_eq!(server.last().header("accept"), Some("image/png, image/jpeg"));
    assert_eq!(answer.headers["content-type"], "image/jpeg");
    assert_eq!(answer.value.collect(10).await.unwrap(), b"\xff\xd8".as_slice());
}

#[tokio::test]
async fn events_of_several_shapes_and_their_oddities() {
    let (server, client) = silent().await;
    // WHATWG HTML, 9.2.6: each ending of a line, a comment, a field without a colon, an event without data, spaces.
    let text = ":\r\revent: x\r\ndata:{\"id\":\r\ndata: \"a\"}\r\n\r\nevent: gone\n\nretry: 1x\nid: 1\n\n\
                data: {\"title\":\"p\"}\r\rfoo: bar\ndata:5\n\ndata: nope\n\ndata:{\"id\":\"z\"}\n\n\
                data:{\"id\":\"lost\"}\n";
    for size in [1, 2, 5, text.len()] {
        let pieces: Vec<Vec<u8>> = text.as_bytes().chunks(size).map(<[u8]>::to_vec).collect();
        server.reply(pieces.into_iter().fold(Reply::new(200).header("content-type", "text/event-stream"), Reply::body));
        let mut events = client.thing_events().await.unwrap();
        let first = events.next().await.unwrap().unwrap();
        assert!(matches!(first, ThingEventsResponse::Thing(thing) if thing.id == "a"));
        assert_eq!(events.last_event().unwrap().name, "x");
        let second = events.next().await.unwrap().unwrap();
        assert!(matches!(second, ThingEventsResponse::Problem(problem) if problem.title == "p"));
        let event = events.last_event().unwrap();
        assert_eq!((event.name.as_str(), event.id.as_str(), event.retry), ("message", "1", None));
        assert!(matches!(events.next().await.unwrap().unwrap(), ThingEventsResponse::Unknown(value) if value == 5));
        let rest: Vec<_> = events.collect().await;
        assert!(matches!(&rest[1], Ok(ThingEventsResponse::Thing(thing)) if thing.id == "z"), "{rest:?}");
        assert_eq!(rest.len(), 2, "what has no end is no event");
    }
}

#[tokio::test]
async fn what_is_deprecated_can_be_called() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, r#"{"id":"a"}"#));
    #[allow(deprecated, reason = "that it can is what is tested")]
    let answer = client.old_one().q("x").await.unwrap();
    assert_eq!((answer.id.as_str(), server.last().target.as_str()), ("a", "/old?q=x"));
}

#[tokio::test]
async fn text_of_any_media_type_is_told_from_json_by_the_answer() {
    let (server, client) = silent().await;
    for (media_type, body, expected) in [
        ("application/json", "\"a\\nb\"", "a\nb"),
        ("application/problem+JSON; x=y", "\"a\"", "a"),
        ("text/plain", "\"a\"", "\"a\""),
        ("text/plain", "free text", "free text"),
        ("application/json", "{\"no\":1}", "{\"no\":1}"),
    ] {
        server.reply(typed(200, media_type, body));
        assert_eq!(client.any_text().await.unwrap(), expected, "{media_type}");
    }
    assert_eq!(server.last().header("accept"), Some("*/*"));
    server.reply(typed(200, "text/csv", "a,b\n"));
    assert_eq!(client.csv_list().await.unwrap(), "a,b\n", "nobody sends JSON as CSV");
}
