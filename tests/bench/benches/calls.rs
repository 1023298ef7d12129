//! One call through a generated client, against the same call written by hand on reqwest: the same request, the same
//! checks, the same values out of the answer. Both go over loopback to a server that answers at once.

mod common;

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use criterion::{Criterion, criterion_group, criterion_main};
use generated::{alipay, wechat};
use runtime::Secret;
use serde::{Deserialize, Serialize};
use tokio::runtime::Runtime;

const APP_ID: &str = "2021000000000001";

/// Clients and server share threads, as a service and its HTTP client do.
fn threads() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

mod by_hand {
    //! What somebody would write who needs these two calls and no others.

    use super::*;

    #[derive(Serialize)]
    pub struct QueryAuth<'a> {
        pub component_appid: &'a str,
        pub authorization_code: &'a str,
    }

    #[derive(Deserialize)]
    pub struct Grant {
        pub authorization_info: Account,
    }

    #[derive(Deserialize)]
    pub struct Account {
        pub authorizer_appid: String,
        #[allow(dead_code, reason = "read, as the generated client does")]
        pub authorizer_access_token: Option<String>,
        #[allow(dead_code, reason = "read, as the generated client does")]
        pub expires_in: Option<i64>,
        #[allow(dead_code, reason = "read, as the generated client does")]
        pub authorizer_refresh_token: Option<String>,
        #[allow(dead_code, reason = "read, as the generated client does")]
        pub func_info: Vec<serde_json::Value>,
    }

    #[derive(Serialize)]
    pub struct Refresh<'a> {
        pub grant_type: &'a str,
        pub refresh_token: &'a str,
    }

    #[derive(Deserialize)]
    pub struct Tokens {
        pub tokens: Vec<Token>,
    }

    #[derive(Deserialize)]
    pub struct Token {
        pub auth_app_id: String,
        #[allow(dead_code, reason = "read, as the generated client does")]
        pub app_auth_token: String,
        #[allow(dead_code, reason = "read, as the generated client does")]
        pub app_refresh_token: String,
        #[allow(dead_code, reason = "read, as the generated client does")]
        pub user_id: String,
    }

    pub async fn query_auth(http: &reqwest::Client, url: &str, token: &str) -> Grant {
        let body = serde_json::to_vec(&QueryAuth { component_appid: "wx134c8103faa5a59e", authorization_code: "code" });
        let url = format!("{url}/cgi-bin/component/api_query_auth?component_access_token={token}");
        let request = http.post(url).header("Content-Type", "application/json").header("Accept", "application/json");
        let answer = request.body(body.expect("JSON")).send().await.expect("an answer");
        let body = answer.bytes().await.expect("a body");
        let value: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        assert!(value.get("errcode").is_none());
        serde_json::from_value(value).expect("a grant")
    }

    pub async fn refresh(
        http: &reqwest::Client,
        url: &str,
        app: &KeyPair,
        alipay: &ParsedPublicKey,
        token: &str,
    ) -> Tokens {
        let body = serde_json::to_string(&Refresh { grant_type: "refresh_token", refresh_token: token });
        let body = body.expect("JSON");
        let path = "/v3/alipay/open/auth/token/app";
        let time = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_millis();
        let auth = format!("app_id={APP_ID},nonce={},timestamp={time}", uuid::Uuid::new_v4());
        let signature = common::sign(app, format!("{auth}\nPOST\n{path}\n{body}\n").as_bytes());
        let answer = http
            .post(format!("{url}{path}"))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("alipay-request-id", uuid::Uuid::new_v4().to_string())
            .header("Authorization", format!("ALIPAY-SHA256withRSA {auth},sign={signature}"))
            .body(body)
            .send()
            .await
            .expect("an answer");
        let header = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
        let (time, nonce) = (header("alipay-timestamp"), header("alipay-nonce"));
        let signature = BASE64_STANDARD.decode(header("alipay-signature")).expect("base64");
        let body = answer.bytes().await.expect("a body");
        let mut signed = format!("{time}\n{nonce}\n").into_bytes();
        signed.extend_from_slice(&body);
        signed.push(b'\n');
        alipay.verify_sig(&signed, &signature).expect("a signature that holds");
        serde_json::from_slice(&body).expect("tokens")
    }
}

fn unsigned(criterion: &mut Criterion) {
    let threads = threads();
    let body = concat!(
        r#"{"authorization_info":{"authorizer_appid":"wxf8b4f85f3a794e77","authorizer_access_token":"QXjUqNqfYVH0yBE1iI_"#,
        r#"7vuN_9gQbpjfK7hYwJ3P7xOa88a89","expires_in":7200,"authorizer_refresh_token":"dTo-YCXPL4llX-u1W1pPpnp8Hgm4wpJt"#,
        r#"lR6iV0doKdY","func_info":[{"funcscope_category":{"id":1}},{"funcscope_category":{"id":2}}]}}"#
    );
    let url = common::serve(&threads, common::answer(&[], body));
    let token = "61W3mEpU66027wgNZ_MhGHNQDHnFATkDa9";
    let http = reqwest::Client::new();
    let client = wechat::Client::builder()
        .base_url(&url)
        .credentials(wechat::Credentials::component_access_token(Secret::from(token)))
        .build()
        .expect("a client");
    let mut group = criterion.benchmark_group("unsigned call");
    group.bench_function("reqwest by hand", |bencher| {
        bencher.to_async(&threads).iter(|| async {
            let grant = by_hand::query_auth(&http, &url, token).await;
            assert_eq!(grant.authorization_info.authorizer_appid, "wxf8b4f85f3a794e77");
        });
    });
    group.bench_function("generated", |bencher| {
        bencher.to_async(&threads).iter(|| async {
            let grant = client.query_auth("wx134c8103faa5a59e", "code").await.expect("a grant");
            assert_eq!(grant.authorization_info.authorizer_appid, "wxf8b4f85f3a794e77");
        });
    });
    group.finish();
}

fn signed(criterion: &mut Criterion) {
    let threads = threads();
    let (app, platform) = (common::key(), common::key());
    let body = concat!(
        r#"{"tokens":[{"app_auth_token":"201509BBeff9351ad1874306903e96b91d248A36","app_refresh_token":"201509BBdcba1e33"#,
        r#"47de4e75ba3fed2c9abebE36","auth_app_id":"2013121100055554","user_id":"2088102150527498"}]}"#
    );
    let (time, nonce) = ("1795312632563", "e1810e7d-5dc0-4f9a-b234-b57f8b41aff6");
    let signature = common::sign(&platform, format!("{time}\n{nonce}\n{body}\n").as_bytes());
    let headers = [("alipay-timestamp", time), ("alipay-nonce", nonce), ("alipay-signature", &*signature)];
    let url = common::serve(&threads, common::answer(&headers, body));
    let http = reqwest::Client::new();
    let der: PublicKeyX509Der<'_> = platform.public_key().as_der().expect("SubjectPublicKeyInfo");
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der.as_ref().to_vec()).parse().expect("a key");
    let credentials =
        alipay::Credentials::keys(APP_ID, &common::private_text(&app), &common::public_text(&platform)).expect("keys");
    let client = alipay::Client::builder().base_url(&url).credentials(credentials).build().expect("a client");
    let token = "201509BBdcba1e3347de4e75ba3fed2c9abebE36";
    let mut group = criterion.benchmark_group("signed call");
    group.bench_function("reqwest by hand", |bencher| {
        bencher.to_async(&threads).iter(|| async {
            let tokens = by_hand::refresh(&http, &url, &app, &key, token).await;
            assert_eq!(tokens.tokens[0].auth_app_id, "2013121100055554");
        });
    });
    group.bench_function("generated", |bencher| {
        bencher.to_async(&threads).iter(|| async {
            let grant = alipay::AppTokenGrant::refresh_token(token);
            let answer = client.exchange_app_token(grant).await.expect("tokens");
            assert_eq!(answer.tokens.expect("tokens")[0].auth_app_id, "2013121100055554");
        });
    });
    group.finish();
}

criterion_group!(benches, unsigned, signed);
criterion_main!(benches);
