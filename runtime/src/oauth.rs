//! OAuth 2 client credentials (RFC 6749, 4.4): the token is fetched when it is first needed and renewed ahead
//! of its end.

use std::fmt;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use tokio::sync::Mutex;
use url::Url;
use url::form_urlencoded::byte_serialize;

use crate::Secret;
use crate::error::{SourceError, TokenRefusal, TransportError};
use crate::json::{self, Json};
use crate::protocol::{BoxFuture, Incoming, Outgoing};
use crate::rest::{self, Source};
use crate::{charset, transport};

/// The largest share of a token's life that is left unused: it is renewed when this much is left.
const MARGIN: Duration = Duration::from_secs(60);

/// How long the authorization server may take.
const TIMEOUT: Duration = Duration::from_secs(15);

/// How many bytes an answer of the authorization server may have.
const LARGEST_ANSWER: usize = 1 << 20;

/// A [`Source`] of access tokens that an authorization server gives for a client's own id and secret.
///
/// However many calls need a token at once, one request for it is made. A token is renewed a minute before
/// its end, or, if it lives for less than ten minutes, when a tenth of its life is left; and when the API
/// answers 401 to it, whereupon the call is made again, once.
pub struct ClientCredentials {
    token_url: String,
    client_id: String,
    client_secret: Secret,
    parameters: Vec<(String, String)>,
    in_body: bool,
    http: reqwest::Client,
    held: Mutex<Option<Held>>,
}

struct Held {
    token: Secret,
    renew_at: Option<Instant>,
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("token_url", &self.token_url)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl ClientCredentials {
    /// For the client of this id and secret, at this token endpoint.
    #[must_use]
    pub fn new(token_url: impl Into<String>, client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self {
            token_url: token_url.into(),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            parameters: Vec::new(),
            in_body: false,
            // Id and secret go where the document says and nowhere else.
            http: reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap_or_default(),
            held: Mutex::new(None),
        }
    }

    /// What the token is to allow; nothing asked for means what the server gives by default.
    #[must_use]
    pub fn scopes(self, scopes: &[&str]) -> Self {
        self.parameter("scope", &scopes.join(" "))
    }

    /// Another parameter that the server wants, such as `audience`.
    #[must_use]
    pub fn parameter(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends id and secret in the body instead of in an `Authorization` header (RFC 6749, 2.3.1).
    #[must_use]
    pub fn in_body(mut self) -> Self {
        self.in_body = true;
        self
    }

    /// An HTTP client of your own.
    #[must_use]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = client;
        self
    }

    async fn token(&self) -> Result<Secret, SourceError> {
        let mut held = self.held.lock().await;
        if let Some(held) = &*held
            && held.renew_at.is_none_or(|renew_at| Instant::now() < renew_at)
        {
            return Ok(held.token.clone());
        }
        let fresh = self.fetch().await?;
        let token = fresh.token.clone();
        *held = Some(fresh);
        Ok(token)
    }

    fn form(&self) -> String {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "client_credentials").extend_pairs(&self.parameters);
        if self.in_body {
            form.append_pair("client_id", &self.client_id).append_pair("client_secret", self.client_secret.expose());
        }
        form.finish()
    }

    async fn fetch(&self) -> Result<Held, SourceError> {
        let url = Url::parse(&self.token_url).map_err(|error| format!("the token endpoint has no address: {error}"))?;
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        if !self.in_body {
            let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
            let pair = format!("{}:{}", encode(&self.client_id), encode(self.client_secret.expose()));
            rest::set(&mut headers, AUTHORIZATION.as_str(), &format!("Basic {}", BASE64_STANDARD.encode(pair)))
                .map_err(|error| error.to_string())?;
        }
        let outgoing = Outgoing {
            method: Method::POST,
            url,
            headers,
            body: self.form().into(),
            stream: None,
            signed: None,
            request_id: None,
            operation: None,
            used: Vec::new(),
        };
        let asked_at = Instant::now();
        let arrived = transport::send(&self.http, &outgoing, |_, _| false, TIMEOUT, LARGEST_ANSWER).await;
        let Incoming { status, headers, body } = match arrived {
            Ok(arrived) => arrived.incoming,
            Err(TransportError::TooLarge { limit }) => {
                return Err(format!("the token endpoint answered more than {limit} bytes").into());
            }
            Err(error) => return Err(format!("the token endpoint did not answer: {error}").into()),
        };
        let body = charset::json(charset::media_type(&headers), &body);
        let mut scratch = String::new();
        let json = json::parse(&body, &mut scratch).map_err(|error| {
            format!("the token endpoint answered HTTP {}, which is not JSON: {error}", status.as_u16())
        })?;
        let text = |name: &str| json.get(name).and_then(Json::as_str);
        let Some(token) = text("access_token").filter(|_| status.is_success()) else {
            let why = [text("error"), text("error_description")].into_iter().flatten().collect::<Vec<_>>().join(": ");
            let refusal = TokenRefusal {
                status,
                error: text("error").map(str::to_owned),
                description: text("error_description").map(str::to_owned),
            };
            let why = format!("the token endpoint answered HTTP {} without a token ({why})", status.as_u16());
            return Err(SourceError { refusal: Some(Box::new(refusal)), ..why.into() });
        };
        let life = json
            .get("expires_in")
            .and_then(Json::scalar_text)
            .and_then(|seconds| seconds.parse().ok())
            .map(Duration::from_secs);
        // A life that ends beyond what a clock can say has no end.
        let renew_at = life.and_then(|life| asked_at.checked_add(life - MARGIN.min(life / 10)));
        Ok(Held { token: token.into(), renew_at })
    }
}

impl Source for ClientCredentials {
    fn get(&self) -> BoxFuture<'_, Result<Secret, SourceError>> {
        Box::pin(self.token())
    }

    /// Forgets the token, unless another call has renewed it already.
    fn refused<'a>(&'a self, _: Option<&'a str>, credential: &'a Secret) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            self.held.lock().await.take_if(|held| held.token == *credential);
            true
        })
    }
}
