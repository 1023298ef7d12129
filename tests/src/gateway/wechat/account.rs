//! An account by itself: its own token, and a call with it.

use serde_json::json;

use super::state::State;
use super::{Call, Ran};
use crate::gateway::developer::WECHAT;

fn check(call: &Call) -> Result<(), super::ReturnCode> {
    match (call.text("grant_type"), call.text("appid"), call.text("secret")) {
        (grant, ..) if grant != "client_credential" => Err((40002, "invalid grant_type")),
        (_, appid, _) if appid == WECHAT.component_appid => {
            Err((61024, "must use api_component_token to get token for component acct"))
        }
        (_, appid, _) if appid != WECHAT.authorizer_appid => Err((40013, "invalid appid")),
        (.., secret) if secret != WECHAT.account_appsecret => Err((40125, "invalid appsecret")),
        _ => Ok(()),
    }
}

/// Answers what is left of the current token's life, unless a new one is forced.
pub(super) fn stable_token(state: &mut State, call: &Call) -> Ran {
    check(call)?;
    let forced = call.fields["force_refresh"].as_bool().unwrap_or_default();
    let account = state.account(WECHAT.authorizer_appid)?;
    if forced {
        account.access_token.expire("account");
    }
    let left = if forced { 7200 } else { 345 };
    Ok(format!(r#"{{"access_token":"{}","expires_in":{left}}}"#, account.access_token.valid))
}

pub(super) fn token(state: &mut State, call: &Call) -> Ran {
    check(call)?;
    let account = state.account(WECHAT.authorizer_appid)?;
    account.access_token.expire("account");
    Ok(format!(r#"{{"access_token":"{}","expires_in":7200}}"#, account.access_token.valid))
}

pub(super) fn user(_: &mut State, call: &Call) -> Ran {
    Ok(json!({"subscribe": 1, "openid": call.text("openid"), "language": "zh_CN", "subscribe_time": 1_382_694_957})
        .to_string())
}
