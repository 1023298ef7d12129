//! Parameters on the wire: what a generated client sends, read back from the raw request.

use tests::gateway::Request;
use tests::plain::{Reply, Server};
use url::form_urlencoded;
use wire::parameters::{Client, Colour, Filter};
use wire::runtime::Error;

const LIST: [&str; 2] = ["a b", "c/d"];

fn list() -> Vec<String> {
    LIST.map(str::to_owned).to_vec()
}

fn colour() -> Colour {
    Colour::new(1, 2)
}

async fn server() -> (Server, Client) {
    let server = Server::start().await;
    for _ in 0..8 {
        server.reply(Reply::new(204));
    }
    let client = Client::builder().base_url(server.url()).build().expect("a client");
    (server, client)
}

/// Names and values of the query, decoded by the parser that browsers agree on.
fn query(request: &Request) -> Vec<(String, String)> {
    let query = request.target.split_once('?').map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn pairs(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test]
async fn path_values_in_simple_style() {
    let (server, client) = server().await;
    client.path_simple("x/y z?é", list(), colour(), colour()).await.unwrap();
    assert_eq!(server.last().target, "/path/simple/x%2Fy%20z%3F%C3%A9/a%20b,c%2Fd/r,1,g,2/r=1,g=2");
}

#[tokio::test]
async fn path_values_in_label_style() {
    let (server, client) = server().await;
    client.path_label("x", list(), list(), colour(), colour()).await.unwrap();
    assert_eq!(server.last().target, "/path/label/.x/.a%20b,c%2Fd/.a%20b.c%2Fd/.r,1,g,2/.r=1.g=2");
}

#[tokio::test]
async fn path_values_in_matrix_style() {
    let (server, client) = server().await;
    client.path_matrix("x", list(), list(), colour(), colour()).await.unwrap();
    assert_eq!(
        server.last().target,
        "/path/matrix/;scalar=x/;list=a%20b,c%2Fd/;exploded_list=a%20b;exploded_list=c%2Fd/;pairs=r,1,g,2/;r=1;g=2"
    );
}

#[tokio::test]
async fn query_parameters_in_form_style() {
    let (server, client) = server().await;
    let call = client.query_form().q("a b&c=d+é").list(list()).joined(list()).members(colour());
    call.joined_members(colour()).empty(vec![]).path("/a/b?c").number(i64::MAX).flag(true).await.unwrap();
    let request = server.last();
    assert_eq!(
        pairs(&query(&request)),
        [
            ("q", "a b&c=d+é"),
            ("list", "a b"),
            ("list", "c/d"),
            ("joined", "a b,c/d"),
            ("r", "1"),
            ("g", "2"),
            ("joined_members", "r,1,g,2"),
            ("empty", ""),
            ("path", "/a/b?c"),
            ("number", "9223372036854775807"),
            ("flag", "true"),
        ]
    );
    assert!(request.target.contains("q=a%20b%26c%3Dd%2B%C3%A9&"), "a space is %20: {}", request.target);
    assert!(request.target.contains("joined=a%20b,c%2Fd&"), "the comma between items stays: {}", request.target);
    assert!(request.target.contains("path=/a/b?c&"), "reserved characters stay: {}", request.target);
}

#[tokio::test]
async fn empty_lists_and_unset_parameters_leave_no_trace() {
    let (server, client) = server().await;
    client.query_form().list(vec![]).joined(vec![]).await.unwrap();
    assert_eq!(server.last().target, "/query/form");
}

#[tokio::test]
async fn query_parameters_delimited_by_spaces_and_pipes() {
    let (server, client) = server().await;
    client.query_delimited().spaces(vec!["a".into(), "b".into()]).pipes(list()).await.unwrap();
    assert_eq!(server.last().target, "/query/delimited?spaces=a%20b&pipes=a%20b%7Cc%2Fd");
}

#[tokio::test]
async fn deep_objects_name_every_member() {
    let (server, client) = server().await;
    client.query_deep().filter(Filter::new("x y").size(colour()).tags(list())).await.unwrap();
    let request = server.last();
    assert_eq!(
        pairs(&query(&request)),
        [
            ("filter[name]", "x y"),
            ("filter[size][r]", "1"),
            ("filter[size][g]", "2"),
            ("filter[tags][0]", "a b"),
            ("filter[tags][1]", "c/d"),
        ]
    );
}

#[tokio::test]
async fn a_parameter_with_json_content_is_json() {
    let (server, client) = server().await;
    client.query_json(Filter::new("x\"y").size(colour())).await.unwrap();
    let query = query(&server.last());
    let json: serde_json::Value = serde_json::from_str(&query[0].1).unwrap();
    assert_eq!(json, serde_json::json!({"name": "x\"y", "size": {"r": 1, "g": 2}}));
}

#[tokio::test]
async fn headers_hold_lists_objects_and_json() {
    let (server, client) = server().await;
    let call = client.headers().x_list(vec!["a".into(), "b".into()]).x_pairs(colour()).x_exploded(colour());
    call.x_json(colour()).await.unwrap();
    let request = server.last();
    let header = |name: &str| request.header(name).unwrap().to_owned();
    assert_eq!(header("x-list"), "a,b");
    assert_eq!((header("x-pairs"), header("x-exploded")), ("r,1,g,2".to_owned(), "r=1,g=2".to_owned()));
    assert_eq!(header("x-json"), r#"{"r":1,"g":2}"#);
}

#[tokio::test]
async fn cookies_stand_in_one_header() {
    let (server, client) = server().await;
    client.cookies("a;b c").list(vec!["x".into(), "y".into()]).many(vec!["1".into(), "2".into()]).await.unwrap();
    let request = server.last();
    assert_eq!(request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("cookie")).count(), 1);
    assert_eq!(request.header("cookie"), Some("session=a%3Bb%20c; list=x,y; many=1; many=2"));
}

#[tokio::test]
async fn one_name_in_three_places_is_three_arguments() {
    let (server, client) = server().await;
    client.same_name(7, "nine", "in query", "in header").kept("path level").await.unwrap();
    let request = server.last();
    assert_eq!(request.path(), "/things/7/same");
    assert_eq!(pairs(&query(&request)), [("limit", "nine"), ("id", "in query"), ("kept", "path level")]);
    assert_eq!(request.header("id"), Some("in header"));
}

#[tokio::test]
async fn names_that_rust_or_the_client_has_already_are_usable() {
    let (server, client) = server().await;
    let call = client.builder_get_keywords_self("me", "t").timeout_query("soon").query("q").top(3);
    call.filter_name("dot").filter_name_query("score").await.unwrap();
    let request = server.last();
    assert_eq!(request.path(), "/keywords/me");
    assert_eq!(
        pairs(&query(&request)),
        [
            ("type", "t"),
            ("timeout", "soon"),
            ("query", "q"),
            ("$top", "3"),
            ("filter.name", "dot"),
            ("filter_name", "score"),
        ]
    );
}

#[tokio::test]
async fn operations_whose_names_collide_or_are_missing_can_all_be_called() {
    let (server, client) = server().await;
    client.get_it().await.unwrap();
    client.get_it_post_collides().await.unwrap();
    client.delete_collides().await.unwrap();
    client.option().await.unwrap();
    let methods: Vec<_> = server.requests().into_iter().map(|request| request.method).collect();
    assert_eq!(methods, ["GET", "POST", "DELETE", "PUT"]);
}

#[tokio::test]
async fn a_literal_path_is_sent_as_it_is_meant() {
    let (server, client) = server().await;
    client.odd_path("x").await.unwrap();
    assert_eq!(server.last().target, "/literal%20path/%C3%BCnicode?fixed=1&q=x");
}

#[tokio::test]
async fn a_path_value_that_would_change_the_path_is_refused_before_anything_is_sent() {
    let (server, client) = server().await;
    for value in ["", ".", ".."] {
        let error = client.path_simple(value, list(), colour(), colour()).await.unwrap_err();
        assert!(matches!(error, Error::Request { .. }), "{error:?}");
    }
    let error = client.path_simple("x", vec![], colour(), colour()).await.unwrap_err();
    assert!(error.to_string().contains("`list`"), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_fragment_of_a_path_is_not_sent_and_its_query_is_sent_once() {
    let (server, client) = server().await;
    for _ in 0..3 {
        server.reply(Reply::new(204));
    }
    client.link_file("a#b").await.unwrap();
    client.unlink_file("1").await.unwrap();
    client.search_all(20, 3).await.unwrap();
    let targets: Vec<_> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/files/a%23b", "/files/1", "/search?kind=all&size=3&page=20"]);
}
