//! Verification of requests: all parameters of query and body, without `sign` and without empty ones, sorted.

use chrono::{Duration, NaiveDateTime};
use serde_json::{Map, Value};

use super::{Parameters, USER_TOKEN};
use crate::gateway::alipay::multipart;
use crate::gateway::alipay::verify::{Mode, Refusal, check_signature};
use crate::gateway::developer::ALIPAY;
use crate::gateway::keys::KEYS;
use crate::gateway::request::Request;

/// How far the time of a request may be from that of the gateway.
const TOLERANCE: Duration = Duration::minutes(10);

/// Parameters that are the gateway's and not the operation's.
const SYSTEM: [&str; 19] = [
    "alipay_root_cert_sn",
    "alipay_sdk",
    "app_auth_token",
    "app_cert_sn",
    "app_id",
    "auth_token",
    "biz_content",
    "charset",
    "encrypt_type",
    "format",
    "method",
    "notify_url",
    "return_url",
    "sign",
    "sign_type",
    "target_app_id",
    "timestamp",
    "version",
    "ws_service_url",
];

/// A call in parameters.
pub(super) struct Call {
    parameters: Parameters,
    pub(super) multipart: bool,
}

pub(super) struct Examined {
    pub(super) call: Call,
    pub(super) string_to_sign: String,
    pub(super) verdict: Result<(), Refusal>,
}

impl Call {
    fn read(request: &Request) -> Self {
        let decoded = |text: &[u8]| {
            url::form_urlencoded::parse(text)
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect::<Parameters>()
        };
        let query = request.target.split_once('?').map_or("", |(_, query)| query);
        let mut parameters = decoded(query.as_bytes());
        let parts = multipart::parts(request);
        let is_multipart = parts.is_some();
        parameters.extend(match parts {
            None => decoded(&request.body),
            Some(parts) => {
                let texts = parts.into_iter().filter(|part| !part.is_file);
                texts.map(|part| (part.name, String::from_utf8_lossy(&part.content).into_owned())).collect()
            }
        });
        Self { parameters, multipart: is_multipart }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(super) fn method(&self) -> &str {
        self.get("method").unwrap_or_default()
    }

    /// Some clients say so of every call; without `biz_content` there is nothing encrypted.
    pub(super) fn encrypted(&self) -> bool {
        self.get("encrypt_type").is_some() && self.get("biz_content").is_some()
    }

    pub(super) fn mode(&self) -> Mode {
        if self.get("app_cert_sn").is_some() { Mode::Certificate } else { Mode::Key }
    }

    /// The operation's own parameters that stand beside the system's.
    pub(super) fn business(&self) -> Map<String, Value> {
        let own = self.parameters.iter().filter(|(name, _)| !SYSTEM.contains(&name.as_str()));
        own.map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect()
    }

    fn string_to_sign(&self) -> String {
        let signed = self.parameters.iter().filter(|(name, value)| *name != "sign" && !value.is_empty());
        signed.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    }
}

/// Checks a request at a time, in milliseconds since the epoch.
pub(super) fn examine(request: &Request, now: u64) -> Examined {
    let call = Call::read(request);
    let string_to_sign = call.string_to_sign();
    let verdict = check(&call, &string_to_sign, now);
    Examined { call, string_to_sign, verdict }
}

fn check(call: &Call, string_to_sign: &str, now: u64) -> Result<(), Refusal> {
    let refuse = Refusal::bad_request;
    let wanted = |name: &'static str, missing, wrong, is_right: &dyn Fn(&str) -> bool| match call.get(name) {
        None => Err(refuse(missing, name)),
        Some(value) if is_right(value) => Ok(()),
        Some(_) => Err(refuse(wrong, name)),
    };
    wanted("app_id", "missing-app-id", "invalid-app-id", &|id| id == ALIPAY.app_id)?;
    wanted("method", "missing-method", "invalid-method", &|method| method.contains('.'))?;
    wanted("charset", "invalid-charset", "invalid-charset", &|charset| charset.eq_ignore_ascii_case("utf-8"))?;
    wanted("version", "missing-version", "invalid-version", &|version| version == "1.0")?;
    wanted("sign_type", "missing-signature-type", "invalid-signature-type", &|kind| kind == "RSA2")?;
    wanted("timestamp", "missing-timestamp", "illegal-timestamp", &|time| is_fresh(time, now))?;
    if call.mode() == Mode::Certificate {
        wanted("app_cert_sn", "missing-app-cert-sn", "app-cert-not-exist", &|sn| sn == ALIPAY.app_certificate_sn)?;
        let [missing, wrong] = ["missing-alipay-root-cert-sn", "invalid-alipay-root-cert-sn"];
        wanted("alipay_root_cert_sn", missing, wrong, &|sn| sn == ALIPAY.root_certificates_sn)?;
    }
    if call.method() == USER_TOKEN && call.get("biz_content").is_some() {
        return Err(refuse("invalid-parameter", "this operation has no biz_content"));
    }
    wanted("sign", "missing-signature", "", &|_| true)?;
    let signature = call.get("sign").unwrap_or_default();
    check_signature(string_to_sign.as_bytes(), signature, &KEYS.app.to_public_key())
}

/// The gateway's clock shows GMT+8.
fn is_fresh(text: &str, now: u64) -> bool {
    let Ok(time) = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S") else { return false };
    let now = i64::try_from(now / 1000).expect("a time");
    let here = time.and_utc().timestamp() - Duration::hours(8).num_seconds();
    (now - here).abs() <= TOLERANCE.num_seconds()
}
