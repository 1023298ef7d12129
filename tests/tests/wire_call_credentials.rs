//! Credentials of a single call, and credentials under another name, on the wire.

use tests::plain::{Reply, Server};
use wire::runtime::rest::Credentials;
use wire::security::Client;

fn client(server: &Server, credentials: Credentials) -> Client {
    Client::builder().base_url(server.url()).credentials(credentials).build().expect("a client")
}

async fn server() -> Server {
    let server = Server::start().await;
    for _ in 0..8 {
        server.reply(Reply::new(204));
    }
    server
}

#[tokio::test]
async fn credentials_of_a_call_come_before_those_of_the_client_and_are_gone_after_it() {
    let server = server().await;
    let client = client(&server, Credentials::new().api_key("queryKey", "client").bearer("bearer", "b"));
    let own = || Credentials::new().api_key("queryKey", "call");
    client.with_query_key().credentials(own()).await.unwrap();
    assert_eq!(server.last().query("key").as_deref(), Some("call"));
    client.with_query_key().await.unwrap();
    assert_eq!(server.last().query("key").as_deref(), Some("client"));
    // What has to be there together may come from both.
    client.with_both().credentials(own()).await.unwrap();
    let request = server.last();
    assert_eq!((request.query("key").as_deref(), request.header("authorization")), (Some("call"), Some("Bearer b")));
}

#[tokio::test]
async fn a_call_chooses_the_alternative_that_it_brings_a_credential_for() {
    let server = server().await;
    let client = client(&server, Credentials::new().basic("basic", "user", "password"));
    // Basic authentication comes first in the document.
    client.with_either().await.unwrap();
    assert!(server.last().header("authorization").is_some() && server.last().query("key").is_none());
    client.with_either().credentials(Credentials::new().api_key("queryKey", "call")).await.unwrap();
    assert!(server.last().header("authorization").is_none());
    assert_eq!(server.last().query("key").as_deref(), Some("call"));
    // A scheme that the operation does not have changes nothing.
    client.with_either().credentials(Credentials::new().bearer("bearer", "b")).await.unwrap();
    assert!(server.last().header("authorization").is_some_and(|value| value.starts_with("Basic ")));
}

#[tokio::test]
async fn a_credential_in_the_query_may_have_another_name() {
    let server = server().await;
    let renamed = Credentials::new().api_key("queryKey", "a&b").query_name("queryKey", "older_key");
    client(&server, renamed.clone()).with_query_key().await.unwrap();
    assert!(server.last().target.ends_with("?older_key=a%26b"), "{}", server.last().target);
    let plain = client(&server, Credentials::new().api_key("queryKey", "c"));
    plain.with_query_key().credentials(renamed).await.unwrap();
    assert!(server.last().target.ends_with("?older_key=a%26b"), "{}", server.last().target);
    // A name for what does not stand in the query means nothing.
    let header = Credentials::new().api_key("headerKey", "h").query_name("headerKey", "x");
    client(&server, header).by_default().await.unwrap();
    assert_eq!((server.last().header("x-key"), server.last().query("x")), (Some("h"), None));
}
