//! What can be wrong with the text of a key.

use super::textual::TextualEncodingError;

/// Why a text is not the key that is wanted, and what to do about it. No part of the key is repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The text around the key cannot be read.
    #[error(transparent)]
    Text(#[from] TextualEncodingError),
    /// A public key where a private key is wanted.
    #[error(
        "this is a public key, and a private key is needed to sign: pass the key that was made together \
         with it and never left your side (BEGIN PRIVATE KEY or BEGIN RSA PRIVATE KEY)"
    )]
    PublicKeyGiven,
    /// A private key where a public key is wanted.
    #[error(
        "this is a private key, and a public key is needed: pass the platform's public key, which its console \
         shows once your application's public key has been uploaded there"
    )]
    PrivateKeyGiven,
    /// A certificate where a key is wanted.
    #[error(
        "this is a certificate, not a key: an Alipay application in certificate mode is described by \
         Credentials::certificates, which takes it beside the private key"
    )]
    CertificateGiven,
    /// A certificate signing request where a key is wanted.
    #[error(
        "this is a certificate signing request (CSR), not a key: pass the key it was made from, or in \
         certificate mode the certificates that the open platform issued for it"
    )]
    CertificateRequestGiven,
    /// A private key protected by a password.
    #[error(
        "the private key is protected by a password: decrypt it first, for example with \
         `openssl pkey -in encrypted.pem -out key.pem`"
    )]
    Encrypted,
    /// A key of another algorithm.
    #[error(
        "this is a key for {algorithm}, and the interface takes RSA only (with SHA-256): make an RSA \
         key of 2048 bits and upload its public half to the platform"
    )]
    NotRsa {
        /// Name of the algorithm, or its object identifier.
        algorithm: String,
    },
    /// An RSA key of a size that is not accepted.
    #[error(
        "the RSA key has {bits} bits, and 2048 to 8192 are accepted: make a new one of 2048 bits and \
         upload its public half to the platform"
    )]
    Size {
        /// Size of the modulus in bits.
        bits: usize,
    },
    /// More than one key of the wanted kind.
    #[error("the text holds {count} keys: pass only the one to use")]
    Several {
        /// How many there are.
        count: usize,
    },
    /// Readable base64 that holds something else.
    #[error("the text decodes from base64, but what it holds is not a key: pass PEM, PKCS #1 or PKCS #8")]
    Unrecognised,
    /// An RSA key whose numbers do not belong together.
    #[error(
        "the RSA key is damaged: its numbers do not belong together, so it was altered on the way; copy \
         it again from where it was made"
    )]
    Damaged,
}
