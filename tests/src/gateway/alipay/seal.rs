//! What turns an answer into one the client believes: encryption, then the signature; and the ways to fail at it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::now;
use super::verify::Mode;
use crate::gateway::answer::Answer;
use crate::gateway::crypto;
use crate::gateway::developer::ALIPAY;
use crate::gateway::keys::KEYS;
use crate::gateway::misbehaviour::Misbehaviour;

/// Encrypts (successes only: the official clients read errors as they are) and signs.
pub(super) fn seal(answer: &mut Answer, mode: Mode, encrypted: bool, faults: &[Misbehaviour]) {
    if !answer.from_platform {
        return;
    }
    if encrypted && answer.status < 400 && !answer.body.is_empty() {
        encrypt(answer, faults);
    }
    answer.headers.push(("alipay-trace-id", uuid::Uuid::new_v4().simple().to_string()));
    sign(answer, mode, faults);
    for fault in faults {
        match fault {
            Misbehaviour::TamperedBody => tamper(&mut answer.body),
            Misbehaviour::ReorderedBody => reorder(&mut answer.body),
            _ => {}
        }
    }
}

fn encrypt(answer: &mut Answer, faults: &[Misbehaviour]) {
    if faults.iter().any(|fault| matches!(fault, Misbehaviour::Unencrypted)) {
        return;
    }
    let garbage = faults.iter().any(|fault| matches!(fault, Misbehaviour::GarbageCiphertext));
    answer.body = match garbage {
        true => STANDARD.encode([0x5a; 48]),
        false => crypto::encrypt(ALIPAY.aes_key, &answer.body),
    }
    .into_bytes();
    if !faults.iter().any(|fault| matches!(fault, Misbehaviour::ContentType(_))) {
        answer.content_type = "text/plain;charset=utf-8".into();
    }
}

fn sign(answer: &mut Answer, mode: Mode, faults: &[Misbehaviour]) {
    let (timestamp, nonce) = (now().to_string(), uuid::Uuid::new_v4().simple().to_string());
    let mut message = [timestamp.as_bytes(), b"\n", nonce.as_bytes(), b"\n", &answer.body, b"\n"].concat();
    let mut key = &KEYS.alipay;
    let mut sn = ALIPAY.alipay_certificate_sn;
    for fault in faults {
        match fault {
            Misbehaviour::MissingSignature => return,
            Misbehaviour::WrongSignature => message = b"something else".to_vec(),
            Misbehaviour::StrangersKey => key = &KEYS.stranger,
            Misbehaviour::UnknownCertificate => sn = "00000000000000000000000000000000",
            Misbehaviour::SwappedCertificate => sn = &KEYS.authority_sn,
            Misbehaviour::EmptyCertificateSn => sn = "",
            Misbehaviour::RenewedCertificate => (key, sn) = (&KEYS.renewed, &KEYS.renewed_certificate.sn),
            _ => {}
        }
    }
    let signature = crypto::sign(key, &message);
    answer.headers.extend([("alipay-timestamp", timestamp), ("alipay-nonce", nonce), ("alipay-signature", signature)]);
    if mode == Mode::Certificate {
        answer.headers.push(("alipay-sn", sn.to_owned()));
    }
}

/// Changes the last digit of a body, or appends a space where there is none: JSON stays JSON, base64 base64.
pub(super) fn tamper(body: &mut Vec<u8>) {
    match body.iter_mut().rev().find(|byte| byte.is_ascii_digit()) {
        Some(digit) => *digit = if *digit == b'9' { b'0' } else { *digit + 1 },
        None => body.push(b' '),
    }
}

/// Writes the fields of a JSON object in the opposite order; breaks anything else, ciphertext that is, into lines.
pub(super) fn reorder(body: &mut Vec<u8>) {
    match serde_json::from_slice::<Map<String, Value>>(body) {
        Ok(fields) if fields.len() > 1 => {
            let mut fields: Vec<_> =
                fields.iter().map(|(name, value)| format!("{}:{value}", Value::from(name.as_str()))).collect();
            // Documented bodies are not sorted, and a map may be: only one of two orders can be the one signed.
            fields.sort();
            let sorted = format!("{{{}}}", fields.join(",")).into_bytes();
            fields.reverse();
            *body = if sorted == *body { format!("{{{}}}", fields.join(",")).into_bytes() } else { sorted };
        }
        _ => body.insert(body.len() / 2, b'\n'),
    }
}
