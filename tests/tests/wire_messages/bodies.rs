//! Bodies in several media types, and in ranges of them.

use wire::messages::Pet;
use wire::runtime::Upload;

use super::*;

#[tokio::test]
async fn a_range_beside_a_type_is_not_sent_and_has_no_method() {
    let (server, client) = accepting().await;
    let pet = || Some(Pet::new("a"));
    client.add_pet(pet()).await.unwrap();
    assert_eq!(content_type(&server.last()), "application/json");
    client.add_pet_json(pet()).await.unwrap();
    assert_eq!(content_type(&server.last()), "text/json");
    client.add_pet_json_patch(pet()).await.unwrap();
    assert_eq!(content_type(&server.last()), "application/json-patch+json");
    let source = include_str!("../../wire/src/messages/bodies.rs");
    assert_eq!(source.matches("-> Call<AddPet> {").count(), 3, "a method for each type, and none for the range");
}

#[tokio::test]
async fn of_a_range_alone_a_usual_type_is_sent_or_the_one_that_the_caller_chooses() {
    let (server, client) = accepting().await;
    client.json_range(Pet::new("a")).await.unwrap();
    assert_eq!(content_type(&server.last()), "application/json");
    client.json_range(Pet::new("a")).header("content-type", "application/fhir+json").await.unwrap();
    let request = server.last();
    assert_eq!(
        (content_type(&request), request.body.as_slice()),
        ("application/fhir+json", br#"{"id":"a"}"#.as_slice())
    );
    client.text_range("é").await.unwrap();
    let request = server.last();
    assert_eq!((content_type(&request), request.body.as_slice()), ("text/plain", "é".as_bytes()));
    client.any_range(Pet::new("a")).await.unwrap();
    assert_eq!(content_type(&server.last()), "application/json");
    client.xml_range("<a/>").await.unwrap();
    assert_eq!(content_type(&server.last()), "application/xml");
    // Where the document says the type, it stays.
    client.add_pet(Some(Pet::new("a"))).header("content-type", "text/plain").await.unwrap();
    assert_eq!(content_type(&server.last()), "application/json");
}

#[tokio::test]
async fn bytes_have_the_type_that_is_described_or_another_of_the_range() {
    let (server, client) = accepting().await;
    client.send_picture(Upload::bytes("1")).await.unwrap();
    assert_eq!(content_type(&server.last()), "image/png");
    client.send_picture(Upload::bytes("2").content_type("image/webp")).await.unwrap();
    assert_eq!(content_type(&server.last()), "image/webp");
    client.send_picture_or_pet(Pet::new("a")).await.unwrap();
    assert_eq!(content_type(&server.last()), "application/json");
    client.send_picture_or_pet_image(Upload::bytes("3").content_type("image/gif")).await.unwrap();
    assert_eq!(content_type(&server.last()), "image/gif");
    client.send_picture_or_pet_image(Upload::bytes("4")).await.unwrap();
    assert_eq!(content_type(&server.last()), "application/octet-stream");
}
