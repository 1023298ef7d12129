//! Keys made at run time for unit tests.

use std::sync::LazyLock;

use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding};
use rsa::{RsaPrivateKey, RsaPublicKey};

/// A key in every form a developer may hold it.
pub(crate) struct TestKey {
    pub pkcs8: String,
    pub pkcs1: String,
    pub public: String,
    pub public_pkcs1: String,
}

impl TestKey {
    pub fn generate(bits: usize) -> Self {
        use rsa::pkcs1::EncodeRsaPublicKey;
        let private = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, bits).unwrap();
        let public = RsaPublicKey::from(&private);
        Self {
            pkcs8: private.to_pkcs8_pem(LineEnding::LF).unwrap().to_string(),
            pkcs1: private.to_pkcs1_pem(LineEnding::LF).unwrap().to_string(),
            public: public.to_public_key_pem(LineEnding::LF).unwrap(),
            public_pkcs1: public.to_pkcs1_pem(LineEnding::LF).unwrap(),
        }
    }
}

/// The application's key and the platform's: made once, since making them takes time.
pub(crate) static APP: LazyLock<TestKey> = LazyLock::new(|| TestKey::generate(2048));
pub(crate) static ALIPAY: LazyLock<TestKey> = LazyLock::new(|| TestKey::generate(2048));

/// The base64 between the dashes, on one line.
pub(crate) fn bare(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}
