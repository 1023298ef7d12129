//! Lists that come page by page, read as streams.

use futures_util::{StreamExt as _, TryStreamExt as _};
use tests::plain::{Reply, Server};
use wire::pagination::{Client, Credentials, SearchBody, Thing};
use wire::runtime::Error;
use wire::runtime::error::Problem;

async fn server() -> (Server, Client) {
    let server = Server::start().await;
    let builder = Client::builder().base_url(format!("{}/api", server.url())).credentials(Credentials::key("s&k"));
    (server, builder.build().expect("a client"))
}

fn targets(server: &Server) -> Vec<String> {
    server.requests().into_iter().map(|request| request.target).collect()
}

fn ids(things: &[Thing]) -> Vec<&str> {
    things.iter().map(|thing| thing.id.as_str()).collect()
}

#[tokio::test]
async fn by_a_cursor_in_the_answer() {
    let (server, client) = server().await;
    server.reply(Reply::json(200, r#"{"data":[{"id":"a"},{"id":"b"}],"meta":{"next":"x y/","more":true,"count":3}}"#));
    server.reply(Reply::json(200, r#"{"data":[],"meta":{"next":"z"}}"#));
    server.reply(Reply::json(200, r#"{"data":[{"id":"c"}],"meta":{"next":"never","more":false}}"#));
    // An argument that is called like a method of such calls yields.
    let things: Vec<Thing> = client.list_by_cursor().items_query(7).items().try_collect().await.unwrap();
    assert_eq!(ids(&things), ["a", "b", "c"], "an empty page is not the end where there is a cursor");
    assert_eq!(
        targets(&server),
        ["/api/cursor?items=7", "/api/cursor?items=7&after=x%20y%2F", "/api/cursor?items=7&after=z"]
    );
}

#[tokio::test]
async fn pages_come_whole_and_only_when_they_are_asked_for() {
    let (server, client) = server().await;
    server.reply(Reply::json(200, r#"{"data":[{"id":"a"}],"meta":{"next":"2","count":9}}"#).header("x-own", "1"));
    server.reply(Reply::json(200, r#"{"data":[]}"#));
    let mut pages = client.list_by_cursor().after("1").pages();
    assert!(server.requests().is_empty());
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!((page.value.meta.unwrap().count, page.headers["x-own"].to_str().unwrap()), (Some(9), "1"));
    assert_eq!(server.requests().len(), 1);
    assert!(pages.next().await.unwrap().unwrap().value.data.is_empty());
    assert!(pages.next().await.is_none() && pages.next().await.is_none());
    assert_eq!(targets(&server), ["/api/cursor?after=1", "/api/cursor?after=2"]);
}

#[tokio::test]
async fn by_the_last_item_of_the_page() {
    let (server, client) = server().await;
    server.reply(Reply::json(200, r#"{"has_more":true,"data":[{"id":"a"},{"id":"b"}]}"#));
    server.reply(Reply::json(200, r#"{"has_more":false,"data":[{"id":"c"}]}"#));
    let things: Vec<Thing> = client.list_by_last_item().items().try_collect().await.unwrap();
    assert_eq!((ids(&things), targets(&server)[1].as_str()), (vec!["a", "b", "c"], "/api/last?starting_after=b"));
}

#[tokio::test]
async fn by_a_cursor_in_the_body() {
    let (server, client) = server().await;
    server.reply(Reply::json(200, r#"{"next":"n","results":[1,2]}"#));
    server.reply(Reply::json(200, r#"{"next":null,"results":null}"#));
    let body = SearchBody::new().text("t");
    let found: Vec<i128> = client.search(body).items().try_collect().await.unwrap();
    assert_eq!(found, [1, 2]);
    let sent: Vec<serde_json::Value> =
        server.requests().iter().map(|request| serde_json::from_slice(&request.body).unwrap()).collect();
    assert_eq!(sent, [serde_json::json!({"text": "t"}), serde_json::json!({"text": "t", "cursor": "n"})]);
    server.reply(Reply::new(204));
    let nothing: Vec<i128> = client.search(SearchBody::new()).items().try_collect().await.unwrap();
    assert!(nothing.is_empty());
}

#[tokio::test]
async fn by_an_offset_up_to_the_total() {
    let (server, client) = server().await;
    server.reply(Reply::json(200, r#"{"total":12,"things":[{"id":"a"}]}"#));
    server.reply(Reply::json(200, r#"{"total":"12","things":[{"id":"b"}]}"#));
    let things: Vec<Thing> = client.list_by_offset().offset(10).limit(2).items().try_collect().await.unwrap();
    assert_eq!(ids(&things), ["a", "b"]);
    assert_eq!(targets(&server), ["/api/offset?offset=10&limit=2", "/api/offset?offset=11&limit=2"]);
}

#[tokio::test]
async fn by_the_number_of_the_page_until_one_is_empty() {
    let (server, client) = server().await;
    for body in [r#"[{"id":"a"}]"#, r#"[{"id":"b"}]"#, "[]"] {
        server.reply(Reply::json(200, body));
    }
    let things: Vec<Thing> = client.list_by_page().items().try_collect().await.unwrap();
    assert_eq!(ids(&things), ["a", "b"]);
    assert_eq!(targets(&server), ["/api/pages", "/api/pages?page=1", "/api/pages?page=2"]);
}

#[tokio::test]
async fn by_the_link_header_with_the_credential_once() {
    let (server, client) = server().await;
    let next = format!(r#"<{}/other/path?q=a%2Fb&key=s%26k&page=2>; rel="next", </x>; rel="last""#, server.url());
    server.reply(Reply::json(200, r#"[{"id":"a"}]"#).header("link", &next));
    server.reply(Reply::json(200, r#"[{"id":"b"}]"#).header("link", r#"<?page=3>; rel=next"#));
    server.reply(Reply::json(200, r#"[{"id":"c"}]"#).header("link", r#"</x>; rel="prev""#));
    let things: Vec<Thing> = client.list_by_link().q("a/b").items().try_collect().await.unwrap();
    assert_eq!(ids(&things), ["a", "b", "c"]);
    assert_eq!(
        targets(&server),
        ["/api/link?q=a%2Fb&key=s%26k", "/other/path?q=a%2Fb&page=2&key=s%26k", "/other/path?page=3&key=s%26k"]
    );
}

#[tokio::test]
async fn by_an_address_in_the_answer() {
    let (server, client) = server().await;
    let first = format!(r#"{{"@odata.nextLink":"{}/api/url?$skip=1","value":[{{"id":"a"}}]}}"#, server.url());
    server.reply(Reply::json(200, &first));
    server.reply(Reply::json(200, r#"{"value":[{"id":"b"}]}"#));
    let things: Vec<Thing> = client.list_by_url().items().try_collect().await.unwrap();
    assert_eq!((ids(&things), targets(&server)[1].as_str()), (vec!["a", "b"], "/api/url?$skip=1"));
}

#[tokio::test]
async fn another_host_gets_no_credential_and_a_circle_has_an_end() {
    let (server, client) = server().await;
    server.reply(Reply::json(200, r#"[{"id":"a"}]"#).header("link", r#"<http://elsewhere.invalid/>; rel="next""#));
    let mut items = client.list_by_link().items();
    assert_eq!(items.next().await.unwrap().unwrap().id, "a", "the page that came is whole");
    let Some(Err(Error::Unexpected(answer))) = items.next().await else { panic!("an error") };
    assert_eq!(answer.problem, Problem::NextPage { address: "http://elsewhere.invalid/".to_owned() });
    assert!(items.next().await.is_none());

    server.reply(Reply::json(200, r#"{"data":[],"meta":{"next":"1"}}"#));
    let results: Vec<_> = client.list_by_cursor().after("1").pages().collect().await;
    assert!(matches!(&results[..], [Ok(_), Err(Error::Unexpected(answer))] if answer.problem == Problem::SamePage));
}

#[tokio::test]
async fn a_page_that_fails_is_the_end() {
    let (server, client) = server().await;
    server.reply(Reply::json(200, r#"[{"id":"a"}]"#));
    server.reply(Reply::json(403, r#"{"message":"enough"}"#));
    let results: Vec<_> = client.list_by_page().items().collect().await;
    assert!(matches!(&results[..], [Ok(_), Err(Error::Api(error))] if error.status == 403), "{results:?}");
    server.reply(Reply::json(200, r#"[{"id":[]}]"#));
    let results: Vec<_> = client.list_by_page().items().collect().await;
    assert!(matches!(&results[..], [Err(Error::Unexpected(_))]), "{results:?}");
}

#[test]
fn programs_without_async_wait_for_each_item() {
    let outer = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (server, client) = outer.block_on(server());
    server.reply(Reply::json(200, r#"[{"id":"a"},{"id":"b"}]"#));
    server.reply(Reply::json(200, "[]"));
    let things: Vec<Thing> = runtime::blocking::iterate(client.list_by_page().items())
        .map(|item| item.expect("waiting").expect("an item"))
        .collect();
    assert_eq!(ids(&things), ["a", "b"]);
}
