//! Every schema over HTTP: what a server sends is decoded, sent back as it was, and read by another parser.

use super::*;
use tests::plain::{Reply, Server};

/// For each operation that echoes a type, a text of that type.
macro_rules! travel {
    ($server:ident, $client:ident, $($method:ident: $text:expr;)*) => {$(
        $server.reply(Reply::json(200, $text));
        // Decoded from what the server sends; the request before it is of no interest.
        let value = $client.$method(read($text)).await.expect(stringify!($method));
        $server.reply(Reply::json(200, $text));
        $client.$method(value).await.expect(stringify!($method));
        let sent: Value = serde_json::from_slice(&$server.last().body).expect("JSON");
        assert_eq!(sent, serde_json::from_str::<Value>($text).expect("JSON"), stringify!($method));
        assert_eq!($server.last().header("content-type"), Some("application/json"));
    )*};
}

#[tokio::test]
async fn every_schema_travels_there_and_back() {
    let server = Server::start().await;
    let client = api::Client::builder().base_url(server.url()).build().expect("a client");
    travel! { server, client,
        echo_unions_unions: r#"{"mapped":{"kind":"fish","fins":2},"implicit":{"kind":"Dog","name":"x"},
            "base":{"type":"car","wheels":4,"doors":2},"by_content":{"a":"1","b":"2"},
            "both":{"email":"e","phone":"p","name":"n"},"lists":[1,2],"open":"huge","json_type":7.5,
            "failure":{"code":"new","message":"m"},"problem":{"code":"c21"}}"#;
        echo_all_of_merged: r#"{"id":"i","optional_below":"o","kind":"c","middle":1,"detail":{"code":1,"text":"t"},"x":"y"}"#;
        echo_all_of_scalars: r#"{"short":"abc","whole":3,"narrowed":"blue","described":"green"}"#;
        echo_all_of_circle: r#"{"name":"round"}"#;
        echo_nullability_nulls: r#"{"needed":null,"optional":null,"listed":[1,null],"mapped":{"a":null},"choice":null,
            "nested":null,"listed_by_null":{"id":1},"free":null}"#;
        echo_nullability_constants: r#"{"kind":"fixed","version":2,"ratio":0.5,"enabled":true,"big":18446744073709551615,"maybe":"only"}"#;
        echo_enums_enums: r#"{"colliding":"a b","signs":"<","number":5,"mixed":0.5,"items":["p","new"],"named":20}"#;
        echo_formats_formats: r#"{"i8":-128,"u64":18446744073709551615,"float":0.5,"bytes":"+/8A","decimal":"1.50",
            "uuid":"67e55044-10b1-426f-9247-bb680e5fe0c8","ip":"::1","ipv4":"1.2.3.4","ipv6":"fe80::1","secret":"s",
            "date":"2026-02-30","moment":"2026-02-28T08:00:00+08:00","unheard":"x"}"#;
        echo_objects_objects: r#"{"undeclared":{},"typed":{"id":"i","x":1},"untyped":{"x":{"y":[null]}},"free":{"a":[1]},
            "maps":{"a":{"b":[{"value":1,"children":[]}]}},"matrix":[[1.5],[]],"forest":[[],[[]]],
            "expression":{"left":1,"right":{"left":2,"right":3}},"ping":{"pong":{"ping":null}}}"#;
        echo_limits_limited: r#"{"name":"","nested":[{"size":0}],"age":1000,"tags":["a","a"]}"#;
    }
}
