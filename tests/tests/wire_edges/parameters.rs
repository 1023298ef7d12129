//! Parameters at their edges.

use std::collections::BTreeMap;

use serde_json::json;
use wire::edges::{Colours, State, ValuesEither};
use wire::runtime::formats::{Bytes, Uuid};
use wire::runtime::{Error, Value};

use super::*;

fn colours() -> Colours {
    Colours::new(1).names(vec!["a/b, c".into(), "é\"".into()])
}

/// The text between two marks with its triplets decoded.
fn decoded(text: &str) -> String {
    let pair = format!("x={}", text.replace('+', "%2B"));
    url::form_urlencoded::parse(pair.as_bytes()).next().expect("a pair").1.into_owned()
}

#[tokio::test]
async fn json_is_json_in_paths_headers_cookies_and_queries() {
    let (server, client) = accepting().await;
    let ascii = || Colours::new(1).names(vec!["a/b, c".into()]);
    let call = client.json_everywhere(colours(), ascii(), colours());
    call.list(vec!["a&b".into(), String::new()]).text("plain \"text\"").await.unwrap();
    let request = server.last();
    let expected = json!({"r": 1, "names": ["a/b, c", "é\""]});
    let segment = request.path().strip_prefix("/json/").expect("the path").to_owned();
    assert!(!segment.contains('/'), "{segment}");
    assert_eq!(serde_json::from_str::<Value>(&decoded(&segment)).unwrap(), expected);
    let cookie = request.header("cookie").unwrap().strip_prefix("json=").expect("the cookie");
    assert!(!cookie.contains(['"', ',', ';', ' ', '\\']), "RFC 6265 has no such characters in a value: {cookie}");
    assert_eq!(serde_json::from_str::<Value>(&decoded(cookie)).unwrap(), expected);
    let header: Value = serde_json::from_str(request.header("x-json").unwrap()).unwrap();
    assert_eq!(header, json!({"r": 1, "names": ["a/b, c"]}));
    let query = query(&request);
    assert_eq!(pairs(&query), [("list", r#"["a&b",""]"#), ("text", r#""plain \"text\"""#)]);
}

#[tokio::test]
async fn one_name_in_four_places_is_four_arguments() {
    let (server, client) = accepting().await;
    client.four_places("a b", "c&d", "e", "f;g").await.unwrap();
    let request = server.last();
    assert_eq!(request.path(), "/same/a%20b");
    assert_eq!(pairs(&query(&request)), [("name", "c&d")]);
    assert_eq!((request.header("name"), request.header("cookie")), (Some("e"), Some("name=f%3Bg")));
}

#[tokio::test]
async fn values_of_every_form_are_text_that_others_read() {
    let (server, client) = accepting().await;
    let uuid: Uuid = "67e55044-10b1-426f-9247-bb680e5fe0c8".parse().expect("a UUID");
    let call = client.values(uuid, u64::MAX).state(vec![State::On.into(), "new & odd".into()]).ratio(0.1);
    let call = call.bytes(Bytes::from(vec![0xfb, 0xff])).ip("::1".parse().unwrap()).secret("s+s").empty("");
    let call = call
        .either(ValuesEither::List(vec![1, 2]))
        .x_count(i64::MIN)
        .x_state(vec![State::On.into(), State::Off.into()]);
    call.await.unwrap();
    let request = server.last();
    assert_eq!(request.path(), "/values/67e55044-10b1-426f-9247-bb680e5fe0c8/18446744073709551615");
    assert_eq!(
        pairs(&query(&request)),
        [
            ("state", "on"),
            ("state", "new & odd"),
            ("ratio", "0.1"),
            ("bytes", "+/8="),
            ("ip", "::1"),
            ("secret", "s+s"),
            ("empty", ""),
            ("either", "1"),
            ("either", "2"),
        ],
        "and no default that nobody gave"
    );
    assert_eq!(request.header("x-count"), Some("-9223372036854775808"));
    assert_eq!(request.header("x-state"), Some("on,off"));
}

#[tokio::test]
async fn json_of_any_shape_is_written_by_what_it_is() {
    let (server, client) = accepting().await;
    let uuid = Uuid::default();
    client.values(uuid, 0).any(json!({"b": 1, "a": "x y"})).await.unwrap();
    assert_eq!(pairs(&query(&server.last())), [("a", "x y"), ("b", "1")]);
    client.values(uuid, 0).any(json!([1, "a&b"])).await.unwrap();
    assert_eq!(pairs(&query(&server.last())), [("any", "1"), ("any", "a&b")]);
    client.values(uuid, 0).none(vec![Some("a".into()), None]).await.unwrap();
    assert_eq!(pairs(&query(&server.last())), [("none", "a"), ("none", "")]);
}

#[tokio::test]
async fn objects_in_queries_keep_odd_names_and_values() {
    let (server, client) = accepting().await;
    let free = BTreeMap::from([("a&b[]".to_owned(), "c=d".to_owned()), ("é".to_owned(), " ".to_owned())]);
    client.objects_in_queries().free(free).await.unwrap();
    assert_eq!(pairs(&query(&server.last())), [("a&b[]", "c=d"), ("é", " ")]);
    let deep = BTreeMap::from([("x y".to_owned(), vec!["1".to_owned(), "2&3".to_owned()])]);
    client.objects_in_queries().deep(deep).await.unwrap();
    assert_eq!(pairs(&query(&server.last())), [("deep[x y][0]", "1"), ("deep[x y][1]", "2&3")]);
    let flat = || Colours::new(7);
    client.objects_in_queries().pipes(flat()).spaces(flat()).await.unwrap();
    assert_eq!(server.last().target, "/objects?pipes=r%7C7&spaces=r%207");
    client.objects_in_queries().exploded(vec!["a|b".into(), "c".into()]).await.unwrap();
    assert_eq!(server.last().target, "/objects?exploded=a%7Cb&exploded=c");
}

#[tokio::test]
async fn reserved_characters_stay_where_the_document_allows_it() {
    let (server, client) = accepting().await;
    let list = || vec!["a/b:c?d@e!$'()*;,".to_owned(), "50% é #1 %2F".to_owned()];
    client.objects_in_queries().reserved(list()).joined(list()).await.unwrap();
    let target = server.last().target;
    // The URL standard encodes the apostrophe in every query.
    let kept = "a/b:c?d@e!$%27()*;,";
    // RFC 6570, 3.2.3: triplets stay too, everything else is encoded.
    let coded = "50%25%20%C3%A9%20%231%20%2F";
    assert_eq!(target, format!("/objects?reserved={kept}&reserved={coded}&joined={kept},{coded}"));
}

#[tokio::test]
async fn a_part_of_a_segment_cannot_change_the_path() {
    let (server, client) = accepting().await;
    client.two_in_one_segment("../../etc", "a.b/c?d#e").await.unwrap();
    assert_eq!(server.last().target, "/files/..%2F..%2Fetc.a.b%2Fc%3Fd%23e");
    let error = client.two_in_one_segment("", ".").await.unwrap_err();
    assert!(matches!(error, Error::Request { .. }), "{error:?}");
}

#[tokio::test]
async fn a_line_break_cannot_get_into_a_header() {
    let (server, client) = accepting().await;
    let error = client.four_places("a", "b", "c\r\nx-injected: 1", "d").await.unwrap_err();
    assert!(matches!(error, Error::Request { .. }) && error.to_string().contains("`Name`"), "{error}");
    client.four_places("a\r\nb", "c\r\nd", "e", "f\r\nx: 1").await.unwrap();
    let request = server.last();
    assert_eq!(request.target, "/same/a%0D%0Ab?name=c%0D%0Ad");
    assert!(request.header("x").is_none());
    assert_eq!(server.requests().len(), 1);
}
