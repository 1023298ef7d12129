//! Text in the charset that its media type names.

use std::borrow::Cow;

use bytes::{Bytes, BytesMut};
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use http::HeaderMap;
use http::header::CONTENT_TYPE;

use crate::error::TransportError;
use crate::staged::Stage;

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

/// The media type of an answer, as its headers say.
pub(crate) fn media_type(headers: &HeaderMap) -> &str {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The encoding of JSON that is not UTF-8: a byte order mark counts before the media type, and where there is neither,
/// the zeros of the first two characters tell, which are ASCII (RFC 4627, 3). Nothing for UTF-8.
pub(crate) fn of_json(media_type: &str, start: &[u8]) -> Option<&'static Encoding> {
    let (encoding, _) = Encoding::for_bom(start)
        .or(match start {
            [0, second, ..] if *second != 0 => Some((UTF_16BE, 0)),
            [first, 0, ..] if *first != 0 => Some((UTF_16LE, 0)),
            _ => None,
        })
        .unwrap_or((of(media_type).unwrap_or(UTF_8), 0));
    (encoding != UTF_8).then_some(encoding)
}

/// JSON as UTF-8, whatever its encoding. What is not even called JSON has the charset of some default, which counts
/// only if the bytes are not UTF-8, as those of JSON have to be (RFC 8259, 8.1).
pub(crate) fn json<'b>(media_type: &str, bytes: &'b [u8]) -> Cow<'b, [u8]> {
    let is_called_json = media_type.to_ascii_lowercase().contains("json");
    let media_type = if is_called_json || std::str::from_utf8(bytes).is_err() { media_type } else { "" };
    match of_json(media_type, bytes) {
        None => Cow::Borrowed(bytes),
        Some(encoding) => Cow::Owned(encoding.decode_with_bom_removal(bytes).0.into_owned().into_bytes()),
    }
}

/// Makes UTF-8 of a sequence of JSON texts while it arrives.
pub(crate) struct Utf8 {
    media_type: String,
    /// The first bytes, until they tell the encoding.
    start: BytesMut,
    /// Nothing until the encoding is known; and nothing inside for UTF-8, which stays as it is.
    decoder: Option<Option<Decoder>>,
}

impl Utf8 {
    pub(crate) fn new(media_type: &str) -> Self {
        Self { media_type: media_type.to_owned(), start: BytesMut::new(), decoder: None }
    }

    fn decode(&mut self, bytes: Bytes, is_last: bool) -> Bytes {
        /// The longest byte order mark.
        const ENOUGH: usize = 3;
        let bytes = match self.decoder {
            Some(_) => bytes,
            None => {
                self.start.extend_from_slice(&bytes);
                if self.start.len() < ENOUGH && !is_last {
                    return Bytes::new();
                }
                let encoding = of_json(&self.media_type, &self.start);
                self.decoder = Some(encoding.map(Encoding::new_decoder_with_bom_removal));
                self.start.split().freeze()
            }
        };
        let Some(Some(decoder)) = &mut self.decoder else {
            return bytes;
        };
        let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or_default());
        let (_, read, _) = decoder.decode_to_string(&bytes, &mut text, is_last);
        debug_assert_eq!(read, bytes.len(), "there is room for everything");
        text.into()
    }
}

impl Stage for Utf8 {
    fn take(&mut self, arrived: &mut Bytes) -> Result<Bytes, TransportError> {
        // Text takes three times the room at most.
        const PIECE: usize = 32 << 10;
        let piece = arrived.split_to(arrived.len().min(PIECE));
        Ok(if piece.is_empty() { piece } else { self.decode(piece, false) })
    }

    fn end(&mut self) -> Result<Bytes, TransportError> {
        Ok(self.decode(Bytes::new(), true))
    }
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
    fn json_is_in_the_encoding_that_its_bytes_or_its_media_type_say() {
        let utf_16 = |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let text = "{\"a\":\"\u{e9}\u{4e2d}\"}";
        for (media_type, bytes) in [
            ("application/json", text.as_bytes().to_vec()),
            ("application/json; charset=utf-16", utf_16(&format!("\u{feff}{text}"), u16::to_le_bytes)),
            ("application/json; charset=utf-8", utf_16(&format!("\u{feff}{text}"), u16::to_be_bytes)),
            ("application/json; charset=utf-16", utf_16(text, u16::to_be_bytes)),
            ("application/json", utf_16(text, u16::to_le_bytes)),
            ("application/json; charset=GB18030", b"{\"a\":\"\xa8\xa6\xd6\xd0\"}".to_vec()),
        ] {
            assert_eq!(json(media_type, &bytes).as_ref(), text.as_bytes(), "{media_type} {bytes:?}");
        }
        assert_eq!(json("text/json;charset=iso-8859-1", b"\"\xe9\"").as_ref(), "\"\u{e9}\"".as_bytes());
        assert_eq!(json("application/json; charset=none-such", b"0").as_ref(), b"0");
        let mislabelled = "\"\u{e9}\"".as_bytes();
        assert_eq!(json("text/html;charset=gbk", mislabelled).as_ref(), mislabelled);
        assert_eq!(json("text/html;charset=gbk", b"\"\xd6\xd0\"").as_ref(), "\"\u{4e2d}\"".as_bytes());
    }

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
