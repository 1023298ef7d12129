//! Several media types of one response: what is asked for, and how each is read.

use wire::messages::{GetReportAsCsvOutput, GetReportAsPngOutput, GetStateOutput, State};
use wire::runtime::error::Problem;
use wire::runtime::{ByteStream, Error};

use super::*;

fn accept(server: &Server) -> String {
    server.last().header("accept").unwrap_or_default().to_owned()
}

#[tokio::test]
async fn json_is_asked_for_before_the_other_names_it_has() {
    let (server, client) = silent().await;
    for media_type in ["application/json", "text/json; charset=utf-8", "text/plain"] {
        server.reply(typed(200, media_type, r#"{"name":"a"}"#));
        assert_eq!(client.get_pet().await.unwrap().name.as_deref(), Some("a"), "{media_type}");
        assert_eq!(accept(&server), "application/json, text/json;q=0.9, text/plain;q=0.8");
        server.reply(typed(400, media_type, r#"{"title":"no"}"#));
        let Err(Error::Api(error)) = client.get_pet().await else { panic!("a failure") };
        assert_eq!(error.body().unwrap().title.as_deref(), Some("no"));
    }
    server.reply(typed(200, "text/plain", r#"[{"name":"a"}]"#));
    assert_eq!(client.list_pets().await.unwrap().len(), 1);
    assert_eq!(accept(&server), "application/json, text/plain;q=0.9, */*;q=0.8");
    server.reply(typed(200, "text/plain", "null"));
    assert_eq!(client.maybe_pet().await.unwrap(), None);
    assert_eq!(accept(&server), "application/json, text/plain;q=0.9");
}

#[tokio::test]
async fn a_scalar_is_read_as_json_or_as_text_whichever_comes() {
    let (server, client) = silent().await;
    for (media_type, body, expected) in [
        ("application/json", r#""a b""#, "a b"),
        ("text/plain", "a b", "a b"),
        ("text/plain; charset=utf-8", r#""quoted""#, r#""quoted""#),
        ("text/plain", "", ""),
        ("text/plain", "7", "7"),
        ("application/json", "not JSON", "not JSON"),
    ] {
        server.reply(typed(200, media_type, body));
        assert_eq!(client.get_text().await.unwrap(), expected, "{media_type}: {body}");
        server.reply(typed(409, media_type, body));
        let Err(Error::Api(error)) = client.get_text().await else { panic!("a failure") };
        assert_eq!(error.body().unwrap(), expected);
    }
    assert_eq!(accept(&server), "application/json, text/plain;q=0.9");
    server.reply(Reply::new(200).body(r#""without a type""#));
    assert_eq!(client.get_text().await.unwrap(), "without a type");
    for media_type in ["application/json", "text/plain"] {
        server.reply(typed(200, media_type, "12"));
        assert_eq!(client.get_count().await.unwrap(), 12, "{media_type}");
    }
    server.reply(typed(200, "text/plain", "many"));
    let Err(Error::Unexpected(answer)) = client.get_count().await else { panic!("no number") };
    assert!(matches!(answer.problem, Problem::Shape(_)), "{answer}");
    for (media_type, body) in [("application/json", r#""down""#), ("text/plain", "down")] {
        server.reply(typed(200, media_type, body));
        assert_eq!(client.get_state().await.unwrap(), GetStateOutput::Ok(State::Down.into()), "{media_type}");
    }
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    for (media_type, body) in [("application/json", format!("\"{id}\"")), ("text/plain", id.to_owned())] {
        server.reply(typed(201, media_type, body));
        let GetStateOutput::Created(read) = client.get_state().await.unwrap() else { panic!("an id") };
        assert_eq!(read.to_string(), id, "{media_type}");
    }
}

#[tokio::test]
async fn a_file_beside_json_has_a_method_of_its_own() {
    let (server, client) = silent().await;
    server.reply(Reply::json(200, r#"{"name":"a"}"#));
    // What the operation gives without a word about its form is what it gave before there were others.
    let pet = client.get_report().year(2024).await.unwrap();
    assert_eq!((pet.name.as_deref(), accept(&server).as_str()), (Some("a"), "application/json"));

    server.reply(typed(200, "text/csv; charset=iso-8859-1", b"caf\xe9,1\n".as_slice()));
    let text = client.get_report_as_csv().year(2024).await.unwrap();
    assert_eq!(text, GetReportAsCsvOutput::Ok("caf\u{e9},1\n".into()));
    assert_eq!((accept(&server).as_str(), server.last().target.as_str()), ("text/csv", "/report?year=2024"));

    server.reply(typed(200, "image/png", b"\x89PNG\xff".as_slice()));
    let GetReportAsPngOutput::Ok(bytes) = client.get_report_as_png().await.unwrap() else { panic!("bytes") };
    assert_eq!(
        (bytes.collect(10).await.unwrap().as_ref(), accept(&server).as_str()),
        (&b"\x89PNG\xff"[..], "image/png")
    );

    server.reply(typed(200, "application/pdf", "%PDF"));
    client.get_report_as_pdf().await.unwrap();
    assert_eq!(accept(&server), "application/pdf");

    server.reply(Reply::json(202, r#"{"name":"later"}"#));
    let later = client.get_report_as_csv().await.unwrap();
    assert!(matches!(later, GetReportAsCsvOutput::Accepted(pet) if pet.name.as_deref() == Some("later")));
    server.reply(Reply::json(404, r#"{"title":"gone"}"#));
    let Err(Error::Api(error)) = client.get_report_as_csv().await else { panic!("a failure") };
    assert_eq!(error.body().unwrap().title.as_deref(), Some("gone"));
}

#[tokio::test]
async fn a_second_type_of_json_has_a_method_and_one_that_is_the_same_has_none() {
    let (server, client) = silent().await;
    server.reply(typed(200, "application/vnd.acme.pet+json", r#"[{"name":"a"}]"#));
    assert_eq!(client.list_stars().await.unwrap()[0].name.as_deref(), Some("a"));
    assert_eq!(accept(&server), "application/json, application/vnd.acme.pet+json;q=0.9");
    server.reply(typed(200, "application/vnd.acme.star+json", r#"[{"at":"now","pet":{"name":"a"}}]"#));
    assert_eq!(client.list_stars_as_acme_star().await.unwrap()[0].at.as_deref(), Some("now"));
    assert_eq!(accept(&server), "application/vnd.acme.star+json");
}

#[tokio::test]
async fn without_json_the_first_media_type_is_that_of_the_operation() {
    let (server, client) = silent().await;
    server.reply(typed(200, "text/csv", "a,b"));
    let text: String = client.get_table().await.unwrap();
    assert_eq!((text.as_str(), accept(&server).as_str()), ("a,b", "text/csv"));
    server.reply(typed(200, "application/zip", "PK"));
    let bytes: ByteStream = client.get_table_as_zip().await.unwrap();
    assert_eq!(
        (bytes.collect(9).await.unwrap().as_ref(), accept(&server).as_str()),
        (b"PK".as_slice(), "application/zip")
    );
    server.reply(typed(200, "image/svg+xml", "<svg/>"));
    let text: String = client.get_table_as_svg().await.unwrap();
    assert_eq!((text.as_str(), accept(&server).as_str()), ("<svg/>", "image/svg+xml"));
}
