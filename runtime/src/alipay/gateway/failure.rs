//! Failures of the older gateway, in the form that the documents of v3 know.
//!
//! The gateway tells two codes: `code` says of what kind the failure is, `sub_code` what it is. The second one
//! is the `code` of v3, which writes the common ones without their prefix.

use std::borrow::Cow;

use super::operation::has_with_prefix;
use crate::alipay::Credentials;
use crate::alipay::remedies::{common_code, remedy};
use crate::json::Json;
use crate::protocol::{Explanation, Outgoing};

/// The `code` of a success, where it has one.
const SUCCESS: &str = "10000";

/// Where the first code stands, once the second one has its place.
const GATEWAY_CODE: &str = "gateway_code";

/// Whether the content of a node that has the operation's name is a failure.
pub(in crate::alipay) fn is_failure(node: &Json<'_>) -> bool {
    text(node, "sub_code").is_some() || text(node, "code").is_some_and(|code| code != SUCCESS)
}

/// The node with `code` and `message` as v3 has them, and what the gateway had in `code` in `gateway_code`.
/// Everything else stays.
pub(in crate::alipay) fn in_v3<'j>(operation: &str, node: Json<'j>) -> Json<'j> {
    let own = |name| text(&node, name).map(Cow::into_owned);
    let gateway_code = own("code").unwrap_or_default();
    let code = match own("sub_code") {
        None => gateway_code.clone(),
        Some(sub_code) if has_with_prefix(operation, &sub_code) => sub_code,
        Some(sub_code) => common_code(&sub_code).unwrap_or(&sub_code).to_owned(),
    };
    let message = own("sub_msg").or_else(|| own("msg")).unwrap_or_default();
    let mut members: Vec<(Cow<'j, str>, Json<'j>)> =
        [("code", code), ("message", message), (GATEWAY_CODE, gateway_code)]
            .map(|(name, value)| (Cow::Borrowed(name), Json::String(Cow::Owned(value))))
            .into();
    if let Json::Object(others) = node {
        members
            .extend(others.into_iter().filter(|(name, _)| !["code", "message", GATEWAY_CODE].contains(&name.as_ref())));
    }
    Json::Object(members)
}

/// Code and message of a failure, with a hint where its code is a common one.
pub(super) fn explain(credentials: &Credentials, outgoing: &Outgoing, body: &Json<'_>) -> Explanation {
    let own = |name| text(body, name).map(Cow::into_owned);
    let code = own("code");
    let mut message = own("message");
    let hint = match code.as_deref() {
        Some("invalid-signature") => {
            message = message.map(|message| without_echo(&message));
            Some(signature_hint(credentials, outgoing.signed.as_deref().unwrap_or_default()))
        }
        Some(code) => common_code(code).and_then(remedy).map(str::to_owned),
        None => None,
    };
    let kind = [own(GATEWAY_CODE), own("msg")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let message = match message {
        Some(message) if !kind.is_empty() && own("sub_msg").is_some() => Some(format!("{message} ({kind})")),
        message => message,
    };
    Explanation { code, message, request_id: None, hint }
}

fn text<'j>(node: &'j Json<'_>, name: &str) -> Option<Cow<'j, str>> {
    node.get(name).and_then(Json::scalar_text).filter(|text| !text.is_empty())
}

/// The gateway's message without the text it verified, which it repeats with all tokens in it: parameters,
/// which begin with the first name before a `=`.
fn without_echo(message: &str) -> String {
    let Some(equals) = message.find('=') else {
        return message.to_owned();
    };
    let is_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let at = message[..equals].trim_end_matches(is_name).len();
    format!("{}[{} bytes, in the raw body]", &message[..at], message.len() - at)
}

fn signature_hint(credentials: &Credentials, signed: &str) -> String {
    let (app_id, fingerprint) = (credentials.app_id(), credentials.public_key().fingerprint());
    let mode = if credentials.app_cert_sn().is_some() {
        "The application is set to keys in the console, and signs here with certificates."
    } else {
        "The application is set to certificates in the console, and signs here without (Credentials::certificates)."
    };
    format!(
        "This was signed, secrets replaced by their length:\n\
         -----\n\
         {signed}\n\
         -----\n\
         The signing key's public half has the fingerprint {fingerprint}. Usual causes:\n\
         - The public key that the console holds for the application {app_id} is another one, because the key was \
         uploaded for another application or environment (sandbox, production), or has been replaced: compare \
         alipay::PublicKey::parse(…).fingerprint() of the console's text.\n\
         - {mode}\n\
         - The console has the application set to RSA (SHA-1) in place of RSA2.\n\
         - A proxy rewrites query or body."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(operation: &str, node: &str) -> String {
        let mut scratch = String::new();
        in_v3(operation, crate::json::parse(node.as_bytes(), &mut scratch).unwrap()).to_text()
    }

    #[test]
    fn the_second_code_becomes_the_code_and_the_first_one_is_kept() {
        assert_eq!(
            mapped("a.b", r#"{"code":"40004","msg":"Business Failed","sub_code":"ACQ.X","sub_msg":"why","extra":1}"#),
            r#"{"code":"ACQ.X","message":"why","gateway_code":"40004","msg":"Business Failed","sub_code":"ACQ.X","sub_msg":"why","extra":1}"#
        );
        assert_eq!(
            mapped("a.b", r#"{"code":"20000","msg":"Service Currently Unavailable"}"#),
            r#"{"code":"20000","message":"Service Currently Unavailable","gateway_code":"20000","msg":"Service Currently Unavailable"}"#
        );
    }

    #[test]
    fn common_codes_lose_their_prefix_unless_the_operation_lists_them_with_it() {
        let code = |operation, sub_code: &str| {
            let mapped = mapped(operation, &format!(r#"{{"sub_code":"{sub_code}"}}"#));
            mapped.split('"').nth(3).unwrap().to_owned()
        };
        assert_eq!(code("a.b", "aop.invalid-app-auth-token"), "invalid-app-auth-token");
        assert_eq!(code("a.b", "isv.invalid-signature"), "invalid-signature");
        assert_eq!(code("a.b", "isv.code-invalid"), "isv.code-invalid");
        assert_eq!(code("a.b", "isp.unknow-error"), "unknow-error");
        assert_eq!(code("alipay.system.oauth.token", "isp.unknow-error"), "isp.unknow-error");
    }

    #[test]
    fn the_text_that_the_gateway_verified_is_not_repeated() {
        let message = "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：alipay_root_cert_sn=1&code=s3cret";
        let shown = without_echo(message);
        assert!(shown.ends_with("验签字符串为：[33 bytes, in the raw body]"), "{shown}");
        assert_eq!(without_echo("验签出错"), "验签出错");
    }

    #[test]
    fn a_success_has_no_second_code_and_10000_or_no_first_one() {
        let is = |node: &str| is_failure(&crate::json::parse(node.as_bytes(), &mut String::new()).unwrap());
        assert!(
            !is(r#"{"code":"10000","msg":"Success"}"#) && !is(r#"{"access_token":"x"}"#) && !is(r#"{"code":10000}"#)
        );
        assert!(!is(r#"{"code":"10000","sub_code":""}"#));
        assert!(is(r#"{"code":"10000","sub_code":"x"}"#) && is(r#"{"code":"40004"}"#));
    }
}
