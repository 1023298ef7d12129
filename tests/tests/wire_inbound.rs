//! What webhooks and callbacks bring: bodies that others send, read as the types named after them.

use wire::inbound::{
    Events, GonePetWebhook, NewPetWebhook, OnEventCallback, OnPaidCallback, PutGonePetWebhook, RefundPostOnPaidCallback,
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
