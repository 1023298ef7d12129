//! The double against recorded traffic: it rebuilds what the official client signed, and signs nodes as recorded.

use rsa::RsaPublicKey;
use rsa::pkcs8::DecodePublicKey as _;
use serde_json::Value;

use super::examine;
use crate::gateway::alipay::verify::check_signature;
use crate::gateway::crypto;
use crate::gateway::request::Request;

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../../vectors/alipay-v2.json")).unwrap()
}

fn encoded(parameters: &Value, sign: Option<&str>) -> String {
    let parameters =
        parameters.as_object().unwrap().iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap()));
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .extend_pairs(sign.map(|sign| ("sign", sign)))
        .finish()
}

fn key(vectors: &Value, name: &str) -> RsaPublicKey {
    RsaPublicKey::from_public_key_pem(vectors[name].as_str().unwrap()).unwrap()
}

#[test]
fn recorded_requests_give_the_recorded_string_and_their_signature_verifies() {
    let vectors = vectors();
    for case in vectors["request_cases"].as_array().unwrap() {
        let request = Request {
            method: "POST".into(),
            target: format!("/gateway.do?{}", encoded(&case["query_params"], case["sign"].as_str())),
            headers: vec![("content-type".into(), case["content_type"].as_str().unwrap().into())],
            body: encoded(&case["form_params"], None).into_bytes(),
        };
        let string = examine::examine(&request, 0).string_to_sign;
        assert_eq!(string, case["string_to_sign"].as_str().unwrap(), "{}", case["name"]);
        check_signature(string.as_bytes(), case["sign"].as_str().unwrap(), &key(&vectors, "app_public_key")).unwrap();
    }
}

#[test]
fn recorded_nodes_verify_as_they_stand() {
    let vectors = vectors();
    for case in vectors["request_cases"].as_array().unwrap() {
        let [node, sign] = ["node_raw", "sign"].map(|name| case["response"][name].as_str().unwrap());
        assert!(crypto::verify(&key(&vectors, "alipay_public_key"), node.as_bytes(), sign), "{}", case["name"]);
    }
}
