//! AES-256 in CBC mode, as the platform uses it: 16 random bytes, the length of the content in four bytes (big
//! endian), the content, the appid it is for; PKCS #7 padding for blocks of 32 bytes; the vector is the first
//! half of the key.
//!
//! A fixed vector and no authentication are the platform's choice. What makes the content trustworthy is the
//! signature over the ciphertext, so verify before decrypting.

use std::fmt;

use aws_lc_rs::cipher::{
    AES_256, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext, UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::EncodingAesKey;

/// A block of AES, in bytes.
const AES_BLOCK: usize = 16;
/// The block that the platform pads to, in bytes.
const PADDED_BLOCK: usize = 32;
/// What precedes the content: randomness and length.
const HEAD: usize = 20;

/// What a ciphertext holds.
#[derive(Clone, PartialEq, Eq)]
pub struct Plaintext {
    /// The content. It may hold tickets and codes.
    pub content: Zeroizing<Vec<u8>>,
    /// The appid it is for. Whoever decrypts has to compare it with their own.
    pub receiver: String,
}

/// Without the content.
impl fmt::Debug for Plaintext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plaintext")
            .field("length", &self.content.len())
            .field("receiver", &self.receiver)
            .finish_non_exhaustive()
    }
}

impl EncodingAesKey {
    /// Encrypts content for the receiver with this appid; the result is base64. `random` must be fresh: with the
    /// vector fixed, it alone makes equal contents differ. [`Receiver::reply`](super::Receiver::reply) sees to it.
    ///
    /// # Panics
    /// If the content has 4 GiB or more.
    pub fn encrypt(&self, random: [u8; 16], content: &[u8], receiver: &str) -> String {
        let length = u32::try_from(content.len()).expect("content below 4 GiB");
        // Room for all of it at once: a buffer that grows leaves unwiped copies behind.
        let mut buffer = Zeroizing::new(Vec::with_capacity(HEAD + content.len() + receiver.len() + PADDED_BLOCK));
        for piece in [&random[..], &length.to_be_bytes(), content, receiver.as_bytes()] {
            buffer.extend_from_slice(piece);
        }
        let padding = PADDED_BLOCK - buffer.len() % PADDED_BLOCK;
        let padded = buffer.len() + padding;
        buffer.resize(padded, u8::try_from(padding).expect("at most a block"));
        EncryptingKey::cbc(self.unbound())
            .and_then(|key| key.less_safe_encrypt(&mut buffer, EncryptionContext::Iv128(self.vector())))
            .expect("whole blocks are accepted once key and vector have their lengths");
        STANDARD.encode(&*buffer)
    }

    /// Decrypts base64 whose signature has been verified.
    ///
    /// # Errors
    /// [`CipherError`] if the text is not base64 of whole blocks, or was not encrypted with this key.
    pub fn decrypt(&self, ciphertext: &str) -> Result<Plaintext, CipherError> {
        let mut buffer = Zeroizing::new(STANDARD.decode(ciphertext.trim()).map_err(|_| CipherError::NotBase64)?);
        if buffer.is_empty() || buffer.len() % AES_BLOCK != 0 {
            return Err(CipherError::NotWholeBlocks { bytes: buffer.len() });
        }
        let plain = DecryptingKey::cbc(self.unbound())
            .and_then(|key| key.decrypt(&mut buffer, DecryptionContext::Iv128(self.vector())))
            .map_err(|_| CipherError::Padding)?;
        unframe(unpadded(plain)?)
    }

    fn unbound(&self) -> UnboundCipherKey {
        UnboundCipherKey::new(&AES_256, self.bytes()).expect("a key of 32 bytes")
    }

    fn vector(&self) -> FixedLength<AES_BLOCK> {
        let mut vector = [0; AES_BLOCK];
        vector.copy_from_slice(&self.bytes()[..AES_BLOCK]);
        FixedLength::from(vector)
    }
}

/// Every byte of the padding is its length; the platform's own sample looks at the last one only.
fn unpadded(plain: &[u8]) -> Result<&[u8], CipherError> {
    let padding = usize::from(*plain.last().ok_or(CipherError::Padding)?);
    if padding == 0 || padding > PADDED_BLOCK || padding > plain.len() {
        return Err(CipherError::Padding);
    }
    let (content, tail) = plain.split_at(plain.len() - padding);
    if tail.iter().any(|byte| usize::from(*byte) != padding) {
        return Err(CipherError::Padding);
    }
    Ok(content)
}

fn unframe(plain: &[u8]) -> Result<Plaintext, CipherError> {
    let (head, rest) = plain.split_at_checked(HEAD).ok_or(CipherError::Frame)?;
    let length = u32::from_be_bytes([head[16], head[17], head[18], head[19]]);
    let length = usize::try_from(length).map_err(|_| CipherError::Frame)?;
    let (content, receiver) = rest.split_at_checked(length).ok_or(CipherError::Frame)?;
    let receiver = str::from_utf8(receiver).map_err(|_| CipherError::Frame)?.to_owned();
    Ok(Plaintext { content: Zeroizing::new(content.to_vec()), receiver })
}

/// Why a ciphertext cannot be decrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CipherError {
    /// The text is not base64.
    #[error("the ciphertext is not base64: part of it was changed or is missing")]
    NotBase64,
    /// The length cannot be that of a ciphertext.
    #[error("the ciphertext has {bytes} bytes, which is not a positive multiple of 16: part of it is missing")]
    NotWholeBlocks {
        /// Length of the decoded text.
        bytes: usize,
    },
    /// The padding is wrong after decryption.
    #[error(
        "the ciphertext does not decrypt: the EncodingAESKey differs from the one in the console, or was changed \
         there (give the older one as the previous key)"
    )]
    Padding,
    /// There is padding, but what it pads is no message.
    #[error(
        "what was decrypted is no message, for its length does not fit: the EncodingAESKey differs from the one in \
         the console, or was changed there (give the older one as the previous key)"
    )]
    Frame,
}
