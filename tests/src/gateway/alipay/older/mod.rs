//! The older gateway, `gateway.do`: one address for all operations, which are sets of parameters. A request is
//! verified ([`examine`]), decrypted, run as the operation of OpenAPI v3 that it is, and the answer of that is
//! written as a node of the older kind ([`node`]).

mod examine;
mod node;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::{Map, Value};

use super::operations::{self, Codes};
use super::verify::Refusal;
use crate::gateway::answer::Answer;
use crate::gateway::developer::ALIPAY;
use crate::gateway::keys::KEYS;
use crate::gateway::misbehaviour::Misbehaviour;
use crate::gateway::request::Request;
use crate::gateway::{Handled, crypto};
use examine::{Call, Examined};

/// The operation that has its parameters beside the system's.
const USER_TOKEN: &str = "alipay.system.oauth.token";

/// The operation that clients call to get a certificate they do not know.
const CERTIFICATE_DOWNLOAD: &str = "alipay.open.app.alipaycert.download";

/// Whether a request is for this side.
pub(super) fn is_for_me(request: &Request) -> bool {
    request.path().ends_with("/gateway.do")
}

pub(super) fn handle(request: &Request, faults: &[Misbehaviour], codes: &Mutex<Codes>) -> Handled {
    let Examined { call, string_to_sign, verdict } = examine::examine(request, super::now());
    let plaintext = verdict.and_then(|()| call.encrypted().then(|| decrypt(&call)).transpose());
    let refusal = plaintext.as_ref().err().map(|refusal| refusal.code.to_owned());
    let mut answer = match &plaintext {
        Err(refusal) => Answer::alipay_error(refusal.status, refusal.code, &refusal.message),
        Ok(plaintext) => Answer::substitute(faults)
            .unwrap_or_else(|| run(&call, plaintext.as_deref(), &mut codes.lock().expect("not poisoned"))),
    };
    answer.rewrite(faults);
    node::write(&mut answer, &call, refusal.is_some(), faults);
    Handled { answer, string_to_sign: Some(string_to_sign), plaintext: plaintext.ok().flatten(), refusal }
}

fn decrypt(call: &Call) -> Result<Vec<u8>, Refusal> {
    if call.get("encrypt_type") != Some("AES") {
        return Err(Refusal::bad_request("invalid-encrypt-type", "encrypt_type is not AES"));
    }
    let content = call.get("biz_content").unwrap_or_default();
    crypto::decrypt(ALIPAY.aes_key, content.as_bytes()).map_err(|why| Refusal::bad_request("decryption-error", why))
}

/// Runs the operation as v3 has it.
fn run(call: &Call, plaintext: Option<&[u8]>, codes: &mut Codes) -> Answer {
    let method = call.method();
    let content = plaintext.or_else(|| call.get("biz_content").map(str::as_bytes));
    let content: Map<String, Value> = match content {
        // What is not where the operation looks for it is not there.
        _ if method == USER_TOKEN || call.multipart => call.business(),
        None => Map::new(),
        Some(content) => match serde_json::from_slice(content) {
            Ok(content) => content,
            Err(_) => return Answer::alipay_error(400, "illegal-json", "biz_content is not a JSON object"),
        },
    };
    if method == CERTIFICATE_DOWNLOAD {
        return certificate(&content);
    }
    operations::run_by_name(method, call.get("auth_token"), &content, codes)
}

/// The certificate of a serial number, as base64 of its PEM.
fn certificate(content: &Map<String, Value>) -> Answer {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    let asked = content.get("alipay_cert_sn").and_then(Value::as_str);
    let known = [&KEYS.alipay_certificate, &KEYS.renewed_certificate];
    match known.into_iter().find(|certificate| asked == Some(certificate.sn.as_str())) {
        Some(certificate) => {
            let content = STANDARD.encode(&certificate.pem);
            Answer::json(200, format!(r#"{{"alipay_cert_content":"{content}"}}"#))
        }
        None => Answer::alipay_error(400, "alipay-cert-not-exist", "there is no such certificate"),
    }
}

/// Parameters by name.
type Parameters = BTreeMap<String, String>;
