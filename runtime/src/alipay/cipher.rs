//! Content encryption: AES-128 in CBC mode with PKCS #7 padding and an initialisation vector of zero bytes,
//! key and ciphertext in base64.
//!
//! A fixed vector and no authentication are the platform's choice. What makes the content trustworthy is the
//! signature over the ciphertext, so verify before decrypting.

use std::fmt;

use aws_lc_rs::cipher::{
    AES_128, DecryptionContext, EncryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::iv::FixedLength;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// Length of the key and of a block, in bytes.
const LENGTH: usize = 16;

/// The application's AES key for request and response bodies. Never prints.
pub struct ContentKey {
    encrypting: PaddedBlockEncryptingKey,
    decrypting: PaddedBlockDecryptingKey,
}

impl ContentKey {
    /// Reads the key as the open platform's console shows it: base64 of 16 bytes.
    ///
    /// # Errors
    ///
    /// [`ContentKeyError`] if the text is empty, not base64, or of another length.
    pub fn parse(text: &str) -> Result<Self, ContentKeyError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ContentKeyError::Empty);
        }
        let bytes = Zeroizing::new(STANDARD.decode(text).map_err(|_| ContentKeyError::NotBase64)?);
        if bytes.len() != LENGTH {
            return Err(ContentKeyError::Length { bytes: bytes.len() });
        }
        Self::new(&bytes).map_err(|_| ContentKeyError::Length { bytes: bytes.len() })
    }

    fn new(bytes: &[u8]) -> Result<Self, Unspecified> {
        Ok(Self {
            encrypting: PaddedBlockEncryptingKey::cbc_pkcs7(UnboundCipherKey::new(&AES_128, bytes)?)?,
            decrypting: PaddedBlockDecryptingKey::cbc_pkcs7(UnboundCipherKey::new(&AES_128, bytes)?)?,
        })
    }

    /// Encrypts a body; the result is base64, which is what is sent and signed.
    pub fn encrypt(&self, plaintext: &[u8]) -> String {
        let mut buffer = Vec::with_capacity(plaintext.len() + LENGTH);
        buffer.extend_from_slice(plaintext);
        self.encrypting
            .less_safe_encrypt(&mut buffer, EncryptionContext::Iv128(FixedLength::from([0; LENGTH])))
            .expect("any content is accepted once key and vector have the length of a block");
        STANDARD.encode(buffer)
    }

    /// Decrypts a body that has been verified.
    ///
    /// # Errors
    ///
    /// [`CipherError`] if the text is not base64 of whole blocks, or was not encrypted with this key.
    pub fn decrypt(&self, ciphertext: &str) -> Result<Vec<u8>, CipherError> {
        let mut buffer = STANDARD.decode(ciphertext.trim()).map_err(|_| CipherError::NotBase64)?;
        if buffer.is_empty() || buffer.len() % LENGTH != 0 {
            return Err(CipherError::NotWholeBlocks { bytes: buffer.len() });
        }
        let vector = DecryptionContext::Iv128(FixedLength::from([0; LENGTH]));
        let length = self.decrypting.decrypt(&mut buffer, vector).map_err(|_| CipherError::WrongKey)?.len();
        buffer.truncate(length);
        Ok(buffer)
    }
}

impl fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContentKey([secret])")
    }
}

/// What is wrong with the text of a content key. No part of it is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContentKeyError {
    /// Nothing but white space.
    #[error("the AES key is empty: copy it from the application's settings in the open platform's console")]
    Empty,
    /// Characters that base64 does not have, or too few of them.
    #[error("the AES key is not base64: copy all of its 24 characters, the last two being ==")]
    NotBase64,
    /// A key of another size.
    #[error("the AES key has {bytes} bytes, and 16 are needed: pass its base64 text as the console shows it")]
    Length {
        /// How many bytes the text decodes to.
        bytes: usize,
    },
}

/// Why a body cannot be decrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CipherError {
    /// The body is not base64, so it was probably sent unencrypted.
    #[error("the body is not base64, so it was not encrypted")]
    NotBase64,
    /// The length cannot be that of a ciphertext.
    #[error("the ciphertext has {bytes} bytes, which is not a positive multiple of 16: part of it is missing")]
    NotWholeBlocks {
        /// Length of the decoded body.
        bytes: usize,
    },
    /// The padding is wrong after decryption.
    #[error(
        "the body does not decrypt: the AES key differs from the one in the open platform's console, or \
         was changed there"
    )]
    WrongKey,
}

#[cfg(test)]
mod tests {
    use super::{CipherError, ContentKey, ContentKeyError};

    // Sixteen zero bytes; the published sample keys are used in the tests of the recorded vectors.
    const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAA==";

    #[test]
    fn what_is_encrypted_decrypts_to_the_same_bytes() {
        let key = ContentKey::parse(KEY).unwrap();
        for length in [0, 1, 15, 16, 17, 1000] {
            let plaintext = vec![b'x'; length];
            assert_eq!(key.decrypt(&key.encrypt(&plaintext)).unwrap(), plaintext);
        }
    }

    #[test]
    fn a_wrong_key_text_is_named() {
        assert_eq!(ContentKey::parse(" ").unwrap_err(), ContentKeyError::Empty);
        assert_eq!(ContentKey::parse("AAAA…").unwrap_err(), ContentKeyError::NotBase64);
        assert_eq!(ContentKey::parse(&KEY[..23]).unwrap_err(), ContentKeyError::NotBase64);
        assert_eq!(ContentKey::parse("AAAA").unwrap_err(), ContentKeyError::Length { bytes: 3 });
        // The sixteen characters themselves instead of their base64.
        assert_eq!(ContentKey::parse("0123456789abcdef").unwrap_err(), ContentKeyError::Length { bytes: 12 });
    }

    #[test]
    fn a_body_that_does_not_decrypt_says_why() {
        let key = ContentKey::parse(KEY).unwrap();
        assert_eq!(key.decrypt("{}"), Err(CipherError::NotBase64));
        assert_eq!(key.decrypt(""), Err(CipherError::NotWholeBlocks { bytes: 0 }));
        assert_eq!(key.decrypt("YWJj"), Err(CipherError::NotWholeBlocks { bytes: 3 }));
        let other = ContentKey::parse("AQAAAAAAAAAAAAAAAAAAAA==").unwrap();
        assert_eq!(key.decrypt(&other.encrypt(b"content")), Err(CipherError::WrongKey));
    }

    #[test]
    fn debug_output_hides_the_key() {
        assert_eq!(format!("{:?}", ContentKey::parse(KEY).unwrap()), "ContentKey([secret])");
    }
}
