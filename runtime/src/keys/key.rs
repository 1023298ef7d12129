//! RSA keys: the application's private key signs, the platform's public key verifies.
//!
//! The algorithm is RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2), which Alipay calls `RSA2` or
//! `SHA256withRSA`; or RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes (section 8.1), which
//! WeChat calls `RSAwithSHA256`.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    KeyPair, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaEncoding, RsaKeyPair, RsaParameters,
    RsaSubjectPublicKey, UnparsedPublicKey,
};
#[cfg(feature = "wechat-security")]
use aws_lc_rs::signature::{RSA_PSS_2048_8192_SHA256, RSA_PSS_SHA256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::der::{Algorithm, Content, classify};
use super::hex;
use super::key_error::KeyError;
use super::textual::{Block, TextualEncodingError, blocks};

/// An RSA private key of at least 2048 bits. Cheap to clone; never prints.
#[derive(Clone)]
pub struct PrivateKey {
    pair: Arc<RsaKeyPair>,
    public_key: PublicKey,
}

impl PrivateKey {
    /// Reads PKCS #1 or PKCS #8, as PEM or as bare base64, with or without line breaks.
    ///
    /// # Errors
    ///
    /// A [`KeyError`] that names what was given in place of an RSA private key, or what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let block = one_key(text, |content| matches!(content, Content::PrivateKey(_)))?;
        let pair = RsaKeyPair::from_pkcs8(&block.der)
            .or_else(|_| RsaKeyPair::from_der(&block.der))
            .map_err(|_| KeyError::Damaged)?;
        let public_key = PublicKey::from_der(pair.public_key().as_ref())?;
        let key = Self { pair: Arc::new(pair), public_key };
        // A trial shows that the halves fit, and that later signatures cannot fail for this key.
        let trial = key.try_sign(&RSA_PKCS1_SHA256, b"").ok_or(KeyError::Damaged)?;
        key.public_key.verify(b"", &trial).map_err(|_| KeyError::Damaged)?;
        Ok(key)
    }

    /// The public half.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// Signs the bytes; the result is base64.
    #[cfg_attr(not(feature = "alipay"), allow(dead_code, reason = "WeChat wants PSS"))]
    pub fn sign(&self, message: &[u8]) -> String {
        self.try_sign(&RSA_PKCS1_SHA256, message).expect("a key that has signed once, in `parse`, signs any message")
    }

    /// The same with PSS.
    #[cfg(feature = "wechat-security")]
    pub(crate) fn sign_pss(&self, message: &[u8]) -> String {
        self.try_sign(&RSA_PSS_SHA256, message).expect("a key that has signed once, in `parse`, signs any message")
    }

    fn try_sign(&self, encoding: &'static dyn RsaEncoding, message: &[u8]) -> Option<String> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(encoding, &SystemRandom::new(), message, &mut signature).ok()?;
        Some(STANDARD.encode(signature))
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey")
            .field("bits", &(self.pair.public_modulus_len() * 8))
            .field("public_key", &self.public_key.fingerprint)
            .finish_non_exhaustive()
    }
}

/// An RSA public key of at least 2048 bits. Prints as its fingerprint.
#[derive(Clone)]
pub struct PublicKey {
    /// RSAPublicKey (RFC 8017 appendix A.1.1), so that equal keys have equal bytes.
    der: Arc<[u8]>,
    /// The same, read once for the algorithm of every answer.
    parsed: Arc<ParsedPublicKey>,
    fingerprint: Arc<str>,
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for PublicKey {}

impl PublicKey {
    /// Reads SubjectPublicKeyInfo or PKCS #1, as PEM or as bare base64, with or without line breaks.
    ///
    /// # Errors
    ///
    /// A [`KeyError`] that names what was given in place of an RSA public key, or what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let block = one_key(text, |content| matches!(content, Content::PublicKey(_)))?;
        Self::from_der(&block.der)
    }

    /// The same from DER: SubjectPublicKeyInfo or PKCS #1.
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        match classify(der) {
            Content::PublicKey(algorithm) => accepted(algorithm)?,
            _ => return Err(KeyError::Unrecognised),
        }
        let key = RsaSubjectPublicKey::from_der(der).map_err(|_| KeyError::Damaged)?;
        let subject_public_key_info = key.as_der().map_err(|_| KeyError::Damaged)?;
        let digest = digest(&SHA256, subject_public_key_info.as_ref());
        let parsed = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.as_ref()).map_err(|_| KeyError::Damaged)?;
        Ok(Self {
            der: key.as_ref().into(),
            parsed: Arc::new(parsed),
            fingerprint: format!("sha256:{}", hex(&digest.as_ref()[..8])).into(),
        })
    }

    /// Whether `signature` is this key's signature of the bytes with the given algorithm.
    pub(crate) fn has_signed(&self, algorithm: &'static RsaParameters, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(algorithm, &self.der).verify(message, signature).is_ok()
    }

    /// Whether `signature` (base64) is this key's signature of the bytes.
    ///
    /// # Errors
    ///
    /// [`VerificationError`] if it is not.
    pub fn verify(&self, message: &[u8], signature: &str) -> Result<(), VerificationError> {
        let signature = bytes_of(signature)?;
        self.parsed.verify_sig(message, &signature).map_err(|_| VerificationError::Mismatch)
    }

    /// The same with PSS.
    #[cfg(feature = "wechat-security")]
    pub(crate) fn verify_pss(&self, message: &[u8], signature: &str) -> Result<(), VerificationError> {
        let holds = self.has_signed(&RSA_PSS_2048_8192_SHA256, message, &bytes_of(signature)?);
        holds.then_some(()).ok_or(VerificationError::Mismatch)
    }

    /// The first eight bytes of the SHA-256 of the key's SubjectPublicKeyInfo, as `sha256:` and hex: enough
    /// to tell two keys apart in a log. `openssl pkey -pubin -outform DER | sha256sum` begins with the same
    /// digits.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

fn bytes_of(signature: &str) -> Result<Vec<u8>, VerificationError> {
    STANDARD.decode(signature.trim()).map_err(|_| VerificationError::NotBase64)
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PublicKey").field(&self.fingerprint).finish()
    }
}

/// The DER of a text's one private key, PKCS #1 or PKCS #8.
#[cfg(feature = "alipay-serverless")]
pub(crate) fn private_key_der(text: &str) -> Result<zeroize::Zeroizing<Vec<u8>>, KeyError> {
    one_key(text, |content| matches!(content, Content::PrivateKey(_)))
        .map(|block| zeroize::Zeroizing::new(block.der.to_vec()))
}

/// Why a signature was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerificationError {
    /// The signature is not even base64.
    #[error("the signature is not base64")]
    NotBase64,
    /// Another key signed, or other bytes were signed.
    #[error("the signature does not match: other bytes were signed, or another key signed them")]
    Mismatch,
}

/// The one block of a text that is `wanted`, of an accepted algorithm and size; otherwise what the first
/// block is instead.
fn one_key(text: &str, wanted: impl Fn(&Content) -> bool) -> Result<Block, KeyError> {
    let mut found = Vec::new();
    let mut first_problem = None;
    for block in blocks(text)? {
        let content = if block.encrypted { Content::EncryptedPrivateKey } else { classify(&block.der) };
        if wanted(&content) {
            found.push((block, content));
        } else {
            first_problem.get_or_insert(instead(&content));
        }
    }
    match (found.len(), found.pop()) {
        (1, Some((block, Content::PrivateKey(algorithm) | Content::PublicKey(algorithm)))) => {
            accepted(algorithm)?;
            Ok(block)
        }
        (0, _) => Err(first_problem.unwrap_or(KeyError::Unrecognised)),
        (count, _) => Err(KeyError::Several { count }),
    }
}

/// Names what was given in place of the wanted key.
fn instead(content: &Content) -> KeyError {
    match content {
        Content::PublicKey(_) => KeyError::PublicKeyGiven,
        Content::PrivateKey(_) => KeyError::PrivateKeyGiven,
        Content::EncryptedPrivateKey => KeyError::Encrypted,
        Content::Certificate => KeyError::CertificateGiven,
        Content::CertificateRequest => KeyError::CertificateRequestGiven,
        Content::CutShort => TextualEncodingError::CutShort.into(),
        Content::Unrecognised => KeyError::Unrecognised,
    }
}

fn accepted(algorithm: Algorithm) -> Result<(), KeyError> {
    match algorithm {
        Algorithm::Rsa { bits: 2048..=8192 } => Ok(()),
        Algorithm::Rsa { bits: 0 } => Err(KeyError::Damaged),
        Algorithm::Rsa { bits } => Err(KeyError::Size { bits }),
        Algorithm::Other(algorithm) => Err(KeyError::NotRsa { algorithm }),
    }
}

#[cfg(test)]
mod tests;
