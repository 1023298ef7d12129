//! Keys of `responses` that are misspelt.

use tests::plain::Reply;
use wire::mistakes::{GetPhraseFailure, GetRangesFailure, PutRangesFailure};
use wire::runtime::Error;

use super::silent;

/// The body of the failure that a call ended with.
macro_rules! failure {
    ($call:expr) => {
        match $call.await {
            Err(Error::Api(error)) => error.body.expect("a body that is described"),
            other => panic!("not a failure of the API: {other:?}"),
        }
    };
}

#[tokio::test]
async fn a_range_in_lower_case_is_a_range() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, r#"{"id":"a"}"#));
    assert_eq!(client.get_ranges().await.unwrap().id, "a");
    server.reply(Reply::json(404, r#"{"message":"none"}"#));
    assert!(matches!(failure!(client.get_ranges()), GetRangesFailure::ClientError(it) if it.message == "none"));
    server.reply(Reply::json(503, r#"{"incident":7}"#));
    assert!(matches!(failure!(client.get_ranges()), GetRangesFailure::ServerError(it) if it.incident == 7));
}

#[tokio::test]
async fn a_range_of_successes_and_the_default_are_known_in_any_spelling() {
    let (server, client) = silent().await;
    server.reply(Reply::json(201, r#"{"id":"a"}"#));
    assert_eq!(client.put_ranges().await.unwrap().id, "a");
    server.reply(Reply::json(409, r#"{"message":"there"}"#));
    assert!(matches!(failure!(client.put_ranges()), PutRangesFailure::ClientError(it) if it.message == "there"));
    server.reply(Reply::json(500, r#"{"incident":7}"#));
    assert!(matches!(failure!(client.put_ranges()), PutRangesFailure::Default(it) if it.incident == 7));
}

#[tokio::test]
async fn the_phrase_after_a_status_does_not_matter_and_the_right_spelling_wins() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, r#"{"id":"a"}"#));
    assert_eq!(client.get_phrase().await.unwrap().id, "a");
    server.reply(Reply::json(400, r#"{"message":"no"}"#));
    assert!(matches!(failure!(client.get_phrase()), GetPhraseFailure::BadRequest(it) if it.message == "no"));
    server.reply(Reply::json(500, r#"{"incident":7}"#));
    assert!(matches!(failure!(client.get_phrase()), GetPhraseFailure::ServerError(it) if it.incident == 7));
}

#[tokio::test]
async fn ranges_of_a_document_of_3_1_are_known_in_any_spelling() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, r#"{"id":null}"#));
    assert_eq!(client.get_newer().await.unwrap().id, None);
    server.reply(Reply::json(404, r#"{"why":"none"}"#));
    assert_eq!(failure!(client.get_newer()).why, "none");
}
