//! Limits of calls, and diagnosis.

use serde_json::json;

use super::state::State;
use super::{Call, Caller, DONE, Ran, route};
use crate::gateway::developer::WECHAT;

/// How often counters can be set back in a month.
const CLEARINGS: u32 = 10;

/// The rid of the documentation's sample; `answer` has that of the double's own errors.
const RIDS: [&str; 2] = ["61725984-6126f6f9-040f19c4", "67a30dc9-302ecc6c-11466d6f"];

fn clear_account(state: &mut State, appid: &str) -> Ran {
    let Some(account) = state.accounts.get_mut(appid) else { return Err((43007, "require authorization")) };
    if account.cleared == CLEARINGS {
        return Err((48006, "forbid to clear quota because of reaching the limit"));
    }
    account.cleared += 1;
    Ok(DONE.to_owned())
}

pub(super) fn clear(state: &mut State, call: &Call) -> Ran {
    match (&call.caller, call.text("appid")) {
        (Caller::Component, appid) if appid == WECHAT.component_appid => Ok(DONE.to_owned()),
        (Caller::Account(own), appid) if own == appid => clear_account(state, appid),
        _ => Err((40013, "invalid appid")),
    }
}

pub(super) fn clear_by_secret(state: &mut State, call: &Call) -> Ran {
    match (call.text("appid"), call.text("appsecret")) {
        (appid, _) if appid != WECHAT.authorizer_appid => Err((40013, "invalid appid")),
        (_, secret) if secret != WECHAT.account_appsecret => Err((41004, "appsecret missing")),
        (appid, _) => clear_account(state, appid),
    }
}

pub(super) fn clear_by_component(state: &mut State, call: &Call) -> Ran {
    if call.text("appsecret") != WECHAT.component_appsecret {
        return Err((41004, "appsecret missing"));
    }
    match call.text("appid") {
        "" => Ok(DONE.to_owned()),
        appid => clear_account(state, appid),
    }
}

/// A path that counters exist for.
fn check_path(call: &Call) -> Result<(), super::ReturnCode> {
    match call.text("cgi_path") {
        path if path.starts_with("/sns/") => Err((76022, "could not use this cgi_path, no permission")),
        path if path == "/wxa/gettemplatedraftlist" || route::paths().any(|known| known == path) => Ok(()),
        _ => Err((76021, "cgi_path not found, please check")),
    }
}

pub(super) fn clear_path(_: &mut State, call: &Call) -> Ran {
    check_path(call).map(|()| DONE.to_owned())
}

pub(super) fn of_path(_: &mut State, call: &Call) -> Ran {
    check_path(call)?;
    let mut answer = json!({"errcode": 0, "errmsg": "ok", "quota": {"daily_limit": 0, "used": 0, "remain": 0}});
    if call.caller == Caller::Component {
        answer["component_rate_limit"] = json!({"call_count": 1000, "refresh_second": 60});
    }
    Ok(answer.to_string())
}

pub(super) fn rid(_: &mut State, call: &Call) -> Ran {
    let rid = call.text("rid");
    if !rid.contains('-') || !rid.chars().all(|character| character == '-' || character.is_ascii_hexdigit()) {
        return Err((76002, "rid is error"));
    }
    if !RIDS.contains(&rid) {
        return Err((76001, "rid not found"));
    }
    Ok(json!({"errcode": 0, "errmsg": "ok", "request": {
        "invoke_time": 1_635_156_704, "cost_in_ms": 30, "request_url": "access_token=50_Im7xxxx", "request_body": "",
        "response_body":
            "{\"errcode\":45009,\"errmsg\":\"reach max api daily quota limit rid: 617682e0-09059ac5-34a8e2ea\"}",
        "client_ip": "113.xx.70.51",
    }})
    .to_string())
}

pub(super) fn addresses(_: &mut State, _: &Call) -> Ran {
    Ok(r#"{"ip_list":["127.0.0.1","101.226.103.0/25"]}"#.to_owned())
}

pub(super) fn check_callback(_: &mut State, call: &Call) -> Ran {
    let (dns, ping) = match call.text("action") {
        "dns" => (true, false),
        "ping" => (false, true),
        "all" => (true, true),
        _ => return Err((40201, "invalid action")),
    };
    if !["CHINANET", "UNICOM", "CAP", "DEFAULT"].contains(&call.text("check_operator")) {
        return Err((40202, "invalid check_operator"));
    }
    let mut answer = json!({});
    if dns {
        answer["dns"] = json!([{"ip": "127.0.0.1", "real_operator": "UNICOM"}]);
    }
    if ping {
        answer["ping"] =
            json!([{"ip": "127.0.0.1", "from_operator": "UNICOM", "package_loss": "0%", "time": "23.079ms"}]);
    }
    Ok(answer.to_string())
}
