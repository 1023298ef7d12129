//! API security mode, end to end against the double and with the platform's documented examples.

#![allow(clippy::unwrap_used, reason = "the lint's exception for tests does not reach their helpers")]

use std::sync::LazyLock;
use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::FutureExt as _;
use generated::runtime::{Error, Method, Secret, Verification};
use generated::wechat::{Client, Credentials};
use http::{HeaderMap, HeaderName, StatusCode};
use proptest::prelude::*;
use rsa::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use rsa::pss::SigningKey;
use rsa::signature::{RandomizedSigner as _, SignatureEncoding as _};
use rsa::{RsaPrivateKey, rand_core::OsRng};
use runtime::protocol::{Answer, Incoming, Outgoing, Protocol, Refusal};
use runtime::wechat::security::{Secured, SecurityError, SecurityMode};
use runtime::{Endpoint, Request};
use serde_json::{Value, json};
use sha2::Sha256;
use tests::gateway::{Gateway, Misbehaviour};

const QUOTA: &str = "/cgi-bin/openapi/quota/get";

fn mode(gateway: &Gateway) -> SecurityMode {
    let keys = gateway.wechat_security();
    SecurityMode::new(gateway.wechat().component_appid, keys.private_key)
        .unwrap()
        .symmetric_key(keys.symmetric_serial, keys.symmetric_key)
        .unwrap()
        .platform_certificate(keys.platform_serial, keys.platform_certificate)
        .unwrap()
}

fn credentials(gateway: &Gateway) -> Credentials {
    Credentials::component_access_token(Secret::from(gateway.wechat().component_access_token))
}

fn client(gateway: &Gateway, mode: SecurityMode) -> Client {
    Client::builder().base_url(gateway.url()).protocol(Secured::new(credentials(gateway), mode)).build().unwrap()
}

/// A call without a document, with its token in the query.
fn path(gateway: &Gateway, path: &str) -> String {
    format!("{path}?access_token={}", gateway.wechat().component_access_token)
}

fn quota() -> Value {
    json!({"cgi_path": "/wxa/gettemplatedraftlist"})
}

#[tokio::test]
async fn calls_of_the_endpoints_that_have_it_are_encrypted_both_ways() {
    let gateway = Gateway::start().await;
    let client = client(&gateway, mode(&gateway));
    let appid = json!({"appid": gateway.wechat().component_appid});
    let rid = json!({"rid": "61725984-6126f6f9-040f19c4"});
    for (endpoint, body, member) in [
        (QUOTA, quota(), "quota"),
        ("/cgi-bin/clear_quota", appid, "errmsg"),
        ("/cgi-bin/openapi/rid/get", rid, "request"),
    ] {
        let call = client.raw(Method::POST, &path(&gateway, endpoint)).json(&body);
        let answer = call.send().await.unwrap_or_else(|error| panic!("{endpoint}: {error}"));
        assert_eq!(answer.verification, Verification::Verified);
        assert!(!answer.value[member].is_null(), "{:?}", answer.value);
        let recorded = gateway.requests().pop().unwrap();
        assert!(recorded.verified());
        let sent = &recorded.request;
        // The token alone remains in clear.
        assert_eq!(sent.target, path(&gateway, endpoint));
        let envelope: Value = serde_json::from_slice(&sent.body).unwrap();
        assert_eq!(envelope.as_object().unwrap().len(), 3);
        assert!(["iv", "data", "authtag"].iter().all(|name| envelope[*name].is_string()), "{envelope}");
        let mut content: Value = serde_json::from_slice(&recorded.plaintext.unwrap()).unwrap();
        let fields = content.as_object_mut().unwrap();
        assert_eq!(fields.remove("_appid").unwrap(), gateway.wechat().component_appid);
        assert!(
            fields.remove("_timestamp").unwrap().is_u64() && fields.remove("_n").unwrap().as_str().unwrap().len() == 22
        );
        assert_eq!(content, body);
    }
}

#[tokio::test]
async fn operations_of_the_documents_need_nothing_but_the_protocol() {
    let gateway = Gateway::start().await;
    let client = client(&gateway, mode(&gateway));
    let answer = client.get_api_quota("/wxa/gettemplatedraftlist").send().await.unwrap();
    assert_eq!((answer.value.quota.daily_limit, answer.verification), (Some(0), Verification::Verified));
    let error = client.get_rid_info("61-62").await.unwrap_err();
    let api = error.api().unwrap_or_else(|| panic!("{error}"));
    assert_eq!((api.code.as_deref(), api.verification), (Some("76001"), Verification::Verified));
    let recorded = gateway.requests();
    assert!(recorded.len() == 2 && recorded.iter().all(|request| request.plaintext.is_some()));
}

#[tokio::test]
async fn other_parameters_of_the_query_move_into_the_ciphertext() {
    let gateway = Gateway::start().await;
    let client = client(&gateway, mode(&gateway));
    let target = format!("{}&lang=zh_CN", path(&gateway, QUOTA));
    client.raw(Method::POST, &target).json(quota()).await.unwrap();
    let recorded = gateway.requests().pop().unwrap();
    assert_eq!(recorded.request.target, path(&gateway, QUOTA));
    let content: Value = serde_json::from_slice(&recorded.plaintext.unwrap()).unwrap();
    assert_eq!((&content["lang"], &content["cgi_path"]), (&json!("zh_CN"), &quota()["cgi_path"]));
    let target = format!("{}&cgi_path=x", path(&gateway, QUOTA));
    let error = client.raw(Method::POST, &target).json(quota()).await.unwrap_err();
    assert!(matches!(error, Error::Request { .. }) && error.to_string().contains("`cgi_path`"), "{error}");
}

#[tokio::test]
async fn other_calls_go_out_as_ever() {
    let gateway = Gateway::start().await;
    let wechat = gateway.wechat();
    let client = client(&gateway, mode(&gateway));
    let answer = client.query_auth(wechat.component_appid, wechat.authorization_code).send().await.unwrap();
    assert_eq!(answer.verification, Verification::None);
    assert!(gateway.requests()[0].request.header("wechatmp-signature").is_none());
    let limited = self::client(&gateway, mode(&gateway).only_paths(["/cgi-bin/clear_quota"]));
    limited.raw(Method::POST, &path(&gateway, QUOTA)).json(quota()).await.unwrap();
    assert!(gateway.requests()[1].request.header("wechatmp-signature").is_none());
}

#[tokio::test]
async fn only_a_signed_success_for_this_caller_and_this_time_is_believed() {
    let gateway = Gateway::start().await;
    let client = client(&gateway, mode(&gateway));
    for (misbehaviour, reason) in [
        (Misbehaviour::MissingSignature, "it is not signed"),
        (Misbehaviour::WrongSignature, "does not match the platform's certificate 79ba700ea147819f640941bceb38b1d1"),
        (Misbehaviour::StrangersKey, "does not match the platform's certificate"),
        (
            Misbehaviour::UnknownCertificate,
            "0000700ea147819f640941bceb38b1d1, and there is 79ba700ea147819f640941bceb38b1d1",
        ),
        (Misbehaviour::TamperedBody, "does not match the platform's certificate"),
        (Misbehaviour::Unencrypted, "cannot be decrypted"),
        (Misbehaviour::GarbageCiphertext, "cannot be decrypted"),
        (Misbehaviour::StaleAnswer, "300 s are accepted"),
        (Misbehaviour::AnswerToAnother, "it is for wxf8b4f85f3a794e77"),
        (Misbehaviour::ContradictoryAnswer, "`_timestamp`"),
    ] {
        gateway.misbehave(misbehaviour.clone());
        let error = client.raw(Method::POST, &path(&gateway, QUOTA)).json(quota()).await.unwrap_err();
        assert!(matches!(error, Error::Signature { .. }), "{misbehaviour:?}: {error}");
        assert!(error.to_string().contains(reason), "{misbehaviour:?}: {error}");
    }
}

#[tokio::test]
async fn while_certificates_change_the_one_that_is_known_will_do() {
    let gateway = Gateway::start().await;
    let client = client(&gateway, mode(&gateway));
    gateway.misbehave(Misbehaviour::CertificateChange);
    let answer = client.raw(Method::POST, &path(&gateway, QUOTA)).json(quota()).send().await.unwrap();
    assert_eq!(answer.verification, Verification::Verified);
}

#[tokio::test]
async fn a_refusal_in_clear_is_told_with_the_way_out() {
    let gateway = Gateway::start().await;
    let keys = gateway.wechat_security();
    let wechat = gateway.wechat();
    let bare = |appid: &str, key: &str| SecurityMode::new(appid, key).unwrap();
    let complete = |mode: SecurityMode, key: &str| {
        mode.symmetric_key(keys.symmetric_serial, key)
            .unwrap()
            .platform_certificate(keys.platform_serial, keys.platform_certificate)
            .unwrap()
    };
    let other_key = RsaPrivateKey::new(&mut OsRng, 2048).unwrap().to_pkcs8_pem(LineEnding::LF).unwrap();
    let long_ago = || UNIX_EPOCH + Duration::from_secs(1_635_927_954);
    let wrong_symmetric = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    for (mode, code, hint) in [
        (complete(bare("wx-other", keys.private_key), keys.symmetric_key), "40237", "the token was issued for"),
        (
            complete(bare(wechat.component_appid, &other_key), keys.symmetric_key),
            "40234",
            "public half of this private key",
        ),
        (complete(bare(wechat.component_appid, keys.private_key), wrong_symmetric), "40235", "symmetric key"),
        (mode(&gateway).clock(long_ago), "40240", "clock"),
        (mode(&gateway).signed_address("https://proxy.example").unwrap(), "40234", "signed_address"),
    ] {
        // An operation with a document, which says what a failure looks like.
        let client = client(&gateway, mode.only_paths(["/cgi-bin/component/api_query_auth"]));
        let error = client.query_auth(wechat.component_appid, wechat.authorization_code).await.unwrap_err();
        let api = error.api().unwrap_or_else(|| panic!("{code}: {error}"));
        assert_eq!((api.code.as_deref(), api.verification), (Some(code), Verification::Unsigned));
        assert!(error.to_string().contains(hint), "{error}");
        assert_eq!(gateway.requests().pop().unwrap().refusal.as_deref(), Some(code));
    }
    // Without a document a failure is a value like any other, and says that it is not verified.
    let client = client(&gateway, mode(&gateway).clock(long_ago));
    let answer = client.raw(Method::POST, &path(&gateway, QUOTA)).json(quota()).send().await.unwrap();
    assert_eq!((&answer.value["errcode"], answer.verification), (&json!(40240).into(), Verification::Unsigned));
}

#[tokio::test]
async fn a_failure_that_is_signed_is_verified() {
    let gateway = Gateway::start().await;
    let client = client(&gateway, mode(&gateway).only_paths(["/cgi-bin/component/api_query_auth"]));
    let error = client.query_auth(gateway.wechat().component_appid, "used").await.unwrap_err();
    let api = error.api().unwrap_or_else(|| panic!("{error}"));
    assert_eq!((api.code.as_deref(), api.verification), (Some("61009"), Verification::Verified));
}

#[tokio::test]
async fn behind_a_proxy_the_platforms_own_address_is_signed() {
    let gateway = Gateway::start().await;
    let mode = mode(&gateway).signed_address("https://api.weixin.qq.com").unwrap();
    client(&gateway, mode).raw(Method::POST, &path(&gateway, QUOTA)).json(quota()).await.unwrap();
    let signed = gateway.requests().pop().unwrap().string_to_sign.unwrap();
    assert!(signed.starts_with("https://api.weixin.qq.com/cgi-bin/openapi/quota/get\n"), "{signed}");
}

#[tokio::test]
async fn what_cannot_be_encrypted_is_not_sent() {
    let gateway = Gateway::start().await;
    let complete = client(&gateway, mode(&gateway));
    let error = complete.raw(Method::GET, &path(&gateway, QUOTA)).await.unwrap_err();
    assert!(error.to_string().contains("JSON body of a POST"), "{error}");
    let error = complete.raw(Method::POST, &path(&gateway, QUOTA)).json(json!([1])).await.unwrap_err();
    assert!(error.to_string().contains("no JSON object"), "{error}");
    let keyless = SecurityMode::new("wx", gateway.wechat_security().private_key).unwrap();
    let error = client(&gateway, keyless).raw(Method::POST, &path(&gateway, QUOTA)).json(quota()).await.unwrap_err();
    assert!(error.to_string().contains("SecurityMode::symmetric_key"), "{error}");
    assert!(gateway.requests().is_empty());
}

#[tokio::test]
async fn wrong_keys_are_named_and_none_is_printed() {
    let gateway = Gateway::start().await;
    let keys = gateway.wechat_security();
    let public = &gateway.alipay().app_public_key;
    let error = SecurityMode::new("wx", public).unwrap_err();
    assert!(error.to_string().contains("this is a public key"), "{error}");
    let error = mode(&gateway).platform_certificate("sn", keys.private_key).unwrap_err();
    assert!(error.to_string().contains("this is a private key"), "{error}");
    assert!(mode(&gateway).platform_certificate("sn", public).is_ok(), "a bare public key will do");
    assert_eq!(mode(&gateway).symmetric_key("sn", "AAAA").unwrap_err(), SecurityError::SymmetricKey);
    let protocol = Secured::new(credentials(&gateway), mode(&gateway));
    let printed = format!("{protocol:?}");
    assert!(!printed.contains(keys.symmetric_key) && !printed.contains(gateway.wechat().component_access_token));
    assert!(printed.contains(mode(&gateway).public_key().fingerprint()), "{printed}");
    assert!(printed.contains(keys.platform_serial) && printed.contains("sha256:"), "{printed}");
}

/// The documented example: the recorded answer to the recorded request.
async fn documented(change: impl FnOnce(&mut HeaderMap), now: u64) -> Result<Answer, Refusal> {
    let gateway = Gateway::start().await;
    let vectors: Value = serde_json::from_str(include_str!("../vectors/wechat-crypto.json")).unwrap();
    let response = &vectors["api_security"]["response"];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mode = SecurityMode::new(text(&response["appid"]), gateway.wechat_security().private_key)
        .unwrap()
        .symmetric_key(&text(&response["sym_sn"]), &text(&response["sym_key_base64"]))
        .unwrap()
        .platform_certificate(&text(&response["headers"]["Wechatmp-Serial"]), &text(&response["certificate"]))
        .unwrap()
        .clock(move || UNIX_EPOCH + Duration::from_secs(now));
    let protocol = Secured::new(credentials(&gateway), mode);
    let request = Request::new(Endpoint::new("getuserriskrank", Method::POST, "/wxa/getuserriskrank"));
    let outgoing: Outgoing = protocol.encode(&"https://api.weixin.qq.com".parse().unwrap(), &request).await.unwrap();
    let mut headers: HeaderMap = response["headers"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (HeaderName::try_from(name.as_str()).unwrap(), text(value).parse().unwrap()))
        .collect();
    change(&mut headers);
    let body = text(&response["body"]).into();
    let answer = protocol.open(&outgoing, Incoming { status: StatusCode::OK, headers, body })?;
    assert_eq!(String::from_utf8_lossy(&answer.body), text(&response["plain"]));
    Ok(answer)
}

#[tokio::test]
async fn the_documented_answer_is_verified_and_decrypted() {
    for now in [NOW, NOW + 300, NOW - 300] {
        assert_eq!(documented(|_| (), now).await.unwrap().verification, Verification::Verified);
    }
    assert!(documented(|_| (), NOW + 301).await.unwrap_err().reason.contains("is the clock right?"));
    type Change = fn(&mut HeaderMap);
    let changes: [(Change, &str); 4] = [
        (|headers| drop(headers.insert("wechatmp-timestamp", "1635927957".parse().unwrap())), "does not match"),
        (|headers| drop(headers.insert("wechatmp-appid", "wx".parse().unwrap())), "does not match"),
        // What is left is signed by the deprecated certificate, which is not known here.
        (|headers| drop(headers.remove("wechatmp-serial")), "2171af9cdf1d7404423852e7e183d852"),
        (|headers| drop(headers.remove("wechatmp-timestamp")), "wechatmp-timestamp"),
    ];
    for (change, reason) in changes {
        let error = documented(change, NOW).await.unwrap_err();
        assert!(error.reason.contains(reason), "{}", error.reason);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever an answer holds, signed by nobody or by the platform itself: it is refused, and nothing panics.
    #[test]
    fn no_answer_makes_it_panic(
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..80),
            "\\{\"iv\":\"[A-Za-z0-9+/=]{0,24}\",\"data\":\"[A-Za-z0-9+/=]{0,24}\",\"authtag\":\"[A-Za-z0-9+/=]{0,24}\"\\}"
                .prop_map(String::into_bytes),
        ],
        headers in prop::collection::vec((0..6_usize, "[ -~]{0,20}"), 0..6),
        signed in any::<bool>(),
    ) {
        let keys = &*PLATFORM;
        let (protocol, outgoing) = (&keys.protocol, &keys.outgoing);
        let names = ["appid", "timestamp", "signature", "serial", "signature-deprecated", "serial-deprecated"];
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(HeaderName::try_from(format!("wechatmp-{}", names[name])).unwrap(), value.parse().unwrap());
        }
        if signed {
            let text = format!("{}\nwx\n{NOW}\n{}", "https://api.weixin.qq.com/wxa/getuserriskrank", String::from_utf8_lossy(&body));
            let signature = SigningKey::<Sha256>::new_with_salt_len(keys.key.clone(), 32)
                .sign_with_rng(&mut OsRng, text.as_bytes());
            let pairs = [("appid", "wx"), ("timestamp", "1635927956"), ("serial", "sn"), ("signature", &STANDARD.encode(signature.to_bytes()))];
            for (name, value) in pairs {
                map.insert(HeaderName::try_from(format!("wechatmp-{name}")).unwrap(), value.parse().unwrap());
            }
        }
        let refusal = protocol.open(outgoing, Incoming { status: StatusCode::OK, headers: map, body: body.into() });
        let refusal = refusal.map(|answer| answer.verification).unwrap_err();
        if signed {
            prop_assert!(refusal.reason.contains("cannot be decrypted"), "{}", refusal.reason);
        }
    }
}

const NOW: u64 = 1_635_927_956;

/// A platform whose key is known here.
struct Platform {
    key: RsaPrivateKey,
    protocol: Secured,
    outgoing: Outgoing,
}

static PLATFORM: LazyLock<Platform> = LazyLock::new(|| {
    let key = RsaPrivateKey::new(&mut OsRng, 2048).unwrap();
    let own = key.to_pkcs8_pem(LineEnding::LF).unwrap();
    let public = key.to_public_key().to_public_key_pem(LineEnding::LF).unwrap();
    let mode = SecurityMode::new("wx", &own)
        .and_then(|mode| mode.symmetric_key("sym", &STANDARD.encode([7; 32])))
        .and_then(|mode| mode.platform_certificate("sn", &public))
        .unwrap()
        .clock(|| UNIX_EPOCH + Duration::from_secs(NOW));
    let protocol = Secured::new(Credentials::new(), mode);
    let request = Request::new(Endpoint::new("getuserriskrank", Method::POST, "/wxa/getuserriskrank"));
    let base = "https://api.weixin.qq.com".parse().unwrap();
    let outgoing = protocol.encode(&base, &request).now_or_never().unwrap().unwrap();
    Platform { key, protocol, outgoing }
});
