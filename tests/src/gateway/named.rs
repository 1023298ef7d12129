//! Misbehaviours by name, for those who steer the double from a command line or over HTTP.

use std::time::Duration;

use super::misbehaviour::{Framing, Misbehaviour};

/// A name, what it takes behind a `=` if anything, and what it does.
type Named = (&'static str, Option<&'static str>, &'static str);

/// Every name.
pub const NAMES: &[Named] = &[
    ("alipay-error", Some("CODE"), "Alipay: HTTP 400 with this error code, signed"),
    ("return-code", Some("ERRCODE"), "WeChat: HTTP 200 with this errcode"),
    ("html", None, "HTTP 502 with a page of HTML from something in front of the platform"),
    ("rate-limited", Some("SECONDS"), "HTTP 429 with Retry-After"),
    ("unavailable", None, "HTTP 503"),
    ("numbers-as-strings", None, "every number is a string of digits"),
    ("unknown-fields", None, "fields that no document knows"),
    ("unknown-values", None, "values that no document lists"),
    ("control-characters", None, "raw control characters inside a string"),
    ("invalid-utf8", None, "bytes that are not UTF-8 inside a string"),
    ("empty-body", None, "no body"),
    ("oversized", Some("BYTES"), "a body with a string of this length"),
    ("missing-signature", None, "Alipay: the answer is not signed"),
    ("wrong-signature", None, "Alipay: the signature is of something else"),
    ("strangers-key", None, "Alipay: the signature is made with another key"),
    ("unknown-certificate", None, "Alipay, certificate mode: alipay-sn names a certificate that nobody has"),
    ("spaced-node", None, "Alipay, older gateway: white space inside what is signed"),
    ("escaped-slashes", None, "Alipay, older gateway: slashes escaped after they were signed"),
    ("gbk", None, "Alipay, older gateway: an answer in GBK"),
    ("snake-case", None, "Alipay, serverless: names in snake case"),
    ("renewed-certificate", None, "Alipay, certificate mode: signed with a new certificate, which can be downloaded"),
    ("certificate-change", None, "WeChat, security mode: signed with a new certificate and a deprecated one"),
    ("stale-answer", None, "WeChat, security mode: signed five minutes ago"),
    ("tampered-body", None, "one character of the body is changed after it was signed"),
    ("reordered-body", None, "the body is written again in another order after it was signed"),
    ("gzip", None, "the body is compressed with gzip after it was signed"),
    ("delay", Some("MILLISECONDS"), "the answer comes late"),
    ("never-answer", None, "the operation runs and no answer comes"),
    ("cut-before-head", None, "the operation runs and the connection is closed"),
    ("cut-in-body", None, "the operation runs and the connection is closed in the middle of the body"),
    ("hang-up", None, "the connection is closed before anything is read"),
];

/// The misbehaviours of a list such as `unknown-fields,delay=500`.
///
/// # Errors
///
/// A name is unknown, or its value is missing, superfluous or no number where it has to be one.
pub fn parse(list: &str) -> Result<Vec<Misbehaviour>, String> {
    list.split(',').map(str::trim).filter(|item| !item.is_empty()).map(one).collect()
}

fn one(item: &str) -> Result<Misbehaviour, String> {
    let (name, value) = item.split_once('=').map_or((item, None), |(name, value)| (name, Some(value)));
    let Some((_, takes, _)) = NAMES.iter().find(|(known, ..)| *known == name) else {
        let known: Vec<_> = NAMES.iter().map(|(name, ..)| *name).collect();
        return Err(format!("there is no misbehaviour `{name}`; there are {}", known.join(", ")));
    };
    let value = match (takes, value) {
        (Some(_), Some(value)) => value,
        (None, None) => "",
        (Some(takes), None) => return Err(format!("`{name}` needs a value: {name}={takes}")),
        (None, Some(_)) => return Err(format!("`{name}` takes no value")),
    };
    let number = || value.parse::<u64>().map_err(|_| format!("`{name}={value}`: the value has to be a number"));
    Ok(match name {
        "alipay-error" => Misbehaviour::api_error(400, value, "asked for"),
        "return-code" => Misbehaviour::return_code(
            value.parse::<i64>().map_err(|_| format!("`{name}={value}`: the value has to be a number"))?,
            "asked for",
        ),
        "html" => Misbehaviour::Html { status: 502 },
        "rate-limited" => Misbehaviour::RateLimited { retry_after: number()? },
        "unavailable" => Misbehaviour::Unavailable,
        "numbers-as-strings" => Misbehaviour::NumbersAsStrings,
        "unknown-fields" => Misbehaviour::UnknownFields,
        "unknown-values" => Misbehaviour::UnknownEnumValues,
        "control-characters" => Misbehaviour::ControlCharacters,
        "invalid-utf8" => Misbehaviour::InvalidUtf8,
        "empty-body" => Misbehaviour::EmptyBody,
        "oversized" => Misbehaviour::Oversized {
            bytes: usize::try_from(number()?).map_err(|_| format!("`{name}={value}` is too large"))?,
            framing: Framing::ContentLength,
        },
        "missing-signature" => Misbehaviour::MissingSignature,
        "wrong-signature" => Misbehaviour::WrongSignature,
        "strangers-key" => Misbehaviour::StrangersKey,
        "unknown-certificate" => Misbehaviour::UnknownCertificate,
        "spaced-node" => Misbehaviour::SpacedNode,
        "escaped-slashes" => Misbehaviour::EscapedSlashes,
        "gbk" => Misbehaviour::Gbk,
        "snake-case" => Misbehaviour::SnakeCase,
        "renewed-certificate" => Misbehaviour::RenewedCertificate,
        "certificate-change" => Misbehaviour::CertificateChange,
        "stale-answer" => Misbehaviour::StaleAnswer,
        "tampered-body" => Misbehaviour::TamperedBody,
        "reordered-body" => Misbehaviour::ReorderedBody,
        "gzip" => Misbehaviour::Gzip,
        "delay" => Misbehaviour::Delay(Duration::from_millis(number()?)),
        "never-answer" => Misbehaviour::NeverAnswer,
        "cut-before-head" => Misbehaviour::CutBeforeHead,
        "cut-in-body" => Misbehaviour::CutInBody,
        "hang-up" => Misbehaviour::HangUp,
        _ => return Err(format!("`{name}` is listed and means nothing")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_means_something() {
        for (name, takes, _) in NAMES {
            let item = if takes.is_some() { format!("{name}=40001") } else { (*name).to_owned() };
            parse(&item).unwrap();
        }
    }

    #[test]
    fn a_mistake_says_what_would_have_been_right() {
        assert!(parse("wrong-sign").unwrap_err().contains("wrong-signature"));
        assert_eq!(parse("delay").unwrap_err(), "`delay` needs a value: delay=MILLISECONDS");
        assert_eq!(parse("delay=soon").unwrap_err(), "`delay=soon`: the value has to be a number");
        assert_eq!(parse("html=1").unwrap_err(), "`html` takes no value");
    }
}
