//! Every recorded case of the older gateway: requests, signatures, answers, and the raw nodes of answers.
//!
//! No private key is published with the vectors. RSA PKCS #1 v1.5 is deterministic, so building the recorded
//! string and verifying the recorded signature over it is the same test as signing and comparing.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;
use url::form_urlencoded::parse;

use super::Gateway;
use super::encode::encode;
use super::node::{member, members};
use crate::Secret;
use crate::alipay::test_keys::{APP, Authority, NOW, sn};
use crate::alipay::{Credentials, PublicKey, sorted_parameters};
use crate::json::Json;
use crate::operation::Endpoint;
use crate::protocol::{Answer, Incoming, Outgoing, Protocol, Refusal, Verification};
use crate::request::{Body, Request};

/// 2026-11-22 02:25:00 in GMT+8, the time of the recorded requests, in seconds since the Unix epoch.
const RECORDED_AT: u64 = 1_795_285_500;

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../../tests/vectors/alipay-v2.json")).unwrap()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is missing in {}", value["name"]))
}

fn cases<'a>(document: &'a Value, group: &str) -> &'a Vec<Value> {
    document[group].as_array().unwrap()
}

/// The credentials of a recorded case, with a key of ours in place of the application's; in certificate mode
/// with certificates of ours, whose serial numbers are the second value, next to the recorded ones.
fn credentials(document: &Value, case: &Value) -> (Credentials, Vec<(String, String)>) {
    let app_id = text(&case["query_params"], "app_id");
    let alipay = text(document, "alipay_public_key");
    let Some(recorded) = case["query_params"]["app_cert_sn"].as_str() else {
        let keys = Credentials::keys(app_id, &APP.pkcs8, alipay).unwrap();
        let aes_key = case["aes_key_base64"].as_str();
        return (aes_key.map_or(Ok(keys.clone()), |key| keys.encrypted(key)).unwrap(), Vec::new());
    };
    let root = Authority::new();
    let app = root.certify("app", &APP);
    let platform = root.certify("Alipay", &crate::alipay::test_keys::ALIPAY);
    let credentials = Credentials::certificates_at(NOW, app_id, &APP.pkcs8, &app, &platform, &root.pem).unwrap();
    let root_sn = credentials.root_cert_sn().unwrap().to_owned();
    let recorded_root = text(&case["query_params"], "alipay_root_cert_sn");
    (credentials, vec![(sn(&app), recorded.to_owned()), (root_sn, recorded_root.to_owned())])
}

/// The typed call that the recorded client made untyped.
fn request(case: &Value) -> Request {
    let operation = Box::leak(text(&case["query_params"], "method").to_owned().into_boxed_str());
    let mut request = Request::new(Endpoint::new(operation, Method::POST, "/v3/somewhere"));
    if let Some(token) = case["query_params"]["app_auth_token"].as_str() {
        request.header::<Secret>("alipay-app-auth-token", token);
    }
    // In the order in which they were given, for `biz_content` is a text.
    let plain = case["plaintext_biz_content"].as_str().or(case["form_params"]["biz_content"].as_str());
    let form = case["form_params"].to_string();
    let mut scratch = String::new();
    let value = crate::json::parse(plain.unwrap_or(&form).as_bytes(), &mut scratch).unwrap().into_owned();
    request.body = Body::Json { media_type: "application/json", value: value.concealed() };
    request
}

fn sent(document: &Value, case: &Value) -> (Gateway, Outgoing, Vec<(String, String)>) {
    let (credentials, serial_numbers) = credentials(document, case);
    let gateway = Gateway::new(credentials);
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(RECORDED_AT);
    let base = "https://openapi.alipay.com".parse().unwrap();
    let outgoing = encode(&gateway, &base, &request(case), now).unwrap();
    (gateway, outgoing, serial_numbers)
}

fn pairs(encoded: &[u8]) -> BTreeMap<String, String> {
    parse(encoded).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

fn sorted<'a>(names: impl Iterator<Item = &'a String>) -> Vec<&'a String> {
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[test]
fn requests_are_signed_over_the_recorded_bytes() {
    let document = vectors();
    let recorded_key = PublicKey::parse(text(&document, "app_public_key")).unwrap();
    for case in cases(&document, "request_cases") {
        let name = text(case, "name");
        let (gateway, outgoing, serial_numbers) = sent(&document, case);
        assert_eq!((outgoing.method.as_str(), outgoing.url.path()), (text(case, "method"), text(case, "path")));
        assert_eq!(outgoing.headers["content-type"], text(case, "content_type"));
        let mut query = pairs(outgoing.url.query().unwrap().as_bytes());
        let form = pairs(&outgoing.body);
        let sign = query.remove("sign").unwrap();

        let all = || query.iter().chain(&form).map(|(name, value)| (name.as_str(), value.as_str()));
        let mut string = sorted_parameters(all()).to_string();
        gateway.credentials.public_key().verify(string.as_bytes(), &sign).unwrap();
        for (ours, recorded) in &serial_numbers {
            string = string.replace(ours, recorded);
        }
        assert_eq!(string, text(case, "string_to_sign"), "{name}");
        recorded_key.verify(string.as_bytes(), text(case, "sign")).unwrap();

        // Only `encrypt_type` stands elsewhere, in the query: the gateway reads both alike.
        query.remove("encrypt_type");
        let recorded = |group: &str| case[group].as_object().unwrap().keys().filter(|name| *name != "encrypt_type");
        assert!(query.keys().eq(sorted(recorded("query_params"))), "{name}");
        assert!(form.keys().eq(sorted(recorded("form_params"))), "{name}");
    }
    assert_eq!(cases(&document, "request_cases").len(), 6);
}

fn opened(gateway: &Gateway, outgoing: &Outgoing, body: &str) -> Result<Answer, Refusal> {
    let incoming = Incoming { status: StatusCode::OK, headers: HeaderMap::new(), body: body.to_owned().into() };
    gateway.open(outgoing, incoming)
}

#[test]
fn recorded_answers_verify_and_do_not_after_any_change() {
    let document = vectors();
    for case in cases(&document, "request_cases") {
        // The recorded platform has one key, whatever mode the application was in.
        let mut keyed = case.clone();
        keyed["query_params"].as_object_mut().unwrap().remove("app_cert_sn");
        let (gateway, outgoing, _) = sent(&document, &keyed);
        let response = &case["response"];
        let answer = opened(&gateway, &outgoing, text(response, "body")).unwrap();
        assert_eq!(answer.verification, Verification::Verified, "{}", case["name"]);
        let node = response["plaintext_node"].as_str().unwrap_or_else(|| text(response, "node_raw"));
        if text(response, "node_key") == "error_response" {
            let body: Value = serde_json::from_slice(&answer.body).unwrap();
            assert!(answer.failed);
            assert_eq!((&body["code"], &body["gateway_code"]), (&"isv.code-invalid".into(), &"40002".into()));
            assert_eq!(body["message"], "授权码code无效");
        } else {
            assert!(!answer.failed);
            assert_eq!(answer.body, node.as_bytes(), "{}", case["name"]);
        }
        let raw = text(response, "node_raw");
        let at = text(response, "body").find(raw).unwrap() + raw.len() - 2;
        let changed = format!("{} {}", &text(response, "body")[..at], &text(response, "body")[at..]);
        assert!(opened(&gateway, &outgoing, &changed).is_err(), "{}", case["name"]);
    }
}

#[test]
fn published_signatures_verify() {
    let document = vectors();
    let group = &document["generic_verify"];
    let key = PublicKey::parse(text(group, "public_key")).unwrap();
    for case in cases(group, "cases") {
        let verdict = key.verify(text(case, "string").as_bytes(), text(case, "sign"));
        // SHA-1 is not accepted, old traffic or not.
        assert_eq!(verdict.is_ok(), text(case, "hash") == "SHA-256", "{}", case["name"]);
    }
    let real = &document["real_response"];
    let key = PublicKey::parse(text(real, "public_key")).unwrap();
    key.verify(text(real, "node_raw").as_bytes(), text(real, "sign")).unwrap();
}

#[test]
fn an_answer_that_alipay_signed_is_accepted() {
    let document = vectors();
    let real = &document["real_response"];
    let credentials = Credentials::keys("2021000000000001", &APP.pkcs8, text(real, "public_key")).unwrap();
    let gateway = Gateway::new(credentials);
    let mut request =
        Request::new(Endpoint::new("alipay.open.file.upload", Method::POST, "/v3/alipay/open/file/upload"));
    request.body = Body::Json {
        media_type: "application/json",
        value: Json::Object(vec![(Cow::Borrowed("a"), Json::Bool(true))]),
    };
    let base = "https://openapi.alipay.com".parse().unwrap();
    let outgoing = encode(&gateway, &base, &request, SystemTime::now()).unwrap();
    let (node, sign) = (text(real, "node_raw"), text(real, "sign"));
    let body = format!("{{\"alipay_open_file_upload_response\":{node},\"sign\":\"{sign}\"}}");
    let answer = opened(&gateway, &outgoing, &body).unwrap();
    assert_eq!((answer.verification, answer.body), (Verification::Verified, node.to_owned().into()));
}

#[test]
fn a_signature_over_plain_slashes_holds_for_escaped_ones() {
    let document = vectors();
    let case = &document["slash_retry"];
    let credentials = Credentials::keys("2021000000000001", &APP.pkcs8, text(case, "public_key")).unwrap();
    let gateway = Gateway::new(credentials);
    let request = Request::new(Endpoint::new("alipay.open.auth.token.app", Method::POST, "/"));
    let base = "https://openapi.alipay.com".parse().unwrap();
    let outgoing = encode(&gateway, &base, &request, SystemTime::now()).unwrap();
    let answer = opened(&gateway, &outgoing, text(case, "body")).unwrap();
    assert_eq!((answer.verification, answer.body), (Verification::Verified, text(case, "node_raw").to_owned().into()));
    let other = text(case, "body").replace("\\/abc", "\\/abd");
    assert!(opened(&gateway, &outgoing, &other).is_err());
}

#[test]
fn raw_nodes_are_cut_out_as_recorded() {
    let document = vectors();
    let cases = cases(&document["node_extraction"], "cases");
    for case in cases {
        let found = members(text(case, "body").as_bytes()).unwrap();
        let node = member(&found, text(case, "node_key")).unwrap();
        assert_eq!(String::from_utf8_lossy(node), text(case, "expected_node_raw"), "{}", case["name"]);
        assert_eq!(member(&found, "sign"), Some(&b"\"c2ln\""[..]), "{}", case["name"]);
    }
    assert_eq!(cases.len(), 14);
}
