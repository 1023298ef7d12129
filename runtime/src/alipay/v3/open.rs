//! Which answers are believed.

use std::borrow::Cow;

use bytes::Bytes;
use http::HeaderMap;

use super::encode::is_encrypted;
use crate::alipay::{CipherError, Credentials, StringToVerify, UnknownCertificate, VerificationError};
use crate::protocol::{Answer, Incoming, Outgoing, Refusal, Verification};

const NONCE: &str = "alipay-nonce";
const SIGNATURE: &str = "alipay-signature";
const SN: &str = "alipay-sn";
const TIMESTAMP: &str = "alipay-timestamp";
const TRACE_ID: &str = "alipay-trace-id";

/// Verifies the body as received, then decrypts it.
pub(super) fn open(credentials: &Credentials, outgoing: &Outgoing, incoming: Incoming) -> Result<Answer, Refusal> {
    let request_id = header(&incoming.headers, TRACE_ID).map(Cow::into_owned);
    let checked = verify(credentials, &incoming).and_then(|verification| {
        let body = match verification {
            Verification::Verified if is_encrypted(outgoing) => decrypt(credentials, &incoming)?,
            _ => incoming.body.clone(),
        };
        Ok((body, verification))
    });
    match checked {
        Ok((body, verification)) => {
            let Incoming { status, headers, .. } = incoming;
            Ok(Answer { status, headers, body, request_id, verification, failed: false })
        }
        Err(distrust) => Err(Refusal { reason: distrust.to_string(), request_id }),
    }
}

/// The serial number of the certificate that has signed an answer, if it says so.
pub(super) fn certificate_of(incoming: &Incoming) -> Option<Cow<'_, str>> {
    header(&incoming.headers, SIGNATURE)?;
    header(&incoming.headers, SN)
}

/// Why an answer is not believed, and what to look at.
#[derive(Debug, thiserror::Error)]
enum Distrust {
    #[error(
        "it is not signed. Does the base URL point at the v3 gateway (it must not end in gateway.do)? Is this a \
         page of a proxy?"
    )]
    Unsigned,
    #[error(
        "it has a signature but no header {0}, without which the signature cannot be checked: does a proxy remove \
         headers?"
    )]
    Incomplete(&'static str),
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
    #[error("it is signed but cannot be decrypted: {0}")]
    Undecryptable(CipherError),
}

/// A success must be signed if it has a body; whatever has a signature must have a good one.
fn verify(credentials: &Credentials, incoming: &Incoming) -> Result<Verification, Distrust> {
    let Incoming { status, headers, body } = incoming;
    let Some(signature) = header(headers, SIGNATURE) else {
        return match (status.is_success(), body.is_empty()) {
            (true, true) => Ok(Verification::None),
            (true, false) => Err(Distrust::Unsigned),
            (false, _) => Ok(Verification::Unsigned),
        };
    };
    let required = |name| header(headers, name).ok_or(Distrust::Incomplete(name));
    let (timestamp, nonce) = (required(TIMESTAMP)?, required(NONCE)?);
    let key = credentials.platform_key(header(headers, SN).as_deref())?;
    key.verify(&StringToVerify { timestamp: &timestamp, nonce: &nonce, body }.to_bytes(), &signature).map_err(
        |error| {
            let holder = if credentials.app_cert_sn().is_some() { "certificate" } else { "public key" };
            Distrust::Mismatch { error, key: format!("the configured Alipay {holder}, {}", key.fingerprint()) }
        },
    )?;
    Ok(Verification::Verified)
}

/// The content of a verified answer to an encrypted request. Failures come in clear.
fn decrypt(credentials: &Credentials, incoming: &Incoming) -> Result<Bytes, Distrust> {
    let Some(key) = credentials.content_key().filter(|_| !incoming.body.is_empty()) else {
        return Ok(incoming.body.clone());
    };
    // What is not UTF-8 is not base64 either.
    match key.decrypt(&String::from_utf8_lossy(&incoming.body)) {
        Ok(content) => Ok(content.into()),
        Err(_) if !incoming.status.is_success() => Ok(incoming.body.clone()),
        Err(CipherError::NotBase64) => Err(Distrust::NotEncrypted),
        Err(error) => Err(Distrust::Undecryptable(error)),
    }
}

/// The text of a header; nothing where it is empty or the word `null`, which the gateway writes for absent
/// values. Bytes that are no text are replaced, so that they match nothing.
fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<Cow<'h, str>> {
    let text = String::from_utf8_lossy(headers.get(name)?.as_bytes());
    (!matches!(text.trim(), "" | "null")).then_some(text)
}

#[cfg(test)]
mod tests;
