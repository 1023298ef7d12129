//! Security schemes and servers on the wire.

use std::sync::Arc;
use std::time::Duration;

use tests::gateway::Request;
use tests::plain::{Gate, Reply, Server};
use wire::runtime::error::RequestError;
use wire::runtime::json::Json;
use wire::runtime::oauth::ClientCredentials;
use wire::runtime::protocol::{Answer, BoxFuture, Explanation, Incoming, Outgoing, Refusal};
use wire::runtime::rest::Rest;
use wire::runtime::{BuildError, Error, Protocol, Request as Call};
use wire::security::{Client, Credentials, WithSignatureBody};
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
    let keys = Credentials::header_key("h").and(Credentials::query_key("a&b")).and(Credentials::cookie_key("c"));
    let tokens = Credentials::bearer("b").and(Credentials::oauth("o")).and(Credentials::oidc("i"));
    let all = keys.and(tokens).and(Credentials::basic("user", "pa:ss"));
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
    let client = client(&server, Credentials::query_key("q"));
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
    let gate = Gate::closed();
    authority.reply(token("t1", 3600).gate(&gate));
    let url = format!("{}/token", authority.url());
    let described = Credentials::oauth_client("id", "secret");
    assert!(format!("{described:?}").contains("https://example.com/token"), "the document says where");
    let source = ClientCredentials::new(url, "id:1", "s e").scopes(&["read", "write"]).parameter("audience", "api");
    let client = Arc::new(client(&server, Credentials::oauth(source)));
    let calls: Vec<_> = (0..5)
        .map(|_| {
            tokio::spawn({
                let client = Arc::clone(&client);
                async move { client.with_oauth().await }
            })
        })
        .collect();
    authority.arrived(1).await;
    gate.let_through(1);
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
    let client = client(&server, Credentials::oauth(source));
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
    let client = client(&server, Credentials::oauth(source));
    let error = client.with_oauth().await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("invalid_client: who are you") && !shown.contains("very-secret"), "{shown}");
}

#[tokio::test]
async fn alternatives_of_several_schemes_are_met_whole_or_not_at_all() {
    let server = server().await;
    let some = |text: &str| Some(text.to_owned());
    let first = Credentials::header_key("h").and(Credentials::query_key("q")).and(Credentials::oauth("o"));
    client(&server, first).with_groups().await.unwrap();
    assert_eq!(credentials(&server.last()), [some("h"), some("q"), None, None]);
    let second = Credentials::header_key("h").and(Credentials::oauth("o")).and(Credentials::cookie_key("c"));
    client(&server, second).with_groups().await.unwrap();
    assert_eq!(credentials(&server.last()), [None, None, some("session=c"), some("Bearer o")]);
    let halves = Credentials::header_key("h").and(Credentials::oauth("o"));
    let error = client(&server, halves).with_groups().await.unwrap_err().to_string();
    assert!(error.contains("headerKey and queryKey, or") && error.contains("oauth"), "{error}");
}

#[test]
fn secrets_do_not_print() {
    let all = Credentials::header_key("hunter2").and(Credentials::basic("user", "hunter2"));
    let client = Client::builder().base_url("http://127.0.0.1:1").credentials(all.clone()).build().unwrap();
    let shown = format!("{all:?} {client:?} {:?}", client.by_default());
    assert!(shown.contains("headerKey") && !shown.contains("hunter2"), "{shown}");
}

/// A scheme that is computed: plain REST, with a checksum of what is sent.
#[derive(Debug)]
struct Signing(Rest);

impl Protocol for Signing {
    fn encode<'a>(&'a self, base: &'a url::Url, request: &'a Call) -> BoxFuture<'a, Result<Outgoing, RequestError>> {
        Box::pin(async move {
            let key = self.0.credentials().get("signature").await?;
            let mut outgoing = self.0.encode(base, request).await?;
            let covered =
                [outgoing.method.as_str().as_bytes(), outgoing.url.path().as_bytes(), &outgoing.body].concat();
            let sum: u32 = key.expose().bytes().chain(covered).map(u32::from).sum();
            outgoing.headers.insert("authorization", format!("X-Digest {sum}").parse().expect("a header"));
            Ok(outgoing)
        })
    }

    fn open(&self, outgoing: &Outgoing, incoming: Incoming) -> Result<Answer, Refusal> {
        self.0.open(outgoing, incoming)
    }

    fn explain(&self, outgoing: &Outgoing, answer: &Answer, body: &Json<'_>) -> Explanation {
        self.0.explain(outgoing, answer, body)
    }
}

#[tokio::test]
async fn a_scheme_that_is_computed_plugs_in_as_a_protocol() {
    let server = server().await;
    let keys = Credentials::signature("key").and(Credentials::header_key("h"));
    let builder = Client::builder().base_url(server.url()).protocol(Signing(Rest::new(keys)));
    builder.build().unwrap().with_signature(WithSignatureBody::new(5)).await.unwrap();
    let request = server.last();
    let covered = [b"keyPOST/signature".as_slice(), &request.body].concat();
    let sum: u32 = covered.into_iter().map(u32::from).sum();
    assert_eq!(request.header("authorization"), Some(format!("X-Digest {sum}").as_str()));
    assert_eq!(request.header("x-key"), Some("h"), "what has a place of its own is put there");
}

#[tokio::test]
async fn a_token_that_the_api_refuses_is_renewed_once_for_all_callers() {
    let (server, authority) = (Server::start().await, Server::start().await);
    authority.reply(token("old", 3600));
    authority.reply(token("new", 3600));
    let source = ClientCredentials::new(authority.url(), "id", "secret");
    let client = Arc::new(client(&server, Credentials::oauth(source)));
    server.reply(Reply::new(204));
    client.with_oauth().await.unwrap();
    // The token was revoked: three calls hear of it, once all have been sent.
    for _ in 0..3 {
        server.reply(Reply::new(401).after_requests(4).body("revoked"));
    }
    for _ in 0..3 {
        server.reply(Reply::new(204));
    }
    let calls: Vec<_> = (0..3)
        .map(|_| {
            let client = Arc::clone(&client);
            tokio::spawn(async move { client.with_oauth().await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let sent: Vec<_> =
        server.requests().iter().map(|request| request.header("authorization").unwrap().to_owned()).collect();
    assert_eq!(sent.iter().filter(|token| *token == "Bearer old").count(), 4, "{sent:?}");
    assert_eq!(sent.iter().filter(|token| *token == "Bearer new").count(), 3, "{sent:?}");
    assert_eq!(authority.requests().len(), 2);
}

#[tokio::test]
async fn a_call_is_made_again_once_and_only_where_there_is_another_credential() {
    let (server, authority) = (Server::start().await, Server::start().await);
    authority.reply(token("one", 3600));
    authority.reply(token("two", 3600));
    for _ in 0..3 {
        server.reply(Reply::json(401, "{}"));
    }
    let renewing = client(&server, Credentials::oauth(ClientCredentials::new(authority.url(), "id", "secret")));
    let error = renewing.with_oauth().await.unwrap_err();
    assert_eq!(error.api().map(|error| error.status.as_u16()), Some(401));
    assert_eq!(server.requests().len(), 2, "one repetition");
    let fixed = client(&server, Credentials::bearer("fixed"));
    fixed.with_bearer().await.unwrap_err();
    assert_eq!(server.requests().len(), 3, "a fixed token stays what it is");
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
