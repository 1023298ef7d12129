//! The operations that answer their documented sample once what they need is there, and what makes them refuse.

use serde_json::{Map, Value};

use crate::gateway::answer::Answer;
use crate::gateway::crypto;
use crate::gateway::developer::ALIPAY;
use crate::gateway::request::Request;

/// An operation.
struct Sample {
    method: &'static str,
    path: &'static str,
    /// What has to be there, by name: in the query, in the body, or in the part `data` of a form.
    needs: &'static [&'static str],
    /// What the operation calls it when something of that is missing.
    missing: &'static str,
    answer: fn(&Asked) -> Answer,
}

/// Stands among the fields of a form, which has files.
const FORM: &str = "(form)";

/// What an operation is asked, wherever it stands.
pub(super) struct Asked(Map<String, Value>);

impl Asked {
    fn of(request: &Request, body: &[u8]) -> Self {
        let query = request.target.split_once('?').map_or("", |(_, query)| query);
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        let mut fields: Map<String, Value> =
            pairs.map(|(name, value)| (name.into_owned(), Value::from(value.into_owned()))).collect();
        let content = match super::multipart::parts(request) {
            None => body.to_vec(),
            Some(parts) => {
                fields.insert(FORM.to_owned(), Value::Bool(true));
                let files = parts.iter().filter(|part| part.is_file);
                fields.extend(files.map(|part| (part.name.clone(), Value::from(part.content.len()))));
                parts.into_iter().find(|part| part.name == "data").map(|part| part.content).unwrap_or_default()
            }
        };
        if let Ok(Value::Object(members)) = serde_json::from_slice(&content) {
            fields.extend(members);
        }
        Self(fields)
    }

    fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_null() && value.as_str() != Some(""))
    }
}

/// The operation of a request, if it is one of these.
pub(super) fn run(request: &Request, body: &[u8]) -> Option<Answer> {
    let path = request.path();
    let mut here = SAMPLES.iter().filter(|sample| sample.path == path).peekable();
    here.peek()?;
    let Some(sample) = here.find(|sample| sample.method == request.method) else {
        return Some(Answer::alipay_error(400, "invalid-method", "the operation has another HTTP method"));
    };
    let asked = Asked::of(request, body);
    Some(match sample.needs.iter().find(|name| !asked.has(name)) {
        Some(name) => Answer::alipay_error(400, sample.missing, &format!("{name} is missing")),
        None => (sample.answer)(&asked),
    })
}

fn json(text: &str) -> Answer {
    Answer::json(200, text)
}

fn empty(_: &Asked) -> Answer {
    json("{}")
}

/// What a user's access token opens.
fn for_user(asked: &Asked, answer: &str) -> Answer {
    match asked.text("auth_token") {
        "20120823ac6ffaa4d2d84e7384bf983531473993" => json(answer),
        _ => Answer::alipay_error(401, "invalid-auth-token", "无效的访问令牌"),
    }
}

/// The merchant's key as documented, or for other merchants one that can be decrypted.
fn aes_key(asked: &Asked) -> Answer {
    match asked.text("merchant_app_id") {
        "20191223601234564" => json(r#"{"aes_key":"s6p0cLTHCy7jtJyTKnh"}"#),
        "2013121100055554" => {
            let key = crypto::encrypt(ALIPAY.aes_key, b"0123456789abcdef");
            json(&format!(r#"{{"aes_key":"{key}"}}"#))
        }
        _ => Answer::alipay_error(403, "ACCESS_DENIED", "无权限"),
    }
}

/// `auth_user` is granted, and nothing else.
fn grant(asked: &Asked) -> Answer {
    if !asked.has("user_id") && !asked.has("open_id") {
        return Answer::alipay_error(400, "INVALID_PARAMETER", "user_id or open_id is missing");
    }
    let scopes = asked.text("scopes").split(',');
    let detail: Map<String, Value> =
        scopes.map(|scope| (scope.to_owned(), Value::from(scope == "auth_user"))).collect();
    let detail = Value::from(Value::Object(detail).to_string());
    json(&format!(r#"{{"query_detail":{detail}}}"#))
}

fn unbind(asked: &Asked) -> Answer {
    match asked.text("route_group") {
        "78b59c5b6b2946448bc77e17e544b813" => json("{}"),
        _ => Answer::alipay_error(400, "ROUTE_GROUP_NOT_EXIST", "规则不存在"),
    }
}

fn upload(asked: &Asked) -> Answer {
    match asked.has(FORM) && !asked.has("file_content") {
        true => Answer::alipay_error(400, "FILE_CHECK_FAIL", "file_content is missing"),
        false => json(r#"{"file_id":"A*6XqwQKpS1t0AAAAAAAAAAAAADi92AA","extern_id":"XNTk0NjE5NjI4OA=="}"#),
    }
}

const fn sample(
    method: &'static str,
    path: &'static str,
    needs: &'static [&'static str],
    missing: &'static str,
    answer: fn(&Asked) -> Answer,
) -> Sample {
    Sample { method, path, needs, missing, answer }
}

const SAMPLES: &[Sample] = &[
    sample("POST", "/v3/alipay/user/deloauth/detail/query", &["date"], "invalid-parameter", empty),
    sample("POST", "/v3/alipay/user/info/share", &["auth_token"], "invalid-auth-token", |asked| {
        for_user(asked, USER_INFO)
    }),
    sample("POST", "/v3/alipay/user/userinfo/share", &["auth_token"], "isv.invalid-token", |asked| {
        for_user(asked, USER_PROFILE)
    }),
    sample(
        "POST",
        "/v3/alipay/open/app/qrcode/create",
        &["url_param", "query_param", "describe"],
        "INVALID_PARAMETER",
        |_| json(QRCODE),
    ),
    sample("GET", "/v3/alipay/open/auth/app/aes/get", &["merchant_app_id"], "INVALID_PARAMETER", aes_key),
    sample("POST", "/v3/alipay/open/auth/app/aes/set", &["merchant_app_id"], "INVALID_PARAMETER", aes_key),
    sample("GET", "/v3/alipay/open/auth/userauth/relationship/query", &["scopes"], "INVALID_PARAMETER", grant),
    sample("GET", "/v3/alipay/open/invite/order/query", &["isv_biz_id"], "INVALID_PARAMS", |_| json(INVITE_ORDER)),
    sample(
        "POST",
        "/v3/alipay/open/sp/isv/signauth/create",
        &["merchant_logon_id", "isv_auth_scene_infos"],
        "ILLEGAL_PARAMS",
        |_| json(r#"{"order_id":"20211102034000100000047728652233"}"#),
    ),
    sample("GET", "/v3/alipay/open/sp/isv/signauth/query", &["order_id"], "ILLEGAL_PARAMS", |_| json(SIGN_AUTH_STATE)),
    sample("POST", "/v3/alipay/open/public/qrcode/create", &["code_info"], "ILLEGAL_BIZ_PARAMS", |_| {
        json(PUBLIC_QRCODE)
    }),
    sample(
        "POST",
        "/v3/alipay/open/mini/qrcode/bind",
        &["route_url", "mode", "page_redirection"],
        "INVALID_PARAM",
        |_| json(r#"{"route_group":"78b59c5b6b2946448bc77e17e544b813"}"#),
    ),
    sample("GET", "/v3/alipay/open/mini/qrcode/query", &["page_no", "page_size"], "PAGE_PARAM_NULL_FAIL", |_| {
        json(MINI_QRCODES)
    }),
    sample("POST", "/v3/alipay/open/mini/qrcode/unbind", &["route_group"], "INVALID_PARAM", unbind),
    sample("POST", "/v3/alipay/open/file/upload", &["biz_code"], "BIZ_ERROR", upload),
    sample("POST", "/v3/alipay/open/app/members/create", &["logon_id", "role"], "invalid-parameter", empty),
    sample("GET", "/v3/alipay/open/app/members/query", &["role"], "invalid-parameter", |_| json(MEMBERS)),
    sample("DELETE", "/v3/alipay/open/app/members/delete", &["role"], "invalid-parameter", empty),
    sample(
        "POST",
        "/v3/alipay/open/app/mini/templatemessage/send",
        &["user_template_id", "page", "data"],
        "invalid-parameter",
        empty,
    ),
];

const USER_INFO: &str = concat!(
    r#"{"user_id":"2088102104794936","open_id":"074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5","#,
    r#""nick_name":"支付宝小二","avatar":"http://tfsimg.alipay.com/images/partner/T1uIxXXbpXXXXXXXX","#,
    r#""province":"安徽省","city":"安庆","gender":"F","user_type":"1","user_status":"T","is_certified":"T","#,
    r#""is_student_certified":"T","country_code":"CN","member_grade":"diamond","#,
    r#""deliver_addresses":[{"address":"XX路XX号","address_code":"100","default_deliver_address":"T","#,
    r#""deliver_area":"西湖区","deliver_city":"杭州","deliver_fullname":"张三","deliver_mobile":"13833334444","#,
    r#""deliver_phone":"0517-28888888","deliver_province":"浙江","zip":"310000"}],"#,
    r#""person_birthday_without_year":"0828","zip":"3600"}"#
);

const USER_PROFILE: &str = concat!(
    r#"{"user_id":"2088102104794936","alipay_user_id":"2088156897126906","nick_name":"哈哈就是我","gender":"F","#,
    r#""province":"安徽省","city":"安庆","is_certified":"T","user_status":"T","user_type_value":"1","#,
    r#""reduced_birthday":"0428","deliver_address_list":[{"address":"地址","address_code":"330106","#,
    r#""default_deliver_address":"T","deliver_area":"西湖区","deliver_city":"杭州市","deliver_fullname":"支小宝","#,
    r#""deliver_mobile":"131XXXXXXXX","deliver_phone":"0517-28888888","deliver_province":"浙江省","zip":"310000"}]}"#
);

const QRCODE: &str = concat!(
    r#"{"qr_code_url":"http://mmtcdp.stable.alipay.net/wsdk/img?fileid=A*lSbPT5i9C1wAAAAAAAAAAAABjAQAAAA"#,
    r#"&t=9005d7f574f30246b89c20c17302115f&bz=mmtcafts&","#,
    r#""qr_code_url_circle_blue":"https://mdgwdev.alipay.net/wsdk/img?fileid=A*KUfuQrWzFdsAAAAAAAAAAAAAAQAAAQ"#,
    r#"&bz=am_afts_openhome&zoom=800w_800h","#,
    r#""qr_code_url_circle_white":"https://mdgwdev.alipay.net/wsdk/img?fileid=A*fRfsRq-nXbkAAAAAAAAAAAAAAQAAAQ"#,
    r#"&bz=am_afts_openhome&zoom=800w_800h"}"#
);

const INVITE_ORDER: &str = concat!(
    r#"{"merchant_pid":"2088532075393645","sign_status_list":[{"product_code":"FACE_TO_FACE_PAYMENT","#,
    r#""product_name":"当面付收单","status":"MERCHANT_CONFIRM_SUCCESS"}]}"#
);

const SIGN_AUTH_STATE: &str = concat!(
    r#"{"order_id":"20211102034000100000047728652040","status":"INIT","#,
    r#""task_infos":[{"type":"SIGN_TASK","type_desc":"签约子任务","status":"INIT","execute_result":""}]}"#
);

const PUBLIC_QRCODE: &str = concat!(
    r#"{"code_img":"https://mobilecodec.alipay.com/show.htm?code=ppx086640jutnzjgx5ghxf7&picSize=M","#,
    r#""expire_second":"1800"}"#
);

const MINI_QRCODES: &str = concat!(
    r#"{"qr_code_route_groups":[{"mode":"EXACT","route_group":"eda224f222194cc48c27a3e6319fd331","#,
    r#""route_url":"https://www.alipay.com/isv/"}],"total_items":20}"#
);

const MEMBERS: &str = concat!(
    r#"{"app_member_info_list":[{"user_id":"2088102104794936","nick_name":"支付宝小二","role":"DEVELOPER","#,
    r#""status":"VALID","gmt_join":"2017-09-01 10:00:00"}]}"#
);
