//! What holds of the older gateway's signatures whatever is sent and whatever comes back.

#![allow(clippy::unwrap_used, reason = "the lint's exception for tests does not reach their helpers")]

use std::sync::LazyLock;

use futures_util::FutureExt;
use http::{HeaderMap, Method, StatusCode};
use proptest::prelude::*;
use rsa::RsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding};
use runtime::alipay::{Credentials, Gateway, PrivateKey, PublicKey, sorted_parameters};
use runtime::protocol::{Answer, Incoming, Outgoing, Refusal};
use runtime::{Endpoint, Protocol, Request, Verification};
use serde_json::{Map, Value};

/// The gateway as an application sees it, the application's public key, and the key with which answers are signed.
static PARTIES: LazyLock<(Gateway, PublicKey, PrivateKey)> = LazyLock::new(|| {
    let key = || RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
    let pem = |key: &RsaPrivateKey| key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string();
    let (app, alipay) = (key(), key());
    let public = alipay.to_public_key().to_public_key_pem(LineEnding::LF).unwrap();
    let credentials = Credentials::keys("2021000000000001", &pem(&app), &public).unwrap();
    let app_key = credentials.public_key().clone();
    (Gateway::new(credentials), app_key, PrivateKey::parse(&pem(&alipay)).unwrap())
});

fn encode(request: &Request) -> Outgoing {
    let base = "https://openapi.example.com".parse().unwrap();
    PARTIES.0.encode(&base, request).now_or_never().unwrap().unwrap()
}

fn request() -> Request {
    Request::new(Endpoint::new("alipay.x", Method::POST, "/"))
}

fn open(body: Vec<u8>) -> Result<Answer, Refusal> {
    let incoming = Incoming { status: StatusCode::OK, headers: HeaderMap::new(), body: body.into() };
    PARTIES.0.open(&encode(&request()), incoming)
}

/// JSON whose strings and names are full of what a careless scanner stumbles over.
fn json() -> impl Strategy<Value = Value> {
    let text = || r#"[a-z{}\[\]"\\/:,\u{1}é中 ]{0,8}"#;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text().prop_map(Value::from)
    ];
    let node = leaf.prop_recursive(3, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((text(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    let members = prop::collection::vec((text(), node), 0..4);
    members.prop_map(|members| {
        let is_plain = |name: &String| !["code", "sub_code"].contains(&name.as_str());
        Value::Object(members.into_iter().filter(|(name, _)| is_plain(name)).collect::<Map<_, _>>())
    })
}

fn envelope(node: &str, space: &str) -> Vec<u8> {
    let sign = PARTIES.2.sign(node.as_bytes());
    format!(
        "{space}{{{space}\"alipay_x_response\"{space}:{space}{node}{space},{space}\"sign\":\"{sign}\"{space}}}{space}"
    )
    .into_bytes()
}

proptest! {
    #[test]
    fn any_node_is_verified_and_read_as_it_stands(node in json(), space in "[ \t\r\n]{0,3}", pretty in any::<bool>()) {
        let node = if pretty { serde_json::to_string_pretty(&node).unwrap() } else { node.to_string() };
        let answer = open(envelope(&node, &space)).unwrap();
        prop_assert_eq!(answer.verification, Verification::Verified);
        prop_assert_eq!(answer.body, node.into_bytes());
    }

    #[test]
    fn a_changed_byte_is_never_believed(node in json(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let node = node.to_string();
        let mut body = envelope(&node, "");
        let at = at.index(body.len());
        prop_assume!(body[at] != byte);
        body[at] = byte;
        if let Ok(answer) = open(body) {
            // It may have turned into a failure without a signature, or be the same content all the same.
            let same = answer.verification == Verification::Verified && answer.body == node.as_bytes();
            prop_assert!(same || answer.failed && answer.verification == Verification::Unsigned);
        }
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in any::<prop::sample::Index>()) {
        let whole = envelope("{\"a\":\"\\u4e2d\\\"}\"}", " ");
        let mut mixed = whole[..cut.index(whole.len())].to_vec();
        mixed.extend_from_slice(&bytes);
        prop_assert!(open(bytes).is_err());
        let _ = open(mixed);
    }

    #[test]
    fn any_values_are_signed_as_they_are_sent(system in ".*", business in ".*") {
        let mut request = request();
        request.query::<String>("notify_url", system);
        request.member::<String>("m", business);
        let outgoing = encode(&request);
        let decoded = |text: &[u8]| url::form_urlencoded::parse(text).into_owned().collect::<Vec<_>>();
        let mut all = decoded(outgoing.url.query().unwrap().as_bytes());
        all.extend(decoded(&outgoing.body));
        let (sign, signed): (Vec<_>, Vec<_>) = all.into_iter().partition(|(name, _)| name == "sign");
        let string = sorted_parameters(signed.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        prop_assert_eq!(PARTIES.1.verify(string.as_bytes(), &sign[0].1), Ok(()));
    }
}
