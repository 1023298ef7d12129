//! Redirections: those that a document describes are answers, others are refused.

use wire::corners::{
    ChoicesOutput, ConditionalHeaders, DownloadOrElsewhereOutput, MadeOrElsewhereHeaders, ReadyOrElsewhereHeaders,
    ReadyOrElsewhereOutput,
};
use wire::runtime::Error;
use wire::runtime::error::Problem;

use super::*;

fn to(status: u16, location: &str) -> Reply {
    Reply::new(status).header("location", location)
}

#[tokio::test]
async fn a_described_redirect_is_an_answer_with_its_headers_and_is_not_followed() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, r#"{"a":"b"}"#));
    let ready = client.ready_or_elsewhere().await.unwrap();
    assert!(matches!(ready, ReadyOrElsewhereOutput::Ok(ready) if ready.a.as_deref() == Some("b")));
    // What servers send with it does not matter: the document describes no body.
    for body in ["", "See <a href='/there'>there</a>", "{\"a\":"] {
        server.reply(to(303, "/there?token=x").body(body));
        let answer = client.ready_or_elsewhere().send().await.unwrap();
        assert_eq!((answer.value.clone(), answer.status.as_u16()), (ReadyOrElsewhereOutput::SeeOther, 303));
        let headers: ReadyOrElsewhereHeaders = answer.typed_headers().unwrap();
        assert_eq!((headers.location.as_deref(), answer.raw.as_ref()), (Some("/there?token=x"), body.as_bytes()));
    }
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn another_redirect_is_refused_and_says_where_it_points() {
    let (server, client) = silent().await;
    server.reply(to(302, "https://elsewhere.example/x?token=hunter2"));
    let error = client.ready_or_elsewhere().await.unwrap_err();
    assert!(matches!(&error, Error::Unexpected(answer) if matches!(answer.problem, Problem::Redirect { .. })));
    let shown = error.to_string();
    assert!(shown.contains("https://elsewhere.example/x, which") && !shown.contains("hunter2"), "{shown}");
    assert_eq!(error.headers().unwrap()["location"], "https://elsewhere.example/x?token=hunter2");
    // Of one type for all of its successes.
    server.reply(to(302, "/there"));
    assert!(matches!(client.same_elsewhere().await, Err(Error::Unexpected(_))));
    server.reply(to(307, "/there"));
    assert!(matches!(client.made_or_elsewhere().await, Err(Error::Unexpected(_))));
}

#[tokio::test]
async fn a_redirect_with_a_body_has_it_typed_by_status_then_range() {
    let (server, client) = silent().await;
    server.reply(Reply::json(300, r#"["/a","/b"]"#));
    assert_eq!(client.choices().await.unwrap(), ChoicesOutput::MultipleChoices(vec!["/a".into(), "/b".into()]));
    assert_eq!(server.last().header("accept"), Some("application/json"), "a page is not asked for");
    server.reply(to(307, "/there").header("content-type", "text/html").body("<a>"));
    assert_eq!(client.choices().await.unwrap(), ChoicesOutput::TemporaryRedirect("<a>".into()));
    server.reply(Reply::json(301, r#"{"to":"/c"}"#));
    assert!(matches!(client.choices().await.unwrap(), ChoicesOutput::Redirection(way) if way.to == "/c"));
    server.reply(to(302, "/there"));
    let Err(Error::Unexpected(answer)) = client.choices().await else { panic!("unexpected") };
    assert_eq!((&answer.problem, answer.headers["location"].to_str().unwrap()), (&Problem::Empty, "/there"));
    server.reply(Reply::json(404, r#"{"to":"/d"}"#));
    assert_eq!(client.choices().await.unwrap_err().body().unwrap().to, "/d");
}

#[tokio::test]
async fn a_redirect_of_the_same_type_is_that_type() {
    let (server, client) = silent().await;
    server.reply(Reply::json(301, r#"{"a":"b"}"#));
    assert_eq!(client.same_elsewhere().await.unwrap().a.as_deref(), Some("b"));
    server.reply(to(303, "/made/1"));
    let answer = client.made_or_elsewhere().send().await.unwrap();
    assert_eq!(answer.typed_headers::<MadeOrElsewhereHeaders>().unwrap().location.as_deref(), Some("/made/1"));
    assert_eq!(server.last().method, "POST");
}

#[tokio::test]
async fn beside_a_redirect_the_default_is_a_failure() {
    let (server, client) = silent().await;
    server.reply(to(302, "/there"));
    client.found_or_wrong().await.unwrap();
    server.reply(Reply::json(400, r#"{"to":"x"}"#));
    assert_eq!(client.found_or_wrong().await.unwrap_err().body().unwrap().to, "x");
}

#[tokio::test]
async fn a_download_may_be_elsewhere() {
    let (server, client) = silent().await;
    server.reply(to(302, "/there"));
    assert!(matches!(client.download_or_elsewhere().await.unwrap(), DownloadOrElsewhereOutput::Found));
    server.reply(Reply::new(200).body("bytes"));
    let DownloadOrElsewhereOutput::Ok(bytes) = client.download_or_elsewhere().await.unwrap() else { panic!("bytes") };
    assert_eq!(bytes.collect(10).await.unwrap(), "bytes");
}

#[tokio::test]
async fn what_has_not_changed_is_an_error_with_its_headers_and_no_redirect() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, r#"{"a":"b"}"#).header("etag", "\"1\""));
    let answer = client.conditional().send().await.unwrap();
    assert_eq!((answer.value.a.as_deref(), answer.headers["etag"].to_str().unwrap()), (Some("b"), "\"1\""));
    // Described or not.
    server.reply(Reply::new(304).header("etag", "\"1\""));
    let error = client.conditional().if_none_match("\"1\"").await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 304);
    assert_eq!(error.api().unwrap().typed_headers::<ConditionalHeaders>().unwrap().e_tag.as_deref(), Some("\"1\""));
    assert_eq!(error.to_string(), "conditional: the API answered \"Not Modified\" (HTTP 304)");
    server.reply(Reply::new(304));
    let error = client.same_elsewhere().header("if-none-match", "\"1\"").await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.api().is_some()), (304, true));
}
