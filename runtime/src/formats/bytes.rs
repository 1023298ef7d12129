//! Bytes: `format: byte`, base64 on the wire.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use crate::codec::{Decode, DecodeError, Encode};
use crate::json::Json;

const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Bytes that are base64 on the wire (RFC 4648 section 4).
///
/// They are read with padding or without, in the alphabet of section 5 too, and with line breaks as MIME has them (RFC
/// 2045 section 6.8); what was read is written back in the same spelling. Bytes of the program's own are written in
/// the alphabet of section 4, with padding.
#[derive(Clone, Default)]
pub struct Bytes {
    bytes: Vec<u8>,
    /// The text that they came in, where it is not the one that they would be written in.
    text: Option<Box<str>>,
}

impl Bytes {
    /// The bytes, to be owned.
    #[must_use]
    pub fn into_vec(self) -> Vec<u8> {
        self.bytes
    }
}

/// How many there are: they may be a file.
impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.bytes.len())
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// By the bytes, however they are spelt.
impl PartialEq for Bytes {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Bytes {}

impl PartialOrd for Bytes {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Bytes {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bytes.cmp(&other.bytes)
    }
}

impl Hash for Bytes {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, text: None }
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl<const N: usize> From<&[u8; N]> for Bytes {
    fn from(bytes: &[u8; N]) -> Self {
        bytes.to_vec().into()
    }
}

impl Decode for Bytes {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        let text = json.as_str().ok_or_else(|| DecodeError::expected("base64", json))?;
        let in_one_alphabet = |byte: u8| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        };
        let packed: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).map(in_one_alphabet).collect();
        let bytes = ENGINE.decode(packed).map_err(|_| DecodeError::value("the text is not base64"))?;
        let is_usual = ENGINE.encode(&bytes) == text;
        Ok(Self { bytes, text: (!is_usual).then(|| text.into()) })
    }
}

impl Encode for Bytes {
    fn encode(&self) -> Json<'_> {
        Json::String(match &self.text {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(ENGINE.encode(&self.bytes)),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kept(text: &str) -> Vec<u8> {
        let json = Json::String(text.to_owned().into());
        let bytes = Bytes::decode(&json).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(bytes.encode(), json);
        bytes.into_vec()
    }

    #[test]
    fn base64_is_written_back_as_it_came() {
        for text in ["+/8=", "-_8=", "+/8", "-_8", "+_8=", "+/\r\n8=", " +/8=\n", "+/9="] {
            assert_eq!(kept(text), [0xfb, 0xff], "{text:?}");
        }
        assert!(kept("").is_empty());
        for text in ["*", "A", "+/8==="] {
            assert!(Bytes::decode(&Json::String(text.into())).is_err(), "{text}");
        }
    }

    #[test]
    fn bytes_are_equal_however_they_are_spelt() {
        let bytes = |text: &'static str| Bytes::decode(&Json::String(text.into())).unwrap();
        assert_eq!(bytes("-_8"), Bytes::from(&[0xfb, 0xff]));
        assert_eq!(Bytes::from(&[0xfb, 0xff]).encode(), Json::String("+/8=".into()));
    }

    proptest! {
        #[test]
        fn any_bytes_travel_there_and_back(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(kept(Bytes::from(bytes.clone()).encode().as_str().unwrap()), bytes);
        }
    }
}
