//! JSON that is not UTF-8 is read in the encoding that its bytes or its media type say.

use wire::runtime::{Error, Retry};
use wire::version_3_2;

use super::*;

/// UTF-16 with a byte order mark.
fn utf_16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(unit).collect()
}

#[tokio::test]
async fn json_in_another_encoding_is_read_in_successes_and_in_failures() {
    let (server, client) = silent().await;
    let name = r#"{"name":"é"}"#;
    for (media_type, body) in [
        ("application/json; charset=iso-8859-1", b"{\"name\":\"\xe9\"}".to_vec()),
        ("application/json;CHARSET=\"Windows-1252\"", b"{\"name\":\"\xe9\"}".to_vec()),
        ("application/json; charset=utf-16", utf_16(name, u16::to_be_bytes)),
        ("application/json", utf_16(name, u16::to_le_bytes)),
        ("application/json; charset=utf-8", format!("\u{feff}{name}").into_bytes()),
        ("application/json; charset=gbk", b"{\"name\":\"\xa8\xa6\"}".to_vec()),
    ] {
        server.reply(typed(200, media_type, body.clone()));
        let answer = client.get_pet().send().await.unwrap();
        assert_eq!(answer.value.name.as_deref(), Some("é"), "{media_type}");
        assert_eq!(answer.raw, body, "the bytes are kept as they came");
    }
    server.reply(typed(400, "application/json; charset=iso-8859-1", b"{\"title\":\"\xe9\"}".as_slice()));
    let Err(Error::Api(error)) = client.get_pet().await else { panic!("a failure") };
    assert_eq!((error.body().unwrap().title.as_deref(), error.message.as_deref()), (Some("é"), Some("é")));
}

#[tokio::test]
async fn json_that_is_text_by_its_type_is_read_in_its_charset_and_so_is_text() {
    let (server, client) = silent().await;
    server.reply(typed(200, "text/plain; charset=iso-8859-1", b"{\"name\":\"\xe9\"}".as_slice()));
    assert_eq!(client.get_pet().await.unwrap().name.as_deref(), Some("é"));
    server.reply(typed(200, "text/html; charset=gbk", r#"{"name":"é"}"#));
    assert_eq!(client.get_pet().await.unwrap().name.as_deref(), Some("é"), "UTF-8, whatever the default of a server");
    server.reply(typed(200, "text/plain; charset=utf-16", utf_16("é", u16::to_be_bytes)));
    assert_eq!(client.get_text().await.unwrap(), "é");
    server.reply(typed(200, "application/json; charset=utf-16", utf_16("\"é\"", u16::to_le_bytes)));
    assert_eq!(client.get_text().await.unwrap(), "é");
}

#[tokio::test]
async fn values_one_after_another_are_read_in_their_encoding_wherever_the_wire_cuts_them() {
    let server = Server::start().await;
    let client = version_3_2::Client::builder().base_url(server.url()).retry(Retry::never());
    let client = client.build().expect("a client");
    let lines = "{\"id\":1,\"more\":\"é中\"}\n{\"id\":2}\n";
    for (media_type, body) in [
        ("application/jsonl; charset=utf-16", utf_16(lines, u16::to_be_bytes)),
        ("application/jsonl", utf_16(lines, u16::to_le_bytes)),
        ("application/jsonl", format!("\u{feff}{lines}").into_bytes()),
        ("application/jsonl; charset=gb18030", b"{\"id\":1,\"more\":\"\xa8\xa6\xd6\xd0\"}\n{\"id\":2}\n".to_vec()),
    ] {
        for size in [1, 3, 1000] {
            let pieces = body.chunks(size).map(<[u8]>::to_vec);
            server.reply(pieces.fold(Reply::new(200).header("content-type", media_type), Reply::body));
            let mut items = client.get_lines().await.unwrap();
            assert_eq!(items.next().await.unwrap().unwrap().id, 1, "{media_type} in {size}");
            assert_eq!(items.next().await.unwrap().unwrap().id, 2);
            assert!(items.next().await.is_none());
        }
    }
}
