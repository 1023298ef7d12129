//! Every Alipay operation against the gateway double, through real HTTP, in every case there is.

use std::time::Duration;

use generated::alipay::{
    AppTokenErrorCode, AppTokenGrant, Client, CommonErrorCode, Credentials, ErrorLinks, UserTokenGrant,
};
use generated::runtime::error::Problem;
use generated::runtime::{Error, Method, Retry, Value, Verification};
use rsa::RsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey, LineEnding};
use rsa::rand_core::OsRng;
use tests::cases::{ALIPAY, ALIPAY_OPERATIONS, Mode, alipay_client};
use tests::gateway::{Gateway, Misbehaviour};

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_ends_as_it_should_in_every_case() {
    let mut wrong = Vec::new();
    for case in ALIPAY {
        for operation in ALIPAY_OPERATIONS {
            let outcome = case.run(operation).await;
            let expected = (case.end)();
            if outcome.end != expected {
                wrong.push(format!("{} / {operation:?}: {expected:?} expected, {outcome:?}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[tokio::test]
async fn what_is_sent_is_what_the_platform_wants() {
    let gateway = Gateway::start().await;
    let app = gateway.alipay();
    let client = alipay_client(&gateway, Mode::Keys);
    let answer = client
        .exchange_user_token(UserTokenGrant::refresh_token(app.refresh_token))
        .app_auth_token(app.app_auth_token)
        .header("x-own", "1")
        .send()
        .await
        .unwrap();

    let recorded = &gateway.requests()[0];
    assert!(recorded.verified());
    let request = &recorded.request;
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/v3/alipay/system/oauth/token"));
    let body = format!(r#"{{"grant_type":"refresh_token","refresh_token":"{}"}}"#, app.refresh_token);
    assert_eq!(String::from_utf8_lossy(&request.body), body);
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("alipay-app-auth-token"), Some(app.app_auth_token));
    assert_eq!(request.header("x-own"), Some("1"));
    assert!(recorded.string_to_sign.as_deref().unwrap().ends_with(&format!("{body}\n{}\n", app.app_auth_token)));
    assert_eq!((answer.status.as_u16(), answer.verification), (200, Verification::Verified));
    assert!(answer.request_id.is_some_and(|id| !id.is_empty()));
}

#[tokio::test]
async fn the_documented_sample_is_decoded() {
    let gateway = Gateway::start().await;
    let app = gateway.alipay();
    let client = alipay_client(&gateway, Mode::Keys);
    let token = client.exchange_app_token(AppTokenGrant::authorization_code(app.app_auth_code)).await.unwrap();
    let merchant = &token.tokens.as_ref().unwrap()[0];
    assert_eq!(merchant.app_auth_token.expose(), app.app_auth_token);
    assert_eq!(merchant.auth_app_id, "2013121100055554");
    assert_eq!(merchant.re_expires_in, Some(123_456));

    for faults in [vec![], vec![Misbehaviour::StringsAsNumbers]] {
        gateway.misbehave_with(faults);
        let token = client.exchange_user_token(UserTokenGrant::refresh_token(app.refresh_token)).await.unwrap();
        assert_eq!((token.expires_in, token.re_expires_in), (Some(3600), Some(3600)));
        assert_eq!(token.user_id.as_deref(), Some("2088102150477652"));
    }
}

#[tokio::test]
async fn a_code_that_was_used_is_a_typed_error_with_links_and_request_id() {
    let gateway = Gateway::start().await;
    let client = alipay_client(&gateway, Mode::Keys);
    let code = gateway.issue_alipay_code();
    let grant = || AppTokenGrant::authorization_code(code.as_str());
    client.exchange_app_token(grant()).await.unwrap();
    let error = client.exchange_app_token(grant()).await.unwrap_err();
    let api = error.api().expect("an API error");
    assert_eq!(api.body().unwrap().code, AppTokenErrorCode::AuthCodeNotValid);
    assert!(matches!(&api.body().unwrap().links, Some(ErrorLinks::List(links)) if links[0].link.is_some()));
    assert!(api.request_id.is_some());
    assert!(!api.raw.is_empty());
    assert!(error.to_string().contains("AUTH_CODE_NOT_VALID"));
}

#[tokio::test]
async fn a_failure_of_another_shape_than_the_document_keeps_its_code_message_and_hint() {
    let gateway = Gateway::start().await;
    let client = alipay_client(&gateway, Mode::Keys);
    // A member that is a list in the document, as the vendor's own has text where the platform sends a list.
    let body = r#"{"code":"invalid-app-auth-token","message":"无效","details":"https://open.alipay.com/"}"#;
    gateway.misbehave(Misbehaviour::Failure { status: 401, body: body.into() });
    let error = client.exchange_app_token(AppTokenGrant::refresh_token("x")).await.unwrap_err();
    assert!(matches!(&error.api().unwrap().body, Err(Problem::Shape(why)) if why.to_string().contains("details")));
    assert_eq!((error.status().unwrap().as_u16(), error.body_text().as_deref()), (401, Some(body)));
    assert_eq!((error.code(), error.message()), (Some("invalid-app-auth-token"), Some("无效")));
    assert!(error.hint().is_some_and(|hint| hint.contains("merchant")) && error.request_id().is_some(), "{error}");
    assert_eq!(error.api().unwrap().verification, Verification::Verified);
}

#[tokio::test]
async fn an_unknown_code_is_kept() {
    let gateway = Gateway::start().await;
    let client = alipay_client(&gateway, Mode::Keys);
    gateway.misbehave(Misbehaviour::api_error(400, "brand-new-code", "x"));
    let error = client.exchange_app_token(AppTokenGrant::refresh_token("x")).await.unwrap_err();
    assert_eq!(error.body().unwrap().code.as_str(), "brand-new-code");
}

#[tokio::test]
async fn a_refused_signature_brings_the_text_that_was_signed() {
    let gateway = Gateway::start().await;
    let app = gateway.alipay();
    let client = alipay_client(&gateway, Mode::Keys);
    gateway.misbehave(Misbehaviour::api_error(401, "invalid-signature", "x"));
    let grant = UserTokenGrant::refresh_token(app.refresh_token);
    let error = client.exchange_user_token(grant).app_auth_token(app.app_auth_token).await.unwrap_err().to_string();
    let signed = gateway.requests()[0].string_to_sign.clone().unwrap();
    for line in signed.lines().take(3) {
        assert!(error.contains(line), "{line} is missing from {error}");
    }
    let body =
        format!(r#"{{"grant_type":"refresh_token","refresh_token":"[secret, {} bytes]"}}"#, app.refresh_token.len());
    assert!(error.contains(&body), "{error}");
    assert!(!error.contains(app.refresh_token) && !error.contains(app.app_auth_token));
}

#[tokio::test]
async fn a_wrong_key_is_told_by_the_platform_and_explained() {
    let gateway = Gateway::start().await;
    let other = RsaPrivateKey::new(&mut OsRng, 2048).unwrap().to_pkcs8_pem(LineEnding::LF).unwrap();
    let credentials = Credentials::keys(gateway.alipay().app_id, &other, &gateway.alipay().alipay_public_key).unwrap();
    let client = Client::builder().base_url(gateway.url()).credentials(credentials).build().unwrap();
    let error = client.exchange_app_token(AppTokenGrant::refresh_token("x")).await.unwrap_err();
    assert_eq!(error.body().unwrap().code, CommonErrorCode::InvalidSignature);
    assert!(!gateway.requests()[0].verified());
}

#[tokio::test]
async fn a_one_use_code_is_sent_once_however_the_call_ends() {
    for fault in [
        Misbehaviour::CutBeforeHead,
        Misbehaviour::CutInBody,
        Misbehaviour::Unavailable,
        Misbehaviour::RateLimited { retry_after: 0 },
        Misbehaviour::NeverAnswer,
        Misbehaviour::TamperedBody,
    ] {
        let gateway = Gateway::start().await;
        let client = alipay_client(&gateway, Mode::Keys);
        gateway.misbehave_always([fault.clone()]);
        let grant = AppTokenGrant::authorization_code(gateway.issue_alipay_code());
        // What never comes has to be given up; by then the request has arrived even on a machine that is busy.
        let patience = Duration::from_secs(if matches!(fault, Misbehaviour::NeverAnswer) { 2 } else { 60 });
        let error = client.exchange_app_token(grant).timeout(patience).await.unwrap_err();
        assert_eq!(gateway.requests().len(), 1, "{fault:?}");
        assert!(error.may_have_arrived(), "{fault:?}: {error}");
    }
}

#[tokio::test]
async fn what_may_be_repeated_is_repeated_with_a_fresh_nonce() {
    let gateway = Gateway::start().await;
    let client = alipay_client(&gateway, Mode::Keys);
    gateway.misbehave(Misbehaviour::Unavailable);
    gateway.misbehave(Misbehaviour::CutBeforeHead);
    client.raw(Method::GET, "/v3/alipay/open/something?a=1&b=%E4%B8%AD").await.unwrap();
    let requests = gateway.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|recorded| recorded.verified() || recorded.status == 503));
    let signed: std::collections::HashSet<_> =
        requests.iter().map(|recorded| recorded.string_to_sign.clone()).collect();
    assert_eq!(signed.len(), 3, "each attempt is signed anew");
}

#[tokio::test]
async fn no_connection_is_told_as_such_and_nothing_was_sent() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let gateway = Gateway::start().await;
    let app = gateway.alipay();
    let client = Client::builder()
        .base_url(url)
        .credentials(Credentials::keys(app.app_id, &app.app_private_key, &app.alipay_public_key).unwrap())
        .retry(Retry::never())
        .build()
        .unwrap();
    let error = client.exchange_app_token(AppTokenGrant::refresh_token("x")).await.unwrap_err();
    assert!(!error.may_have_arrived());
    assert!(matches!(error, Error::Transport { .. }), "{error}");
}

#[tokio::test]
async fn a_raw_call_is_signed_encrypted_and_verified_like_any_other() {
    for mode in [Mode::Keys, Mode::Certificates, Mode::Encrypted] {
        let gateway = Gateway::start().await;
        let client = alipay_client(&gateway, mode);
        let body = Value::from_iter([("date", "20230102")]);
        let answer =
            client.raw(Method::POST, "/v3/alipay/user/deloauth/detail/query").json(&body).send().await.unwrap();
        assert_eq!(answer.verification, Verification::Verified, "{mode:?}");
        let recorded = &gateway.requests()[0];
        let plain = recorded.plaintext.as_ref().unwrap_or(&recorded.request.body);
        assert_eq!(String::from_utf8_lossy(plain), r#"{"date":"20230102"}"#, "{mode:?}");
        assert_eq!(recorded.plaintext.is_some(), mode == Mode::Encrypted);

        gateway.misbehave(Misbehaviour::TamperedBody);
        let error = client.raw(Method::POST, "/v3/alipay/user/deloauth/detail/query").json(&body).await.unwrap_err();
        assert!(matches!(error, Error::Signature { .. }), "{mode:?}: {error}");
    }
}

#[tokio::test]
async fn every_form_of_the_keys_is_accepted() {
    let gateway = Gateway::start().await;
    let app = gateway.alipay();
    let private = [
        &app.app_private_key,
        &app.app_private_key_base64,
        &app.app_private_key_pkcs1,
        &app.app_private_key_pkcs1_base64,
    ];
    for private in private {
        for public in [&app.alipay_public_key, &app.alipay_public_key_base64] {
            let credentials = Credentials::keys(app.app_id, private, public).unwrap();
            let client = Client::builder().base_url(gateway.url()).credentials(credentials).build().unwrap();
            client.exchange_app_token(AppTokenGrant::refresh_token(app.app_refresh_token)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn keys_that_were_mixed_up_are_named_before_any_call() {
    let gateway = Gateway::start().await;
    let app = gateway.alipay();
    let message = |private: &str, public: &str| Credentials::keys(app.app_id, private, public).unwrap_err().to_string();
    let swapped = message(&app.alipay_public_key, &app.app_private_key);
    let own = message(&app.app_private_key, &app.app_public_key);
    let cut = message(&app.app_private_key[..app.app_private_key.len() / 2], &app.alipay_public_key);
    for (text, wanted) in [(&swapped, "public key"), (&own, "own public key"), (&cut, "END")] {
        assert!(text.contains(wanted), "{text}");
    }
    assert_eq!(gateway.requests().len(), 0);
}

#[tokio::test]
async fn the_callers_own_http_client_is_used() {
    let gateway = Gateway::start().await;
    let app = gateway.alipay();
    let http = reqwest::Client::builder().user_agent("their-own/1").build().unwrap();
    let client = Client::builder()
        .base_url(gateway.url())
        .http_client(http)
        .credentials(Credentials::keys(app.app_id, &app.app_private_key, &app.alipay_public_key).unwrap())
        .build()
        .unwrap();
    client
        .exchange_app_token(AppTokenGrant::refresh_token(app.app_refresh_token))
        .timeout(Duration::from_secs(60))
        .await
        .unwrap();
    assert_eq!(gateway.requests()[0].request.header("user-agent"), Some("their-own/1"));
}
