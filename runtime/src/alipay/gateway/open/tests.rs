use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::GBK;
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use super::encode::encode;
use super::*;
use crate::alipay::PrivateKey;
use crate::alipay::test_keys::{ALIPAY, APP, Authority, NOW, TestKey, sn};
use crate::json::Json;
use crate::operation::Endpoint;
use crate::request::{Body, Request};

const AES_KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";
const NODE: &str = "alipay_open_auth_token_app_response";

fn keys() -> Credentials {
    Credentials::keys("2021000000000001", &APP.pkcs8, &ALIPAY.public).unwrap()
}

fn sign(key: &TestKey, node: &[u8]) -> String {
    PrivateKey::parse(&key.pkcs8).unwrap().sign(node)
}

fn answered(credentials: Credentials, operation: &'static str, status: u16, body: &[u8]) -> Result<Answer, Refusal> {
    let gateway = Gateway::new(credentials);
    let mut request = Request::new(Endpoint::new(operation, Method::POST, "/"));
    let members = vec![("code".into(), Json::String("1".into()))];
    request.body = Body::Json { media_type: "application/json", value: Json::Object(members) };
    let outgoing =
        encode(&gateway, &"https://openapi.alipay.com".parse().unwrap(), &request, SystemTime::now()).unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("trace_id", HeaderValue::from_static("0b4234"));
    let status = StatusCode::from_u16(status).unwrap();
    open(&gateway, &outgoing, Incoming { status, headers, body: body.to_vec().into() })
}

fn opened(body: &str) -> Result<Answer, Refusal> {
    answered(keys(), "alipay.open.auth.token.app", 200, body.as_bytes())
}

fn signed(node: &str) -> String {
    format!(r#"{{"{NODE}":{node},"sign":"{}"}}"#, sign(&ALIPAY, node.as_bytes()))
}

#[test]
fn a_signed_node_is_the_body_with_all_its_white_space() {
    let node = "{ \"code\":\"10000\",\n \"a\": \"\u{4e2d}\" }";
    let answer = opened(&signed(node)).unwrap();
    assert_eq!((answer.verification, answer.failed), (Verification::Verified, false));
    assert_eq!((answer.body, answer.request_id.as_deref()), (node.to_owned().into(), Some("0b4234")));
}

#[test]
fn a_success_that_is_not_signed_is_refused_and_a_failure_is_passed_on_as_unsigned() {
    let reason = opened(&format!(r#"{{"{NODE}":{{"code":"10000"}}}}"#)).unwrap_err().reason;
    assert!(reason.contains("not signed"), "{reason}");
    for body in [
        format!(r#"{{"{NODE}":{{"code":"40004","sub_code":"X","sub_msg":"y"}}}}"#),
        r#"{"error_response":{"code":"40001","msg":"Missing","sub_code":"isv.missing-method"},"sign":""}"#.to_owned(),
    ] {
        let answer = opened(&body).unwrap();
        assert_eq!((answer.verification, answer.failed), (Verification::Unsigned, true));
    }
}

#[test]
fn a_signature_that_does_not_hold_is_refused_of_a_failure_too() {
    for node in [r#"{"code":"10000"}"#, r#"{"code":"40004","sub_code":"X"}"#] {
        let stranger = sign(&APP, node.as_bytes());
        let reason = opened(&format!(r#"{{"{NODE}":{node},"sign":"{stranger}"}}"#)).unwrap_err().reason;
        assert!(reason.contains("sha256:"), "{reason}");
    }
}

#[test]
fn what_is_verified_is_what_is_read() {
    let good = r#"{"code":"10000","a":1}"#;
    let body =
        format!(r#"{{"{NODE}":{{"code":"10000","a":2}},"{NODE}":{good},"sign":"{}"}}"#, sign(&ALIPAY, good.as_bytes()));
    assert!(opened(&body).is_err());
    let inside = signed(r#"{"code":"10000","x":{"error_response":{"code":"1"},"sign":"x"}}"#);
    assert!(!opened(&inside).unwrap().failed);
}

#[test]
fn pages_of_others_are_refused_as_a_success_and_passed_on_as_a_failure() {
    for body in ["<html>", "{\"code\":\"10000\"}", "", "[]"] {
        assert!(opened(body).unwrap_err().reason.contains("no answer of the gateway"));
        let answer = answered(keys(), "alipay.open.auth.token.app", 502, body.as_bytes()).unwrap();
        assert_eq!((answer.verification, answer.body), (Verification::Unsigned, body.to_owned().into()));
    }
}

#[test]
fn an_error_in_gbk_is_read() {
    let node =
        r#"{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-charset","sub_msg":"字符集乗错误"}"#;
    let signature = STANDARD.decode(sign(&ALIPAY, &GBK.encode(node).0)).unwrap();
    for sign in [String::new(), STANDARD.encode(signature)] {
        let body = format!(r#"{{"error_response":{node},"sign":"{sign}"}}"#);
        let answer = answered(keys(), "alipay.open.auth.token.app", 200, &GBK.encode(&body).0).unwrap();
        let expected = if sign.is_empty() { Verification::Unsigned } else { Verification::Verified };
        assert_eq!((answer.verification, answer.failed), (expected, true));
        let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!((body["code"].as_str(), body["message"].as_str()), (Some("invalid-charset"), Some("字符集乗错误")));
    }
    let page = GBK.encode("<html><title>系统繁忙</title></html>").0;
    let answer = answered(keys(), "alipay.open.auth.token.app", 503, &page).unwrap();
    assert_eq!(answer.body, "<html><title>系统繁忙</title></html>".as_bytes());
}

#[test]
fn an_encrypted_node_is_verified_with_its_quotes_and_decrypted() {
    let encrypting = || keys().encrypted(AES_KEY).unwrap();
    let cipher = |text: &str| encrypting().content_key().unwrap().encrypt(text.as_bytes()).replace('/', "\\/");
    let call = |body: String| answered(encrypting(), "alipay.open.auth.token.app", 200, body.as_bytes());
    let quoted = format!("\"{}\"", cipher(r#"{"code":"10000","a":1}"#));
    let answer = call(signed(&quoted)).unwrap();
    assert_eq!(answer.body, r#"{"code":"10000","a":1}"#.as_bytes());
    let failure = call(signed(&format!("\"{}\"", cipher(r#"{"code":"40004","sub_code":"X"}"#)))).unwrap();
    assert!(failure.failed);

    let reason = |result: Result<Answer, Refusal>| result.unwrap_err().reason;
    assert!(reason(opened(&signed(&quoted))).contains("no key"));
    assert!(reason(call(signed(r#"{"code":"10000"}"#))).contains("not encrypted"));
    assert!(reason(call(signed("\"e30=\""))).contains("cannot be decrypted"));
    assert!(reason(call(format!(r#"{{"{NODE}":{quoted}}}"#))).contains("not signed"));
    // Failures come in clear, and so does what has no `biz_content` to encrypt.
    assert!(call(signed(r#"{"code":"40004","sub_code":"X"}"#)).unwrap().failed);
    let clear = signed(r#"{"access_token":"x"}"#).replace("open_auth_token_app", "system_oauth_token");
    assert!(answered(encrypting(), "alipay.system.oauth.token", 200, clear.as_bytes()).is_ok());
}

#[test]
fn the_certificate_that_signed_is_named_beside_the_node() {
    let (root, renewed) = (Authority::new(), TestKey::generate(2048));
    let platform = [root.certify("Alipay", &ALIPAY), root.certify("Alipay, renewed", &renewed)];
    let credentials = || {
        let app = root.certify("app", &APP);
        Credentials::certificates_at(NOW, "2021000000000001", &APP.pkcs8, &app, &platform.join("\n"), &root.pem)
            .unwrap()
    };
    let node = r#"{"code":"10000"}"#;
    let call = |operation: &'static str, sn: &str, key: &TestKey| {
        let name = operation.replace('.', "_");
        let body =
            format!(r#"{{"{name}_response":{node},"alipay_cert_sn":"{sn}","sign":"{}"}}"#, sign(key, node.as_bytes()));
        answered(credentials(), operation, 200, body.as_bytes())
    };
    let token = "alipay.open.auth.token.app";
    assert!(call(token, &sn(&platform[1]), &renewed).is_ok());
    assert!(call(token, &sn(&platform[0]), &renewed).is_err());
    assert!(call(token, "0".repeat(32).as_str(), &ALIPAY).unwrap_err().reason.contains("certificate 0000"));
    // The certificate that is asked for is the one that is not known yet.
    let answer = call(CERTIFICATE_DOWNLOAD, "0".repeat(32).as_str(), &APP).unwrap();
    assert_eq!(answer.verification, Verification::None);
    assert!(call(CERTIFICATE_DOWNLOAD, &sn(&platform[1]), &APP).is_err());
}
