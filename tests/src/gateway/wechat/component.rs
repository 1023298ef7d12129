//! The third-party platform itself.

use super::state::State;
use super::{Call, DONE, Ran};
use crate::gateway::developer::WECHAT;

pub(super) fn start_push_ticket(state: &mut State, call: &Call) -> Ran {
    if call.text("component_secret") != WECHAT.component_appsecret {
        return Err((40125, "invalid appsecret"));
    }
    let was_on = std::mem::replace(&mut state.pushes, true);
    Ok(if was_on { r#"{"errcode":0,"errmsg":"in a normal state"}"# } else { DONE }.to_owned())
}

pub(super) fn token(state: &mut State, call: &Call) -> Ran {
    if call.text("component_appsecret") != WECHAT.component_appsecret {
        return Err((40125, "invalid appsecret"));
    }
    match state.ticket.check(call.text("component_verify_ticket"), (61005, "component ticket is expired")) {
        None => Err((61006, "component ticket is invalid")),
        Some(Err(expired)) => Err(expired),
        Some(Ok(())) => Ok(format!(r#"{{"component_access_token":"{}","expires_in":7200}}"#, state.component.valid)),
    }
}

pub(super) fn pre_auth_code(_: &mut State, _: &Call) -> Ran {
    Ok(format!(r#"{{"pre_auth_code":"{}","expires_in":600}}"#, WECHAT.pre_auth_code))
}
