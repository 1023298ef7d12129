//! Plain REST: parameters where the document says, JSON bodies, credentials by name of security scheme.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use crate::Secret;
use crate::error::{BuildError, RequestError};
use crate::json::Json;
use crate::protocol::{Answer, BoxFuture, Explanation, Incoming, Outgoing, Protocol, Refusal, Upstream, Verification};
use crate::request::{Body, Parameter, Request};
use crate::security::{Applied, Scheme};
use crate::serialization::{self, Piece, expand};
use crate::upload::Opened;
use crate::{form, url_text};

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

    /// Told that the API answered 401 to this credential. True where [`get`](Self::get) will give another one,
    /// with which the call is worth making again.
    fn refused<'a>(&'a self, _credential: &'a Secret) -> BoxFuture<'a, bool> {
        Box::pin(std::future::ready(false))
    }
}

impl Source for Secret {
    fn get(&self) -> BoxFuture<'_, Result<Secret, String>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

/// A credential, or where it comes from.
#[derive(Clone)]
pub struct Credential(Arc<dyn Source>);

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential")
    }
}

impl<S: Source> From<S> for Credential {
    fn from(source: S) -> Self {
        Self(Arc::new(source))
    }
}

impl From<&str> for Credential {
    fn from(text: &str) -> Self {
        Secret::from(text).into()
    }
}

impl From<String> for Credential {
    fn from(text: String) -> Self {
        Secret::from(text).into()
    }
}

/// Credentials by the name of their security scheme in the document.
#[derive(Clone, Default)]
pub struct Credentials {
    sources: BTreeMap<String, Credential>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.sources.keys()).finish()
    }
}

/// The credential of HTTP basic authentication (RFC 7617). The name must not have a colon.
#[must_use]
pub fn user_and_password(user: &str, password: impl Into<Secret>) -> Credential {
    Secret::from(format!("{user}:{}", password.into().expose())).into()
}

impl Credentials {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the credential of a security scheme: a [`Secret`], or a [`Source`] that is asked at every call.
    #[must_use]
    pub fn with(mut self, scheme: &str, source: impl Into<Credential>) -> Self {
        self.sources.insert(scheme.to_owned(), source.into());
        self
    }

    /// Adds those of `other`, which replace the ones of the same schemes.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.sources.extend(other.sources);
        self
    }

    /// The credential of a scheme to use now, for a protocol that computes something with it.
    ///
    /// # Errors
    /// It is not here, or cannot be had.
    pub async fn get(&self, scheme: &str) -> Result<Secret, RequestError> {
        let Some(Credential(source)) = self.sources.get(scheme) else {
            return Err(RequestError::Credential { schemes: scheme.to_owned() });
        };
        source.get().await.map_err(|why| RequestError::CredentialSource { scheme: scheme.to_owned(), why })
    }

    /// Adds an API key.
    #[must_use]
    pub fn api_key(self, scheme: &str, key: impl Into<Secret>) -> Self {
        self.with(scheme, key.into())
    }

    /// Adds a bearer token: one of an OAuth 2 flow, of OpenID Connect, or of the API itself.
    #[must_use]
    pub fn bearer(self, scheme: &str, token: impl Into<Secret>) -> Self {
        self.with(scheme, token.into())
    }

    /// Adds a user and a password (RFC 7617). The name must not have a colon.
    #[must_use]
    pub fn basic(self, scheme: &str, user: &str, password: impl Into<Secret>) -> Self {
        self.with(scheme, user_and_password(user, password))
    }

    /// The first alternative of which every credential is here. Where a document makes security optional with
    /// an empty alternative, that one comes last wherever it stands.
    fn met<'s>(&self, alternatives: &'s [&'s [Scheme]]) -> Option<&'s [Scheme]> {
        alternatives
            .iter()
            .filter(|schemes| schemes.iter().all(|scheme| self.sources.contains_key(scheme.name)))
            .min_by_key(|schemes| schemes.is_empty())
            .copied()
    }

    async fn satisfy(&self, alternatives: &[&[Scheme]]) -> Result<Vec<Applied>, RequestError> {
        if alternatives.is_empty() {
            return Ok(Vec::new());
        }
        let Some(schemes) = self.met(alternatives) else {
            let names =
                |schemes: &&[Scheme]| schemes.iter().map(|scheme| scheme.name).collect::<Vec<_>>().join(" and ");
            let schemes = alternatives.iter().map(names).collect::<Vec<_>>().join(", or ");
            return Err(RequestError::Credential { schemes });
        };
        let mut applied = Vec::new();
        for scheme in schemes {
            applied.extend(scheme.place.apply(&self.get(scheme.name).await?));
        }
        Ok(applied)
    }
}

/// The protocol of [`Platform`]: what documents describe, and nothing beyond it.
///
/// A protocol of your own, one that signs for example, can let it do its part: it puts every credential that
/// has a place of its own there, and leaves those of other HTTP schemes to you. Fill in what is missing in the
/// [`Outgoing`] that its [`encode`](Protocol::encode) gives.
#[derive(Clone, Debug, Default)]
pub struct Rest {
    pub(crate) credentials: Credentials,
}

impl Rest {
    /// With these credentials.
    #[must_use]
    pub fn new(credentials: impl Into<Credentials>) -> Self {
        Self { credentials: credentials.into() }
    }

    /// The credentials.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }
}

impl Protocol for Rest {
    fn encode<'a>(&'a self, base: &'a Url, request: &'a Request) -> BoxFuture<'a, Result<Outgoing, RequestError>> {
        Box::pin(async move {
            let applied = self.credentials.satisfy(request.endpoint.security).await?;
            let mut outgoing = plain(base, request)?.outgoing;
            for credential in applied {
                match credential {
                    Applied::Query(name, secret) => {
                        if request.options.address.is_some() {
                            // The API may have put it there.
                            let others = outgoing.url.query().and_then(|query| url_text::without(query, name));
                            outgoing.url.set_query(others.as_deref());
                        }
                        outgoing.url.set_query(Some(&url_text::appended(outgoing.url.query(), name, &secret)));
                    }
                    Applied::Header(name, secret) => set(&mut outgoing.headers, name, secret.expose())?,
                    Applied::Cookie(pair) => add_cookie(&mut outgoing.headers, pair.expose())?,
                }
            }
            Ok(outgoing)
        })
    }

    fn refused<'a>(&'a self, request: &'a Request, outgoing: &'a Outgoing) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let mut renewed = false;
            for scheme in self.credentials.met(request.endpoint.security).unwrap_or_default() {
                if let Some(credential) = scheme.place.used(outgoing)
                    && let Some(Credential(source)) = self.credentials.sources.get(scheme.name)
                {
                    renewed |= source.refused(&credential).await;
                }
            }
            renewed
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
    headers.insert(ACCEPT, HeaderValue::from_static(request.endpoint.accept));
    for parameter in &request.headers {
        let pieces = expand(&parameter.name, &parameter.value, parameter.serialization);
        if let [pieces] = pieces.as_slice() {
            set(&mut headers, &parameter.name, &text(pieces, str::to_owned))?;
        }
    }
    for Parameter { name, value, serialization } in &request.cookies {
        for pieces in expand(name, value, *serialization) {
            let escape = |text: &str| url_text::escaped(text, serialization.keeps_reserved());
            add_cookie(&mut headers, &text(&pieces, escape))?;
        }
    }
    let Content { media_type, body, stream, shown } = content(&request.body)?;
    if let Some(media_type) = media_type {
        let value = HeaderValue::from_str(&media_type);
        headers.insert(CONTENT_TYPE, value.map_err(|_| RequestError::Header { name: CONTENT_TYPE.to_string() })?);
    }
    let outgoing = Outgoing {
        method: request.endpoint.method.clone(),
        url,
        headers,
        body,
        stream,
        signed: None,
        request_id: None,
    };
    Ok(Plain { outgoing, shown_target, shown_body: shown })
}

/// The text of a laid out value.
fn text(pieces: &[Piece<'_>], escape: impl Fn(&str) -> String) -> String {
    let text = |piece: &Piece<'_>| match piece {
        Piece::Mark(mark) => (*mark).to_owned(),
        Piece::Name(name) => escape(name),
        Piece::Value(leaf) => escape(&leaf.sent),
    };
    pieces.iter().map(text).collect()
}

/// Adds a cookie to those that are there (RFC 6265, 5.4: one header for all).
fn add_cookie(headers: &mut HeaderMap, pair: &str) -> Result<(), RequestError> {
    let others = headers.get(COOKIE).and_then(|value| value.to_str().ok());
    let value = others.map_or_else(|| pair.to_owned(), |others| format!("{others}; {pair}"));
    set(headers, COOKIE.as_str(), &value)
}

/// The content of a request.
#[derive(Default)]
struct Content {
    media_type: Option<Cow<'static, str>>,
    body: Bytes,
    stream: Option<Upstream>,
    shown: String,
}

fn content(body: &Body) -> Result<Content, RequestError> {
    let in_memory = |media_type: &'static str, body: String, shown: String| Content {
        media_type: Some(media_type.into()),
        body: body.into(),
        stream: None,
        shown,
    };
    Ok(match body {
        Body::None => Content::default(),
        Body::Json { media_type, value } => in_memory(media_type, value.to_text(), value.to_masked_text()),
        Body::Text { media_type, value } => {
            let leaf = serialization::leaf(value);
            let shown = leaf.shown.unwrap_or_else(|| leaf.sent.clone().into_owned());
            in_memory(media_type, leaf.sent.into_owned(), shown)
        }
        Body::Form { media_type, value, encodings } => {
            let (body, shown) = form::encode(value, encodings);
            in_memory(media_type, body, shown)
        }
        Body::Multipart { media_type, form } => {
            let (media_type, opened) = form.open(media_type)?;
            opened_content(media_type.into(), opened, format!("[{} parts]", form.len()))
        }
        Body::Upload { media_type, upload } => {
            let own = upload.content_type.clone().map(Cow::Owned);
            let media_type = if media_type.contains('*') {
                own.unwrap_or(Cow::Borrowed("application/octet-stream"))
            } else {
                Cow::Borrowed(*media_type)
            };
            opened_content(media_type, upload.open()?, "[content]".to_owned())
        }
    })
}

fn opened_content(media_type: Cow<'static, str>, opened: Opened, shown: String) -> Content {
    let (body, stream) = match opened {
        Opened::Bytes(body) => (body, None),
        Opened::Stream(pieces, length) => (Bytes::new(), Some(Upstream { pieces: Mutex::new(Some(pieces)), length })),
    };
    Content { media_type: Some(media_type), body, stream, shown }
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
