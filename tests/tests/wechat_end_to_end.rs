//! WeChat's operations against the gateway double, through real HTTP, in every case there is.

use generated::runtime::error::SourceError;
use generated::runtime::protocol::BoxFuture;
use generated::runtime::rest::Source;
use generated::runtime::{Error, Open, Secret};
use generated::wechat::{Client, Credentials, ReturnCode};
use tests::cases::{WECHAT, wechat_client};
use tests::gateway::{Gateway, Grant, Misbehaviour};

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_ends_as_it_should_in_every_case() {
    let mut wrong = Vec::new();
    for case in WECHAT {
        for (operation, outcome) in case.run().await {
            let expected = case.end_of(operation);
            if outcome.end != expected {
                wrong.push(format!("{} of {}: {expected:?} expected, {outcome:?}", case.name, operation.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[tokio::test]
async fn the_documented_sample_is_decoded_and_the_token_is_in_the_query() {
    let gateway = Gateway::start().await;
    let wechat = gateway.wechat();
    let answer = wechat_client(&gateway).query_auth(wechat.component_appid, wechat.authorization_code).await.unwrap();
    let account = answer.authorization_info;
    assert_eq!(account.authorizer_appid, wechat.authorizer_appid);
    assert_eq!(account.authorizer_access_token, Some(wechat.authorizer_access_token.into()));
    assert_eq!(account.expires_in, Some(7200));
    assert_eq!(account.func_info.unwrap()[0].funcscope_category.id, Open::from(1));

    let request = &gateway.requests()[0].request;
    assert_eq!(
        request.target,
        format!("/cgi-bin/component/api_query_auth?access_token={}", wechat.component_access_token)
    );
    let body = format!(
        r#"{{"component_appid":"{}","authorization_code":"{}"}}"#,
        wechat.component_appid, wechat.authorization_code
    );
    assert_eq!(String::from_utf8_lossy(&request.body), body);
}

#[tokio::test]
async fn fields_exist_only_where_the_account_has_the_permission() {
    let gateway = Gateway::start().await;
    let client = wechat_client(&gateway);
    let code = gateway.issue_wechat_code(Grant::WithoutPermission);
    let account = client.query_auth(gateway.wechat().component_appid, code).await.unwrap().authorization_info;
    assert_eq!((account.authorizer_access_token, account.expires_in), (None, None));
}

#[tokio::test]
async fn a_used_code_is_a_typed_error_with_the_rid_and_the_way_out() {
    let gateway = Gateway::start().await;
    let client = wechat_client(&gateway);
    let code = gateway.issue_wechat_code(Grant::Documented);
    let appid = gateway.wechat().component_appid;
    client.query_auth(appid, code.as_str()).await.unwrap();
    let error = client.query_auth(appid, code.as_str()).await.unwrap_err();
    let api = error.api().expect("an API error");
    assert!(
        matches!(api.body().unwrap().errcode, Open::Known(ReturnCode::CodeInvalid | ReturnCode::CodeExpired)),
        "{:?}",
        api.body()
    );
    assert!(api.request_id.as_deref().is_some_and(|rid| rid.contains('-')));
    assert!(!api.message.as_deref().unwrap_or_default().contains("rid"));
    assert!(error.to_string().contains("authorize again"), "{error}");
}

#[tokio::test]
async fn an_unknown_code_and_one_in_a_string_are_kept() {
    let gateway = Gateway::start().await;
    let client = wechat_client(&gateway);
    for (sent, code) in [(serde_json::json!(99999), 99999), (serde_json::json!("40029"), 40029)] {
        gateway.misbehave(Misbehaviour::ReturnCode { errcode: sent, errmsg: "x".into() });
        let error = client.query_auth(gateway.wechat().component_appid, "code").await.unwrap_err();
        assert_eq!(error.body().unwrap().errcode.value(), code);
    }
}

#[tokio::test]
async fn the_token_is_asked_for_at_every_call() {
    struct Fresh(&'static str);
    impl Source for Fresh {
        fn get(&self) -> BoxFuture<'_, Result<Secret, SourceError>> {
            Box::pin(async { Ok(Secret::from(self.0)) })
        }
    }
    struct Broken;
    impl Source for Broken {
        fn get(&self) -> BoxFuture<'_, Result<Secret, SourceError>> {
            Box::pin(async { Err("the store is locked".into()) })
        }
    }
    let gateway = Gateway::start().await;
    let client =
        |credentials| Client::builder().base_url(gateway.url()).credentials(credentials).build().expect("a client");
    let code = gateway.issue_wechat_code(Grant::Documented);
    let appid = gateway.wechat().component_appid;
    let fresh = Credentials::component_access_token(Fresh(gateway.wechat().component_access_token));
    client(fresh).query_auth(appid, code).await.unwrap();

    let error = client(Credentials::component_access_token(Broken)).query_auth(appid, "x").await.unwrap_err();
    assert!(matches!(error, Error::Request { .. }) && error.to_string().contains("the store is locked"), "{error}");
    assert_eq!(gateway.requests().len(), 1);
}
