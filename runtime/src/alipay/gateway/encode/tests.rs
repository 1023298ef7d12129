use std::collections::BTreeMap;

use url::form_urlencoded::parse;

use super::*;
use crate::Secret;
use crate::alipay::Credentials;
use crate::alipay::test_keys::{ALIPAY, APP};
use crate::codec::Encode;
use crate::operation::Endpoint;
use crate::upload::Upload;

fn gateway() -> Gateway {
    Gateway::new(Credentials::keys("2021000000000001", &APP.pkcs8, &ALIPAY.public).unwrap())
}

fn request(operation: &'static str) -> Request {
    Request::new(Endpoint::new(operation, Method::GET, "/v3/x/{id}"))
}

fn encoded(gateway: &Gateway, request: &Request) -> Result<Outgoing, RequestError> {
    encode(gateway, &"https://openapi.example.com/proxy/".parse().unwrap(), request, SystemTime::UNIX_EPOCH)
}

fn query(outgoing: &Outgoing) -> BTreeMap<String, String> {
    outgoing.url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

fn form(outgoing: &Outgoing) -> BTreeMap<String, String> {
    parse(&outgoing.body).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

#[test]
fn wherever_a_document_has_parameters_they_are_business_content() {
    let mut request = request("alipay.x.query");
    request.path::<String>("id", "a/b");
    request.query::<i64>("page", 2);
    let commas = crate::Serialization::FORM.explode(false);
    request.query_as::<Vec<String>>("scopes", commas, ["auth_user".to_owned(), "auth_base".to_owned()]);
    request.member::<Vec<String>>("list", ["x".to_owned()]);
    let outgoing = encoded(&gateway(), &request).unwrap();
    assert_eq!((outgoing.method.as_str(), outgoing.url.path()), ("POST", "/proxy/gateway.do"));
    assert_eq!(form(&outgoing)["biz_content"], r#"{"id":"a/b","page":2,"scopes":"auth_user,auth_base","list":["x"]}"#);
    assert_eq!(query(&outgoing)["timestamp"], "1970-01-01 08:00:00");
}

#[test]
fn the_users_token_and_addresses_are_system_parameters() {
    let mut request = request("alipay.user.info.share");
    request.query::<Secret>("auth_token", "user-token");
    request.query::<String>("notify_url", "https://example.com/own?a=b&c");
    let gateway = gateway().notify_url("https://example.com/all").return_url("https://example.com/back");
    let outgoing = encoded(&gateway, &request).unwrap();
    let query = query(&outgoing);
    assert_eq!((query["auth_token"].as_str(), outgoing.body.len()), ("user-token", 0));
    assert_eq!(query["notify_url"], "https://example.com/own?a=b&c");
    assert_eq!(query["return_url"], "https://example.com/back");
    assert!(!query.contains_key("biz_content"));
}

#[test]
fn top_level_parameters_stand_for_themselves_and_empty_ones_are_left_out() {
    for (gateway, operation) in
        [(gateway(), "alipay.system.oauth.token"), (gateway().top_level("alipay.older.one"), "alipay.older.one")]
    {
        let mut request = request(operation);
        request.member::<String>("grant_type", "refresh_token");
        request.member::<String>("code", "");
        request.member::<bool>("flag", true);
        let outgoing = encoded(&gateway, &request).unwrap();
        assert_eq!(outgoing.body, "grant_type=refresh_token&flag=true");
        assert!(!outgoing.signed.unwrap().contains("code="));
    }
}

#[test]
fn what_was_signed_is_shown_without_secrets() {
    let mut request = request("alipay.x");
    request.header::<Secret>("alipay-app-auth-token", "merchant-token");
    request.query::<Secret>("auth_token", "user-token");
    request.member::<Secret>("code", "one-use-code");
    let outgoing = encoded(&gateway(), &request).unwrap();
    let signed = outgoing.signed.as_deref().unwrap();
    assert!(
        signed.starts_with("app_auth_token=[secret, 14 bytes]&app_id=2021000000000001&auth_token=[secret, 10 bytes]&biz_content={\"code\":\"[secret, 12 bytes]\"}&charset=utf-8"),
        "{signed}"
    );
    let printed = format!("{outgoing:?}");
    for secret in ["merchant-token", "user-token", "one-use-code"] {
        assert!(!signed.contains(secret) && !printed.contains(secret));
    }
}

#[test]
fn an_app_auth_token_of_the_callers_own_is_sent_too() {
    let mut call = request("alipay.x");
    call.extra_header("alipay-app-auth-token", " merchant-token ");
    assert_eq!(query(&encoded(&gateway(), &call).unwrap())["app_auth_token"], "merchant-token");
    let mut call = request("alipay.x");
    call.header::<Secret>("alipay-app-auth-token", "");
    assert!(encoded(&gateway(), &call).unwrap_err().to_string().contains("empty"));
}

#[test]
fn a_name_of_the_gateways_own_is_refused_as_a_business_parameter() {
    for name in ["method", "sign", "app_id"] {
        let mut request = request("alipay.system.oauth.token");
        request.member::<String>(name, "x");
        assert!(encoded(&gateway(), &request).unwrap_err().to_string().contains(name));
    }
    let mut inside = request("alipay.x");
    inside.member::<String>("method", "x");
    assert!(encoded(&gateway(), &inside).is_ok());
}

#[test]
fn files_are_sent_beside_the_parameters_and_not_signed() {
    let mut request = request("alipay.open.file.upload");
    let data = Json::Object(vec![("biz_code".into(), Json::String("b".into())), ("md5".into(), Json::Null)]);
    request.part::<Data>("data", Some("application/json"), Data(data));
    request.file("file_content", None, Upload::bytes("content").file_name("a.jpg"));
    let gateway = Gateway::new(gateway().credentials.encrypted("AAECAwQFBgcICQoLDA0ODw==").unwrap());
    let outgoing = encoded(&gateway, &request).unwrap();
    assert!(outgoing.headers["content-type"].to_str().unwrap().starts_with("multipart/form-data; boundary="));
    let body = String::from_utf8(outgoing.body.to_vec()).unwrap();
    assert!(body.contains("name=\"biz_code\"\r\n\r\nb\r\n") && body.contains("filename=\"a.jpg\""), "{body}");
    assert!(!body.contains("\"data\"") && !body.contains("md5"), "{body}");
    let signed = outgoing.signed.unwrap();
    assert!(signed.contains("&biz_code=[secret, 1 bytes]&") && !signed.contains("content"), "{signed}");
}

struct Data(Json<'static>);

impl Encode for Data {
    fn encode(&self) -> Json<'_> {
        self.0.clone()
    }
}

#[test]
fn a_body_that_is_no_set_of_parameters_is_refused() {
    let mut request = request("alipay.x");
    request.body = Body::Json { media_type: "application/json", value: Json::Array(Vec::new()) };
    assert!(encoded(&gateway(), &request).unwrap_err().to_string().contains("JSON object"));
}
