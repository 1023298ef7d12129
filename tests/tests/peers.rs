//! Clients that others wrote, run against the gateway double: it accepts their requests and they accept its
//! answers, so that double and runtime are not merely agreeing with each other.
//!
//! npm `alipay-sdk` 4.14.0 (the official client) in key mode, in certificate mode and encrypted. `cargo xtask test`
//! installs it. WeChat's clients are in `peers_wechat.rs`.

use serde_json::{Value, json};
use tests::gateway::{Gateway, Misbehaviour, Recorded};
use tests::{peers, tools};

const TOKEN_APP: &str = "/v3/alipay/open/auth/token/app";
const OAUTH_TOKEN: &str = "/v3/alipay/system/oauth/token";

/// Runs calls through the official Alipay client; `None` when it is not installed.
async fn alipay_sdk(gateway: &Gateway, config: Value, calls: Value) -> Option<Vec<Value>> {
    tools::find("node/node_modules/alipay-sdk")?;
    let mut task = json!({"modules": tools::folder().join("node"), "config": config, "calls": calls});
    task["config"]["appId"] = gateway.alipay().app_id.into();
    task["config"]["endpoint"] = gateway.url().into();
    task["config"]["encryptKey"] = gateway.alipay().aes_key.into();
    Some(peers::run("node", "node/alipay.mjs", &[], task).await)
}

fn key_mode(gateway: &Gateway) -> Value {
    let alipay = gateway.alipay();
    json!({"keyType": "PKCS8", "privateKey": alipay.app_private_key, "alipayPublicKey": alipay.alipay_public_key_base64})
}

fn certificate_mode(gateway: &Gateway) -> Value {
    let alipay = gateway.alipay();
    json!({
        "privateKey": alipay.app_private_key_pkcs1_base64,
        "appCertContent": alipay.app_certificate,
        "alipayPublicCertContent": alipay.alipay_certificate,
        "alipayRootCertContent": alipay.root_certificates,
    })
}

fn post(path: &str, body: Value, encrypted: bool) -> Value {
    json!({"method": "POST", "path": path, "options": {"body": body, "needEncrypt": encrypted}})
}

/// Both operations with a code and with a refresh token, then an API error of each.
fn both_operations(gateway: &Gateway, encrypted: bool) -> Value {
    let alipay = gateway.alipay();
    let code = |code: &str| json!({"grant_type": "authorization_code", "code": code});
    let refresh = |token: &str| json!({"grant_type": "refresh_token", "refresh_token": token});
    json!([
        post(TOKEN_APP, code(alipay.app_auth_code), encrypted),
        post(TOKEN_APP, refresh(alipay.app_refresh_token), encrypted),
        post(OAUTH_TOKEN, code(alipay.auth_code), encrypted),
        post(OAUTH_TOKEN, refresh(alipay.refresh_token), encrypted),
        post(TOKEN_APP, code(alipay.app_auth_code), encrypted),
        post(OAUTH_TOKEN, refresh("unknown"), encrypted),
    ])
}

fn assert_both_operations(gateway: &Gateway, results: &[Value]) {
    for (index, token) in [(0, "app_auth_token"), (1, "app_auth_token"), (2, "access_token"), (3, "access_token")] {
        assert_eq!(results[index]["status"], 200, "{:?}", results[index]["error"]);
        assert!(results[index]["data"][token].is_string());
    }
    for (index, code) in [(4, "AUTH_CODE_NOT_VALID"), (5, "isv.refresh-token-invalid")] {
        let error = &results[index]["error"];
        assert_eq!((&error["status"], &error["code"]), (&json!(400), &json!(code)));
    }
    assert_accepted(gateway, 6);
}

fn assert_accepted(gateway: &Gateway, count: usize) {
    let recorded = gateway.requests();
    assert_eq!(recorded.len(), count);
    assert!(recorded.iter().all(Recorded::verified), "{:?}", recorded.iter().map(|r| &r.refusal).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_official_alipay_client_and_the_double_accept_each_other_in_key_mode() {
    let gateway = Gateway::start().await;
    let calls = both_operations(&gateway, false);
    let Some(results) = alipay_sdk(&gateway, key_mode(&gateway), calls).await else { return };
    assert_both_operations(&gateway, &results);
}

#[tokio::test]
async fn the_official_alipay_client_and_the_double_accept_each_other_in_certificate_mode() {
    let gateway = Gateway::start().await;
    let calls = both_operations(&gateway, false);
    let Some(results) = alipay_sdk(&gateway, certificate_mode(&gateway), calls).await else { return };
    assert_both_operations(&gateway, &results);
    let alipay = gateway.alipay();
    for recorded in gateway.requests() {
        assert_eq!(recorded.request.header("alipay-root-cert-sn"), Some(alipay.root_certificates_sn));
        assert!(recorded.string_to_sign.unwrap().contains(&format!(",app_cert_sn={},", alipay.app_certificate_sn)));
    }
}

#[tokio::test]
async fn the_official_alipay_client_and_the_double_read_each_others_ciphertext() {
    for config in [key_mode, certificate_mode] {
        let gateway = Gateway::start().await;
        let calls = both_operations(&gateway, true);
        let Some(results) = alipay_sdk(&gateway, config(&gateway), calls).await else { return };
        assert_both_operations(&gateway, &results);
        assert!(gateway.requests().iter().all(|recorded| recorded.plaintext.is_some()));
    }
}

#[tokio::test]
async fn the_double_verifies_queries_delegation_and_uploads_of_the_official_alipay_client() {
    let gateway = Gateway::start().await;
    let token = gateway.alipay().app_auth_token;
    let calls = json!([
        {"method": "GET", "path": format!("{TOKEN_APP}/query"), "options": {"query": {"app_auth_token": token}, "appAuthToken": token}},
        {"method": "GET", "path": "/v3/alipay/anything", "options": {"query": {"a": "b c+d/中文=&~*,"}}},
        {"method": "DELETE", "path": "/v3/alipay/anything", "options": {"query": {"a": "1"}}},
        {"method": "POST", "path": "/v3/alipay/open/file/upload", "options": {"body": {"biz_code": "x"}}, "file": "abc"},
    ]);
    let Some(results) = alipay_sdk(&gateway, key_mode(&gateway), calls).await else { return };
    assert_eq!(results[0]["data"]["status"], "valid");
    assert!(results.iter().all(|result| result["status"] == 200), "{results:?}");
    assert_accepted(&gateway, 4);
    assert!(gateway.requests()[3].request.body.windows(4).any(|bytes| bytes == b"abc\r"));
}

#[tokio::test]
async fn the_official_alipay_client_refuses_what_the_double_forges() {
    let wrong_signature = "response-signature-verify-error";
    let wrong_certificate = "response-alipay-sn-verify-error";
    let forgeries = [
        (Misbehaviour::TamperedBody, wrong_signature),
        (Misbehaviour::ReorderedBody, wrong_signature),
        (Misbehaviour::WrongSignature, wrong_signature),
        (Misbehaviour::StrangersKey, wrong_signature),
        // These two last: key mode knows no certificates.
        (Misbehaviour::UnknownCertificate, wrong_certificate),
        (Misbehaviour::SwappedCertificate, wrong_certificate),
    ];
    let key = key_mode as fn(&Gateway) -> Value;
    for (config, forgeries, encrypted) in
        [(key, &forgeries[..4], false), (key, &forgeries[..4], true), (certificate_mode, &forgeries, false)]
    {
        let gateway = Gateway::start().await;
        let mut calls = Vec::new();
        for (misbehaviour, _) in forgeries {
            gateway.misbehave(misbehaviour.clone());
            let body = json!({"grant_type": "authorization_code", "code": gateway.issue_alipay_code()});
            calls.push(post(TOKEN_APP, body, encrypted));
        }
        let Some(results) = alipay_sdk(&gateway, config(&gateway), calls.into()).await else { return };
        for ((misbehaviour, code), result) in forgeries.iter().zip(&results) {
            assert_eq!(result["error"]["code"], *code, "{misbehaviour:?}");
        }
        assert_accepted(&gateway, forgeries.len());
    }
}
