//! WeChat's quota and diagnosis, whose success bodies are the documented samples: the endpoints that have security
//! mode.

use serde_json::{Value, json};

use super::answer::Answer;
use super::developer::WECHAT;
use super::misbehaviour::Misbehaviour;
use super::request::Request;
use super::{Handled, wechat};

/// Handles a request, if it is to one of these endpoints.
pub(super) fn handle(platform: &wechat::Platform, request: &Request, faults: &[Misbehaviour]) -> Option<Handled> {
    let run = match request.path() {
        "/cgi-bin/clear_quota" => clear,
        "/cgi-bin/openapi/quota/get" => get,
        "/cgi-bin/openapi/rid/get" => rid,
        _ => return None,
    };
    let admitted =
        if request.method == "POST" { platform.check_token(request) } else { Err((43002, "require POST method")) };
    let refusal = admitted.as_ref().err().map(|(errcode, _)| errcode.to_string());
    let fields: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let outcome = admitted.and_then(|()| if fields.is_object() { Ok(()) } else { Err((47001, "data format error")) });
    let mut answer = match outcome {
        Err((errcode, errmsg)) => Answer::return_code(&json!(errcode), errmsg),
        Ok(()) => Answer::substitute(faults).unwrap_or_else(|| match run(&fields) {
            Ok(body) => Answer::json(200, body),
            Err((errcode, errmsg)) => Answer::return_code(&json!(errcode), errmsg),
        }),
    };
    answer.rewrite(faults);
    Some(Handled { answer, string_to_sign: None, plaintext: None, refusal })
}

type Outcome = Result<String, (i32, &'static str)>;

fn clear(fields: &Value) -> Outcome {
    match fields["appid"] == WECHAT.component_appid {
        true => Ok(r#"{"errcode":0,"errmsg":"ok"}"#.to_owned()),
        false => Err((40013, "invalid appid")),
    }
}

fn get(fields: &Value) -> Outcome {
    match fields["cgi_path"].as_str().is_some_and(|path| path.starts_with('/')) {
        true => Ok(r#"{"errcode":0,"errmsg":"ok","quota":{"daily_limit":0,"used":0,"remain":0}}"#.to_owned()),
        false => Err((76021, "cgi_path not found, please check")),
    }
}

fn rid(fields: &Value) -> Outcome {
    match fields["rid"].as_str() {
        Some("61725984-6126f6f9-040f19c4") => Ok(concat!(
            r#"{"errcode":0,"errmsg":"ok","request":{"invoke_time":1635156704,"cost_in_ms":30,"#,
            r#""request_url":"access_token=50_Im7xxxx","request_body":"","response_body":"{}","client_ip":"113.0.0.51"}}"#
        )
        .to_owned()),
        _ => Err((76001, "rid not found")),
    }
}
