//! The two signatures with MD5 that the service demands. Not for anything else: MD5 is broken (RFC 6151).
//!
//! The cryptography library of the rest has no RSA with MD5, so the `rsa` crate does it, of version 0.10 or later:
//! earlier ones leak the key through timing (RUSTSEC-2023-0071), this one computes in constant time.

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use rsa10::PrivateKey as RsaPrivateKey;
use rsa10::pkcs1::DecodeRsaPrivateKey;
use rsa10::pkcs8::DecodePrivateKey;
use rsa10::signature::{SignatureEncoding, Signer};

use crate::Secret;
use crate::alipay::hex;
use crate::alipay::key::private_key_der;
use crate::alipay::{KeyError, PrivateKey};

/// HMAC-MD5 (RFC 2104), in lower-case hexadecimal digits.
pub(super) fn hmac(secret: &Secret, message: &[u8]) -> String {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Md5>::new_from_slice(secret.expose().as_bytes()) else {
        return String::new();
    };
    mac.update(message);
    hex(mac.finalize().into_bytes())
}

/// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2) with MD5.
pub(super) struct SigningKey {
    key: rsa10::pkcs1v15::SigningKey<Md5>,
    fingerprint: String,
}

impl SigningKey {
    pub(super) fn parse(text: &str) -> Result<Self, KeyError> {
        // For its checks, and for what it says of a key that is none.
        let fingerprint = PrivateKey::parse(text)?.public_key().fingerprint().to_owned();
        let der = private_key_der(text)?;
        let key = RsaPrivateKey::from_pkcs8_der(&der)
            .ok()
            .or_else(|| RsaPrivateKey::from_pkcs1_der(&der).ok())
            .ok_or(KeyError::Damaged)?;
        Ok(Self { key: rsa10::pkcs1v15::SigningKey::new(key), fingerprint })
    }

    /// The signature in lower-case hexadecimal digits.
    ///
    /// # Errors
    /// The key does not sign, which no key does that was parsed.
    pub(super) fn sign(&self, message: &[u8]) -> Result<String, String> {
        self.key.try_sign(message).map(|signature| hex(signature.to_bytes())).map_err(|error| error.to_string())
    }

    pub(super) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}
