//! Calls and answers for the unit tests of this folder: an application, a platform that signs, a request
//! with a secret in every place.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use url::Url;

use super::V3;
use super::encode::encode;
use crate::Secret;
use crate::alipay::test_keys::{ALIPAY, APP, Authority, NOW, TestKey};
use crate::alipay::{ContentKey, Credentials, PrivateKey};
use crate::json::Json;
use crate::operation::Endpoint;
use crate::protocol::{Answer, Incoming, Outgoing, Protocol, Refusal};
use crate::request::{Body, Request};

pub(crate) const APP_ID: &str = "2021000000000001";
pub(crate) const AES_KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";
pub(crate) const USER_TOKEN: &str = "20120823ac6ffaa4d2d84e7384bf983531473993";
pub(crate) const APP_TOKEN: &str = "202212BB_D64b2be8afd4b6c8468cf585bd05E50";
pub(crate) const CODE: &str = "1cc19911172e4f8aaa509c8fb5d12F56";

pub(crate) fn keys() -> Credentials {
    Credentials::keys(APP_ID, &APP.pkcs8, &ALIPAY.public).unwrap()
}

pub(crate) fn encrypted() -> Credentials {
    keys().encrypted(AES_KEY).unwrap()
}

/// Certificates of an application and of a platform with two keys, the first of them [`ALIPAY`].
pub(crate) struct Certified {
    pub(crate) credentials: Credentials,
    pub(crate) app: String,
    pub(crate) alipay: [String; 2],
    pub(crate) second_key: TestKey,
}

impl Certified {
    pub(crate) fn new() -> Self {
        let (root, second_key) = (Authority::new(), TestKey::generate(2048));
        let app = root.certify("app", &APP);
        let alipay = [root.certify("Alipay", &ALIPAY), root.certify("Alipay, renewed", &second_key)];
        let credentials =
            Credentials::certificates_at(NOW, APP_ID, &APP.pkcs8, &app, &alipay.join("\n"), &root.pem).unwrap();
        Self { credentials, app, alipay, second_key }
    }
}

pub(crate) fn base() -> Url {
    "https://openapi.example.com".parse().unwrap()
}

/// A request with a secret in query, header and body.
pub(crate) fn request() -> Request {
    let mut request = Request::new(Endpoint::new("token", Method::POST, "/v3/alipay/open/auth/token/app"));
    request.query::<String>("scopes", "a b,中");
    request.query::<Secret>("auth_token", USER_TOKEN);
    request.header::<Secret>("alipay-app-auth-token", APP_TOKEN);
    request.body = Body::Json {
        media_type: "application/json",
        value: Json::Object(vec![
            ("grant_type".into(), Json::String("authorization_code".into())),
            ("code".into(), Json::Secret(Cow::Owned(CODE.into()))),
        ]),
    };
    request
}

pub(crate) fn sent(credentials: &Credentials, request: &Request) -> Outgoing {
    encode(credentials, &base(), request).unwrap()
}

/// An answer that is being put together.
pub(crate) struct Reply(pub(crate) Incoming);

impl Reply {
    pub(crate) fn new(status: u16, body: impl Into<bytes::Bytes>) -> Self {
        let status = StatusCode::from_u16(status).unwrap();
        Self(Incoming { status, headers: HeaderMap::new(), body: body.into() })
            .with("alipay-trace-id", "trace-1")
            .with("alipay-timestamp", "1735689600123")
            .with("alipay-nonce", "0123456789abcdef")
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.0.headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.headers.remove(name);
        self
    }

    pub(crate) fn signed_by(self, key: &TestKey) -> Self {
        let mut string = b"1735689600123\n0123456789abcdef\n".to_vec();
        string.extend_from_slice(&self.0.body);
        string.push(b'\n');
        let signature = PrivateKey::parse(&key.pkcs8).unwrap().sign(&string);
        self.with("alipay-signature", &signature)
    }

    pub(crate) fn signed(self) -> Self {
        self.signed_by(&ALIPAY)
    }

    /// The same headers around another body.
    pub(crate) fn body(mut self, body: &'static str) -> Self {
        self.0.body = body.into();
        self
    }

    pub(crate) fn opened(self, credentials: &Credentials, outgoing: &Outgoing) -> Result<Answer, Refusal> {
        V3::new(credentials.clone()).open(outgoing, self.0)
    }
}

pub(crate) fn ciphertext(content: &str) -> String {
    ContentKey::parse(AES_KEY).unwrap().encrypt(content.as_bytes())
}
