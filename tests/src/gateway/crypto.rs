//! The cryptography of the double, on RustCrypto, so that the runtime's (another library) never checks itself:
//! RSA PKCS#1 v1.5 with SHA-256 for signatures, AES-128-CBC with a zero IV for content encryption.

use aes::Aes128;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockDecryptMut as _, BlockEncryptMut as _, KeyIvInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1v15::{Signature, SigningKey, VerifyingKey};
use rsa::signature::{SignatureEncoding as _, Signer as _, Verifier as _};
use rsa::{RsaPrivateKey, RsaPublicKey};
use sha2::Sha256;

const ZERO_IV: [u8; 16] = [0; 16];

/// The base64 signature of a message.
pub(crate) fn sign(key: &RsaPrivateKey, message: &[u8]) -> String {
    STANDARD.encode(SigningKey::<Sha256>::new(key.clone()).sign(message).to_bytes())
}

/// Whether a base64 signature belongs to the message and the key.
pub(crate) fn verify(key: &RsaPublicKey, message: &[u8], signature: &str) -> bool {
    STANDARD
        .decode(signature)
        .ok()
        .and_then(|bytes| Signature::try_from(bytes.as_slice()).ok())
        .is_some_and(|signature| VerifyingKey::<Sha256>::new(key.clone()).verify(message, &signature).is_ok())
}

/// The base64 ciphertext of a text under a base64 key of 16 bytes.
///
/// # Panics
///
/// When the key is not one: the double makes its own.
pub(crate) fn encrypt(key: &str, plaintext: &[u8]) -> String {
    let key = STANDARD.decode(key).expect("a base64 key");
    let cipher = cbc::Encryptor::<Aes128>::new_from_slices(&key, &ZERO_IV).expect("a key of 16 bytes");
    STANDARD.encode(cipher.encrypt_padded_vec_mut::<Pkcs7>(plaintext))
}

/// The plaintext of a base64 ciphertext, or what is wrong with it.
///
/// # Panics
///
/// When the key is not one: the double makes its own.
pub(crate) fn decrypt(key: &str, ciphertext: &[u8]) -> Result<Vec<u8>, &'static str> {
    let key = STANDARD.decode(key).expect("a base64 key");
    let cipher = cbc::Decryptor::<Aes128>::new_from_slices(&key, &ZERO_IV).expect("a key of 16 bytes");
    let ciphertext = STANDARD.decode(ciphertext).map_err(|_| "the ciphertext is not base64")?;
    cipher.decrypt_padded_vec_mut::<Pkcs7>(&ciphertext).map_err(|_| "the ciphertext does not decrypt")
}

#[cfg(test)]
mod tests {
    use rsa::pkcs8::DecodePublicKey as _;
    use serde_json::Value;

    use super::*;

    fn text<'a>(value: &'a Value, key: &str) -> &'a str {
        value[key].as_str().unwrap_or_else(|| panic!("{key} is text"))
    }

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../vectors/alipay-v3.json")).unwrap()
    }

    fn verifies(key: &str, headers: &Value, body: &str) -> bool {
        let key = RsaPublicKey::from_public_key_pem(key).unwrap();
        let message = format!("{}\n{}\n{body}\n", text(headers, "alipay-timestamp"), text(headers, "alipay-nonce"));
        headers["alipay-signature"].as_str().is_some_and(|signature| verify(&key, message.as_bytes(), signature))
    }

    #[test]
    fn recorded_responses_verify_and_altered_ones_do_not() {
        let vectors = vectors();
        let key = text(&vectors, "alipay_public_key");
        let mut answered = 0;
        for case in vectors["cases"].as_array().unwrap() {
            let response = &case["response"];
            if response.is_object() {
                assert!(verifies(key, &response["headers"], text(response, "body")), "{}", case["name"]);
                answered += 1;
            }
        }
        assert_eq!(answered, 10, "the cases with a response");
        let mut refused = 0;
        for case in vectors["negative_cases"].as_array().unwrap() {
            if case["headers"].is_object() {
                assert!(!verifies(key, &case["headers"], text(case, "body")), "{}", case["name"]);
                refused += 1;
            }
        }
        assert_eq!(refused, 3, "the negative cases of responses");
    }

    #[test]
    fn recorded_texts_encrypt_to_the_recorded_ciphertexts_and_back() {
        let vectors: Value = serde_json::from_str(include_str!("../../vectors/alipay-aes-and-cert-sn.json")).unwrap();
        for case in vectors["aes_cases"].as_array().unwrap() {
            let (key, plain, cipher) =
                (text(case, "key_base64"), text(case, "plaintext"), text(case, "ciphertext_base64"));
            assert_eq!(encrypt(key, plain.as_bytes()), cipher, "{}", case["name"]);
            assert_eq!(decrypt(key, cipher.as_bytes()).unwrap(), plain.as_bytes(), "{}", case["name"]);
        }
        for case in vectors["aes_negative"].as_array().unwrap() {
            assert!(decrypt(text(case, "key_base64"), text(case, "ciphertext_base64").as_bytes()).is_err());
        }
    }
}
