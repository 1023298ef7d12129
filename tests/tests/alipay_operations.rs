//! Alipay's operations around authorization against the gateway double: every one in every case, and what their
//! documented samples become.

use generated::alipay::{
    AppTokenStatus, CertType, Client, CommonErrorCode, FileUpload, InviteStatus, MerchantAesKeyErrorCode,
    MiniQrcodeMode, MiniQrcodeUnbindErrorCode, SignAuthStatus, SignAuthTaskType, UserGrantErrorCode, UserStatus,
    UserType, YesOrNo,
};
use generated::runtime::alipay::ContentKey;
use generated::runtime::{Error, Open, Upload, Verification};
use tests::cases::{ALIPAY, ALIPAY_SAMPLES, AlipaySample, End, Mode, Wire, alipay_client, alipay_client_over};
use tests::gateway::{Gateway, Misbehaviour};

const AUTH_TOKEN: &str = "20120823ac6ffaa4d2d84e7384bf983531473993";

async fn start() -> (Gateway, Client) {
    let gateway = Gateway::start().await;
    let client = alipay_client(&gateway, Mode::Keys);
    (gateway, client)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_ends_as_it_should_in_every_case() {
    let mut wrong = Vec::new();
    for case in ALIPAY {
        let expected = (case.end)();
        for operation in ALIPAY_SAMPLES {
            let outcome = case.run_sample(operation).await;
            if let Some(outcome) = outcome.filter(|outcome| outcome.end != expected) {
                wrong.push(format!("{} / {operation:?}: {expected:?} expected, {outcome:?}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[tokio::test]
async fn every_operation_goes_over_the_older_gateway_as_well() {
    let gateway = Gateway::start().await;
    for mode in [Mode::Keys, Mode::Certificates] {
        let client = alipay_client_over(Wire::OlderGateway, &gateway, mode);
        for operation in ALIPAY_SAMPLES {
            let outcome = operation.call(&client, &gateway).await;
            assert_eq!(outcome.end, End::Success(Verification::Verified), "{mode:?} {operation:?} {outcome:?}");
            let recorded = gateway.requests().pop().unwrap();
            assert!(recorded.request.target.starts_with("/gateway.do?"), "{}", recorded.request.target);
            assert!(recorded.request.target.contains("app_auth_token="), "{}", recorded.request.target);
        }
    }
}

#[tokio::test]
async fn every_operation_without_a_file_goes_through_a_cloud_function_as_well() {
    let gateway = Gateway::start().await;
    let client = alipay_client_over(Wire::CloudFunction, &gateway, Mode::Keys);
    for operation in ALIPAY_SAMPLES.into_iter().filter(|operation| *operation != AlipaySample::UploadFile) {
        let outcome = operation.call(&client, &gateway).await;
        assert!(matches!(outcome.end, End::Success(_)), "{operation:?} {outcome:?}");
    }
}

#[tokio::test]
async fn requests_are_the_documented_samples() {
    let bodies = [
        (AlipaySample::RevokedGrants, r#"{"date":"20230102","offset":20,"limit":1}"#),
        (
            AlipaySample::Qrcode,
            r#"{"url_param":"page/component/component-pages/view/view","query_param":"key1=value1&key2=value2","describe":"二维码描述","color":"0x00BFFF","size":"s"}"#,
        ),
        (AlipaySample::SetAesKey, r#"{"merchant_app_id":"20191223601234564"}"#),
        (
            AlipaySample::SignAuth,
            r#"{"merchant_logon_id":"13181141917","isv_auth_scene_infos":[{"scene_code":"PROMOTION_MANAGE","scene_permissions":"SHOP_MANAGE_BASE"}],"need_app_auth":"1","sign_order_no":"20211015034000100000052128459671"}"#,
        ),
        (
            AlipaySample::PublicQrcode,
            r#"{"code_info":{"goto_url":"http://www.example.com","scene":{"scene_id":"1234"}},"code_type":"TEMP","expire_second":"1000","show_logo":"N"}"#,
        ),
        (
            AlipaySample::BindMiniQrcode,
            r#"{"route_url":"https://www.yoursite.com/","mode":"FUZZY","page_redirection":"pages/index/index","route_pattern":"http://yoursite.com/merchant/{0}/shop/{1}"}"#,
        ),
        (AlipaySample::UnbindMiniQrcode, r#"{"route_group":"78b59c5b6b2946448bc77e17e544b813"}"#),
        (
            AlipaySample::TemplateMessage,
            r#"{"user_template_id":"MDI4YzIxMDE2","page":"page/component/index","data":"{\"keyword1\":{\"value\":\"12:00\"}}","to_user_id":"2088102104794936","form_id":"2017010100000000580012345678"}"#,
        ),
    ];
    let targets = [
        (
            AlipaySample::AppTokenState,
            "/v3/alipay/open/auth/token/app/query?app_auth_token=201509BBeff9351ad1874306903e96b91d248A36",
        ),
        (AlipaySample::UserInfo, "/v3/alipay/user/info/share?auth_token=20120823ac6ffaa4d2d84e7384bf983531473993"),
        (AlipaySample::ReadAesKey, "/v3/alipay/open/auth/app/aes/get?merchant_app_id=20191223601234564"),
        (
            AlipaySample::UserGrant,
            "/v3/alipay/open/auth/userauth/relationship/query?scopes=auth_user,auth_zhima&user_id=2088123443211234",
        ),
        (
            AlipaySample::InviteOrder,
            "/v3/alipay/open/invite/order/query?isv_biz_id=2017110616474516400082883&alipay_logon_id=fykevbdz6766%40alitest.com",
        ),
        (AlipaySample::MiniQrcodes, "/v3/alipay/open/mini/qrcode/query?page_no=1&page_size=10"),
        (AlipaySample::RemoveMember, "/v3/alipay/open/app/members/delete?role=DEVELOPER&user_id=2088102104794936"),
    ];
    let (gateway, client) = start().await;
    for (operation, body) in bodies {
        operation.call(&client, &gateway).await;
        let recorded = gateway.requests().pop().unwrap();
        assert_eq!(String::from_utf8_lossy(&recorded.request.body), body, "{operation:?}");
    }
    for (operation, target) in targets {
        operation.call(&client, &gateway).await;
        let recorded = gateway.requests().pop().unwrap();
        assert_eq!(recorded.request.target, target, "{operation:?}");
        assert!(recorded.request.body.is_empty());
    }
    for recorded in gateway.requests() {
        assert!(recorded.verified(), "{recorded:?}");
        assert_eq!(recorded.request.header("alipay-app-auth-token"), Some(gateway.alipay().app_auth_token));
    }
}

#[tokio::test]
async fn what_an_app_token_may_do_is_told() {
    let (gateway, client) = start().await;
    let state = client.query_app_token(gateway.alipay().app_auth_token).await.unwrap();
    assert_eq!(state.status, Some(AppTokenStatus::Valid.into()));
    assert_eq!((state.expires_in, state.is_by_app_auth), (Some(31_536_000), Some(true)));
    let methods = state.auth_methods.unwrap();
    assert_eq!(
        *methods.known().unwrap(),
        ["alipay.open.auth.token.app.query", "alipay.system.oauth.token", "alipay.open.auth.token.app"]
    );
    // Some answers have the list as text.
    gateway.misbehave(Misbehaviour::Payload(br#"{"auth_methods":"[\"alipay.user.info.share\"]"}"#.to_vec()));
    let state = client.query_app_token(gateway.alipay().app_auth_token).await.unwrap();
    assert_eq!(*state.auth_methods.as_ref().unwrap().known().unwrap(), ["alipay.user.info.share"]);
}

#[tokio::test]
async fn the_data_of_a_user_is_typed() {
    let (_gateway, client) = start().await;
    let info = client.get_user_info(AUTH_TOKEN).await.unwrap();
    assert_eq!(info.open_id.as_deref(), Some("074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5"));
    assert_eq!((info.user_type, info.user_status), (Some(UserType::Company.into()), Some(UserStatus::Normal.into())));
    assert_eq!((info.is_certified, info.is_blocked), (Some(YesOrNo::Yes.into()), None));
    let address = &info.deliver_addresses.unwrap()[0];
    assert_eq!((address.deliver_city.as_deref(), address.zip.as_deref()), (Some("杭州"), Some("310000")));
    assert_eq!(Open::<CertType>::from("16"), CertType::PermanentResidence);

    let profile = client.get_user_profile(AUTH_TOKEN).await.unwrap();
    assert_eq!(profile.reduced_birthday.as_deref(), Some("0428"));
    assert_eq!(profile.deliver_address_list.unwrap()[0].default_deliver_address, Some(YesOrNo::Yes.into()));

    let error = client.get_user_info("another").await.unwrap_err();
    assert_eq!(error.body().unwrap().code, CommonErrorCode::InvalidAuthToken);
}

#[tokio::test]
async fn a_users_grant_is_read_out_of_its_text() {
    let (_gateway, client) = start().await;
    let scopes = || vec!["auth_user".to_owned(), "auth_zhima".to_owned()];
    let grant = client.query_user_grant(scopes()).open_id("o").await.unwrap();
    let detail = grant.query_detail.known().unwrap();
    assert!(detail["auth_user"] && !detail["auth_zhima"]);
    let error = client.query_user_grant(scopes()).await.unwrap_err();
    assert_eq!(error.body().unwrap().code, UserGrantErrorCode::ParameterInvalid);
}

#[tokio::test]
async fn a_merchants_aes_key_can_be_decrypted_with_the_applications_own() {
    let (gateway, client) = start().await;
    let key = client.get_merchant_aes_key("2013121100055554").await.unwrap().aes_key;
    let own = ContentKey::parse(gateway.alipay().aes_key).unwrap();
    assert_eq!(own.decrypt(key.expose()).unwrap(), b"0123456789abcdef");
    let error = client.set_merchant_aes_key("2000").await.unwrap_err();
    assert_eq!(error.body().unwrap().code, MerchantAesKeyErrorCode::AccessDenied);
}

#[tokio::test]
async fn codes_orders_and_rules_are_typed() {
    let (gateway, client) = start().await;
    let code = client.create_qrcode("pages/index", "x=1", "desk 12").await.unwrap();
    assert!(code.qr_code_url.starts_with("http://mmtcdp") && code.qr_code_url_circle_blue.is_some());

    let order = client.query_invite_order("1").await.unwrap();
    let product = &order.sign_status_list.unwrap()[0];
    assert_eq!(
        (product.product_name.as_deref(), &product.status),
        (Some("当面付收单"), &Some(InviteStatus::InForce.into()))
    );

    let state = client.query_sign_auth_order("1").await.unwrap();
    let task = &state.task_infos.as_ref().unwrap()[0];
    assert_eq!(
        (&state.status, task.r#type.as_ref()),
        (&SignAuthStatus::Init.into(), Some(&SignAuthTaskType::Contract.into()))
    );

    let info = generated::alipay::PublicQrcodeInfo::new();
    assert_eq!(client.create_public_qrcode(info).await.unwrap().expire_second, Some(1800));

    let rules = client.query_mini_qrcodes(1, 10).await.unwrap();
    assert_eq!(rules.total_items, Some(20));
    assert_eq!(rules.qr_code_route_groups.unwrap()[0].mode, Some(MiniQrcodeMode::Exact.into()));
    let error = client.unbind_mini_qrcode("none").await.unwrap_err();
    assert_eq!(error.body().unwrap().code, MiniQrcodeUnbindErrorCode::RouteGroupNotExist);

    let revoked = client.query_revoked_grants("20230102").await.unwrap();
    assert!(revoked.details.is_none());
    let details = br#"{"details":[{"del_auth_time":"2023-01-02 10:00:00","open_id":"o"}]}"#;
    gateway.misbehave(Misbehaviour::Payload(details.to_vec()));
    let revoked = client.query_revoked_grants("20230102").await.unwrap();
    assert_eq!(revoked.details.unwrap()[0].open_id.as_deref(), Some("o"));
}

#[tokio::test]
async fn of_an_upload_the_data_is_signed_and_the_file_is_sent() {
    let (gateway, client) = start().await;
    let file = Upload::bytes(vec![0, 255, 10]).file_name("a.png").content_type("image/png");
    let uploaded = client.upload_file(FileUpload::new("content_creation"), file).await.unwrap();
    assert_eq!(uploaded.file_id, "A*6XqwQKpS1t0AAAAAAAAAAAAADi92AA");
    let recorded = gateway.requests().pop().unwrap();
    assert!(recorded.verified());
    let signed = "\nPOST\n/v3/alipay/open/file/upload\n{\"biz_code\":\"content_creation\"}\n";
    assert!(recorded.string_to_sign.as_deref().unwrap().ends_with(signed), "{recorded:?}");
    let body = String::from_utf8_lossy(&recorded.request.body).into_owned();
    assert!(body.contains("filename=\"a.png\"") && body.contains("image/png"), "{body}");

    let encrypted = alipay_client(&gateway, Mode::Encrypted);
    let error = encrypted.upload_file(FileUpload::new("x"), b"x".as_slice()).await.unwrap_err();
    assert!(matches!(error, Error::Request { .. }), "{error}");
    assert_eq!(gateway.requests().len(), 1, "refused before it is sent");
}
