//! Every way in which the parts of credentials may not fit together.

use rcgen::KeyPair;

use super::super::certificate_error::CertificateError;
use super::super::cipher::ContentKeyError;
use super::super::key_error::KeyError;
use super::super::test_keys::{ALIPAY, APP, Authority, NOW, TestKey, params, sn};
use super::super::textual::TextualEncodingError;
use super::{CertificateRole, Credentials, CredentialsError, PublicKey, UNIX_EPOCH};

const APP_ID: &str = "2021000000000001";

fn certificates_at(now: i64, app: &str, alipay: &str, root: &str) -> Result<Credentials, CredentialsError> {
    Credentials::certificates_at(now, APP_ID, &APP.pkcs8, app, alipay, root)
}

fn error(app: &str, alipay: &str, root: &str) -> CredentialsError {
    certificates_at(NOW, app, alipay, root).unwrap_err()
}

#[test]
fn key_mode_signs_as_the_application_and_verifies_as_the_platform() {
    let credentials = Credentials::keys(APP_ID, &APP.pkcs1, &ALIPAY.public).unwrap();
    let own = PublicKey::parse(&APP.public).unwrap();
    assert_eq!(own.verify(b"message", &credentials.sign(b"message")), Ok(()));
    let platform = PublicKey::parse(&ALIPAY.public).unwrap();
    for sn in [None, Some(""), Some("anything")] {
        assert_eq!(credentials.platform_key(sn), Ok(platform.clone()));
    }
    assert_eq!((credentials.app_cert_sn(), credentials.root_cert_sn()), (None, None));
}

#[test]
fn an_app_id_that_cannot_be_one_is_refused() {
    let error = |id: &str| Credentials::keys(id, &APP.pkcs8, &ALIPAY.public).unwrap_err();
    assert_eq!(error(" "), CredentialsError::EmptyAppId);
    for id in ["2021,nonce=x", "2021\r\nx: y", "\"2021\"", "２０２１"] {
        assert_eq!(error(id), CredentialsError::AppId, "{id:?}");
    }
    assert_eq!(Credentials::keys(" 2021\n", &APP.pkcs8, &ALIPAY.public).unwrap().app_id(), "2021");
}

#[test]
fn wrong_keys_are_named_with_their_role() {
    let keys = |private: &str, public: &str| Credentials::keys(APP_ID, private, public).unwrap_err();
    assert_eq!(keys(&APP.pkcs8, &APP.public), CredentialsError::OwnPublicKey);
    assert_eq!(keys(&APP.pkcs8, &APP.public_pkcs1), CredentialsError::OwnPublicKey);
    assert_eq!(keys(&APP.public, &ALIPAY.public), CredentialsError::AppPrivateKey(KeyError::PublicKeyGiven));
    assert_eq!(keys(&APP.pkcs8, &ALIPAY.pkcs8), CredentialsError::AlipayPublicKey(KeyError::PrivateKeyGiven));
    let message = keys("", &ALIPAY.public).to_string();
    assert!(message.starts_with("application private key: the text is empty"), "{message}");
}

#[test]
fn certificate_mode_has_serial_numbers_and_chooses_the_key_by_them() {
    let root = Authority::new();
    let app = root.certify("app", &APP);
    let newer_key = TestKey::generate(2048);
    let (alipay, newer) = (root.certify("alipay", &ALIPAY), root.certify("alipay", &newer_key));
    // A chain: leaf, then its authority, which must not become a key that verifies responses.
    let bundle = format!("{alipay}{}{newer}", root.pem);
    let credentials = certificates_at(NOW, &app, &bundle, &root.pem).unwrap();

    assert_eq!(credentials.app_cert_sn(), Some(&*sn(&app)));
    assert_eq!(credentials.root_cert_sn(), Some(&*sn(&root.pem)));
    let first = PublicKey::parse(&ALIPAY.public).unwrap();
    let second = PublicKey::parse(&newer_key.public).unwrap();
    assert_eq!(credentials.platform_key(None), Ok(first.clone()));
    assert_eq!(credentials.platform_key(Some("")), Ok(first.clone()));
    assert_eq!(credentials.platform_key(Some(&sn(&alipay))), Ok(first.clone()));
    assert_eq!(credentials.platform_key(Some(&sn(&newer))), Ok(second.clone()));

    let unknown = credentials.platform_key(Some("0\u{1b}[31m")).unwrap_err();
    assert_eq!(unknown.known, [sn(&alipay), sn(&newer)]);
    let message = unknown.to_string();
    assert!(message.contains(r"0\u{1b}[31m") && message.contains(&sn(&newer)), "{message}");
    assert!(credentials.platform_key(Some(&sn(&root.pem))).is_err());
}

#[test]
fn certificates_in_the_wrong_place_are_named() {
    let root = Authority::new();
    let (app, alipay) = (root.certify("app", &APP), root.certify("alipay", &ALIPAY));
    assert_eq!(error(&alipay, &app, &root.pem), CredentialsError::CertificatesSwapped);
    assert_eq!(error(&app, &app, &root.pem), CredentialsError::OwnCertificate);
    assert!(matches!(
        error(&alipay, &alipay, &root.pem),
        CredentialsError::CertificateOfAnotherKey { subject } if subject.contains("CN=alipay")
    ));
    assert!(matches!(
        error(&root.pem, &alipay, &root.pem),
        CredentialsError::AuthorityGiven { role: CertificateRole::Application, .. }
    ));
    assert!(matches!(
        error(&app, &root.pem, &root.pem),
        CredentialsError::AuthorityGiven { role: CertificateRole::Alipay, .. }
    ));
    assert!(matches!(
        error(&app, &alipay, &alipay),
        CredentialsError::NotARoot { subject } if subject.contains("CN=alipay")
    ));
}

#[test]
fn unreadable_certificates_are_named_with_their_role() {
    let root = Authority::new();
    let (app, alipay) = (root.certify("app", &APP), root.certify("alipay", &ALIPAY));
    let named = |role, cause| CredentialsError::Certificate { role, cause };
    assert_eq!(
        error(&APP.public, &alipay, &root.pem),
        named(CertificateRole::Application, CertificateError::PublicKeyGiven)
    );
    assert_eq!(
        error(&app, &ALIPAY.public, &root.pem),
        named(CertificateRole::Alipay, CertificateError::PublicKeyGiven)
    );
    let message = error(&app, &alipay, "").to_string();
    assert_eq!(message, format!("root certificates (alipayRootCert.crt): {}", TextualEncodingError::Empty));
    let ec = params("ec").self_signed(&KeyPair::generate().unwrap()).unwrap().pem();
    assert_eq!(error(&app, &alipay, &ec), CredentialsError::NoRsaRoot);
    assert!(matches!(
        error(&app, &ec, &root.pem),
        CredentialsError::CertifiedKey { role: CertificateRole::Alipay, cause: KeyError::NotRsa { .. } }
    ));
}

#[test]
fn an_application_certificate_outside_its_dates_is_refused_with_the_date() {
    let root = Authority::new();
    let (app, alipay) = (root.certify("app", &APP), root.certify("alipay", &ALIPAY));
    let at = |time| certificates_at(time, &app, &alipay, &root.pem).map(|_| ());
    let year = 365 * 24 * 3600;
    assert_eq!(at(NOW), Ok(()));
    assert_eq!(at(NOW + 30 * year), Err(CredentialsError::Expired { date: "2049-01-01".to_owned() }));
    assert_eq!(at(NOW - 2 * year), Err(CredentialsError::NotYetValid { date: "2025-01-01".to_owned() }));
}

#[test]
fn the_public_constructor_reads_the_clock() {
    let root = Authority::new();
    let (app, alipay) = (root.certify("app", &APP), root.certify("alipay", &ALIPAY));
    let now = i64::try_from(UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap();
    let expected = certificates_at(now, &app, &alipay, &root.pem).map(|_| ());
    let result = Credentials::certificates(APP_ID, &APP.pkcs8, &app, &alipay, &root.pem).map(|_| ());
    assert_eq!(result, expected);
}

#[test]
fn content_encryption_is_added_with_a_checked_key() {
    let credentials = Credentials::keys(APP_ID, &APP.pkcs8, &ALIPAY.public).unwrap();
    assert!(credentials.content_key().is_none());
    assert_eq!(
        credentials.clone().encrypted("AAAA").unwrap_err(),
        CredentialsError::ContentKey(ContentKeyError::Length { bytes: 3 })
    );
    let encrypted = credentials.encrypted("AAAAAAAAAAAAAAAAAAAAAA==").unwrap();
    let key = encrypted.content_key().unwrap();
    assert_eq!(key.decrypt(&key.encrypt(b"content")).unwrap(), b"content");
}

#[test]
fn debug_output_shows_ids_and_no_secret() {
    let credentials = Credentials::keys(APP_ID, &APP.pkcs8, &ALIPAY.public).unwrap();
    let printed = format!("{:?}", credentials.encrypted("AAAAAAAAAAAAAAAAAAAAAA==").unwrap());
    let platform = PublicKey::parse(&ALIPAY.public).unwrap();
    assert!(printed.contains(APP_ID) && printed.contains(platform.fingerprint()), "{printed}");
    assert!(printed.contains("ContentKey([secret])") && printed.len() < 300, "{printed}");
}
