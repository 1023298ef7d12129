//! WeChat's side: the component API, whose errors are HTTP 200 with an `errcode`.

use std::collections::HashMap;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::Handled;
use super::answer::Answer;
use super::developer::WECHAT;
use super::misbehaviour::Misbehaviour;
use super::request::Request;

const PREFIX: &str = "/cgi-bin/component/";

/// What `api_query_auth` answers to a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// The documented sample.
    Documented,
    /// An account without API permission: no tokens and no lifetime.
    WithoutPermission,
    /// With `confirm_info` beside permission sets, which no document mentions and users have seen.
    WithConfirmInfo,
    /// Without the outer `authorization_info`, as users have seen.
    Flat,
}

impl Grant {
    fn body(self) -> String {
        let func_info = match self {
            Self::WithConfirmInfo => concat!(
                r#"{"funcscope_category":{"id":1}},{"funcscope_category":{"id":33},"#,
                r#""confirm_info":{"need_confirm":0,"already_confirm":0,"can_confirm":0}}"#
            ),
            _ => {
                "{\"funcscope_category\":{\"id\":1}},{\"funcscope_category\":{\"id\":2}},{\"funcscope_category\":{\"id\":3}}"
            }
        };
        let appid = WECHAT.authorizer_appid;
        let tokens = match self {
            Self::WithoutPermission => String::new(),
            _ => format!(
                r#""authorizer_access_token":"{}","expires_in":7200,"authorizer_refresh_token":"{}","#,
                WECHAT.authorizer_access_token, WECHAT.authorizer_refresh_token
            ),
        };
        let info = format!(r#"{{"authorizer_appid":"{appid}",{tokens}"func_info":[{func_info}]}}"#);
        if self == Self::Flat { info } else { format!(r#"{{"authorization_info":{info}}}"#) }
    }
}

/// What the platform remembers: codes, where a used one has no grant any more, and the valid token.
pub(super) struct Platform {
    codes: Mutex<HashMap<String, Option<Grant>>>,
    token: Mutex<Token>,
}

struct Token {
    valid: String,
    expired: Vec<String>,
}

pub(super) type ReturnCode = (i32, &'static str);

const COMPONENT_TOKEN: &str = "api_component_token";

impl Platform {
    pub(super) fn new() -> Self {
        let sample = (WECHAT.authorization_code.to_owned(), Some(Grant::Documented));
        let token = Token { valid: WECHAT.component_access_token.to_owned(), expired: Vec::new() };
        Self { codes: Mutex::new(HashMap::from([sample])), token: Mutex::new(token) }
    }

    pub(super) fn issue_code(&self, grant: Grant) -> String {
        let code = format!("queryauthcode@@@{}", uuid::Uuid::new_v4().simple());
        self.codes.lock().expect("not poisoned").insert(code.clone(), Some(grant));
        code
    }

    pub(super) fn expire_token(&self) {
        let mut token = self.token.lock().expect("not poisoned");
        let successor = format!("component@@@{}", uuid::Uuid::new_v4().simple());
        let expired = std::mem::replace(&mut token.valid, successor);
        token.expired.push(expired);
    }

    pub(super) fn handle(&self, request: &Request, faults: &[Misbehaviour]) -> Handled {
        let refuse = |(errcode, errmsg): ReturnCode| Answer::return_code(&json!(errcode), errmsg);
        let admitted = self.admit(request);
        let refusal = admitted.as_ref().err().map(|(errcode, _)| errcode.to_string());
        let mut answer = match admitted {
            Err(code) => refuse(code),
            Ok(fields) => Answer::substitute(faults).unwrap_or_else(|| {
                self.run(request.path(), &fields).map_or_else(refuse, |body| Answer::json(200, body))
            }),
        };
        answer.rewrite(faults);
        Handled { answer, string_to_sign: None, plaintext: None, refusal }
    }

    /// The fields of a request that may run: method, token, body and appid are right.
    fn admit(&self, request: &Request) -> Result<Value, ReturnCode> {
        let Some(name) = request.path().strip_prefix(PREFIX) else { return Err((40066, "invalid url")) };
        if request.method != "POST" {
            return Err((43002, "require POST method"));
        }
        if name != COMPONENT_TOKEN {
            self.check_token(request)?;
        }
        if request.body.is_empty() {
            return Err((44002, "empty post data"));
        }
        // Whatever the Content-Type: clients send none, or another.
        let fields: Value = serde_json::from_slice(&request.body).map_err(|_| (47001, "data format error"))?;
        match fields["component_appid"].as_str() {
            Some(appid) if appid == WECHAT.component_appid => Ok(fields),
            Some(_) => Err((40013, "invalid appid")),
            None => Err((41018, "component_appid missing")),
        }
    }

    /// The token's parameter has two names; both are in use.
    pub(super) fn check_token(&self, request: &Request) -> Result<(), ReturnCode> {
        let token = request.query("access_token").or_else(|| request.query("component_access_token"));
        let Some(token) = token else { return Err((41001, "access_token missing")) };
        let known = self.token.lock().expect("not poisoned");
        if token == known.valid {
            Ok(())
        } else if known.expired.contains(&token) {
            Err((42001, "access_token expired"))
        } else if token == WECHAT.authorizer_access_token {
            Err((61014, "must use component token for component api"))
        } else {
            Err((40001, "invalid credential, access_token is invalid or not latest"))
        }
    }

    /// Runs an operation of the component API; its success bodies are the documented samples.
    fn run(&self, path: &str, fields: &Value) -> Result<String, ReturnCode> {
        let field = |name: &str| fields[name].as_str().unwrap_or_default();
        let authorizer = || match field("authorizer_appid") == WECHAT.authorizer_appid {
            true => Ok(WECHAT.authorizer_appid),
            false => Err((61003, "component is not authorized by this account")),
        };
        let refresh_token = WECHAT.authorizer_refresh_token;
        match path.strip_prefix(PREFIX).unwrap_or_default() {
            COMPONENT_TOKEN if field("component_appsecret") != WECHAT.component_appsecret => {
                Err((40125, "invalid appsecret"))
            }
            COMPONENT_TOKEN if field("component_verify_ticket") != WECHAT.component_verify_ticket => {
                Err((61006, "component ticket is invalid"))
            }
            COMPONENT_TOKEN => {
                let token = &self.token.lock().expect("not poisoned").valid;
                Ok(format!(r#"{{"component_access_token":"{token}","expires_in":7200}}"#))
            }
            "api_create_preauthcode" => Ok(concat!(
                r#"{"pre_auth_code":"preauthcode@@@Cx_Dk6qiBE0Dmx4EmlT3oRfArPvwSQ-oa3NL_fwHM7VI08r52wazoZX2Rhpz1dEw","#,
                r#""expires_in":600}"#
            )
            .to_owned()),
            "api_query_auth" => match self.codes.lock().expect("not poisoned").get_mut(field("authorization_code")) {
                None => Err((61009, "authorization code is invalid")),
                Some(grant) => grant.take().map(Grant::body).ok_or((61010, "authorization code is expired")),
            },
            "api_authorizer_token" => {
                authorizer()?;
                if field("authorizer_refresh_token") != refresh_token {
                    return Err((61023, "refresh_token is invalid"));
                }
                let token = WECHAT.authorizer_access_token;
                Ok(format!(
                    r#"{{"authorizer_access_token":"{token}","expires_in":7200,"authorizer_refresh_token":"{refresh_token}"}}"#
                ))
            }
            "api_get_authorizer_list" if fields["count"].as_u64().is_none_or(|count| count > 500) => {
                Err((40170, "args count exceed count limit"))
            }
            "api_get_authorizer_list" => Ok(format!(
                r#"{{"total_count":1,"list":[{{"authorizer_appid":"{}","refresh_token":"{refresh_token}","auth_time":1558000607}}]}}"#,
                WECHAT.authorizer_appid
            )),
            "api_get_authorizer_info" => Ok(format!(
                concat!(
                    r#"{{"authorizer_info":{{"nick_name":"微信SDK Demo Special","service_type_info":{{"id":2}},"#,
                    r#""verify_type_info":{{"id":0}},"user_name":"gh_eb5e3a772040","alias":"paytest01"}},"#,
                    r#""authorization_info":{{"authorizer_appid":"{}","func_info":[{{"funcscope_category":{{"id":1}}}}]}}}}"#
                ),
                authorizer()?
            )),
            "api_get_authorizer_option" => Ok(format!(
                r#"{{"authorizer_appid":"{}","option_name":{},"option_value":"1"}}"#,
                authorizer()?,
                fields["option_name"]
            )),
            "api_set_authorizer_option" => authorizer().map(|_| r#"{"errcode":0,"errmsg":"ok"}"#.to_owned()),
            _ => Err((40066, "invalid url")),
        }
    }
}

#[cfg(test)]
mod tests {
    use reqwest::{Client, Url};

    use super::*;
    use crate::gateway::Gateway;

    /// Calls an operation; answers the JSON, and what was told as content type.
    async fn post(gateway: &Gateway, operation: &str, query: &[(&str, &str)], body: impl ToString) -> (Value, String) {
        let url = Url::parse_with_params(&format!("{}{PREFIX}{operation}", gateway.url()), query).unwrap();
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
        assert!(gateway.requests().iter().all(super::super::Recorded::verified));
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
        let get = reqwest::get(format!("{}{PREFIX}api_query_auth", gateway.url())).await.unwrap();
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
        let (token, _) = post(&gateway, COMPONENT_TOKEN, &[], secrets).await;
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
}
