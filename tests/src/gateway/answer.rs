//! An answer before it is on the wire, and what misbehaviour makes of its payload.

use serde_json::{Value, json};

use super::misbehaviour::{Framing, Misbehaviour};

/// The end of every WeChat error message, by which the vendor finds the call.
const RID: &str = " rid: 67a30dc9-302ecc6c-11466d6f";

/// An HTTP answer, as the application behind the gateway gives it.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) content_type: String,
    pub(crate) body: Vec<u8>,
    /// Whether the platform itself answers; what stands in front of it neither signs nor encrypts.
    pub(crate) from_platform: bool,
    pub(crate) framing: Framing,
}

impl Answer {
    /// A JSON answer of the platform, byte for byte as given.
    pub(crate) fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            content_type: "application/json;charset=utf-8".into(),
            body: body.into(),
            from_platform: true,
            framing: Framing::ContentLength,
        }
    }

    /// An Alipay error.
    pub(crate) fn alipay_error(status: u16, code: &str, message: &str) -> Self {
        let [code, message] = [json!(code), json!(message)];
        let link = r#"{"link":"https://open.alipay.com/api/errCheck?traceId=0b4234","desc":"解决方案"}"#;
        Self::json(status, format!(r#"{{"code":{code},"message":{message},"links":[{link}]}}"#))
    }

    /// A WeChat error.
    pub(crate) fn return_code(errcode: &Value, errmsg: &str) -> Self {
        let errmsg = json!(format!("{errmsg}{RID}"));
        Self::json(200, format!(r#"{{"errcode":{errcode},"errmsg":{errmsg}}}"#))
    }

    fn in_front(status: u16, headers: Vec<(&'static str, String)>) -> Self {
        let body = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\n");
        let content_type = "text/html".into();
        Self { headers, content_type, from_platform: false, ..Self::json(status, body) }
    }

    /// The answer that stands in for the operation's, if one of the misbehaviours is one.
    pub(crate) fn substitute(faults: &[Misbehaviour]) -> Option<Self> {
        faults.iter().find_map(|fault| {
            Some(match fault {
                Misbehaviour::ApiError { status, code, message } => Self::alipay_error(*status, code, message),
                Misbehaviour::ReturnCode { errcode, errmsg } => Self::return_code(errcode, errmsg),
                Misbehaviour::Html { status } => Self::in_front(*status, Vec::new()),
                Misbehaviour::RateLimited { retry_after } => {
                    Self::in_front(429, vec![("Retry-After", retry_after.to_string())])
                }
                Misbehaviour::Unavailable => Self::in_front(503, Vec::new()),
                Misbehaviour::Redirect { location } => Self::in_front(302, vec![("Location", location.clone())]),
                Misbehaviour::Payload(bytes) => Self::json(200, bytes.clone()),
                Misbehaviour::Failure { status, body } => Self::json(*status, body.clone()),
                _ => return None,
            })
        })
    }

    /// Changes the payload as the misbehaviours want it, before it is encrypted and signed.
    pub(crate) fn rewrite(&mut self, faults: &[Misbehaviour]) {
        for fault in faults {
            match fault {
                Misbehaviour::NumbersAsStrings => self.edit(|_, value| {
                    if value.is_number() {
                        *value = json!(value.to_string());
                    }
                }),
                Misbehaviour::StringsAsNumbers => self.edit(|name, value| {
                    let number = value.as_str().and_then(|text| text.parse::<i64>().ok());
                    if let Some(number) = number.filter(|_| name.ends_with("expires_in")) {
                        *value = json!(number);
                    }
                }),
                Misbehaviour::UnknownFields => self.edit(|_, value| {
                    if let Value::Object(fields) = value {
                        fields.insert("x_not_in_any_document".into(), json!({"a": [1, null, "b"]}));
                    }
                }),
                Misbehaviour::UnknownEnumValues => self.edit(|name, value| match (name, value.is_string()) {
                    ("auth_token_type" | "status", true) => *value = json!("x_not_in_any_document"),
                    ("funcscope_category", _) => value["id"] = json!(9999),
                    _ => {}
                }),
                Misbehaviour::ControlCharacters => self.insert(b"\"nickname\":\"a\x08b\n\x01\""),
                Misbehaviour::InvalidUtf8 => self.insert(b"\"nickname\":\"a\xff\xfeb\""),
                Misbehaviour::SuccessCode(code) => {
                    self.insert(format!(r#""errcode":{code},"errmsg":"ok""#).as_bytes());
                }
                Misbehaviour::EmptyBody => self.body.clear(),
                Misbehaviour::Oversized { bytes, framing } => {
                    self.body = format!(r#"{{"padding":"{}"}}"#, "x".repeat(*bytes)).into_bytes();
                    self.framing = *framing;
                }
                Misbehaviour::ContentType(value) => self.content_type.clone_from(value),
                _ => {}
            }
        }
    }

    /// Visits every value of a JSON body with the name of the field it stands in; other bodies stay as they are.
    fn edit(&mut self, mut change: impl FnMut(&str, &mut Value)) {
        fn walk(name: &str, value: &mut Value, change: &mut impl FnMut(&str, &mut Value)) {
            match value {
                Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| walk(name, value, change)),
                Value::Array(items) => items.iter_mut().for_each(|item| walk(name, item, change)),
                _ => {}
            }
            // Last, so that what is added is not visited.
            change(name, value);
        }
        if let Ok(mut value) = serde_json::from_slice(&self.body) {
            walk("", &mut value, &mut change);
            self.body = value.to_string().into_bytes();
        }
    }

    /// Writes a field, as raw bytes, in front of those of a JSON object.
    fn insert(&mut self, field: &[u8]) {
        if let Some(rest) = self.body.strip_prefix(b"{") {
            let comma: &[u8] = if rest.starts_with(b"}") { b"" } else { b"," };
            self.body = [b"{", field, comma, rest].concat();
        }
    }
}
