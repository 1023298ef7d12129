//! The parameters that the gateway reads for itself: who calls, for whom, when, and how it is signed.

use std::time::SystemTime;

use time::{OffsetDateTime, UtcOffset};

use super::Gateway;
use super::parameter::Parameter;
use crate::error::RequestError;
use crate::request::Request;

/// Name of the header under which documents of v3 have the merchant's token.
pub(super) const APP_AUTH_TOKEN: &str = "alipay-app-auth-token";

/// Adds what every call has.
pub(super) fn complete(
    system: &mut Vec<Parameter>,
    gateway: &Gateway,
    name: &str,
    request: &Request,
    now: SystemTime,
) -> Result<(), RequestError> {
    let credentials = &gateway.credentials;
    for (name, url) in [("notify_url", &gateway.notify_url), ("return_url", &gateway.return_url)] {
        if let Some(url) = url.as_ref().filter(|_| !system.iter().any(|parameter| parameter.name == name)) {
            system.push(Parameter::new(name, url));
        }
    }
    let always = [
        ("method", name),
        ("app_id", credentials.app_id()),
        ("charset", "utf-8"),
        ("version", "1.0"),
        ("sign_type", "RSA2"),
        ("timestamp", &timestamp(now)),
    ];
    system.extend(always.map(|(name, value)| Parameter::new(name, value)));
    let certificates =
        [("app_cert_sn", credentials.app_cert_sn()), ("alipay_root_cert_sn", credentials.root_cert_sn())];
    system.extend(certificates.into_iter().filter_map(|(name, sn)| Some(Parameter::new(name, sn?))));
    if let Some(token) = app_auth_token(request)? {
        system.push(Parameter::secret("app_auth_token", token));
    }
    system.retain(|parameter| !parameter.sent.is_empty());
    Ok(())
}

/// The token of the merchant on whose behalf the call is made: the document's header parameter, or else the
/// caller's own header.
pub(in crate::alipay) fn app_auth_token(request: &Request) -> Result<Option<String>, RequestError> {
    let described = request.headers.iter().find(|parameter| parameter.name.eq_ignore_ascii_case(APP_AUTH_TOKEN));
    let extra = || request.options.headers.iter().find(|(name, _)| name == APP_AUTH_TOKEN);
    let token = match described {
        Some(parameter) => parameter.value.scalar_text().unwrap_or_default().trim().to_owned(),
        None => match extra() {
            None => return Ok(None),
            Some((_, value)) => {
                let text = value.to_str().map_err(|_| RequestError::Header { name: APP_AUTH_TOKEN.to_owned() })?;
                text.trim().to_owned()
            }
        },
    };
    match token.is_empty() {
        false => Ok(Some(token)),
        true => Err(RequestError::Protocol(
            "the app auth token is empty: leave it out for calls that the application makes for itself".to_owned(),
        )),
    }
}

/// The time of the request, which the gateway reads as one of its own zone, GMT+8.
fn timestamp(now: SystemTime) -> String {
    let zone = UtcOffset::from_hms(8, 0, 0).unwrap_or(UtcOffset::UTC);
    let now = OffsetDateTime::from(now).to_offset(zone);
    let (date, time) = (now.date(), now.time());
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        date.year(),
        u8::from(date.month()),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}
