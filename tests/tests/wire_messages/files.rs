//! Files among the parts of a form, whatever wraps their schemas.

use wire::messages::Point;
use wire::runtime::{Upload, formats};

use super::*;

fn file(name: &str) -> Upload {
    Upload::bytes(name.to_owned()).file_name(format!("{name}.bin"))
}

#[tokio::test]
async fn files_have_names_and_types_whatever_wraps_their_schemas() {
    let (server, client) = accepting().await;
    let call = client.send_files().nullable_list(vec![file("a"), file("b")]).nullable(file("c")).or_text(file("d"));
    let call = call.one_or_more(vec![file("e")]).by_reference(file("f")).list_by_reference(vec![file("g")]);
    let call = call.list_of_references(vec![file("h")]).nullable_items(vec![file("i")]).types(file("j"));
    let call = call.parts(file("k")).image(file("l")).image_otherwise(file("m")).images(vec![file("n")]);
    call.image(file("o").content_type("image/apng")).undescribed(file("p")).await.unwrap();
    let octets = "application/octet-stream";
    let expected = [
        ["nullable_list", "a.bin", octets, "a"],
        ["nullable_list", "b.bin", octets, "b"],
        ["nullable", "c.bin", octets, "c"],
        ["or_text", "d.bin", octets, "d"],
        ["one_or_more", "e.bin", octets, "e"],
        ["by_reference", "f.bin", octets, "f"],
        ["list_by_reference", "g.bin", octets, "g"],
        ["list_of_references", "h.bin", octets, "h"],
        ["nullable_items", "i.bin", octets, "i"],
        ["types", "j.bin", octets, "j"],
        ["parts", "k.bin", octets, "k"],
        ["image", "l.bin", "image/png", "l"],
        ["image_otherwise", "m.bin", "image/webp", "m"],
        ["images", "n.bin", "image/png", "n"],
        ["image", "o.bin", "image/apng", "o"],
        ["undescribed", "p.bin", octets, "p"],
    ];
    assert_eq!(parts(&server.last()).await, expected);
}

#[tokio::test]
async fn text_in_place_of_a_file_has_no_name_of_a_file() {
    let (server, client) = accepting().await;
    client.send_files().or_text(Upload::text("https://example.com/é")).await.unwrap();
    assert_eq!(parts(&server.last()).await, [["or_text", "", "", "https://example.com/é"]]);
}

#[tokio::test]
async fn text_has_the_media_type_of_its_schema() {
    let (server, client) = accepting().await;
    let call = client.send_files().csv("a,b").json(Point::new(1).name("n")).encoded(formats::Bytes::from(vec![0xfb]));
    call.await.unwrap();
    assert_eq!(
        parts(&server.last()).await,
        [
            ["csv", "", "text/csv", "a,b"],
            ["json", "", "application/json", r#"{"x":1,"name":"n"}"#],
            ["encoded", "", "", "+w=="],
        ]
    );
}
