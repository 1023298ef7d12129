//! Bodies at their edges.

use bytes::Bytes;
use serde_json::{Value, json};
use wire::edges::{
    FormEdgesBody, FormEdgesBodyDeep, Item, JsonPatchBodyItem, JsonPatchBodyItemOp, MultipartEdgesBodyState,
    PatchWithNullBody,
};
use wire::runtime::{Upload, formats};

use super::*;

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

fn content_type(request: &Request) -> &str {
    request.header("content-type").unwrap_or_default()
}

#[tokio::test]
async fn json_bodies_need_not_be_objects() {
    let (server, client) = accepting().await;
    client.json_text("a \"b\"\u{2028}").await.unwrap();
    assert_eq!(body(&server.last()), "a \"b\"\u{2028}");
    client.json_list(vec![0, u64::MAX]).await.unwrap();
    assert_eq!(body(&server.last()), json!([0, u64::MAX]));
    client.json_any(json!(null)).await.unwrap();
    assert_eq!((server.last().body.as_slice(), content_type(&server.last())), (b"null".as_slice(), "application/json"));
    client.json_list(vec![]).await.unwrap();
    assert_eq!(server.last().body, b"[]");
}

#[tokio::test]
async fn a_merge_patch_says_null_and_leaves_out() {
    let (server, client) = accepting().await;
    client.patch_with_null(PatchWithNullBody::new().name(None)).await.unwrap();
    let request = server.last();
    assert_eq!((body(&request), content_type(&request)), (json!({"name": null}), "application/merge-patch+json"));
    client.patch_with_null(PatchWithNullBody::new().tags(vec![])).await.unwrap();
    assert_eq!(body(&server.last()), json!({"tags": []}));
    client.patch_with_null(PatchWithNullBody::new()).await.unwrap();
    assert_eq!(server.last().body, b"{}");
}

#[tokio::test]
async fn the_declared_type_of_json_is_the_one_that_is_sent() {
    let (server, client) = accepting().await;
    let steps = vec![
        JsonPatchBodyItem::new(JsonPatchBodyItemOp::Add, "/a~1b").value(json!(null)),
        JsonPatchBodyItem::new("test", "/c"),
    ];
    client.json_patch(steps).await.unwrap();
    let request = server.last();
    assert_eq!(content_type(&request), "application/json-patch+json");
    assert_eq!(body(&request), json!([{"op": "add", "path": "/a~1b", "value": null}, {"op": "test", "path": "/c"}]));
    client.delete_with_body(vec!["a".into()]).await.unwrap();
    let request = server.last();
    assert_eq!((request.method.as_str(), body(&request)), ("DELETE", json!(["a"])));
}

#[tokio::test]
async fn a_form_has_lists_of_objects_nested_ones_and_members_of_any_name() {
    let (server, client) = accepting().await;
    let item = || Item::new(1).name("a&b");
    let deep = FormEdgesBodyDeep::new().list(vec!["x".into(), "y z".into()]).inner(item());
    let mut form =
        FormEdgesBody::new().flag(true).things(vec![item(), Item::new(2)]).joined(vec!["a".into(), "b".into()]);
    form = form.deep(deep).exploded(item()).reserved("a/b?c").secret("p w").nothing(None).json("t");
    form.other.insert("free &".to_owned(), "=".to_owned());
    client.form_edges(form).await.unwrap();
    let request = server.last();
    assert_eq!(content_type(&request), "application/x-www-form-urlencoded");
    assert_eq!(
        pairs(&super::form(&request.body)),
        [
            ("flag", "true"),
            ("things", r#"{"id":1,"name":"a&b"}"#),
            ("things", r#"{"id":2}"#),
            ("joined", "a,b"),
            ("deep[list][0]", "x"),
            ("deep[list][1]", "y z"),
            ("deep[inner][id]", "1"),
            ("deep[inner][name]", "a&b"),
            ("id", "1"),
            ("name", "a&b"),
            ("reserved", "a/b?c"),
            ("secret", "p w"),
            ("nothing", ""),
            ("json", r#""t""#),
            ("free &", "="),
        ]
    );
    client.form_edges(FormEdgesBody::new().things(vec![])).await.unwrap();
    let request = server.last();
    assert_eq!(
        (request.body.as_slice(), content_type(&request)),
        (b"".as_slice(), "application/x-www-form-urlencoded")
    );
}

#[tokio::test]
async fn parts_have_the_types_that_the_document_says() {
    let (server, client) = accepting().await;
    let call = client.multipart_edges().number(u64::MAX).flag(false).items(vec![Item::new(1), Item::new(2)]);
    let call = call.meta(Item::new(3)).document("<é/>").state(MultipartEdgesBodyState::On);
    let call = call.bytes(formats::Bytes::from(vec![0xfb, 0xff]));
    let name = "naïve \"quoted\"\r\nx.jpg";
    call.file(Upload::bytes("--not-a-boundary\r\n").file_name(name).content_type("image/jpeg")).await.unwrap();
    let request = server.last();
    let boundary = multer::parse_boundary(content_type(&request)).expect("a boundary");
    let content = Bytes::from(request.body.clone());
    let stream = futures_util::stream::once(async move { Ok::<_, std::io::Error>(content) });
    let mut multipart = multer::Multipart::new(stream, boundary);
    let mut found = Vec::new();
    while let Some(field) = multipart.next_field().await.expect("a part") {
        let kind = field.content_type().map(ToString::to_string).unwrap_or_default();
        let file = field.file_name().unwrap_or_default().to_owned();
        let name = field.name().unwrap_or_default().to_owned();
        found.push((name, file, kind, field.text().await.expect("text")));
    }
    let expected = [
        ("number", "", "", "18446744073709551615"),
        ("flag", "", "", "false"),
        ("items", "", "application/json", r#"{"id":1}"#),
        ("items", "", "application/json", r#"{"id":2}"#),
        ("meta", "", "application/vnd.item+json", r#"{"id":3}"#),
        ("document", "", "application/xml; charset=utf-8", "<é/>"),
        ("state", "", "", "on"),
        ("bytes", "", "", "+/8="),
        // WHATWG HTML, 4.10.22.8: quotes and line breaks are escaped, other letters stay.
        ("file", "naïve %22quoted%22%0D%0Ax.jpg", "image/jpeg", "--not-a-boundary\r\n"),
    ];
    let found: Vec<_> = found.iter().map(|(a, b, c, d)| (a.as_str(), b.as_str(), c.as_str(), d.as_str())).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn an_optional_form_without_any_part_is_no_body() {
    let (server, client) = accepting().await;
    client.multipart_edges().await.unwrap();
    let request = server.last();
    assert!(request.body.is_empty() && request.header("content-type").is_none(), "{request:?}");
}

#[tokio::test]
async fn text_that_is_a_number_is_its_digits() {
    let (server, client) = accepting().await;
    client.text_number("12").await.unwrap();
    assert_eq!((server.last().body.as_slice(), content_type(&server.last())), (b"12".as_slice(), "text/plain"));
}
