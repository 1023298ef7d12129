//! Which answers are believed.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::charset::Text;
use super::node::{member, members};
use super::operation::CERTIFICATE_DOWNLOAD;
use super::{Gateway, encode, failure};
use crate::alipay::{CipherError, Credentials, UnknownCertificate, VerificationError};
use crate::json;
use crate::protocol::{Answer, Incoming, Outgoing, Refusal, Verification};

/// The node of failures that have none of their own.
const ERROR_NODE: &str = "error_response";

/// Verifies the node of the answer as it stands on the wire, then decrypts it.
pub(super) fn open(gateway: &Gateway, outgoing: &Outgoing, incoming: Incoming) -> Result<Answer, Refusal> {
    let Incoming { status, headers, body } = incoming;
    let request_id = trace_id(&headers);
    match read(&gateway.credentials, outgoing, status, &body) {
        Ok(Read { body, verification, failed }) => {
            Ok(Answer { status, headers, body, request_id, verification, failed })
        }
        Err(distrust) => Err(Refusal { reason: distrust.to_string(), request_id }),
    }
}

/// The serial number of the certificate that has signed an answer, if it says so and is not asked for it.
pub(super) fn certificate_of(outgoing: &Outgoing, incoming: &Incoming) -> Option<String> {
    if outgoing.operation.as_deref() == Some(CERTIFICATE_DOWNLOAD) {
        return None;
    }
    let text = Text::of(&incoming.body);
    let members = members(&text.bytes)?;
    member(&members, "alipay_cert_sn").and_then(string)
}

/// What an answer came to.
struct Read {
    body: Bytes,
    verification: Verification,
    failed: bool,
}

/// Why an answer is not believed, and what to look at.
#[derive(Debug, thiserror::Error)]
enum Distrust {
    #[error(
        "it is no answer of the gateway (JSON with {0} and a sign). Does the base URL point at the gateway? Is this \
         a page of a proxy?"
    )]
    Foreign(String),
    #[error("it says that the call succeeded and is not signed")]
    Unsigned,
    #[error(
        "{error} (checked with {key}). Is this the platform's key for this application and this environment \
         (sandbox and production have different ones)? Was the body changed on the way, say by a proxy that \
         writes JSON anew?"
    )]
    Mismatch { error: VerificationError, key: String },
    #[error(transparent)]
    UnknownCertificate(#[from] UnknownCertificate),
    #[error(
        "it is signed but not encrypted, though the request was. Is content encryption switched on for this \
         application in the open platform's console? If it is not meant to be, leave out Credentials::encrypted"
    )]
    NotEncrypted,
    #[error("it is encrypted, and there is no key to decrypt it: add Credentials::encrypted")]
    NoKey,
    #[error("it is signed but cannot be decrypted: {0}")]
    Undecryptable(CipherError),
}

fn read(credentials: &Credentials, outgoing: &Outgoing, status: StatusCode, body: &Bytes) -> Result<Read, Distrust> {
    let method = outgoing.operation.as_deref().unwrap_or_default();
    let node_name = format!("{}_response", method.replace('.', "_"));
    let text = Text::of(body);
    let members = members(&text.bytes).unwrap_or_default();
    let own = member(&members, &node_name).map(|node| (node, false));
    let Some((node, is_error_node)) = own.or_else(|| member(&members, ERROR_NODE).map(|node| (node, true))) else {
        if status.is_success() {
            return Err(Distrust::Foreign(node_name));
        }
        let body = into_bytes(text.bytes, body);
        return Ok(Read { body, verification: Verification::Unsigned, failed: true });
    };
    let verification = match member(&members, "sign").and_then(string).filter(|sign| !sign.is_empty()) {
        None => Verification::Unsigned,
        Some(sign) => {
            let sn = member(&members, "alipay_cert_sn").and_then(string);
            match credentials.platform_key(sn.as_deref()) {
                Ok(_) => verify(credentials, sn.as_deref(), &text.on_the_wire(node), &sign)?,
                // What is asked for is the certificate that is not known yet.
                Err(_) if method == CERTIFICATE_DOWNLOAD => Verification::None,
                Err(unknown) => return Err(unknown.into()),
            }
        }
    };
    let content = match node.first() {
        Some(b'"') if verification == Verification::Unsigned => return Err(Distrust::Unsigned),
        Some(b'"') => Bytes::from(decrypt(credentials, node)?),
        _ => Bytes::copy_from_slice(node),
    };
    let mut scratch = String::new();
    let parsed = json::parse(&content, &mut scratch);
    if let Some(failure) = parsed.ok().filter(|node| is_error_node || failure::is_failure(node)) {
        let body = failure::in_v3(method, failure).to_text().into();
        return Ok(Read { body, verification, failed: true });
    }
    if verification == Verification::Unsigned {
        return Err(Distrust::Unsigned);
    }
    if encode::is_encrypted(outgoing) && !node.starts_with(b"\"") {
        return Err(Distrust::NotEncrypted);
    }
    Ok(Read { body: content, verification, failed: false })
}

/// Checks the signature over the node, and over the node with `\/` written as `/`, which is what some of the
/// platform's servers have signed.
fn verify(credentials: &Credentials, sn: Option<&str>, node: &[u8], signature: &str) -> Result<Verification, Distrust> {
    let key = credentials.platform_key(sn)?;
    let outcome = key.verify(node, signature).or_else(|error| match without_escaped_slashes(node) {
        Some(node) => key.verify(&node, signature),
        None => Err(error),
    });
    match outcome {
        Ok(()) => Ok(Verification::Verified),
        Err(error) => {
            let holder = if credentials.app_cert_sn().is_some() { "certificate" } else { "public key" };
            Err(Distrust::Mismatch { error, key: format!("the configured Alipay {holder}, {}", key.fingerprint()) })
        }
    }
}

fn without_escaped_slashes(node: &[u8]) -> Option<Vec<u8>> {
    if !node.windows(2).any(|pair| pair == b"\\/") {
        return None;
    }
    let mut plain = Vec::with_capacity(node.len());
    let mut rest = node;
    while let Some((byte, tail)) = rest.split_first() {
        if !rest.starts_with(b"\\/") {
            plain.push(*byte);
        }
        rest = if rest.starts_with(b"\\/") {
            plain.push(b'/');
            &rest[2..]
        } else {
            tail
        };
    }
    Some(plain)
}

/// The content of a node that is a string of ciphertext.
fn decrypt(credentials: &Credentials, node: &[u8]) -> Result<Vec<u8>, Distrust> {
    let key = credentials.content_key().ok_or(Distrust::NoKey)?;
    let ciphertext = string(node).ok_or(Distrust::Undecryptable(CipherError::NotBase64))?;
    key.decrypt(&ciphertext).map_err(Distrust::Undecryptable)
}

/// The text of a JSON string.
fn string(raw: &[u8]) -> Option<String> {
    serde_json::from_slice(raw).ok()
}

fn into_bytes(text: Cow<'_, [u8]>, body: &Bytes) -> Bytes {
    match text {
        Cow::Borrowed(_) => body.clone(),
        Cow::Owned(text) => text.into(),
    }
}

fn trace_id(headers: &HeaderMap) -> Option<String> {
    let text = String::from_utf8_lossy(headers.get("trace_id").or_else(|| headers.get("traceid"))?.as_bytes());
    (!matches!(text.trim(), "" | "null")).then(|| text.into_owned())
}

#[cfg(test)]
mod tests;
