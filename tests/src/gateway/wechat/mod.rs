//! WeChat's side: the component API and what belongs to it, whose errors are HTTP 200 with an `errcode`.
//!
//! A request finds its `route`, which says with what method and whose token it is called; `state` is what the
//! platform remembers: tickets, codes, tokens, accounts. What a route does stands in a file per family:
//! `component`, `authorizer`, `quota`, `account`, `login`.

mod account;
mod authorizer;
mod component;
mod login;
mod quota;
mod route;
mod state;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, MutexGuard};

use serde_json::{Map, Value, json};

use super::Handled;
use super::answer::Answer;
use super::developer::WECHAT;
use super::misbehaviour::Misbehaviour;
use super::request::Request;
use route::{Needs, Route};
pub(super) use state::State;
pub use state::{AccountKind, Grant};

/// An error of the platform.
type ReturnCode = (i32, &'static str);

/// The body of an answer, or an error.
type Ran = Result<String, ReturnCode>;

const DONE: &str = r#"{"errcode":0,"errmsg":"ok"}"#;

/// Whose token a request came with.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Caller {
    Nobody,
    Component,
    /// An account, by its appid.
    Account(String),
    User,
}

/// A request that may run.
struct Call {
    caller: Caller,
    /// The members of the body, or the parameters of the query where there is no body.
    fields: Value,
}

impl Call {
    fn text(&self, name: &str) -> &str {
        self.fields[name].as_str().unwrap_or_default()
    }
}

/// Everything behind the paths of WeChat.
pub(super) struct Platform {
    state: Mutex<State>,
}

impl Platform {
    pub(super) fn new() -> Self {
        Self { state: Mutex::new(State::new()) }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("not poisoned")
    }

    /// Whether the path is one of WeChat's.
    pub(super) fn answers(path: &str) -> bool {
        path.starts_with("/cgi-bin/") || path.starts_with("/sns/")
    }

    pub(super) fn handle(&self, request: &Request, faults: &[Misbehaviour]) -> Handled {
        let refuse = |(errcode, errmsg): ReturnCode| Answer::return_code(&json!(errcode), errmsg);
        let mut state = self.state();
        let admitted = admit(&state, request);
        let refusal = admitted.as_ref().err().map(|(errcode, _)| errcode.to_string());
        let mut answer = match admitted {
            Err(code) => refuse(code),
            Ok((route, call)) => Answer::substitute(faults)
                .unwrap_or_else(|| (route.run)(&mut state, &call).map_or_else(refuse, |body| Answer::json(200, body))),
        };
        answer.rewrite(faults);
        Handled { answer, string_to_sign: None, plaintext: None, refusal }
    }
}

/// A request that may run: method, token, body and appid are right.
fn admit(state: &State, request: &Request) -> Result<(&'static Route, Call), ReturnCode> {
    let route = route::find(request.path()).ok_or((40066, "invalid url"))?;
    if request.method != route.method {
        return Err(if route.method == "GET" { (43001, "require GET method") } else { (43002, "require POST method") });
    }
    let caller = caller(state, request, route.needs)?;
    let fields = match route.method {
        "GET" => query_fields(request),
        _ if request.body.is_empty() => return Err((44002, "empty post data")),
        // Whatever the Content-Type: clients send none, or another.
        _ => serde_json::from_slice(&request.body).map_err(|_| (47001, "data format error"))?,
    };
    for name in route.fields {
        match (*name, fields[*name].as_str()) {
            ("component_appid", Some(appid)) if appid != WECHAT.component_appid => {
                return Err((40013, "invalid appid"));
            }
            ("component_appid", None) => return Err((41018, "component_appid missing")),
            ("appid", None) => return Err((41002, "appid missing")),
            ("secret" | "appsecret" | "component_appsecret" | "component_secret", None) => {
                return Err((41004, "appsecret missing"));
            }
            (_, None) if fields[*name].is_null() => return Err((47001, "data format error, a field is missing")),
            _ => {}
        }
    }
    Ok((route, Call { caller, fields }))
}

fn query_fields(request: &Request) -> Value {
    let (_, query) = request.target.split_once('?').unwrap_or_default();
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    Value::Object(pairs.map(|(name, value)| (name.into_owned(), Value::from(value))).collect::<Map<_, _>>())
}

/// Whose token was sent, if it is one that the route takes. The parameter has two names; both are in use.
fn caller(state: &State, request: &Request, needs: Needs) -> Result<Caller, ReturnCode> {
    let of_component = || request.query("component_access_token");
    let token = match needs {
        Needs::Nothing => return Ok(Caller::Nobody),
        Needs::ComponentAtLogin => of_component().ok_or((41021, "component_access_token missing"))?,
        Needs::User => request.query("access_token").ok_or((41001, "access_token missing"))?,
        Needs::Component | Needs::Account | Needs::Either => {
            request.query("access_token").or_else(of_component).ok_or((41001, "access_token missing"))?
        }
    };
    let caller = state.caller(&token)?;
    match (needs, &caller) {
        (Needs::Component | Needs::ComponentAtLogin, Caller::Component)
        | (Needs::Account, Caller::Account(_))
        | (Needs::Either, Caller::Component | Caller::Account(_))
        | (Needs::User, Caller::User) => Ok(caller),
        (Needs::Component, Caller::Account(_)) => Err((61014, "must use component token for component api")),
        (Needs::Account, Caller::Component) => Err((61015, "must use api token for api")),
        _ => Err((40001, "invalid credential, access_token is invalid or not latest")),
    }
}
