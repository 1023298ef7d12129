use super::*;
use crate::alipay::test_keys::APP;
use crate::alipay::v3::test_calls::*;
use crate::alipay::{PublicKey, V3};
use crate::error::ApiError;
use crate::protocol::Protocol;

const SECRETS: [&str; 4] = [USER_TOKEN, APP_TOKEN, CODE, AES_KEY];

/// What a user sees of a failure with this body.
fn error(credentials: Credentials, body: &str) -> ApiError<()> {
    let outgoing = sent(&credentials, &request());
    let answer = Reply::new(401, body.to_owned()).signed().opened(&credentials, &outgoing).unwrap();
    let mut scratch = String::new();
    let json = crate::json::parse(&answer.body, &mut scratch).unwrap();
    let told = V3::new(credentials).explain(&outgoing, &answer, &json);
    ApiError {
        operation: "token".to_owned(),
        status: answer.status,
        request_id: answer.request_id.clone(),
        verification: answer.verification,
        body: Ok(()),
        code: told.code,
        message: told.message,
        hint: told.hint,
        headers: answer.headers.clone(),
        raw: answer.body.clone(),
    }
}

#[test]
fn code_and_message_are_the_bodys() {
    let error = error(keys(), r#"{"code":"isv.code-invalid","message":"授权码code无效"}"#);
    assert_eq!(error.to_string(), "token: isv.code-invalid: 授权码code无效 (HTTP 401, request id trace-1)");
}

#[test]
fn a_body_of_another_shape_explains_nothing() {
    for body in ["null", "[]", r#"{"code":null,"message":""}"#] {
        let error = error(keys(), body);
        assert_eq!((error.code, error.message, error.hint), (None, None, None), "{body}");
    }
}

#[test]
fn a_common_code_comes_with_its_remedy() {
    for (code, remedy) in [
        ("auth-token-time-out", "refresh token"),
        ("invalid-app-auth-token", "merchant"),
        ("app-cert-expired", "Credentials::certificates"),
        ("decryption-error-unknown", "Credentials::encrypted"),
        ("illegal-timestamp", "clock"),
        ("app-call-limited", "wait"),
    ] {
        let hint = error(keys(), &format!(r#"{{"code":"{code}"}}"#)).hint.unwrap();
        assert!(hint.contains(remedy), "{code}: {hint}");
    }
}

#[test]
fn an_invalid_signature_shows_what_was_signed_and_with_which_key() {
    let shown = error(keys(), r#"{"code":"invalid-signature","message":"验签出错"}"#).to_string();
    let own = PublicKey::parse(&APP.public).unwrap();
    for part in [
        "app_id=2021000000000001,nonce=",
        "\nPOST\n/v3/alipay/open/auth/token/app?scopes=a%20b%2C%E4%B8%AD&auth_token=[secret, 40 bytes]\n",
        "\n{\"grant_type\":\"authorization_code\",\"code\":\"[secret, 32 bytes]\"}\n[secret, 40 bytes]\n-----\n",
        own.fingerprint(),
        "set to certificates in the console",
        "clock",
    ] {
        assert!(shown.contains(part), "{part} is missing in {shown}");
    }
    let certified = error(Certified::new().credentials, r#"{"code":"invalid-signature"}"#);
    assert!(certified.to_string().contains("set to keys in the console"));
}

#[test]
fn no_secret_is_shown_even_if_the_gateway_repeats_the_request() {
    let echo = format!(
        "app_id={APP_ID}\nPOST\n/v3/alipay/open/auth/token/app?auth_token={USER_TOKEN}\n\
         {{&quot;{CODE}}}\n{APP_TOKEN}\n"
    );
    let bodies = [
        serde_json::json!({"code": "invalid-signature", "message": format!("验签出错，验签字符串为：{echo}")}),
        serde_json::json!({"code": "invalid-signature", "message": format!("{{\"code\":\"{CODE}\"}}")}),
    ];
    for credentials in [keys(), encrypted(), Certified::new().credentials] {
        for body in &bodies {
            let error = error(credentials.clone(), &body.to_string());
            let shown = format!("{error} {error:?}");
            for secret in SECRETS {
                assert!(!shown.contains(secret), "{shown}");
            }
            assert!(shown.contains("bytes, in the raw body]"), "{shown}");
        }
    }
}
