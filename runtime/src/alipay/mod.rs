//! The Alipay Open Platform: OpenAPI v3 and its cryptography.
//!
//! From the text a developer pastes to a verified answer, all but the last free of network, clock and
//! randomness:
//!
//! - `textual` takes PEM or bare base64 apart, `der` says what the bytes are, so that a wrong key is
//!   named and not only refused;
//! - [`PrivateKey`] signs and [`PublicKey`] verifies (RSA, PKCS #1 v1.5, SHA-256);
//! - [`Certificate`] gives the serial numbers of certificate mode;
//! - [`ContentKey`] encrypts and decrypts bodies;
//! - [`StringToSign`] and [`StringToVerify`] build the signed bytes;
//! - [`Credentials`] holds all of it for one application and checks that the parts fit together;
//! - [`V3`] is the protocol that joins them: it encrypts and signs requests, verifies and decrypts answers.
//! - `Keeper` (feature `keeper`): the tokens of merchants and users, kept and refreshed.
//!
//! The rules are those of <https://opendocs.alipay.com/open-v3/>.

mod certificate;
mod certificate_error;
mod cipher;
mod credentials;
mod credentials_error;
mod der;
mod distinguished_name;
#[cfg(feature = "keeper")]
mod keeper;
mod key;
mod key_error;
mod signature;
mod textual;
mod v3;

#[cfg(test)]
mod test_keys;

pub use certificate::{Certificate, root_serial_number};
pub use certificate_error::CertificateError;
pub use cipher::{CipherError, ContentKey, ContentKeyError};
pub use credentials::{Credentials, UnknownCertificate};
pub use credentials_error::{CertificateRole, CredentialsError};
#[cfg(feature = "keeper")]
pub use keeper::{AuthorizeError, Keeper, KeeperBuilder, Kept, User};
pub use key::{PrivateKey, PublicKey, VerificationError};
pub use key_error::KeyError;
pub use signature::{AuthString, StringToSign, StringToVerify, authorization};
pub use textual::TextualEncodingError;
pub use v3::{Platform, V3};

/// Lower-case hexadecimal digits, two for each byte.
fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
