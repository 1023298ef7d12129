//! A request becomes HTTP: system parameters in the query, business parameters in the body, all of them signed.

use std::borrow::Cow;
use std::time::SystemTime;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use url::Url;
use url::form_urlencoded::Serializer;

use super::Gateway;
use super::operation::{self, SYSTEM};
use super::parameter::Parameter;
use super::system::{APP_AUTH_TOKEN, complete};
use crate::alipay::sorted_parameters;
use crate::error::RequestError;
use crate::json::Json;
use crate::multipart::Form;
use crate::protocol::{Outgoing, Upstream};
use crate::request::{Body, Request};
use crate::{rest, url_text};

/// The parameter that says so where the business parameters are encrypted.
const ENCRYPT_TYPE: &str = "encrypt_type";

/// What is sent beside the system parameters.
enum Content<'r> {
    Form(Vec<Parameter>),
    /// The texts of the form, whose files are not signed.
    Multipart(Vec<Parameter>, &'static str, &'r Form),
}

impl Content<'_> {
    fn parameters(&self) -> &[Parameter] {
        match self {
            Self::Form(parameters) | Self::Multipart(parameters, ..) => parameters,
        }
    }
}

/// Encrypts, where a content key is configured and the operation has `biz_content`, and signs.
pub(super) fn encode(
    gateway: &Gateway,
    base: &Url,
    request: &Request,
    now: SystemTime,
) -> Result<Outgoing, RequestError> {
    let name = operation::name(&request.endpoint)?;
    let (mut system, business) = split(request)?;
    let content = match &request.body {
        Body::Multipart { media_type, form } => {
            let business = business.iter().map(|(name, value)| Parameter::of(name, value));
            Content::Multipart(business.chain(texts(form)?).collect(), media_type, form)
        }
        _ if gateway.is_top_level(&name) => {
            Content::Form(business.iter().map(|(name, value)| Parameter::of(name, value)).collect())
        }
        _ => Content::Form(biz_content(gateway, business, &mut system)),
    };
    complete(&mut system, gateway, &name, request, now)?;
    refuse_twice(&system, content.parameters())?;

    let all = || system.iter().chain(content.parameters());
    let string = sorted_parameters(all().map(|parameter| (parameter.name.as_str(), parameter.sent.as_str())));
    let shown = sorted_parameters(all().map(|parameter| (parameter.name.as_str(), parameter.shown.as_str())));
    system.push(Parameter::new("sign", gateway.credentials.sign(string.as_bytes())));

    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    for parameter in request.headers.iter().filter(|parameter| !parameter.name.eq_ignore_ascii_case(APP_AUTH_TOKEN)) {
        rest::set(&mut headers, &parameter.name, &parameter.value.scalar_text().unwrap_or_default())?;
    }
    let (media_type, body, stream) = body(content)?;
    rest::set(&mut headers, CONTENT_TYPE.as_str(), &media_type)?;
    Ok(Outgoing {
        method: Method::POST,
        url: url(base, &system),
        headers,
        body,
        stream,
        signed: Some(shown.to_string()),
        request_id: None,
        operation: Some(name.into_owned()),
        used: Vec::new(),
    })
}

/// System parameters that the operation's document has, and its business parameters.
type Split<'r> = (Vec<Parameter>, Vec<(Cow<'r, str>, Cow<'r, Json<'static>>)>);

fn split(request: &Request) -> Result<Split<'_>, RequestError> {
    let outside = request.path.iter().chain(&request.query);
    let outside = outside.map(|parameter| (Cow::Borrowed(parameter.name.as_ref()), parameter.for_a_set()));
    let mut all: Vec<_> = outside.collect();
    match &request.body {
        Body::None | Body::Multipart { .. } => {}
        Body::Json { value: Json::Object(members), .. } => {
            all.extend(members.iter().map(|(name, value)| (Cow::Borrowed(name.as_ref()), Cow::Borrowed(value))));
        }
        _ => {
            return Err(RequestError::Protocol(
                "the older gateway takes parameters and files, hence a body that is a JSON object or a multipart form"
                    .to_owned(),
            ));
        }
    }
    let (system, business): (Vec<_>, Vec<_>) = all.into_iter().partition(|(name, _)| SYSTEM.contains(&name.as_ref()));
    Ok((system.iter().map(|(name, value)| Parameter::of(name, value)).collect(), business))
}

/// The business parameters as one JSON text, encrypted where there is a key; nothing where there are none.
fn biz_content(
    gateway: &Gateway,
    business: Vec<(Cow<'_, str>, Cow<'_, Json<'static>>)>,
    system: &mut Vec<Parameter>,
) -> Vec<Parameter> {
    if business.is_empty() {
        return Vec::new();
    }
    let members = business.into_iter().map(|(name, value)| (Cow::Owned(name.into_owned()), value.into_owned()));
    let content = Json::Object(members.collect());
    let (mut sent, mut shown) = (content.to_text(), content.to_masked_text());
    if let Some(key) = gateway.credentials.content_key() {
        sent = key.encrypt(sent.as_bytes());
        shown = format!("[ciphertext, {} bytes, of {shown}]", sent.len());
        system.push(Parameter::new(ENCRYPT_TYPE, "AES"));
    }
    vec![Parameter { name: "biz_content".to_owned(), sent, shown }]
}

/// The texts of a form. Documents of v3 have the business parameters in a part `data`, as JSON; here they are
/// parts of their own. Nobody knows which of them are secret, so none is shown.
fn texts(form: &Form) -> Result<Vec<Parameter>, RequestError> {
    let mut parameters = Vec::new();
    for (name, text) in form.texts() {
        let mut scratch = String::new();
        match crate::json::parse(text.as_bytes(), &mut scratch) {
            Ok(Json::Object(members)) if name == "data" => {
                let concealed = |value: Json<'_>| value.into_owned().concealed();
                parameters.extend(members.into_iter().map(|(name, value)| Parameter::of(&name, &concealed(value))));
            }
            _ if name == "data" => {
                return Err(RequestError::Protocol("the part `data` of the form is not a JSON object".to_owned()));
            }
            _ => parameters.push(Parameter::secret(name, text)),
        }
    }
    Ok(parameters)
}

/// A name that stands for two values would be signed once and read otherwise.
fn refuse_twice(system: &[Parameter], business: &[Parameter]) -> Result<(), RequestError> {
    let mut names: Vec<&str> = system.iter().chain(business).map(|parameter| parameter.name.as_str()).collect();
    names.push("sign");
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(pair) => Err(RequestError::Protocol(format!(
            "the parameter `{}` is there twice: it is one of the gateway's own, or both in the query and the body",
            pair[0]
        ))),
    }
}

fn url(base: &Url, system: &[Parameter]) -> Url {
    let mut url = base.clone();
    let path = base.path().trim_end_matches('/');
    if !path.ends_with("/gateway.do") {
        url.set_path(&format!("{path}/gateway.do"));
    }
    let pairs = system.iter().map(|Parameter { name, sent, .. }| format!("{name}={}", url_text::escaped(sent, false)));
    url.set_query(Some(&pairs.collect::<Vec<_>>().join("&")));
    url
}

fn body(content: Content<'_>) -> Result<(String, Bytes, Option<Upstream>), RequestError> {
    let used = |parameters: Vec<Parameter>| parameters.into_iter().filter(|parameter| !parameter.sent.is_empty());
    match content {
        Content::Form(parameters) => {
            let mut form = Serializer::new(String::new());
            form.extend_pairs(used(parameters).map(|parameter| (parameter.name, parameter.sent)));
            let media_type = "application/x-www-form-urlencoded;charset=UTF-8";
            Ok((media_type.to_owned(), form.finish().into(), None))
        }
        Content::Multipart(parameters, media_type, form) => {
            let texts = used(parameters).map(|parameter| (parameter.name, parameter.sent));
            let (media_type, opened) = form.open_files_with(media_type, texts)?;
            let (body, stream) = rest::in_memory_or_stream(opened);
            Ok((media_type, body, stream))
        }
    }
}

/// Whether the content of a request is ciphertext.
pub(super) fn is_encrypted(outgoing: &Outgoing) -> bool {
    outgoing.url.query_pairs().any(|(name, _)| name == ENCRYPT_TYPE)
}

#[cfg(test)]
mod tests;
