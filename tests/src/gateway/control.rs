//! Steering a running double over HTTP, below `/double`: fresh codes, misbehaviour, and what has arrived so far.
//! Requests here are neither recorded nor misbehaved at.

use serde_json::{Value, json};

use super::answer::Answer;
use super::request::Request;
use super::wechat::Grant;
use super::{Recorded, State, named};

/// What `GET /double` says.
const HELP: &str = "\
GET  /double/requests               what has arrived: string to sign, refusal, status
POST /double/codes/alipay           a fresh code, for either Alipay operation that takes one
POST /double/codes/wechat           a fresh authorization code
POST /double/misbehave?next=NAMES   misbehaves at the next request
POST /double/misbehave?always=NAMES misbehaves at every request; an empty list ends it
";

/// The answer, if the request is for the double itself and not for a platform.
pub(super) fn answer(state: &State, request: &Request) -> Option<Answer> {
    let rest = request.path().strip_prefix("/double")?;
    Some(match (request.method.as_str(), rest) {
        ("GET", "" | "/") => text(200, help()),
        ("GET", "/requests") => {
            let log = state.log.lock().expect("not poisoned");
            Answer::json(200, Value::from_iter(log.iter().map(told)).to_string())
        }
        ("POST", "/codes/alipay") => code(state.alipay.issue_code()),
        ("POST", "/codes/wechat") => code(state.wechat.issue_code(Grant::Documented)),
        ("POST", "/misbehave") => match misbehave(state, request) {
            Ok(()) => text(200, "ok\n".to_owned()),
            Err(why) => text(400, why + "\n"),
        },
        _ => text(404, format!("{} {} is not known here.\n{HELP}", request.method, request.path())),
    })
}

fn text(status: u16, text: String) -> Answer {
    Answer { content_type: "text/plain;charset=utf-8".into(), ..Answer::json(status, text) }
}

fn code(code: String) -> Answer {
    Answer::json(200, json!({ "code": code }).to_string())
}

fn help() -> String {
    let mut text = format!("{HELP}\nNAMES are separated by commas:\n");
    for (name, takes, does) in named::NAMES {
        let name = takes.map_or_else(|| (*name).to_owned(), |takes| format!("{name}={takes}"));
        text.push_str(&format!("  {name:<26} {does}\n"));
    }
    text
}

fn misbehave(state: &State, request: &Request) -> Result<(), String> {
    let mut plan = state.plan.lock().expect("not poisoned");
    match (request.query("next"), request.query("always")) {
        (Some(list), None) => plan.next.push_back(named::parse(&list)?),
        (None, Some(list)) => plan.always = named::parse(&list)?,
        _ => return Err("say either next=NAMES or always=NAMES".to_owned()),
    }
    Ok(())
}

fn told(recorded: &Recorded) -> Value {
    json!({
        "method": recorded.request.method,
        "target": recorded.request.target,
        "string_to_sign": recorded.string_to_sign,
        "refusal": recorded.refusal,
        "status": recorded.status,
    })
}
