//! Keys and certificates made at run time for the unit tests of this folder.

use std::sync::LazyLock;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding};
use rsa::{RsaPrivateKey, RsaPublicKey};

use super::certificate::Certificate;

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

/// A day on which the certificates of [`params`] are valid: 2026-01-02 in seconds since the Unix epoch.
pub(crate) const NOW: i64 = 1_767_312_000;

pub(crate) fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2025, 1, 1);
    params.not_after = date_time_ymd(2049, 1, 1);
    params
}

/// A root for the tests with the certificates it issues.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub pem: String,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = params("Test root");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::from_pem(&TestKey::generate(2048).pkcs8).unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    pub fn certify(&self, name: &str, key: &TestKey) -> String {
        let key = KeyPair::from_pem(&key.pkcs8).unwrap();
        params(name).signed_by(&key, &self.issuer).unwrap().pem()
    }
}

/// The SN of a certificate.
pub(crate) fn sn(pem: &str) -> String {
    Certificate::parse_bundle(pem).unwrap()[0].serial_number().to_owned()
}
