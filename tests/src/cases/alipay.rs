//! The cases of Alipay's operations.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use generated::alipay::{AppTokenGrant, Client, Credentials, UserTokenGrant};
use generated::runtime::alipay::{Gateway as OlderGateway, Platform, Serverless};
use generated::runtime::error::SourceError;
use generated::runtime::protocol::BoxFuture;
use generated::runtime::rest::Source;
use generated::runtime::{Builder, Retry, Secret, Verification};

use super::{Case, End, Outcome, PATIENCE, prepare};
use crate::gateway::{Framing, Gateway, Misbehaviour};

/// How the client is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// With keys.
    Keys,
    /// With certificates.
    Certificates,
    /// With keys, and with encrypted content.
    Encrypted,
}

/// The way the calls go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// OpenAPI v3.
    V3,
    /// `gateway.do`.
    OlderGateway,
    /// The serverless service, as the page of a mini program.
    Page,
    /// The serverless service, as a cloud function.
    CloudFunction,
}

/// All of them.
pub const WIRES: [Wire; 4] = [Wire::V3, Wire::OlderGateway, Wire::Page, Wire::CloudFunction];

/// Codes of users, as a mini program would get them one after the other.
#[derive(Clone)]
pub struct AuthCodes {
    left: Arc<Mutex<Vec<String>>>,
    issued: usize,
}

impl AuthCodes {
    fn issue(gateway: &Gateway, count: usize) -> Self {
        let codes = (0..count).map(|_| gateway.issue_alipay_code()).collect();
        Self { left: Arc::new(Mutex::new(codes)), issued: count }
    }

    /// How many were asked for.
    ///
    /// # Panics
    ///
    /// When a thread has panicked with the codes in hand.
    pub fn taken(&self) -> usize {
        self.issued - self.left.lock().expect("not poisoned").len()
    }
}

impl Source for AuthCodes {
    fn get(&self) -> BoxFuture<'_, Result<Secret, SourceError>> {
        let code = self.left.lock().expect("not poisoned").pop();
        Box::pin(std::future::ready(code.map(Secret::from).ok_or_else(|| "no more codes".into())))
    }
}

/// A client that calls as a page, with so many codes to get tokens for.
pub fn page_client(gateway: &Gateway, codes: usize) -> (Client, AuthCodes) {
    let codes = AuthCodes::issue(gateway, codes);
    (builder(gateway).protocol(page(gateway, codes.clone())).build().expect("a client"), codes)
}

fn page(gateway: &Gateway, codes: AuthCodes) -> Serverless {
    let (space, app) = (gateway.space(), gateway.alipay());
    Serverless::page(space.id, space.client_secret, app.app_id, codes)
}

/// The operations, each with what it is called with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `alipay.open.auth.token.app` with a code.
    AppTokenByCode,
    /// `alipay.open.auth.token.app` with a refresh token.
    AppTokenByRefresh,
    /// `alipay.system.oauth.token` with a code, on behalf of a merchant.
    UserTokenByCode,
    /// `alipay.system.oauth.token` with a refresh token.
    UserTokenByRefresh,
}

/// All of them.
pub const OPERATIONS: [Operation; 4] = [
    Operation::AppTokenByCode,
    Operation::AppTokenByRefresh,
    Operation::UserTokenByCode,
    Operation::UserTokenByRefresh,
];

/// A client of the gateway that takes 64 KiB.
pub fn client(gateway: &Gateway, mode: Mode) -> Client {
    client_over(Wire::V3, gateway, mode)
}

/// The same over a wire.
pub fn client_over(wire: Wire, gateway: &Gateway, mode: Mode) -> Client {
    client_with_timeout(wire, gateway, mode, PATIENCE)
}

fn client_with_timeout(wire: Wire, gateway: &Gateway, mode: Mode, timeout: Duration) -> Client {
    let app = gateway.alipay();
    let builder = builder(gateway).timeout(timeout);
    let builder = match wire {
        Wire::V3 => builder.credentials(credentials(gateway, mode)),
        Wire::OlderGateway => builder.protocol(OlderGateway::new(credentials(gateway, mode))),
        Wire::Page => builder.protocol(page(gateway, AuthCodes::issue(gateway, 3))),
        Wire::CloudFunction => {
            let function = Serverless::function(gateway.space().id, &app.app_private_key);
            builder.protocol(function.expect("a key"))
        }
    };
    builder.build().expect("a client")
}

fn builder(gateway: &Gateway) -> Builder<Client, Platform> {
    Client::builder()
        .base_url(gateway.url())
        .timeout(PATIENCE)
        .largest_answer(64 << 10)
        .retry(Retry::default().waits(Duration::from_millis(1), Duration::from_millis(5)))
}

/// What the application has.
pub fn credentials(gateway: &Gateway, mode: Mode) -> Credentials {
    let app = gateway.alipay();
    let keys = || Credentials::keys(app.app_id, &app.app_private_key, &app.alipay_public_key).expect("keys");
    match mode {
        Keys => keys(),
        Encrypted => keys().encrypted(app.aes_key).expect("an AES key"),
        Certificates => Credentials::certificates(
            app.app_id,
            &app.app_private_key,
            app.app_certificate,
            app.alipay_certificate,
            app.root_certificates,
        )
        .expect("certificates"),
    }
}

impl Operation {
    /// Calls it.
    pub async fn call(self, client: &Client, gateway: &Gateway) -> Outcome {
        let app = gateway.alipay();
        match self {
            Self::AppTokenByCode => {
                let grant = AppTokenGrant::authorization_code(gateway.issue_alipay_code());
                Outcome::of(client.exchange_app_token(grant).send().await)
            }
            Self::AppTokenByRefresh => {
                let grant = AppTokenGrant::refresh_token(app.app_refresh_token);
                Outcome::of(client.exchange_app_token(grant).send().await)
            }
            Self::UserTokenByCode => {
                let grant = UserTokenGrant::authorization_code(gateway.issue_alipay_code());
                Outcome::of(client.exchange_user_token(grant).app_auth_token(app.app_auth_token).send().await)
            }
            Self::UserTokenByRefresh => {
                let grant = UserTokenGrant::refresh_token(app.refresh_token);
                Outcome::of(client.exchange_user_token(grant).send().await)
            }
        }
    }
}

impl Case<Mode> {
    /// Whether it is about a failure whose body is not JSON. The other wires have no status, so that their failures are
    /// JSON or none.
    #[must_use]
    pub fn is_of_v3_alone(&self) -> bool {
        (self.faults)().iter().any(|fault| matches!(fault, M::Failure { body, .. } if !body.starts_with(b"{")))
    }

    /// Runs the case with an operation.
    pub async fn run(&self, operation: Operation) -> Outcome {
        self.run_over(Wire::V3, operation).await
    }

    /// Runs the case with an operation over a wire.
    pub async fn run_over(&self, wire: Wire, operation: Operation) -> Outcome {
        let gateway = Gateway::start().await;
        let client = client_with_timeout(wire, &gateway, self.mode, self.timeout());
        if wire == Wire::Page {
            // The token of the space comes first, so that the case befalls the call.
            let grant = AppTokenGrant::refresh_token(gateway.alipay().app_refresh_token);
            client.exchange_app_token(grant).timeout(PATIENCE).await.expect("a token of the space");
        }
        prepare(&gateway, self.faults);
        operation.call(&client, &gateway).await
    }
}

const fn case(name: &'static str, mode: Mode, faults: fn() -> Vec<Misbehaviour>, end: fn() -> End) -> Case<Mode> {
    Case { name, mode, faults, end }
}

const VERIFIED: fn() -> End = || End::Success(Verification::Verified);
const REFUSED: fn() -> End = || End::Refused;

use Misbehaviour as M;
use Mode::{Certificates, Encrypted, Keys};

/// The document says that `links` is a list, and `details` too. A gateway that repeats the request repeats its tokens.
const OF_ANOTHER_SHAPE: &str = r#"{"code":"invalid-app-auth-token","message":"无效的应用授权令牌",
    "links":"https://open.alipay.com/api/errCheck?token=20120823ac6ffaa4d2d84e7384bf983531473993",
    "details":{"20120823ac6ffdsdf2d84e7384bf983531473993":1}}"#;

/// The same in text.
const TEXT: &str = "20120823ac6ffaa4d2d84e7384bf983531473993 20120823ac6ffdsdf2d84e7384bf983531473993";

/// What can happen to a call of Alipay.
pub const CASES: &[Case<Mode>] = &[
    case("success in key mode", Keys, Vec::new, VERIFIED),
    case("success in certificate mode", Certificates, Vec::new, VERIFIED),
    case("success with both bodies encrypted", Encrypted, Vec::new, VERIFIED),
    case(
        "an empty certificate serial number means the first one",
        Certificates,
        || vec![M::EmptyCertificateSn],
        VERIFIED,
    ),
    // Errors of the API
    case(
        "a known error code",
        Keys,
        || vec![M::api_error(400, "app-auth-token-time-out", "过期")],
        || End::Api("app-auth-token-time-out".into(), Verification::Verified),
    ),
    case(
        "an unknown error code",
        Keys,
        || vec![M::api_error(400, "brand-new-code", "新")],
        || End::Api("brand-new-code".into(), Verification::Verified),
    ),
    case(
        "an unsigned error",
        Keys,
        || vec![M::api_error(400, "invalid-parameter", "x"), M::MissingSignature],
        || End::Api("invalid-parameter".into(), Verification::Unsigned),
    ),
    case(
        "a wrongly signed error",
        Keys,
        || vec![M::api_error(400, "invalid-parameter", "x"), M::WrongSignature],
        REFUSED,
    ),
    case(
        "the platform refuses the signature",
        Keys,
        || vec![M::api_error(401, "invalid-signature", "验签出错")],
        || End::Api("invalid-signature".into(), Verification::Verified),
    ),
    case(
        "an error under encryption comes in clear",
        Encrypted,
        || vec![M::api_error(400, "invalid-parameter", "x"), M::Unencrypted],
        || End::Api("invalid-parameter".into(), Verification::Verified),
    ),
    case(
        "an error whose members have other types than the document says",
        Keys,
        || vec![M::Failure { status: 400, body: OF_ANOTHER_SHAPE.into() }],
        || End::Api("invalid-app-auth-token".into(), Verification::Verified),
    ),
    case(
        "an error with nothing but text",
        Keys,
        || vec![M::Failure { status: 500, body: TEXT.into() }],
        || End::Api(String::new(), Verification::Verified),
    ),
    case(
        "an error without a body",
        Keys,
        || vec![M::Failure { status: 500, body: Vec::new() }],
        || End::Api(String::new(), Verification::Verified),
    ),
    // Answers that are not to be believed
    case("a tampered body", Keys, || vec![M::TamperedBody], REFUSED),
    case("no signature", Keys, || vec![M::MissingSignature], REFUSED),
    case("a wrong signature", Keys, || vec![M::WrongSignature], REFUSED),
    case("a stranger's signature", Keys, || vec![M::StrangersKey], REFUSED),
    case("a re-ordered body", Keys, || vec![M::ReorderedBody], REFUSED),
    case("an unknown certificate", Certificates, || vec![M::UnknownCertificate], REFUSED),
    case("the certificate of the authority", Certificates, || vec![M::SwappedCertificate], REFUSED),
    case("a tampered ciphertext", Encrypted, || vec![M::TamperedBody], REFUSED),
    case("signed garbage in place of ciphertext", Encrypted, || vec![M::GarbageCiphertext], REFUSED),
    case("a clear answer to an encrypted request", Encrypted, || vec![M::Unencrypted], REFUSED),
    // The way
    case("no answer in time", Keys, || vec![M::NeverAnswer], || End::Timeout),
    case("a connection cut before the head", Keys, || vec![M::CutBeforeHead], || End::Broken),
    case("a connection cut in the body", Keys, || vec![M::CutInBody], || End::Broken),
    case(
        "an oversized body with its length",
        Keys,
        || vec![M::Oversized { bytes: 1 << 20, framing: Framing::ContentLength }],
        || End::TooLarge,
    ),
    case(
        "an oversized body in chunks",
        Keys,
        || vec![M::Oversized { bytes: 1 << 20, framing: Framing::Chunked }],
        || End::TooLarge,
    ),
    case(
        "a body that claims to be oversized",
        Keys,
        || vec![M::Oversized { bytes: 1 << 20, framing: Framing::Claimed }],
        || End::TooLarge,
    ),
    case("HTML in place of JSON, status 200", Keys, || vec![M::Html { status: 200 }], REFUSED),
    case(
        "HTML in place of JSON, status 502",
        Keys,
        || vec![M::Html { status: 502 }],
        || End::Api(String::new(), Verification::Unsigned),
    ),
    case("a redirect", Keys, || vec![M::Redirect { location: "http://127.0.0.1:1/".into() }], || End::Redirect),
    // Spelling
    case("numbers as strings", Keys, || vec![M::NumbersAsStrings], VERIFIED),
    case("lifetimes as numbers", Keys, || vec![M::StringsAsNumbers], VERIFIED),
    case("unknown fields", Keys, || vec![M::UnknownFields], VERIFIED),
    case("unknown enum values", Keys, || vec![M::UnknownEnumValues], VERIFIED),
    case("control characters in strings", Keys, || vec![M::ControlCharacters], VERIFIED),
    case("bytes that are not UTF-8", Keys, || vec![M::InvalidUtf8], VERIFIED),
    case("a body that is compressed after it was signed", Keys, || vec![M::Gzip], VERIFIED),
    case("a ciphertext that is compressed after it was signed", Encrypted, || vec![M::Gzip], VERIFIED),
    case(
        "a small compressed body that is oversized",
        Keys,
        || vec![M::Oversized { bytes: 1 << 20, framing: Framing::ContentLength }, M::Gzip],
        || End::TooLarge,
    ),
    case("another content type", Keys, || vec![M::ContentType("text/html;charset=gbk".into())], VERIFIED),
];
