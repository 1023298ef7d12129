//! The token of a page: fetched once, however many calls ask, and again when the service refuses it.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use tokio::sync::Mutex;
use url::Url;

use super::open::{Service, read};
use super::space::{Space, TOKEN};
use crate::Secret;
use crate::error::{RequestError, SourceError};
use crate::json::{Json, mask};
use crate::protocol::Outgoing;
use crate::rest::Source;
use crate::transport;

/// What a token is for, in messages.
const SCHEME: &str = "serverless token";

/// More than any answer with a token has.
const LARGEST_ANSWER: usize = 64 << 10;

/// How long fetching may take; the call's own time limits it too.
const TIMEOUT: Duration = Duration::from_secs(30);

pub(super) struct Tokens {
    app_id: String,
    auth_code: Arc<dyn Source>,
    http: OnceLock<reqwest::Client>,
    /// Locked while a token is fetched, so that everybody waits for that one.
    current: Arc<Mutex<Option<Secret>>>,
}

impl Tokens {
    pub(super) fn new(app_id: String, auth_code: Arc<dyn Source>) -> Self {
        Self { app_id, auth_code, http: OnceLock::new(), current: Arc::default() }
    }

    pub(super) fn with_http_client(&self, client: reqwest::Client) -> Self {
        let (app_id, auth_code) = (self.app_id.clone(), Arc::clone(&self.auth_code));
        Self { app_id, auth_code, http: OnceLock::from(client), current: Arc::clone(&self.current) }
    }

    /// The token to use now.
    pub(super) async fn get(
        &self,
        space: &Space,
        isv_app_id: Option<&str>,
        base: &Url,
    ) -> Result<Secret, RequestError> {
        let mut current = self.current.lock().await;
        if let Some(token) = &*current {
            return Ok(token.clone());
        }
        let refused = |why: SourceError| RequestError::CredentialSource { scheme: SCHEME.to_owned(), why };
        let failed = |why: String| refused(why.into());
        let code = self.auth_code.get().await.map_err(refused)?;
        let text = |text: &str| Json::String(text.to_owned().into());
        let mut params = vec![
            ("authProvider".into(), text("alipay_openapi")),
            ("clientIdentifier".into(), text(&self.app_id)),
            ("authCode".into(), Json::Secret(std::borrow::Cow::Borrowed(&code))),
        ];
        params.extend(isv_app_id.map(|id| ("isvAppId".into(), text(id))));
        let method = "serverless.auth.user.authorize";
        let outgoing = space.request(base, method, &Json::Object(params), None, SystemTime::now())?;
        let http = self.http().map_err(|error| failed(error.to_string()))?;
        let arrived = transport::send(http, &outgoing, |_, _| false, TIMEOUT, LARGEST_ANSWER)
            .await
            .map_err(|error| failed(error.to_string()))?;
        let mut scratch = String::new();
        let token = match read(&arrived.incoming.body, &mut scratch) {
            Some(Service::Data(data)) => data.get("accessToken").and_then(Json::as_str).map(Secret::from),
            Some(Service::Error { code: kind, message }) => {
                // The service may repeat what it was sent.
                let message = match code.expose() {
                    "" => message,
                    code => message.replace(code, &mask(code)),
                };
                return Err(failed(format!("{kind}: {message}")));
            }
            None => None,
        };
        let status = arrived.incoming.status.as_u16();
        let token =
            token.ok_or_else(|| failed(format!("the service answered HTTP {status} without an accessToken")))?;
        tracing::debug!("a token of the serverless service was fetched");
        *current = Some(token.clone());
        Ok(token)
    }

    /// Drops the token of a request that was refused, if it is still the current one.
    pub(super) async fn forget(&self, outgoing: &Outgoing) {
        let refused = outgoing.headers.get(TOKEN).and_then(|value| value.to_str().ok());
        let mut current = self.current.lock().await;
        if current.as_ref().map(Secret::expose) == refused {
            *current = None;
        }
    }

    fn http(&self) -> reqwest::Result<&reqwest::Client> {
        if let Some(client) = self.http.get() {
            return Ok(client);
        }
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(self.http.get_or_init(|| client))
    }
}
