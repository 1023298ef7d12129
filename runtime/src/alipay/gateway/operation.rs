//! What the gateway calls an operation, and where single ones differ from the rest.

use std::borrow::Cow;

use crate::error::RequestError;
use crate::operation::Endpoint;

/// The operation that gives a certificate, which proves itself by its chain: it is asked for when the
/// certificate that signed is the one that is missing.
pub(super) const CERTIFICATE_DOWNLOAD: &str = "alipay.open.app.alipaycert.download";

/// Operations whose business parameters stand beside the system's.
const TOP_LEVEL: [&str; 1] = ["alipay.system.oauth.token"];

/// Parameters that the gateway reads for itself, wherever the document of an operation has them.
pub(super) const SYSTEM: [&str; 7] =
    ["auth_token", "notify_url", "return_url", "target_app_id", "terminal_info", "terminal_type", "ws_service_url"];

/// Codes that an operation's document lists with their prefix, although the code without it is a common one.
const WITH_PREFIX: [(&str, &str); 3] = [
    ("alipay.system.oauth.token", "isp.unknow-error"),
    ("alipay.user.userinfo.share", "aop.unknow-error"),
    ("alipay.user.userinfo.share", "isp.unknow-error"),
];

pub(super) fn is_top_level(operation: &str) -> bool {
    TOP_LEVEL.contains(&operation)
}

pub(super) fn has_with_prefix(operation: &str, sub_code: &str) -> bool {
    WITH_PREFIX.contains(&(operation, sub_code))
}

/// The dotted name: the document's operation id, or for a call that no document describes its path, whose
/// slashes may be dots already.
///
/// # Errors
/// Neither is such a name.
pub(in crate::alipay) fn name(endpoint: &Endpoint) -> Result<Cow<'_, str>, RequestError> {
    if is_name(&endpoint.id) {
        return Ok(Cow::Borrowed(&endpoint.id));
    }
    let path = endpoint.path.trim_matches('/');
    let name = path.strip_prefix("v3/").unwrap_or(path).replace('/', ".");
    if is_name(&name) {
        return Ok(Cow::Owned(name));
    }
    Err(RequestError::Protocol(format!(
        "this wire knows operations by names such as alipay.system.oauth.token, and `{}` at `{}` has none",
        endpoint.id, endpoint.path
    )))
}

fn is_name(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    text.contains('.') && text.split('.').all(part)
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    #[test]
    fn an_operation_is_named_by_its_id_or_by_its_path() {
        let named = Endpoint::new("alipay.open.mini.qrcode.bind", Method::POST, "/v3/other");
        assert_eq!(name(&named).unwrap(), "alipay.open.mini.qrcode.bind");
        for path in ["/v3/alipay/user/info/share", "/alipay.user.info.share", "alipay/user/info/share/"] {
            let mut raw = Endpoint::new("raw", Method::POST, "/");
            raw.id = format!("POST {path}").into();
            raw.path = path.into();
            assert_eq!(name(&raw).unwrap(), "alipay.user.info.share");
        }
        let error = name(&Endpoint::new("getPet", Method::GET, "/pets/{id}")).unwrap_err().to_string();
        assert!(error.contains("getPet"), "{error}");
    }
}
