//! What OpenAPI 3.2 adds: what a generated client sends and makes of raw bytes on the wire.

use std::time::Duration;

use serde_json::json;
use tests::gateway::Request;
use tests::plain::{Reply, Server};
use wire::runtime::events::EventError;
use wire::runtime::{Error, Upload};
use wire::version_3_2::{Client, Dog, Event, Filter, OtherPet, Pet, Selector, Thing};

async fn server() -> (Server, Client) {
    let server = Server::start().await;
    let client = Client::builder().base_url(server.url()).timeout(Duration::from_secs(60)).build().expect("a client");
    (server, client)
}

fn body(request: &Request) -> serde_json::Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

fn selector() -> Selector {
    Selector::new("a b&c=d/é").tags(vec!["x".into(), "+".into()]).within(Thing::new(7))
}

#[tokio::test]
async fn query_is_a_method_with_a_body() {
    let (server, client) = server().await;
    server.reply(Reply::json(200, r#"[{"id":1}]"#));
    assert_eq!(client.search_things(Filter::new("a")).await.unwrap()[0].id, 1);
    let request = server.last();
    assert_eq!((request.method.as_str(), request.target.as_str()), ("QUERY", "/things"));
    assert_eq!(body(&request), json!({"name": "a"}));
}

#[tokio::test]
async fn query_is_repeated_and_other_methods_are_not() {
    let (server, client) = server().await;
    server.reply(Reply::new(503));
    server.reply(Reply::json(200, "[]"));
    assert!(client.search_things(Filter::new("a")).await.unwrap().is_empty());
    assert_eq!(server.requests().len(), 2);
    server.reply(Reply::new(503));
    assert!(matches!(client.purge_things(1).await, Err(Error::Api(_))));
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn additional_operations_are_sent_with_their_own_methods() {
    let (server, client) = server().await;
    server.reply(Reply::new(204));
    client.purge_things(5).await.unwrap();
    assert_eq!((server.last().method.as_str(), server.last().target.as_str()), ("PURGE", "/things?before=5"));
    server.reply(Reply::json(200, r#"[{"id":2}]"#));
    assert_eq!(client.discover().await.unwrap()[0].id, 2);
    assert_eq!(server.last().method, "M-SEARCH");
}

#[tokio::test]
async fn a_whole_query_is_a_form() {
    let (server, client) = server().await;
    server.reply(Reply::new(204));
    client.find_by_form(selector()).await.unwrap();
    let target = server.last().target;
    let query = target.strip_prefix("/form?").expect("a query");
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(pairs, [pair("name", "a b&c=d/é"), pair("tags", "x"), pair("tags", "+"), pair("within", r#"{"id":7}"#)]);
}

#[tokio::test]
async fn a_whole_query_is_json() {
    let (server, client) = server().await;
    server.reply(Reply::new(204));
    client.find_by_json().selector(selector()).await.unwrap();
    let target = server.last().target;
    let query = target.strip_prefix("/json?").expect("a query");
    let (text, empty) = url::form_urlencoded::parse(query.as_bytes()).next().expect("one pair without a value");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(empty, "");
    assert_eq!(value, json!({"name": "a b&c=d/é", "tags": ["x", "+"], "within": {"id": 7}}));
    server.reply(Reply::new(204));
    client.find_by_json().await.unwrap();
    assert_eq!(server.last().target, "/json");
}

#[tokio::test]
async fn cookies_of_their_own_style_are_not_escaped() {
    let (server, client) = server().await;
    server.reply(Reply::new(204));
    let several = vec!["a%b".to_owned(), "c".to_owned()];
    client.send_cookies("x=1/2 3").several(several).escaped("x=1/2").reserved("x=1/2").await.unwrap();
    assert_eq!(
        server.last().header("cookie"),
        Some("plain=x=1/2 3; several=a%b; several=c; escaped=x%3D1%2F2; reserved=x=1/2")
    );
    let before = server.requests().len();
    for value in ["a; admin=1", "a\r\nb"] {
        assert!(matches!(client.send_cookies(value).await, Err(Error::Request { .. })), "{value:?}");
    }
    assert_eq!(server.requests().len(), before);
}

#[tokio::test]
async fn json_lines_are_a_typed_stream() {
    let (server, client) = server().await;
    let reply = Reply::new(200).header("content-type", "application/jsonl");
    server.reply(reply.body("{\"id\":1}\n{\"i").body("d\":2}\r\n\nnonsense\n{\"id\":\"x\"}\n").body("{\"id\":3}"));
    let mut things = client.get_lines().await.unwrap();
    assert_eq!(server.last().header("accept"), Some("application/jsonl"));
    assert_eq!(things.next().await.unwrap().unwrap(), Thing::new(1));
    assert_eq!(things.next().await.unwrap().unwrap(), Thing::new(2));
    assert!(matches!(things.next().await, Some(Err(EventError::NotJson(_)))));
    assert!(matches!(things.next().await, Some(Err(EventError::Shape(_)))));
    assert_eq!(things.next().await.unwrap().unwrap(), Thing::new(3));
    assert!(things.next().await.is_none());
}

#[tokio::test]
async fn a_json_sequence_is_a_typed_stream() {
    let (server, client) = server().await;
    let reply = Reply::new(200).header("content-type", "application/json-seq");
    server.reply(reply.body("\u{1e}{\n  \"id\": 1\n}\n\u{1e}{\"id\":2}\n"));
    let mut things = client.get_sequence().await.unwrap();
    assert_eq!(things.next().await.unwrap().unwrap(), Thing::new(1));
    assert_eq!(things.next().await.unwrap().unwrap(), Thing::new(2));
    assert!(things.next().await.is_none());
}

#[tokio::test]
async fn events_are_objects_of_their_fields() {
    let (server, client) = server().await;
    let reply = Reply::new(200).header("content-type", "text/event-stream; charset=utf-8");
    let text = "event: text\ndata: two\ndata: lines\n\nevent: thing\nid: 7\nretry: 10\ndata: {\"id\":1}\n\n";
    server.reply(reply.body(text).body("event: news\ndata: x\n\n"));
    let mut events = client.get_events().await.unwrap();
    let Some(Ok(Event::Object(text))) = events.next().await else { panic!("a text") };
    assert_eq!((text.data.as_deref(), text.id), (Some("two\nlines"), None));
    let Some(Ok(Event::Variant2(thing))) = events.next().await else { panic!("a thing") };
    assert_eq!(thing.data.unwrap().known().unwrap().id, 1);
    assert_eq!((thing.id.as_deref(), thing.retry), (Some("7"), Some(10)));
    let Some(Ok(Event::Unknown(news))) = events.next().await else { panic!("something new") };
    assert_eq!(news, json!({"data": "x", "event": "news"}));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn an_operation_that_answers_at_once_or_in_lines_has_both() {
    let (server, client) = server().await;
    server.reply(Reply::json(200, r#"[{"id":1}]"#));
    assert_eq!(client.chat().await.unwrap(), [Thing::new(1)]);
    server.reply(Reply::new(200).header("content-type", "application/x-ndjson").body("{\"id\":1}\n{\"id\":2}\n"));
    let mut things = client.chat_items().await.unwrap();
    assert_eq!(server.last().header("accept"), Some("application/x-ndjson"));
    assert_eq!(things.next().await.unwrap().unwrap(), Thing::new(1));
}

#[tokio::test]
async fn a_sequence_is_sent_as_its_caller_writes_it() {
    let (server, client) = server().await;
    server.reply(Reply::new(204));
    client.send_log(Upload::from(b"{\"id\":1}\n{\"id\":2}\n".to_vec())).await.unwrap();
    let request = server.last();
    assert_eq!(request.header("content-type"), Some("application/jsonl"));
    assert_eq!(request.body, b"{\"id\":1}\n{\"id\":2}\n");
}

#[tokio::test]
async fn the_default_of_a_discriminator_takes_what_has_no_tag_and_what_has_another() {
    let (server, client) = server().await;
    let answered = async |reply: &str, sent: Pet| {
        server.reply(Reply::json(200, reply));
        let pet = client.keep_pet(sent).await.unwrap();
        (pet, body(&server.last()))
    };
    let (pet, sent) = answered(r#"{"name":"Tweety"}"#, Pet::other_pet("Tweety")).await;
    assert_eq!((pet, sent), (Pet::other_pet("Tweety"), json!({"name": "Tweety"})));
    let parrot = Pet::OtherPet(OtherPet::new("Polly").kind("parrot"));
    let (pet, sent) = answered(r#"{"kind":"parrot","name":"Polly"}"#, parrot.clone()).await;
    assert_eq!((pet, sent), (parrot, json!({"kind": "parrot", "name": "Polly"})));
    let (pet, sent) = answered(r#"{"kind":"dog","tricks":["sit"]}"#, Pet::cat()).await;
    assert_eq!((pet, sent), (Pet::Dog(Dog::new().kind("dog").tricks(vec!["sit".into()])), json!({"kind": "cat"})));
    // It is no pet at all, and kept.
    let (pet, _) = answered(r#"{"kind":"stone"}"#, Pet::cat()).await;
    assert_eq!(pet, Pet::Unknown(json!({"kind": "stone"}).into()));
}

#[test]
fn servers_have_the_names_of_the_document() {
    assert_eq!(Client::PRODUCTION, "http://127.0.0.1:1");
    let sandbox = Client::builder().server(Client::SANDBOX_2).build().expect("a client");
    assert!(format!("{sandbox:?}").contains("127.0.0.1"), "{sandbox:?}");
}
