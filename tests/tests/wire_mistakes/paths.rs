//! Paths and parameters that do not agree.

use super::accepting;

#[tokio::test]
async fn a_path_parameter_that_is_not_declared_is_a_text() {
    let (server, client) = accepting().await;
    client.put_undeclared("a/b", "7").await.unwrap();
    assert_eq!(server.last().target, "/undeclared/a%2Fb/7");
}

#[tokio::test]
async fn a_path_parameter_without_a_place_is_not_sent() {
    let (server, client) = accepting().await;
    client.get_unplaced().q("x").await.unwrap();
    assert_eq!(server.last().target, "/unplaced?q=x");
}

#[tokio::test]
async fn a_place_that_is_spelt_otherwise_has_the_parameter_that_is_declared() {
    let (server, client) = accepting().await;
    client.get_spelt(7, "o").await.unwrap();
    assert_eq!(server.last().target, "/spelt/7/o");
    client.get_colon("n", 8).await.unwrap();
    assert_eq!(server.last().target, "/colon/n/orders/8");
}

#[tokio::test]
async fn a_path_without_its_slash_has_one() {
    let (server, client) = accepting().await;
    client.get_slash("i").await.unwrap();
    assert_eq!(server.last().target, "/slash/i");
}

#[test]
fn an_address_without_a_scheme_is_one_of_https() {
    assert_eq!(wire::mistakes::Client::SERVER_1, "https://example.com/v1");
    let source = include_str!("../../wire/src/mistakes/servers.rs");
    assert!(source.contains(r#"server("https://other.example.com")"#), "{source}");
}
