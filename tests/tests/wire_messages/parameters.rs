//! Lists inside objects that are parameters.

use url::form_urlencoded;
use wire::messages::Pageable;

use super::*;

#[tokio::test]
async fn a_list_in_an_exploded_object_repeats_its_name() {
    let (server, client) = accepting().await;
    let pageable = || Pageable::new().page(0).sort(vec!["a,desc".into(), "b".into()]);
    client
        .search_paged(pageable())
        .pageable(pageable())
        .deep(pageable())
        .x_page(pageable())
        .page(pageable())
        .await
        .unwrap();
    let request = server.last();
    let (path, query) = request.target.split_once('?').expect("a query");
    assert_eq!(path, "/search/;page=0;sort=a%2Cdesc;sort=b");
    let read: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let expected = [
        ("page", "0"),
        ("sort", "a,desc"),
        ("sort", "b"),
        ("deep[page]", "0"),
        ("deep[sort][0]", "a,desc"),
        ("deep[sort][1]", "b"),
    ];
    assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(request.header("x-page"), Some("page=0,sort=a,desc,sort=b"));
    assert_eq!(request.header("cookie"), Some("page=0; sort=a%2Cdesc; sort=b"));
    let empty = Pageable::new().sort(Vec::new());
    client.search_paged(pageable()).pageable(empty).await.unwrap();
    assert_eq!(server.last().target, "/search/;page=0;sort=a%2Cdesc;sort=b", "an empty list leaves no trace");
}
