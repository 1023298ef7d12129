//! The same requests, read by Python's standard library.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tests::tools;
use wire::edges::{Colours, FormEdgesBody, Item};
use wire::runtime::Upload;
use wire::runtime::formats::Uuid;

use super::*;

/// What Python finds in these requests; nothing where there is no Python.
fn read(requests: &[Request]) -> Option<Vec<Value>> {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let requests: Vec<Value> = requests
        .iter()
        .map(|request| json!({"target": request.target, "headers": request.headers, "body": hex(&request.body)}))
        .collect();
    let python = tools::system("python3")?;
    let script = tools::workspace().join("tests/peers/python/read_requests.py");
    let mut child =
        Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("Python starts");
    child.stdin.take().expect("a pipe").write_all(json!(requests).to_string().as_bytes()).expect("Python reads");
    let output = child.wait_with_output().expect("an end");
    assert!(output.status.success(), "Python failed, its standard error is above");
    Some(serde_json::from_slice(&output.stdout).expect("JSON"))
}

#[tokio::test]
async fn python_reads_what_was_sent() {
    let (server, client) = accepting().await;
    let colours = || Colours::new(1).names(vec!["a/b, c;d".into(), "é \"+%".into()]);
    let ascii = Colours::new(2);
    client.json_everywhere(colours(), ascii, colours()).text("+ & %20 é").await.unwrap();
    client.two_in_one_segment("a b/../c", "é+%2F?#").await.unwrap();
    client.values(Uuid::default(), 1).empty("").secret("a+b c%26").await.unwrap();
    let mut form = FormEdgesBody::new().things(vec![Item::new(1).name("a&b=c+d é")]).reserved("/?:@ +&");
    form.other.insert("x[y] é".to_owned(), "\r\n".to_owned());
    client.form_edges(form).await.unwrap();
    let file = Upload::bytes(vec![0, 13, 10, 45, 45, 255]).file_name("a b.bin").content_type("image/png");
    client.multipart_edges().meta(Item::new(3)).document("<é/>").file(file).await.unwrap();
    let Some(found) = read(&server.requests()) else { return };

    let same = json!({"r": 1, "names": ["a/b, c;d", "é \"+%"]});
    let parsed = |value: &Value| serde_json::from_str::<Value>(value.as_str().expect("text")).expect("JSON");
    assert_eq!(parsed(&found[0]["segments"][1]), same);
    assert_eq!(parsed(&found[0]["cookies"]["json"]), same);
    assert_eq!(parsed(&found[0]["query"][0][1]), "+ & %20 é");
    assert_eq!(found[1]["segments"], json!(["files", "a b/../c.é+%2F?#"]));
    assert_eq!(found[2]["query"], json!([["empty", ""], ["secret", "a+b c%26"]]));
    assert_eq!(
        found[3]["form"],
        json!([["things", r#"{"id":1,"name":"a&b=c+d é"}"#], ["reserved", "/?:@ +&"], ["x[y] é", "\r\n"]])
    );
    assert_eq!(
        found[4]["parts"],
        json!([
            ["meta", null, "application/vnd.item+json", "7b226964223a337d"],
            ["document", null, "application/xml", "3cc3a92f3e"],
            ["file", "a b.bin", "image/png", "000d0a2d2dff"],
        ])
    );
}
