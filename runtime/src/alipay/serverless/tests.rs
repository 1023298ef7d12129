use http::{HeaderMap, Method, StatusCode};

use super::*;
use crate::alipay::test_keys::APP;
use crate::operation::Endpoint;

fn function() -> Serverless {
    Serverless::function("space-1", &APP.pkcs8).unwrap()
}

fn request() -> Request {
    let mut request = Request::new(Endpoint::new("alipay.open.app.qrcode.create", Method::POST, "/"));
    request.member::<String>("url_param", "pages/index");
    request
}

fn encoded(serverless: &Serverless, request: &Request) -> Result<Outgoing, RequestError> {
    let base = "http://127.0.0.1:1/prefix".parse().unwrap();
    encode::encode(serverless, &base, request, None, SystemTime::UNIX_EPOCH)
}

fn arguments(outgoing: &Outgoing) -> serde_json::Value {
    let body: serde_json::Value = serde_json::from_slice(&outgoing.body).unwrap();
    serde_json::from_str::<serde_json::Value>(body["params"].as_str().unwrap()).unwrap()["functionArgs"].take()
}

#[test]
fn tokens_and_addresses_of_a_call_stand_in_its_configuration() {
    let mut request = request();
    request.header::<Secret>("alipay-app-auth-token", "merchant-token");
    request.query::<Secret>("auth_token", "user-token");
    let outgoing = encoded(&function().notify_url("https://example.com/n"), &request).unwrap();
    assert_eq!(outgoing.url.path(), "/prefix/server");
    assert_eq!(
        arguments(&outgoing),
        serde_json::json!({
            "method": "alipay.open.app.qrcode.create",
            "params": {
                "$config": {
                    "authToken": "user-token",
                    "appAuthToken": "merchant-token",
                    "notify": {"url": "https://example.com/n"},
                },
                "url_param": "pages/index",
            },
            "source": "server",
        })
    );
    let signed = outgoing.signed.unwrap();
    assert!(!signed.contains("merchant-token") && !signed.contains("user-token"), "{signed}");
}

#[test]
fn an_address_of_the_other_wires_is_refused() {
    let error = encode::encode(
        &function(),
        &"https://openapi.alipay.com".parse().unwrap(),
        &request(),
        None,
        SystemTime::UNIX_EPOCH,
    );
    assert!(error.unwrap_err().to_string().contains("Serverless::PRODUCTION"));
}

#[test]
fn debug_output_shows_no_secret() {
    let page = Serverless::page("space-1", "client-secret", "2021", Secret::from("auth-code"));
    let printed = format!("{page:?} {:?}", function());
    assert!(!printed.contains("client-secret") && !printed.contains("auth-code"), "{printed}");
    assert!(printed.contains("space-1") && printed.contains("sha256:"), "{printed}");
}

fn opened(status: u16, body: &'static str) -> Result<Answer, Refusal> {
    let outgoing = encoded(&function(), &request()).unwrap();
    let status = StatusCode::from_u16(status).unwrap();
    open::open(&outgoing, Incoming { status, headers: HeaderMap::new(), body: body.into() })
}

fn body(status: u16, answer: &'static str) -> (String, bool) {
    let answer = opened(status, answer).unwrap();
    (String::from_utf8(answer.body.to_vec()).unwrap(), answer.failed)
}

#[test]
fn names_become_those_of_the_documents() {
    for (answer, expected) in [
        (
            r#"{"success":true,"data":{"qrCodeUrl":"x","a":[{"reExpiresIn":1}]}}"#,
            r#"{"qr_code_url":"x","a":[{"re_expires_in":1}]}"#,
        ),
        (r#"{"data":{"qr_code_url":"x","qrCodeUrl":"y"}}"#, r#"{"qr_code_url":"x"}"#),
        (r#"{"data":"{\"qrCodeUrl\":\"x\"}"}"#, r#"{"qr_code_url":"x"}"#),
    ] {
        assert_eq!(body(200, answer), (expected.to_owned(), false));
    }
}

#[test]
fn failures_of_the_service_and_of_the_operation_are_failures() {
    let (of_service, failed) = body(200, r#"{"success":false,"error":{"code":"InternalError","message":"why"}}"#);
    assert_eq!((of_service.as_str(), failed), (r#"{"code":"InternalError","message":"why"}"#, true));
    let (of_operation, failed) =
        body(200, r#"{"data":{"code":"40002","msg":"m","subCode":"isv.code-invalid","subMsg":"why"}}"#);
    assert!(failed && of_operation.starts_with(r#"{"code":"isv.code-invalid","message":"why","gateway_code":"40002""#));
    assert!(opened(200, "<html>").unwrap_err().reason.contains("serverless"));
    assert!(opened(502, "<html>").unwrap().failed);
}
