//! A request becomes HTTP.

use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use url::{Position, Url};
use uuid::Uuid;

use crate::Secret;
use crate::alipay::{AuthString, Credentials, StringToSign, authorization};
use crate::error::RequestError;
use crate::protocol::Outgoing;
use crate::request::{Body, Request};
use crate::rest::{self, Plain, set};

const APP_AUTH_TOKEN: &str = "alipay-app-auth-token";
const ENCRYPT_TYPE: &str = "alipay-encrypt-type";
const REQUEST_ID: &str = "alipay-request-id";
const ROOT_CERT_SN: &str = "alipay-root-cert-sn";

/// Headers that mean something to the gateway and follow from the credentials and the body. From elsewhere
/// they would contradict the signature, or say that a body is encrypted that is not.
const RESERVED: [&str; 6] =
    ["authorization", "content-type", "alipay-encryption-algm", ENCRYPT_TYPE, REQUEST_ID, ROOT_CERT_SN];

/// Encrypts, where a content key is configured, and signs.
pub(super) fn encode(credentials: &Credentials, base: &Url, request: &Request) -> Result<Outgoing, RequestError> {
    refuse_older_gateway(base)?;
    refuse_reserved_headers(request)?;
    let Plain { mut outgoing, shown_target, mut shown_body } = rest::plain(base, request)?;
    // Of a multipart body only the part `data` is signed, and nothing where there is none.
    let data = match &request.body {
        Body::Multipart { form, .. } => Some(form.text_of("data").unwrap_or_default()),
        _ => None,
    };
    if data.is_some() && credentials.content_key().is_some() {
        return Err(RequestError::Protocol(
            "the gateway takes no encrypted multipart body: call with credentials without `encrypted`".to_owned(),
        ));
    }
    if let Some(key) = credentials.content_key().filter(|_| !outgoing.body.is_empty()) {
        outgoing.body = key.encrypt(&outgoing.body).into();
        outgoing.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        outgoing.headers.insert(ENCRYPT_TYPE, HeaderValue::from_static("AES"));
        shown_body = format!("[ciphertext, {} bytes, of {shown_body}]", outgoing.body.len());
    }
    outgoing.headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let request_id = Uuid::new_v4().to_string();
    set(&mut outgoing.headers, REQUEST_ID, &request_id)?;
    if let Some(sn) = credentials.root_cert_sn() {
        set(&mut outgoing.headers, ROOT_CERT_SN, sn)?;
    }
    let app_auth_token = app_auth_token(&outgoing.headers, request)?;
    if let Some(token) = &app_auth_token {
        set(&mut outgoing.headers, APP_AUTH_TOKEN, token.expose())?;
    }
    let signed_body = data.map_or_else(|| outgoing.body.clone(), |data| Bytes::copy_from_slice(data.as_bytes()));
    let string = string_to_sign(credentials, &outgoing, signed_body, app_auth_token);
    let signature = credentials.sign(&string.to_bytes());
    set(&mut outgoing.headers, AUTHORIZATION.as_str(), &authorization(&string.auth_string, &signature))?;
    outgoing.signed = Some(string.masked(&shown_target, &shown_body));
    outgoing.request_id = Some(request_id);
    Ok(outgoing)
}

/// With a fresh nonce and the time of now.
fn string_to_sign(
    credentials: &Credentials,
    outgoing: &Outgoing,
    body: Bytes,
    app_auth_token: Option<Secret>,
) -> StringToSign {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let auth = AuthString {
        app_id: credentials.app_id(),
        app_cert_sn: credentials.app_cert_sn(),
        nonce: &Uuid::new_v4().to_string(),
        timestamp: u64::try_from(now.as_millis()).unwrap_or(u64::MAX),
    };
    StringToSign {
        auth_string: auth.to_string(),
        method: outgoing.method.clone(),
        request_target: outgoing.url[Position::BeforePath..Position::AfterQuery].to_owned(),
        body,
        app_auth_token,
    }
}

/// The token of the merchant on whose behalf the call is made: the document's parameter, or else the
/// caller's own header. It is signed as the gateway will read it, hence without white space around it
/// (RFC 9110, 5.5).
fn app_auth_token(headers: &HeaderMap, request: &Request) -> Result<Option<Secret>, RequestError> {
    let extra = || request.options.headers.iter().find(|(name, _)| name == APP_AUTH_TOKEN).map(|(_, value)| value);
    let Some(value) = headers.get(APP_AUTH_TOKEN).or_else(extra) else {
        return Ok(None);
    };
    let text = value.to_str().map_err(|_| RequestError::Header { name: APP_AUTH_TOKEN.to_owned() })?.trim();
    if text.is_empty() {
        return Err(RequestError::Protocol(format!(
            "the header {APP_AUTH_TOKEN} is empty: leave it out for calls that the application makes for itself"
        )));
    }
    Ok(Some(text.into()))
}

fn refuse_older_gateway(base: &Url) -> Result<(), RequestError> {
    if base.path().trim_end_matches('/').ends_with("gateway.do") {
        return Err(RequestError::Protocol(
            "the base URL ends in gateway.do, which is the address of the older gateway and does not speak v3: \
             leave the path out, as in https://openapi.alipay.com"
                .to_owned(),
        ));
    }
    Ok(())
}

fn refuse_reserved_headers(request: &Request) -> Result<(), RequestError> {
    let parameters = request.headers.iter().map(|parameter| parameter.name.as_ref());
    let extra = request.options.headers.iter().map(|(name, _)| name.as_str());
    match parameters.chain(extra).find(|name| RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name))) {
        None => Ok(()),
        Some(name) => Err(RequestError::Protocol(format!(
            "the header {name} is the protocol's own, which sets it from the credentials and the body: leave it out"
        ))),
    }
}

/// Whether the body of a request is ciphertext.
pub(super) fn is_encrypted(outgoing: &Outgoing) -> bool {
    outgoing.headers.contains_key(ENCRYPT_TYPE)
}

#[cfg(test)]
mod tests;
