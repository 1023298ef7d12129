//! Security schemes and servers on the wire.

use std::sync::Arc;
use std::time::Duration;

use tests::gateway::Request;
use tests::plain::{Reply, Server};
use wire::runtime::oauth::ClientCredentials;
use wire::runtime::{BuildError, Error};
use wire::security::{Client, Credentials};
use wire::{relative, servers};

async fn server() -> Server {
    let server = Server::start().await;
    for _ in 0..16 {
        server.reply(Reply::new(204));
    }
    server
}

fn client(server: &Server, credentials: Credentials) -> Client {
    Client::builder().base_url(server.url()).credentials(credentials).build().expect("a client")
}

/// Everything in a request that a credential may stand in.
fn credentials(request: &Request) -> [Option<String>; 4] {
    let header = |name| request.header(name).map(str::to_owned);
    [header("x-key"), request.query("key"), header("cookie"), header("authorization")]
}

#[tokio::test]
async fn every_scheme_puts_its_credential_where_the_document_says() {
    let server = server().await;
    let all = Credentials::new().api_key("headerKey", "h").api_key("queryKey", "a&b").api_key("cookieKey", "c");
    let all = all.basic("basic", "user", "pa:ss").bearer("bearer", "b").bearer("oauth", "o").bearer("oidc", "i");
    let client = client(&server, all);
    let some = |text: &str| Some(text.to_owned());

    client.by_default().await.unwrap();
    assert_eq!(credentials(&server.last()), [some("h"), None, None, None]);
    client.with_none().await.unwrap();
    assert_eq!(credentials(&server.last()), [None, None, None, None], "`security: []` sends nothing");
    client.with_query_key().await.unwrap();
    assert_eq!(credentials(&server.last()), [None, some("a&b"), None, None]);
    client.with_cookie_key("en").await.unwrap();
    assert_eq!(credentials(&server.last()), [None, None, some("lang=en; session=c"), None]);
    client.with_basic().await.unwrap();
    assert_eq!(credentials(&server.last()), [None, None, None, some("Basic dXNlcjpwYTpzcw==")]);
    client.with_bearer().await.unwrap();
    assert_eq!(credentials(&server.last()), [None, None, None, some("Bearer b")]);
    client.with_oauth().await.unwrap();
    assert_eq!(credentials(&server.last()), [None, None, None, some("Bearer o")]);
    client.with_oidc().await.unwrap();
    assert_eq!(credentials(&server.last()), [None, None, None, some("Bearer i")]);
    client.with_both().await.unwrap();
    assert_eq!(credentials(&server.last()), [None, some("a&b"), None, some("Bearer b")], "both are sent");
    client.with_either().await.unwrap();
    assert_eq!(credentials(&server.last()), [None, None, None, some("Basic dXNlcjpwYTpzcw==")], "the first is enough");
    client.with_optional().await.unwrap();
    assert_eq!(credentials(&server.last()), [None, None, None, some("Bearer b")], "what is there is used");
}

#[tokio::test]
async fn an_alternative_is_met_by_what_is_there_and_a_missing_credential_is_named() {
    let server = server().await;
    let client = client(&server, Credentials::new().api_key("queryKey", "q"));
    client.with_either().await.unwrap();
    assert_eq!(server.last().query("key").as_deref(), Some("q"));
    client.with_optional().await.unwrap();
    assert_eq!(credentials(&server.last()), [None, None, None, None]);
    let error = client.with_both().await.unwrap_err();
    assert!(matches!(error, Error::Request { .. }) && error.to_string().contains("bearer and queryKey"), "{error}");
    assert_eq!(server.requests().len(), 2);
}

fn token(text: &str, life: u64) -> Reply {
    Reply::json(200, &format!(r#"{{"access_token":"{text}","token_type":"Bearer","expires_in":{life}}}"#))
}

#[tokio::test]
async fn a_client_credentials_token_is_fetched_once_for_many_calls() {
    let (server, authority) = (server().await, Server::start().await);
    authority.reply(token("t1", 3600).pause(Duration::from_millis(100)));
    let url = format!("{}/token", authority.url());
    let source = ClientCredentials::new(url, "id:1", "s e").scopes(&["read", "write"]).parameter("audience", "api");
    let client = Arc::new(client(&server, Credentials::new().with("oauth", source)));
    let calls: Vec<_> = (0..5)
        .map(|_| {
            tokio::spawn({
                let client = Arc::clone(&client);
                async move { client.with_oauth().await }
            })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert!(server.requests().iter().all(|request| request.header("authorization") == Some("Bearer t1")));
    let requests = authority.requests();
    assert_eq!(requests.len(), 1);
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&requests[0].body).into_owned().collect();
    let expected = [("grant_type", "client_credentials"), ("scope", "read write"), ("audience", "api")];
    assert_eq!(form, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(requests[0].header("authorization"), Some("Basic aWQlM0ExOnMrZQ=="), "id and secret are form-encoded");
}

#[tokio::test]
async fn a_token_is_renewed_ahead_of_its_end() {
    let (server, authority) = (server().await, Server::start().await);
    authority.reply(token("short", 1));
    authority.reply(token("long", 3600));
    let source = ClientCredentials::new(authority.url(), "id", "secret").in_body();
    let client = client(&server, Credentials::new().with("oauth", source));
    client.with_oauth().await.unwrap();
    assert_eq!(server.last().header("authorization"), Some("Bearer short"));
    tokio::time::sleep(Duration::from_millis(950)).await;
    client.with_oauth().await.unwrap();
    assert_eq!(server.last().header("authorization"), Some("Bearer long"), "it had 50 ms left");
    let body = String::from_utf8(authority.requests()[0].body.clone()).unwrap();
    assert!(body.contains("client_id=id&client_secret=secret"), "{body}");
}

#[tokio::test]
async fn a_token_that_is_refused_fails_the_call_without_showing_the_secret() {
    let (server, authority) = (server().await, Server::start().await);
    authority.reply(Reply::json(401, r#"{"error":"invalid_client","error_description":"who are you"}"#));
    let source = ClientCredentials::new(authority.url(), "id", "very-secret");
    assert!(!format!("{source:?}").contains("very-secret"));
    let client = client(&server, Credentials::new().with("oauth", source));
    let error = client.with_oauth().await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("invalid_client: who are you") && !shown.contains("very-secret"), "{shown}");
}

#[tokio::test]
async fn variables_of_a_server_have_defaults_and_can_be_set() {
    let server = server().await;
    let port = server.url().rsplit(':').next().unwrap();
    let client = servers::Client::builder().variable("port", port).build().unwrap();
    client.plain().await.unwrap();
    assert_eq!(server.last().target, "/v1/plain");
    let client = servers::Client::builder().server(servers::Client::TEMPLATE).variable("port", port);
    client.variable("stage", "beta").build().unwrap().plain().await.unwrap();
    assert_eq!(server.last().target, "/beta/plain");
}

#[test]
fn a_variable_that_the_server_does_not_know_is_refused() {
    let unknown = servers::Client::builder().variable("region", "eu").build().unwrap_err();
    assert!(unknown.to_string().contains("host, port, stage"), "{unknown}");
    let value = servers::Client::builder().variable("stage", "alpha").build().unwrap_err();
    assert!(value.to_string().contains("v1, beta"), "{value}");
}

#[tokio::test]
async fn paths_and_operations_have_servers_of_their_own() {
    let server = server().await;
    let builder = servers::Client::builder().base_url(format!("{}/base", server.url()));
    let client = builder.replace_server("http://files.invalid/up", format!("{}/files", server.url())).build().unwrap();
    client.plain().await.unwrap();
    client.of_path().await.unwrap();
    client.of_operation().await.unwrap();
    let targets: Vec<_> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/base/plain", "/files/path", "/v2/path"]);
}

#[tokio::test]
async fn a_relative_server_makes_the_builder_ask_for_an_address() {
    let error = relative::Client::builder().build().unwrap_err();
    assert!(matches!(error, BuildError::BaseUrl { .. }) && error.to_string().contains("`base_url`"), "{error}");
    let server = server().await;
    let client = relative::Client::builder().base_url(format!("{}/api/v3", server.url())).build().unwrap();
    client.plain().await.unwrap();
    assert_eq!(server.last().target, "/api/v3/plain");
}
