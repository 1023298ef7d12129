//! One call, from its values to its answer.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use tracing::Instrument;
use url::Url;

use crate::Secret;
use crate::Value;
use crate::client::{Client, Inner};
use crate::codec::DecodeError;
use crate::error::{ApiError, Error, Problem, SignatureError, TransportError, UnexpectedAnswer};
use crate::headers::Headers;
use crate::json::{self, Json};
use crate::operation::{Endpoint, InBandError, Operation};
use crate::payload::{Content, Payload, says_json};
use crate::protocol::{Answer, BoxFuture, Next, Outgoing, Refusal, Used, Verification};
use crate::request::Request;
use crate::stream::ByteStream;
use crate::transport::Arrived;
use crate::{charset, retry, transport};

/// A call of the operation `O` that has not been made yet.
#[must_use = "a call is made when it is sent"]
pub struct Call<O> {
    client: Client,
    request: Request,
    operation: PhantomData<fn() -> O>,
}

/// A value with what came beside it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// The value.
    pub value: T,
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The id under which the API knows the call.
    pub request_id: Option<String>,
    /// Whether the answer's signature was checked.
    pub verification: Verification,
    /// The body as it came (decrypted, where it was encrypted); empty where it is a stream.
    pub raw: Bytes,
}

impl<T> Response<T> {
    /// The headers that the document describes.
    ///
    /// # Errors
    /// One is not what the document says.
    pub fn typed_headers<H: Headers>(&self) -> Result<H, DecodeError> {
        H::read(&self.headers)
    }
}

/// Without the headers' values and the raw body.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("value", &self.value)
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("verification", &self.verification)
            .finish_non_exhaustive()
    }
}

/// An operation that no document describes: any JSON in, any JSON out.
#[derive(Debug)]
pub struct Raw;

impl Operation for Raw {
    type Output = Value;
    type Error = Value;
    const ENDPOINT: Endpoint = Endpoint::new("raw", Method::POST, "/");
}

impl Client {
    /// A call of the operation `O` without any values.
    pub fn call<O: Operation>(&self) -> Call<O> {
        self.prepare(O::ENDPOINT)
    }

    /// A call that no document describes; `path` may have a query, whose values are taken as they stand. Which
    /// of them are secret is not known, so none is shown.
    pub fn raw(&self, method: Method, path: &str) -> Call<Raw> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut endpoint = Endpoint::new("raw", method, "/");
        endpoint.id = Cow::Owned(format!("{} {path}", endpoint.method()));
        endpoint.path = Cow::Owned(if path.starts_with('/') { path.to_owned() } else { format!("/{path}") });
        let mut call = self.prepare(endpoint);
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            call.request.query::<Secret>(name.into_owned(), value.into_owned());
        }
        call
    }

    fn prepare<O>(&self, endpoint: Endpoint) -> Call<O> {
        Call { client: self.clone(), request: Request::new(endpoint), operation: PhantomData }
    }
}

impl<O> fmt::Debug for Call<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("client", &self.client).field("request", &self.request).finish()
    }
}

type Success<O> = <<O as Operation>::Output as Payload>::Value;
type Failed<O> = Error<<<O as Operation>::Error as Payload>::Value>;

/// What comes of a call.
pub type Outcome<O> = Result<Response<Success<O>>, Failed<O>>;

impl<O: Operation> Call<O> {
    /// The values of the call.
    pub fn request(&mut self) -> &mut Request {
        &mut self.request
    }

    /// Makes the call.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn send(mut self) -> Outcome<O> {
        Ok(self.make().await?.0)
    }

    /// Makes the call, and gives the address it went to beside the answer.
    pub(crate) async fn make(&mut self) -> Result<(Response<Success<O>>, Url), Failed<O>> {
        let inner = &self.client.inner;
        let span = tracing::info_span!(
            "call",
            operation = %self.request.endpoint.id,
            method = %self.request.endpoint.method(),
            host = inner.base_url.host_str(),
            status = tracing::field::Empty,
            request_id = tracing::field::Empty,
        );
        let Exchanged { outgoing, answer, stream } = exchanged(inner, &mut self.request, O::Output::streams)
            .instrument(span.clone())
            .await
            .map_err(|failure| failure.into_error(&self.request))?;
        span.record("status", answer.status.as_u16());
        if let Some(id) = &answer.request_id {
            span.record("request_id", id);
        }
        let response = span.in_scope(|| read::<O>(inner, &self.request, &outgoing, answer, stream))?;
        Ok((response, outgoing.url))
    }
}

#[cfg(feature = "blocking")]
impl<O: Operation + Send + 'static> Call<O>
where
    <O::Output as Payload>::Value: Send + 'static,
    <O::Error as Payload>::Value: Send + 'static,
{
    /// Makes the call and waits until it is done.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn wait_response(self) -> Outcome<O> {
        let operation = self.request.endpoint.id.clone();
        crate::blocking::wait(self.send()).unwrap_or_else(|error| {
            Err(Error::Request { operation: operation.into_owned(), source: crate::error::RequestError::Wait(error) })
        })
    }
}

/// A failure before there is an answer to decode; not generic, so that it is compiled once.
enum Failure {
    Request(crate::error::RequestError),
    Transport(TransportError),
    Signature(SignatureError),
}

impl Failure {
    fn into_error<E>(self, request: &Request) -> Error<E> {
        let operation = request.endpoint.id.to_string();
        match self {
            Self::Request(source) => Error::Request { operation, source },
            Self::Transport(source) => Error::Transport { operation, source },
            Self::Signature(source) => Error::Signature { operation, source: Box::new(source) },
        }
    }
}

/// A request that was sent, and its answer.
struct Exchanged {
    outgoing: Outgoing,
    answer: Answer,
    stream: Option<ByteStream>,
}

/// Everything of a call that does not depend on its operation. Behind a pointer, or every program that makes a call
/// would compile the whole way to the socket: what a future does is compiled where its type is known.
fn exchanged<'c>(
    inner: &'c Inner,
    request: &'c mut Request,
    streams: fn(StatusCode) -> bool,
) -> BoxFuture<'c, Result<Exchanged, Failure>> {
    Box::pin(exchange_with_fresh(inner, request, streams))
}

/// Makes the call, and once more where its credential was refused and there is another one: what was refused
/// was not carried out, so that even a call that is not idempotent may be repeated.
async fn exchange_with_fresh(
    inner: &Inner,
    request: &mut Request,
    streams: fn(StatusCode) -> bool,
) -> Result<Exchanged, Failure> {
    if let Some(invalid) = &request.options.invalid {
        return Err(Failure::Request(invalid.clone()));
    }
    let begin = Instant::now();
    let exchanged = exchange(inner, request, streams, begin).await?;
    let refused = refused_credentials(inner, request, &exchanged);
    if refused.is_empty() || !request.body.is_repeatable() {
        return Ok(exchanged);
    }
    let renew = async {
        let mut renewed = false;
        for used in refused {
            renewed |= used.was_refused().await;
        }
        renewed
    };
    let left = request.options.timeout.unwrap_or(inner.timeout).saturating_sub(begin.elapsed());
    match tokio::time::timeout(left, renew).await {
        Ok(true) => {
            tracing::debug!("making the call again with a fresh token");
            exchange(inner, request, streams, begin).await
        }
        Ok(false) | Err(_) => Ok(exchanged),
    }
}

/// The credentials because of which a call was refused. Looks at failures only, and at successes that may be one.
fn refused_credentials<'e>(inner: &Inner, request: &Request, exchanged: &'e Exchanged) -> &'e [Used] {
    let Exchanged { outgoing, answer, stream: None } = exchanged else { return &[] };
    if outgoing.used.is_empty() {
        return &[];
    }
    let in_band = request.endpoint.in_band_error;
    let may_be_one = |rule: InBandError| {
        let name = rule.property.as_bytes();
        answer.body.windows(name.len()).any(|window| window == name)
    };
    if answer.status.is_success() && !in_band.is_some_and(may_be_one) {
        return &[];
    }
    let (text, mut scratch) = (json_text(answer), String::new());
    let json = parse_body(answer, &text, &mut scratch).unwrap_or(Json::Null);
    if answer.status.is_success() && !self::in_band(in_band, &json) {
        return &[];
    }
    inner.protocol.refused_credentials(outgoing, answer, &json)
}

/// Sends the request, again where that is safe and worth it, and lets the protocol check the answer.
async fn exchange(
    inner: &Inner,
    request: &mut Request,
    streams: fn(StatusCode) -> bool,
    begin: Instant,
) -> Result<Exchanged, Failure> {
    let timeout = request.options.timeout.unwrap_or(inner.timeout);
    let left = || timeout.saturating_sub(begin.elapsed());
    let mut waits = inner.retry.schedule();
    let mut used = Vec::new();
    if request.options.account.is_some() {
        used = match tokio::time::timeout(left(), inner.protocol.authorize(request)).await {
            Ok(used) => used.map_err(Failure::Request)?,
            Err(_) => return Err(Failure::Transport(TransportError::Timeout { after: timeout })),
        };
    }
    let request = &*request;
    let base = inner.base_of(&request.endpoint).map_err(Failure::Request)?;
    // A failure that hides in a success stands in a body that has to be read.
    let streams = |status: StatusCode, headers: &HeaderMap| {
        status.is_success() && streams(status) && (request.endpoint.in_band_error.is_none() || !says_json(headers))
    };
    let mut renewed = false;
    loop {
        let encode = inner.protocol.encode(&base, request);
        let mut outgoing = match tokio::time::timeout(left(), encode).await {
            Ok(outgoing) => outgoing.map_err(Failure::Request)?,
            Err(_) => return Err(Failure::Transport(TransportError::Timeout { after: timeout })),
        };
        outgoing.used.extend(used.iter().cloned());
        add_headers(&mut outgoing.headers, &request.options.headers, request.body.leaves_type_open());
        let outcome = transport::send(&inner.http, &outgoing, streams, left(), inner.largest_answer).await;
        if let Ok(arrived) = &outcome {
            let next = tokio::time::timeout(left(), inner.protocol.arrived(&outgoing, &arrived.incoming)).await;
            if next == Ok(Next::Again) && !renewed && request.body.is_repeatable() {
                tracing::debug!("making the call again with another credential");
                renewed = true;
                continue;
            }
        }
        let wait = match &outcome {
            Err(TransportError::TooLarge { .. } | TransportError::Coding { .. }) => None,
            _ if !request.body.is_repeatable() => None,
            Err(error) if !error.may_have_arrived() || request.endpoint.idempotent => waits.next(),
            Ok(arrived) if request.endpoint.idempotent && retry::passing(arrived.incoming.status) => {
                waits.next().map(|wait| inner.retry.asked_for(&arrived.incoming.headers).unwrap_or(wait))
            }
            _ => None,
        };
        match wait.filter(|wait| *wait < left()) {
            Some(wait) => {
                tracing::debug!(?wait, "making the call again");
                tokio::time::sleep(wait).await;
            }
            None => return conclude(inner, outgoing, outcome, timeout),
        }
    }
}

/// The caller's own headers, every one of them. What the protocol has set stays, but for what the caller would rather
/// have for an answer, and for what the content type is where the document leaves it open.
fn add_headers(headers: &mut HeaderMap, own: &[(HeaderName, HeaderValue)], type_is_open: bool) {
    let is_theirs = |name: &HeaderName| name == ACCEPT || name == CONTENT_TYPE && type_is_open;
    let own: Vec<_> = own.iter().filter(|(name, _)| is_theirs(name) || !headers.contains_key(name)).collect();
    for (name, _) in own.iter().filter(|(name, _)| is_theirs(name)) {
        headers.remove(name);
    }
    for (name, value) in own {
        headers.append(name, value.clone());
    }
}

fn conclude(
    inner: &Inner,
    outgoing: Outgoing,
    outcome: Result<Arrived, TransportError>,
    timeout: Duration,
) -> Result<Exchanged, Failure> {
    let Arrived { incoming, stream } = outcome.map_err(|error| match error {
        TransportError::Timeout { .. } => Failure::Transport(TransportError::Timeout { after: timeout }),
        error => Failure::Transport(error),
    })?;
    let status = incoming.status;
    let opened = match &stream {
        None => inner.protocol.open(&outgoing, incoming),
        Some(_) => inner.protocol.open_stream(&outgoing, incoming),
    };
    match opened {
        Ok(answer) => Ok(Exchanged { outgoing, answer, stream }),
        Err(Refusal { reason, request_id }) => Err(Failure::Signature(SignatureError { reason, status, request_id })),
    }
}

/// Decodes a checked answer: a value, or a failure of the API. Which of them it is, the body has no say in, unless the
/// protocol, or the document's rule for failures in band, looks into it.
fn read<O: Operation>(
    inner: &Inner,
    request: &Request,
    outgoing: &Outgoing,
    answer: Answer,
    stream: Option<ByteStream>,
) -> Outcome<O> {
    let (text, mut scratch) = (json_text(&answer), String::new());
    let json = parse_body(&answer, &text, &mut scratch);
    let kind = kind(&request.endpoint, &answer, json.as_ref().ok());
    let mut content = Content {
        status: answer.status,
        headers: &answer.headers,
        body: &answer.body,
        json: json.as_ref().map_err(Clone::clone),
        stream,
    };
    match kind {
        AnswerKind::Failure { is_described } => {
            let body = if is_described { O::Error::read(&mut content) } else { Err(Problem::Status) };
            let json = json.as_ref().unwrap_or(&Json::Null);
            Err(Error::Api(Box::new(api_error(inner, request, outgoing, &answer, json).with_body(body))))
        }
        AnswerKind::Redirect => Err(unexpected(request, &answer, Problem::redirect(&answer.headers))),
        AnswerKind::Success => match O::Output::read(&mut content) {
            Ok(value) => {
                drop(json);
                drop(text);
                let Answer { status, headers, request_id, verification, body, .. } = answer;
                Ok(Response { value, status, headers, request_id, verification, raw: body })
            }
            Err(problem) => Err(unexpected(request, &answer, problem)),
        },
    }
}

/// What an answer is, before its body is read.
enum AnswerKind {
    Success,
    /// It points elsewhere, and the document does not say so.
    Redirect,
    Failure {
        /// Whether the document describes a failure with this status, or one in band.
        is_described: bool,
    },
}

fn kind(endpoint: &Endpoint, answer: &Answer, json: Option<&Json<'_>>) -> AnswerKind {
    let status = answer.status;
    if json.is_some_and(|json| in_band(endpoint.in_band_error, json)) {
        return AnswerKind::Failure { is_described: true };
    }
    // That nothing has changed is the answer to a condition of the caller's own: there is no value, and nowhere to go.
    let is_redirect = status.is_redirection() && status != StatusCode::NOT_MODIFIED;
    let is_described = status.is_redirection() && endpoint.describes_redirect(status);
    if is_redirect && !is_described {
        return AnswerKind::Redirect;
    }
    if !answer.failed && (status.is_success() || is_described) {
        return AnswerKind::Success;
    }
    // What a protocol has found in a success has no status of its own.
    AnswerKind::Failure { is_described: status.is_success() || endpoint.describes_failure(status) }
}

/// The body in UTF-8, if it is JSON.
fn json_text(answer: &Answer) -> Cow<'_, [u8]> {
    charset::json(charset::media_type(&answer.headers), &answer.body)
}

/// The body as JSON, whatever its content type says; nothing at all is `null`.
fn parse_body<'a>(answer: &Answer, text: &'a [u8], scratch: &'a mut String) -> Result<Json<'a>, Problem> {
    if answer.body.is_empty() {
        return Ok(Json::Null);
    }
    json::parse(text, scratch).map_err(|source| Problem::NotJson {
        content_type: match charset::media_type(&answer.headers) {
            "" => "no content type",
            media_type => media_type,
        }
        .to_owned(),
        length: answer.body.len(),
        source,
    })
}

fn in_band(rule: Option<InBandError>, json: &Json<'_>) -> bool {
    rule.and_then(|rule| json.get(rule.property).map(|value| (rule, value)))
        .is_some_and(|(rule, value)| value.scalar_text().is_none_or(|text| !rule.success.contains(&text.as_ref())))
}

fn api_error(inner: &Inner, request: &Request, outgoing: &Outgoing, answer: &Answer, json: &Json<'_>) -> ApiError<()> {
    let told = inner.protocol.explain(outgoing, answer, json);
    tracing::debug!(code = told.code, "the API refused the call");
    ApiError {
        operation: request.endpoint.id.to_string(),
        status: answer.status,
        request_id: told.request_id.or_else(|| answer.request_id.clone()),
        verification: answer.verification,
        body: Ok(()),
        code: told.code,
        message: told.message,
        hint: told.hint,
        headers: answer.headers.clone(),
        raw: answer.body.clone(),
    }
}

fn unexpected<E>(request: &Request, answer: &Answer, problem: Problem) -> Error<E> {
    Error::Unexpected(Box::new(UnexpectedAnswer {
        operation: request.endpoint.id.to_string(),
        status: answer.status,
        request_id: answer.request_id.clone(),
        problem,
        headers: answer.headers.clone(),
        raw: answer.body.clone(),
    }))
}
