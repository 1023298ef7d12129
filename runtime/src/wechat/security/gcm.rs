//! Contents under the symmetric key: AES-256-GCM with a vector of 12 bytes and a tag of 16.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::SecurityError;

/// Bytes of the tag.
const TAG: usize = 16;

/// The symmetric key with its serial number. Never prints.
pub(super) struct SymmetricKey {
    pub(super) serial: String,
    key: LessSafeKey,
}

impl SymmetricKey {
    pub(super) fn parse(serial: &str, text: &str) -> Result<Self, SecurityError> {
        if serial.trim().is_empty() {
            return Err(SecurityError::Empty("serial number of the symmetric key"));
        }
        let bytes = Zeroizing::new(STANDARD.decode(text.trim()).map_err(|_| SecurityError::SymmetricKey)?);
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| SecurityError::SymmetricKey)?;
        Ok(Self { serial: serial.trim().to_owned(), key: LessSafeKey::new(key) })
    }

    /// The body that is sent: vector, ciphertext and tag in base64. The vector must be fresh.
    pub(super) fn seal(&self, vector: [u8; NONCE_LEN], aad: &str, mut content: Zeroizing<Vec<u8>>) -> String {
        let nonce = Nonce::assume_unique_for_key(vector);
        let tag = self
            .key
            .seal_in_place_separate_tag(nonce, Aad::from(aad), &mut content)
            .expect("any content below 64 GiB is encrypted");
        let [iv, data, tag] = [&vector[..], &content, tag.as_ref()].map(|bytes| STANDARD.encode(bytes));
        // In the order of the platform's own example.
        format!(r#"{{"iv":{},"data":{},"authtag":{}}}"#, json!(iv), json!(data), json!(tag))
    }

    /// The content of a body whose signature has been verified; nothing, if it is not one of this key.
    pub(super) fn open(&self, aad: &str, body: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let bytes = |name: &str| STANDARD.decode(body.get(name)?.as_str()?).ok();
        let vector: [u8; NONCE_LEN] = bytes("iv")?.try_into().ok()?;
        let tag: [u8; TAG] = bytes("authtag")?.try_into().ok()?;
        let mut content = Zeroizing::new(bytes("data")?);
        let length = content.len();
        content.extend_from_slice(&tag);
        self.key.open_in_place(Nonce::assume_unique_for_key(vector), Aad::from(aad), &mut content).ok()?;
        content.truncate(length);
        Some(content)
    }
}

impl fmt::Debug for SymmetricKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SymmetricKey").field("serial", &self.serial).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SymmetricKey {
        SymmetricKey::parse("sn", &STANDARD.encode([7; 32])).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_only_with_the_same_data_beside_it() {
        let body = key().seal([1; 12], "a|b", Zeroizing::new(b"{}".to_vec()));
        assert_eq!(*key().open("a|b", body.as_bytes()).unwrap(), b"{}");
        assert_eq!(key().open("a|c", body.as_bytes()), None);
        let empty = key().seal([1; 12], "", Zeroizing::new(Vec::new()));
        assert_eq!(*key().open("", empty.as_bytes()).unwrap(), b"");
    }

    #[test]
    fn a_body_of_another_form_does_not_open() {
        let body = key().seal([1; 12], "", Zeroizing::new(b"{}".to_vec()));
        let short = body.replace("\"authtag\":\"", "\"authtag\":\"AAAA");
        for body in ["", "[]", "{}", r#"{"iv":"AAAA","data":"","authtag":""}"#, &short] {
            assert_eq!(key().open("", body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        for text in ["", "AAAA", "not base64", &STANDARD.encode([7; 16])] {
            assert_eq!(SymmetricKey::parse("sn", text).unwrap_err(), SecurityError::SymmetricKey);
        }
        assert!(matches!(SymmetricKey::parse(" ", ""), Err(SecurityError::Empty(_))));
        assert_eq!(format!("{:?}", key()), r#"SymmetricKey { serial: "sn", .. }"#);
    }
}
