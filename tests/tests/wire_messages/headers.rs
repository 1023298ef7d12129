//! One type of headers for every method that can receive them.

use wire::messages::{CreateRunHeaders, GetSharedHeaders};
use wire::runtime::Error;

use super::*;

#[tokio::test]
async fn both_methods_of_a_streaming_operation_share_the_type_of_its_headers() {
    let (server, client) = silent().await;
    let busy = || Reply::json(429, r#"{"message":"later"}"#).header("retry-after", "7");
    server.reply(busy());
    let Err(Error::Api(error)) = client.create_run().await else { panic!("a failure") };
    assert_eq!(error.typed_headers::<CreateRunHeaders>().unwrap().retry_after, Some(7));
    server.reply(busy());
    let Err(Error::Api(error)) = client.create_run_events().await else { panic!("a failure") };
    assert_eq!(error.typed_headers::<CreateRunHeaders>().unwrap().retry_after, Some(7));
    assert_eq!(error.message.as_deref(), Some("later"));
}

#[tokio::test]
async fn an_operation_at_two_paths_has_one_type_of_headers() {
    let (server, client) = silent().await;
    for path in ["/first", "/second"] {
        server.reply(Reply::json(200, r#"{"id":"a"}"#).header("x-count", "2").header("x-pages", "1,2"));
        let answer = match path {
            "/first" => {
                let answer = client.get_shared().send().await.unwrap();
                answer.typed_headers::<GetSharedHeaders>().unwrap()
            }
            _ => {
                let answer = client.get_shared_get_second().send().await.unwrap();
                answer.typed_headers::<GetSharedHeaders>().unwrap()
            }
        };
        assert_eq!((answer.x_count, answer.x_pages), (Some(2), Some(vec![1, 2])));
        assert_eq!(server.last().target, path);
    }
}
