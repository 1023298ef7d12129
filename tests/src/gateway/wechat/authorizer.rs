//! Accounts that have authorized the third-party platform. The bodies of answers are the documented samples.

use serde_json::{Value, json};

use super::state::{AccountKind, Grant, State};
use super::{Call, Caller, DONE, Ran};
use crate::gateway::developer::WECHAT;

pub(super) fn query_auth(state: &mut State, call: &Call) -> Ran {
    match state.codes.get_mut(call.text("authorization_code")) {
        None => Err((61009, "authorization code is invalid")),
        Some(grant) => grant.take().map(granted).ok_or((61010, "authorization code is expired")),
    }
}

fn granted(grant: Grant) -> String {
    let func_info = match grant {
        Grant::WithConfirmInfo => concat!(
            r#"{"funcscope_category":{"id":1}},{"funcscope_category":{"id":33},"#,
            r#""confirm_info":{"need_confirm":0,"already_confirm":0,"can_confirm":0}}"#
        ),
        _ => r#"{"funcscope_category":{"id":1}},{"funcscope_category":{"id":2}},{"funcscope_category":{"id":3}}"#,
    };
    let refresh_token = if grant == Grant::EmptyRefreshToken { "" } else { WECHAT.authorizer_refresh_token };
    let tokens = match grant {
        Grant::WithoutPermission => String::new(),
        _ => format!(
            r#""authorizer_access_token":"{}","expires_in":7200,"authorizer_refresh_token":"{refresh_token}","#,
            WECHAT.authorizer_access_token
        ),
    };
    let appid = WECHAT.authorizer_appid;
    let info = format!(r#"{{"authorizer_appid":"{appid}",{tokens}"func_info":[{func_info}]}}"#);
    if grant == Grant::Flat { info } else { format!(r#"{{"authorization_info":{info}}}"#) }
}

pub(super) fn token(state: &mut State, call: &Call) -> Ran {
    let rotates = state.rotates;
    let account = state.account(call.text("authorizer_appid"))?;
    if call.text("authorizer_refresh_token") != account.refresh_token.valid {
        return Err((61023, "refresh_token is invalid"));
    }
    if rotates {
        account.refresh_token.expire("refreshtoken");
        account.access_token.expire("authorizer");
    }
    Ok(format!(
        r#"{{"authorizer_access_token":"{}","expires_in":7200,"authorizer_refresh_token":"{}"}}"#,
        account.access_token.valid, account.refresh_token.valid
    ))
}

pub(super) fn list(state: &mut State, call: &Call) -> Ran {
    let number = |name: &str| call.fields[name].as_u64().and_then(|number| usize::try_from(number).ok());
    let (Some(offset), Some(count)) = (number("offset"), number("count")) else {
        return Err((47001, "data format error"));
    };
    if count > 500 {
        return Err((40170, "args count exceed count limit"));
    }
    let entries: Vec<Value> = state
        .accounts
        .iter()
        .skip(offset)
        .take(count)
        .map(|(appid, account)| {
            json!({"authorizer_appid": appid, "refresh_token": account.refresh_token.valid, "auth_time": 1_558_000_607})
        })
        .collect();
    Ok(json!({"total_count": state.accounts.len(), "list": entries}).to_string())
}

pub(super) fn info(state: &mut State, call: &Call) -> Ran {
    let appid = call.text("authorizer_appid");
    let account = state.account(appid)?;
    let sets = |ids: &[i64]| -> Value {
        ids.iter().map(|id| json!({"funcscope_category": {"id": id}})).collect::<Vec<_>>().into()
    };
    let mut official = json!({
        "nick_name": "微信SDK Demo Special", "head_img": "http://wx.qlogo.cn/mmopen/GPy",
        "service_type_info": {"id": 2}, "verify_type_info": {"id": 0}, "user_name": "gh_eb5e3a772040",
        "principal_name": "腾讯计算机系统有限公司", "alias": "paytest01",
        "business_info": {"open_store": 0, "open_scan": 0, "open_pay": 0, "open_card": 0, "open_shake": 0},
    });
    Ok(match account.kind {
        AccountKind::Official => {
            official["qrcode_url"] = json!("URL");
            json!({
                "authorizer_info": official,
                "authorization_info": {"authorizer_appid": appid, "func_info": sets(&[1, 2])},
            })
        }
        AccountKind::Older => json!({
            "authorizer_info": official, "qrcode_url": "URL",
            "authorization_info": {"appid": appid, "func_info": sets(&[1, 2])},
        }),
        AccountKind::MiniProgram => json!({
            "authorizer_info": {
                "nick_name": "找呀找呀找盲盒", "head_img": "http:xxx", "service_type_info": {"id": 0},
                "verify_type_info": {"id": -1}, "user_name": "gh_3dacad47dc6b", "alias": "", "qrcode_url": "http:xxx",
                "business_info": {"open_pay": 0, "open_shake": 0, "open_scan": 0, "open_card": 0, "open_store": 0},
                "idc": 1, "principal_name": "个人", "signature": "…",
                "MiniProgramInfo": {
                    "network": {"RequestDomain": ["https:xxx"], "WsRequestDomain": [], "UploadDomain": [],
                        "DownloadDomain": [], "BizDomain": [], "UDPDomain": []},
                    "categories": [{"first": "工具", "second": "效率"}],
                    "visit_status": 0,
                },
            },
            "authorization_info": {
                "authorizer_appid": appid, "authorizer_refresh_token": account.refresh_token.valid,
                "func_info": sets(&[17, 18, 19, 25, 30, 31, 36, 37, 40]),
            },
        }),
    }
    .to_string())
}

/// The account whose option is meant: the one in the body, or else the one whose token was sent.
fn of_option(call: &Call) -> String {
    match (&call.caller, call.text("authorizer_appid")) {
        (Caller::Account(appid), "") => appid.clone(),
        // What the component's token alone means here is not known: the double has one account for it.
        (_, "") => WECHAT.authorizer_appid.to_owned(),
        (_, appid) => appid.to_owned(),
    }
}

pub(super) fn option(state: &mut State, call: &Call) -> Ran {
    let name = call.text("option_name");
    let value = state.account(&of_option(call))?.options.get(name).ok_or((61012, "invalid option name"))?;
    let mut answer = json!({"option_name": name, "option_value": value});
    if let Some(appid) = call.fields["authorizer_appid"].as_str() {
        answer["authorizer_appid"] = appid.into();
    }
    Ok(answer.to_string())
}

pub(super) fn set_option(state: &mut State, call: &Call) -> Ran {
    let name = call.text("option_name");
    let option = state.account(&of_option(call))?.options.get_mut(name).ok_or((61012, "invalid option name"))?;
    let allowed = if name == "location_report" { &["0", "1", "2"][..] } else { &["0", "1"] };
    match call.fields["option_value"].as_str() {
        Some(value) if allowed.contains(&value) => value.clone_into(option),
        _ => return Err((61013, "invalid option value")),
    }
    Ok(DONE.to_owned())
}
