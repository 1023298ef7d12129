//! What an error code asks for.
//!
//! The common codes of the platform (`CommonErrorType`) only: those of an operation stand in its document.

use crate::alipay::Credentials;
use crate::json::Json;
use crate::protocol::{Explanation, Outgoing};

/// Codes and what to do about them.
struct Family {
    codes: &'static [&'static str],
    remedy: &'static str,
}

const FAMILIES: &[Family] = &[
    Family {
        codes: &["missing-signature"],
        remedy: "The gateway saw no signature: does a proxy remove the Authorization header?",
    },
    Family {
        codes: &["missing-timestamp", "invalid-timestamp", "illegal-timestamp"],
        remedy: "The gateway does not accept the time of the request: is the clock of this machine right?",
    },
    Family {
        codes: &[
            "missing-signature-type",
            "missing-default-signature-type",
            "missing-signature-key",
            "missing-signature-config",
            "invalid-signature-type",
            "invalid-signature-type-said-interface",
            "unsupported-expired-app-key-sign",
            "app-key-security-risk",
        ],
        remedy: "The application's key in the open platform's console is missing, of another kind, expired or \
                 withdrawn: upload the public half of an RSA key of at least 2048 bits (RSA2) and sign with its \
                 private half.",
    },
    Family {
        codes: &[
            "missing-app-cert-sn",
            "missing-alipay-cert-sn",
            "missing-alipay-root-cert-sn",
            "invalid-alipay-root-cert-sn",
            "app-cert-not-exist",
            "alipay-cert-not-exist",
            "app-cert-expired",
        ],
        remedy: "The certificates do not fit the application: download all three (the application's, Alipay's, \
                 the roots) from the open platform's console and pass them to Credentials::certificates.",
    },
    Family {
        codes: &[
            "missing-encrypt-type",
            "missing-encrypt-key",
            "invalid-encrypt-type",
            "invalid-encrypt",
            "decryption-error",
            "decryption-error-missing-encrypt-type",
            "decryption-error-not-valid-encrypt-type",
            "decryption-error-not-valid-encrypt-key",
            "decryption-error-unknown",
        ],
        remedy: "Content encryption: the AES key passed to Credentials::encrypted must be the one that the open \
                 platform's console shows for this application and environment. Operations that have to be \
                 encrypted fail without it.",
    },
    Family {
        codes: &[
            "invalid-auth-token",
            "auth-token-time-out",
            "access-data-time-out",
            "missing-app-access-token",
            "invalid-auth-relations",
        ],
        remedy: "The user's access token is missing, expired, withdrawn or another application's: get a new one \
                 with the refresh token, or let the user authorize again.",
    },
    Family {
        codes: &["invalid-app-auth-token", "app-auth-token-time-out", "invalid-app-auth-relations"],
        remedy: "The merchant's app auth token is expired, withdrawn, or was given to another application or in \
                 another environment: get a new one with the refresh token, or let the merchant authorize again.",
    },
    Family {
        codes: &["invalid-app-auth-token-no-api"],
        remedy: "The merchant's grant does not cover this operation: let the merchant authorize again with it \
                 included.",
    },
    Family {
        codes: &["not-support-app-auth"],
        remedy: "This operation cannot be called on behalf of a merchant: leave out the app auth token.",
    },
    Family {
        codes: &["openid-error"],
        remedy: "The open id is not one of this application: an open id belongs to the application that got it.",
    },
    Family {
        codes: &["missing-app-id", "invalid-app-id", "invalid-app-state"],
        remedy: "The gateway knows no active application of this id: do app id and base URL belong to the same \
                 environment (sandbox or production), and is the application online?",
    },
    Family {
        codes: &["missing-method", "invalid-method", "invalid-app-method", "forbidden-api"],
        remedy: "The gateway knows no such operation for this application: are method, path and base URL right, \
                 and does this environment offer the operation?",
    },
    Family {
        codes: &[
            "insufficient-isv-permissions",
            "insufficient-user-permissions",
            "invalid-subscribe-relations",
            "sevice-not-been-subscribed-to",
            "no-product-reg-by-partner",
            "invalid-product",
            "invalid-partnerid",
            "inner-app-no-access",
        ],
        remedy: "The application, or the merchant it acts for, may not call this operation: add the capability to \
                 the application in the open platform's console and sign up for the product behind it.",
    },
    Family {
        codes: &["app-api-punished", "app-unbind-partner", "app-invalid-oid"],
        remedy: "The platform has barred the application or its account from this operation: the open platform's \
                 console says why.",
    },
    Family {
        codes: &["illegal-client-ip"],
        remedy: "The address of this machine is not on the application's list of allowed addresses in the open \
                 platform's console.",
    },
    Family {
        codes: &["app-call-limited", "method-call-limited", "app-auth-invoke-limit", "exceed-api-balance"],
        remedy: "Too many calls: wait before the next one, and spread them.",
    },
    Family {
        codes: &["unknow-error"],
        remedy: "A fault of the platform: the call may have taken effect, so look before making it again; support \
                 asks for the request id.",
    },
];

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
        Some(code) => {
            FAMILIES.iter().find(|family| family.codes.contains(&code)).map(|family| family.remedy.to_owned())
        }
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
