//! A failure is a failure, whatever its body is.

use wire::corners::{Client, InBandAndByStatusFailure, InBandAndDefaultFailure};
use wire::runtime::error::Problem;
use wire::runtime::{ApiError, Error, StatusCode};

use super::*;

/// The failure that a call ended with.
macro_rules! failure {
    ($call:expr) => {
        match $call.await {
            Err(Error::Api(error)) => error,
            other => panic!("not a failure of the API: {other:?}"),
        }
    };
}

fn text(status: u16, media_type: &str, body: &str) -> Reply {
    Reply::new(status).header("content-type", media_type).body(body)
}

#[tokio::test]
async fn a_status_that_is_not_described_is_a_failure_with_everything_but_a_type() {
    let (server, client) = silent().await;
    for (reply, status, message, body) in [
        (Reply::json(404, r#"{"detail":"Not found"}"#), 404, Some("Not found"), r#"{"detail":"Not found"}"#),
        // It would fit.
        (Reply::json(400, "{}"), 400, None, "{}"),
        (text(500, "text/plain", "Internal Server Error"), 500, None, "Internal Server Error"),
        (text(502, "text/html", "<h1>Bad gateway</h1>"), 502, None, "<h1>Bad gateway</h1>"),
        (Reply::new(409), 409, None, ""),
    ] {
        server.reply(reply.header("x-request-id", "r1"));
        let error = failure!(client.undescribed_failures());
        assert_eq!(error.body, Err(Problem::Status));
        assert_eq!((error.message.as_deref(), error.headers["x-request-id"].to_str().unwrap()), (message, "r1"));
        let error = Error::Api(error);
        assert!(error.body().is_none());
        assert_eq!((error.status(), error.message()), (StatusCode::from_u16(status).ok(), message));
        assert_eq!((error.body_text().as_deref(), error.request_id()), (Some(body), Some("r1")));
    }
}

#[tokio::test]
async fn a_described_status_is_typed_if_the_body_fits_and_a_failure_if_not() {
    let (server, client) = silent().await;
    server.reply(Reply::json(422, r#"{"detail":[{"msg":"field required"}]}"#));
    let error = failure!(client.undescribed_failures());
    assert_eq!(error.body().unwrap().detail.as_ref().unwrap()[0].msg, "field required");
    assert_eq!(error.message.as_deref(), Some("field required"));

    server.reply(Reply::json(422, r#"{"code":"E7","detail":"no list"}"#));
    let error = failure!(client.undescribed_failures());
    assert!(matches!(&error.body, Err(Problem::Shape(why)) if why.to_string().contains("detail")), "{error:?}");
    assert_eq!((error.code.as_deref(), error.message.as_deref()), (Some("E7"), Some("no list")));

    server.reply(text(422, "text/html", "<h1>Unprocessable</h1>"));
    assert!(matches!(failure!(client.undescribed_failures()).body, Err(Problem::NotJson { .. })));
    server.reply(Reply::new(422));
    assert_eq!(failure!(client.undescribed_failures()).body, Err(Problem::Empty));
}

#[tokio::test]
async fn one_type_for_several_statuses_is_for_these_alone() {
    let (server, client) = silent().await;
    for (status, is_described) in [(404, true), (500, true), (599, true), (400, false), (410, false), (600, false)] {
        server.reply(Reply::json(status, r#"{"reason":"r"}"#));
        let error = failure!(client.range_of_failures());
        assert_eq!(error.body().map(|body| body.reason.as_deref() == Some("r")), is_described.then_some(true));
    }
}

#[tokio::test]
async fn where_only_the_success_is_described_a_failure_has_no_type_and_its_json() {
    let (server, client) = silent().await;
    server.reply(Reply::json(500, r#"{"error":{"code":"E1","message":"no"}}"#));
    let error: Box<ApiError<()>> = failure!(client.success_alone());
    assert_eq!((error.code.as_deref(), error.message.as_deref()), (Some("E1"), Some("no")));
    assert_eq!((error.body(), error.json().unwrap()["error"]["code"].as_str()), (None, Some("E1")));
    server.reply(text(500, "text/html", "<h1>"));
    let error = failure!(client.success_alone());
    assert_eq!((error.json(), error.raw.as_ref()), (None, b"<h1>".as_slice()));
}

#[tokio::test]
async fn members_of_a_body_do_not_collide_with_what_every_error_has() {
    let (server, client) = silent().await;
    let body = r#"{"status":7,"title":"t","request_id":9,"hint":true,"code":["a"],"message":{"text":"m"},"body":"b","raw":"r"}"#;
    server.reply(Reply::json(503, body).header("x-request-id", "r1"));
    let error = failure!(client.body_with_status());
    assert_eq!((error.status.as_u16(), error.request_id.as_deref(), error.hint.as_deref()), (503, Some("r1"), None));
    let body = error.body().unwrap();
    assert_eq!(
        (body.status, body.request_id, body.hint, body.raw.as_deref()),
        (Some(7), Some(9), Some(true), Some("r"))
    );
}

#[tokio::test]
async fn a_failure_described_as_json_and_text_is_typed_in_one_form_and_kept_in_the_other() {
    let (server, client) = silent().await;
    server.reply(Reply::json(400, r#"{"reason":"r"}"#));
    assert_eq!(failure!(client.json_or_text_failure()).body().unwrap().reason.as_deref(), Some("r"));
    server.reply(text(400, "text/plain", "why not"));
    let error = Error::Api(failure!(client.json_or_text_failure()));
    assert_eq!((error.body(), error.body_text().as_deref()), (None, Some("why not")));
    server.reply(text(404, "text/plain", "gone"));
    assert_eq!(failure!(client.text_failure()).body().unwrap(), "gone");
    server.reply(text(400, "text/plain", "gone"));
    assert_eq!(failure!(client.text_failure()).body, Err(Problem::Status));
}

#[tokio::test]
async fn failures_in_band_stand_beside_those_by_status() {
    let (server, client) = silent().await;
    let in_band = || Reply::json(200, r#"{"errcode":7,"errmsg":"m"}"#);
    server.reply(in_band());
    let error = failure!(client.in_band_and_by_status());
    assert!(matches!(error.body().unwrap(), InBandAndByStatusFailure::InBand(it) if it.errcode == 7));
    server.reply(Reply::json(404, r#"{"reason":"r"}"#));
    let error = failure!(client.in_band_and_by_status());
    assert!(
        matches!(error.body().unwrap(), InBandAndByStatusFailure::NotFound(it) if it.reason.as_deref() == Some("r"))
    );
    server.reply(in_band());
    let error = failure!(client.in_band_and_default());
    assert!(matches!(error.body().unwrap(), InBandAndDefaultFailure::InBand(it) if it.errcode == 7));
    server.reply(Reply::json(500, r#"{"reason":"r"}"#));
    let error = failure!(client.in_band_and_default());
    assert!(matches!(error.body().unwrap(), InBandAndDefaultFailure::Default(it) if it.reason.as_deref() == Some("r")));
    server.reply(Reply::json(200, r#"{"errcode":0,"a":"b"}"#));
    assert_eq!(client.in_band_and_by_status().await.unwrap().a.as_deref(), Some("b"));
}

#[tokio::test]
async fn a_failure_in_band_with_another_shape_is_a_failure() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, r#"{"errcode":"busy","errmsg":["m"]}"#));
    let error = failure!(client.in_band_alone());
    assert!(matches!(error.body, Err(Problem::Shape(_))));
    assert_eq!((error.status, error.raw.is_empty()), (StatusCode::OK, false));
}

#[tokio::test]
async fn a_failure_with_a_content_coding_that_cannot_be_undone_is_a_failure() {
    let (server, client) = silent().await;
    for coding in ["gzip", "rot13"] {
        server.reply(text(502, "text/html", "<h1>Bad gateway</h1>").header("content-encoding", coding));
        let error = failure!(client.success_alone());
        assert_eq!((error.status.as_u16(), error.raw.as_ref()), (502, b"<h1>Bad gateway</h1>".as_slice()));
        assert_eq!(error.headers["content-encoding"], coding);
    }
}

#[tokio::test]
async fn a_failure_shows_its_code_and_message_or_else_its_status_and_never_its_body() {
    let (server, client) = silent().await;
    for (reply, shown) in [
        (Reply::json(404, r#"{"code":"E1","message":"no","token":"hunter2"}"#), "successAlone: E1: no (HTTP 404)"),
        (Reply::json(404, r#"{"detail":"no","token":"hunter2"}"#), "successAlone: no (HTTP 404)"),
        (Reply::json(404, r#"{"code":"E1","token":"hunter2"}"#), "successAlone: E1 (HTTP 404)"),
        (text(404, "text/html", "hunter2"), "successAlone: the API answered \"Not Found\" (HTTP 404)"),
        (text(499, "text/html", "hunter2"), "successAlone: the API refused the call (HTTP 499)"),
    ] {
        server.reply(reply.header("set-cookie", "hunter2"));
        let error = client.success_alone().await.unwrap_err();
        assert_eq!(error.to_string(), shown);
        for printed in [format!("{error:?}"), format!("{:?}", error.erase())] {
            assert!(!printed.contains("hunter2"), "{printed}");
        }
    }
}

/// One function for the errors of several operations.
async fn all(client: &Client) -> Result<(), Error<()>> {
    client.undescribed_failures().await.map_err(Error::erase)?;
    client.success_alone().await
}

#[tokio::test]
async fn erased_errors_say_whether_the_body_was_the_one_described() {
    let (server, client) = silent().await;
    server.reply(Reply::json(422, "{}"));
    assert_eq!(all(&client).await.unwrap_err().body(), Some(&()));
    server.reply(Reply::json(423, "{}"));
    assert_eq!(all(&client).await.unwrap_err().body(), None);
}
