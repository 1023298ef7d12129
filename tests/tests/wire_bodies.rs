//! Request bodies on the wire: what a generated client sends, read back by parsers that others wrote.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use tests::gateway::Request;
use tests::plain::{Reply, Server};
use url::form_urlencoded;
use wire::bodies::{Address, Client, Meta, Person, SendFormBody};
use wire::runtime::{Error, Retry, Upload, multipart};

async fn server() -> (Server, Client) {
    let server = Server::start().await;
    for _ in 0..8 {
        server.reply(Reply::new(204));
    }
    let client = client(&server);
    (server, client)
}

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().expect("a client")
}

fn json(request: &Request) -> serde_json::Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

fn content_type(request: &Request) -> &str {
    request.header("content-type").unwrap_or_default()
}

#[derive(Debug, PartialEq)]
struct Part {
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    content: Vec<u8>,
}

fn part(name: &str, file_name: Option<&str>, content_type: Option<&str>, content: impl Into<Vec<u8>>) -> Part {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Part {
        name: name.to_owned(),
        file_name: owned(file_name),
        content_type: owned(content_type),
        content: content.into(),
    }
}

/// The parts of a body, as multer finds them.
async fn parts(request: &Request) -> Vec<Part> {
    let boundary = multer::parse_boundary(content_type(request)).expect("a boundary");
    let body = Bytes::from(request.body.clone());
    let stream = futures_util::stream::once(async move { Ok::<_, io::Error>(body) });
    let mut multipart = multer::Multipart::new(stream, boundary);
    let mut parts = Vec::new();
    while let Some(field) = multipart.next_field().await.expect("a part") {
        parts.push(Part {
            name: field.name().unwrap_or_default().to_owned(),
            file_name: field.file_name().map(str::to_owned),
            content_type: field.content_type().map(ToString::to_string),
            content: field.bytes().await.expect("content").to_vec(),
        });
    }
    parts
}

/// Pieces that come one after the other, never together.
struct Trickle(Vec<&'static str>);

impl futures_util::Stream for Trickle {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = (!self.0.is_empty()).then(|| self.0.remove(0));
        Poll::Ready(next.map(|text| Ok(Bytes::from(text))))
    }
}

#[tokio::test]
async fn json_is_sent_with_the_declared_content_type() {
    let (server, client) = server().await;
    client.send_json(Person::new("é").age(7)).await.unwrap();
    let request = server.last();
    assert_eq!(content_type(&request), "application/json; charset=utf-8");
    assert_eq!(json(&request), serde_json::json!({"name": "é", "age": 7}));
    client.merge_patch(Person::new("x")).await.unwrap();
    assert_eq!(content_type(&server.last()), "application/merge-patch+json");
}

#[tokio::test]
async fn an_optional_body_is_sent_or_not() {
    let (server, client) = server().await;
    client.send_optional(Some(Person::new("x"))).await.unwrap();
    assert_eq!(json(&server.last()), serde_json::json!({"name": "x"}));
    client.send_optional(None).await.unwrap();
    let request = server.last();
    assert!(request.body.is_empty() && request.header("content-type").is_none(), "{request:?}");
}

#[tokio::test]
async fn text_is_sent_as_text_and_not_as_a_json_string() {
    let (server, client) = server().await;
    client.send_text("a \"b\"\n中").await.unwrap();
    let request = server.last();
    assert_eq!((content_type(&request), request.body.as_slice()), ("text/plain", "a \"b\"\n中".as_bytes()));
    client.send_xml("<a/>").await.unwrap();
    let request = server.last();
    assert_eq!((content_type(&request), request.body.as_slice()), ("application/xml", b"<a/>".as_slice()));
}

#[tokio::test]
async fn bytes_are_sent_from_memory_from_a_file_and_from_a_stream() {
    let (server, client) = server().await;
    let content: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    client.send_bytes(content.clone()).await.unwrap();
    let request = server.last();
    assert_eq!(content_type(&request), "application/octet-stream");
    assert!(request.body == content);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("content.bin");
    std::fs::write(&path, &content).unwrap();
    client.send_bytes(path).await.unwrap();
    let request = server.last();
    assert!(request.body == content);
    assert_eq!(request.header("content-length"), Some("100000"), "the length of a file is known");

    client.send_bytes(Upload::stream(Trickle(vec!["ab", "", "cd"]))).await.unwrap();
    let request = server.last();
    assert_eq!((request.body.as_slice(), request.header("transfer-encoding")), (b"abcd".as_slice(), Some("chunked")));

    client.send_bytes(Upload::reader(b"efg".as_slice()).length(3)).await.unwrap();
    let request = server.last();
    assert_eq!((request.body.as_slice(), request.header("content-length")), (b"efg".as_slice(), Some("3")));
}

#[tokio::test]
async fn a_range_of_media_types_is_narrowed_by_the_caller() {
    let (server, client) = server().await;
    client.send_image(Some(Upload::bytes("x").content_type("image/png"))).await.unwrap();
    assert_eq!(content_type(&server.last()), "image/png");
}

#[tokio::test]
async fn a_form_has_lists_objects_and_its_own_encodings() {
    let (server, client) = server().await;
    let address = Address::new("1 Main & Co").city("Ü");
    let form = SendFormBody::new("a+b c").tags(vec!["x".into(), "y z".into()]).codes(vec![1, 2]);
    client.send_form(form.address(address.clone()).filter(address)).await.unwrap();
    let request = server.last();
    assert_eq!(content_type(&request), "application/x-www-form-urlencoded");
    let read: Vec<(String, String)> = form_urlencoded::parse(&request.body).into_owned().collect();
    let expected = [
        ("name", "a+b c"),
        ("tags", "x"),
        ("tags", "y z"),
        ("codes", "1|2"),
        ("address", r#"{"street":"1 Main & Co","city":"Ü"}"#),
        ("filter[street]", "1 Main & Co"),
        ("filter[city]", "Ü"),
    ];
    assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn an_operation_with_several_media_types_has_a_method_for_each() {
    let (server, client) = server().await;
    client.send_several(Address::new("x")).await.unwrap();
    client.send_several_form(Address::new("x")).await.unwrap();
    client.send_several_text("street=x").await.unwrap();
    client.send_several_multipart("x").await.unwrap();
    let requests = server.requests();
    assert_eq!(json(&requests[0]), serde_json::json!({"street": "x"}));
    assert_eq!(
        (content_type(&requests[1]), requests[1].body.as_slice()),
        ("application/x-www-form-urlencoded", b"street=x".as_slice())
    );
    assert_eq!((content_type(&requests[2]), requests[2].body.as_slice()), ("text/plain", b"street=x".as_slice()));
    assert_eq!(parts(&requests[3]).await, [part("street", None, None, "x")]);
}

#[tokio::test]
async fn a_multipart_body_has_files_json_and_lists_as_its_document_says() {
    let (server, client) = server().await;
    let call = client.upload(
        "A title",
        Meta::new(3),
        Upload::bytes("content").file_name("a \"b\".txt").content_type("text/plain"),
    );
    call.labels(vec!["one".into(), "two".into()])
        .pages(vec![Upload::bytes("p1").file_name("1"), Upload::bytes("p2").file_name("2")])
        .icon(b"\x89PNG".to_vec())
        .note("# Note")
        .await
        .unwrap();
    let request = server.last();
    assert_eq!(
        parts(&request).await,
        [
            part("title", None, None, "A title"),
            part("meta", None, Some("application/json"), r#"{"size":3}"#),
            part("file", Some("a %22b%22.txt"), Some("text/plain"), "content"),
            part("labels", None, None, "one"),
            part("labels", None, None, "two"),
            part("pages", Some("1"), Some("application/octet-stream"), "p1"),
            part("pages", Some("2"), Some("application/octet-stream"), "p2"),
            part("icon", Some("icon"), Some("image/png"), b"\x89PNG".to_vec()),
            part("note", None, Some("text/markdown"), "# Note"),
        ]
    );
    assert!(request.header("content-length").is_some(), "everything was in memory");
}

#[tokio::test]
async fn a_file_is_streamed_into_a_multipart_body() {
    let (server, client) = server().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.bin");
    let content = vec![b'x'; 300_000];
    std::fs::write(&path, &content).unwrap();
    client.upload("t", Meta::new(1), path).await.unwrap();
    let request = server.last();
    assert!(request.header("content-length").is_some(), "the length of a file is known");
    let parts = parts(&request).await;
    assert!(parts[2] == part("file", Some("large.bin"), Some("application/octet-stream"), content));

    client.upload("t", Meta::new(1), Upload::stream(Trickle(vec!["a", "b"]))).await.unwrap();
    let request = server.last();
    assert_eq!(request.header("transfer-encoding"), Some("chunked"));
    assert_eq!(self::parts(&request).await[2].content, b"ab");
}

#[tokio::test]
async fn a_form_without_named_properties_is_put_together_by_the_caller() {
    let (server, client) = server().await;
    let form = multipart::Form::new().text("a", "1").json("b", &Meta::new(2)).file("c", Upload::bytes("3"));
    client.upload_any(form.part_header("c", "x-own", "4")).await.unwrap();
    let request = server.last();
    let parts = parts(&request).await;
    assert_eq!(parts[1], part("b", None, Some("application/json"), r#"{"size":2}"#));
    assert!(String::from_utf8_lossy(&request.body).contains("\r\nx-own: 4\r\n"));
}

#[tokio::test]
async fn a_stream_is_never_sent_twice_and_a_file_is() {
    let server = Server::start().await;
    let retry = Retry::default().waits(std::time::Duration::ZERO, std::time::Duration::ZERO);
    let client = Client::builder().base_url(server.url()).retry(retry).build().unwrap();
    server.reply(Reply::new(503));
    server.reply(Reply::new(204));
    client.send_image(Some(Upload::bytes("x"))).await.unwrap();
    assert_eq!(server.requests().len(), 2, "a PUT from memory is repeated");
    server.reply(Reply::new(503));
    let error = client.send_image(Some(Upload::stream(Trickle(vec!["x"])))).await.unwrap_err();
    assert!(matches!(error, Error::Api(_)), "{error:?}");
    assert_eq!(server.requests().len(), 3, "a PUT from a stream is not");
}

#[tokio::test]
async fn a_file_that_is_not_there_is_named_before_anything_is_sent() {
    let (server, client) = server().await;
    let error = client.send_bytes(std::path::PathBuf::from("no/such/file")).await.unwrap_err();
    assert!(error.to_string().contains("no/such/file"), "{error}");
    assert!(server.requests().is_empty());
}
