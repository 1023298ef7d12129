//! Security and servers in corners.

use wire::guards::{Client, Credentials};
use wire::runtime::Error;
use wire::runtime::error::RequestError;
use wire::runtime::oauth::ClientCredentials;

use super::{Reply, Server};

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

#[tokio::test]
async fn what_the_connection_proves_needs_no_credential() {
    let server = server().await;
    let client = client(&server, Credentials::query_key("k"));
    client.with_tls().await.unwrap();
    assert_eq!((server.last().target.as_str(), server.last().header("authorization")), ("/tls", None));
    client.with_tls_and_key().await.unwrap();
    assert_eq!(server.last().target, "/tls-and-key?api%20key=k");
    client.by_default().await.unwrap();
    client.empty_only().await.unwrap();
    assert!(server.requests().iter().all(|request| request.header("authorization").is_none()));
    let bare = Client::builder().base_url(server.url()).build().unwrap();
    bare.with_tls().await.unwrap();
    let error = bare.with_tls_and_key().await.unwrap_err();
    assert!(error.to_string().contains("queryKey") && !error.to_string().contains("tls"), "{error}");
}

#[tokio::test]
async fn a_cookie_that_is_a_key_stands_beside_cookies_that_are_parameters() {
    let server = server().await;
    let keys = Credentials::cookie_key("a=b/c+d==; x,\"\\é").and(Credentials::header_key("h é"));
    let client = client(&server, keys.and(Credentials::query_key("q&?")));
    client.with_cookies().lang("en;q").ids(vec![1, 2]).q("#").await.unwrap();
    let request = server.last();
    // RFC 6265, 4.1.1: what a cookie cannot hold is encoded, and nothing else of a key.
    let cookie = "lang=en%3Bq; ids=1,2; session.id=a=b/c+d==%3B%20x%2C%22%5C%C3%A9";
    assert_eq!(request.header("cookie"), Some(cookie));
    assert_eq!(request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("cookie")).count(), 1);
    assert_eq!(request.header("x-api_key"), Some("h é"));
    assert_eq!(request.target, "/cookie?q=%23&api%20key=q%26%3F");
}

#[tokio::test]
async fn basic_authentication_is_that_of_its_standard() {
    let server = server().await;
    // The example of RFC 7617, 2.1.
    client(&server, Credentials::basic("test", "123£")).with_basic().await.unwrap();
    assert_eq!(server.last().header("authorization"), Some("Basic dGVzdDoxMjPCow=="));
    client(&server, Credentials::basic("", ":")).with_basic().await.unwrap();
    assert_eq!(server.last().header("authorization"), Some("Basic Ojo="));
    let error = client(&server, Credentials::basic("a:b", "hunter2")).with_basic().await.unwrap_err();
    assert!(error.to_string().contains("colon") && !error.to_string().contains("hunter2"), "{error}");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_token_of_any_life_is_used_and_its_endpoint_is_not_left() {
    let (server, authority) = (server().await, Server::start().await);
    for life in ["9223372036854775807", "18446744073709551615", "\"3600\"", "null", "0"] {
        let body = format!(r#"{{"access_token":"t","token_type":"bearer","expires_in":{life}}}"#);
        authority.reply(Reply::json(200, &body));
        let source = ClientCredentials::new(authority.url(), "id", "secret");
        client(&server, Credentials::oauth(source)).with_oauth().await.unwrap();
        assert_eq!(server.last().header("authorization"), Some("Bearer t"), "{life}");
    }
    let thief = Server::start().await;
    authority.reply(Reply::new(307).header("location", thief.url()));
    let source = ClientCredentials::new(authority.url(), "id", "secret").in_body();
    let error = client(&server, Credentials::oauth(source)).with_oauth().await.unwrap_err();
    assert!(error.to_string().contains("307"), "{error}");
    assert!(thief.requests().is_empty(), "id and secret go nowhere else");
    let nowhere = ClientCredentials::new("not an address", "id", "hunter2");
    let error = client(&server, Credentials::oauth(nowhere)).with_oauth().await.unwrap_err();
    assert!(error.to_string().contains("oauth") && !error.to_string().contains("hunter2"), "{error}");
}

#[tokio::test]
async fn variables_of_a_server_stand_beside_one_another() {
    let server = server().await;
    let (host, port) = server.url().trim_start_matches("http://").rsplit_once(':').unwrap();
    let builder = Client::builder().variable("host", host).variable("port", port).variable("tenant", "{stage}");
    builder.build().unwrap().empty_only().await.unwrap();
    assert_eq!(server.last().target, "/%7Bstage%7D-live/v1/empty", "a value is no template");
    let error = Client::builder().variable("stage", "beta").build().unwrap_err();
    assert!(error.to_string().contains("live, test"), "{error}");
}

#[tokio::test]
async fn what_a_token_endpoint_refuses_is_typed() {
    let (server, authority) = (server().await, Server::start().await);
    let call = |reply| {
        authority.reply(reply);
        let source = ClientCredentials::new(authority.url(), "id", "secret").scopes(&["read:all", "write"]);
        let client = client(&server, Credentials::oauth(source));
        async move {
            match client.with_oauth().await.unwrap_err() {
                Error::Request { source: RequestError::CredentialSource { scheme, why }, .. } => (scheme, why),
                other => panic!("{other:?}"),
            }
        }
    };
    let body = r#"{"error":"invalid_scope","error_description":"no such scope"}"#;
    let (scheme, why) = call(Reply::json(400, body)).await;
    let refusal = why.refusal.expect("a refusal");
    assert_eq!((scheme.as_str(), refusal.status.as_u16()), ("oauth", 400));
    assert_eq!(
        (refusal.error.as_deref(), refusal.description.as_deref()),
        (Some("invalid_scope"), Some("no such scope"))
    );
    let (_, why) = call(Reply::json(200, r#"{"token_type":"bearer"}"#)).await;
    assert_eq!(why.refusal.expect("a refusal").error, None);
    let (_, why) = call(Reply::new(502).body("<h1>Bad gateway</h1>")).await;
    assert!(why.refusal.is_none() && why.to_string().contains("502"), "{why}");
    let form: Vec<(String, String)> = super::form(&authority.last().body);
    assert!(form.contains(&("scope".to_owned(), "read:all write".to_owned())), "{form:?}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_server_of_an_operation_has_no_query() {
    let server = server().await;
    let client = client(&server, Credentials::new());
    let error = client.at_its_own_server().await.unwrap_err();
    assert!(error.to_string().contains("query"), "{error}");
    assert!(server.requests().is_empty());
}
