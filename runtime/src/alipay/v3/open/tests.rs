//! One test for each rule of what is believed.

use super::*;
use crate::alipay::test_keys::{ALIPAY, APP, sn};
use crate::alipay::v3::test_calls::*;

const TOKEN: &str = r#"{"app_auth_token":"t","expires_in":31536000}"#;
const ERROR: &str = r#"{"code":"invalid-auth-token","message":"无效的访问令牌"}"#;

fn opened(reply: Reply) -> Result<Answer, Refusal> {
    let credentials = keys();
    reply.opened(&credentials, &sent(&credentials, &request()))
}

fn opened_encrypted(reply: Reply) -> Result<Answer, Refusal> {
    let credentials = encrypted();
    reply.opened(&credentials, &sent(&credentials, &request()))
}

/// The refusal's reason, which must come with the trace id.
fn reason(result: Result<Answer, Refusal>) -> String {
    let refusal = result.unwrap_err();
    assert_eq!(refusal.request_id.as_deref(), Some("trace-1"));
    refusal.reason
}

#[test]
fn a_signed_answer_is_believed_and_has_the_trace_id() {
    let answer = opened(Reply::new(200, TOKEN).signed()).unwrap();
    assert_eq!((answer.body, answer.verification), (Bytes::from(TOKEN), Verification::Verified));
    assert_eq!(answer.request_id.as_deref(), Some("trace-1"));
}

#[test]
fn an_answer_signed_by_another_key_is_refused() {
    let reason = reason(opened(Reply::new(200, TOKEN).signed_by(&APP)));
    assert!(reason.starts_with("the signature does not match"), "{reason}");
    assert!(reason.contains("Alipay public key, sha256:") && reason.contains("sandbox"), "{reason}");
}

#[test]
fn a_body_that_was_changed_on_the_way_is_refused() {
    for changed in [
        r#"{"app_auth_token":"u","expires_in":31536000}"#,
        r#"{"expires_in":31536000,"app_auth_token":"t"}"#,
        r#"{"app_auth_token": "t", "expires_in": 31536000}"#,
        "",
    ] {
        let reason = reason(opened(Reply::new(200, TOKEN).signed().body(changed)));
        assert!(reason.contains("Was the body changed on the way"), "{changed}: {reason}");
    }
}

#[test]
fn a_changed_nonce_or_timestamp_is_refused() {
    for name in ["alipay-nonce", "alipay-timestamp"] {
        let result = opened(Reply::new(200, TOKEN).signed().with(name, "1"));
        assert!(reason(result).starts_with("the signature does not match"));
    }
}

#[test]
fn a_signature_without_its_nonce_or_timestamp_is_refused() {
    for name in ["alipay-nonce", "alipay-timestamp"] {
        let reason = reason(opened(Reply::new(200, TOKEN).signed().without(name)));
        assert!(reason.contains(&format!("no header {name}")), "{reason}");
    }
}

#[test]
fn a_success_without_a_signature_is_refused() {
    for reply in [
        Reply::new(200, TOKEN),
        Reply::new(200, TOKEN).with("alipay-signature", "null"),
        Reply::new(200, TOKEN).with("alipay-signature", ""),
        Reply::new(202, TOKEN),
    ] {
        let reason = reason(opened(reply));
        assert!(reason.starts_with("it is not signed") && reason.contains("gateway.do"), "{reason}");
    }
}

#[test]
fn a_signature_that_is_none_is_refused() {
    for signature in ["*", "AAAA"] {
        assert!(opened(Reply::new(200, TOKEN).with("alipay-signature", signature)).is_err());
    }
    let mut reply = Reply::new(200, TOKEN);
    reply.0.headers.insert("alipay-signature", http::HeaderValue::from_bytes(b"\xff").unwrap());
    let reason = reason(opened(reply));
    assert!(reason.starts_with("the signature is not base64"), "{reason}");
}

#[test]
fn a_success_without_a_body_needs_no_signature() {
    for status in [204, 200] {
        let answer = opened(Reply::new(status, "")).unwrap();
        assert_eq!((answer.body, answer.verification), (Bytes::new(), Verification::None));
    }
}

#[test]
fn a_signature_over_an_empty_body_is_checked() {
    let answer = opened(Reply::new(204, "").signed()).unwrap();
    assert_eq!(answer.verification, Verification::Verified);
    assert!(opened(Reply::new(204, "").signed_by(&APP)).is_err());
}

#[test]
fn a_failure_without_a_signature_is_passed_on_as_unsigned() {
    for reply in [
        Reply::new(401, ERROR),
        Reply::new(401, ERROR).with("alipay-signature", "null"),
        Reply::new(502, "<html>"),
        Reply::new(500, ""),
        Reply::new(302, "moved"),
    ] {
        assert_eq!(opened(reply).unwrap().verification, Verification::Unsigned);
    }
}

#[test]
fn a_signed_failure_is_checked() {
    let answer = opened(Reply::new(401, ERROR).signed()).unwrap();
    assert_eq!(answer.verification, Verification::Verified);
    assert!(reason(opened(Reply::new(401, ERROR).signed_by(&APP))).starts_with("the signature does not match"));
    assert!(opened(Reply::new(401, ERROR).signed().body("{}")).is_err());
}

#[test]
fn the_certificate_is_the_one_that_the_answer_names() {
    let certified = Certified::new();
    let outgoing = sent(&certified.credentials, &request());
    let open = |reply: Reply, sn: &str| reply.with("alipay-sn", sn).opened(&certified.credentials, &outgoing);
    let [first, second] = certified.alipay.each_ref().map(|pem| sn(pem));
    let by_first = || Reply::new(200, TOKEN).signed_by(&ALIPAY);
    let by_second = || Reply::new(200, TOKEN).signed_by(&certified.second_key);
    assert!(open(by_first(), &first).is_ok() && open(by_second(), &second).is_ok());
    for sn in ["", "null"] {
        assert!(open(by_first(), sn).is_ok(), "without a name it is the first");
    }
    assert!(by_first().opened(&certified.credentials, &outgoing).is_ok());
    let reason = reason(open(by_second(), &first));
    assert!(reason.contains("Alipay certificate"), "{reason}");
}

#[test]
fn a_certificate_that_is_not_configured_is_refused_by_its_name() {
    let certified = Certified::new();
    let outgoing = sent(&certified.credentials, &request());
    let reply = Reply::new(200, TOKEN).signed().with("alipay-sn", "0123abc");
    let reason = reason(reply.opened(&certified.credentials, &outgoing));
    assert!(reason.contains("0123abc") && reason.contains("alipayCertPublicKey_RSA2.crt"), "{reason}");
}

#[test]
fn an_encrypted_answer_is_verified_as_ciphertext_and_then_decrypted() {
    let answer = opened_encrypted(Reply::new(200, ciphertext(TOKEN)).signed()).unwrap();
    assert_eq!((answer.body, answer.verification), (Bytes::from(TOKEN), Verification::Verified));
    let over_the_content = Reply::new(200, TOKEN).signed();
    let mut swapped = Reply::new(200, ciphertext(TOKEN)).signed();
    swapped.0.headers = over_the_content.0.headers;
    assert!(reason(opened_encrypted(swapped)).starts_with("the signature does not match"));
}

#[test]
fn a_changed_ciphertext_is_refused_before_it_is_decrypted() {
    let reply = Reply::new(200, ciphertext(TOKEN)).signed().body("AAAAAAAAAAAAAAAAAAAAAA==");
    assert!(reason(opened_encrypted(reply)).starts_with("the signature does not match"));
}

#[test]
fn a_ciphertext_of_another_key_is_refused_with_its_cause() {
    let other = crate::alipay::ContentKey::parse("AQAAAAAAAAAAAAAAAAAAAA==").unwrap();
    let reason = reason(opened_encrypted(Reply::new(200, other.encrypt(TOKEN.as_bytes())).signed()));
    assert!(reason.contains("cannot be decrypted") && reason.contains("AES key"), "{reason}");
}

#[test]
fn a_clear_success_to_an_encrypted_request_is_refused() {
    let reason = reason(opened_encrypted(Reply::new(200, TOKEN).signed()));
    assert!(reason.contains("not encrypted") && reason.contains("Credentials::encrypted"), "{reason}");
}

#[test]
fn a_failure_of_an_encrypted_request_may_come_in_clear_or_encrypted() {
    for body in [ERROR.to_owned(), ciphertext(ERROR)] {
        let answer = opened_encrypted(Reply::new(401, body).signed()).unwrap();
        assert_eq!((answer.body, answer.verification), (Bytes::from(ERROR), Verification::Verified));
    }
    let answer = opened_encrypted(Reply::new(401, ciphertext(ERROR))).unwrap();
    assert_eq!(answer.body, ciphertext(ERROR), "what is not verified is not decrypted");
}

#[test]
fn an_empty_success_of_an_encrypted_request_is_not_decrypted() {
    for reply in [Reply::new(204, ""), Reply::new(204, "").signed()] {
        assert!(opened_encrypted(reply).unwrap().body.is_empty());
    }
}
