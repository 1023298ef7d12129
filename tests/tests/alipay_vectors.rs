//! Every recorded and constructed case of Alipay's v3 signatures, content encryption and serial numbers.
//!
//! No private key is published with the vectors. RSA PKCS #1 v1.5 is deterministic, so building the recorded
//! string and verifying the recorded signature over it is the same test as signing and comparing.

#![allow(clippy::unwrap_used, reason = "the lint's exception for tests does not reach their helpers")]

use std::sync::LazyLock;

use futures_util::FutureExt;
use http::{HeaderMap, HeaderName, Method, StatusCode};
use proptest::prelude::*;
use rsa::pkcs8::{EncodePrivateKey, LineEnding};
use runtime::alipay::{
    AuthString, Certificate, CipherError, ContentKey, Credentials, KeyError, PrivateKey, PublicKey, StringToSign,
    StringToVerify, V3, VerificationError, authorization, root_serial_number,
};
use runtime::protocol::{Incoming, Outgoing};
use runtime::{Endpoint, Protocol, Request, Secret, Verification};
use serde_json::Value;

fn v3() -> Value {
    serde_json::from_str(include_str!("../vectors/alipay-v3.json")).unwrap()
}

fn aes_and_cert_sn() -> Value {
    serde_json::from_str(include_str!("../vectors/alipay-aes-and-cert-sn.json")).unwrap()
}

fn cases<'a>(document: &'a Value, group: &str) -> &'a Vec<Value> {
    document[group].as_array().unwrap()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is missing in {}", value["name"]))
}

/// A field of the auth string by its name.
fn field<'a>(auth_string: &'a str, name: &str) -> Option<&'a str> {
    auth_string.split(',').find_map(|field| field.strip_prefix(name)?.strip_prefix('='))
}

/// What a client does with a response that must be signed, on the parts under test.
fn verify_response(key: &PublicKey, response: &Value) -> Option<Result<(), VerificationError>> {
    let header = |name: &str| response["headers"][name].as_str();
    let string = StringToVerify {
        timestamp: header("alipay-timestamp")?,
        nonce: header("alipay-nonce")?,
        body: text(response, "body").as_bytes(),
    };
    if let Some(recorded) = response["string_to_verify"].as_str() {
        assert_eq!(string.to_bytes().as_slice(), recorded.as_bytes());
    }
    Some(key.verify(&string.to_bytes(), header("alipay-signature")?))
}

#[test]
fn requests_are_signed_over_the_recorded_bytes() {
    let document = v3();
    let app_key = PublicKey::parse(text(&document, "app_public_key")).unwrap();
    for case in cases(&document, "cases") {
        let name = text(case, "name");
        let string = StringToSign {
            auth_string: text(case, "auth_string").to_owned(),
            method: text(case, "method").parse::<Method>().unwrap(),
            request_target: text(case, "request_target").to_owned(),
            body: text(case, "signed_body").to_owned().into(),
            app_auth_token: case["app_auth_token"].as_str().map(Secret::from),
        };
        let bytes = string.to_bytes();
        assert_eq!(bytes.as_slice(), text(case, "string_to_sign").as_bytes(), "{name}");
        let signature = text(case, "signature");
        assert_eq!(app_key.verify(&bytes, signature), Ok(()), "{name}");
        assert_eq!(authorization(&string.auth_string, signature), text(case, "authorization"), "{name}");
    }
}

#[test]
fn the_auth_string_has_the_order_of_the_recorded_clients() {
    let document = v3();
    let mut rebuilt = 0;
    for case in cases(&document, "cases") {
        let recorded = text(case, "auth_string");
        // The one case that shows another order, which the server would accept too.
        if field(recorded, "expired_seconds").is_some() {
            continue;
        }
        let built = AuthString {
            app_id: field(recorded, "app_id").unwrap(),
            app_cert_sn: field(recorded, "app_cert_sn"),
            nonce: field(recorded, "nonce").unwrap(),
            timestamp: field(recorded, "timestamp").unwrap().parse().unwrap(),
        };
        assert_eq!(built.to_string(), recorded);
        rebuilt += 1;
    }
    assert_eq!(rebuilt, cases(&document, "cases").len() - 1);
}

#[test]
fn recorded_responses_verify_and_do_not_after_any_change() {
    let document = v3();
    let alipay_key = PublicKey::parse(text(&document, "alipay_public_key")).unwrap();
    let app_key = PublicKey::parse(text(&document, "app_public_key")).unwrap();
    let mut verified = 0;
    for case in cases(&document, "cases").iter().filter(|case| case.get("response").is_some()) {
        let response = &case["response"];
        assert_eq!(verify_response(&alipay_key, response), Some(Ok(())), "{}", case["name"]);
        let refused = Some(Err(VerificationError::Mismatch));
        assert_eq!(verify_response(&app_key, response), refused, "{}", case["name"]);
        let mut longer = response.clone();
        longer["body"] = format!("{} ", text(response, "body")).into();
        longer["string_to_verify"] = Value::Null;
        assert_eq!(verify_response(&alipay_key, &longer), refused, "{}", case["name"]);
        verified += 1;
    }
    assert_eq!(verified, 10);
}

#[test]
fn encrypted_bodies_of_the_recorded_call_are_the_ciphertexts_that_were_signed() {
    let document = v3();
    let mut encrypted = 0;
    for case in cases(&document, "cases").iter().filter(|case| case.get("aes_key_base64").is_some()) {
        let key = ContentKey::parse(text(case, "aes_key_base64")).unwrap();
        assert_eq!(key.encrypt(text(case, "plaintext_body").as_bytes()), text(case, "signed_body"));
        let response = &case["response"];
        let plaintext = key.decrypt(text(response, "body")).unwrap();
        assert_eq!(plaintext, text(response, "plaintext_body").as_bytes());
        encrypted += 1;
    }
    assert_eq!(encrypted, 1);
}

#[test]
fn every_negative_case_is_refused() {
    let document = v3();
    let app_key = PublicKey::parse(text(&document, "app_public_key")).unwrap();
    let alipay_key = PublicKey::parse(text(&document, "alipay_public_key")).unwrap();
    for case in cases(&document, "negative_cases") {
        let result = match case["string_to_sign"].as_str() {
            Some(string) => Some(app_key.verify(string.as_bytes(), text(case, "signature"))),
            None => verify_response(&alipay_key, case),
        };
        let expected = match text(case, "expect") {
            "signature mismatch" => Some(Err(VerificationError::Mismatch)),
            "missing signature" => None,
            other => panic!("{} expects {other}, which this test does not know", case["name"]),
        };
        assert_eq!(result, expected, "{}", case["name"]);
    }
}

/// A recorded response as it comes from the network; those without a status are successes.
fn incoming(response: &Value) -> Incoming {
    let mut headers = HeaderMap::new();
    for (name, value) in response["headers"].as_object().unwrap() {
        headers.insert(name.parse::<HeaderName>().unwrap(), value.as_str().unwrap().parse().unwrap());
    }
    let status = response["status"].as_u64().unwrap_or(200);
    Incoming {
        status: StatusCode::from_u16(u16::try_from(status).unwrap()).unwrap(),
        headers,
        body: text(response, "body").to_owned().into(),
    }
}

/// An application that trusts the recorded platform and has a key of its own.
static APPLICATION: LazyLock<Credentials> = LazyLock::new(|| {
    let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
    let private = key.to_pkcs8_pem(LineEnding::LF).unwrap();
    Credentials::keys("2021000000000001", &private, text(&v3(), "alipay_public_key")).unwrap()
});

/// What the application sends for `request`. Nothing in it waits.
fn encode(protocol: &V3, request: &Request) -> Outgoing {
    let base = "https://openapi.example.com".parse().unwrap();
    protocol.encode(&base, request).now_or_never().unwrap().unwrap()
}

/// The protocol of the application, and a request with a body.
fn call(aes_key: Option<&str>) -> (V3, Outgoing) {
    let mut credentials = APPLICATION.clone();
    if let Some(key) = aes_key {
        credentials = credentials.encrypted(key).unwrap();
    }
    let mut request = Request::new(Endpoint::new("test", Method::POST, "/v3/test"));
    request.member::<String>("name", "value");
    let protocol = V3::new(credentials);
    let outgoing = encode(&protocol, &request);
    (protocol, outgoing)
}

#[test]
fn the_protocol_believes_every_recorded_response_and_reads_its_content() {
    let document = v3();
    let clear = call(None);
    for case in cases(&document, "cases").iter().filter(|case| case.get("response").is_some()) {
        let response = &case["response"];
        let encrypted = case["aes_key_base64"].as_str().map(|key| call(Some(key)));
        let (protocol, outgoing) = encrypted.as_ref().unwrap_or(&clear);
        let answer = protocol.open(outgoing, incoming(response)).unwrap_or_else(|refusal| panic!("{refusal:?}"));
        assert_eq!(answer.verification, Verification::Verified, "{}", case["name"]);
        let content = response["plaintext_body"].as_str().unwrap_or(text(response, "body"));
        assert_eq!(answer.body, content, "{}", case["name"]);
    }
}

#[test]
fn the_protocol_refuses_every_negative_response() {
    let document = v3();
    let (protocol, outgoing) = call(None);
    for case in cases(&document, "negative_cases").iter().filter(|case| case.get("headers").is_some()) {
        let refusal = protocol.open(&outgoing, incoming(case)).err().unwrap_or_else(|| panic!("{}", case["name"]));
        let expected = match text(case, "expect") {
            "missing signature" => "it is not signed",
            _ => "the signature does not match",
        };
        assert!(refusal.reason.starts_with(expected), "{}: {refusal:?}", case["name"]);
    }
}

#[test]
fn ciphertexts_are_equal_in_both_directions() {
    let document = aes_and_cert_sn();
    for case in cases(&document, "aes_cases") {
        let key = ContentKey::parse(text(case, "key_base64")).unwrap();
        let (plaintext, ciphertext) = (text(case, "plaintext"), text(case, "ciphertext_base64"));
        assert_eq!(key.encrypt(plaintext.as_bytes()), ciphertext, "{}", case["name"]);
        assert_eq!(key.decrypt(ciphertext).unwrap(), plaintext.as_bytes(), "{}", case["name"]);
    }
}

#[test]
fn bad_ciphertexts_are_refused_for_their_reason() {
    let document = aes_and_cert_sn();
    for case in cases(&document, "aes_negative") {
        let key = ContentKey::parse(text(case, "key_base64")).unwrap();
        let expected = match text(case, "name") {
            "not_a_multiple_of_16" => CipherError::NotWholeBlocks { bytes: 3 },
            "bad_padding" => CipherError::WrongKey,
            other => panic!("{other} is not known to this test"),
        };
        assert_eq!(key.decrypt(text(case, "ciphertext_base64")), Err(expected));
    }
}

/// Compares all that is recorded of one certificate; the number of certificates compared, 0 without PEM.
fn check_certificate(case: &Value, certificate: Option<&Certificate>) -> usize {
    let md5_input = format!("{}{}", text(case, "issuer_dn"), text(case, "serial_decimal"));
    assert_eq!(md5_input, text(case, "md5_input"));
    let Some(certificate) = certificate else {
        return 0;
    };
    assert_eq!(certificate.issuer(), text(case, "issuer_dn"));
    assert_eq!(certificate.serial_decimal(), text(case, "serial_decimal"));
    assert_eq!(certificate.signature_algorithm(), text(case, "signature_oid"));
    assert_eq!(certificate.serial_number(), text(case, "sn"));
    1
}

fn bundle(case: &Value) -> Vec<Certificate> {
    let pem: Vec<&str> = cases(case, "certificates").iter().map(|member| text(member, "pem")).collect();
    Certificate::parse_bundle(&pem.join("\n")).unwrap()
}

#[test]
fn serial_numbers_of_certificates_are_the_recorded_ones() {
    let document = aes_and_cert_sn();
    let mut checked = 0;
    for case in cases(&document, "cert_sn_cases") {
        if let Some(members) = case.get("certificates") {
            let chain = bundle(case);
            assert_eq!(chain[0].serial_number(), text(case, "sn"), "the leaf stands first");
            for (member, certificate) in members.as_array().unwrap().iter().zip(&chain) {
                checked += check_certificate(member, Some(certificate));
            }
            assert!(!chain[0].is_authority() && chain[1].is_authority());
        } else {
            let parsed = case["pem"].as_str().map(|pem| Certificate::parse_bundle(pem).unwrap().remove(0));
            checked += check_certificate(case, parsed.as_ref());
            assert!(parsed.is_none_or(|certificate| certificate.public_key().is_ok()));
        }
    }
    assert_eq!(checked, 5);
}

#[test]
fn root_serial_numbers_count_only_the_certificates_signed_with_rsa() {
    let document = aes_and_cert_sn();
    for case in cases(&document, "root_sn_cases") {
        let roots = bundle(case);
        let members = cases(case, "certificates");
        assert_eq!(roots.len(), members.len());
        for (member, root) in members.iter().zip(&roots) {
            check_certificate(member, Some(root));
            assert!(root.is_self_issued() && root.is_authority(), "{}", root.subject());
            let counted = root_serial_number(std::slice::from_ref(root)).is_some();
            assert_eq!(Some(counted), member["counted"].as_bool());
        }
        assert_eq!(root_serial_number(&roots).as_deref(), Some(text(case, "root_sn")));
    }
}

#[test]
fn the_sm2_root_is_named_as_such_where_an_rsa_key_is_wanted() {
    let document = aes_and_cert_sn();
    let roots = bundle(&cases(&document, "root_sn_cases")[0]);
    assert_eq!(roots[0].public_key(), Err(KeyError::NotRsa { algorithm: "SM2".to_owned() }));
    assert_eq!(roots[2].public_key(), Err(KeyError::NotRsa { algorithm: "EC".to_owned() }));
}

proptest! {
    #[test]
    fn any_text_survives_encryption(key in any::<[u8; 16]>(), plaintext in ".*") {
        use base64::Engine;
        let key = ContentKey::parse(&base64::engine::general_purpose::STANDARD.encode(key)).unwrap();
        prop_assert_eq!(key.decrypt(&key.encrypt(plaintext.as_bytes())).unwrap(), plaintext.as_bytes());
    }

    /// Whatever text a request holds, the gateway can verify it from the HTTP request alone.
    #[test]
    fn any_values_are_signed_as_they_are_sent(query in ".*", member in ".*") {
        let mut request = Request::new(Endpoint::new("test", Method::POST, "/v3/test"));
        request.query::<String>("q", query);
        request.member::<String>("m", member);
        let outgoing = encode(&V3::new(APPLICATION.clone()), &request);
        let header = outgoing.headers["authorization"].to_str().unwrap();
        let (auth_string, signature) =
            header.strip_prefix("ALIPAY-SHA256withRSA ").unwrap().rsplit_once(",sign=").unwrap();
        let target = outgoing.url.as_str().strip_prefix("https://openapi.example.com").unwrap();
        let body = std::str::from_utf8(&outgoing.body).unwrap();
        let string = format!("{auth_string}\nPOST\n{target}\n{body}\n");
        prop_assert_eq!(APPLICATION.public_key().verify(string.as_bytes(), signature), Ok(()));
    }

    #[test]
    fn parsers_survive_any_text(text in any::<String>()) {
        prop_assert!(PrivateKey::parse(&text).is_err());
        prop_assert!(PublicKey::parse(&text).is_err());
        prop_assert!(Certificate::parse_bundle(&text).is_err());
    }

    /// Text that gets past base64 and into the parsers of DER: a real certificate or key with some bytes
    /// changed and some cut off. The result does not matter, a panic does.
    #[test]
    fn parsers_survive_damaged_encodings(
        which in 0..3_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        kept in 0.2..1.0_f64,
    ) {
        use base64::Engine;
        let engine = base64::engine::general_purpose::STANDARD;
        let (v3, certificates) = (v3(), aes_and_cert_sn());
        let pem = match which {
            0 => text(&v3, "app_public_key"),
            1 => text(&cases(&certificates, "cert_sn_cases")[0], "pem"),
            _ => text(&cases(&certificates["root_sn_cases"][0], "certificates")[0], "pem"),
        };
        let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let mut der = engine.decode(base64).unwrap();
        for (at, byte) in changes {
            let at = at.index(der.len());
            der[at] = byte;
        }
        if kept < 0.5 {
            der.truncate((der.len() as f64 * kept) as usize);
        }
        let damaged = engine.encode(der);
        prop_assert!(PrivateKey::parse(&damaged).is_err());
        let _ = PublicKey::parse(&damaged);
        let _ = Certificate::parse_bundle(&damaged).map(|mut all| all.remove(0).public_key());
    }
}
