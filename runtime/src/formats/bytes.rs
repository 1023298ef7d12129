//! Bytes: `format: byte`, base64 on the wire.

use std::fmt;
use std::ops::Deref;

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use crate::codec::{Decode, DecodeError, Encode};
use crate::json::Json;

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// Bytes that are base64 on the wire (RFC 4648 section 4). Read with padding or without, in the alphabet of
/// section 5 too; written with padding.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(pub Vec<u8>);

/// How many there are: they may be a file.
impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.0.len())
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Bytes {
    fn from(bytes: &[u8; N]) -> Self {
        Self(bytes.to_vec())
    }
}

impl Decode for Bytes {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        let text = json.as_str().ok_or_else(|| DecodeError::expected("base64", json))?;
        let alphabet = if text.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
        let engine = GeneralPurpose::new(alphabet, LENIENT);
        // MIME wraps lines (RFC 2045 section 6.8).
        let packed: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        engine.decode(packed).map(Self).map_err(|_| DecodeError::value("the text is not base64"))
    }
}

impl Encode for Bytes {
    fn encode(&self) -> Json<'_> {
        Json::String(GeneralPurpose::new(&STANDARD, LENIENT).encode(&self.0).into())
    }
}
