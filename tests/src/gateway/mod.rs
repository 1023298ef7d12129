//! A double of both platforms: an HTTP server on loopback that plays the server's side of Alipay's OpenAPI v3, its
//! older gateway and its serverless service, and of WeChat's component API, with its own cryptography and, on demand, bad manners.
//!
//! A request is read as raw bytes (`request`) and handed to the platform its path belongs to (`alipay` or
//! `wechat`), which checks it, runs the operation and gives an `answer`; the `server` delivers it. What a
//! developer would have (keys, certificates, ids) is in `developer`, what goes wrong on demand in
//! `misbehaviour`. `push` is the other direction: what WeChat sends to a developer; `security` stands before the
//! calls in API security mode. Every request is recorded, refused ones too.
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
pub mod push;
pub mod referee;
mod request;
mod security;
mod server;
#[cfg(test)]
mod tests;
mod wechat;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use alipay::Message;
use answer::Answer;
pub use developer::{AlipayApp, Space, WechatComponent};
pub use misbehaviour::{Framing, Misbehaviour};
pub use push::{Push, WechatPush};
pub use referee::{Kind, Record, Referee};
pub use request::Request;
pub use security::WechatSecurity;
pub use wechat::{AccountKind, Grant};

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

    /// The space of Alipay's serverless service.
    #[must_use]
    pub fn space(&self) -> &'static Space {
        &developer::SPACE
    }

    /// The same for every gateway.
    pub const WECHAT: &'static WechatComponent = &developer::WECHAT;

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
        self.state.wechat.state().issue_code(grant)
    }

    /// Ends the life of the tokens that the serverless service has given to pages.
    pub fn expire_space_tokens(&self) {
        self.state.alipay.expire_space_tokens();
    }

    /// Ends the life of the component access token, as two hours would: calls with it get 42001.
    pub fn expire_component_access_token(&self) {
        self.state.wechat.state().expire_component();
    }

    /// Ends the life of an account's access token: calls with it get 42001, and the next refresh gives another.
    pub fn expire_authorizer_access_token(&self, appid: &str) {
        self.state.wechat.state().expire_account(appid);
    }

    /// Pushes a new WeChat verify ticket, so to speak, and answers it; the one before gets 61005 from now on.
    #[must_use]
    pub fn replace_verify_ticket(&self) -> String {
        self.state.wechat.state().expire_ticket()
    }

    /// Lets a WeChat account authorize the component, again if it has already; answers its refresh token.
    pub fn authorize_wechat_account(&self, appid: &str, kind: AccountKind) -> String {
        self.state.wechat.state().authorize(appid, kind)
    }

    /// Lets a WeChat account withdraw its authorization: its tokens are void, and the component gets 61003.
    pub fn withdraw_wechat_account(&self, appid: &str) {
        self.state.wechat.state().withdraw(appid);
    }

    /// From now on every use of an authorizer refresh token replaces it, and the access token with it.
    pub fn rotate_authorizer_refresh_tokens(&self) {
        self.state.wechat.state().rotate();
    }

    /// A fresh one-use code of a user who logs in to the WeChat account.
    #[must_use]
    pub fn issue_wechat_user_code(&self) -> String {
        self.state.wechat.state().issue_user_code()
    }

    /// Accounts whose tokens rotate, and what happened to them.
    #[must_use]
    pub fn referee(&self) -> &Referee {
        &self.state.referee
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
    referee: Referee,
}

impl State {
    fn new() -> Self {
        Self {
            log: Mutex::default(),
            plan: Mutex::default(),
            alipay: alipay::Platform::new(),
            wechat: wechat::Platform::new(),
            referee: Referee::default(),
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
        let handled = if wechat::Platform::answers(path) {
            match self.referee.wechat(request, faults) {
                Some(answer) => Handled { answer, string_to_sign: None, plaintext: None, refusal: None },
                None => security::around(request, faults, |request| self.wechat.handle(request, faults)),
            }
        } else {
            self.alipay.handle(request, faults, &self.referee)
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
