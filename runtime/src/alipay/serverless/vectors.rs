//! Every recorded call of the serverless service, from pages (HMAC-MD5) and from cloud functions (RSA-MD5).

use std::time::{Duration, SystemTime};

use http::Method;
use rsa10::pkcs8::DecodePublicKey;
use rsa10::signature::Verifier;
use serde_json::Value;

use super::encode::encode;
use super::space::Space;
use super::{Serverless, md5};
use crate::Secret;
use crate::alipay::sorted_parameters;
use crate::alipay::test_keys::APP;
use crate::json::Json;
use crate::operation::Endpoint;
use crate::protocol::Outgoing;
use crate::request::{Body, Request};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../../tests/vectors/alipay-serverless.json")).unwrap()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is missing in {}", value["name"]))
}

fn json(text: &str) -> Json<'static> {
    crate::json::parse(text.as_bytes(), &mut String::new()).unwrap().into_owned()
}

fn base() -> url::Url {
    "https://api.bspapp.com".parse().unwrap()
}

fn at(body: &Value) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(body["timestamp"].as_u64().unwrap())
}

/// The typed call behind the recorded arguments of the function.
fn request(arguments: &Json<'_>) -> Request {
    let operation = arguments.get("method").and_then(Json::as_str).unwrap().to_owned();
    let mut request = Request::new(Endpoint::new(Box::leak(operation.into_boxed_str()), Method::POST, "/"));
    let Some(Json::Object(params)) = arguments.get("params") else { panic!("no params") };
    let members = params.iter().filter(|(name, _)| name != "$config").cloned();
    let value = Json::Object(members.collect()).into_owned().concealed();
    request.body = Body::Json { media_type: "application/json", value };
    request
}

fn page(document: &Value) -> (Space, Serverless) {
    let secret = text(&document["client"], "client_secret");
    let page = Serverless::page("space-1", secret, "2021000000000001", Secret::from("AUTHCODE1"));
    (page.space.clone(), page)
}

fn assert_page(outgoing: &Outgoing, case: &Value) {
    assert_eq!(outgoing.url.as_str(), text(case, "url"));
    assert_eq!(serde_json::from_slice::<Value>(&outgoing.body).unwrap(), case["body"]);
    for (name, value) in case["headers"].as_object().unwrap().iter().filter(|(name, _)| *name != "x-serverless-ua") {
        assert_eq!(outgoing.headers[name], value.as_str().unwrap(), "{name}");
    }
    assert_eq!(outgoing.headers["x-serverless-sign"], text(case, "sign"));
}

#[test]
fn a_page_authorizes_as_recorded() {
    let document = vectors();
    let case = &document["client"]["cases"][0];
    let (space, _) = page(&document);
    let params = json(text(&case["body"], "params"));
    let outgoing = space.request(&base(), text(&case["body"], "method"), &params, None, at(&case["body"])).unwrap();
    assert_page(&outgoing, case);
    assert_eq!(outgoing.signed.as_deref(), Some(text(case, "string_to_sign")));
}

#[test]
fn a_page_calls_an_operation_as_recorded() {
    let document = vectors();
    let case = &document["client"]["cases"][1];
    let (_, page) = page(&document);
    let params = json(text(&case["body"], "params"));
    let token = Secret::from(text(&case["body"], "token"));
    let request = request(params.get("functionArgs").unwrap());
    let outgoing = encode(&page, &base(), &request, Some(&token), at(&case["body"])).unwrap();
    assert_page(&outgoing, case);
    let signed = outgoing.signed.unwrap();
    assert!(!signed.contains("RT1") && !signed.contains("TOKEN1"), "{signed}");
}

#[test]
fn a_cloud_function_calls_operations_as_recorded() {
    let document = vectors();
    let recorded_key = rsa10::PublicKey::from_public_key_pem(text(&document["server"], "public_key")).unwrap();
    let cases = document["server"]["cases"].as_array().unwrap();
    for case in cases {
        let body = text(case, "raw_body");
        let recorded: Value = serde_json::from_str(body).unwrap();
        let arguments = json(&case["function_args"].to_string());
        // serde_json may have sorted the members; the text has them in the order in which they were given.
        let ordered = json(text(&recorded, "params"));
        assert_eq!(ordered.get("functionArgs").unwrap().to_value(), arguments.to_value());
        let mut serverless = Serverless::function("space-1", &APP.pkcs8).unwrap();
        if let Some(app_id) = case["function_args"]["appId"].as_str() {
            serverless = serverless.app_id(app_id).isv_app_id(text(&case["function_args"], "isvAppId"));
        }
        let request = request(ordered.get("functionArgs").unwrap());
        let outgoing = encode(&serverless, &base(), &request, None, at(&recorded)).unwrap();
        assert_eq!(outgoing.url.path(), text(case, "path"));
        assert_eq!(String::from_utf8_lossy(&outgoing.body), body, "{}", case["name"]);
        assert!(outgoing.headers.contains_key("sofa-traceid") && !outgoing.headers.contains_key("x-basement-token"));

        let members = ["method", "params", "spaceId"].map(|name| (name, text(&recorded, name)));
        let time = recorded["timestamp"].to_string();
        let string = sorted_parameters(members.into_iter().chain([("timestamp", time.as_str())]));
        assert_eq!(*string, text(case, "string_to_sign"));
        let own = md5::SigningKey::parse(&APP.pkcs1).unwrap();
        assert_eq!(outgoing.headers["x-serverless-sign"], own.sign(string.as_bytes()).unwrap());
        let signature: Vec<u8> = (0..text(case, "sign").len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text(case, "sign")[at..at + 2], 16).unwrap())
            .collect();
        let signature = rsa10::pkcs1v15::Signature::try_from(signature.as_slice()).unwrap();
        rsa10::pkcs1v15::VerifyingKey::<::md5::Md5>::new(recorded_key.clone())
            .verify(string.as_bytes(), &signature)
            .unwrap();
    }
    assert_eq!(cases.len(), 2);
}
