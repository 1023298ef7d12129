//! A request is encrypted and signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use http::Method;
use serde_json::{Map, Value, json};
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::{APPID, SIGNATURE, SecurityMode, TIMESTAMP, associated_data, string_to_sign};
use crate::error::RequestError;
use crate::protocol::Outgoing;
use crate::rest::set;

/// The parameters that stay in the query: tokens.
const TOKENS: [&str; 2] = ["access_token", "component_access_token"];

/// The path of a call below its base, as the documents know it.
pub(super) fn path_below<'u>(base: &Url, url: &'u Url) -> &'u str {
    url.path().strip_prefix(base.path().trim_end_matches('/')).unwrap_or_else(|| url.path())
}

/// The address of a call as the platform sees it, without its query.
pub(super) fn url_path(mode: &SecurityMode, base: &Url, url: &Url) -> String {
    let mut address = url.clone();
    if let Some(signed) = &mode.signed_address {
        address = signed.clone();
        address.set_path(&format!("{}{}", signed.path().trim_end_matches('/'), path_below(base, url)));
    }
    address.set_query(None);
    address.set_fragment(None);
    address.into()
}

/// Replaces the body by its ciphertext, into which the parameters of the query move, and signs it.
pub(super) fn seal(mode: &SecurityMode, url_path: &str, outgoing: &mut Outgoing) -> Result<(), RequestError> {
    let key = mode.symmetric.as_ref().ok_or_else(|| {
        RequestError::Protocol(
            "security mode has no symmetric key: give it with SecurityMode::symmetric_key".to_owned(),
        )
    })?;
    if outgoing.method != Method::POST || outgoing.stream.is_some() {
        return Err(RequestError::Protocol(format!(
            "security mode encrypts the JSON body of a POST, and this is another kind of request: leave {url_path} out of \
             its paths"
        )));
    }
    let timestamp = mode.clock.seconds();
    let content = content(mode, timestamp, outgoing)?;
    let timestamp = timestamp.to_string();
    let aad = associated_data(url_path, &mode.app_id, &timestamp, &key.serial);
    let body = key.seal(random()?, &aad, content);
    let signature = mode.private_key.sign_pss(string_to_sign(url_path, &mode.app_id, &timestamp, &body).as_bytes());
    set(&mut outgoing.headers, APPID, &mode.app_id)?;
    set(&mut outgoing.headers, TIMESTAMP, &timestamp)?;
    set(&mut outgoing.headers, SIGNATURE, &signature)?;
    let shown = format!("[ciphertext, {} bytes]", body.len());
    outgoing.signed = Some(string_to_sign(url_path, &mode.app_id, &timestamp, &shown));
    outgoing.body = body.into();
    Ok(())
}

/// What is encrypted: an object with the fields that make it unique, the parameters of the query, which leave it,
/// and the members of the body, byte for byte.
fn content(mode: &SecurityMode, timestamp: u64, outgoing: &mut Outgoing) -> Result<Zeroizing<Vec<u8>>, RequestError> {
    let refuse = |why: String| RequestError::Protocol(format!("security mode: {why}"));
    let members = match outgoing.body.trim_ascii() {
        b"" => Map::new(),
        body => serde_json::from_slice::<Map<String, Value>>(body)
            .map_err(|_| refuse("the body is no JSON object, which alone can be encrypted".to_owned()))?,
    };
    let mut head = json!({
        "_n": STANDARD_NO_PAD.encode(random::<16>()?),
        "_appid": mode.app_id,
        "_timestamp": timestamp,
    });
    let mut kept = form_urlencoded::Serializer::new(String::new());
    for (name, value) in outgoing.url.query_pairs() {
        if TOKENS.contains(&&*name) {
            kept.append_pair(&name, &value);
        } else {
            head[&*name] = Value::from(&*value);
        }
    }
    let kept = kept.finish();
    outgoing.url.set_query((!kept.is_empty()).then_some(&kept));
    if let Some(name) = members.keys().find(|name| head.get(name.as_str()).is_some()) {
        return Err(refuse(format!(
            "`{name}` stands in the body, and again in the query or as a field of the protocol"
        )));
    }
    let mut content = Zeroizing::new(head.to_string().into_bytes());
    if !members.is_empty() {
        let body = outgoing.body.trim_ascii();
        content.pop();
        content.push(b',');
        content.extend_from_slice(&body[1..]);
    }
    Ok(content)
}

fn random<const N: usize>() -> Result<[u8; N], RequestError> {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes)
        .map_err(|_| RequestError::Protocol("the system has no randomness to give".to_owned()))?;
    Ok(bytes)
}
