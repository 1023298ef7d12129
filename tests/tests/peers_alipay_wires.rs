//! Clients that others wrote, on Alipay's two other wires, against the gateway double: it accepts their requests
//! and they accept its answers; and those of them that can verify accept what the runtime has signed.
//!
//! Older gateway: npm `alipay-sdk` 4.14.0 and PyPI `alipay-sdk-python` 3.7.1411, both the vendor's. Serverless
//! service: npm `@alicloud/mpserverless-sdk` 3.1.5 (pages) and `alipay-serverless-server-sdk` 0.5.3 (cloud
//! functions). `cargo xtask test` installs them.

#![allow(clippy::unwrap_used, reason = "the lint's exception for tests does not reach their helpers")]

use std::collections::BTreeMap;

use generated::alipay::{AppTokenGrant, UserTokenGrant};
use serde_json::{Value, json};
use tests::cases::{Mode, Wire, alipay_client_over};
use tests::gateway::{Gateway, Misbehaviour, Recorded};
use tests::{peers, tools};

/// Both official clients write the time of the machine they run on, and the gateway reads its own, GMT+8.
const GMT_8: &[(&str, &str)] = &[("TZ", "Asia/Shanghai")];

const TOKEN_APP: &str = "alipay.open.auth.token.app";
const OAUTH_TOKEN: &str = "alipay.system.oauth.token";

fn assert_accepted(gateway: &Gateway, count: usize) {
    let recorded = gateway.requests();
    assert_eq!(recorded.len(), count);
    assert!(recorded.iter().all(Recorded::verified), "{:?}", recorded.iter().map(|r| &r.refusal).collect::<Vec<_>>());
}

/// Runs calls through npm `alipay-sdk`; `None` when it is not installed.
async fn node(gateway: &Gateway, mode: Mode, calls: Value) -> Option<Vec<Value>> {
    tools::find("node/node_modules/alipay-sdk")?;
    let alipay = gateway.alipay();
    let mut config = match mode {
        Mode::Certificates => json!({
            "privateKey": alipay.app_private_key_pkcs1_base64,
            "appCertContent": alipay.app_certificate,
            "alipayPublicCertContent": alipay.alipay_certificate,
            "alipayRootCertContent": alipay.root_certificates,
        }),
        _ => json!({
            "keyType": "PKCS8",
            "privateKey": alipay.app_private_key,
            "alipayPublicKey": alipay.alipay_public_key_base64,
        }),
    };
    config["appId"] = alipay.app_id.into();
    config["gateway"] = format!("{}/gateway.do", gateway.url()).into();
    config["encryptKey"] = alipay.aes_key.into();
    let task = json!({"modules": tools::folder().join("node"), "config": config, "calls": calls});
    Some(peers::run("node", "node/alipay_gateway.mjs", GMT_8, task).await)
}

/// Both operations with a code and with a refresh token, then an API error of each.
fn both_operations(gateway: &Gateway, encrypted: bool) -> Value {
    let alipay = gateway.alipay();
    let app =
        |content: Value| json!({"method": TOKEN_APP, "params": {"bizContent": content, "needEncrypt": encrypted}});
    let user = |params: Value| json!({"method": OAUTH_TOKEN, "params": params});
    json!([
        app(json!({"grant_type": "authorization_code", "code": alipay.app_auth_code})),
        app(json!({"grant_type": "refresh_token", "refresh_token": alipay.app_refresh_token})),
        user(json!({"grant_type": "authorization_code", "code": alipay.auth_code})),
        user(
            json!({"grant_type": "refresh_token", "refresh_token": alipay.refresh_token, "appAuthToken": alipay.app_auth_token})
        ),
        app(json!({"grant_type": "authorization_code", "code": alipay.app_auth_code})),
        // The client looks for the signed node under the operation's name, also where it is an `error_response`.
        json!({"method": OAUTH_TOKEN, "params": {"grant_type": "refresh_token", "refresh_token": "unknown"}, "unverified": true}),
    ])
}

fn assert_both_operations(results: &[Value]) {
    for (index, token) in [(0, "appAuthToken"), (1, "appAuthToken"), (2, "accessToken"), (3, "accessToken")] {
        assert!(results[index]["data"][token].is_string(), "{results:#?}");
        assert!(results[index]["data"]["traceId"].is_string());
    }
    for (index, code) in [(4, "AUTH_CODE_NOT_VALID"), (5, "isv.refresh-token-invalid")] {
        assert_eq!(results[index]["data"]["subCode"], code, "{results:#?}");
    }
}

#[tokio::test]
async fn the_official_node_client_and_the_double_accept_each_other_over_the_older_gateway() {
    for (mode, encrypted) in [(Mode::Keys, false), (Mode::Certificates, false), (Mode::Keys, true)] {
        let gateway = Gateway::start().await;
        let calls = both_operations(&gateway, encrypted);
        let Some(results) = node(&gateway, mode, calls).await else { return };
        assert_both_operations(&results);
        assert_accepted(&gateway, 6);
        let app = gateway.alipay();
        for recorded in &gateway.requests() {
            let signed = recorded.string_to_sign.as_deref().unwrap();
            let certified = signed.contains(&format!("app_cert_sn={}", app.app_certificate_sn));
            assert_eq!(certified, mode == Mode::Certificates);
        }
        let ciphertexts = gateway.requests().iter().filter(|recorded| recorded.plaintext.is_some()).count();
        assert_eq!(ciphertexts, if encrypted { 3 } else { 0 });
    }
}

#[tokio::test]
async fn the_double_verifies_uploads_of_the_official_node_client() {
    let gateway = Gateway::start().await;
    let calls = json!([{"method": "alipay.open.file.upload", "params": {"biz_code": "支付"}, "file": "abc"}]);
    let Some(results) = node(&gateway, Mode::Keys, calls).await else { return };
    assert_eq!(results[0]["data"]["msg"], "Success", "{results:?}");
    assert_accepted(&gateway, 1);
    assert!(gateway.requests()[0].string_to_sign.as_deref().unwrap().contains("&biz_code=支付&"));
}

#[tokio::test]
async fn the_official_node_client_refuses_what_the_double_forges() {
    let gateway = Gateway::start().await;
    let forgeries = [
        Misbehaviour::TamperedBody,
        Misbehaviour::ReorderedBody,
        Misbehaviour::WrongSignature,
        Misbehaviour::StrangersKey,
    ];
    let refresh = json!({"grant_type": "refresh_token", "refresh_token": gateway.alipay().app_refresh_token});
    let calls: Vec<_> = forgeries
        .iter()
        .map(|forgery| {
            gateway.misbehave(forgery.clone());
            json!({"method": TOKEN_APP, "params": {"bizContent": refresh}})
        })
        .collect();
    let Some(results) = node(&gateway, Mode::Keys, calls.into()).await else { return };
    for result in &results {
        assert!(result["error"]["message"].as_str().is_some_and(|message| message.contains("验签失败")), "{result}");
    }
    assert_accepted(&gateway, forgeries.len());
}

/// Runs calls through PyPI `alipay-sdk-python`; `None` when it is not installed.
async fn python(gateway: &Gateway, public_key: &str, calls: Value) -> Option<Vec<Value>> {
    let python = tools::find("python/bin/python")?;
    let bare = |pem: &str| pem.lines().filter(|line| !line.starts_with('-')).collect::<String>();
    let task = json!({
        "gateway": format!("{}/gateway.do", gateway.url()),
        "app_id": gateway.alipay().app_id,
        "private_key": gateway.alipay().app_private_key_pkcs1_base64,
        "public_key": bare(public_key),
        "calls": calls,
    });
    Some(peers::run(python, "python/alipay_gateway.py", GMT_8, task).await)
}

#[tokio::test]
async fn the_official_python_client_and_the_double_accept_each_other() {
    let gateway = Gateway::start().await;
    let app = gateway.alipay();
    let calls = json!([
        {"operation": "AlipayOpenAuthTokenApp", "biz": {"grant_type": "authorization_code", "code": app.app_auth_code}},
        {"operation": "AlipaySystemOauthToken", "fields": {"grant_type": "refresh_token", "refresh_token": app.refresh_token}, "token": app.app_auth_token},
        {"operation": "AlipaySystemOauthToken", "fields": {"grant_type": "authorization_code", "code": "unknown"}},
        {"operation": "AlipayOpenAuthTokenAppQuery", "biz": {"app_auth_token": app.app_auth_token}},
        {"operation": "AlipayMerchantItemFileUpload", "fields": {"scene": "SYNC_ORDER"}, "file": "abc"},
    ]);
    let Some(results) = python(&gateway, &app.alipay_public_key, calls).await else { return };
    assert_eq!(results[0]["data"]["app_auth_token"], app.app_auth_token, "{results:#?}");
    assert!(results[1]["data"]["access_token"].is_string());
    assert_eq!(results[2]["data"]["sub_code"], "isv.code-invalid");
    assert_eq!(results[3]["data"]["status"], "valid");
    assert_eq!(results[4]["data"]["msg"], "Success");
    assert_accepted(&gateway, 5);
    let signed: Vec<_> = gateway.requests().into_iter().map(|recorded| recorded.string_to_sign.unwrap()).collect();
    assert!(signed[1].contains(&format!("app_auth_token={}", app.app_auth_token)));
    assert!(signed[4].contains("&scene=SYNC_ORDER&"));
}

#[tokio::test]
async fn the_official_python_client_refuses_what_the_double_forges() {
    let gateway = Gateway::start().await;
    gateway.misbehave(Misbehaviour::TamperedBody);
    gateway.misbehave(Misbehaviour::StrangersKey);
    let refresh = json!({"grant_type": "refresh_token", "refresh_token": gateway.alipay().app_refresh_token});
    let call = json!({"operation": "AlipayOpenAuthTokenApp", "biz": refresh});
    let Some(results) = python(&gateway, &gateway.alipay().alipay_public_key, json!([call, call])).await else {
        return;
    };
    for result in &results {
        assert!(result["error"].as_str().is_some_and(|error| error.contains("verify failed")), "{result}");
    }
    assert_accepted(&gateway, 2);
}

/// The parameters of requests that the runtime has signed, in every mode, with their `sign`.
async fn signed_by_us() -> (Gateway, Vec<Value>) {
    let gateway = Gateway::start().await;
    let app = gateway.alipay();
    for mode in [Mode::Keys, Mode::Certificates, Mode::Encrypted] {
        let client = alipay_client_over(Wire::OlderGateway, &gateway, mode);
        client.exchange_app_token(AppTokenGrant::refresh_token(app.app_refresh_token)).await.unwrap();
        let grant = UserTokenGrant::refresh_token(app.refresh_token);
        client.exchange_user_token(grant).app_auth_token(app.app_auth_token).await.unwrap();
    }
    let parameters = |recorded: &Recorded| {
        let (_, query) = recorded.request.target.split_once('?').unwrap();
        let decoded = |text: &[u8]| url::form_urlencoded::parse(text).into_owned().collect::<BTreeMap<_, _>>();
        let mut parameters = decoded(query.as_bytes());
        parameters.extend(decoded(&recorded.request.body));
        json!(parameters)
    };
    let requests = gateway.requests().iter().map(parameters).collect();
    (gateway, requests)
}

fn altered(parameters: &Value) -> Value {
    let mut altered = parameters.clone();
    altered["timestamp"] = "2000-01-01 00:00:00".into();
    altered
}

#[tokio::test]
async fn both_official_clients_accept_what_the_runtime_signs() {
    let (gateway, requests) = signed_by_us().await;
    let calls: Vec<_> =
        requests.iter().flat_map(|request| [json!({"verify": request}), json!({"verify": altered(request)})]).collect();
    let expected: Vec<_> = requests.iter().flat_map(|_| [true, false]).map(Value::from).collect();
    let verdicts = |results: Vec<Value>| results.iter().map(|result| result["verified"].clone()).collect::<Vec<_>>();
    let public_key = &gateway.alipay().app_public_key;
    if let Some(results) = python(&gateway, public_key, calls.clone().into()).await {
        assert_eq!(verdicts(results), expected);
    }
    if tools::find("node/node_modules/alipay-sdk").is_some() {
        let bare: String = public_key.lines().filter(|line| !line.starts_with('-')).collect();
        let config = json!({
            "appId": gateway.alipay().app_id,
            "keyType": "PKCS8",
            "privateKey": gateway.alipay().app_private_key,
            "alipayPublicKey": bare,
        });
        let task = json!({"modules": tools::folder().join("node"), "config": config, "calls": calls});
        assert_eq!(verdicts(peers::run("node", "node/alipay_gateway.mjs", GMT_8, task).await), expected);
    }
}

#[tokio::test]
async fn the_sdk_of_mini_program_pages_and_the_double_accept_each_other() {
    if tools::find("node/node_modules/@alicloud/mpserverless-sdk").is_none() {
        return;
    }
    let gateway = Gateway::start().await;
    let app = gateway.alipay();
    let task = json!({
        "modules": tools::folder().join("node"),
        "config": {
            "appId": app.app_id,
            "spaceId": gateway.space().id,
            "clientSecret": gateway.space().client_secret,
            "endpoint": gateway.url(),
        },
        "codes": [gateway.issue_alipay_code()],
        "calls": [
            {"method": OAUTH_TOKEN, "params": {"grant_type": "refresh_token", "refresh_token": app.refresh_token}},
            {"method": TOKEN_APP, "params": {"grant_type": "authorization_code", "code": app.app_auth_code}},
            {"method": OAUTH_TOKEN, "params": {"grant_type": "authorization_code", "code": "unknown"}},
        ],
    });
    let results = peers::run("node", "node/serverless_page.mjs", &[], task).await;
    assert!(results[0]["data"]["accessToken"].is_string(), "{results:#?}");
    assert_eq!(results[1]["data"]["appAuthToken"], app.app_auth_token);
    assert_eq!(results[2]["data"]["subCode"], "isv.code-invalid");
    assert_accepted(&gateway, 4);
}

#[tokio::test]
async fn the_sdk_of_cloud_functions_and_the_double_accept_each_other() {
    if tools::find("node/node_modules/alipay-serverless-server-sdk").is_none() {
        return;
    }
    let gateway = Gateway::start().await;
    let app = gateway.alipay();
    let task = json!({
        "modules": tools::folder().join("node"),
        "config": {
            "spaceId": gateway.space().id,
            "serverSecret": app.app_private_key,
            "endpoint": gateway.url(),
            "requestId": "rid-1",
        },
        "calls": [
            ["oauth", "getToken", {"code": app.auth_code}],
            ["oauth", "refreshToken", {"refreshToken": app.refresh_token}],
            ["oauth", "getAppToken", {"code": app.app_auth_code}],
            ["oauth", "refreshAppToken", {"refreshToken": app.app_refresh_token, "appId": "2021A", "isvAppId": "2021ISV"}],
            ["qrcode", "create", {"urlParam": "pages/index", "queryParam": "x=1", "describe": "desk 12"}],
        ],
    });
    let results = peers::run("node", "node/serverless_function.mjs", &[], task).await;
    for (index, token) in [(0, "accessToken"), (1, "accessToken"), (2, "appAuthToken"), (3, "appAuthToken")] {
        assert!(results[index]["data"][token].is_string(), "{results:#?}");
    }
    assert!(results[4]["data"].is_object(), "{results:#?}");
    assert_accepted(&gateway, 5);
}
