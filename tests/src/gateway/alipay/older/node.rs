//! Writes the answer of an operation as the older gateway does: a node named after the operation or
//! `error_response`, encrypted where the request was, then signed; and the ways to fail at it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::GBK;
use serde_json::{Value, json};

use super::USER_TOKEN;
use super::examine::Call;
use crate::gateway::alipay::seal::{reorder, tamper};
use crate::gateway::alipay::verify::Mode;
use crate::gateway::answer::Answer;
use crate::gateway::crypto;
use crate::gateway::developer::ALIPAY;
use crate::gateway::keys::KEYS;
use crate::gateway::misbehaviour::Misbehaviour as M;

/// Turns an answer of v3 into one of the older gateway. `refused`: the operation did not run.
pub(super) fn write(answer: &mut Answer, call: &Call, refused: bool, faults: &[M]) {
    if !answer.from_platform || answer.body.is_empty() {
        return;
    }
    let failed = answer.status >= 400;
    let name = match failed && (refused || call.method() == USER_TOKEN) {
        true => "error_response".to_owned(),
        false => format!("{}_response", call.method().replace('.', "_")),
    };
    let mut node = if failed { failure(&answer.body) } else { success(call, std::mem::take(&mut answer.body)) };
    answer.status = 200;
    if has(faults, |fault| matches!(fault, M::SpacedNode)) {
        node = spaced(&node);
    }
    if call.encrypted() && !failed && !has(faults, |fault| matches!(fault, M::Unencrypted)) {
        let ciphertext = match has(faults, |fault| matches!(fault, M::GarbageCiphertext)) {
            true => STANDARD.encode([0x5a; 48]),
            false => crypto::encrypt(ALIPAY.aes_key, &node),
        };
        node = format!("\"{ciphertext}\"").into_bytes();
    }
    if has(faults, |fault| matches!(fault, M::Gbk)) {
        node = GBK.encode(&String::from_utf8_lossy(&node)).0.into_owned();
        answer.content_type = "text/html;charset=GBK".into();
    }
    let tail = sign(&node, call.mode(), faults);
    for fault in faults {
        match fault {
            M::TamperedBody => tamper(&mut node),
            M::ReorderedBody => reorder(&mut node),
            M::EscapedSlashes => node = String::from_utf8_lossy(&node).replace('/', "\\/").into_bytes(),
            _ => {}
        }
    }
    let head = format!("{{\"{name}\":").into_bytes();
    answer.body = [head, node, tail.into_bytes(), b"}".to_vec()].concat();
    answer.headers.push(("trace_id", uuid::Uuid::new_v4().simple().to_string()));
}

fn has(faults: &[M], is: impl Fn(&M) -> bool) -> bool {
    faults.iter().any(is)
}

/// Most successes say so; `alipay.system.oauth.token` does not.
fn success(call: &Call, body: Vec<u8>) -> Vec<u8> {
    match body.strip_prefix(b"{") {
        Some(rest) if call.method() != USER_TOKEN => {
            let comma = if rest.starts_with(b"}") { "" } else { "," };
            [br#"{"code":"10000","msg":"Success""#, comma.as_bytes(), rest].concat()
        }
        _ => body,
    }
}

/// The failure of v3 with the two codes of the older gateway.
fn failure(body: &[u8]) -> Vec<u8> {
    let Ok(body) = serde_json::from_slice::<Value>(body) else { return body.to_vec() };
    let code = body["code"].as_str().unwrap_or_default();
    let (kind, msg) = match code {
        code if code.starts_with("missing-") => ("40001", "Missing Required Arguments"),
        code if code.contains("-auth-token") => ("20001", "Insufficient Token Permissions"),
        code if code.contains("permissions") => ("40006", "Insufficient Permissions"),
        code if code.contains("unknow-error") => ("20000", "Service Currently Unavailable"),
        code if code.chars().any(|character| character.is_ascii_lowercase()) => ("40002", "Invalid Arguments"),
        _ => ("40004", "Business Failed"),
    };
    let prefix = match code {
        code if code.contains('.') || !code.contains('-') || code.contains("new") => "",
        _ if kind == "20001" => "aop.",
        _ if kind == "20000" => "isp.",
        _ => "isv.",
    };
    let [sub_code, sub_msg] = [json!(format!("{prefix}{code}")), json!(body["message"])];
    let unknown = if body.get("x_not_in_any_document").is_some() { r#","x_not_in_any_document":1"# } else { "" };
    format!(r#"{{"code":"{kind}","msg":"{msg}","sub_code":{sub_code},"sub_msg":{sub_msg}{unknown}}}"#).into_bytes()
}

/// White space wherever JSON allows it.
fn spaced(node: &[u8]) -> Vec<u8> {
    let value: Value = serde_json::from_slice(node).expect("the JSON of an operation");
    serde_json::to_string_pretty(&value).expect("JSON").replace('\n', "\r\n\t").into_bytes()
}

/// The members after the node.
fn sign(node: &[u8], mode: Mode, faults: &[M]) -> String {
    let (mut key, mut message, mut sn) = (&KEYS.alipay, node, ALIPAY.alipay_certificate_sn);
    for fault in faults {
        match fault {
            M::MissingSignature => return String::new(),
            M::WrongSignature => message = b"something else",
            M::StrangersKey => key = &KEYS.stranger,
            M::UnknownCertificate => sn = "00000000000000000000000000000000",
            M::SwappedCertificate => sn = &KEYS.authority_sn,
            M::EmptyCertificateSn => sn = "",
            M::RenewedCertificate => (key, sn) = (&KEYS.renewed, &KEYS.renewed_certificate.sn),
            _ => {}
        }
    }
    let certificate = if mode == Mode::Certificate { format!(r#","alipay_cert_sn":"{sn}""#) } else { String::new() };
    format!(r#"{certificate},"sign":"{}""#, crypto::sign(key, message))
}
