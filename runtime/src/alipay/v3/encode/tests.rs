//! What goes over the wire, checked as the gateway checks it: the string to sign is rebuilt from the HTTP
//! request alone.

use super::*;
use crate::alipay::PublicKey;
use crate::alipay::test_keys::{APP, sn};
use crate::alipay::v3::test_calls::*;

fn header<'o>(outgoing: &'o Outgoing, name: &str) -> Option<&'o str> {
    outgoing.headers.get(name).map(|value| value.to_str().unwrap())
}

/// The auth string and the signature of the `Authorization` header.
fn auth(outgoing: &Outgoing) -> (&str, &str) {
    let fields = header(outgoing, "authorization").unwrap().strip_prefix("ALIPAY-SHA256withRSA ").unwrap();
    fields.rsplit_once(",sign=").unwrap()
}

fn field<'o>(outgoing: &'o Outgoing, name: &str) -> Option<&'o str> {
    auth(outgoing).0.split(',').find_map(|field| field.strip_prefix(name)?.strip_prefix('='))
}

/// The answer of a gateway that knows the application's public key.
fn accepted(outgoing: &Outgoing) -> bool {
    let (auth_string, signature) = auth(outgoing);
    let (_, target) = outgoing.url.as_str().split_once("example.com").unwrap();
    let body = std::str::from_utf8(&outgoing.body).unwrap();
    let mut string = format!("{auth_string}\n{}\n{target}\n{body}\n", outgoing.method);
    if let Some(token) = header(outgoing, "alipay-app-auth-token") {
        string += &format!("{token}\n");
    }
    PublicKey::parse(&APP.public).unwrap().verify(string.as_bytes(), signature).is_ok()
}

fn refusal(base: &str, request: &Request) -> String {
    encode(&keys(), &base.parse().unwrap(), request).unwrap_err().to_string()
}

#[test]
fn the_signature_covers_what_is_sent() {
    let outgoing = sent(&keys(), &request());
    assert!(accepted(&outgoing));
    assert_eq!(
        outgoing.url.as_str(),
        format!(
            "https://openapi.example.com/v3/alipay/open/auth/token/app?scopes=a%20b%2C%E4%B8%AD&auth_token={USER_TOKEN}"
        )
    );
    assert_eq!(outgoing.body, format!(r#"{{"grant_type":"authorization_code","code":"{CODE}"}}"#));
    assert_eq!(header(&outgoing, "content-type"), Some("application/json"));
    assert_eq!(header(&outgoing, "accept"), Some("application/json"));
    assert_eq!(header(&outgoing, "alipay-request-id"), outgoing.request_id.as_deref());
    assert_eq!(header(&outgoing, "alipay-encrypt-type"), None);
    assert_eq!(header(&outgoing, "alipay-root-cert-sn"), None);
}

#[test]
fn any_change_of_what_is_sent_breaks_the_signature() {
    let changes: [fn(&mut Outgoing); 5] = [
        |outgoing| outgoing.url.set_query(Some("scopes=b")),
        |outgoing| outgoing.url.set_path("/v3/other"),
        |outgoing| outgoing.method = http::Method::PUT,
        |outgoing| outgoing.body = Bytes::from_static(b"{}"),
        |outgoing| drop(outgoing.headers.remove("alipay-app-auth-token")),
    ];
    for change in changes {
        let mut outgoing = sent(&keys(), &request());
        change(&mut outgoing);
        assert!(!accepted(&outgoing), "{outgoing:?}");
    }
}

#[test]
fn a_request_without_query_and_body_is_signed_with_an_empty_line_for_the_body() {
    let request = Request::new(crate::Endpoint::new("query", http::Method::GET, "/v3/query"));
    let outgoing = sent(&encrypted(), &request);
    assert!(accepted(&outgoing));
    assert!(outgoing.signed.as_deref().unwrap().ends_with("\nGET\n/v3/query\n\n"), "{outgoing:?}");
    assert_eq!(header(&outgoing, "content-type"), None);
    assert_eq!(header(&outgoing, "alipay-encrypt-type"), None, "there is nothing to encrypt");
}

#[test]
fn the_path_of_the_base_url_is_signed_too() {
    let base = "https://proxy.example.com/alipay/".parse().unwrap();
    let outgoing = encode(&keys(), &base, &request()).unwrap();
    assert!(outgoing.url.path().starts_with("/alipay/v3/"));
    assert!(accepted(&outgoing));
}

#[test]
fn every_attempt_has_a_nonce_a_request_id_and_a_time_of_its_own() {
    let request = request();
    let (first, second) = (sent(&keys(), &request), sent(&keys(), &request));
    assert_ne!(field(&first, "nonce"), field(&second, "nonce"));
    assert_ne!(first.request_id, second.request_id);
    assert_eq!(Uuid::parse_str(field(&first, "nonce").unwrap()).unwrap().to_string(), field(&first, "nonce").unwrap());
    let timestamp: u128 = field(&second, "timestamp").unwrap().parse().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    assert!(now.abs_diff(timestamp) < 60_000, "{timestamp} is not now in milliseconds");
}

#[test]
fn the_body_is_encrypted_before_it_is_signed() {
    let outgoing = sent(&encrypted(), &request());
    assert!(accepted(&outgoing));
    assert!(is_encrypted(&outgoing));
    assert_eq!(header(&outgoing, "content-type"), Some("text/plain"));
    assert_eq!(header(&outgoing, "alipay-encrypt-type"), Some("AES"));
    let plaintext = format!(r#"{{"grant_type":"authorization_code","code":"{CODE}"}}"#);
    assert_eq!(outgoing.body, ciphertext(&plaintext));
}

#[test]
fn certificates_are_named_by_their_serial_numbers() {
    let certified = Certified::new();
    let outgoing = sent(&certified.credentials, &request());
    assert!(accepted(&outgoing));
    assert_eq!(field(&outgoing, "app_cert_sn"), Some(sn(&certified.app).as_str()));
    assert_eq!(header(&outgoing, "alipay-root-cert-sn"), certified.credentials.root_cert_sn());
}

#[test]
fn an_app_auth_token_among_the_callers_own_headers_is_signed() {
    let mut request = request();
    request.headers.clear();
    request.extra_header("alipay-app-auth-token", &format!(" {APP_TOKEN} "));
    let outgoing = sent(&keys(), &request);
    assert_eq!(header(&outgoing, "alipay-app-auth-token"), Some(APP_TOKEN), "as the gateway reads it");
    assert!(accepted(&outgoing));
}

#[test]
fn the_documents_app_auth_token_goes_before_the_callers_own_header() {
    let mut request = request();
    request.extra_header("alipay-app-auth-token", "other");
    let outgoing = sent(&keys(), &request);
    assert_eq!(header(&outgoing, "alipay-app-auth-token"), Some(APP_TOKEN));
    assert!(accepted(&outgoing));
}

#[test]
fn an_empty_app_auth_token_is_refused() {
    let mut request = request();
    request.header::<String>("alipay-app-auth-token", " ");
    let error = refusal("https://openapi.example.com", &request);
    assert!(error.starts_with("the header alipay-app-auth-token is empty"), "{error}");
}

#[test]
fn the_address_of_the_older_gateway_is_refused() {
    for base in ["https://openapi.alipay.com/gateway.do", "https://openapi.alipay.com/gateway.do/"] {
        let error = refusal(base, &request());
        assert!(error.contains("gateway.do") && error.contains("https://openapi.alipay.com"), "{error}");
    }
}

#[test]
fn headers_of_the_protocol_are_refused_from_elsewhere() {
    for name in RESERVED {
        let mut extra = request();
        extra.extra_header(name, "x");
        let mut parameter = request();
        parameter.header::<String>(name, "x");
        for request in [extra, parameter] {
            let error = refusal("https://openapi.example.com", &request);
            assert!(error.contains(&format!("the header {name} is the protocol's own")), "{error}");
        }
    }
}

#[test]
fn the_shown_string_to_sign_is_the_signed_one_but_for_its_secrets() {
    let outgoing = sent(&keys(), &request());
    assert_eq!(
        outgoing.signed.as_deref().unwrap(),
        format!(
            "{}\nPOST\n/v3/alipay/open/auth/token/app?scopes=a%20b%2C%E4%B8%AD&auth_token=[secret, 40 bytes]\n\
             {{\"grant_type\":\"authorization_code\",\"code\":\"[secret, 32 bytes]\"}}\n[secret, 40 bytes]\n",
            auth(&outgoing).0
        )
    );
}

#[test]
fn an_encrypted_body_is_shown_as_ciphertext_of_its_masked_content() {
    let outgoing = sent(&encrypted(), &request());
    let shown = format!(
        "\n[ciphertext, {} bytes, of {{\"grant_type\":\"authorization_code\",\"code\":\"[secret, 32 bytes]\"}}]\n",
        outgoing.body.len()
    );
    assert!(outgoing.signed.as_deref().unwrap().contains(&shown), "{outgoing:?}");
}

#[test]
fn of_a_call_that_no_document_describes_no_value_is_shown() {
    let mut request = Request::new(crate::Endpoint::new("raw", http::Method::POST, "/v3/x"));
    request.undescribed_json(&serde_json::json!({"list": [1, {"auth_token": USER_TOKEN}]}).into());
    let outgoing = sent(&keys(), &request);
    assert!(accepted(&outgoing));
    assert_eq!(outgoing.body, format!(r#"{{"list":[1,{{"auth_token":"{USER_TOKEN}"}}]}}"#));
    let shown = outgoing.signed.unwrap();
    assert!(shown.ends_with("{\"list\":[1,{\"auth_token\":\"[secret, 40 bytes]\"}]}\n"), "{shown}");
}
