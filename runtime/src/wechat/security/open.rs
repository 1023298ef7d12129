//! An answer is verified and decrypted.

use http::HeaderMap;
use serde_json::Value;
use zeroize::Zeroizing;

use super::{
    APPID, DEPRECATED_SERIAL, DEPRECATED_SIGNATURE, SERIAL, SIGNATURE, SecurityMode, TIMESTAMP, associated_data,
    string_to_sign,
};
use crate::protocol::Incoming;

/// Why an answer is not believed, and what to look at.
#[derive(Debug, thiserror::Error)]
pub(super) enum Distrust {
    #[error(
        "it is not signed, though the request was in security mode. Has this endpoint the mode? If not, leave its path out \
         of SecurityMode. Is this a page of a proxy?"
    )]
    Unsigned,
    #[error("it has no header {0}, without which it cannot be checked: does a proxy remove headers?")]
    Incomplete(&'static str),
    #[error(
        "it is signed with a certificate that is not configured: {found}, and there {known}. Take the platform's certificate \
         from the API security page of the console"
    )]
    UnknownCertificate { found: String, known: String },
    #[error(
        "its signature does not match the platform's certificate {serial}. Does the serial number belong to this \
         certificate? Does the address that is signed ({url_path}) belong to the platform (see \
         SecurityMode::signed_address)? Was the body changed on the way?"
    )]
    Mismatch { serial: String, url_path: String },
    #[error("its time stamp is no number of seconds")]
    Timestamp,
    #[error("it was signed {apart} s from this machine's time, and {tolerance} s are accepted: is the clock right?")]
    Clock { apart: u64, tolerance: u64 },
    #[error("it is for {found}, and the request was made for {expected}")]
    OtherAppId { found: String, expected: String },
    #[error(
        "it is signed but cannot be decrypted: is the symmetric key {serial} the current one in the console, and AES-256 \
         (not SM4)?"
    )]
    Undecryptable { serial: String },
    #[error("what is encrypted in it contradicts its headers in `{0}`: it is an answer to something else")]
    Contradiction(&'static str),
}

/// Whether an answer is signed. The platform does not sign every failure.
pub(super) fn is_signed(headers: &HeaderMap) -> bool {
    header(headers, SIGNATURE).is_some() || header(headers, DEPRECATED_SIGNATURE).is_some()
}

/// Verifies a signed answer to the call of `url_path`, and decrypts it.
pub(super) fn open(mode: &SecurityMode, url_path: &str, incoming: &Incoming) -> Result<Zeroizing<Vec<u8>>, Distrust> {
    let Incoming { headers, body, .. } = incoming;
    let required = |name| header(headers, name).ok_or(Distrust::Incomplete(name));
    let (app_id, timestamp) = (required(APPID)?, required(TIMESTAMP)?);
    // What is not UTF-8 is not what was signed either.
    let text = String::from_utf8_lossy(body);
    verify(mode, headers, url_path, &string_to_sign(url_path, app_id, timestamp, &text))?;
    let signed: u64 = timestamp.parse().map_err(|_| Distrust::Timestamp)?;
    let (apart, tolerance) = (signed.abs_diff(mode.clock.seconds()), mode.tolerance.as_secs());
    if apart > tolerance {
        return Err(Distrust::Clock { apart, tolerance });
    }
    let other = |found: &str| Distrust::OtherAppId { found: found.to_owned(), expected: mode.app_id.clone() };
    if app_id != mode.app_id {
        return Err(other(app_id));
    }
    // It was there to encrypt the request.
    let key = mode.symmetric.as_ref().ok_or(Distrust::Undecryptable { serial: String::new() })?;
    let aad = associated_data(url_path, app_id, timestamp, &key.serial);
    let content = key.open(&aad, body).ok_or_else(|| Distrust::Undecryptable { serial: key.serial.clone() })?;
    let fields: Value = serde_json::from_slice(&content).map_err(|_| Distrust::Contradiction("_appid"))?;
    if fields["_appid"].as_str() != Some(app_id) {
        return Err(Distrust::Contradiction("_appid"));
    }
    if fields["_timestamp"].as_u64() != Some(signed) {
        return Err(Distrust::Contradiction("_timestamp"));
    }
    Ok(content)
}

/// With the certificate that the answer names; while one replaces another it names two, and either will do.
fn verify(mode: &SecurityMode, headers: &HeaderMap, url_path: &str, string: &str) -> Result<(), Distrust> {
    let pairs = [(SERIAL, SIGNATURE), (DEPRECATED_SERIAL, DEPRECATED_SIGNATURE)];
    let named: Vec<_> = pairs
        .into_iter()
        .filter_map(|(serial, signature)| Some((header(headers, serial)?, header(headers, signature)?)))
        .collect();
    if named.is_empty() {
        return Err(Distrust::Incomplete(SERIAL));
    }
    let known = |serial: &str| mode.certificates.iter().find(|(known, _)| known.eq_ignore_ascii_case(serial));
    let Some((signature, (serial, key))) =
        named.iter().find_map(|(serial, signature)| Some((signature, known(serial)?)))
    else {
        let list = |serials: Vec<&str>| serials.join(" and ");
        let found = list(named.iter().map(|(serial, _)| *serial).collect());
        let known = match list(mode.certificates.iter().map(|(serial, _)| serial.as_str()).collect()).as_str() {
            "" => "is none".to_owned(),
            serials => format!("is {serials}"),
        };
        return Err(Distrust::UnknownCertificate { found, known });
    };
    key.verify_pss(string.as_bytes(), signature)
        .map_err(|_| Distrust::Mismatch { serial: serial.clone(), url_path: url_path.to_owned() })
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim).filter(|text| !text.is_empty())
}
