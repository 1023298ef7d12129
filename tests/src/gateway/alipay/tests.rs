//! The Alipay side, called with requests made by hand and signed with the application's key.

use reqwest::{Client, Method, RequestBuilder, Response};
use rsa::RsaPublicKey;
use rsa::pkcs8::DecodePublicKey as _;
use serde_json::{Value, json};

use super::now;
use crate::gateway::developer::ALIPAY;
use crate::gateway::keys::KEYS;
use crate::gateway::{Gateway, Misbehaviour, crypto};

const TOKEN_APP: &str = "/v3/alipay/open/auth/token/app";
const OAUTH_TOKEN: &str = "/v3/alipay/system/oauth/token";

/// A request to be signed; every field may be set wrong.
struct Signed {
    method: Method,
    target: String,
    body: String,
    auth_string: String,
    headers: Vec<(&'static str, String)>,
}

impl Signed {
    fn new(method: Method, target: &str, body: impl ToString) -> Self {
        let auth_string = format!("app_id={},nonce={},timestamp={}", ALIPAY.app_id, uuid::Uuid::new_v4(), now());
        Self { method, target: target.into(), body: body.to_string(), auth_string, headers: Vec::new() }
    }

    fn code(code: &str) -> Self {
        Self::new(Method::POST, TOKEN_APP, json!({"grant_type": "authorization_code", "code": code}))
    }

    fn certificate_mode(mut self) -> Self {
        self.auth_string += &format!(",app_cert_sn={}", ALIPAY.app_certificate_sn);
        self.header("alipay-root-cert-sn", ALIPAY.root_certificates_sn)
    }

    fn encrypted(mut self) -> Self {
        self.body = crypto::encrypt(ALIPAY.aes_key, self.body.as_bytes());
        self.header("alipay-encrypt-type", "AES").header("content-type", "text/plain")
    }

    fn header(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    fn auth_string(mut self, from: &str, to: &str) -> Self {
        assert!(self.auth_string.contains(from), "{from}");
        self.auth_string = self.auth_string.replace(from, to);
        self
    }

    fn build(&self, gateway: &Gateway) -> RequestBuilder {
        let Self { method, target, body, auth_string, headers } = self;
        let mut message = format!("{auth_string}\n{method}\n{target}\n{body}\n");
        let mut request = Client::new().request(method.clone(), format!("{}{target}", gateway.url()));
        for (name, value) in headers {
            if *name == "alipay-app-auth-token" {
                message += &format!("{value}\n");
            }
            request = request.header(*name, value);
        }
        let signature = crypto::sign(&KEYS.app, message.as_bytes());
        let authorization = format!("ALIPAY-SHA256withRSA {auth_string},sign={signature}");
        request.header("authorization", authorization).body(body.clone())
    }

    async fn send(&self, gateway: &Gateway) -> Answered {
        Answered::read(self.build(gateway).send().await.unwrap()).await
    }
}

/// An answer as a client sees it.
struct Answered {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: Vec<u8>,
}

impl Answered {
    async fn read(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.bytes().await.unwrap().into() }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn code(&self) -> (u16, String) {
        (self.status, self.json()["code"].as_str().unwrap_or_default().to_owned())
    }

    /// Whether the signature verifies with Alipay's public key.
    fn verifies(&self) -> bool {
        let part = |name| self.header(name).unwrap_or_default().as_bytes();
        let message = [part("alipay-timestamp"), b"\n", part("alipay-nonce"), b"\n", &self.body, b"\n"].concat();
        let key = RsaPublicKey::from_public_key_pem(&ALIPAY.alipay_public_key).unwrap();
        self.header("alipay-signature").is_some_and(|signature| crypto::verify(&key, &message, signature))
    }
}

#[tokio::test]
async fn a_right_request_is_accepted_and_its_answer_signed_in_both_modes() {
    let gateway = Gateway::start().await;
    let key = Signed::code(ALIPAY.app_auth_code).send(&gateway).await;
    assert_eq!((key.status, key.verifies(), key.header("alipay-sn")), (200, true, None));
    assert_eq!(key.json()["tokens"][0]["app_auth_token"], ALIPAY.app_auth_token);
    assert!(key.header("alipay-trace-id").is_some());

    let certificate = Signed::code(&gateway.issue_alipay_code()).certificate_mode().send(&gateway).await;
    assert_eq!((certificate.status, certificate.verifies()), (200, true));
    assert_eq!(certificate.header("alipay-sn"), Some(ALIPAY.alipay_certificate_sn));

    let recorded = gateway.requests();
    assert!(recorded.len() == 2 && recorded.iter().all(super::super::Recorded::verified));
    let string_to_sign = recorded[0].string_to_sign.as_ref().unwrap();
    assert!(
        string_to_sign
            .ends_with("\n{\"code\":\"1cc19911172e4f8aaa509c8fb5d12F56\",\"grant_type\":\"authorization_code\"}\n")
    );
}

#[tokio::test]
async fn a_wrong_request_is_refused_with_its_reason_and_recorded() {
    let gateway = Gateway::start().await;
    let right = || Signed::code(ALIPAY.app_auth_code);
    let old = (now() - 601_000).to_string();
    let replayed = Signed::new(Method::GET, "/v3/x", "");
    assert_eq!(replayed.send(&gateway).await.status, 200);
    let timestamp = |signed: Signed, to: &str| {
        let from = signed.auth_string.rsplit_once('=').unwrap().1.to_owned();
        signed.auth_string(&from, to)
    };
    let cases = [
        (right().auth_string(ALIPAY.app_id, "2021000000000002"), "invalid-app-id"),
        (right().auth_string("app_id=", "x_id="), "missing-app-id"),
        (timestamp(right(), &old), "illegal-timestamp"),
        (timestamp(right(), "soon"), "invalid-timestamp"),
        (replayed, "suspected-attack"),
        (right().auth_string("nonce=", "n="), "invalid-signature"),
        (right().certificate_mode().auth_string("app_cert_sn=", "app_cert_sn=0"), "app-cert-not-exist"),
        (
            right().auth_string("app_id", &format!("app_cert_sn={},app_id", ALIPAY.app_certificate_sn)),
            "missing-alipay-root-cert-sn",
        ),
    ];
    for (signed, code) in &cases {
        assert_eq!(signed.send(&gateway).await.code(), (401, (*code).to_owned()));
        let recorded = gateway.requests().pop().unwrap();
        assert_eq!((recorded.refusal.as_deref(), recorded.verified(), recorded.status), (Some(*code), false, 401));
    }
    for (request, code) in [
        (right().build(&gateway).body("{}"), "invalid-signature"),
        (right().build(&gateway).header("alipay-app-auth-token", "not signed"), "invalid-signature"),
        (Client::new().get(format!("{}/v3/x", gateway.url())), "missing-signature"),
    ] {
        let answer = Answered::read(request.send().await.unwrap()).await;
        assert_eq!(answer.code(), (401, code.to_owned()));
        assert!(answer.verifies() && answer.json()["links"][0]["link"].is_string());
    }
    // None of them has used up the code.
    assert_eq!(right().send(&gateway).await.status, 200);
}

#[tokio::test]
async fn a_signature_may_set_its_own_validity() {
    let gateway = Gateway::start().await;
    let mut signed = Signed::new(Method::GET, "/v3/x?a=%20b", "");
    signed.auth_string = format!("expired_seconds=1200,timestamp={},nonce=n,app_id={}", now() - 700_000, ALIPAY.app_id);
    assert_eq!(signed.send(&gateway).await.status, 200);
}

#[tokio::test]
async fn operations_answer_the_documented_codes() {
    let gateway = Gateway::start().await;
    let post = |path: &str, body: Value| Signed::new(Method::POST, path, body);
    let code = |code: &str| json!({"grant_type": "authorization_code", "code": code});
    let refresh = |token: &str| json!({"grant_type": "refresh_token", "refresh_token": token});
    let query = |target: &str| Signed::new(Method::GET, target, "");
    for (signed, status, expected) in [
        (post(TOKEN_APP, code(ALIPAY.app_auth_code)), 200, ""),
        (post(TOKEN_APP, code(ALIPAY.app_auth_code)), 400, "AUTH_CODE_NOT_VALID"),
        (post(TOKEN_APP, code(ALIPAY.auth_code)), 400, "AUTH_CODE_NOT_EXIST"),
        (post(TOKEN_APP, refresh(ALIPAY.app_refresh_token)), 200, ""),
        (post(TOKEN_APP, refresh("x")), 400, "REFRESH_TOKEN_NOT_EXIST"),
        (post(TOKEN_APP, json!({"grant_type": "password"})), 400, "GRANT_TYPE_INVALID"),
        (post(TOKEN_APP, json!({"grant_type": "refresh_token", "code": "x"})), 400, "invalid-parameter"),
        (post(TOKEN_APP, json!({})), 400, "invalid-parameter"),
        (Signed::new(Method::POST, TOKEN_APP, "grant_type=x"), 400, "illegal-json"),
        (post(OAUTH_TOKEN, code(ALIPAY.auth_code)), 200, ""),
        (post(OAUTH_TOKEN, code(ALIPAY.auth_code)), 400, "isv.code-invalid"),
        (post(OAUTH_TOKEN, refresh(ALIPAY.refresh_token)), 200, ""),
        (post(OAUTH_TOKEN, refresh("x")), 400, "isv.refresh-token-invalid"),
        (post(OAUTH_TOKEN, json!({"grant_type": "password"})), 400, "isv.grant-type-invalid"),
        (query(&format!("{TOKEN_APP}/query?app_auth_token={}", ALIPAY.app_auth_token)), 200, ""),
        (query(&format!("{TOKEN_APP}/query?app_auth_token=x")), 400, "AUTH_TOKEN_NOT_EXISTED"),
        (query(&format!("{TOKEN_APP}/query")), 400, "ILLEGAL_PARAM"),
        (query(TOKEN_APP), 400, "invalid-method"),
        (query("/v3/alipay/anything").header("alipay-app-auth-token", "a"), 200, ""),
        (query("/v2/token"), 404, "invalid-method"),
    ] {
        let answer = signed.send(&gateway).await;
        assert_eq!(answer.code(), (status, expected.to_owned()), "{} {}", signed.target, signed.body);
        assert!(answer.verifies());
    }
}

#[tokio::test]
async fn encrypted_requests_are_answered_encrypted_and_errors_are_not() {
    let gateway = Gateway::start().await;
    let answer = Signed::code(ALIPAY.app_auth_code).encrypted().send(&gateway).await;
    assert!(answer.verifies() && answer.header("content-type").unwrap().starts_with("text/plain"));
    let plain = crypto::decrypt(ALIPAY.aes_key, &answer.body).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&plain).unwrap()["user_id"], "2088102150527498");
    assert!(gateway.requests()[0].plaintext.as_ref().unwrap().starts_with(b"{\"code\""));

    let again = Signed::code(ALIPAY.app_auth_code).encrypted().send(&gateway).await;
    assert_eq!(again.code(), (400, "AUTH_CODE_NOT_VALID".to_owned()));
    let mut garbage = Signed::code("x").encrypted();
    garbage.body = "YWJj".into();
    assert_eq!(garbage.send(&gateway).await.code(), (400, "decryption-error".to_owned()));
    assert!(!gateway.requests()[2].verified());

    gateway.misbehave(Misbehaviour::Unencrypted);
    let unencrypted = Signed::code(&gateway.issue_alipay_code()).encrypted().send(&gateway).await;
    assert!(unencrypted.verifies() && unencrypted.json()["app_auth_token"].is_string());
    gateway.misbehave(Misbehaviour::GarbageCiphertext);
    let garbage = Signed::code(&gateway.issue_alipay_code()).encrypted().send(&gateway).await;
    assert!(garbage.verifies() && crypto::decrypt(ALIPAY.aes_key, &garbage.body).is_err());
}

#[tokio::test]
async fn only_the_data_part_of_a_multipart_body_is_signed() {
    let gateway = Gateway::start().await;
    let data = "{\"biz_code\":\"支付\"}";
    let body = [
        b"--B\r\ncontent-disposition: form-data; name=\"data\"\r\ncontent-type: application/json\r\n\r\n",
        data.as_bytes(),
        b"\r\n--B\r\ncontent-disposition: form-data; name=\"file_content\"; filename=\"a\"\r\n\r\n\xff\r\n\r\n--B--\r\n",
    ]
    .concat();
    let signed = Signed::new(Method::POST, "/v3/alipay/open/file/upload", data)
        .header("content-type", "multipart/form-data; boundary=B");
    assert_eq!(signed.build(&gateway).body(body).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn every_way_to_sign_wrongly_is_one() {
    let gateway = Gateway::start().await;
    let leaf = Some(ALIPAY.alipay_certificate_sn);
    for (fault, verifies, names) in [
        (Misbehaviour::MissingSignature, false, None),
        (Misbehaviour::WrongSignature, false, leaf),
        (Misbehaviour::StrangersKey, false, leaf),
        (Misbehaviour::TamperedBody, false, leaf),
        (Misbehaviour::ReorderedBody, false, leaf),
        (Misbehaviour::UnknownCertificate, true, Some("00000000000000000000000000000000")),
        (Misbehaviour::SwappedCertificate, true, Some(KEYS.authority_sn.as_str())),
        (Misbehaviour::EmptyCertificateSn, true, Some("")),
    ] {
        for encrypted in [false, true] {
            gateway.misbehave(fault.clone());
            let signed = Signed::code(&gateway.issue_alipay_code()).certificate_mode();
            let answer = if encrypted { signed.encrypted() } else { signed }.send(&gateway).await;
            assert_eq!(
                (answer.status, answer.verifies(), answer.header("alipay-sn")),
                (200, verifies, names),
                "{fault:?}"
            );
            assert_eq!(serde_json::from_slice::<Value>(&answer.body).is_ok(), !encrypted, "{fault:?}");
        }
    }
    // A re-ordered body says the same.
    let first = Signed::code(&gateway.issue_alipay_code()).send(&gateway).await;
    gateway.misbehave(Misbehaviour::ReorderedBody);
    let second = Signed::code(&gateway.issue_alipay_code()).send(&gateway).await;
    assert!(first.json() == second.json() && first.body != second.body);
}

#[tokio::test]
async fn an_error_on_demand_leaves_the_code_unused_and_may_be_unsigned_or_wrongly_signed() {
    let gateway = Gateway::start().await;
    let error = || Misbehaviour::api_error(403, "X_NEW_CODE", "说明");
    for (extra, verifies) in
        [(None, true), (Some(Misbehaviour::MissingSignature), false), (Some(Misbehaviour::WrongSignature), false)]
    {
        gateway.misbehave_with([error()].into_iter().chain(extra).collect::<Vec<_>>());
        let answer = Signed::code(ALIPAY.app_auth_code).send(&gateway).await;
        assert_eq!((answer.code(), answer.verifies()), ((403, "X_NEW_CODE".to_owned()), verifies));
        assert!(gateway.requests().pop().unwrap().verified());
    }
    assert_eq!(Signed::code(ALIPAY.app_auth_code).send(&gateway).await.status, 200);
}

#[tokio::test]
async fn payloads_are_rewritten_before_they_are_signed() {
    let gateway = Gateway::start().await;
    let call = async |fault: Misbehaviour| {
        gateway.misbehave(fault);
        let code = gateway.issue_alipay_code();
        let body = json!({"grant_type": "authorization_code", "code": code});
        let answer = Signed::new(Method::POST, OAUTH_TOKEN, body).send(&gateway).await;
        assert!(answer.status == 200 && answer.verifies());
        answer
    };
    let numbers = call(Misbehaviour::StringsAsNumbers).await.json();
    assert_eq!((&numbers["expires_in"], &numbers["user_id"]), (&json!(3600), &json!("2088102150477652")));
    assert!(call(Misbehaviour::UnknownFields).await.json()["x_not_in_any_document"].is_object());
    assert_eq!(call(Misbehaviour::UnknownEnumValues).await.json()["auth_token_type"], "x_not_in_any_document");
    let control = call(Misbehaviour::ControlCharacters).await;
    assert!(control.body.contains(&8) && serde_json::from_slice::<Value>(&control.body).is_err());
    assert!(std::str::from_utf8(&call(Misbehaviour::InvalidUtf8).await.body).is_err());
    assert!(call(Misbehaviour::EmptyBody).await.body.is_empty());
    assert_eq!(call(Misbehaviour::Payload(b"[1".into())).await.body, b"[1");

    gateway.misbehave(Misbehaviour::NumbersAsStrings);
    let query = format!("{TOKEN_APP}/query?app_auth_token={}", ALIPAY.app_auth_token);
    assert_eq!(Signed::new(Method::GET, &query, "").send(&gateway).await.json()["expires_in"], "31536000");
}
