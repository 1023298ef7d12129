//! The official Node client of Alipay (npm `alipay-sdk` 4.14.0) and the runtime, asked about the same messages of
//! Alipay to an application, come to the same verdicts. `cargo xtask test` installs the client.

use generated::alipay::Credentials;
use generated::runtime::alipay::Notification;
use serde_json::{Value, json};
use tests::gateway::{Gateway, Message};
use tests::{peers, tools};

#[tokio::test]
async fn the_official_client_believes_what_the_runtime_believes() {
    if tools::find("node/node_modules/alipay-sdk").is_none() {
        return;
    }
    let gateway = Gateway::start().await;
    let app = gateway.alipay();
    let message = Message::app_authorization_cancelled().body();
    let odd = [("subject", "授权 & 50% +1=2"), ("extra", r#"{"a":"b\/c"}"#), ("app_id", app.app_id)];
    let bodies = [
        (message.clone(), true),
        (Message::new(&odd).body(), true),
        (Message::new(&odd).of_payment().body(), true),
        (message.replace("2013121100055554", "2013121100055555"), false),
        (format!("{message}&added=1"), false),
        (message.replace("charset=UTF-8&", ""), false),
        (Message::app_authorization_cancelled().renewed().body(), false),
    ];

    let credentials = Credentials::keys(app.app_id, &app.app_private_key, &app.alipay_public_key).expect("keys");
    for (body, expected) in &bodies {
        assert_eq!(Notification::verify(&credentials, body.as_bytes()).is_ok(), *expected, "{body}");
    }
    let config = json!({
        "appId": app.app_id,
        "keyType": "PKCS8",
        "privateKey": app.app_private_key,
        "alipayPublicKey": app.alipay_public_key_base64,
    });
    let texts: Vec<&str> = bodies.iter().map(|(body, _)| body.as_str()).collect();
    let task = json!({"modules": tools::folder().join("node"), "config": config, "bodies": texts});
    let verdicts: Vec<Value> = peers::run("node", "node/alipay_notification.mjs", &[], task).await;
    let expected: Vec<Value> = bodies.iter().map(|(_, expected)| Value::Bool(*expected)).collect();
    assert_eq!(verdicts, expected);
}
