//! Values of strings that are written without quotes, and properties that are required and described nowhere.

use serde_json::json;
use tests::plain::Reply;
use wire::mistakes::{
    Code, First, GetValuesAlternative, GetValuesContent, GetValuesHeaders, GetValuesPart, GetValuesProtocol,
    GetValuesXMode, GetValuesXVersion, NewerVersioned, NewerVersionedVersion, PostNewerValuesProtocol, Required,
    Second, Union, Versioned, VersionedPastItem, VersionedVersion,
};

use super::{accepting, silent};

#[tokio::test]
async fn values_of_a_string_are_sent_as_they_are_written() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, r#"{"version":"1.10","fixed":"5.00","past":["0.90"]}"#).header("x-version", "1.10"));
    let answer = client
        .get_values()
        .protocol(GetValuesProtocol::N110)
        .codes(vec![Code::N007.into(), Code::N050.into()])
        .x_mode(GetValuesXMode::N0x1F)
        .part(GetValuesPart::N210)
        .alternative(GetValuesAlternative::N310)
        .content(GetValuesContent::N410)
        .send()
        .await
        .unwrap();
    let request = server.last();
    assert_eq!(
        request.target,
        "/values?protocol=1.10&codes=007&codes=0.50&part=2.10&alternative=3.10&content=%224.10%22"
    );
    assert_eq!(request.header("x-mode"), Some("0x1F"));
    assert_eq!(answer.value.version, VersionedVersion::N110);
    assert_eq!(answer.value.past, Some(vec![VersionedPastItem::N090.into()]));
    assert_eq!(answer.typed_headers::<GetValuesHeaders>().unwrap().x_version, Some(GetValuesXVersion::N110.into()));
    server.reply(Reply::json(200, r#"{"version":"1.0","fixed":"5.00"}"#));
    client.get_values().protocol(GetValuesProtocol::N120).x_mode(GetValuesXMode::True).await.unwrap();
    assert_eq!(
        (server.last().query("protocol").as_deref(), server.last().header("x-mode")),
        (Some("1.20"), Some("True"))
    );
}

#[tokio::test]
async fn members_and_constants_of_a_string_are_sent_as_they_are_written() {
    let (server, client) = accepting().await;
    client.post_values(Versioned::new(VersionedVersion::N110)).await.unwrap();
    let body: serde_json::Value = serde_json::from_slice(&server.last().body).unwrap();
    assert_eq!(body, json!({"version": "1.10", "fixed": "5.00"}));
    let versioned = NewerVersioned::new(NewerVersionedVersion::N110);
    client.post_newer_values(versioned).protocol(Some(PostNewerValuesProtocol::N10.into())).await.unwrap();
    let body: serde_json::Value = serde_json::from_slice(&server.last().body).unwrap();
    assert_eq!(body, json!({"version": "1.10", "fixed": "5.00"}));
    assert_eq!(server.last().query("protocol").as_deref(), Some("1.0"));
}

#[tokio::test]
async fn keys_of_a_mapping_are_what_is_written() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, r#"{"version":"1.10","b":"x"}"#));
    let sent = Union::N10(First::new("1.0"));
    let Union::N110(Second { b, .. }) = client.post_union(sent).await.unwrap() else { panic!("the second") };
    assert_eq!(b.as_deref(), Some("x"));
    assert_eq!(server.last().body, br#"{"version":"1.0"}"#);
}

#[tokio::test]
async fn what_is_required_and_described_nowhere_is_neither_missed_nor_asked_for() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, r#"{"id":"a"}"#));
    let received = client.put_required(Required::new("s")).await.unwrap();
    assert_eq!((received.id.as_str(), received.nmae), ("a", None));
    assert_eq!(server.last().body, br#"{"id":"s"}"#);
    server.reply(Reply::json(200, r#"{"id":"a","nmae":{"x":1}}"#));
    let mut sent = Required::new("s");
    sent.nmae = Some(json!([1]).into());
    assert_eq!(client.put_required(sent).await.unwrap().nmae, Some(json!({"x": 1}).into()));
    assert_eq!(server.last().body, br#"{"id":"s","nmae":[1]}"#);
}
