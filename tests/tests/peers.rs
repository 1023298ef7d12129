//! Clients that others wrote, run against the gateway double: it accepts their requests and they accept its
//! answers, so that double and runtime are not merely agreeing with each other.
//!
//! npm `alipay-sdk` 4.14.0 (the official client) in key mode, in certificate mode and encrypted; PyPI `wechatpy`
//! 1.8.18 for the component API. `cargo xtask test` installs both.

use serde_json::{Value, json};
use tests::gateway::{Gateway, Grant, Misbehaviour, Recorded};
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

/// Runs calls through wechatpy; `None` when it is not installed.
async fn wechatpy(gateway: &Gateway, token: Option<&str>, calls: Value) -> Option<Vec<Value>> {
    let python = tools::find("python/bin/python")?;
    let wechat = gateway.wechat();
    let mut task = json!({
        "base": gateway.url(),
        "appid": wechat.component_appid,
        "secret": wechat.component_appsecret,
        "ticket": wechat.component_verify_ticket,
        "calls": calls,
    });
    if let Some(token) = token {
        task["token"] = token.into();
    }
    Some(peers::run(python, "python/wechat.py", &[], task).await)
}

#[tokio::test]
async fn wechatpy_exchanges_a_code_with_the_double() {
    let gateway = Gateway::start().await;
    let wechat = gateway.wechat();
    let calls = json!([
        ["query_auth", wechat.authorization_code],
        ["query_auth", wechat.authorization_code],
        ["query_auth", gateway.issue_wechat_code(Grant::WithoutPermission)],
    ]);
    let Some(results) = wechatpy(&gateway, Some(wechat.component_access_token), calls).await else { return };
    let granted = &results[0]["data"]["authorization_info"];
    assert_eq!(granted["authorizer_refresh_token"], wechat.authorizer_refresh_token);
    assert_eq!(results[1]["error"]["errcode"], 61010);
    assert!(results[2]["data"]["authorization_info"].get("authorizer_access_token").is_none());
    assert_accepted(&gateway, 3);
    let request = &gateway.requests()[0].request;
    assert!(request.target.contains("?component_access_token=") && request.header("content-type").is_none());
}

#[tokio::test]
async fn wechatpy_walks_through_the_component_api_of_the_double() {
    let gateway = Gateway::start().await;
    let wechat = gateway.wechat();
    gateway.expire_component_access_token();
    let (appid, refresh_token) = (wechat.authorizer_appid, wechat.authorizer_refresh_token);
    let calls = json!([
        // The expired token is answered 42001, upon which the client fetches another and repeats the call.
        ["create_preauthcode"],
        ["query_auth", wechat.authorization_code],
        ["refresh_authorizer_token", appid, refresh_token],
        ["get_authorizer_list", 0, 10],
        ["get_authorizer_info", appid],
        ["get_authorizer_option", appid, "voice_recognize"],
        ["set_authorizer_option", appid, "voice_recognize", "1"],
        ["get_authorizer_list", 0, 501],
        ["refresh_authorizer_token", appid, "unknown"],
    ]);
    let Some(results) = wechatpy(&gateway, Some(wechat.component_access_token), calls).await else { return };
    assert!(results[..7].iter().all(|result| result["data"].is_object()), "{results:?}");
    assert_eq!(results[0]["data"]["expires_in"], 600);
    assert_eq!((&results[7]["error"]["errcode"], &results[8]["error"]["errcode"]), (&json!(40170), &json!(61023)));
    let refusals: Vec<_> = gateway.requests().into_iter().filter_map(|recorded| recorded.refusal).collect();
    assert_eq!(refusals, ["42001"]);
}

#[tokio::test]
async fn wechatpy_survives_what_the_wechat_wire_is_known_for() {
    let gateway = Gateway::start().await;
    let wechat = gateway.wechat();
    for misbehaviour in [
        Misbehaviour::ControlCharacters,
        Misbehaviour::InvalidUtf8,
        Misbehaviour::UnknownFields,
        Misbehaviour::UnknownEnumValues,
        Misbehaviour::SuccessCode(json!(0)),
        Misbehaviour::ContentType("text/html;charset=gbk".into()),
        Misbehaviour::return_code("40029", "invalid code"),
    ] {
        gateway.misbehave(misbehaviour);
    }
    let calls: Vec<Value> =
        (0..7).map(|_| json!(["query_auth", gateway.issue_wechat_code(Grant::WithConfirmInfo)])).collect();
    let Some(results) = wechatpy(&gateway, Some(wechat.component_access_token), calls.into()).await else { return };
    assert!(results[..6].iter().all(|result| result["data"]["authorization_info"].is_object()), "{results:?}");
    assert_eq!(results[6]["error"]["errcode"], 40029);
}
