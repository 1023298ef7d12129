//! A double of both platforms: an HTTP server on loopback that plays the server's side of Alipay's OpenAPI v3 and
//! of WeChat's component API, with its own cryptography and, on demand, bad manners.
//!
//! A request is read as raw bytes (`request`) and handed to the platform its path belongs to (`alipay` or
//! `wechat`), which checks it, runs the operation and gives an `answer`; the `server` delivers it. What a
//! developer would have (keys, certificates, ids) is in `developer`, what goes wrong on demand in
//! `misbehaviour`. Every request is recorded, refused ones too.
//!
//! ```no_run
//! # async fn example() {
//! use tests::gateway::{Gateway, Misbehaviour};
//!
//! let gateway = Gateway::start().await;
//! gateway.misbehave(Misbehaviour::TamperedBody);
//! // … a client calls gateway.url() with the keys of gateway.alipay() …
//! assert!(gateway.requests()[0].verified());
//! # }
//! ```

mod alipay;
mod answer;
mod certificate;
mod control;
mod crypto;
mod developer;
mod keys;
mod misbehaviour;
pub mod named;
mod request;
mod server;
#[cfg(test)]
mod tests;
mod wechat;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use answer::Answer;
pub use developer::{AlipayApp, WechatComponent};
pub use misbehaviour::{Framing, Misbehaviour};
pub use request::Request;
pub use wechat::Grant;

/// A running double. Dropping it closes its port and every connection.
pub struct Gateway {
    url: String,
    state: Arc<State>,
    task: JoinHandle<()>,
}

impl Gateway {
    /// Starts a double on a free port of 127.0.0.1. Gateways share keys, not codes, nonces or misbehaviour.
    ///
    /// # Panics
    ///
    /// When no port can be opened.
    pub async fn start() -> Self {
        Self::start_on(0).await.expect("a free port")
    }

    /// Starts a double on this port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// The port is taken, or may not be used.
    ///
    /// # Panics
    ///
    /// When the system does not say which port it gave.
    pub async fn start_on(port: u16) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(State::new());
        let task = tokio::spawn(server::serve(listener, Arc::clone(&state)));
        Ok(Self { url, state, task })
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What an Alipay developer has.
    #[must_use]
    pub fn alipay(&self) -> &'static AlipayApp {
        &developer::ALIPAY
    }

    /// What a WeChat developer has.
    #[must_use]
    pub fn wechat(&self) -> &'static WechatComponent {
        &developer::WECHAT
    }

    /// Writes the keys and certificates of the Alipay application into a folder, as files like those that a
    /// developer has.
    ///
    /// # Errors
    ///
    /// The folder cannot be written to.
    pub fn write_keys(&self, folder: &std::path::Path) -> std::io::Result<()> {
        let app = self.alipay();
        std::fs::create_dir_all(folder)?;
        let files = [
            ("app_private_key.pem", app.app_private_key.as_str()),
            ("alipay_public_key.pem", &app.alipay_public_key),
            ("appCertPublicKey.crt", app.app_certificate),
            ("alipayCertPublicKey_RSA2.crt", app.alipay_certificate),
            ("alipayRootCert.crt", app.root_certificates),
        ];
        files.iter().try_for_each(|(name, text)| std::fs::write(folder.join(name), text))
    }

    /// A fresh one-use code for both Alipay operations: `alipay.open.auth.token.app` takes it once and
    /// `alipay.system.oauth.token` takes it once.
    #[must_use]
    pub fn issue_alipay_code(&self) -> String {
        self.state.alipay.issue_code()
    }

    /// A fresh one-use code for WeChat's `api_query_auth`, and what it shall be answered with.
    #[must_use]
    pub fn issue_wechat_code(&self, grant: Grant) -> String {
        self.state.wechat.issue_code(grant)
    }

    /// Ends the life of the component access token, as two hours would: calls with it get 42001.
    pub fn expire_component_access_token(&self) {
        self.state.wechat.expire_token();
    }

    /// Misbehaves at the next request for which nothing is planned yet. Call it n times for the next n requests.
    pub fn misbehave(&self, misbehaviour: Misbehaviour) {
        self.misbehave_with([misbehaviour]);
    }

    /// Misbehaves in several ways at once, at the next request for which nothing is planned yet.
    pub fn misbehave_with(&self, misbehaviours: impl Into<Vec<Misbehaviour>>) {
        self.state.plan.lock().expect("not poisoned").next.push_back(misbehaviours.into());
    }

    /// Misbehaves at every request, in addition to what is planned for single ones; an empty list ends it.
    pub fn misbehave_always(&self, misbehaviours: impl Into<Vec<Misbehaviour>>) {
        self.state.plan.lock().expect("not poisoned").always = misbehaviours.into();
    }

    /// Everything that has arrived so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.state.log.lock().expect("not poisoned").clone()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A request that arrived, and what the double made of it.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The request, byte for byte.
    pub request: Request,
    /// Alipay: the string to sign as rebuilt from the request, where it had an `Authorization` to rebuild it from.
    pub string_to_sign: Option<String>,
    /// Alipay: the decrypted body of an encrypted request.
    pub plaintext: Option<Vec<u8>>,
    /// Why the request was refused before its operation: the platform's error code.
    pub refusal: Option<String>,
    /// The HTTP status that was answered, or would have been if the connection had lived.
    pub status: u16,
}

impl Recorded {
    /// Whether the request passed: signature, freshness, certificates (Alipay), token (WeChat).
    #[must_use]
    pub fn verified(&self) -> bool {
        self.refusal.is_none()
    }
}

/// What a platform did with a request.
struct Handled {
    answer: Answer,
    string_to_sign: Option<String>,
    plaintext: Option<Vec<u8>>,
    refusal: Option<String>,
}

#[derive(Default)]
struct Plan {
    next: VecDeque<Vec<Misbehaviour>>,
    always: Vec<Misbehaviour>,
}

/// What connections share.
struct State {
    log: Mutex<Vec<Recorded>>,
    plan: Mutex<Plan>,
    alipay: alipay::Platform,
    wechat: wechat::Platform,
}

impl State {
    fn new() -> Self {
        Self {
            log: Mutex::default(),
            plan: Mutex::default(),
            alipay: alipay::Platform::new(),
            wechat: wechat::Platform::new(),
        }
    }

    /// Whether a new connection is to be closed at once.
    fn hangs_up(&self) -> bool {
        let hangs_up = |faults: &[Misbehaviour]| faults.iter().any(|fault| matches!(fault, Misbehaviour::HangUp));
        let mut plan = self.plan.lock().expect("not poisoned");
        if plan.next.front().is_some_and(|faults| hangs_up(faults)) {
            plan.next.pop_front();
            return true;
        }
        hangs_up(&plan.always)
    }

    /// What goes wrong with the request that has just arrived.
    fn next_misbehaviours(&self) -> Vec<Misbehaviour> {
        let mut plan = self.plan.lock().expect("not poisoned");
        let mut faults = plan.next.pop_front().unwrap_or_default();
        faults.extend(plan.always.iter().cloned());
        faults
    }

    fn handle(&self, request: &Request, faults: &[Misbehaviour]) -> Answer {
        let path = request.path();
        let handled = if path.starts_with("/cgi-bin/") {
            self.wechat.handle(request, faults)
        } else {
            self.alipay.handle(request, faults)
        };
        self.log.lock().expect("not poisoned").push(Recorded {
            request: request.clone(),
            string_to_sign: handled.string_to_sign,
            plaintext: handled.plaintext,
            refusal: handled.refusal,
            status: handled.answer.status,
        });
        handled.answer
    }
}
