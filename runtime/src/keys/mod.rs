//! RSA keys as people hold them: from the text that a developer pastes to a key that signs or verifies.
//!
//! - `textual` takes PEM or bare base64 apart, `der` says what the bytes are, so that a wrong key is named and not
//!   only refused;
//! - [`PrivateKey`] signs and [`PublicKey`] verifies.

pub(crate) mod der;
pub(crate) mod key;
pub(crate) mod key_error;
pub(crate) mod textual;

#[cfg(test)]
pub(crate) mod test_keys;

pub use key::{PrivateKey, PublicKey, VerificationError};
pub use key_error::KeyError;
pub use textual::TextualEncodingError;

/// Lower-case hexadecimal digits, two for each byte.
pub(crate) fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
