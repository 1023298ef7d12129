//! Plain REST: parameters where the document says, JSON bodies, credentials by name of security scheme.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use url::Url;

use crate::Secret;
use crate::error::{BuildError, RequestError, SourceError};
use crate::json::Json;
use crate::protocol::{
    Answer, BoxFuture, Explanation, Incoming, Outgoing, Protocol, Refusal, Upstream, Used, Verification,
};
use crate::request::{Body, Options, Parameter, Request};
use crate::security::{Applied, Place, Scheme};
use crate::serialization::{self, Piece, expand};
use crate::upload::Opened;
use crate::{charset, form, url_text};

mod explain;

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
    fn get(&self) -> BoxFuture<'_, Result<Secret, SourceError>>;

    /// Whether there is a credential for each account, and a call has to say on whose behalf it is made.
    fn is_per_account(&self) -> bool {
        false
    }

    /// The credential for a call on behalf of this account.
    fn get_for<'a>(&'a self, account: &'a str) -> BoxFuture<'a, Result<Secret, SourceError>> {
        let _ = account;
        self.get()
    }

    /// The API refused a call because of this credential: true if there is another one now, so that the call is
    /// worth being made again, once.
    fn refused<'a>(&'a self, account: Option<&'a str>, credential: &'a Secret) -> BoxFuture<'a, bool> {
        let _ = (account, credential);
        Box::pin(std::future::ready(false))
    }
}

impl<S: Source + ?Sized> Source for Arc<S> {
    fn get(&self) -> BoxFuture<'_, Result<Secret, SourceError>> {
        (**self).get()
    }

    fn is_per_account(&self) -> bool {
        (**self).is_per_account()
    }

    fn get_for<'a>(&'a self, account: &'a str) -> BoxFuture<'a, Result<Secret, SourceError>> {
        (**self).get_for(account)
    }

    fn refused<'a>(&'a self, account: Option<&'a str>, credential: &'a Secret) -> BoxFuture<'a, bool> {
        (**self).refused(account, credential)
    }
}

impl Source for Secret {
    fn get(&self) -> BoxFuture<'_, Result<Secret, SourceError>> {
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
    /// Names of parameters of the query, by scheme, that are not those of the document.
    query_names: BTreeMap<String, &'static str>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.sources.keys()).finish()
    }
}

/// The credential of HTTP basic authentication (RFC 7617). With a colon in the name, which the server would take for
/// the end of it, every call is refused.
#[must_use]
pub fn user_and_password(user: &str, password: impl Into<Secret>) -> Credential {
    struct Colon;
    impl Source for Colon {
        fn get(&self) -> BoxFuture<'_, Result<Secret, SourceError>> {
            Box::pin(std::future::ready(Err("a user's name cannot have a colon (RFC 7617)".into())))
        }
    }
    if user.contains(':') {
        return Colon.into();
    }
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

    /// The names of the schemes, in order.
    #[cfg_attr(not(feature = "wechat"), allow(dead_code, reason = "only a platform shows them"))]
    pub(crate) fn schemes(&self) -> impl Iterator<Item = &str> {
        self.sources.keys().map(String::as_str)
    }

    /// Sends the credential of a scheme under another name of a parameter of the query than the document's, for
    /// an API that takes both.
    #[must_use]
    pub fn query_name(mut self, scheme: &str, parameter: &'static str) -> Self {
        self.query_names.insert(scheme.to_owned(), parameter);
        self
    }

    /// Adds those of `other`, which replace the ones of the same schemes.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.sources.extend(other.sources);
        self.query_names.extend(other.query_names);
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

    /// Adds a user and a password, see [`user_and_password`].
    #[must_use]
    pub fn basic(self, scheme: &str, user: &str, password: impl Into<Secret>) -> Self {
        self.with(scheme, user_and_password(user, password))
    }

    /// The first alternative of which every credential is here or among those of the call, and before it the
    /// first that has one of the call's. Where a document makes security optional with an empty alternative, that
    /// one comes last wherever it stands. A call on behalf of an account takes an alternative with a credential
    /// that is kept for each account, any other call one without.
    async fn satisfy(
        &self,
        options: &Options,
        alternatives: &[&[Scheme]],
    ) -> Result<Vec<(Applied, Used)>, RequestError> {
        let account = options.account.as_deref();
        let of_call = &options.credentials;
        let source = |scheme: &Scheme| {
            of_call.sources.get(scheme.name).or_else(|| self.sources.get(scheme.name)).map(|Credential(source)| source)
        };
        let is_of_call = |scheme: &Scheme| of_call.sources.contains_key(scheme.name);
        let is_per_account = |scheme: &Scheme| source(scheme).is_some_and(|source| source.is_per_account());
        if alternatives.is_empty() && account.is_none() {
            return Ok(Vec::new());
        }
        let here = || alternatives.iter().filter(|schemes| schemes.iter().all(|scheme| source(scheme).is_some()));
        if here().next().is_none() && !alternatives.is_empty() {
            let names =
                |schemes: &&[Scheme]| schemes.iter().map(|scheme| scheme.name).collect::<Vec<_>>().join(" and ");
            let schemes = alternatives.iter().map(names).collect::<Vec<_>>().join(", or ");
            return Err(RequestError::Credential { schemes });
        }
        let schemes = here()
            .filter(|schemes| schemes.iter().any(is_per_account) == account.is_some())
            .min_by_key(|schemes| (schemes.is_empty(), !schemes.iter().any(is_of_call)))
            .ok_or_else(|| RequestError::account(account))?;
        let mut applied = Vec::new();
        for scheme in *schemes {
            let Some(source) = source(scheme) else { continue };
            let used = Used::get(source, account.filter(|_| source.is_per_account()))
                .await
                .map_err(|why| RequestError::CredentialSource { scheme: scheme.name.to_owned(), why })?;
            let names = [of_call, self].map(|credentials| credentials.query_names.get(scheme.name));
            let place = match (scheme.place, names.into_iter().flatten().next()) {
                (Place::Query(_), Some(name)) => Place::Query(name),
                (place, _) => place,
            };
            applied.extend(place.apply(used.credential()).map(|applied| (applied, used)));
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
            let applied = self.credentials.satisfy(&request.options, request.endpoint.security).await?;
            let mut outgoing = plain(base, request)?.outgoing;
            for (credential, used) in applied {
                outgoing.used.push(used);
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

    /// Credentials are found by security scheme, those of accounts too.
    fn authorize<'a>(&'a self, _: &'a mut Request) -> BoxFuture<'a, Result<Vec<Used>, RequestError>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }

    /// 401 says so of all of them.
    fn refused_credentials<'o>(&self, outgoing: &'o Outgoing, answer: &Answer, _: &Json<'_>) -> &'o [Used] {
        if answer.status == StatusCode::UNAUTHORIZED { &outgoing.used } else { &[] }
    }

    fn open(&self, _: &Outgoing, incoming: Incoming) -> Result<Answer, Refusal> {
        let Incoming { status, headers, body } = incoming;
        let request_id = headers.get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
        Ok(Answer { status, headers, body, request_id, verification: Verification::None, failed: false })
    }

    fn explain(&self, _: &Outgoing, _: &Answer, body: &Json<'_>) -> Explanation {
        explain::explain(body)
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
            let is_raw = serialization.is_raw();
            let ends_a_cookie = |piece: &Piece<'_>| matches!(piece, Piece::Value(leaf) if leaf.sent.contains(';'));
            if is_raw && pieces.iter().any(ends_a_cookie) {
                return Err(RequestError::Header { name: COOKIE.to_string() });
            }
            let escape = |text: &str| match is_raw {
                true => text.to_owned(),
                false => url_text::escaped(text, serialization.keeps_reserved()),
            };
            add_cookie(&mut headers, &text(&pieces, escape))?;
        }
    }
    let Content { media_type, body, stream, shown } = content(&request.body)?;
    if let Some(media_type) = media_type {
        let value = HeaderValue::from_str(&media_type);
        headers.insert(CONTENT_TYPE, value.map_err(|_| RequestError::Header { name: CONTENT_TYPE.to_string() })?);
    }
    let outgoing = Outgoing {
        method: request.endpoint.method(),
        url,
        headers,
        body,
        stream,
        signed: None,
        request_id: None,
        operation: None,
        used: Vec::new(),
    };
    Ok(Plain { outgoing, shown_target, shown_body: shown })
}

/// The text of a laid out value.
pub(crate) fn text(pieces: &[Piece<'_>], escape: impl Fn(&str) -> String) -> String {
    let text = |piece: &Piece<'_>| match piece {
        Piece::Mark(mark) => (*mark).to_owned(),
        Piece::Name(name) => escape(name),
        Piece::Value(leaf) => escape(&leaf.sent),
    };
    pieces.iter().map(text).collect()
}

/// Adds a cookie to those that are there (RFC 6265, 5.4: one header for all).
fn add_cookie(headers: &mut HeaderMap, pair: &str) -> Result<(), RequestError> {
    let others = headers.get(COOKIE).and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
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
        Body::Json { media_type, value } => {
            in_memory(concrete(media_type, "application/json"), value.to_text(), value.to_masked_text())
        }
        Body::Text { media_type, value } => {
            let leaf = serialization::leaf(value);
            let shown = leaf.shown.unwrap_or_else(|| leaf.sent.clone().into_owned());
            let media_type =
                concrete(media_type, if media_type.contains("xml") { "application/xml" } else { "text/plain" });
            let body = charset::encode(media_type, leaf.sent).map_err(RequestError::Protocol)?;
            Content { body, ..in_memory(media_type, String::new(), shown) }
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
            let own = upload.content_type.clone().filter(|_| is_open(media_type));
            let media_type = own.map_or(concrete(media_type, "application/octet-stream").into(), Cow::Owned);
            opened_content(media_type, upload.open()?, "[content]".to_owned())
        }
    })
}

/// Whether a caller may choose the content type: the document names a range, by itself or behind one of its types.
pub(crate) fn is_open(media_type: &str) -> bool {
    media_type.contains('*')
}

/// What is sent as content type, which is never a range (RFC 9110, 8.3): the first that is none, or else `usual`.
fn concrete(media_type: &'static str, usual: &'static str) -> &'static str {
    if !is_open(media_type) {
        return media_type;
    }
    media_type.split(',').map(str::trim).find(|media_type| !is_open(media_type)).unwrap_or(usual)
}

/// A body in memory, or one that is read while it is sent.
pub(crate) fn in_memory_or_stream(opened: Opened) -> (Bytes, Option<Upstream>) {
    match opened {
        Opened::Bytes(body) => (body, None),
        Opened::Stream(pieces, length) => (Bytes::new(), Some(Upstream { pieces: Mutex::new(Some(pieces)), length })),
    }
}

fn opened_content(media_type: Cow<'static, str>, opened: Opened, shown: String) -> Content {
    let (body, stream) = in_memory_or_stream(opened);
    Content { media_type: Some(media_type), body, stream, shown }
}

/// Sets a header and marks it as one that is not to be shown.
///
/// # Errors
/// HTTP does not allow the name or the value.
pub(crate) fn set(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), RequestError> {
    match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes())) {
        (Ok(name), Ok(mut value)) => {
            value.set_sensitive(true);
            headers.insert(name, value);
            Ok(())
        }
        _ => Err(RequestError::Header { name: name.to_owned() }),
    }
}
