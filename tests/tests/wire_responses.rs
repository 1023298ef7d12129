//! Answers: what a generated client makes of raw bytes on the wire.

use std::time::Duration;

use tests::plain::{Gate, Reply, Server};
use wire::responses::{Broken, Client, DeleteThingFailure, GetThingHeaders, PutThingFailure, PutThingOutput, Wrong};
use wire::runtime::error::{Problem, TransportError};
use wire::runtime::events::EventError;
use wire::runtime::{Error, StatusCode};

async fn server() -> (Server, Client) {
    let server = Server::start().await;
    let client = Client::builder().base_url(server.url()).timeout(Duration::from_secs(60)).build().expect("a client");
    (server, client)
}

#[tokio::test]
async fn a_success_is_the_variant_of_its_status() {
    let (server, client) = server().await;
    server.reply(Reply::json(200, r#"{"id":"a"}"#));
    assert!(matches!(client.put_thing().await.unwrap(), PutThingOutput::Ok(thing) if thing.id == "a"));
    server.reply(Reply::json(201, r#"{"number":7}"#));
    assert!(matches!(client.put_thing().await.unwrap(), PutThingOutput::Created(receipt) if receipt.number == 7));
    server.reply(Reply::new(204));
    assert_eq!(client.put_thing().await.unwrap(), PutThingOutput::NoContent);
}

#[tokio::test]
async fn a_success_with_a_status_that_nobody_described_is_unexpected_and_reachable() {
    let (server, client) = server().await;
    server.reply(Reply::json(202, r#"{"id":"a"}"#));
    let Err(Error::Unexpected(answer)) = client.put_thing().await else { panic!("unexpected") };
    assert_eq!((&answer.problem, answer.status), (&Problem::Status, StatusCode::ACCEPTED));
    assert_eq!(answer.raw, r#"{"id":"a"}"#);
}

#[tokio::test]
async fn a_failure_is_typed_by_status_then_range_then_default() {
    let (server, client) = server().await;
    let cases = [
        (Reply::new(404).header("content-type", "text/plain").body("gone"), PutThingFailure::NotFound("gone".into())),
        (Reply::json(422, r#"{"field":"id"}"#), PutThingFailure::ClientError(wrong("id"))),
        (Reply::json(500, r#"{"title":"no"}"#), PutThingFailure::Default(broken("no"))),
    ];
    for (reply, expected) in cases {
        server.reply(reply);
        let Err(Error::Api(error)) = client.put_thing().await else { panic!("a failure") };
        assert_eq!(error.body(), Some(&expected));
        assert!(!error.raw.is_empty());
    }
}

fn wrong(field: &str) -> Wrong {
    decoded(serde_json::json!({"field": field}))
}

fn broken(title: &str) -> Broken {
    decoded(serde_json::json!({"title": title}))
}

fn decoded<T: runtime::codec::Decode>(value: serde_json::Value) -> T {
    T::decode(&runtime::json::Json::from_value(&value.into())).expect("a value")
}

#[tokio::test]
async fn failures_of_one_type_stay_that_type() {
    let (server, client) = server().await;
    server.reply(Reply::json(500, r#"{"field":"id"}"#));
    let Err(Error::Api(error)) = client.get_thing().await else { panic!("a failure") };
    assert_eq!(error.body().unwrap().field, "id");
}

#[tokio::test]
async fn a_failure_without_a_body_has_its_variant() {
    let (server, client) = server().await;
    server.reply(Reply::new(204));
    client.delete_thing().await.unwrap();
    server.reply(Reply::new(404));
    let Err(Error::Api(error)) = client.delete_thing().await else { panic!("a failure") };
    assert_eq!(error.body(), Some(&DeleteThingFailure::NotFound));
    server.reply(Reply::json(418, r#"{"tea":1}"#));
    let Err(Error::Api(error)) = client.delete_thing().await else { panic!("a failure") };
    assert_eq!(error.body, Err(Problem::Status), "the document does not describe 418");
    assert_eq!(error.json().unwrap()["tea"], 1);
}

#[tokio::test]
async fn a_default_alone_is_success_and_failure() {
    let (server, client) = server().await;
    server.reply(Reply::json(201, r#"{"id":"a"}"#));
    assert_eq!(client.only_default().await.unwrap().id, "a");
    server.reply(Reply::json(400, r#"{"id":"b"}"#));
    let Err(Error::Api(error)) = client.only_default().await else { panic!("a failure") };
    assert_eq!(error.body().unwrap().id, "b");
}

#[tokio::test]
async fn a_body_that_is_missing_though_described_is_named() {
    let (server, client) = server().await;
    server.reply(Reply::new(200));
    let Err(Error::Unexpected(answer)) = client.get_thing().await else { panic!("unexpected") };
    assert_eq!(answer.problem, Problem::Empty);
}

#[tokio::test]
async fn headers_are_typed() {
    let (server, client) = server().await;
    let reply = Reply::json(200, r#"{"id":"a"}"#).header("X-Rate-Limit", "12").header("x-tags", "a, b");
    server.reply(reply.header("X-Tags", "c").header("X-Range", "from=1,to=2").header("X-Json", r#"{"from":3}"#));
    let response = client.get_thing().send().await.unwrap();
    let headers: GetThingHeaders = response.typed_headers().unwrap();
    assert_eq!(headers.x_rate_limit, Some(12));
    assert_eq!(headers.x_tags.unwrap(), ["a", "b", "c"]);
    let range = headers.x_range.unwrap();
    assert_eq!((range.from, range.to), (1, Some(2)));
    assert_eq!(headers.x_json.unwrap().from, 3);
    assert_eq!((response.raw.as_ref(), response.status), (br#"{"id":"a"}"#.as_slice(), StatusCode::OK));
}

#[tokio::test]
async fn text_and_xml_come_as_text_and_are_asked_for() {
    let (server, client) = server().await;
    server.reply(Reply::new(200).header("content-type", "text/plain").body("\"quoted\" é"));
    assert_eq!(client.get_text().await.unwrap(), "\"quoted\" é");
    assert_eq!(server.last().header("accept"), Some("text/plain"));
    server.reply(Reply::new(200).header("content-type", "application/xml").body("<a/>"));
    assert_eq!(client.get_xml().await.unwrap(), "<a/>");
    assert_eq!(server.last().header("accept"), Some("application/xml"));
}

#[tokio::test]
async fn json_is_preferred_and_its_own_type_is_asked_for() {
    let (server, client) = server().await;
    server.reply(Reply::json(200, r#"{"at":1}"#));
    assert_eq!(client.get_several().await.unwrap().at, 1);
    assert_eq!(server.last().header("accept"), Some("application/json"));
    server.reply(Reply::json(200, r#"{"at":2}"#));
    assert_eq!(client.get_vendor().await.unwrap().at, 2);
    assert_eq!(server.last().header("accept"), Some("application/vnd.acme+json"));
}

#[tokio::test]
async fn bytes_come_as_a_stream_while_they_are_sent() {
    let (server, client) = server().await;
    let gate = Gate::closed();
    server.reply(Reply::new(200).gate(&gate).body("one").body("two").body("three"));
    // The head is enough for a stream, and the first piece does not wait for the second.
    let mut stream = client.get_bytes().await.unwrap();
    gate.let_through(1);
    assert_eq!(stream.next().await.unwrap().unwrap(), "one");
    gate.let_through(2);
    assert_eq!(stream.collect(100).await.unwrap(), "twothree");

    server.reply(Reply::new(200).body("0123456789"));
    let stream = client.get_bytes().await.unwrap();
    assert!(matches!(stream.collect(5).await, Err(TransportError::TooLarge { limit: 5 })));
}

#[tokio::test]
async fn a_failure_of_a_download_is_typed() {
    let (server, client) = server().await;
    server.reply(Reply::json(404, r#"{"at":1}"#));
    let Err(Error::Api(error)) = client.get_bytes().await else { panic!("a failure") };
    assert_eq!(error.body().unwrap().at, 1);
}

#[tokio::test]
async fn a_stream_that_stalls_ends_with_a_timeout() {
    let (server, client) = server().await;
    server.reply(Reply::new(200).gate(&Gate::closed()).body("one").body("two"));
    // The head has to arrive within the same time.
    let mut stream = client.get_bytes().timeout(Duration::from_secs(2)).await.unwrap();
    assert!(matches!(stream.next().await, Some(Err(TransportError::Timeout { .. }))));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn events_are_a_typed_stream() {
    let (server, client) = server().await;
    let reply = Reply::new(200).header("content-type", "text/event-stream");
    let reply = reply.body(": hello\n\nid: 1\nda").body("ta: {\"at\":1}\n\ndata: {\"at\":\ndata: 2}\r\n\r\n");
    server
        .reply(reply.body("data: nonsense\n\n").body("event: last\ndata: {\"at\":3}\n\ndata: [DONE]\n\ndata: {}\n\n"));
    let mut events = client.get_events().await.unwrap();
    assert_eq!(server.last().header("accept"), Some("text/event-stream"));
    assert_eq!(events.next().await.unwrap().unwrap().at, 1);
    assert_eq!(events.last_event().unwrap().id, "1");
    assert_eq!(events.next().await.unwrap().unwrap().at, 2);
    assert!(matches!(events.next().await, Some(Err(EventError::NotJson(_) | EventError::Shape(_)))));
    assert_eq!(events.next().await.unwrap().unwrap().at, 3);
    assert_eq!(events.last_event().unwrap().name, "last");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn an_operation_that_answers_at_once_or_in_events_has_both() {
    let (server, client) = server().await;
    server.reply(Reply::json(200, r#"{"at":1}"#));
    assert_eq!(client.chat(Default::default()).await.unwrap().at, 1);
    server.reply(Reply::new(200).body("data: {\"text\":\"a\"}\n\n"));
    let mut events = client.chat_events(Default::default()).await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().text, "a");
}
