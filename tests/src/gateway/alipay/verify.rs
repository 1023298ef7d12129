//! Verification of requests: the `Authorization` header is taken apart, the string to sign is rebuilt from what
//! arrived, and the signature is checked with the key of the application.

use std::collections::HashSet;

use rsa::RsaPublicKey;

use super::multipart;
use crate::gateway::crypto;
use crate::gateway::developer::ALIPAY;
use crate::gateway::keys::KEYS;
use crate::gateway::request::Request;

const SCHEME: &str = "ALIPAY-SHA256withRSA ";

/// How long a signature is good, in seconds, when it does not say so itself (`expired_seconds`).
const VALIDITY: u64 = 600;

/// How a client proves who it is, and so how it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Key,
    Certificate,
}

/// An error before the operation.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Refusal {
    fn unauthorized(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: 401, code, message: message.into() }
    }

    pub(super) fn bad_request(code: &'static str, message: &str) -> Self {
        Self { status: 400, code, message: message.into() }
    }
}

/// The result of an examination.
pub(super) struct Examined {
    pub(super) mode: Mode,
    /// For people: bytes that are not UTF-8 are replaced.
    pub(super) string_to_sign: Option<String>,
    pub(super) verdict: Result<(), Refusal>,
}

/// Checks a request at a time, in milliseconds since the epoch; accepted nonces are remembered.
pub(super) fn examine(request: &Request, now: u64, nonces: &mut HashSet<String>) -> Examined {
    let Some(authorization) = request.header("authorization").and_then(Authorization::parse) else {
        let refusal = Refusal::unauthorized("missing-signature", "the Authorization header is missing or malformed");
        return Examined { mode: Mode::Key, string_to_sign: None, verdict: Err(refusal) };
    };
    let mode = if authorization.field("app_cert_sn").is_some() { Mode::Certificate } else { Mode::Key };
    let message = string_to_sign(&authorization.auth_string, request);
    let verdict = check_application(&authorization)
        .and_then(|()| check_certificates(mode, &authorization, request))
        .and_then(|()| check_signature(&message, &authorization.signature, &KEYS.app.to_public_key()))
        .and_then(|()| check_freshness(&authorization, now))
        .and_then(|()| check_nonce(&authorization, nonces));
    Examined { mode, string_to_sign: Some(String::from_utf8_lossy(&message).into_owned()), verdict }
}

/// The parts of an `Authorization` header.
pub(super) struct Authorization {
    /// Every field but the signature, as received.
    pub(super) auth_string: String,
    pub(super) signature: String,
}

impl Authorization {
    pub(super) fn parse(header: &str) -> Option<Self> {
        let (signature, rest): (Vec<&str>, Vec<&str>) =
            header.strip_prefix(SCHEME)?.split(',').partition(|field| field.starts_with("sign="));
        let [signature] = signature[..] else { return None };
        Some(Self { auth_string: rest.join(","), signature: signature["sign=".len()..].to_owned() })
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.auth_string.split(',').find_map(|field| field.strip_prefix(name)?.strip_prefix('='))
    }
}

/// Four pieces, or five with an app auth token, each followed by a line feed.
pub(super) fn string_to_sign(auth_string: &str, request: &Request) -> Vec<u8> {
    let body = signed_body(request);
    let mut pieces = vec![auth_string.as_bytes(), request.method.as_bytes(), request.target.as_bytes(), &body];
    pieces.extend(request.header("alipay-app-auth-token").map(str::as_bytes));
    pieces.into_iter().flat_map(|piece| [piece, b"\n"]).collect::<Vec<_>>().concat()
}

/// The body as sent; of a multipart body the content of the part `data`, or nothing.
fn signed_body(request: &Request) -> Vec<u8> {
    match multipart::parts(request) {
        None => request.body.clone(),
        Some(parts) => parts.into_iter().find(|part| part.name == "data").map(|part| part.content).unwrap_or_default(),
    }
}

fn check_application(authorization: &Authorization) -> Result<(), Refusal> {
    match authorization.field("app_id") {
        Some(id) if id == ALIPAY.app_id => Ok(()),
        Some(_) => Err(Refusal::unauthorized("invalid-app-id", "the app_id is unknown")),
        None => Err(Refusal::unauthorized("missing-app-id", "the app_id is missing")),
    }
}

fn check_certificates(mode: Mode, authorization: &Authorization, request: &Request) -> Result<(), Refusal> {
    if mode == Mode::Key {
        return Ok(());
    }
    if authorization.field("app_cert_sn") != Some(ALIPAY.app_certificate_sn) {
        return Err(Refusal::unauthorized("app-cert-not-exist", "the app_cert_sn is unknown"));
    }
    match request.header("alipay-root-cert-sn") {
        Some(sn) if sn == ALIPAY.root_certificates_sn => Ok(()),
        Some(_) => Err(Refusal::unauthorized("invalid-alipay-root-cert-sn", "the root certificates are others")),
        None => Err(Refusal::unauthorized("missing-alipay-root-cert-sn", "alipay-root-cert-sn is missing")),
    }
}

pub(super) fn check_signature(message: &[u8], signature: &str, key: &RsaPublicKey) -> Result<(), Refusal> {
    match crypto::verify(key, message, signature) {
        true => Ok(()),
        false => Err(Refusal::unauthorized("invalid-signature", "验签出错, 请确认应用私钥与公钥匹配")),
    }
}

fn check_freshness(authorization: &Authorization, now: u64) -> Result<(), Refusal> {
    let number = |name| authorization.field(name).map(str::parse::<u64>);
    let validity = match number("expired_seconds") {
        Some(Ok(seconds)) => seconds,
        _ => VALIDITY,
    };
    match number("timestamp") {
        None => Err(Refusal::unauthorized("missing-timestamp", "the timestamp is missing")),
        Some(Ok(timestamp)) if now.abs_diff(timestamp) <= validity.saturating_mul(1000) => Ok(()),
        Some(Ok(_)) => Err(Refusal::unauthorized("illegal-timestamp", "the timestamp is too far from now")),
        Some(Err(_)) => Err(Refusal::unauthorized("invalid-timestamp", "the timestamp is not in milliseconds")),
    }
}

/// The code for a replay is ours to choose: no document names one.
fn check_nonce(authorization: &Authorization, nonces: &mut HashSet<String>) -> Result<(), Refusal> {
    let nonce = authorization.field("nonce").filter(|nonce| !nonce.is_empty());
    match nonce.map(|nonce| nonces.insert(nonce.to_owned())) {
        Some(true) => Ok(()),
        Some(false) => Err(Refusal::unauthorized("suspected-attack", "the nonce was used before")),
        None => Err(Refusal::unauthorized("invalid-signature", "the nonce is missing")),
    }
}

#[cfg(test)]
mod tests {
    use rsa::pkcs8::DecodePublicKey as _;
    use serde_json::Value;

    use super::*;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../../vectors/alipay-v3.json")).unwrap()
    }

    fn key(vectors: &Value) -> RsaPublicKey {
        RsaPublicKey::from_public_key_pem(vectors["app_public_key"].as_str().unwrap()).unwrap()
    }

    /// A recorded request, its body as it was on the wire.
    fn request(case: &Value) -> Request {
        let text = |name: &str| case[name].as_str().unwrap().to_owned();
        let mut headers: Vec<(String, String)> = case["headers"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
            .collect();
        headers.push(("authorization".into(), text("authorization")));
        let body = if case["raw_body"].is_string() { text("raw_body") } else { text("signed_body") };
        Request { method: text("method"), target: text("request_target"), headers, body: body.into() }
    }

    #[test]
    fn recorded_requests_give_the_recorded_string_and_their_signature_verifies() {
        let vectors = vectors();
        let cases = vectors["cases"].as_array().unwrap();
        assert_eq!(cases.len(), 13);
        for case in cases {
            let request = request(case);
            let authorization = Authorization::parse(request.header("authorization").unwrap()).unwrap();
            assert_eq!(authorization.auth_string, case["auth_string"], "{}", case["name"]);
            let message = string_to_sign(&authorization.auth_string, &request);
            assert_eq!(String::from_utf8_lossy(&message), case["string_to_sign"].as_str().unwrap(), "{}", case["name"]);
            check_signature(&message, &authorization.signature, &key(&vectors)).unwrap();
        }
    }

    #[test]
    fn a_string_without_its_last_line_feed_does_not_verify() {
        let vectors = vectors();
        let case = vectors["negative_cases"].as_array().unwrap().iter().find(|case| case["string_to_sign"].is_string());
        let text = |name: &str| case.unwrap()[name].as_str().unwrap();
        assert!(check_signature(text("string_to_sign").as_bytes(), text("signature"), &key(&vectors)).is_err());
    }

    #[test]
    fn the_signature_may_stand_anywhere_but_only_once() {
        let parsed = Authorization::parse("ALIPAY-SHA256withRSA sign=a+/=,nonce=n,app_id=1,x=y z").unwrap();
        assert_eq!((parsed.auth_string.as_str(), parsed.signature.as_str()), ("nonce=n,app_id=1,x=y z", "a+/="));
        assert_eq!(parsed.field("app_id"), Some("1"));
        for malformed in ["", "Bearer sign=a", "ALIPAY-SHA256withRSA app_id=1", "ALIPAY-SHA256withRSA sign=a,sign=b"] {
            assert!(Authorization::parse(malformed).is_none(), "{malformed}");
        }
    }
}
