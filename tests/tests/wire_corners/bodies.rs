//! Bodies in corners.

use std::collections::BTreeMap;

use bytes::Bytes;
use wire::corners::{FormCornersBody, FormCornersBodyDeep, NullableBodyBody, Point, StyledPartsBodyDeep};
use wire::runtime::{Error, Upload, formats, multipart};

use super::*;

fn point() -> Point {
    Point::new(1).name("a&b +é")
}

#[derive(Debug, PartialEq)]
struct Part {
    head: Vec<(String, String)>,
    content: Vec<u8>,
}

fn part(head: &[(&str, &str)], content: impl AsRef<[u8]>) -> Part {
    let head = head.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Part { head, content: content.as_ref().to_vec() }
}

/// The parts of a body with their headers, as multer finds them.
async fn parts(request: &Request) -> Vec<Part> {
    let boundary = multer::parse_boundary(content_type(request)).expect("a boundary");
    let body = Bytes::from(request.body.clone());
    let stream = futures_util::stream::once(async move { Ok::<_, std::io::Error>(body) });
    let mut multipart = multer::Multipart::new(stream, boundary);
    let mut parts = Vec::new();
    while let Some(field) = multipart.next_field().await.expect("a part") {
        let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let mut head: Vec<_> = field.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        head.sort();
        parts.push(Part { head, content: field.bytes().await.expect("content").to_vec() });
    }
    parts
}

#[tokio::test]
async fn a_form_follows_every_encoding() {
    let (server, client) = accepting().await;
    let list = || vec!["a/b c".to_owned(), "d,e&f".to_owned()];
    let deep = FormCornersBodyDeep::new().point(point()).list(vec![Point::new(2), Point::new(3)]);
    let form = FormCornersBody::new("").reserved("/?:@!$'()*,; 100%é%20").reserved_list(list()).spaced(list());
    let form = form.each(point()).joined(point()).deep(deep).json_list(vec![1, 2]).plain(point());
    let form = form.at("2024-02-29T12:00:00+02:00").bytes(formats::Bytes::from(vec![0xfb, 0xff]));
    client.form_corners(form).await.unwrap();
    let text = String::from_utf8(server.last().body).unwrap();
    assert!(text.contains("&reserved=/?:@!$'()*,;%20100%25%C3%A9%20&"), "reserved characters stay: {text}");
    assert!(text.contains("&reserved_list=a/b%20c,d,e%26f&"), "{text}");
    assert!(text.contains("&spaced=a%2Fb+c%20d%2Ce%26f&"), "{text}");
    assert_eq!(
        pairs(&super::form(text.as_bytes())),
        [
            ("must", ""),
            ("reserved", "/?:@!$'()*,; 100%é "),
            ("reserved_list", "a/b c,d,e&f"),
            ("spaced", "a/b c d,e&f"),
            ("x", "1"),
            ("name", "a&b +é"),
            ("joined", "x,1,name,a&b +é"),
            ("deep[point][x]", "1"),
            ("deep[point][name]", "a&b +é"),
            ("deep[list][0][x]", "2"),
            ("deep[list][1][x]", "3"),
            ("json_list", "[1,2]"),
            ("plain", r#"{"x":1,"name":"a&b +é"}"#),
            ("at", "2024-02-29T12:00:00+02:00"),
            ("bytes", "+/8="),
        ]
    );
}

#[tokio::test]
async fn an_optional_form_and_a_form_of_any_names() {
    let (server, client) = accepting().await;
    client.form_optional(None).await.unwrap();
    let request = server.last();
    assert!(request.body.is_empty() && request.header("content-type").is_none(), "{request:?}");
    assert_eq!(request.header("content-length"), Some("0"));
    client.form_map(BTreeMap::from([("a b[]".to_owned(), "é=".to_owned())])).await.unwrap();
    assert_eq!(server.last().body, b"a+b%5B%5D=%C3%A9%3D");
    client.form_map(BTreeMap::new()).await.unwrap();
    assert_eq!(content_type(&server.last()), "application/x-www-form-urlencoded");
}

#[tokio::test]
async fn parts_of_every_kind_with_headers_and_names_of_their_own() {
    let (server, client) = accepting().await;
    let file = Upload::bytes("1").file_name("r\u{e9}sum\u{e9} \"x\"\r\ny.txt");
    let call = client.parts_of_every_kind(vec![Point::new(1), point()], file);
    let call = call.files(vec![Upload::bytes("2").file_name("a.png"), Upload::bytes("3").content_type("image/webp")]);
    let call = call.json_list(vec![1, 2]).text(None).map(BTreeMap::from([("k".to_owned(), 1)])).at("2024-02-29");
    call.odd_name("v").await.unwrap();
    let request = server.last();
    let part = |name: &str, kind: Option<&str>, content: &str| {
        let disposition = format!("form-data; name={name}");
        let kind = kind.map(|kind| ("content-type", kind));
        part(&[("content-disposition", disposition.as_str())].into_iter().chain(kind).collect::<Vec<_>>(), content)
    };
    let expected = [
        part("\"list\"", Some("application/vnd.point+json"), r#"[{"x":1},{"x":1,"name":"a&b +é"}]"#),
        part("\"file\"; filename=\"résumé %22x%22%0D%0Ay.txt\"", Some("application/octet-stream"), "1"),
        part("\"files\"; filename=\"a.png\"", Some("image/png"), "2"),
        part("\"files\"; filename=\"files\"", Some("image/webp"), "3"),
        part("\"json_list\"", Some("application/json"), "[1,2]"),
        part("\"map\"", Some("application/json"), r#"{"k":1}"#),
        part("\"at\"", None, "2024-02-29"),
        part("\"odd %22name%22\"", None, "v"),
    ];
    let found = parts(&request).await;
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len());
}

#[tokio::test]
async fn the_content_type_of_json_is_sent_to_the_letter() {
    let (server, client) = accepting().await;
    client.exact_type(point()).await.unwrap();
    assert_eq!(content_type(&server.last()), "application/vnd.x+json; version=1");
    client.any_type(point()).await.unwrap();
    assert_eq!(content_type(&server.last()), "application/json");
    client.any_application(Upload::bytes("x").content_type("application/zip")).await.unwrap();
    assert_eq!(content_type(&server.last()), "application/zip");
    client.any_application(Upload::bytes("x")).await.unwrap();
    assert_eq!(content_type(&server.last()), "application/octet-stream");
    client.two_json(point()).await.unwrap();
    client.two_json_other(vec![point()]).await.unwrap();
    let request = server.last();
    assert_eq!((content_type(&request), request.body[0]), ("application/vnd.other+json", b'['));
    client.json_number(-0.5).await.unwrap();
    assert_eq!(server.last().body, b"-0.5");
    client.json_null(None).await.unwrap();
    let request = server.last();
    assert_eq!((content_type(&request), request.body.as_slice()), ("application/json", b"null".as_slice()));
}

#[tokio::test]
async fn a_body_that_is_left_out_has_no_type_and_no_length() {
    let (server, client) = accepting().await;
    client.optional_json("a", None).await.unwrap();
    client.optional_text("a", None).await.unwrap();
    client.optional_bytes("a", None).await.unwrap();
    for request in server.requests() {
        assert!(request.body.is_empty() && request.header("content-type").is_none(), "{request:?}");
        assert_eq!(request.header("content-length"), Some("0"), "RFC 9110, 8.6: {}", request.method);
    }
    client.optional_text("a", Some(String::new())).await.unwrap();
    assert_eq!(content_type(&server.last()), "text/plain", "an empty text is a body");
    client.get_with_body(point()).await.unwrap();
    let request = server.last();
    assert_eq!((request.method.as_str(), content_type(&request)), ("GET", "application/json"));
    assert!(request.body.starts_with(b"{\"x\":1"));
}

#[tokio::test]
async fn parts_have_headers_of_their_own_and_others_may_come_along() {
    let (server, client) = accepting().await;
    let call = client.parts_of_every_kind(vec![], Upload::bytes("1")).signed_x_checksum("a, \"b\"\r\nX-Evil: 1");
    let others = multipart::Form::new().text("free & \"easy\"", "2").part_header("free & \"easy\"", "X-Own", "3");
    call.signed_x_pages(vec![4, 5]).other_parts(others).signed(Upload::bytes("6").file_name("s.pdf")).await.unwrap();
    let parts = parts(&server.last()).await;
    let free = [("content-disposition", "form-data; name=\"free & %22easy%22\""), ("x-own", "3")];
    let signed = [
        ("content-disposition", "form-data; name=\"signed\"; filename=\"s.pdf\""),
        ("content-type", "application/pdf"),
        ("x-checksum", "a, \"b\"  X-Evil: 1"),
        ("x-pages", "4,5"),
    ];
    // An empty list is an empty JSON list, where the document says that the list is JSON.
    assert_eq!(parts[0].content, b"[]");
    assert_eq!(parts[2..], [part(&free, "2"), part(&signed, "6")]);
}

#[tokio::test]
async fn a_required_form_is_sent_even_without_parts() {
    let (server, client) = accepting().await;
    client.parts_all_optional().await.unwrap();
    let request = server.last();
    assert!(content_type(&request).starts_with("multipart/form-data; boundary="), "{request:?}");
    assert!(parts(&request).await.is_empty());
    client.parts_all_optional().a("x").await.unwrap();
    assert_eq!(parts(&server.last()).await.len(), 1);
}

#[tokio::test]
async fn a_form_of_parts_leaves_the_other_media_types_their_methods() {
    let (server, client) = accepting().await;
    client.parts_or_bytes(Upload::bytes("1")).name("n").await.unwrap();
    assert_eq!(parts(&server.last()).await.len(), 2);
    client.parts_or_bytes_bytes(b"2".to_vec()).await.unwrap();
    let request = server.last();
    assert_eq!((content_type(&request), request.body.as_slice()), ("application/octet-stream", b"2".as_slice()));
    client.parts_or_bytes_text("3").await.unwrap();
    assert_eq!((content_type(&server.last()), server.last().body.as_slice()), ("text/plain", b"3".as_slice()));
    let error = client.parts_or_bytes_text("3").name("n").await.unwrap_err();
    assert!(matches!(error, Error::Request { .. }) && error.to_string().contains("no parts"), "{error}");
    client.parts_by_reference(7, Upload::bytes("8")).name("n").await.unwrap();
    assert_eq!(parts(&server.last()).await.len(), 3);
}

#[tokio::test]
async fn another_kind_of_multipart_is_sent_as_such() {
    let (server, client) = accepting().await;
    client.parts_mixed(point(), Upload::bytes("x")).await.unwrap();
    let request = server.last();
    let boundary = content_type(&request).strip_prefix("multipart/mixed; boundary=").expect("the declared type");
    let ends = format!("\r\n--{boundary}--\r\n");
    assert!(request.body.ends_with(ends.as_bytes()));
}

#[tokio::test]
async fn text_is_in_the_charset_of_its_media_type() {
    let (server, client) = silent().await;
    server.reply(Reply::new(200).header("content-type", "text/plain; charset=ISO-8859-1").body(b"caf\xe9".as_slice()));
    assert_eq!(client.latin_text("\u{e9}\u{df}").await.unwrap(), "café");
    let request = server.last();
    assert_eq!(
        (content_type(&request), request.body.as_slice()),
        ("text/plain; charset=iso-8859-1", b"\xe9\xdf".as_slice())
    );
    let error = client.latin_text("中").await.unwrap_err();
    assert!(matches!(error, Error::Request { .. }), "{error:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn parts_are_laid_out_in_the_styles_of_3_1() {
    let (server, client) = accepting().await;
    let strings = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let deep = StyledPartsBodyDeep::new().list(strings(&["a b", "c&d"])).name("é");
    let call = client.styled_parts().deep(deep).each(BTreeMap::from([("k 1".to_owned(), "v/1".to_owned())]));
    let call = call.joined(strings(&["a", "b c"])).spaced(strings(&["d", "e f"])).raw(b"1".to_vec());
    call.free(b"2".to_vec()).several(vec![Upload::bytes("3")]).nothing(None).await.unwrap();
    let parts = parts(&server.last()).await;
    let found: Vec<(&str, &str)> = parts
        .iter()
        .map(|part| (part.head[0].1.as_str(), std::str::from_utf8(&part.content).unwrap()))
        .map(|(head, content)| (head.trim_start_matches("form-data; "), content))
        .collect();
    let expected = [
        ("name=\"deep[list][0]\"", "a b"),
        ("name=\"deep[list][1]\"", "c&d"),
        ("name=\"deep[name]\"", "é"),
        ("name=\"k 1\"", "v/1"),
        ("name=\"joined\"", "a,b c"),
        ("name=\"spaced\"", "d|e f"),
        ("name=\"raw\"; filename=\"raw\"", "1"),
        ("name=\"free\"; filename=\"free\"", "2"),
        ("name=\"several\"; filename=\"several\"", "3"),
    ];
    assert_eq!(found, expected);
    let types: Vec<_> = parts[6..].iter().map(|part| part.head[1].1.as_str()).collect();
    assert_eq!(types, ["image/png", "application/octet-stream", "application/pdf"]);
    assert!(parts[..6].iter().all(|part| part.head.len() == 1), "where there is a style there is no content type");
}

#[tokio::test]
async fn a_body_that_is_null_is_not_a_body_that_is_left_out() {
    let (server, client) = accepting().await;
    client.nullable_body(None).await.unwrap();
    let request = server.last();
    assert_eq!((content_type(&request), request.body.as_slice()), ("application/json", b"null".as_slice()));
    client.nullable_body(Some(NullableBodyBody::new().a("b"))).await.unwrap();
    assert_eq!(server.last().body, br#"{"a":"b"}"#);
    client.optional_nullable_body(None).await.unwrap();
    let request = server.last();
    assert_eq!((content_type(&request), request.header("content-length")), ("", Some("0")));
    client.optional_nullable_body(Some(None)).await.unwrap();
    assert_eq!(server.last().body, b"null");
}

#[tokio::test]
async fn what_a_part_can_only_be_is_sent_and_what_only_the_server_sets_is_not() {
    let (server, client) = accepting().await;
    client.parts_that_are_fixed(Upload::bytes("1")).await.unwrap();
    let parts = parts(&server.last()).await;
    assert_eq!(parts[0], part(&[("content-disposition", "form-data; name=\"kind\"")], "report"));
    assert_eq!((parts.len(), parts[1].content.as_slice()), (2, b"1".as_slice()));
}
