//! What a caller can ask of an error without knowing its kind.

use std::time::Duration;

use wire::runtime::{Error, Retry};

use super::*;

/// A function that makes calls of several operations and returns the error of any of them.
async fn either(client: &Client, first: bool) -> Result<(), Error<()>> {
    if first {
        client.headers_of_every_kind().await.map_err(Error::erase)?;
    } else {
        client.redirects().await.map_err(Error::erase)?;
    }
    Ok(())
}

#[tokio::test]
async fn an_error_of_the_api_answers_every_question_with_or_without_its_type() {
    let (server, client) = silent().await;
    let busy = || Reply::json(503, r#"{"title":"come back"}"#).header("retry-after", "7").header("x-request-id", "r1");
    server.reply(busy());
    let typed = client.headers_of_every_kind().await.unwrap_err();
    server.reply(busy());
    let erased = either(&client, true).await.unwrap_err();
    assert_eq!(typed.to_string(), erased.to_string());
    for error in [typed.erase(), erased] {
        assert_eq!(error.operation(), "headersOfEveryKind");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
        assert_eq!(error.headers().unwrap()["retry-after"], "7");
        assert_eq!(error.body_text().as_deref(), Some(r#"{"title":"come back"}"#));
        assert!(error.is_retryable() && error.may_have_arrived() && !error.is_timeout() && !error.is_connect());
    }
    server.reply(Reply::json(409, r#"{"title":"no"}"#));
    let error = either(&client, false).await.unwrap_err();
    assert_eq!((error.operation(), error.is_retryable()), ("redirects", false));
}

#[tokio::test]
async fn a_refused_redirect_says_where_it_points_and_keeps_the_query_to_itself() {
    let (server, client) = silent().await;
    for (location, shown) in [
        ("https://elsewhere.example/v2/it?token=hunter2#hunter2", "to https://elsewhere.example/v2/it, which"),
        ("https://user:hunter2@elsewhere.example/", "to another address, which"),
        ("?token=hunter2", "to another address, which"),
    ] {
        server.reply(Reply::new(308).header("location", location));
        let error = client.success_is_nothing().await.unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(text.contains(shown) && !text.contains("hunter2"), "{text}");
        assert_eq!(error.headers().unwrap()["location"], location);
    }
}

#[tokio::test]
async fn without_a_connection_the_cause_is_named() {
    let closed = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let client = Client::builder().base_url(format!("http://{closed}")).retry(Retry::never()).build().unwrap();
    let error = client.success_is_nothing().await.unwrap_err();
    let text = error.to_string();
    assert!(error.is_connect() && error.is_retryable() && !error.may_have_arrived(), "{text}");
    assert!(text.to_lowercase().contains("connection refused"), "{text}");
    assert!(error.status().is_none() && error.headers().is_none() && error.body_text().is_none());
}

#[tokio::test]
async fn an_answer_that_never_comes_is_a_timeout() {
    let server = Server::start().await;
    server.reply(Reply::new(204).after_requests(2));
    let builder = Client::builder().base_url(server.url()).retry(Retry::never());
    let client = builder.timeout(Duration::from_millis(100)).build().unwrap();
    let error = client.success_is_nothing().await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable() && error.may_have_arrived(), "{error}");
}
