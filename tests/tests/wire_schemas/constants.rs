//! Constants: sent by themselves in the type that they are declared with, and kept as they come.

use super::*;
use serde_json::{Value as Json, json};
use tests::plain::{Reply, Server};
use wire::constants::{self as api, Newer, NewerSent, OrderToSend as Order, Status, Travelled};

fn json_of(value: &impl Encode) -> Json {
    serde_json::from_str(&written(value)).expect("JSON")
}

async fn accepting() -> (Server, api::Client) {
    let server = Server::start().await;
    server.reply(Reply::new(204));
    let client = api::Client::builder().base_url(server.url()).build().expect("a client");
    (server, client)
}

#[tokio::test]
async fn a_constant_is_written_in_the_type_that_its_schema_declares() {
    let (server, client) = accepting().await;
    client.send_order(Order::new(vec![3.into()])).await.expect("an answer");
    let request = server.last();
    let sent: Json = serde_json::from_slice(&request.body).expect("JSON");
    let expected = json!({
        "format": "1", "page": 5, "ratio": 0.5, "enabled": true, "parted": "4", "referred": "1", "secret": "8", "listed": [3],
    });
    assert_eq!(sent, expected);
    assert_eq!((request.query("version"), request.query("filter")), (Some("2".to_owned()), Some("\"3\"".to_owned())));
    assert_eq!(request.header("x-level"), Some("7"));
}

#[tokio::test]
async fn constants_of_forms_and_parts_are_sent_by_themselves() {
    let (server, client) = accepting().await;
    client.send_form(Order::new(vec![])).await.expect("an answer");
    let form = String::from_utf8(server.last().body).expect("text");
    assert_eq!(form, "format=1&page=5&ratio=0.5&enabled=true&parted=4&referred=1&secret=8");
    client.send_parts().await.expect("an answer");
    let parts = String::from_utf8(server.last().body).expect("text");
    assert!(parts.contains("name=\"kind\"\r\n\r\n1\r\n") && parts.contains("name=\"page\"\r\n\r\n5\r\n"), "{parts}");
}

#[test]
fn constants_of_3_1_have_the_declared_type_too() {
    let sent = json_of(&NewerSent::new());
    assert_eq!(sent, json!({"text": "1", "whole": 5, "flag": false, "nothing": null, "number": 1.5}));
    let sent = json_of(&Newer::new());
    let expected = json!({
        "text": "a", "whole": 1, "flag": true, "nothing": null, "by_type": null, "by_reference": null,
        "big": u64::MAX, "ratio": 0.5,
    });
    assert_eq!(sent, expected);
}

#[test]
fn a_tag_is_written_in_the_type_of_its_member() {
    assert_eq!(json_of(&api::Shape::from(api::Circle::new().radius(2.0))), json!({"kind": 1, "radius": 2}));
    assert_eq!(json_of(&api::Shape::from(api::Square::new(7))), json!({"kind": 2}));
    assert!(matches!(kept(r#"{"kind":2,"side":1}"#), api::Shape::N2(_)));
    assert_eq!(json_of(&api::Started::new().at("noon")), json!({"code": 10, "at": "noon"}));
    assert!(matches!(kept(r#"{"code":10}"#), api::Event::N10(_)));
}

#[test]
fn what_comes_in_place_of_a_constant_is_kept() {
    let status: Status = read(r#"{"state":"disabled","id":1,"tags":["red","blue"],"inner":{"level":2}}"#);
    assert_eq!((status.state.as_str(), status.state.known()), ("disabled", None));
    assert_eq!(status.tags.expect("tags")[1].as_str(), "blue");
    assert_eq!(status.inner.expect("an object").level.value(), 2);
    assert_eq!(read::<Status>(r#"{"state":"active","id":1}"#).state, api::StatusState::Active);
    let text = r#"{"state":"gone","level":2,"ratio":0.75,"flag":false,"optional":"other","nullable":null}"#;
    let travelled = read::<Travelled>(text);
    assert_eq!(
        (travelled.state.as_str(), travelled.level.value(), travelled.flag.to_string()),
        ("gone", 2, "false".into())
    );
    let newer = json!({
        "text": "b", "whole": 2, "flag": false, "nothing": {"a": 1}, "by_type": 1, "by_reference": "x", "big": 2,
        "ratio": 0.25, "maybe": "b",
    });
    kept::<Newer>(&newer.to_string());
}

#[test]
fn what_is_sent_has_its_constants_without_being_asked() {
    let expected = json!({"state": "active", "level": 1, "ratio": 0.5, "flag": true, "key": "k"});
    assert_eq!(json_of(&api::TravelledToSend::new()), expected);
}

#[test]
fn a_leaf_writes_the_tags_of_all_levels() {
    assert_eq!(json_of(&api::Shark::new().teeth(300)), json!({"kind": "fish", "species": "shark", "teeth": 300}));
    assert_eq!(json_of(&api::Manta::new()), json!({"kind": "fish", "species": "ray", "genus": "Manta"}));
    assert_eq!(json_of(&api::Leaf::new()), json!({"kind": "b", "form": "l"}));
    // Two levels that share one tag: what the second maps, and what none of them does.
    assert_eq!(json_of(&api::Wren::new()), json!({"kind": "wren"}));
    assert_eq!(json_of(&api::Crow::new()), json!({"kind": "Crow"}));
    let nested = api::Animal::Fish(api::Fish::Ray(api::Ray::from(api::Manta::new())));
    assert_eq!(json_of(&nested), json!({"kind": "fish", "species": "ray", "genus": "Manta"}));
}

#[test]
fn the_tags_of_all_levels_are_followed_when_they_come() {
    use api::{Animal, Fish, Ray};
    let shark = kept::<Animal>(r#"{"kind":"fish","species":"shark","teeth":1}"#);
    assert!(matches!(&shark, Animal::Fish(Fish::Shark(shark)) if shark.teeth == Some(1)), "{shark:?}");
    let manta = kept::<Animal>(r#"{"kind":"fish","species":"ray","genus":"Manta","span":2.5}"#);
    assert!(matches!(&manta, Animal::Fish(Fish::Ray(Ray::Manta(_)))), "{manta:?}");
    let new = kept::<Animal>(r#"{"kind":"fish","species":"eel"}"#);
    assert!(matches!(&new, Animal::Fish(Fish::Unknown(_))), "{new:?}");
    // A tag that came to a leaf by itself is kept.
    assert_eq!(kept::<api::Shark>(r#"{"kind":"Fish","species":"megalodon"}"#).species, "megalodon");
    assert!(matches!(kept(r#"{"kind":"b","form":"l","green":true}"#), api::Branch::L(_)));
}
