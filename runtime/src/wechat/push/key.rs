//! The EncodingAESKey of the console.

use std::fmt;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

/// The platform appends `=` to the 43 characters. The last of them has room for two bits more than 32 bytes
/// need; most keys have something there, which is ignored.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// Characters of the text.
const CHARACTERS: usize = 43;

/// The key that pushes are encrypted with: AES-256, whose first 16 bytes are the initialisation vector too.
/// Never prints, is wiped when dropped.
#[derive(Clone)]
pub struct EncodingAesKey(Zeroizing<[u8; 32]>);

impl EncodingAesKey {
    /// Reads the key as the console shows it: 43 letters and digits (base64 of 32 bytes, without its `=`).
    ///
    /// # Errors
    /// [`EncodingAesKeyError`] if the text has another length or other characters.
    pub fn parse(text: &str) -> Result<Self, EncodingAesKeyError> {
        let text = text.trim();
        let text = text.strip_suffix('=').unwrap_or(text);
        if text.is_empty() {
            return Err(EncodingAesKeyError::Empty);
        }
        if text.chars().count() != CHARACTERS {
            return Err(EncodingAesKeyError::Length { characters: text.chars().count() });
        }
        let bytes = Zeroizing::new(LENIENT.decode(text).map_err(|_| EncodingAesKeyError::NotBase64)?);
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return Err(EncodingAesKeyError::NotBase64);
        }
        key.copy_from_slice(&bytes);
        Ok(Self(key))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for EncodingAesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EncodingAesKey([secret])")
    }
}

/// What is wrong with the text of an EncodingAESKey. No part of it is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodingAesKeyError {
    /// Nothing but white space.
    #[error("the EncodingAESKey is empty: copy it from the platform's settings in the console")]
    Empty,
    /// Another number of characters.
    #[error(
        "the EncodingAESKey has {characters} characters, and 43 are needed: copy all of it from the console \
         (the appsecret, which has 32, is something else)"
    )]
    Length {
        /// How many there are.
        characters: usize,
    },
    /// Characters that base64 does not have.
    #[error("the EncodingAESKey has a character that is neither letter, digit, + nor /: copy it again, without quotes")]
    NotBase64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surplus_bits_in_the_last_character_are_ignored() {
        // G is 000110: its last two bits do not fit into 32 bytes. E is the same without them.
        let with = EncodingAesKey::parse("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG").unwrap();
        let without = EncodingAesKey::parse("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFE=").unwrap();
        assert_eq!(with.bytes(), without.bytes());
    }

    #[test]
    fn a_wrong_text_is_named() {
        let error = |text: &str| EncodingAesKey::parse(text).unwrap_err();
        assert_eq!(error(" \n"), EncodingAesKeyError::Empty);
        assert_eq!(error("28c223a63f7de0d5a1b2c3d4e5f60718"), EncodingAesKeyError::Length { characters: 32 });
        assert_eq!(error(&"A".repeat(44)), EncodingAesKeyError::Length { characters: 44 });
        assert_eq!(error(&"é".repeat(43)), EncodingAesKeyError::NotBase64);
        assert_eq!(error(&format!("{}=", "_".repeat(43))), EncodingAesKeyError::NotBase64);
    }

    #[test]
    fn debug_output_hides_the_key() {
        assert_eq!(format!("{:?}", EncodingAesKey::parse(&"A".repeat(43)).unwrap()), "EncodingAesKey([secret])");
    }
}
