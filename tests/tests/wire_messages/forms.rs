//! Forms beside other media types, and forms inside forms.

use url::form_urlencoded;
use wire::messages::{Filter, FormInsideUrlencodedBody, Pageable, Pet};
use wire::runtime::{Error, Upload};

use super::*;

fn filter() -> Filter {
    Filter::new().min(5).text("a b&c=d").tags(vec!["x".into(), "y".into()])
}

const FORM: &str = "application/x-www-form-urlencoded";
const FILTER: &str = "min=5&text=a+b%26c%3Dd&tags=x&tags=y";
const FILTER_AS_JSON: &str = r#"{"min":5,"text":"a b&c=d","tags":["x","y"]}"#;

#[tokio::test]
async fn a_form_beside_json_has_typed_parts() {
    let (server, client) = accepting().await;
    client.json_or_form(Pet::new("a")).await.unwrap();
    assert_eq!((content_type(&server.last()), server.last().body), ("application/json", br#"{"id":"a"}"#.to_vec()));
    let call = client.json_or_form_multipart("a").name("n").filter(filter());
    call.photo(Upload::bytes("p").file_name("p.png")).await.unwrap();
    assert_eq!(
        parts(&server.last()).await,
        [
            ["id", "", "", "a"],
            ["name", "", "", "n"],
            ["filter", "", "application/json", FILTER_AS_JSON],
            ["photo", "p.png", "application/octet-stream", "p"],
        ]
    );
    // What is a parameter of the query keeps its name.
    client.json_or_form_multipart("a").id("query").await.unwrap();
    assert_eq!(server.last().target, "/forms?id=query");
    client.json_or_form_form(Pet::new("a b").name("n")).await.unwrap();
    assert_eq!((content_type(&server.last()), server.last().body), (FORM, b"id=a+b&name=n".to_vec()));
    let error = client.json_or_form(Pet::new("a")).name("n").await.unwrap_err();
    assert!(matches!(error, Error::Request { .. }), "a part of a form that is not sent: {error}");
    client.optional_json_or_form(None).await.unwrap();
    assert!(server.last().body.is_empty());
    client.optional_json_or_form_multipart().photo(Upload::bytes("p")).await.unwrap();
    assert_eq!(parts(&server.last()).await, [["photo", "photo", "image/png", "p"]]);
}

#[tokio::test]
async fn a_part_is_written_in_the_encoding_that_it_declares() {
    let (server, client) = accepting().await;
    let call = client.form_inside_a_form(filter()).filters(vec![filter(), Filter::new()]).maybe(Some(filter()));
    let call = call.either(filter()).xml("<a/>").packed(b"\x08\x05".to_vec()).ranged(filter()).text("t").note("n");
    let call = call.anything("*").picture(Upload::bytes("p").content_type("image/png"));
    let call = call.pictures(vec![Upload::bytes("q")]).files(vec![Upload::bytes("f").file_name("f.txt")]);
    call.file(Upload::bytes("g").file_name("g.txt")).await.unwrap();
    let octets = "application/octet-stream";
    assert_eq!(
        parts(&server.last()).await,
        [
            ["filter", "", FORM, FILTER],
            ["filters", "", FORM, FILTER],
            ["filters", "", FORM, ""],
            ["maybe", "", FORM, FILTER],
            ["either", "", "application/vnd.filter+json", FILTER_AS_JSON],
            ["xml", "", "application/xml", "<a/>"],
            ["packed", "packed", "application/x-protobuf", "\u{8}\u{5}"],
            // Of a range nothing is sent: an object is JSON then, and text is text.
            ["ranged", "", "application/json", FILTER_AS_JSON],
            ["text", "", "", "t"],
            ["note", "", "text/markdown", "n"],
            ["anything", "", "", "*"],
            ["picture", "picture", "image/png", "p"],
            ["pictures", "pictures", "image/gif", "q"],
            ["files", "f.txt", octets, "f"],
            ["file", "g.txt", octets, "g"],
        ]
    );
}

#[tokio::test]
async fn a_form_inside_a_form_of_names_and_values_and_inside_a_parameter_is_one_value() {
    let (server, client) = accepting().await;
    let pageable = Pageable::new().page(2).sort(vec!["a,desc".into(), "b".into()]);
    let body = FormInsideUrlencodedBody::new(filter()).pageable(pageable);
    client.form_inside_urlencoded(body).r#where(filter()).await.unwrap();
    let request = server.last();
    let read = |text: &[u8]| form_urlencoded::parse(text).into_owned().collect::<Vec<(String, String)>>();
    let expected = [("filter", FILTER), ("page", "2"), ("sort", "a,desc"), ("sort", "b")];
    assert_eq!(read(&request.body), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let query = request.target.split_once('?').expect("a query").1;
    assert_eq!(read(query.as_bytes()), [("where".to_owned(), FILTER.to_owned())]);
}
