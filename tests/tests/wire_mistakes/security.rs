//! Requirements that name schemes which nobody describes, or are written in another form.

use tests::plain::{Reply, Server};
use wire::mistakes::{Client, Credentials};

async fn with(credentials: Credentials) -> (Server, Client) {
    let server = Server::start().await;
    for _ in 0..3 {
        server.reply(Reply::new(204));
    }
    let client = Client::builder().base_url(server.url()).credentials(credentials).build().expect("a client");
    (server, client)
}

#[tokio::test]
async fn a_scheme_that_is_not_declared_is_not_asked_for() {
    let (server, client) = super::accepting().await;
    client.get_unknown_scheme().await.unwrap();
    client.put_unknown_scheme().await.unwrap();
    assert!(server.requests().iter().all(|request| request.header("x-key").is_none()));
    let refused = client.post_unknown_scheme().await.expect_err("the scheme beside it is declared");
    assert!(refused.to_string().contains("key"), "{refused}");
}

#[tokio::test]
async fn the_schemes_beside_one_that_is_not_declared_count() {
    let (server, client) = with(Credentials::key("k")).await;
    client.get_unknown_scheme().await.unwrap();
    client.put_unknown_scheme().await.unwrap();
    client.post_unknown_scheme().await.unwrap();
    let sent: Vec<_> = server.requests().iter().map(|request| request.header("x-key").map(str::to_owned)).collect();
    assert_eq!(sent, [None, Some("k".to_owned()), Some("k".to_owned())]);
}

#[tokio::test]
async fn a_requirement_without_scopes_or_without_its_list_is_one() {
    let (server, client) = with(Credentials::oauth("t")).await;
    client.get_scopes().await.unwrap();
    client.put_scopes().await.unwrap();
    for request in server.requests() {
        assert_eq!(request.header("authorization"), Some("Bearer t"));
    }
}
