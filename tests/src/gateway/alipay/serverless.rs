//! The serverless service behind `cloud.*`: methods of a space, called from pages (`/client`, HMAC-MD5 and a token)
//! and from cloud functions (`/server`, RSA with MD5). The function `alipay-openapi` runs the operations.

use std::collections::HashSet;
use std::sync::Mutex;

use hmac::{Hmac, KeyInit as _, Mac as _};
use rsa::Pkcs1v15Sign;
use rustcrypto_md5::Md5;
use serde_json::{Map, Value, json};

use super::operations::{self, Codes};
use crate::gateway::Handled;
use crate::gateway::answer::Answer;
use crate::gateway::developer::{ALIPAY, SPACE};
use crate::gateway::keys::KEYS;
use crate::gateway::misbehaviour::Misbehaviour;
use crate::gateway::request::Request;

/// What starts the hash in a PKCS#1 v1.5 signature with MD5 (RFC 8017, 9.2, note 1).
const MD5_DIGEST_INFO: &[u8] = b"\x30\x20\x30\x0c\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x05\x05\x00\x04\x10";

/// The method that gives a page its token; misbehaviour is for what comes after it.
const AUTHORIZE: &str = "serverless.auth.user.authorize";

/// What the service remembers.
#[derive(Default)]
pub(super) struct Service {
    tokens: Mutex<HashSet<String>>,
}

/// Whether a request is for this side.
pub(super) fn is_for_me(request: &Request) -> bool {
    matches!(request.path(), "/client" | "/server")
}

struct Refusal {
    code: &'static str,
    message: String,
}

fn refuse<T>(code: &'static str, message: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { code, message: message.into() })
}

impl Service {
    /// Ends the life of every token that was given.
    pub(super) fn expire_tokens(&self) {
        self.tokens.lock().expect("not poisoned").clear();
    }

    pub(super) fn handle(&self, request: &Request, faults: &[Misbehaviour], codes: &Mutex<Codes>) -> Handled {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let string_to_sign = string_to_sign(&body);
        let outcome = check_signature(request, &string_to_sign).and_then(|()| self.run(request, &body, faults, codes));
        let (mut answer, refusal) = match outcome {
            Ok(answer) => (answer, None),
            Err(Refusal { code, message }) => {
                let error = json!({"success": false, "error": {"code": code, "message": message}});
                (Answer::json(200, error.to_string()), Some(code.to_owned()))
            }
        };
        if body["method"] != AUTHORIZE {
            answer.rewrite(faults);
        }
        Handled { answer, string_to_sign: Some(string_to_sign), plaintext: None, refusal }
    }

    fn run(
        &self,
        request: &Request,
        body: &Value,
        faults: &[Misbehaviour],
        codes: &Mutex<Codes>,
    ) -> Result<Answer, Refusal> {
        let Some(params) = body["params"].as_str().and_then(|text| serde_json::from_str::<Value>(text).ok()) else {
            return refuse("InvalidParameter", "params is not JSON in a string");
        };
        match body["method"].as_str() {
            Some(AUTHORIZE) => self.authorize(&params, codes),
            Some("serverless.function.runtime.invoke") => {
                self.check_token(request, body)?;
                let arguments = &params["functionArgs"];
                if params["functionTarget"] != "alipay-openapi" {
                    return refuse("FunctionNotFound", "there is no such function");
                }
                if request.path() == "/server" && arguments["source"] != "server" {
                    return refuse("InvalidParameter", "source is not server");
                }
                let refused = faults.iter().find_map(|fault| match fault {
                    Misbehaviour::Refused(answer) => Some(Answer::json(200, answer.clone())),
                    _ => None,
                });
                if let Some(answer) = refused {
                    return Ok(answer);
                }
                let answer = Answer::substitute(faults)
                    .unwrap_or_else(|| invoke(arguments, &mut codes.lock().expect("not poisoned")));
                Ok(envelope(answer, faults))
            }
            _ => refuse("MethodNotFound", "there is no such method"),
        }
    }

    fn authorize(&self, params: &Value, codes: &Mutex<Codes>) -> Result<Answer, Refusal> {
        if params["authProvider"] != "alipay_openapi" || params["clientIdentifier"] != ALIPAY.app_id {
            return refuse("InvalidParameter", "the application is unknown");
        }
        let code = params["authCode"].as_str().unwrap_or_default();
        if !codes.lock().expect("not poisoned").take_user_code(code) {
            return refuse("AuthorizeFailed", format!("the code {code} is unknown or was used before"));
        }
        let token = uuid::Uuid::new_v4().to_string();
        self.tokens.lock().expect("not poisoned").insert(token.clone());
        Ok(Answer::json(200, json!({"success": true, "data": {"accessToken": token, "userId": "u1"}}).to_string()))
    }

    fn check_token(&self, request: &Request, body: &Value) -> Result<(), Refusal> {
        if request.path() == "/server" {
            return Ok(());
        }
        let token = body["token"].as_str().unwrap_or_default();
        if request.header("x-basement-token") != Some(token) {
            return refuse("InvalidParameter", "the tokens of header and body are not the same");
        }
        match self.tokens.lock().expect("not poisoned").contains(token) {
            true => Ok(()),
            false => refuse("GATEWAY_INVALID_TOKEN", "the token has expired"),
        }
    }
}

/// Runs the operation as v3 has it.
fn invoke(arguments: &Value, codes: &mut Codes) -> Answer {
    let method = arguments["method"].as_str().unwrap_or_default();
    let mut params: Map<String, Value> = arguments["params"].as_object().cloned().unwrap_or_default();
    let config = params.remove("$config").unwrap_or_default();
    if config.get("appAuthToken").is_some_and(|token| token != ALIPAY.app_auth_token) {
        return Answer::alipay_error(400, "invalid-app-auth-token", "the app auth token is unknown");
    }
    operations::run_by_name(method, config["authToken"].as_str(), &params, codes)
}

/// Success and failure alike, with names in camel case.
fn envelope(answer: Answer, faults: &[Misbehaviour]) -> Answer {
    if !answer.from_platform {
        return answer;
    }
    let Ok(mut data) = serde_json::from_slice::<Value>(&answer.body) else { return answer };
    let failed = answer.status >= 400;
    if failed {
        let code = data["code"].as_str().unwrap_or_default();
        let prefix = if code.contains('-') && !code.contains('.') && !code.contains("new") { "isv." } else { "" };
        let sub_code = format!("{prefix}{code}");
        data = json!({"code": "40004", "msg": "Business Failed", "sub_code": sub_code, "sub_msg": data["message"]});
    }
    if !faults.iter().any(|fault| matches!(fault, Misbehaviour::SnakeCase)) {
        data = in_camel_case(data);
    }
    let body = json!({"success": true, "requestId": "rid-1", "data": data}).to_string();
    Answer { status: 200, body: body.into_bytes(), ..answer }
}

fn in_camel_case(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, value)| (camel(&name), in_camel_case(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(in_camel_case).collect()),
        scalar => scalar,
    }
}

fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| name + &part[..1].to_uppercase() + &part[1..])
}

/// Sorted, without what is empty.
fn string_to_sign(body: &Value) -> String {
    let names = ["method", "params", "spaceId", "timestamp", "token", "userId"];
    let text = |name: &str| match &body[name] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let pairs = names.iter().map(|name| (name, text(name))).filter(|(_, value)| !value.is_empty());
    pairs.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn check_signature(request: &Request, message: &str) -> Result<(), Refusal> {
    let Some(sign) = request.header("x-serverless-sign") else { return refuse("MissingSign", "there is no sign") };
    let holds = match request.path() {
        "/client" => hex(&hmac_md5(SPACE.client_secret.as_bytes(), message.as_bytes())) == sign,
        _ => {
            let scheme = Pkcs1v15Sign { hash_len: Some(16), prefix: MD5_DIGEST_INFO.into() };
            let digest = md5::compute(message);
            unhex(sign).is_some_and(|sign| KEYS.app.to_public_key().verify(scheme, &digest.0, &sign).is_ok())
        }
    };
    match holds {
        true => Ok(()),
        false => refuse("GATEWAY_SIGNATURE_ERROR", "the sign is wrong"),
    }
}

fn hmac_md5(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Md5>::new_from_slice(key).expect("keys of any length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use rsa::RsaPublicKey;
    use rsa::pkcs8::DecodePublicKey as _;

    use super::*;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../../vectors/alipay-serverless.json")).unwrap()
    }

    fn text<'a>(value: &'a Value, name: &str) -> &'a str {
        value[name].as_str().unwrap()
    }

    #[test]
    fn recorded_requests_of_pages_have_the_recorded_sign() {
        let client = &vectors()["client"];
        for case in client["cases"].as_array().unwrap() {
            let string = string_to_sign(&case["body"]);
            assert_eq!(string, text(case, "string_to_sign"));
            let sign = hmac_md5(text(client, "client_secret").as_bytes(), string.as_bytes());
            assert_eq!(hex(&sign), text(case, "sign"), "{}", case["name"]);
        }
    }

    #[test]
    fn recorded_requests_of_cloud_functions_verify() {
        let server = &vectors()["server"];
        let key = RsaPublicKey::from_public_key_pem(text(server, "public_key")).unwrap();
        for case in server["cases"].as_array().unwrap() {
            let string = string_to_sign(&serde_json::from_str(text(case, "raw_body")).unwrap());
            assert_eq!(string, text(case, "string_to_sign"));
            let scheme = Pkcs1v15Sign { hash_len: Some(16), prefix: MD5_DIGEST_INFO.into() };
            key.verify(scheme, &md5::compute(&string).0, &unhex(text(case, "sign")).unwrap()).unwrap();
        }
    }
}
