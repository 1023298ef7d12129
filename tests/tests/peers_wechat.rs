//! Clients of WeChat that others wrote, unmodified, run against the gateway double: it accepts their requests and
//! they accept its answers, so that double and runtime are not merely agreeing with each other.
//!
//! PyPI `wechatpy` 1.8.18, npm `node-easywechat` 3.6.2 with `node-socialite` 1.4.1, npm `wechat-component` 0.0.6;
//! `cargo xtask test` installs them. `docs/peers.md` says what each of them proves.

use serde_json::{Value, json};
use tests::gateway::{Gateway, Grant, Misbehaviour, Recorded};
use tests::{peers, tools};

fn assert_accepted(gateway: &Gateway, count: usize) {
    let recorded = gateway.requests();
    assert_eq!(recorded.len(), count);
    assert!(recorded.iter().all(Recorded::verified), "{:?}", refusals(gateway));
}

fn refusals(gateway: &Gateway) -> Vec<String> {
    gateway.requests().into_iter().filter_map(|recorded| recorded.refusal).collect()
}

/// Method and path of every request, in order.
fn paths(gateway: &Gateway) -> Vec<String> {
    let line = |recorded: &Recorded| format!("{} {}", recorded.request.method, recorded.request.path());
    gateway.requests().iter().map(line).collect()
}

/// What every script needs to know.
fn task(gateway: &Gateway, calls: Value) -> Value {
    let wechat = gateway.wechat();
    json!({
        "base": gateway.url(),
        "appid": wechat.component_appid,
        "secret": wechat.component_appsecret,
        "calls": calls,
    })
}

/// Runs calls through a client for Node; `None` when it is not installed.
async fn node(gateway: &Gateway, package: &str, script: &str, calls: Value) -> Option<Vec<Value>> {
    tools::find(&format!("node/node_modules/{package}"))?;
    let mut task = task(gateway, calls);
    task["modules"] = tools::folder().join("node").to_str().expect("UTF-8").into();
    task["ticket"] = gateway.wechat().component_verify_ticket.into();
    Some(peers::run("node", script, &[], task).await)
}

/// Runs calls through wechatpy, with a ticket and perhaps a token; `None` when it is not installed.
async fn wechatpy(gateway: &Gateway, token: Option<&str>, calls: Value) -> Option<Vec<Value>> {
    let python = tools::find("python/bin/python")?;
    let mut task = task(gateway, calls);
    task["ticket"] = gateway.wechat().component_verify_ticket.into();
    if let Some(token) = token {
        task["token"] = token.into();
    }
    Some(peers::run(python, "python/wechat.py", &[], task).await)
}

#[tokio::test]
async fn wechatpy_goes_from_the_pushed_ticket_to_an_expired_token_and_on() {
    let gateway = Gateway::start().await;
    let Some(python) = tools::find("python/bin/python") else { return };
    let wechat = gateway.wechat();
    let appid = wechat.authorizer_appid;
    let ticket = json!({"AppId": wechat.component_appid, "CreateTime": 1_413_192_605, "InfoType": "component_verify_ticket",
        "ComponentVerifyTicket": wechat.component_verify_ticket});
    // Nothing but what a new platform has: no ticket, no token.
    let calls = json!([
        ["push", ticket],
        ["create_preauthcode"],
        ["query_auth", wechat.authorization_code],
        ["refresh_authorizer_token", appid, wechat.authorizer_refresh_token],
        ["get_authorizer_list", 0, 10],
        ["get_authorizer_info", appid],
        ["get_authorizer_option", appid, "voice_recognize"],
        ["user_of_account", appid, wechat.openid],
        ["login", appid, wechat.user_code],
        ["renew_login", appid, wechat.user_refresh_token],
        ["user_of_login", appid],
        ["double", "/expire/component-token"],
        ["create_preauthcode"],
    ]);
    let results = peers::run(python, "python/wechat.py", &[], task(&gateway, calls)).await;
    assert!(results.iter().all(|result| result.get("error").is_none()), "{results:?}");
    assert_eq!(results[0]["data"]["type"], "component_verify_ticket");
    assert_eq!(results[2]["data"]["authorization_info"]["authorizer_access_token"], wechat.authorizer_access_token);
    assert_eq!(results[7]["data"]["openid"], wechat.openid);
    assert_eq!(results[9]["data"]["access_token"], wechat.user_access_token);
    assert_eq!(results[10]["data"]["headimgurl"], "https://thirdwx.qlogo.cn/mmopen/46");
    assert_eq!(results[12]["data"]["expires_in"], 600);
    let component = |name: &str| format!("POST /cgi-bin/component/{name}");
    assert_eq!(
        paths(&gateway),
        [
            component("api_component_token"),
            component("api_create_preauthcode"),
            component("api_query_auth"),
            component("api_authorizer_token"),
            component("api_get_authorizer_list"),
            component("api_get_authorizer_info"),
            component("api_get_authorizer_option"),
            "GET /cgi-bin/user/info".to_owned(),
            "GET /sns/oauth2/component/access_token".to_owned(),
            "GET /sns/oauth2/component/refresh_token".to_owned(),
            "GET /sns/userinfo".to_owned(),
            component("api_create_preauthcode"),
            component("api_component_token"),
            component("api_create_preauthcode"),
        ]
    );
    // The call that was refused is made again with the new token, and that one is honoured.
    assert_eq!(refusals(&gateway), ["42001"]);
}

#[tokio::test]
async fn wechatpy_reads_a_grant_that_was_pushed() {
    let gateway = Gateway::start().await;
    let wechat = gateway.wechat();
    let push = |kind: &str, code: &str| {
        json!(["push", {"AppId": wechat.component_appid, "CreateTime": 1_413_192_605, "InfoType": kind,
            "AuthorizerAppid": wechat.authorizer_appid, "AuthorizationCode": code,
            "AuthorizationCodeExpiredTime": 1_413_193_205, "PreAuthCode": wechat.pre_auth_code}])
    };
    let calls = json!([
        push("authorized", wechat.authorization_code),
        push("updateauthorized", &gateway.issue_wechat_code(Grant::Documented)),
        push("unauthorized", ""),
        push("notify_third_fasteregister", ""),
    ]);
    let Some(results) = wechatpy(&gateway, Some(wechat.component_access_token), calls).await else { return };
    let types: Vec<&Value> = results.iter().map(|result| &result["data"]["type"]).collect();
    assert_eq!(types, ["authorized", "updateauthorized", "unauthorized", "unknown"]);
    assert_accepted(&gateway, 2);
}

#[tokio::test]
async fn node_easywechat_and_the_double_accept_each_other() {
    let gateway = Gateway::start().await;
    let wechat = gateway.wechat();
    let (appid, refresh_token) = (wechat.authorizer_appid, wechat.authorizer_refresh_token);
    let calls = json!([
        ["createPreAuthorizationCode"],
        ["getAuthorization", wechat.authorization_code],
        ["refreshAuthorizerToken", appid, refresh_token],
        ["list", 0, 10],
        ["userOfAccount", appid, refresh_token, wechat.openid],
        ["getAuthorization", wechat.authorization_code],
        ["list", 0, 501],
    ]);
    let Some(results) = node(&gateway, "node-easywechat", "node/easywechat.mjs", calls).await else { return };
    assert!(results[..5].iter().all(|result| result["data"].is_object()), "{results:?}");
    assert_eq!(results[0]["data"]["pre_auth_code"], wechat.pre_auth_code);
    assert_eq!(results[1]["data"]["accessToken"], wechat.authorizer_access_token);
    assert_eq!(results[1]["data"]["refreshToken"], refresh_token);
    assert_eq!(results[3]["data"]["list"][0]["refresh_token"], refresh_token);
    assert_eq!(results[4]["data"]["openid"], wechat.openid);
    assert!(results[5]["error"].as_str().is_some_and(|error| error.contains("61010")), "{results:?}");
    // A bare call hands the platform's error on as it came.
    assert_eq!(results[6]["data"]["errcode"], 40170);
    let count = gateway.requests().len();
    assert_accepted(&gateway, count);
    let request = &gateway.requests()[1].request;
    assert!(request.target.contains("?component_access_token="), "{}", request.target);
    assert!(request.header("content-type").is_some_and(|value| value.starts_with("application/json")));
}

#[tokio::test]
async fn wechat_component_and_the_double_accept_each_other() {
    let gateway = Gateway::start().await;
    let wechat = gateway.wechat();
    let (appid, refresh_token) = (wechat.authorizer_appid, wechat.authorizer_refresh_token);
    let calls = json!([
        ["createPreAuthCode"],
        ["queryAuth", wechat.authorization_code],
        ["getAuthorizerToken", appid, refresh_token],
        ["getAuthorizerInfo", appid],
        ["setAuthorizerOption", appid, "location_report", "2"],
        ["getAuthorizerOption", appid, "location_report"],
        ["queryAuth", wechat.authorization_code],
    ]);
    let script = "node/wechat-component.mjs";
    let Some(results) = node(&gateway, "wechat-component", script, calls).await else { return };
    assert!(results[..6].iter().all(|result| result["data"].is_object()), "{results:?}");
    assert_eq!(results[1]["data"]["authorization_info"]["authorizer_refresh_token"], refresh_token);
    assert_eq!(results[5]["data"]["option_value"], "2");
    assert_eq!(results[6]["error"]["code"], 61010);
    assert_accepted(&gateway, 8);
}

#[tokio::test]
async fn wechatpy_exchanges_a_code_with_the_double() {
    let gateway = Gateway::start().await;
    let wechat = gateway.wechat();
    let calls = json!([
        ["query_auth", wechat.authorization_code],
        ["query_auth", wechat.authorization_code],
        ["query_auth", gateway.issue_wechat_code(Grant::WithoutPermission)],
    ]);
    let Some(results) = wechatpy(&gateway, Some(wechat.component_access_token), calls).await else { return };
    let granted = &results[0]["data"]["authorization_info"];
    assert_eq!(granted["authorizer_refresh_token"], wechat.authorizer_refresh_token);
    assert_eq!(results[1]["error"]["errcode"], 61010);
    assert!(results[2]["data"]["authorization_info"].get("authorizer_access_token").is_none());
    assert_accepted(&gateway, 3);
    let request = &gateway.requests()[0].request;
    assert!(request.target.contains("?component_access_token=") && request.header("content-type").is_none());
}

#[tokio::test]
async fn wechatpy_walks_through_the_component_api_of_the_double() {
    let gateway = Gateway::start().await;
    let wechat = gateway.wechat();
    gateway.expire_component_access_token();
    let (appid, refresh_token) = (wechat.authorizer_appid, wechat.authorizer_refresh_token);
    let calls = json!([
        // The expired token is answered 42001, upon which the client fetches another and repeats the call.
        ["create_preauthcode"],
        ["query_auth", wechat.authorization_code],
        ["refresh_authorizer_token", appid, refresh_token],
        ["get_authorizer_list", 0, 10],
        ["get_authorizer_info", appid],
        ["get_authorizer_option", appid, "voice_recognize"],
        ["set_authorizer_option", appid, "voice_recognize", "1"],
        ["get_authorizer_list", 0, 501],
        ["refresh_authorizer_token", appid, "unknown"],
    ]);
    let Some(results) = wechatpy(&gateway, Some(wechat.component_access_token), calls).await else { return };
    assert!(results[..7].iter().all(|result| result["data"].is_object()), "{results:?}");
    assert_eq!(results[0]["data"]["expires_in"], 600);
    assert_eq!((&results[7]["error"]["errcode"], &results[8]["error"]["errcode"]), (&json!(40170), &json!(61023)));
    let refusals: Vec<_> = gateway.requests().into_iter().filter_map(|recorded| recorded.refusal).collect();
    assert_eq!(refusals, ["42001"]);
}

#[tokio::test]
async fn wechatpy_survives_what_the_wechat_wire_is_known_for() {
    let gateway = Gateway::start().await;
    let wechat = gateway.wechat();
    for misbehaviour in [
        Misbehaviour::ControlCharacters,
        Misbehaviour::InvalidUtf8,
        Misbehaviour::UnknownFields,
        Misbehaviour::UnknownEnumValues,
        Misbehaviour::SuccessCode(json!(0)),
        Misbehaviour::ContentType("text/html;charset=gbk".into()),
        Misbehaviour::return_code("40029", "invalid code"),
    ] {
        gateway.misbehave(misbehaviour);
    }
    let calls: Vec<Value> =
        (0..7).map(|_| json!(["query_auth", gateway.issue_wechat_code(Grant::WithConfirmInfo)])).collect();
    let Some(results) = wechatpy(&gateway, Some(wechat.component_access_token), calls.into()).await else { return };
    assert!(results[..6].iter().all(|result| result["data"]["authorization_info"].is_object()), "{results:?}");
    assert_eq!(results[6]["error"]["errcode"], 40029);
}
