//! What an error code asks for.
//!
//! The common codes of the platform (`CommonErrorType`) only: those of an operation stand in its document.

use crate::alipay::Credentials;
use crate::alipay::remedies::remedy;
use crate::json::Json;
use crate::protocol::{Explanation, Outgoing};

/// Code and message of a failure, with a hint where its code is a common one.
pub(super) fn explain(credentials: &Credentials, outgoing: &Outgoing, body: &Json<'_>) -> Explanation {
    let text =
        |name| body.get(name).and_then(Json::scalar_text).filter(|text| !text.is_empty()).map(|text| text.into_owned());
    let (code, mut message) = (text("code"), text("message"));
    let hint = match code.as_deref() {
        Some("invalid-signature") => {
            message = message.map(|message| without_echo(&message, outgoing.url.path()));
            Some(signature_hint(credentials, outgoing.signed.as_deref().unwrap_or_default()))
        }
        Some(code) => remedy(code).map(str::to_owned),
        None => None,
    };
    Explanation { code, message, request_id: None, hint }
}

/// The gateway's message without the text it verified, which it repeats with all tokens in it.
fn without_echo(message: &str, path: &str) -> String {
    match ["app_id=", path, "{"].into_iter().filter_map(|begin| message.find(begin)).min() {
        Some(at) => format!("{}[{} bytes, in the raw body]", &message[..at], message.len() - at),
        None => message.to_owned(),
    }
}

fn signature_hint(credentials: &Credentials, signed: &str) -> String {
    let (app_id, fingerprint) = (credentials.app_id(), credentials.public_key().fingerprint());
    let mode = if credentials.app_cert_sn().is_some() {
        "The application is set to keys in the console, and signs here with certificates."
    } else {
        "The application is set to certificates in the console, and signs here without (Credentials::certificates)."
    };
    format!(
        "This was signed, secrets replaced by their length; each line ends with a line feed (LF), the last one too:\n\
         -----\n\
         {signed}\
         -----\n\
         The signing key's public half has the fingerprint {fingerprint}. Usual causes:\n\
         - The public key that the console holds for the application {app_id} is another one, because the key was \
         uploaded for another application or environment (sandbox, production), or has been replaced: compare \
         alipay::PublicKey::parse(…).fingerprint() of the console's text.\n\
         - {mode}\n\
         - The base URL has a path, or is an address of the older gateway (gateway.do).\n\
         - A proxy rewrites path, query or body.\n\
         - The clock of this machine is wrong."
    )
}

#[cfg(test)]
mod tests;
