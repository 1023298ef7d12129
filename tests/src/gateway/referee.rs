//! Accounts whose tokens rotate: every refresh gives a new refresh token and ends the old one, as the platforms do
//! to those who keep tokens. It knows what was given, and so judges whether anything was lost or doubled.
//!
//! Tokens tell their account and number: `refresh@@@wx1@@@7` came with `access@@@wx1@@@7`.

use std::collections::HashMap;
use std::sync::Mutex;

use serde_json::{Value, json};
use tokio::sync::watch;

use super::answer::Answer;
use super::developer::WECHAT;
use super::misbehaviour::Misbehaviour;
use super::request::Request;

/// What an account is to its platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// WeChat's component itself: a token for the ticket, and no refresh token.
    Component,
    /// An account that authorized a WeChat component. A lost refresh token stands in the list of authorizers.
    Authorizer,
    /// A merchant's application at Alipay. An old refresh token goes on.
    Merchant,
    /// A user at Alipay. An old refresh token is used up for good.
    User,
}

/// What happened to an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The number of the current tokens.
    pub number: u64,
    /// How often tokens were given for a refresh token, or for the ticket.
    pub refreshes: u64,
    /// How often a refresh token was refused because it was used up.
    pub refusals: u64,
    /// How often the account has authorized.
    pub authorizations: u64,
}

/// The accounts.
#[derive(Default)]
pub struct Referee {
    accounts: Mutex<HashMap<(Kind, String), Record>>,
    holds: watch::Sender<bool>,
}

/// The token of an account with this number.
#[must_use]
pub fn token(what: &str, account: &str, number: u64) -> String {
    format!("{what}@@@{account}@@@{number}")
}

/// The account and the number of a token.
#[must_use]
pub fn parse(token: &str) -> Option<(&str, u64)> {
    let (rest, number) = token.rsplit_once("@@@")?;
    Some((rest.split_once("@@@")?.1, number.parse().ok()?))
}

impl Referee {
    /// An account authorizes, anew if it has before. Its refresh token.
    ///
    /// # Panics
    ///
    /// When another thread has panicked.
    pub fn authorize(&self, kind: Kind, account: &str) -> String {
        let mut accounts = self.accounts.lock().expect("not poisoned");
        let record = accounts.entry((kind, account.to_owned())).or_default();
        record.number += 1;
        record.authorizations += 1;
        token("refresh", account, record.number)
    }

    /// What happened to an account.
    ///
    /// # Panics
    ///
    /// When another thread has panicked.
    #[must_use]
    pub fn record(&self, kind: Kind, account: &str) -> Record {
        self.accounts.lock().expect("not poisoned").get(&(kind, account.to_owned())).copied().unwrap_or_default()
    }

    /// Holds back the answers to refreshes, or lets them go. The platform has given the tokens before it holds
    /// an answer back.
    pub fn hold_answers(&self, hold: bool) {
        self.holds.send_replace(hold);
    }

    /// Waits until the answer to a request may go.
    pub(super) async fn may_answer(&self, request: &Request) {
        if request.path().ends_with("api_authorizer_token") {
            // An error would mean that the referee is gone, which this borrow rules out.
            let _ = self.holds.subscribe().wait_for(|hold| !hold).await;
        }
    }

    fn refresh(&self, kind: Kind, given: &str) -> Option<(String, u64)> {
        let (account, number) = parse(given)?;
        let mut accounts = self.accounts.lock().expect("not poisoned");
        let record = accounts.get_mut(&(kind, account.to_owned()))?;
        if number != record.number && kind != Kind::Merchant {
            record.refusals += 1;
            return None;
        }
        record.number += 1;
        record.refreshes += 1;
        Some((account.to_owned(), record.number))
    }

    fn is_current(&self, kind: Kind, access: &str) -> bool {
        parse(access).is_some_and(|(account, number)| {
            // What a merchant was given goes on.
            let current = self.record(kind, account).number;
            // Some accounts' tokens are never taken, whatever the keeper does.
            !account.contains("never") && (number == current || (kind == Kind::Merchant && number < current))
        })
    }

    /// Whether a request is answered here: those of the component that is not the sample's.
    pub(super) fn wechat(&self, request: &Request, faults: &[Misbehaviour]) -> Option<Answer> {
        let fields: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let component = fields["component_appid"].as_str().unwrap_or_default();
        let access = request.query("access_token").unwrap_or_default();
        if component != REFEREED && !access.starts_with("access@@@") {
            return None;
        }
        if let Some(answer) = Answer::substitute(faults) {
            return Some(answer);
        }
        let error = |code: i32, text: &str| Some(Answer::return_code(&json!(code), text));
        let answer = |value: Value| Some(Answer::json(200, value.to_string()));
        let path = request.path();
        if path == "/cgi-bin/component/api_component_token" {
            if fields["component_appsecret"] != WECHAT.component_appsecret {
                return error(40001, "invalid credential");
            }
            if fields["component_verify_ticket"] != WECHAT.component_verify_ticket {
                return error(61006, "component ticket is invalid");
            }
            let mut accounts = self.accounts.lock().expect("not poisoned");
            let record = accounts.entry((Kind::Component, REFEREED.to_owned())).or_default();
            record.number += 1;
            record.refreshes += 1;
            let token = token("access", REFEREED, record.number);
            return answer(json!({"component_access_token": token, "expires_in": 7200}));
        }
        if !path.starts_with("/cgi-bin/component/") {
            // On behalf of an account.
            if !self.is_current(Kind::Authorizer, &access) {
                return error(40001, "invalid credential, access_token is invalid or not latest");
            }
            return answer(json!({"errcode": 0, "errmsg": "ok", "quota": {"daily_limit": 0, "used": 0, "remain": 0}}));
        }
        if !self.is_current(Kind::Component, &access) {
            return error(40001, "invalid credential, access_token is invalid or not latest");
        }
        match path.rsplit('/').next().unwrap_or_default() {
            "api_authorizer_token" => {
                match self.refresh(Kind::Authorizer, fields["authorizer_refresh_token"].as_str().unwrap_or_default()) {
                    None => error(61023, "refresh_token is invalid"),
                    Some((account, number)) => answer(json!({
                        "authorizer_access_token": token("access", &account, number),
                        "expires_in": 7200,
                        "authorizer_refresh_token": token("refresh", &account, number),
                    })),
                }
            }
            "api_query_auth" => {
                let code = fields["authorization_code"].as_str().unwrap_or_default();
                let Some(account) = code.strip_prefix("code@@@") else {
                    return error(61009, "code is invalid");
                };
                self.authorize(Kind::Authorizer, account);
                let number = self.record(Kind::Authorizer, account).number;
                answer(json!({"authorization_info": {
                    "authorizer_appid": account,
                    "authorizer_access_token": token("access", account, number),
                    "expires_in": 7200,
                    "authorizer_refresh_token": token("refresh", account, number),
                }}))
            }
            "api_get_authorizer_list" => {
                let accounts = self.accounts.lock().expect("not poisoned");
                let mut list: Vec<_> = accounts
                    .iter()
                    .filter(|((kind, _), _)| *kind == Kind::Authorizer)
                    .map(|((_, account), record)| (account.clone(), token("refresh", account, record.number)))
                    .collect();
                list.sort();
                let from = usize::try_from(fields["offset"].as_u64().unwrap_or_default()).unwrap_or_default();
                // Fewer than are asked for, so that there are several pages.
                let page: Vec<_> = list
                    .iter()
                    .skip(from)
                    .take(7)
                    .map(|(account, refresh)| {
                        json!({"authorizer_appid": account, "refresh_token": refresh, "auth_time": 1_558_000_607})
                    })
                    .collect();
                answer(json!({"total_count": list.len(), "list": page}))
            }
            _ => answer(json!({"pre_auth_code": "preauthcode@@@1", "expires_in": 600})),
        }
    }

    /// Whether an operation of Alipay is answered here: refreshes of tokens of ours, their codes, and calls with
    /// such a token.
    pub(super) fn alipay(&self, request: &Request, body: &[u8]) -> Option<Answer> {
        let fields: Value = serde_json::from_slice(body).unwrap_or_default();
        let refresh = fields["refresh_token"].as_str().filter(|token| token.starts_with("refresh@@@"));
        let code = fields["code"].as_str().and_then(|code| code.strip_prefix("code@@@"));
        let user_tokens = request.path() == "/v3/alipay/system/oauth/token";
        let kind = if user_tokens { Kind::User } else { Kind::Merchant };
        if let Some(header) = request.header("alipay-app-auth-token").filter(|token| token.starts_with("access@@@")) {
            return Some(match self.is_current(Kind::Merchant, header) {
                true => Answer::json(200, json!({"of": parse(header).map(|(account, _)| account)}).to_string()),
                false => Answer::alipay_error(401, "invalid-app-auth-token", "the token is not valid"),
            });
        }
        let given = match (refresh, code) {
            (Some(refresh), _) => self.refresh(kind, refresh),
            (None, Some(account)) => {
                self.authorize(kind, account);
                Some((account.to_owned(), self.record(kind, account).number))
            }
            (None, None) => return None,
        };
        Some(match (given, kind) {
            (Some((account, number)), Kind::User) => Answer::json(
                200,
                json!({"open_id": account, "access_token": token("access", &account, number), "expires_in": "7200",
                    "refresh_token": token("refresh", &account, number), "re_expires_in": 2_592_000})
                .to_string(),
            ),
            (Some((account, number)), _) => {
                let entry = json!({"auth_app_id": account, "app_auth_token": token("access", &account, number),
                    "app_refresh_token": token("refresh", &account, number), "re_expires_in": "32140800"});
                Answer::json(200, json!({"tokens": [entry]}).to_string())
            }
            (None, Kind::User) => Answer::alipay_error(400, "isv.refreshed-token-invalid", "refreshed already"),
            (None, _) => Answer::alipay_error(400, "REFRESH_TOKEN_NOT_EXIST", "the refresh token is unknown"),
        })
    }

    /// The appid of the component whose accounts are looked after here.
    #[must_use]
    pub fn component_appid(&self) -> &'static str {
        REFEREED
    }
}

/// Not the sample's component, whose answers are the documented ones.
const REFEREED: &str = "wxrefereed0000000";
