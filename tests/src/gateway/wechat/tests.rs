//! The double of WeChat, called with bare HTTP.

use reqwest::{Client, Url};

use serde_json::{Value, json};

use super::Grant;
use crate::gateway::Gateway;
use crate::gateway::developer::WECHAT;
use crate::gateway::misbehaviour::Misbehaviour;

/// Calls an operation; answers the JSON, and what was told as content type.
async fn post(gateway: &Gateway, operation: &str, query: &[(&str, &str)], body: impl ToString) -> (Value, String) {
    let url = Url::parse_with_params(&format!("{}/cgi-bin/component/{operation}", gateway.url()), query).unwrap();
    let response = Client::new().post(url).body(body.to_string()).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let content_type = response.headers()["content-type"].to_str().unwrap().to_owned();
    (serde_json::from_slice(&response.bytes().await.unwrap()).unwrap(), content_type)
}

fn code(code: &str) -> Value {
    json!({"component_appid": WECHAT.component_appid, "authorization_code": code})
}

const TOKEN: (&str, &str) = ("access_token", WECHAT.component_access_token);

#[tokio::test]
async fn a_code_is_exchanged_once_under_either_name_of_the_token() {
    let gateway = Gateway::start().await;
    let (granted, _) = post(&gateway, "api_query_auth", &[TOKEN], code(WECHAT.authorization_code)).await;
    assert_eq!(granted["authorization_info"]["authorizer_access_token"], WECHAT.authorizer_access_token);
    assert_eq!(granted["authorization_info"]["expires_in"], 7200);
    let older = [("component_access_token", WECHAT.component_access_token)];
    let (used, _) = post(&gateway, "api_query_auth", &older, code(WECHAT.authorization_code)).await;
    assert_eq!(used["errcode"], 61010);
    assert!(gateway.requests().iter().all(crate::gateway::Recorded::verified));
}

#[tokio::test]
async fn grants_come_in_the_shapes_that_were_seen() {
    let gateway = Gateway::start().await;
    let exchange =
        async |grant| post(&gateway, "api_query_auth", &[TOKEN], code(&gateway.issue_wechat_code(grant))).await.0;
    let documented = exchange(Grant::Documented).await;
    assert_eq!(documented["authorization_info"]["func_info"][2]["funcscope_category"]["id"], 3);
    assert_eq!(exchange(Grant::Flat).await, documented["authorization_info"]);
    let bare = &exchange(Grant::WithoutPermission).await["authorization_info"];
    assert_eq!(bare.as_object().unwrap().keys().collect::<Vec<_>>(), ["authorizer_appid", "func_info"]);
    let confirm = &exchange(Grant::WithConfirmInfo).await["authorization_info"]["func_info"];
    assert!(confirm[0].get("confirm_info").is_none() && confirm[1]["confirm_info"]["can_confirm"] == 0);
}

#[tokio::test]
async fn errors_have_the_documented_codes_and_a_rid() {
    let gateway = Gateway::start().await;
    let with = |token: &'static str| vec![("access_token", token)];
    let right = || with(WECHAT.component_access_token);
    for (query, body, errcode) in [
        (with("x"), code("x").to_string(), 40001),
        (with(WECHAT.authorizer_access_token), code("x").to_string(), 61014),
        (vec![], code("x").to_string(), 41001),
        (right(), String::new(), 44002),
        (right(), "{".into(), 47001),
        (right(), json!({"component_appid": "x"}).to_string(), 40013),
        (right(), "{}".into(), 41018),
        (right(), code("x").to_string(), 61009),
    ] {
        let (error, _) = post(&gateway, "api_query_auth", &query, body).await;
        assert_eq!(error["errcode"], errcode);
        assert!(error["errmsg"].as_str().unwrap().ends_with(" rid: 67a30dc9-302ecc6c-11466d6f"));
    }
    let get = reqwest::get(format!("{}/cgi-bin/component/api_query_auth", gateway.url())).await.unwrap();
    assert!(get.text().await.unwrap().starts_with(r#"{"errcode":43002,"#));
    let refusals: Vec<_> = gateway.requests().into_iter().map(|recorded| recorded.refusal).collect();
    assert_eq!(refusals[0].as_deref(), Some("40001"));
    assert_eq!(refusals[7], None, "an unknown code is the operation's error");
}

#[tokio::test]
async fn an_expired_component_token_is_replaced_by_a_new_one() {
    let gateway = Gateway::start().await;
    gateway.expire_component_access_token();
    let body = json!({"component_appid": WECHAT.component_appid});
    assert_eq!(post(&gateway, "api_create_preauthcode", &[TOKEN], &body).await.0["errcode"], 42001);
    let secrets = json!({"component_appid": WECHAT.component_appid, "component_appsecret": WECHAT.component_appsecret,
        "component_verify_ticket": WECHAT.component_verify_ticket});
    let (token, _) = post(&gateway, "api_component_token", &[], secrets).await;
    let token = [("access_token", token["component_access_token"].as_str().unwrap())];
    assert_eq!(post(&gateway, "api_create_preauthcode", &token, body).await.0["expires_in"], 600);
}

#[tokio::test]
async fn errcode_and_content_type_may_be_anything() {
    let gateway = Gateway::start().await;
    for errcode in [json!("40029"), json!(-1), json!(99999), json!(0)] {
        gateway.misbehave_with([
            Misbehaviour::return_code(errcode.clone(), "system error"),
            Misbehaviour::ContentType("text/html;charset=gbk".into()),
        ]);
        let (error, content_type) = post(&gateway, "api_query_auth", &[TOKEN], code("x")).await;
        assert_eq!((&error["errcode"], content_type.as_str()), (&errcode, "text/html;charset=gbk"));
    }
    gateway.misbehave(Misbehaviour::SuccessCode(json!(0)));
    let (success, _) = post(&gateway, "api_query_auth", &[TOKEN], code(WECHAT.authorization_code)).await;
    assert!(success["errcode"] == 0 && success["authorization_info"].is_object());
    gateway.misbehave(Misbehaviour::UnknownEnumValues);
    let fresh = gateway.issue_wechat_code(Grant::Documented);
    let (unknown, _) = post(&gateway, "api_query_auth", &[TOKEN], code(&fresh)).await;
    assert_eq!(unknown["authorization_info"]["func_info"][0]["funcscope_category"]["id"], 9999);
}

#[tokio::test]
async fn tickets_kinds_of_tokens_and_methods_are_told_apart() {
    let gateway = Gateway::start().await;
    let secrets = |ticket: &str| {
        json!({"component_appid": WECHAT.component_appid, "component_appsecret": WECHAT.component_appsecret,
            "component_verify_ticket": ticket})
    };
    let ask =
        async |ticket: &str| post(&gateway, "api_component_token", &[], secrets(ticket)).await.0["errcode"].clone();
    let fresh = gateway.replace_verify_ticket();
    assert_eq!(ask(WECHAT.component_verify_ticket).await, 61005);
    assert_eq!(ask("ticket@@@never").await, 61006);
    assert_eq!(ask(&fresh).await, Value::Null);

    let list = |count: u32| json!({"component_appid": WECHAT.component_appid, "offset": 0, "count": count});
    assert_eq!(post(&gateway, "api_get_authorizer_list", &[TOKEN], list(501)).await.0["errcode"], 40170);
    assert_eq!(post(&gateway, "api_get_authorizer_list", &[TOKEN], list(500)).await.0["total_count"], 1);
    let info = json!({"component_appid": WECHAT.component_appid, "authorizer_appid": "wx1"});
    assert_eq!(post(&gateway, "api_get_authorizer_info", &[TOKEN], info).await.0["errcode"], 61003);

    let call = async |method: reqwest::Method, path: &str| {
        let url = format!("{}{path}", gateway.url());
        let response = Client::new().request(method, url).body("{}").send().await.unwrap();
        serde_json::from_slice::<Value>(&response.bytes().await.unwrap()).unwrap()["errcode"].clone()
    };
    assert_eq!(call(reqwest::Method::POST, "/sns/userinfo").await, 43001);
    assert_eq!(call(reqwest::Method::GET, "/cgi-bin/clear_quota").await, 43002);
    assert_eq!(call(reqwest::Method::GET, "/cgi-bin/nothing").await, 40066);
    let component = WECHAT.component_access_token;
    let user = format!("/cgi-bin/user/info?openid=x&access_token={component}");
    assert_eq!(call(reqwest::Method::GET, &user).await, 61015);
    // Where the short name is the user's, the component's token needs its long one.
    let login = format!("/sns/oauth2/component/access_token?access_token={component}");
    assert_eq!(call(reqwest::Method::GET, &login).await, 41021);
}

#[tokio::test]
async fn an_accounts_token_expires_and_the_refresh_gives_another() {
    let gateway = Gateway::start().await;
    let user = async |token: &str| {
        let url = format!("{}/cgi-bin/user/info?openid=x&access_token={token}", gateway.url());
        let text = reqwest::get(url).await.unwrap().text().await.unwrap();
        serde_json::from_str::<Value>(&text).unwrap()
    };
    assert_eq!(user(WECHAT.authorizer_access_token).await["openid"], "x");
    gateway.expire_authorizer_access_token(WECHAT.authorizer_appid);
    assert_eq!(user(WECHAT.authorizer_access_token).await["errcode"], 42001);
    let refresh = json!({"component_appid": WECHAT.component_appid, "authorizer_appid": WECHAT.authorizer_appid,
        "authorizer_refresh_token": WECHAT.authorizer_refresh_token});
    let (fresh, _) = post(&gateway, "api_authorizer_token", &[TOKEN], refresh).await;
    assert_eq!(user(fresh["authorizer_access_token"].as_str().unwrap()).await["openid"], "x");
}
