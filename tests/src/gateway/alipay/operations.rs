//! The operations: two that exchange and refresh tokens, one that asks about a token, those of [`samples`], and `{}`
//! for the rest of OpenAPI v3. Their success bodies are the documented samples.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::samples;
use crate::gateway::answer::Answer;
use crate::gateway::developer::ALIPAY;
use crate::gateway::request::Request;

const APP_TOKEN_PATH: &str = "/v3/alipay/open/auth/token/app";
const APP_TOKEN_QUERY_PATH: &str = "/v3/alipay/open/auth/token/app/query";
const USER_TOKEN_PATH: &str = "/v3/alipay/system/oauth/token";

/// An operation that gives tokens for a one-use code or for a refresh token.
struct TokenOperation {
    path: &'static str,
    /// Refresh tokens that may be used, again and again.
    refresh_tokens: fn() -> Vec<&'static str>,
    bad_grant_type: &'static str,
    unknown_code: &'static str,
    used_code: &'static str,
    unknown_refresh_token: &'static str,
    success: &'static str,
}

/// `alipay.open.auth.token.app`.
const APP_TOKEN: TokenOperation = TokenOperation {
    path: APP_TOKEN_PATH,
    refresh_tokens: || vec![ALIPAY.app_refresh_token],
    bad_grant_type: "GRANT_TYPE_INVALID",
    unknown_code: "AUTH_CODE_NOT_EXIST",
    used_code: "AUTH_CODE_NOT_VALID",
    unknown_refresh_token: "REFRESH_TOKEN_NOT_EXIST",
    success: concat!(
        r#"{"app_auth_token":"201509BBeff9351ad1874306903e96b91d248A36","#,
        r#""app_refresh_token":"201509BBdcba1e3347de4e75ba3fed2c9abebE36","auth_app_id":"2013121100055554","#,
        r#""expires_in":"123456","re_expires_in":"123456","user_id":"2088102150527498","#,
        r#""tokens":[{"app_auth_token":"201509BBeff9351ad1874306903e96b91d248A36","#,
        r#""app_refresh_token":"201509BBdcba1e3347de4e75ba3fed2c9abebE36","auth_app_id":"2013121100055554","#,
        r#""expires_in":"123456","re_expires_in":"123456","user_id":"2088102150527498"}]}"#
    ),
};

/// `alipay.system.oauth.token`.
const USER_TOKEN: TokenOperation = TokenOperation {
    path: USER_TOKEN_PATH,
    refresh_tokens: || vec![ALIPAY.refresh_token, "20120823ac6ffdsdf2d84e7384bf983531473993"],
    bad_grant_type: "isv.grant-type-invalid",
    unknown_code: "isv.code-invalid",
    used_code: "isv.code-invalid",
    unknown_refresh_token: "isv.refresh-token-invalid",
    success: concat!(
        r#"{"user_id":"2088102150477652","open_id":"074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5","#,
        r#""union_id":"092aSPrsmhTbexLh9zgoYb2uvZNC4D8izCpGKTem8QiIOQb","#,
        r#""access_token":"20120823ac6ffaa4d2d84e7384bf983531473993","expires_in":"3600","#,
        r#""refresh_token":"20120823ac6ffdsdf2d84e7384bf983531473993","re_expires_in":"3600","#,
        r#""auth_start":"2010-11-11 11:11:11","auth_token_type":"permanent"}"#
    ),
};

/// Of `alipay.open.auth.token.app.query`.
const APP_TOKEN_STATE: &str = concat!(
    r#"{"user_id":"2088102150527498","auth_app_id":"2013121100055554","expires_in":31536000,"is_by_app_auth":true,"#,
    r#""status":"valid","auth_methods":["alipay.open.auth.token.app.query","alipay.system.oauth.token","#,
    r#""alipay.open.auth.token.app"],"auth_start":"2015-11-03 01:59:57","auth_end":"2016-11-03 01:59:57"}"#
);

/// One-use codes, by the path of the operation that takes them.
pub(super) struct Codes {
    issued: HashSet<(&'static str, String)>,
    used: HashSet<(&'static str, String)>,
}

impl Codes {
    pub(super) fn new() -> Self {
        let samples = [(APP_TOKEN_PATH, ALIPAY.app_auth_code), (USER_TOKEN_PATH, ALIPAY.auth_code)];
        Self { issued: samples.map(|(path, code)| (path, code.to_owned())).into(), used: HashSet::new() }
    }

    /// Uses up a code of a user, for something else than an operation of v3; false where it cannot be used.
    pub(super) fn take_user_code(&mut self, code: &str) -> bool {
        let code = (USER_TOKEN_PATH, code.to_owned());
        self.issued.contains(&code) && self.used.insert(code)
    }

    pub(super) fn issue(&mut self) -> String {
        let code = uuid::Uuid::new_v4().simple().to_string();
        self.issued.extend([APP_TOKEN_PATH, USER_TOKEN_PATH].map(|path| (path, code.clone())));
        code
    }
}

/// Runs the operation of a verified request on its body, decrypted if need be.
pub(super) fn run(request: &Request, body: &[u8], codes: &mut Codes) -> Answer {
    match (request.method.as_str(), request.path()) {
        ("POST", APP_TOKEN_PATH) => exchange(&APP_TOKEN, body, codes),
        ("POST", USER_TOKEN_PATH) => exchange(&USER_TOKEN, body, codes),
        ("GET", APP_TOKEN_QUERY_PATH) => match request.query("app_auth_token") {
            None => Answer::alipay_error(400, "ILLEGAL_PARAM", "app_auth_token is missing"),
            Some(token) if token == ALIPAY.app_auth_token => Answer::json(200, APP_TOKEN_STATE),
            Some(_) => Answer::alipay_error(400, "AUTH_TOKEN_NOT_EXISTED", "the token is unknown"),
        },
        (_, APP_TOKEN_PATH | USER_TOKEN_PATH | APP_TOKEN_QUERY_PATH) => {
            Answer::alipay_error(400, "invalid-method", "the operation has another HTTP method")
        }
        (_, path) if path.starts_with("/v3/") => samples::run(request, body).unwrap_or_else(|| Answer::json(200, "{}")),
        _ => Answer::alipay_error(404, "invalid-method", "there is no operation at this path"),
    }
}

/// A value as a parameter has it.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Runs an operation that came over another wire, by its name, as v3 has it.
pub(super) fn run_by_name(
    name: &str,
    auth_token: Option<&str>,
    content: &Map<String, Value>,
    codes: &mut Codes,
) -> Answer {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(auth_token.map(|token| ("auth_token", token)))
        .extend_pairs(content.iter().map(|(name, value)| (name, text(value))))
        .finish();
    let target = format!("/v3/{}?{query}", name.replace('.', "/"));
    let body = Value::Object(content.clone()).to_string();
    let mut run_as = |method: &str| {
        let request = Request { method: method.into(), target: target.clone(), headers: Vec::new(), body: Vec::new() };
        run(&request, body.as_bytes(), codes)
    };
    // On other wires nobody says which HTTP method v3 has.
    let is_for_another = |answer: &Answer| answer.body.windows(16).any(|bytes| bytes == br#""invalid-method""#);
    let mut answer = run_as("POST");
    for method in ["GET", "DELETE"] {
        if is_for_another(&answer) {
            answer = run_as(method);
        }
    }
    answer
}

fn exchange(operation: &TokenOperation, body: &[u8], codes: &mut Codes) -> Answer {
    let error = |code, message| Answer::alipay_error(400, code, message);
    let Ok(fields) = serde_json::from_slice::<Value>(body) else {
        return error("illegal-json", "the body is not JSON");
    };
    let field = |name: &str| fields[name].as_str().filter(|value| !value.is_empty());
    let missing = || error("invalid-parameter", "a required field is missing");
    match field("grant_type") {
        None => missing(),
        Some("authorization_code") => match field("code") {
            None => missing(),
            Some(code) => {
                let code = (operation.path, code.to_owned());
                if !codes.issued.contains(&code) {
                    error(operation.unknown_code, "the code is unknown")
                } else if !codes.used.insert(code) {
                    error(operation.used_code, "the code was used before")
                } else {
                    Answer::json(200, operation.success)
                }
            }
        },
        Some("refresh_token") => match field("refresh_token") {
            None => missing(),
            Some(token) if (operation.refresh_tokens)().contains(&token) => Answer::json(200, operation.success),
            Some(_) => error(operation.unknown_refresh_token, "the refresh token is unknown"),
        },
        Some(_) => error(operation.bad_grant_type, "the grant type is unknown"),
    }
}
