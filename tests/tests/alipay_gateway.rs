//! Alipay's operations through the older gateway, against the double, in every case there is.

use generated::alipay::{
    AppTokenErrorCode, AppTokenGrant, Client, CommonErrorCode, UserTokenErrorCode, UserTokenGrant,
};
use generated::runtime::alipay::{Gateway as OlderGateway, Platform};
use generated::runtime::{Builder, Endpoint, Error, Method, Operation, Upload, Value, Verification};
use tests::cases::{
    ALIPAY, ALIPAY_OPERATIONS, AlipayOperation, End, Mode, Wire, alipay_client_over, alipay_credentials,
};
use tests::gateway::{Gateway, Misbehaviour};

fn client(gateway: &Gateway, mode: Mode) -> Client {
    alipay_client_over(Wire::OlderGateway, gateway, mode)
}

/// `alipay.system.oauth.token` has no `biz_content`, so nothing of it is ever encrypted, and a clear answer is
/// what its caller expects.
fn expected(end: End, name: &str, operation: AlipayOperation) -> End {
    let clear = matches!(operation, AlipayOperation::UserTokenByCode | AlipayOperation::UserTokenByRefresh);
    let of_ciphertext =
        ["signed garbage in place of ciphertext", "a clear answer to an encrypted request"].contains(&name);
    if clear && of_ciphertext { End::Success(Verification::Verified) } else { end }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_ends_as_it_does_over_v3_in_every_case() {
    let mut wrong = Vec::new();
    for case in ALIPAY.iter().filter(|case| !case.is_of_v3_alone()) {
        for operation in ALIPAY_OPERATIONS {
            let outcome = case.run_over(Wire::OlderGateway, operation).await;
            let expected = expected((case.end)(), case.name, operation);
            if outcome.end != expected {
                wrong.push(format!("{} / {operation:?}: {expected:?} expected, {outcome:?}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[tokio::test]
async fn what_is_right_in_an_unusual_form_is_accepted() {
    for mode in [Mode::Keys, Mode::Certificates, Mode::Encrypted] {
        let gateway = Gateway::start().await;
        let client = client(&gateway, mode);
        for fault in [Misbehaviour::SpacedNode, Misbehaviour::EscapedSlashes, Misbehaviour::Gbk] {
            gateway.misbehave(fault.clone());
            let grant = AppTokenGrant::refresh_token(gateway.alipay().app_refresh_token);
            let answer =
                client.exchange_app_token(grant).send().await.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
            assert_eq!(answer.verification, Verification::Verified, "{fault:?}");
            assert!(answer.value.app_auth_token.is_some());
        }
    }
}

#[tokio::test]
async fn what_is_sent_is_what_the_gateway_wants() {
    let gateway = Gateway::start().await;
    let app = gateway.alipay();
    let answer = client(&gateway, Mode::Certificates)
        .exchange_user_token(UserTokenGrant::refresh_token(app.refresh_token))
        .app_auth_token(app.app_auth_token)
        .send()
        .await
        .unwrap();
    assert!(answer.request_id.is_some());
    let recorded = &gateway.requests()[0];
    assert!(recorded.verified());
    let request = &recorded.request;
    assert_eq!((request.method.as_str(), request.path()), ("POST", "/gateway.do"));
    assert_eq!(request.query("app_auth_token").as_deref(), Some(app.app_auth_token));
    assert_eq!(request.query("app_cert_sn").as_deref(), Some(app.app_certificate_sn));
    assert_eq!(request.query("alipay_root_cert_sn").as_deref(), Some(app.root_certificates_sn));
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded;charset=UTF-8"));
    let body = format!("grant_type=refresh_token&refresh_token={}", app.refresh_token);
    assert_eq!(String::from_utf8_lossy(&request.body), body);
    assert!(request.header("alipay-app-auth-token").is_none());
}

#[tokio::test]
async fn errors_are_the_operations_own_with_the_gateways_code_kept() {
    let gateway = Gateway::start().await;
    let client = client(&gateway, Mode::Keys);
    let error = client.exchange_user_token(UserTokenGrant::authorization_code("unknown")).await.unwrap_err();
    let api = error.api().expect("an API error");
    assert_eq!(api.body().unwrap().code, UserTokenErrorCode::CodeInvalid);
    assert_eq!(api.status.as_u16(), 200);
    assert_eq!(api.verification, Verification::Verified);
    assert!(error.to_string().contains("(40002 Invalid Arguments)"), "{error}");
    let raw: Value = serde_json::from_slice(&api.raw).unwrap();
    assert_eq!((&raw["gateway_code"], &raw["sub_code"]), (&"40002".into(), &"isv.code-invalid".into()));

    let used = gateway.issue_alipay_code();
    client.exchange_app_token(AppTokenGrant::authorization_code(used.as_str())).await.unwrap();
    let error = client.exchange_app_token(AppTokenGrant::authorization_code(used.as_str())).await.unwrap_err();
    assert_eq!(error.body().unwrap().code, AppTokenErrorCode::AuthCodeNotValid);

    gateway.misbehave(Misbehaviour::api_error(401, "invalid-app-auth-token", "无效的应用授权令牌"));
    let error = client.exchange_app_token(AppTokenGrant::refresh_token("x")).await.unwrap_err();
    let api = error.api().unwrap();
    assert_eq!(api.body().unwrap().code, CommonErrorCode::InvalidAppAuthToken);
    assert!(api.hint.as_deref().unwrap().contains("merchant"));
}

#[tokio::test]
async fn a_refused_signature_brings_the_text_that_was_signed() {
    let gateway = Gateway::start().await;
    let app = gateway.alipay();
    gateway.misbehave(Misbehaviour::api_error(401, "invalid-signature", "验签出错，验签字符串为：app_auth_token=x"));
    let grant = UserTokenGrant::refresh_token(app.refresh_token);
    let call = client(&gateway, Mode::Keys).exchange_user_token(grant).app_auth_token(app.app_auth_token);
    let error = call.await.unwrap_err().to_string();
    let signed = gateway.requests()[0].string_to_sign.clone().unwrap();
    let masked = [app.refresh_token, app.app_auth_token]
        .iter()
        .fold(signed, |signed, secret| signed.replace(secret, &format!("[secret, {} bytes]", secret.len())));
    assert!(error.contains(&masked), "{masked} is missing from {error}");
    assert!(!error.contains(app.refresh_token) && !error.contains(app.app_auth_token));
}

#[tokio::test]
async fn a_call_that_no_document_describes_goes_the_same_way() {
    for mode in [Mode::Keys, Mode::Certificates, Mode::Encrypted] {
        let gateway = Gateway::start().await;
        let body = Value::from_iter([("date", "20230102")]);
        let call = client(&gateway, mode).raw(Method::POST, "/v3/alipay/user/deloauth/detail/query").json(&body);
        let answer = call.send().await.unwrap();
        assert_eq!((answer.verification, &answer.value["code"]), (Verification::Verified, &"10000".into()));
        let recorded = &gateway.requests()[0];
        assert_eq!(recorded.request.query("method").as_deref(), Some("alipay.user.deloauth.detail.query"));
        assert_eq!(recorded.plaintext.is_some(), mode == Mode::Encrypted);
    }
}

#[tokio::test]
async fn a_certificate_can_be_asked_for_while_the_answers_own_is_unknown() {
    let gateway = Gateway::start().await;
    let body = Value::from_iter([("alipay_cert_sn", gateway.alipay().alipay_certificate_sn)]);
    gateway.misbehave_always([Misbehaviour::UnknownCertificate]);
    let client = client(&gateway, Mode::Certificates);
    let answer = client.raw(Method::POST, "alipay.open.app.alipaycert.download").json(&body).send().await.unwrap();
    assert_eq!(answer.verification, Verification::None);
    assert!(answer.value["alipay_cert_content"].as_str().unwrap().starts_with("LS0t"));
    let error = client.exchange_app_token(AppTokenGrant::refresh_token("x")).await.unwrap_err();
    assert!(matches!(error, Error::Signature { .. }), "{error}");
}

/// An upload as documents of v3 have it: the parameters in a part `data`.
struct FileUpload;

impl Operation for FileUpload {
    type Output = Value;
    type Error = Value;
    const ENDPOINT: Endpoint = Endpoint::new("alipay.open.file.upload", Method::POST, "/v3/alipay/open/file/upload");
}

#[tokio::test]
async fn files_travel_beside_signed_parameters() {
    let gateway = Gateway::start().await;
    let client: runtime::Client = Builder::<_, Platform>::new(Client::PRODUCTION)
        .base_url(gateway.url())
        .protocol(OlderGateway::new(alipay_credentials(&gateway, Mode::Keys)))
        .build()
        .unwrap();
    for file in [Upload::bytes(vec![0, 255, 10]), Upload::reader(b"streamed".as_slice()).file_name("a.txt")] {
        let mut call = client.call::<FileUpload>();
        let data = Value::from_iter([("biz_code", "支付 & more")]);
        call.request().part::<String>("data", Some("text/plain"), data.to_string());
        call.request().file("file_content", None, file);
        assert_eq!(call.send().await.unwrap().value["msg"], "Success");
    }
    for recorded in gateway.requests() {
        assert!(recorded.verified());
        assert!(recorded.string_to_sign.unwrap().contains("&biz_code=支付 & more&charset="));
    }
    assert!(gateway.requests()[1].request.body.windows(8).any(|bytes| bytes == b"streamed"));
}
