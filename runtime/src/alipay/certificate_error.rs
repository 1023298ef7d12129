//! What can be wrong with the text of a certificate.

use super::textual::TextualEncodingError;

/// Why a text is not the certificates that are wanted, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// The text around the certificate cannot be read.
    #[error(transparent)]
    Text(#[from] TextualEncodingError),
    /// A private key where a certificate is wanted.
    #[error("this is a private key, not a certificate: pass the .crt file from the open platform's console")]
    PrivateKeyGiven,
    /// A public key where a certificate is wanted.
    #[error(
        "this is a public key, not a certificate: pass the .crt file from the open platform's console, or, \
         if the application signs without certificates, use Credentials::keys"
    )]
    PublicKeyGiven,
    /// A certificate signing request where a certificate is wanted.
    #[error(
        "this is a certificate signing request (CSR): upload it to the open platform and pass the .crt \
         file that is issued for it"
    )]
    CertificateRequestGiven,
    /// Readable base64 that holds something else.
    #[error("block {index} of the text decodes from base64, but what it holds is not an X.509 certificate")]
    Unrecognised {
        /// Place of the block in the text, counted from 1.
        index: usize,
    },
    /// A certificate that cannot be read.
    #[error("certificate {index} of the text cannot be read ({reason}): download the file again")]
    Malformed {
        /// Place of the certificate in the text, counted from 1.
        index: usize,
        /// What the parser says.
        reason: String,
    },
}
