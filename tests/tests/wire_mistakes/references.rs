//! References in the place of maps and lists.

use tests::plain::Reply;
use wire::mistakes::{GetReferencesHeaders, NewerParcel, Parcel};
use wire::runtime::{Error, Maybe};

use super::silent;

#[tokio::test]
async fn a_reference_to_a_map_or_a_list_is_what_it_refers_to() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, r#"{"id":"a","size":7}"#).header("x-limit", "9"));
    let answer = client.get_references(3).r("x").send().await.unwrap();
    assert_eq!((answer.value.id.as_str(), answer.value.size), ("a", Some(7)));
    assert_eq!(answer.typed_headers::<GetReferencesHeaders>().unwrap().x_limit, Some(9));
    assert_eq!(server.last().target, "/references?q=3&r=x");
    server.reply(Reply::json(400, r#"{"reason":"no","code":4}"#));
    let Err(Error::Api(error)) = client.get_references(3).await else { panic!("a failure") };
    let body = error.body().unwrap();
    assert_eq!((body.reason.as_deref(), body.code), (Some("no"), Some(4)));
    server.reply(Reply::new(204));
    client.put_references(Parcel::new("b")).await.unwrap();
    assert_eq!(server.last().body, br#"{"id":"b"}"#);
    server.reply(Reply::json(404, r#"{"reason":"gone"}"#));
    let Err(Error::Api(error)) = client.put_references(Parcel::new("b")).await else { panic!("a failure") };
    assert_eq!(error.body().unwrap().reason.as_deref(), Some("gone"));
}

#[tokio::test]
async fn what_a_reference_to_a_map_leads_to_in_3_1_is_rewritten() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, r#"{"id":"a","size":null}"#));
    let parcel = client.get_newer_references(3).await.unwrap();
    assert_eq!(parcel.size, Maybe::Null);
    server.reply(Reply::new(204));
    client.put_newer_references(NewerParcel::new("b")).await.unwrap();
    assert_eq!(server.last().body, br#"{"id":"b"}"#);
}
