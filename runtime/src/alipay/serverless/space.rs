//! A space: what it is known by on either side, and its requests, signed.

use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use url::Url;
use uuid::Uuid;

use super::md5;
use crate::Secret;
use crate::alipay::sorted_parameters;
use crate::error::RequestError;
use crate::json::{Json, mask};
use crate::protocol::Outgoing;
use crate::rest::set;

/// The header that a page's token stands in, beside the body.
pub(super) const TOKEN: &str = "x-basement-token";

#[derive(Clone)]
pub(super) struct Space {
    pub(super) id: Arc<str>,
    pub(super) side: Arc<Side>,
}

/// Who calls.
pub(super) enum Side {
    Page { client_secret: Secret },
    Function { key: Box<md5::SigningKey> },
}

impl fmt::Debug for Space {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Space");
        debug.field("id", &self.id);
        match &*self.side {
            Side::Page { .. } => debug.field("side", &"page"),
            Side::Function { key } => debug.field("side", &"function").field("key", &key.fingerprint()),
        };
        debug.finish_non_exhaustive()
    }
}

impl Space {
    pub(super) fn is_page(&self) -> bool {
        matches!(*self.side, Side::Page { .. })
    }

    /// A signed request: a method of the service with its parameters.
    pub(super) fn request(
        &self,
        base: &Url,
        method: &str,
        params: &Json<'_>,
        token: Option<&Secret>,
        now: SystemTime,
    ) -> Result<Outgoing, RequestError> {
        let timestamp = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let (text, shown, time) = (params.to_text(), params.to_masked_text(), timestamp.to_string());
        let string = |params: &str, token: &str| {
            let all = [
                ("spaceId", self.id.as_ref()),
                ("timestamp", &time),
                ("method", method),
                ("params", params),
                ("token", token),
            ];
            sorted_parameters(all)
        };
        let string_to_sign = string(&text, token.map_or("", Secret::expose));
        let sign = match &*self.side {
            Side::Page { client_secret } => md5::hmac(client_secret, string_to_sign.as_bytes()),
            Side::Function { key } => key.sign(string_to_sign.as_bytes()).map_err(RequestError::Protocol)?,
        };
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let ua = concat!("pkg_name:", env!("CARGO_PKG_NAME"), ";ver:", env!("CARGO_PKG_VERSION"), ";");
        headers.insert("x-serverless-ua", HeaderValue::from_static(ua));
        set(&mut headers, "x-serverless-sign", &sign)?;
        let request_id = (!self.is_page()).then(|| Uuid::new_v4().to_string());
        if let Some(id) = &request_id {
            set(&mut headers, "sofa-traceid", id)?;
        }
        if let Some(token) = token {
            set(&mut headers, TOKEN, token.expose())?;
        }
        let text_of = |value: &str| Json::String(value.to_owned().into());
        let mut members = vec![
            ("spaceId".into(), text_of(&self.id)),
            ("method".into(), text_of(method)),
            ("params".into(), text_of(&text)),
        ];
        members.extend(token.map(|token| ("token".into(), text_of(token.expose()))));
        members.push(("timestamp".into(), Json::Number(u64::try_from(timestamp).unwrap_or(u64::MAX).into())));
        let shown = string(&shown, &token.map_or_else(String::new, |token| mask(token.expose()))).to_string();
        Ok(Outgoing {
            method: Method::POST,
            url: self.url(base)?,
            headers,
            body: Json::Object(members).to_text().into(),
            stream: None,
            signed: Some(shown),
            request_id,
            operation: None,
            used: Vec::new(),
        })
    }

    fn url(&self, base: &Url) -> Result<Url, RequestError> {
        if base.host_str().is_some_and(|host| host.ends_with("alipay.com") || host.ends_with("alipaydev.com")) {
            return Err(RequestError::Protocol(format!(
                "{} is not an address of the serverless service: give the client one with \
                 `base_url(Serverless::PRODUCTION)`",
                base.host_str().unwrap_or_default()
            )));
        }
        let path = base.path().trim_end_matches('/');
        let end = if self.is_page() { "/client" } else { "/server" };
        let mut url = base.clone();
        if !path.ends_with(end) {
            url.set_path(&format!("{path}{end}"));
        }
        Ok(url)
    }
}
