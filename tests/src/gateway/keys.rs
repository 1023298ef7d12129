//! Keys and certificates of the double, made once per process: RSA keys take their time.

use std::sync::LazyLock;
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, PKCS_RSA_SHA256, SerialNumber};
use rsa::pkcs8::{EncodePrivateKey as _, LineEnding};
use rsa::{RsaPrivateKey, rand_core::OsRng};

use super::certificate;

/// Everything that signs, and the files a developer would be given.
pub(crate) struct Keys {
    /// The application's key pair: verifies requests, in both modes.
    pub(crate) app: RsaPrivateKey,
    /// Alipay's key pair: signs answers, in both modes.
    pub(crate) alipay: RsaPrivateKey,
    /// The key pair that Alipay renews its own with.
    pub(crate) renewed: RsaPrivateKey,
    /// A key that belongs to nobody the client knows.
    pub(crate) stranger: RsaPrivateKey,
    pub(crate) app_certificate: Certificates,
    /// The chain, leaf first, then the authority that issued it.
    pub(crate) alipay_certificate: Certificates,
    /// The chain of the renewed key, which no developer has been given.
    pub(crate) renewed_certificate: Certificates,
    pub(crate) root_certificates: Certificates,
    /// The SN of the authority that issued Alipay's certificate.
    pub(crate) authority_sn: String,
}

/// A PEM file and the SN that stands for it.
pub(crate) struct Certificates {
    pub(crate) pem: String,
    pub(crate) sn: String,
}

pub(crate) static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let [app, alipay, renewed, stranger, authority] =
        [(); 5].map(|()| thread::spawn(|| RsaPrivateKey::new(&mut OsRng, 2048).expect("an RSA key")));
    let join = |key: thread::JoinHandle<RsaPrivateKey>| key.join().expect("an RSA key");
    certified(join(app), [join(alipay), join(renewed)], join(stranger), &join(authority))
});

/// Issues: two roots → one authority → the certificates of the application and of Alipay.
fn certified(
    app: RsaPrivateKey,
    [alipay, renewed]: [RsaPrivateKey; 2],
    stranger: RsaPrivateKey,
    authority: &RsaPrivateKey,
) -> Keys {
    let authority = key_pair(authority);
    let root = parameters("Double Certification Authority R1", 0x1fcf_a18d_6a48_0d11, true);
    let second_root = parameters("Double Certification Authority R2", 0x41_7efa_52c0, true);
    let class2 = parameters("Double Certification Authority Class 2 R1", 0x62c4_abe5_b280_325f, true);

    let root_issuer = Issuer::from_params(&root, &authority);
    let class2_issuer = Issuer::from_params(&class2, &authority);
    let self_signed = |parameters: &CertificateParams| parameters.self_signed(&authority).expect("a root").pem();
    let issued = |name, serial, key: &RsaPrivateKey| {
        parameters(name, serial, false).signed_by(&key_pair(key), &class2_issuer).expect("a certificate").pem()
    };
    let class2_pem = class2.signed_by(&authority, &root_issuer).expect("a certificate").pem();
    let app_pem = issued("2088102150527498-2021000000000001", 0x2020_0518_6203_9d40, &app);
    let alipay_pem = issued("Double Alipay", 0x2020_0514_e63c_2fe0, &alipay) + &class2_pem;
    let renewed_pem = issued("Double Alipay", 0x2025_0514_e63c_2fe1, &renewed) + &class2_pem;
    // In the public file, too, roots of other kinds stand between those that count.
    let [sm2, ecdsa] = foreign_roots();
    let roots_pem = sm2 + &self_signed(&root) + &ecdsa + &self_signed(&second_root);

    let leaf = |pem: String| Certificates { sn: certificate::leaf(&pem), pem };
    Keys {
        authority_sn: certificate::issuer(&alipay_pem),
        app_certificate: leaf(app_pem),
        alipay_certificate: leaf(alipay_pem),
        renewed_certificate: leaf(renewed_pem),
        root_certificates: Certificates { sn: certificate::roots(&roots_pem), pem: roots_pem },
        app,
        alipay,
        renewed,
        stranger,
    }
}

fn key_pair(key: &RsaPrivateKey) -> KeyPair {
    let pem = key.to_pkcs8_pem(LineEnding::LF).expect("a PEM text");
    KeyPair::from_pkcs8_pem_and_sign_algo(&pem, &PKCS_RSA_SHA256).expect("a key pair")
}

fn parameters(common_name: &str, serial: u64, authority: bool) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.not_before = rcgen::date_time_ymd(2020, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(2049, 1, 1);
    parameters.serial_number = Some(SerialNumber::from(serial));
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    for (kind, text) in [
        (DnType::CountryName, "CN"),
        (DnType::OrganizationName, "Gateway Double"),
        (DnType::OrganizationalUnitName, "Certification Authority"),
        (DnType::CommonName, common_name),
    ] {
        parameters.distinguished_name.push(kind, text);
    }
    if authority {
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    parameters
}

/// The SM2 and the ECDSA root of the public root file, which strict parsers of certificates refuse.
fn foreign_roots() -> [String; 2] {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../../vectors/alipay-aes-and-cert-sn.json")).expect("the vectors");
    [0, 2].map(|index| {
        let root = &vectors["root_sn_cases"][0]["certificates"][index];
        assert_eq!(root["counted"], false, "a root that does not count");
        root["pem"].as_str().expect("a PEM text").to_owned()
    })
}
