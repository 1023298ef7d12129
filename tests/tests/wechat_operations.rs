//! Every operation of WeChat, one by one: what is on the wire, what becomes of the documented samples, and how
//! the platform refuses what is wrong.

use generated::runtime::{Error, Secret};
use generated::wechat::{
    CallbackCheckAction, CallbackCheckOperator, Client, Credentials, ErrorBody, Feature, OptionName, PermissionSet,
    ReturnCode, ServiceType, Sex, VerifyType,
};
use runtime::wechat::TokenParameter;
use tests::cases::wechat_client;
use tests::gateway::{AccountKind, Gateway, Misbehaviour, WechatComponent};

const WX: &WechatComponent = Gateway::WECHAT;

fn client(gateway: &Gateway, credentials: Option<Credentials>) -> Client {
    let builder = Client::builder().base_url(gateway.url());
    match credentials {
        Some(credentials) => builder.credentials(credentials),
        None => builder,
    }
    .build()
    .expect("a client")
}

fn component() -> Credentials {
    Credentials::component_access_token(Secret::from(WX.component_access_token))
}

fn authorizer() -> Credentials {
    Credentials::authorizer_access_token(Secret::from(WX.authorizer_access_token))
}

/// Method, path and body of the last request; the query without its tokens.
fn last(gateway: &Gateway) -> (String, String) {
    let recorded = gateway.requests();
    let request = &recorded.last().expect("a request").request;
    (format!("{} {}", request.method, request.target), String::from_utf8(request.body.clone()).expect("UTF-8"))
}

fn code<T: std::fmt::Debug>(result: Result<T, Error<ErrorBody>>) -> i64 {
    let error = result.expect_err("a refusal");
    error.body().unwrap_or_else(|| panic!("an API error: {error}")).errcode.value()
}

#[tokio::test]
async fn the_chain_from_ticket_to_account_is_walked_with_nothing_but_typed_calls() {
    let gateway = Gateway::start().await;
    // Without a token: what comes first needs none.
    let bare = client(&gateway, None);
    let started = bare.start_push_ticket(WX.component_appid, WX.component_appsecret).await.unwrap();
    assert_eq!(started.errmsg.as_deref(), Some("ok"));
    let again = bare.start_push_ticket(WX.component_appid, WX.component_appsecret).await.unwrap();
    assert_eq!(again.errmsg.as_deref(), Some("in a normal state"));
    let (_, body) = last(&gateway);
    assert_eq!(
        body,
        format!(r#"{{"component_appid":"{}","component_secret":"{}"}}"#, WX.component_appid, WX.component_appsecret)
    );

    let ticket = WX.component_verify_ticket;
    let token = bare.get_component_access_token(WX.component_appid, WX.component_appsecret, ticket).await.unwrap();
    assert_eq!(token.component_access_token, WX.component_access_token.into());
    assert_eq!(token.expires_in, 7200);
    let (line, body) = last(&gateway);
    assert_eq!(line, "POST /cgi-bin/component/api_component_token");
    // Raw in JSON, whatever `@@@` needs in a query.
    assert!(body.contains(r#""component_verify_ticket":"ticket@@@"#), "{body}");

    let wechat = client(&gateway, Some(Credentials::component_access_token(token.component_access_token)));
    let pre = wechat.create_pre_auth_code(WX.component_appid).await.unwrap();
    assert_eq!((pre.pre_auth_code, pre.expires_in), (WX.pre_auth_code.into(), 600));

    let grant = wechat.query_auth(WX.component_appid, WX.authorization_code).await.unwrap().authorization_info;
    let refresh_token = grant.authorizer_refresh_token.expect("a refresh token");
    let fresh =
        wechat.get_authorizer_access_token(WX.component_appid, WX.authorizer_appid, refresh_token).await.unwrap();
    assert_eq!(fresh.authorizer_access_token, WX.authorizer_access_token.into());
    assert_eq!(fresh.authorizer_refresh_token, Some(WX.authorizer_refresh_token.into()));
    assert!(gateway.requests().iter().all(tests::gateway::Recorded::verified));
}

#[tokio::test]
async fn the_list_is_read_in_parts_and_has_the_refresh_tokens() {
    let gateway = Gateway::start().await;
    let wechat = wechat_client(&gateway);
    let second = gateway.authorize_wechat_account("wxf24d2dfc1a974128", AccountKind::MiniProgram);
    let list = wechat.get_authorizer_list(WX.component_appid, 0, 1).await.unwrap();
    assert_eq!((list.total_count, list.list.len(), list.list[0].auth_time), (2, 1, Some(1_558_000_607)));
    let rest = wechat.get_authorizer_list(WX.component_appid, 1, 500).await.unwrap().list;
    let tokens = [&list.list[0], &rest[0]].map(|entry| entry.authorizer_refresh_token.clone().unwrap());
    assert!(tokens.contains(&second.into()) && tokens.contains(&WX.authorizer_refresh_token.into()));
    assert_eq!(last(&gateway).1, format!(r#"{{"component_appid":"{}","offset":1,"count":500}}"#, WX.component_appid));
}

#[tokio::test]
async fn all_accounts_come_as_one_stream_however_many_a_page_holds() {
    use futures_util::TryStreamExt as _;

    let gateway = Gateway::start().await;
    let wechat = wechat_client(&gateway);
    for index in 0..4 {
        gateway.authorize_wechat_account(&format!("wxf24d2dfc1a97412{index}"), AccountKind::MiniProgram);
    }
    let before = gateway.requests().len();
    let all: Vec<_> = wechat.get_authorizer_list(WX.component_appid, 0, 2).items().try_collect().await.unwrap();
    assert_eq!((all.len(), gateway.requests().len() - before), (5, 3));
    assert!(last(&gateway).1.contains(r#""offset":4,"count":2"#));
}

#[tokio::test]
async fn accounts_are_told_in_every_shape() {
    let gateway = Gateway::start().await;
    let wechat = wechat_client(&gateway);
    let info = async |appid: &str| wechat.get_authorizer_info(WX.component_appid, appid).await.unwrap();

    let official = info(WX.authorizer_appid).await;
    assert_eq!(official.authorizer_info.nick_name, "微信SDK Demo Special");
    assert_eq!(official.authorizer_info.service_type_info.id, ServiceType::ServiceOrShopMiniProgram);
    assert_eq!(official.authorizer_info.business_info.unwrap().open_pay, Some(Feature::Off.into()));
    assert!(official.authorizer_info.mini_program_info.is_none());
    assert_eq!(official.authorization_info.authorizer_appid, WX.authorizer_appid);

    gateway.authorize_wechat_account("wxf24d2dfc1a974128", AccountKind::MiniProgram);
    let mini = info("wxf24d2dfc1a974128").await;
    assert_eq!(mini.authorizer_info.verify_type_info.id, VerifyType::NotVerified);
    let program = mini.authorizer_info.mini_program_info.unwrap();
    assert_eq!(program.categories.unwrap()[0].first.as_deref(), Some("工具"));
    assert_eq!(program.network.unwrap().request_domain, Some(vec!["https:xxx".to_owned()]));
    assert!(mini.authorization_info.authorizer_refresh_token.is_some());
    let sets = mini.authorization_info.func_info.unwrap();
    assert_eq!(sets[4].funcscope_category.id, PermissionSet::MiniProgramBasicData);

    gateway.authorize_wechat_account("wx00000000000000ff", AccountKind::Older);
    let older = info("wx00000000000000ff").await;
    assert_eq!(older.authorization_info.authorizer_appid, "wx00000000000000ff");
    #[allow(deprecated, reason = "the shape of older answers")]
    let qrcode_url = older.qrcode_url;
    assert_eq!(qrcode_url.as_deref(), Some("URL"));
}

#[tokio::test]
async fn options_go_out_in_all_four_shapes() {
    let gateway = Gateway::start().await;
    let with_component = client(&gateway, Some(component()));
    let with_authorizer = client(&gateway, Some(authorizer()));
    let with_older_name = client(&gateway, Some(component().token_parameter(TokenParameter::ComponentAccessToken)));
    let name = || OptionName::VoiceRecognize;
    let (component_appid, appid) = (WX.component_appid, WX.authorizer_appid);

    // Older pages and most clients: the older path, the component's token under its older name, both appids.
    let body = format!(
        r#"{{"component_appid":"{component_appid}","authorizer_appid":"{appid}","option_name":"voice_recognize"}}"#
    );
    let option = with_older_name.api_get_authorizer_option(component_appid, appid, name()).await.unwrap();
    assert_eq!((option.authorizer_appid.as_deref(), option.option_value.as_str()), (Some(appid), "1"));
    let path = "POST /cgi-bin/component/api_get_authorizer_option";
    assert_eq!(last(&gateway), (format!("{path}?component_access_token={}", WX.component_access_token), body.clone()));
    // SKIT: the same under the shorter name.
    with_component.api_set_authorizer_option(component_appid, appid, name(), "0").await.unwrap();
    let option = with_component.api_get_authorizer_option(component_appid, appid, name()).await.unwrap();
    assert_eq!(option.option_value, "0");
    assert_eq!(last(&gateway), (format!("{path}?access_token={}", WX.component_access_token), body.clone()));
    // Today's pages: the newer path, the option alone, either token.
    let path = "POST /cgi-bin/component/get_authorizer_option";
    let short = r#"{"option_name":"voice_recognize"}"#;
    for (client, token) in
        [(&with_component, WX.component_access_token), (&with_authorizer, WX.authorizer_access_token)]
    {
        let option = client.get_authorizer_option(name()).await.unwrap();
        assert_eq!((option.authorizer_appid, option.option_value.as_str()), (None, "0"));
        assert_eq!(last(&gateway), (format!("{path}?access_token={token}"), short.to_owned()));
    }
    // WxJava: the newer path, the account's token, both appids.
    let call =
        with_authorizer.set_authorizer_option(name(), "1").component_appid(component_appid).authorizer_appid(appid);
    call.await.unwrap();
    let body = serde_json::from_str::<serde_json::Value>(&last(&gateway).1).unwrap();
    assert_eq!(body["component_appid"], component_appid);
    assert_eq!((&body["authorizer_appid"], &body["option_value"]), (&appid.into(), &"1".into()));

    let unknown = with_authorizer.get_authorizer_option("x").await;
    assert_eq!(code(unknown), 61012);
    assert_eq!(code(with_authorizer.set_authorizer_option(name(), "7").await), 61013);
}

#[tokio::test]
async fn a_call_may_bring_the_token_of_its_account() {
    let gateway = Gateway::start().await;
    let wechat = client(&gateway, Some(component()));
    // With the component's token the component's own counters are meant, and this account's are not.
    assert_eq!(code(wechat.clear_quota(WX.authorizer_appid).await), 40013);
    wechat.clear_quota(WX.authorizer_appid).credentials(authorizer()).await.unwrap();
    let (line, body) = last(&gateway);
    assert_eq!(line, format!("POST /cgi-bin/clear_quota?access_token={}", WX.authorizer_access_token));
    assert_eq!(body, format!(r#"{{"appid":"{}"}}"#, WX.authorizer_appid));
    wechat.clear_quota(WX.component_appid).await.unwrap();

    let missing = client(&gateway, None).clear_quota(WX.component_appid).await.unwrap_err();
    let text = missing.to_string();
    assert!(text.contains("authorizer_access_token, or component_access_token"), "{text}");
}

#[tokio::test]
async fn limits_and_calls_can_be_looked_up() {
    let gateway = Gateway::start().await;
    let wechat = wechat_client(&gateway);
    let quota = wechat.get_api_quota("/wxa/gettemplatedraftlist").await.unwrap();
    assert_eq!((quota.quota.daily_limit, quota.quota.remain), (Some(0), Some(0)));
    assert_eq!(last(&gateway).1, r#"{"cgi_path":"/wxa/gettemplatedraftlist"}"#);
    let of = async |credentials| wechat.get_api_quota("/cgi-bin/clear_quota").credentials(credentials).await.unwrap();
    assert_eq!(of(component()).await.component_rate_limit.unwrap().call_count, Some(1000));
    assert!(of(authorizer()).await.component_rate_limit.is_none());
    assert_eq!(code(wechat.get_api_quota("/sns/userinfo").await), 76022);
    assert_eq!(code(wechat.clear_api_quota("wxa/x").await), 76021);

    let refused = wechat.get_api_quota("x").await.unwrap_err();
    let rid = refused.api().unwrap().request_id.clone().unwrap();
    let call = wechat.get_rid_info(rid).await.unwrap().request;
    assert_eq!((call.invoke_time, call.cost_in_ms), (Some(1_635_156_704), Some(30)));
    assert!(call.response_body.unwrap().expose().contains("45009"));
    assert_eq!(code(wechat.get_rid_info("no rid").await), 76002);
    assert_eq!(code(wechat.get_rid_info("61-62-63").await), 76001);

    for _ in 0..9 {
        wechat.clear_quota_by_app_secret(WX.authorizer_appid, WX.account_appsecret).await.unwrap();
    }
    let by_component = || wechat.clear_component_quota_by_app_secret(WX.component_appid, WX.component_appsecret);
    by_component().appid(WX.authorizer_appid).await.unwrap();
    assert_eq!(code(by_component().appid(WX.authorizer_appid).await), 48006);
    by_component().await.unwrap();
    assert_eq!(code(by_component().appid("wx1").await), 43007);
}

#[tokio::test]
async fn addresses_and_the_way_back_can_be_asked_for() {
    let gateway = Gateway::start().await;
    let wechat = wechat_client(&gateway);
    assert_eq!(wechat.get_api_domain_ip().await.unwrap().ip_list[0], "127.0.0.1");
    assert!(last(&gateway).0.starts_with("GET /cgi-bin/get_api_domain_ip?access_token="));
    assert_eq!(wechat.get_callback_ip().await.unwrap().ip_list.len(), 2);
    let checked = wechat.check_callback(CallbackCheckAction::Dns, CallbackCheckOperator::Unicom).await.unwrap();
    assert_eq!(last(&gateway).1, r#"{"action":"dns","check_operator":"UNICOM"}"#);
    assert_eq!((checked.dns.unwrap()[0].ip.as_deref(), checked.ping), (Some("127.0.0.1"), None));
}

#[tokio::test]
async fn an_account_gets_its_own_token_with_what_is_left_of_its_life() {
    let gateway = Gateway::start().await;
    let wechat = client(&gateway, None);
    let stable = || wechat.get_stable_access_token(WX.authorizer_appid, WX.account_appsecret);
    let first = stable().await.unwrap();
    assert_eq!(first.expires_in, 345);
    let body = last(&gateway).1;
    assert!(body.starts_with(r#"{"grant_type":"client_credential","appid":"#), "{body}");
    assert_eq!(stable().await.unwrap().access_token, first.access_token);
    let forced = stable().force_refresh(true).await.unwrap();
    assert!(forced.access_token != first.access_token && forced.expires_in == 7200);
    let plain = wechat.get_access_token(WX.authorizer_appid, WX.account_appsecret).await.unwrap();
    assert!(plain.access_token != forced.access_token);
    let target = last(&gateway).0;
    assert!(target.starts_with("GET /cgi-bin/token?grant_type=client_credential&appid="), "{target}");
    let of_component = wechat.get_access_token(WX.component_appid, WX.component_appsecret).await;
    assert_eq!(code(of_component), 61024);
    assert_eq!(code(wechat.get_stable_access_token(WX.authorizer_appid, "x").await), 40125);
}

#[tokio::test]
async fn users_log_in_to_an_account_through_the_component() {
    let gateway = Gateway::start().await;
    let wechat = client(&gateway, Some(component()));
    let exchange = || wechat.exchange_user_code(WX.authorizer_appid, WX.user_code, WX.component_appid);
    let user = exchange().await.unwrap();
    assert_eq!((user.openid.as_str(), user.expires_in), (WX.openid, Some(7200)));
    assert_eq!(
        last(&gateway).0,
        format!(
            "GET /sns/oauth2/component/access_token?appid={}&code={}&grant_type=authorization_code\
             &component_appid={}&component_access_token={}",
            WX.authorizer_appid, WX.user_code, WX.component_appid, WX.component_access_token
        )
    );
    assert_eq!(code(exchange().await), 40163);
    assert_eq!(code(wechat.exchange_user_code(WX.authorizer_appid, "x", WX.component_appid).await), 40029);

    let refresh_token = user.refresh_token.unwrap();
    let renewed =
        wechat.refresh_user_token(WX.authorizer_appid, WX.component_appid, refresh_token.clone()).await.unwrap();
    assert_eq!(renewed.access_token, user.access_token);
    let own = client(&gateway, None).refresh_own_user_token(WX.authorizer_appid, refresh_token).await.unwrap();
    assert_eq!(own.openid, user.openid);
    let invalid = wechat.refresh_user_token(WX.authorizer_appid, WX.component_appid, "x").await;
    assert_eq!(code(invalid), 40030);

    let credentials = Credentials::user_access_token(user.access_token);
    let info = wechat.get_user_info(user.openid.as_str()).lang("zh_CN").credentials(credentials).await.unwrap();
    // The documented answer escapes its slashes.
    assert_eq!(info.head_img_url.as_deref(), Some("https://thirdwx.qlogo.cn/mmopen/46"));
    assert_eq!(info.sex, Some(Sex::Male.into()));
    let target = last(&gateway).0;
    assert_eq!(
        target,
        format!("GET /sns/userinfo?openid={}&lang=zh_CN&access_token={}", WX.openid, WX.user_access_token)
    );

    let code_of_mini_program = gateway.issue_wechat_user_code();
    let session =
        wechat.exchange_mini_program_code(WX.authorizer_appid, code_of_mini_program, WX.component_appid).await.unwrap();
    assert_eq!(session.session_key, WX.session_key.into());
}

#[tokio::test]
async fn the_platform_refuses_what_is_wrong_with_typed_codes_that_say_what_they_mean() {
    let gateway = Gateway::start().await;
    let wechat = client(&gateway, Some(component()));
    let (component_appid, appid) = (WX.component_appid, WX.authorizer_appid);
    let token =
        async |ticket: &str| wechat.get_component_access_token(component_appid, WX.component_appsecret, ticket).await;
    assert_eq!(code(token("x").await), 61006);
    let next = gateway.replace_verify_ticket();
    let expired = token(WX.component_verify_ticket).await.unwrap_err();
    assert_eq!(expired.body().unwrap().errcode, ReturnCode::ComponentTicketExpired);
    assert!(expired.to_string().contains("start_push_ticket"), "{expired}");
    token(&next).await.unwrap();

    assert_eq!(code(wechat.query_auth(component_appid, "x").await), 61009);
    wechat.query_auth(component_appid, WX.authorization_code).await.unwrap();
    assert_eq!(code(wechat.query_auth(component_appid, WX.authorization_code).await), 61010);
    assert_eq!(code(wechat.get_authorizer_list(component_appid, 0, 501).await), 40170);
    let unknown = wechat.get_authorizer_access_token(component_appid, "wx1", WX.authorizer_refresh_token).await;
    assert_eq!(code(unknown), 61003);
    let invalid = wechat.get_authorizer_access_token(component_appid, appid, "x").await.unwrap_err();
    assert!(invalid.to_string().contains("The account has to authorize the platform again"), "{invalid}");

    let others = client(&gateway, Some(Credentials::component_access_token(Secret::from("others"))));
    assert_eq!(code(others.create_pre_auth_code(component_appid).await), 40001);
    let wrong_kind = Credentials::component_access_token(Secret::from(WX.authorizer_access_token));
    assert_eq!(code(client(&gateway, Some(wrong_kind)).create_pre_auth_code(component_appid).await), 61014);
    let error = wechat.create_pre_auth_code("wx1").await.unwrap_err();
    assert_eq!(error.body().unwrap().errcode, ReturnCode::InvalidAppid);
    gateway.withdraw_wechat_account(appid);
    assert_eq!(code(wechat.get_authorizer_info(component_appid, appid).await), 61003);

    // Codes that no call of this family has are told too.
    gateway.misbehave(Misbehaviour::return_code(45047, "x"));
    let error = wechat.create_pre_auth_code(component_appid).await.unwrap_err();
    assert!(error.to_string().contains("45047 means: out of response count limit."), "{error}");
    assert_eq!(error.body().unwrap().errcode.value(), 45047);
}

#[tokio::test]
async fn a_used_refresh_token_can_be_made_void_as_the_platform_may() {
    let gateway = Gateway::start().await;
    gateway.rotate_authorizer_refresh_tokens();
    let wechat = client(&gateway, Some(component()));
    let refresh =
        async |token: Secret| wechat.get_authorizer_access_token(WX.component_appid, WX.authorizer_appid, token).await;
    let first = refresh(WX.authorizer_refresh_token.into()).await.unwrap();
    let second = refresh(first.authorizer_refresh_token.clone().unwrap()).await.unwrap();
    assert!(second.authorizer_refresh_token != first.authorizer_refresh_token);
    assert_eq!(code(refresh(WX.authorizer_refresh_token.into()).await), 61023);
    let list = wechat.get_authorizer_list(WX.component_appid, 0, 10).await.unwrap().list;
    assert_eq!(list[0].authorizer_refresh_token, second.authorizer_refresh_token);
}
