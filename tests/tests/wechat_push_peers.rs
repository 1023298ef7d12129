//! Cryptography of pushes that others wrote, in both directions: what they encrypt our receiver opens, what we
//! answer they open, and they open what the gateway double pushes.
//!
//! PyPI `wechatpy` 1.8.18, npm `wechat-crypto` 0.0.2 and npm `@wecom/crypto` 1.0.1; `cargo xtask test` installs them.

#![allow(clippy::unwrap_used, reason = "the lint's exception for tests does not reach their helpers")]

use runtime::wechat::push::{Event, Query, Receiver};
use serde_json::json;
use tests::gateway::{Gateway, Push};
use tests::{peers, tools};

fn receiver(gateway: &Gateway) -> Receiver {
    let console = gateway.wechat_push();
    Receiver::new(gateway.wechat().component_appid, console.token, console.encoding_aes_key).unwrap()
}

/// Texts that they encrypt, of lengths that need every kind of padding.
fn texts() -> Vec<String> {
    (0..33)
        .map(|length| format!("<xml><MsgType>text</MsgType><Content>中文&amp;{}</Content></xml>", "x".repeat(length)))
        .collect()
}

/// What is between two tags, without its CDATA section.
fn element<'x>(xml: &'x str, name: &str) -> &'x str {
    let (_, rest) = xml.split_once(&format!("<{name}>")).unwrap();
    let (text, _) = rest.split_once(&format!("</{name}>")).unwrap();
    text.trim_start_matches("<![CDATA[").trim_end_matches("]]>")
}

/// The double's ticket push, and our encrypted answer to it.
fn push_and_answer(gateway: &Gateway) -> (Push, String, String, String) {
    let push = Push::ticket(gateway.wechat().component_verify_ticket);
    let (query, body) = push.seal();
    let opened = receiver(gateway).open(&Query::parse(&query), body.as_bytes()).unwrap();
    let answer = receiver(gateway).reply(&opened, "<xml><Content>答复</Content></xml>").body;
    (push, query, body, answer)
}

#[tokio::test]
async fn wechatpy_opens_pushes_and_answers_and_its_own_are_received() {
    let Some(python) = tools::find("python/bin/python") else { return };
    let gateway = Gateway::start().await;
    let console = gateway.wechat_push();
    let (push, query, body, answer) = push_and_answer(&gateway);
    let query = Query::parse(&query);
    let task = json!({
        "token": console.token,
        "key": console.encoding_aes_key,
        "appid": gateway.wechat().component_appid,
        "opened": [
            {"body": body, "msg_signature": query.msg_signature, "timestamp": query.timestamp, "nonce": query.nonce},
            {"body": answer, "msg_signature": element(&answer, "MsgSignature"), "timestamp": element(&answer, "TimeStamp"),
                "nonce": element(&answer, "Nonce")},
        ],
        "sealed": texts(),
    });
    let result = peers::run(python, "python/wechat_push.py", &[], task).await.remove(0);
    assert_eq!(result["opened"][0]["message"], push.content);
    assert_eq!(result["opened"][0]["ticket"], gateway.wechat().component_verify_ticket);
    assert_eq!(result["opened"][1]["message"], "<xml><Content>答复</Content></xml>");
    let sealed = result["sealed"].as_array().unwrap();
    for (body, text) in sealed.iter().zip(texts()) {
        // What wechatpy makes is an answer: signature, time stamp and nonce stand in the body.
        let push = receiver(&gateway).open(&Query::default(), body.as_str().unwrap().as_bytes()).unwrap();
        assert_eq!(push.content.as_slice(), text.as_bytes());
    }
    assert_eq!(sealed.len(), 33);
}

#[tokio::test]
async fn npm_packages_open_pushes_and_answers_and_their_own_are_received() {
    let (Some(_), Some(_)) =
        (tools::find("node/node_modules/wechat-crypto"), tools::find("node/node_modules/@wecom/crypto"))
    else {
        return;
    };
    let gateway = Gateway::start().await;
    let (console, appid) = (gateway.wechat_push(), gateway.wechat().component_appid);
    let (push, query, body, answer) = push_and_answer(&gateway);
    let query = Query::parse(&query);
    let task = json!({
        "modules": tools::folder().join("node"),
        "token": console.token,
        "key": console.encoding_aes_key,
        "appid": appid,
        "opened": [
            {"timestamp": query.timestamp, "nonce": query.nonce, "encrypt": element(&body, "Encrypt")},
            {"timestamp": element(&answer, "TimeStamp"), "nonce": element(&answer, "Nonce"),
                "encrypt": element(&answer, "Encrypt")},
        ],
        "sealed": texts(),
    });
    let results = peers::run("node", "node/wechat-crypto.mjs", &[], task).await;
    assert_eq!(results.len(), 2);
    for result in &results {
        let package = &result["name"];
        let opened =
            |signature: &str, message: &str| json!({"signature": signature, "message": message, "appid": appid});
        assert_eq!(result["opened"][0], opened(query.msg_signature.as_deref().unwrap(), &push.content), "{package}");
        let message = "<xml><Content>答复</Content></xml>";
        assert_eq!(result["opened"][1], opened(element(&answer, "MsgSignature"), message), "{package}");
        let sealed = result["sealed"].as_array().unwrap();
        for (sealed, text) in sealed.iter().zip(texts()) {
            let field = |name: &str| sealed[name].as_str().unwrap().to_owned();
            let mut query = Query::default();
            query.msg_signature = Some(field("signature"));
            query.timestamp = Some(field("timestamp"));
            query.nonce = Some(field("nonce"));
            let body = json!({"ToUserName": "gh_1", "Encrypt": field("encrypt")}).to_string();
            let push =
                receiver(&gateway).open(&query, body.as_bytes()).unwrap_or_else(|error| panic!("{package}: {error}"));
            assert_eq!(push.content.as_slice(), text.as_bytes(), "{package}");
            assert!(matches!(push.event, Event::Message { .. }), "{package}");
        }
        assert_eq!(sealed.len(), 33);
    }
}
