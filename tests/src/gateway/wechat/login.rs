//! Users who log in to an account.

use serde_json::json;

use super::state::State;
use super::{Call, Ran};
use crate::gateway::developer::WECHAT;

/// Takes a code once.
fn take_code(state: &mut State, code: &str) -> Result<(), super::ReturnCode> {
    match state.user_codes.get_mut(code) {
        None => Err((40029, "invalid code")),
        Some(fresh) if !*fresh => Err((40163, "code been used")),
        Some(fresh) => {
            *fresh = false;
            Ok(())
        }
    }
}

fn check(state: &mut State, call: &Call, grant_type: &str) -> Result<(), super::ReturnCode> {
    if call.text("grant_type") != grant_type {
        return Err((40002, "invalid grant_type"));
    }
    state.account(call.text("appid")).map(|_| ())
}

fn tokens(state: &State) -> String {
    json!({
        "access_token": state.user.valid, "expires_in": 7200, "refresh_token": WECHAT.user_refresh_token,
        "openid": WECHAT.openid, "scope": "snsapi_userinfo",
    })
    .to_string()
}

pub(super) fn token(state: &mut State, call: &Call) -> Ran {
    check(state, call, "authorization_code")?;
    take_code(state, call.text("code"))?;
    Ok(tokens(state))
}

pub(super) fn refresh(state: &mut State, call: &Call) -> Ran {
    check(state, call, "refresh_token")?;
    if call.text("refresh_token") != WECHAT.user_refresh_token {
        return Err((40030, "invalid refresh_token"));
    }
    Ok(tokens(state))
}

pub(super) fn user(_: &mut State, call: &Call) -> Ran {
    if call.text("openid") != WECHAT.openid {
        return Err((40003, "invalid openid"));
    }
    // Documented with escaped slashes.
    Ok(format!(
        concat!(
            r#"{{"openid":"{}","nickname":"NICKNAME","sex":1,"province":"","city":"","country":"","#,
            r#""headimgurl":"https:\/\/thirdwx.qlogo.cn\/mmopen\/46","privilege":[],"#,
            r#""unionid":"o6_bmasdasdsad6_2sgVt7hMZOPfL"}}"#
        ),
        WECHAT.openid
    ))
}

pub(super) fn mini_program(state: &mut State, call: &Call) -> Ran {
    check(state, call, "authorization_code")?;
    take_code(state, call.text("js_code"))?;
    Ok(json!({"openid": WECHAT.openid, "session_key": WECHAT.session_key, "unionid": "oHAUs6LSuwgHq-mlnFrffKXw3QYM"})
        .to_string())
}
