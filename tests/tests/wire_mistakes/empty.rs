//! Nothing, in every wrong kind.

use serde_json::json;
use tests::plain::Reply;

use super::silent;

#[tokio::test]
async fn nothing_of_the_wrong_kind_is_nothing() {
    let (server, client) = silent().await;
    server.reply(Reply::new(204));
    client.get_null().await.unwrap();
    assert_eq!(server.last().target, "/empty/null");
    server.reply(Reply::json(200, r#"{"id":"a","any":[1],"list":["x",2],"both":{"note":"n"},"tag":{"y":1}}"#));
    let thing = client.post_null(Some(json!({"b": 1}).into())).q(json!("x")).await.unwrap();
    assert_eq!(thing.id.as_deref(), Some("a"));
    assert_eq!(thing.any, Some(json!([1]).into()));
    assert_eq!(thing.list, Some(vec![json!("x").into(), json!(2).into()]));
    assert_eq!(thing.both.unwrap().note.as_deref(), Some("n"));
    assert_eq!(thing.tag, Some(json!({"y": 1}).into()));
    assert_eq!((server.last().target.as_str(), server.last().body.as_slice()), ("/empty/null?q=x", &br#"{"b":1}"#[..]));
    server.reply(Reply::json(200, r#"{"anything":1}"#));
    client.patch_null().await.unwrap();
    assert!(server.last().body.is_empty());
}

#[tokio::test]
async fn nothing_of_the_wrong_kind_is_nothing_in_3_1() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, r#"{"id":"a","any":null,"both":{"note":"n"}}"#));
    let thing = client.post_null31(None).await.unwrap();
    assert_eq!((thing.id.as_deref(), thing.both.unwrap().note.as_deref()), (Some("a"), Some("n")));
    server.reply(Reply::new(204));
    client.get_null31().await.unwrap();
    server.reply(Reply::new(204));
    client.patch_null31().await.unwrap();
}
