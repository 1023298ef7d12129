//! An operation becomes an invocation of the function `alipay-openapi`.

use std::borrow::Cow;
use std::time::SystemTime;

use url::Url;

use super::Serverless;
use crate::Secret;
use crate::alipay::gateway::{app_auth_token, operation};
use crate::error::RequestError;
use crate::json::{Json, Object};
use crate::protocol::Outgoing;
use crate::request::{Body, Request};

/// Signs for the space.
pub(super) fn encode(
    serverless: &Serverless,
    base: &Url,
    request: &Request,
    token: Option<&Secret>,
    now: SystemTime,
) -> Result<Outgoing, RequestError> {
    let name = operation::name(&request.endpoint)?;
    let (mut config, business) = split(request)?;
    if let Some(token) = app_auth_token(request)? {
        config.push(("appAuthToken".into(), Json::Secret(Cow::Owned(token.into()))));
    }
    let has_notify = config.iter().any(|(name, _)| name == "notify");
    if let Some(url) = serverless.notify_url.as_ref().filter(|_| !has_notify) {
        config.push(notify(Json::String(url.as_str().into())));
    }
    let mut params = vec![("$config".into(), Json::Object(config))];
    params.extend(business);
    let text = |text: &str| Json::String(text.to_owned().into());
    let mut arguments: Object<'_> = vec![("method".into(), text(&name)), ("params".into(), Json::Object(params))];
    if !serverless.space.is_page() {
        arguments.push(("source".into(), text("server")));
    }
    for (name, id) in [("appId", &serverless.app_id), ("isvAppId", &serverless.isv_app_id)] {
        arguments.extend(id.as_deref().filter(|_| !serverless.space.is_page()).map(|id| (name.into(), text(id))));
    }
    let invocation = Json::Object(vec![
        ("functionTarget".into(), text("alipay-openapi")),
        ("functionArgs".into(), Json::Object(arguments)),
    ]);
    let mut outgoing = serverless.space.request(base, "serverless.function.runtime.invoke", &invocation, token, now)?;
    outgoing.operation = Some(name.into_owned());
    Ok(outgoing)
}

fn notify(url: Json<'_>) -> (Cow<'static, str>, Json<'_>) {
    ("notify".into(), Json::Object(vec![("url".into(), url)]))
}

/// What goes into `$config`, and the operation's own parameters.
fn split(request: &Request) -> Result<(Object<'_>, Object<'_>), RequestError> {
    let outside = request.path.iter().chain(&request.query);
    let mut all: Object<'_> =
        outside.map(|parameter| (Cow::Borrowed(parameter.name.as_ref()), parameter.for_a_set().into_owned())).collect();
    match &request.body {
        Body::None => {}
        Body::Json { value: Json::Object(members), .. } => {
            all.extend(members.iter().map(|(name, value)| (Cow::Borrowed(name.as_ref()), value.clone())));
        }
        _ => {
            return Err(RequestError::Protocol(
                "the serverless service takes parameters alone, hence a body that is a JSON object: files have to go \
                 over another wire"
                    .to_owned(),
            ));
        }
    }
    let (mut config, mut business) = (Vec::new(), Vec::new());
    for (name, value) in all {
        match name.as_ref() {
            "auth_token" => config.push(("authToken".into(), value)),
            "notify_url" => config.push(notify(value)),
            _ => business.push((name, value)),
        }
    }
    Ok((config, business))
}
