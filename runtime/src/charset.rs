//! Text in the charset that its media type names.

use std::borrow::Cow;

use bytes::Bytes;
use encoding_rs::{Encoding, UTF_8};

/// The encoding that a media type names: UTF-8 where it names none, nothing where nobody knows it. Names mean what
/// they mean to browsers (WHATWG Encoding), to whom ISO 8859-1 is windows-1252.
fn of(media_type: &str) -> Option<&'static Encoding> {
    let parameters = media_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut charsets = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    match charsets.next() {
        None => Some(UTF_8),
        Some((_, label)) => Encoding::for_label(label.trim().trim_matches('"').as_bytes()),
    }
}

/// Text, without a byte order mark; nothing where it is malformed. What is in an unknown charset is taken for UTF-8.
pub(crate) fn decode(media_type: &str, bytes: &[u8]) -> Option<String> {
    let encoding = of(media_type).unwrap_or(UTF_8);
    let (text, _, malformed) = encoding.decode(bytes);
    (!malformed).then(|| text.into_owned())
}

/// The bytes of a text.
///
/// # Errors
/// The charset is unknown, or has no such characters.
pub(crate) fn encode(media_type: &str, text: Cow<'_, str>) -> Result<Bytes, String> {
    let encoding = of(media_type).filter(|encoding| encoding.output_encoding() == *encoding);
    let Some(encoding) = encoding else {
        return Err(format!("text cannot be written in the charset of `{media_type}`"));
    };
    if encoding == UTF_8 {
        return Ok(text.into_owned().into());
    }
    match encoding.encode(&text) {
        (bytes, _, false) => Ok(bytes.into_owned().into()),
        (_, _, true) => Err(format!("the text has characters that `{media_type}` does not have")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charset_of_the_media_type_is_that_of_the_bytes() {
        let latin = "text/plain; Charset=\"ISO-8859-1\"";
        assert_eq!(decode(latin, b"\xc3\xa9").as_deref(), Some("\u{c3}\u{a9}"));
        assert_eq!(encode(latin, "\u{e9}".into()).unwrap(), b"\xe9".as_slice());
        assert!(encode(latin, "\u{4e2d}".into()).is_err());
        assert_eq!(decode("text/csv;charset=gbk", b"\xd6\xd0").as_deref(), Some("\u{4e2d}"));
        assert_eq!(decode("text/plain", b"\xef\xbb\xbfa").as_deref(), Some("a"));
        assert_eq!(decode("text/plain", b"\xe9"), None);
        assert!(encode("text/plain; charset=none-such", "a".into()).is_err());
        assert!(encode("text/plain; charset=utf-16", "a".into()).is_err());
    }
}
