//! What webhooks and callbacks bring: bodies that others send, read as the types named after them.

use wire::inbound::{
    Events, GonePetWebhook, MessageWebhook, NewPetWebhook, OnEventCallback, OnPaidCallback, PutGonePetWebhook,
    RefundPostOnPaidCallback,
};
use wire::runtime::received::{self, ReceivedError};

#[test]
fn the_body_of_a_webhook_is_read_as_the_type_named_after_it() {
    let pet: NewPetWebhook = received::json(br#"{"name":"Tom","kind":"fish","more":1}"#).unwrap();
    assert_eq!((pet.name.as_str(), pet.kind), ("Tom", Some("fish".into())));
    let gone: GonePetWebhook = received::json(br#"{"id":7,"why":null}"#).unwrap();
    assert!(gone.id == 7 && gone.why.is_null());
    let several: PutGonePetWebhook = received::json(b"[1,2]").unwrap();
    assert_eq!(several, [1, 2]);
}

#[test]
fn the_body_of_a_callback_is_read_as_the_type_named_after_it() {
    let paid: OnPaidCallback = received::json(br#"{"amount":5}"#).unwrap();
    assert_eq!(paid.amount, 5);
    // A second callback of the same name, of another operation.
    let refunded: RefundPostOnPaidCallback = received::json(br#"[{"amount":6}]"#).unwrap();
    assert_eq!(refunded[0].amount, 6);
    let event: OnEventCallback = received::json(br#"{"type":"shipped","parcel":"p"}"#).unwrap();
    assert!(matches!(event, Events::Shipped(shipped) if shipped.parcel == "p"));
    let event: OnEventCallback = received::json(br#"{"type":"eaten","by":"dog"}"#).unwrap();
    assert!(matches!(event, Events::Unknown(value) if value["by"] == "dog"));
}

#[test]
fn a_body_that_is_something_else_is_an_error_with_its_place() {
    let error = received::json::<OnPaidCallback>(br#"{"amount":"many"}"#).unwrap_err();
    assert!(matches!(error, ReceivedError::Shape(_)) && error.to_string().contains("`amount`"), "{error}");
    assert!(matches!(received::json::<OnPaidCallback>(b"<a/>"), Err(ReceivedError::NotJson(_))));
}

#[test]
fn a_form_that_a_webhook_brings_is_read_as_the_type_named_after_it() {
    let body = "From=%2B49+1&count=2&price=1.5&urgent=true&tags=a%26b&pet=%7B%22name%22%3A%22Tom%22%7D&more=x&more=y";
    let message: MessageWebhook = received::form(body.as_bytes()).unwrap();
    assert_eq!((message.from.as_str(), message.count, message.price), ("+49 1", Some(2), Some(1.5)));
    assert_eq!((message.urgent, message.tags), (Some(true), vec!["a&b".to_owned()]));
    assert_eq!(message.pet.unwrap().name, "Tom");
    let several: MessageWebhook = received::form(b"tags=1&From=&tags=2").unwrap();
    assert_eq!((several.from.as_str(), several.tags.len()), ("", 2));
    let error = received::form::<MessageWebhook>(b"From=a&tags=b&count=many").unwrap_err();
    assert!(error.to_string().contains("`count"), "{error}");
    assert!(received::form::<MessageWebhook>(b"").unwrap_err().to_string().contains("`From`"));
}
