//! Certificates made at run time for the unit tests of this folder.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};

use super::certificate::Certificate;
pub(crate) use crate::keys::test_keys::{ALIPAY, APP, TestKey, bare};

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
