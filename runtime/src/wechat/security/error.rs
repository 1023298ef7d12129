//! What is wrong with the keys of security mode.

use crate::keys::KeyError;

/// Why security mode cannot be set up. No part of a key is repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecurityError {
    /// A text that must not be empty.
    #[error("the {0} is empty: copy it from the API security page of the console")]
    Empty(&'static str),
    /// The application's own private key.
    #[error("the application's private key: {0}")]
    PrivateKey(KeyError),
    /// The symmetric key is no base64 of 32 bytes.
    #[error(
        "the symmetric key is not base64 of 32 bytes: copy the AES-256 key, all of its 44 characters, from the console"
    )]
    SymmetricKey,
    /// The platform's certificate.
    #[error("the platform's certificate {serial}: {error}")]
    PlatformCertificate {
        /// Its serial number, as given.
        serial: String,
        /// What is wrong with it.
        error: KeyError,
    },
    /// The address that stands in signatures.
    #[error("`{0}` is no address that can stand in signatures: it has to begin with https:// or http://")]
    SignedAddress(String),
}
