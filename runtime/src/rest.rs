//! Plain REST: parameters where the document says, JSON bodies, credentials by name of security scheme.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use crate::Secret;
use crate::error::{BuildError, RequestError};
use crate::json::Json;
use crate::protocol::{Answer, BoxFuture, Explanation, Incoming, Outgoing, Protocol, Refusal, Verification};
use crate::request::{Body, Parameter, Request};
use crate::security::{Applied, Scheme};
use crate::url_text;

/// The platform of documents that need no protocol of their own.
#[derive(Clone, Copy, Debug)]
pub struct Platform;

impl crate::protocol::Platform for Platform {
    type Credentials = Credentials;

    fn protocol(credentials: Option<Credentials>) -> Result<Arc<dyn Protocol>, BuildError> {
        Ok(Arc::new(Rest { credentials: credentials.unwrap_or_default() }))
    }
}

/// Where a credential comes from when a call needs it.
///
/// The text of an error is shown, so it must not hold the credential.
pub trait Source: Send + Sync + 'static {
    /// The credential to use now.
    fn get(&self) -> BoxFuture<'_, Result<Secret, String>>;
}

impl Source for Secret {
    fn get(&self) -> BoxFuture<'_, Result<Secret, String>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

/// Credentials by the name of their security scheme in the document.
#[derive(Clone, Default)]
pub struct Credentials {
    sources: BTreeMap<String, Arc<dyn Source>>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.sources.keys()).finish()
    }
}

impl Credentials {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the credential of a security scheme: a [`Secret`], or a [`Source`] that is asked at every call.
    #[must_use]
    pub fn with(mut self, scheme: &str, source: impl Source) -> Self {
        self.sources.insert(scheme.to_owned(), Arc::new(source));
        self
    }

    /// The first alternative of which every credential is here.
    async fn satisfy(&self, alternatives: &[&[Scheme]]) -> Result<Vec<Applied>, RequestError> {
        if alternatives.is_empty() {
            return Ok(Vec::new());
        }
        let Some(schemes) =
            alternatives.iter().find(|schemes| schemes.iter().all(|scheme| self.sources.contains_key(scheme.name)))
        else {
            let names =
                |schemes: &&[Scheme]| schemes.iter().map(|scheme| scheme.name).collect::<Vec<_>>().join(" and ");
            let schemes = alternatives.iter().map(names).collect::<Vec<_>>().join(", or ");
            return Err(RequestError::Credential { schemes });
        };
        let mut applied = Vec::new();
        for scheme in *schemes {
            let credential = self.sources[scheme.name]
                .get()
                .await
                .map_err(|why| RequestError::CredentialSource { scheme: scheme.name.to_owned(), why })?;
            applied.extend(scheme.place.apply(&credential));
        }
        Ok(applied)
    }
}

/// The protocol of [`Platform`].
#[derive(Clone, Debug)]
pub(crate) struct Rest {
    pub(crate) credentials: Credentials,
}

impl Protocol for Rest {
    fn encode<'a>(&'a self, base: &'a Url, request: &'a Request) -> BoxFuture<'a, Result<Outgoing, RequestError>> {
        Box::pin(async move {
            let applied = self.credentials.satisfy(request.endpoint.security).await?;
            let mut outgoing = plain(base, request)?.outgoing;
            for credential in applied {
                match credential {
                    Applied::Query(name, secret) => {
                        outgoing.url.set_query(Some(&url_text::appended(outgoing.url.query(), name, &secret)));
                    }
                    Applied::Header(name, secret) => set(&mut outgoing.headers, name, secret.expose())?,
                }
            }
            Ok(outgoing)
        })
    }

    fn open(&self, _: &Outgoing, incoming: Incoming) -> Result<Answer, Refusal> {
        let Incoming { status, headers, body } = incoming;
        let request_id = headers.get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
        Ok(Answer { status, headers, body, request_id, verification: Verification::None })
    }

    /// Finds the code and the message under the names that most APIs use (RFC 9457 among them).
    fn explain(&self, _: &Outgoing, _: &Answer, body: &Json<'_>) -> Explanation {
        let find = |names: &[&str]| {
            names.iter().find_map(|name| body.get(name)).and_then(Json::scalar_text).map(|text| text.into_owned())
        };
        Explanation {
            code: find(&["code", "error", "type"]),
            message: find(&["message", "detail", "error_description", "title"]),
            ..Explanation::default()
        }
    }
}

/// A request in HTTP before any credential, with what may be shown of it.
pub(crate) struct Plain {
    pub(crate) outgoing: Outgoing,
    /// Path and query, secrets masked.
    #[cfg_attr(not(feature = "alipay"), allow(dead_code, reason = "only protocols that sign show it"))]
    pub(crate) shown_target: String,
    /// The body, secrets masked.
    #[cfg_attr(not(feature = "alipay"), allow(dead_code, reason = "only protocols that sign show it"))]
    pub(crate) shown_body: String,
}

/// What plain REST and the protocols above it have in common: URL, header parameters, body.
///
/// # Errors
/// A value cannot be sent.
pub(crate) fn plain(base: &Url, request: &Request) -> Result<Plain, RequestError> {
    let (url, shown_target) = url_text::target(base, request)?;
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    for Parameter { name, value } in &request.headers {
        let text = value.scalar_text().ok_or_else(|| RequestError::Parameter { name: name.to_string() })?;
        set(&mut headers, name, &text)?;
    }
    let (body, shown_body) = match &request.body {
        Body::None => (String::new(), String::new()),
        Body::Json { media_type, value } => {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
            (value.to_text(), value.to_masked_text())
        }
    };
    let outgoing = Outgoing {
        method: request.endpoint.method.clone(),
        url,
        headers,
        body: Bytes::from(body),
        signed: None,
        request_id: None,
    };
    Ok(Plain { outgoing, shown_target, shown_body })
}

/// Sets a header and marks it as one that is not to be shown.
///
/// # Errors
/// HTTP does not allow the name or the value.
pub(crate) fn set(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), RequestError> {
    match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
        (Ok(name), Ok(mut value)) => {
            value.set_sensitive(true);
            headers.insert(name, value);
            Ok(())
        }
        _ => Err(RequestError::Header { name: name.to_owned() }),
    }
}
