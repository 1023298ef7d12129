//! The Alipay Open Platform: OpenAPI v3 and its cryptography.
//!
//! From the text a developer pastes to a verified answer, all but the last free of network, clock and
//! randomness:
//!
//! - [`PrivateKey`] signs and [`PublicKey`] verifies (RSA, PKCS #1 v1.5, SHA-256); a wrong text in place of a
//!   key is named and not only refused;
//! - [`Certificate`] gives the serial numbers of certificate mode;
//! - [`ContentKey`] encrypts and decrypts bodies;
//! - [`StringToSign`] and [`StringToVerify`] build the signed bytes;
//! - [`Credentials`] holds all of it for one application and checks that the parts fit together;
//! - [`V3`] is the protocol that joins them: it encrypts and signs requests, verifies and decrypts answers.
//!
//! The rules are those of <https://opendocs.alipay.com/open-v3/>.

mod certificate;
mod certificate_error;
mod cipher;
mod credentials;
mod credentials_error;
mod distinguished_name;
mod signature;
mod v3;

#[cfg(test)]
mod test_keys;

pub use certificate::{Certificate, root_serial_number};
pub use certificate_error::CertificateError;
pub use cipher::{CipherError, ContentKey, ContentKeyError};
pub use credentials::{Credentials, UnknownCertificate};
pub use credentials_error::{CertificateRole, CredentialsError};
pub use signature::{AuthString, StringToSign, StringToVerify, authorization};
pub use v3::{Platform, V3};

pub use crate::keys::{KeyError, PrivateKey, PublicKey, TextualEncodingError, VerificationError};

use crate::keys::{der, hex, key, key_error, textual};
