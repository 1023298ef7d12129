use proptest::prelude::*;
use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::super::test_keys::{ALIPAY, APP};
use super::super::{PrivateKey, PublicKey};
use super::*;

fn vectors() -> Vec<Value> {
    let vectors: Value = serde_json::from_str(include_str!("../../../../tests/vectors/alipay-v2.json")).unwrap();
    vectors["notifications"].as_array().unwrap().clone()
}

fn pairs(case: &Value) -> Vec<(String, String)> {
    let parameters = case["params"].as_object().unwrap().iter();
    parameters.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
}

fn body(pairs: &[(String, String)]) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn credentials(alipay: &str) -> Credentials {
    Credentials::keys("2021000000000001", &APP.pkcs8, alipay).unwrap()
}

/// A message that the test's Alipay signs by a rule.
fn signed(mut pairs: Vec<(String, String)>, rule: Rule, encode: impl Fn(&str) -> Vec<u8>) -> Vec<(String, String)> {
    pairs.push(("sign_type".to_owned(), "RSA2".to_owned()));
    let covered = pairs.iter().filter(|(name, _)| rule == Rule::V2 || name != "sign_type");
    let text = sorted_parameters(covered.map(|(name, value)| (name.as_str(), value.as_str())));
    let sign = PrivateKey::parse(&ALIPAY.pkcs8).unwrap().sign(&encode(&text));
    pairs.push(("sign".to_owned(), sign));
    pairs
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn every_vector_holds_by_its_rule_and_is_read() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 2);
    for case in vectors {
        let credentials = credentials(case["public_key"].as_str().unwrap());
        let message = Notification::verify(&credentials, body(&pairs(&case)).as_bytes()).unwrap();
        assert_eq!(format!("{:?}", message.rule()), case["rule"].as_str().unwrap(), "{}", case["name"]);
        assert_eq!(message, Notification::verify_pairs(&credentials, pairs(&case)).unwrap());
        let signed = message
            .parameters()
            .filter(|(name, _)| !NEVER_SIGNED.contains(name) && (message.rule() == Rule::V2 || *name != "sign_type"));
        assert_eq!(*sorted_parameters(signed), case["string_to_verify"].as_str().unwrap(), "{}", case["name"]);
    }
}

#[test]
fn a_message_about_authorization_says_whose() {
    let case = vectors().into_iter().find(|case| case["rule"] == "V2").unwrap();
    let credentials = credentials(case["public_key"].as_str().unwrap());
    let message = Notification::verify_pairs(&credentials, pairs(&case)).unwrap();
    let (app_id, auth_app_id) = ("2021000000000001".to_owned(), "2013121100055554".to_owned());
    assert_eq!(message.event(), Event::AppAuthorizationCancelled { app_id, auth_app_id });
    assert_eq!(message.kind(), Some("alipay.open.auth.appauth.cancelled"));
    assert_eq!(message.id(), Some("2024010100222000000000000000000001"));
    let content: BTreeMap<String, String> = message.content().unwrap();
    assert_eq!(content["auth_app_id"], "2013121100055554");
}

#[test]
fn a_changed_added_or_lost_parameter_is_told() {
    let credentials = credentials(&ALIPAY.public);
    let whole = signed(owned(&[("a", "1"), ("b", "x y+z%20"), ("empty", "")]), Rule::V2, |text| text.into());
    assert!(Notification::verify(&credentials, body(&whole).as_bytes()).is_ok());
    let mut without_empty = whole.clone();
    without_empty.retain(|(name, _)| name != "empty");
    assert!(Notification::verify_pairs(&credentials, without_empty).is_ok(), "empty ones are not signed");
    for index in 0..2 {
        let mut changed = whole.clone();
        changed[index].1.push(' ');
        let error = Notification::verify_pairs(&credentials, changed).unwrap_err();
        assert!(matches!(error, NotificationError::Mismatch { .. }) && error.to_string().contains("sign_type"));
        let mut lost = whole.clone();
        lost.remove(index);
        assert!(Notification::verify_pairs(&credentials, lost).is_err());
    }
    let mut added = whole.clone();
    added.push(("c".to_owned(), "3".to_owned()));
    assert!(Notification::verify_pairs(&credentials, added).is_err());
    let mut twice = whole;
    twice.push(("a".to_owned(), "2".to_owned()));
    assert_eq!(Notification::verify_pairs(&credentials, twice), Err(NotificationError::Twice { name: "a".to_owned() }));
}

#[test]
fn what_is_not_signed_or_signed_in_an_old_way_is_refused() {
    let credentials = credentials(&ALIPAY.public);
    let refused = |pairs: &[(&str, &str)]| Notification::verify_pairs(&credentials, owned(pairs)).unwrap_err();
    assert_eq!(refused(&[("a", "1")]), NotificationError::NotSigned);
    assert_eq!(refused(&[("a", "1"), ("sign", "")]), NotificationError::NotSigned);
    let old = refused(&[("a", "1"), ("sign", "x"), ("sign_type", "RSA")]);
    assert_eq!(old, NotificationError::Algorithm { sign_type: "RSA".to_owned() });
    assert!(matches!(refused(&[("a", "1"), ("sign", "x")]), NotificationError::Mismatch { .. }));
}

#[test]
fn gbk_is_read_and_verified_as_it_was_signed() {
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let pairs = signed(owned(&[("charset", "GBK"), ("subject", "授权乗")]), Rule::V1, gbk);
    let part =
        |text: &str| percent_encoding::percent_encode(&gbk(text), percent_encoding::NON_ALPHANUMERIC).to_string();
    let body: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", part(value))).collect();
    let message = Notification::verify(&credentials(&ALIPAY.public), body.join("&").as_bytes()).unwrap();
    assert_eq!((message.get("subject"), message.rule()), (Some("授权乗"), Rule::V1));
    assert_eq!(Notification::verify_pairs(&credentials(&ALIPAY.public), pairs), Ok(message));
    let broken = b"a=%ff&sign=x";
    let error = Notification::verify(&credentials(&ALIPAY.public), broken).unwrap_err();
    assert_eq!(error, NotificationError::Charset { charset: "UTF-8".to_owned() });
}

#[test]
fn values_are_not_shown() {
    let pairs = signed(owned(&[("buyer_logon_id", "someone@example.com")]), Rule::V1, |text| text.into());
    let message = Notification::verify_pairs(&credentials(&ALIPAY.public), pairs).unwrap();
    let shown = format!("{message:?}");
    assert!(shown.contains("buyer_logon_id") && !shown.contains("someone"), "{shown}");
}

#[test]
fn another_key_does_not_do() {
    let pairs = signed(owned(&[("a", "1")]), Rule::V2, |text| text.into());
    let stranger = super::super::test_keys::TestKey::generate(2048);
    let error = Notification::verify_pairs(&credentials(&stranger.public), pairs).unwrap_err();
    let key = PublicKey::parse(&stranger.public).unwrap();
    assert!(error.to_string().contains(key.fingerprint()), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_signed_verifies_from_the_wire(
        values in prop::collection::btree_map("[a-z_]{1,8}", "\\PC{0,20}", 0..6),
        v1 in any::<bool>(),
    ) {
        let names = ["sign", "sign_type", "alipay_cert_sn", "charset"];
        let values: Vec<_> = values.into_iter().filter(|(name, _)| !names.contains(&name.as_str())).collect();
        let rule = if v1 { Rule::V1 } else { Rule::V2 };
        let pairs = signed(values.clone(), rule, |text| text.into());
        let message = Notification::verify(&credentials(&ALIPAY.public), body(&pairs).as_bytes()).unwrap();
        prop_assert_eq!(message.rule(), rule);
        for (name, value) in &values {
            prop_assert_eq!(message.get(name), Some(value.as_str()));
        }
    }

    #[test]
    fn no_body_makes_it_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Notification::verify(&credentials(&ALIPAY.public), &body).is_err());
    }
}
