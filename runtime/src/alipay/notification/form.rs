//! The body of a post as names and values.
//!
//! Values are text in the character set that the form itself names, in a parameter `charset`; what is signed is
//! text in that set too. It is UTF-8 unless an old application asks for GBK.

use std::borrow::Cow;

use encoding_rs::{GBK, UTF_8};

use super::NotificationError;

/// The character set of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    Utf8,
    Gbk,
}

impl Charset {
    /// The one that a form names.
    pub(super) fn of<'p>(mut pairs: impl Iterator<Item = (&'p [u8], &'p [u8])>) -> Self {
        pairs.find(|(name, _)| *name == b"charset").map_or(Self::Utf8, |(_, value)| Self::named(value))
    }

    fn named(name: &[u8]) -> Self {
        match name.to_ascii_lowercase().as_slice() {
            b"gbk" | b"gb2312" | b"gb18030" => Self::Gbk,
            _ => Self::Utf8,
        }
    }

    fn decode(self, bytes: &[u8]) -> Result<String, NotificationError> {
        let (encoding, name) = if self == Self::Gbk { (GBK, "GBK") } else { (UTF_8, "UTF-8") };
        match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            Some(text) => Ok(text.into_owned()),
            None => Err(NotificationError::Charset { charset: name.to_owned() }),
        }
    }

    /// Text as it was signed.
    pub(super) fn encode(self, text: &str) -> Cow<'_, [u8]> {
        match self {
            Self::Utf8 => Cow::Borrowed(text.as_bytes()),
            Self::Gbk => GBK.encode(text).0,
        }
    }
}

/// Takes the body apart.
pub(super) fn read(body: &[u8]) -> Result<(Vec<(String, String)>, Charset), NotificationError> {
    let pairs: Vec<(Vec<u8>, Vec<u8>)> = body
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut parts = pair.splitn(2, |byte| *byte == b'=');
            let mut part = || decoded(parts.next().unwrap_or_default());
            (part(), part())
        })
        .collect();
    let charset = Charset::of(pairs.iter().map(|(name, value)| (name.as_slice(), value.as_slice())));
    let text = |(name, value): &(Vec<u8>, Vec<u8>)| Ok((charset.decode(name)?, charset.decode(value)?));
    let pairs: Result<_, NotificationError> = pairs.iter().map(text).collect();
    Ok((pairs?, charset))
}

/// `+` is a space, `%41` a byte.
fn decoded(part: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = part.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_encoding::percent_decode(&spaced).collect()
}
