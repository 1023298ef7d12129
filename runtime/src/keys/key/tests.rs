//! Every form of key that is read, and every wrong one that is named.

use super::super::test_keys::{ALIPAY, APP, TestKey, bare};
use super::super::textual::TextualEncodingError;
use super::{KeyError, PrivateKey, PublicKey, VerificationError};

fn private_error(text: &str) -> KeyError {
    PrivateKey::parse(text).err().unwrap()
}

fn public_error(text: &str) -> KeyError {
    PublicKey::parse(text).err().unwrap()
}

fn pem(label: &str, base64: &str) -> String {
    format!("-----BEGIN {label}-----\n{base64}\n-----END {label}-----\n")
}

#[test]
fn every_form_of_a_private_key_signs_alike() {
    let signature = PrivateKey::parse(&APP.pkcs8).unwrap().sign(b"message");
    let forms = [APP.pkcs1.clone(), bare(&APP.pkcs8), bare(&APP.pkcs1), APP.pkcs8.replace('\n', " ")];
    for form in forms {
        let key = PrivateKey::parse(&form).unwrap();
        assert_eq!(key.sign(b"message"), signature);
        assert_eq!(key.public_key(), &PublicKey::parse(&APP.public).unwrap());
    }
}

#[test]
fn every_form_of_a_public_key_is_the_same_key() {
    let key = PublicKey::parse(&APP.public).unwrap();
    for form in [APP.public_pkcs1.clone(), bare(&APP.public), bare(&APP.public_pkcs1)] {
        assert_eq!(PublicKey::parse(&form).unwrap(), key);
    }
    assert_ne!(PublicKey::parse(&ALIPAY.public).unwrap(), key);
}

#[test]
fn a_wrong_label_does_not_matter_as_long_as_the_key_is_right() {
    let mislabelled = APP.pkcs1.replace("RSA PRIVATE KEY", "PRIVATE KEY");
    assert!(PrivateKey::parse(&mislabelled).is_ok());
}

#[test]
fn a_signature_verifies_only_over_its_own_message_and_under_its_own_key() {
    let key = PrivateKey::parse(&APP.pkcs8).unwrap();
    let signature = key.sign(b"message");
    assert_eq!(key.public_key().verify(b"message", &signature), Ok(()));
    assert_eq!(key.public_key().verify(b"Message", &signature), Err(VerificationError::Mismatch));
    let other = PublicKey::parse(&ALIPAY.public).unwrap();
    assert_eq!(other.verify(b"message", &signature), Err(VerificationError::Mismatch));
    assert_eq!(key.public_key().verify(b"message", "…"), Err(VerificationError::NotBase64));
    assert_eq!(key.public_key().verify(b"message", ""), Err(VerificationError::Mismatch));
}

#[test]
fn the_wrong_half_of_a_key_is_named() {
    assert_eq!(private_error(&APP.public), KeyError::PublicKeyGiven);
    assert_eq!(private_error(&bare(&APP.public)), KeyError::PublicKeyGiven);
    assert_eq!(private_error(&APP.public_pkcs1), KeyError::PublicKeyGiven);
    assert_eq!(public_error(&APP.pkcs8), KeyError::PrivateKeyGiven);
    assert_eq!(public_error(&bare(&APP.pkcs1)), KeyError::PrivateKeyGiven);
}

#[test]
fn a_certificate_and_a_request_are_named() {
    let key = rcgen::KeyPair::from_pem(&APP.pkcs8).unwrap();
    let params = rcgen::CertificateParams::default();
    let request = params.serialize_request(&key).unwrap().pem().unwrap();
    let certificate = params.self_signed(&key).unwrap().pem();
    assert_eq!(private_error(&certificate), KeyError::CertificateGiven);
    assert_eq!(public_error(&certificate), KeyError::CertificateGiven);
    assert_eq!(public_error(&request), KeyError::CertificateRequestGiven);
}

#[test]
fn keys_of_other_algorithms_are_named() {
    let named = |algorithm: &str| KeyError::NotRsa { algorithm: algorithm.to_owned() };
    let ec = rcgen::KeyPair::generate().unwrap();
    assert_eq!(private_error(&ec.serialize_pem()), named("EC"));
    assert_eq!(public_error(&ec.public_key_pem()), named("EC"));
    let ed25519 = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    assert_eq!(private_error(&ed25519.serialize_pem()), named("Ed25519"));
    // SubjectPublicKeyInfo with algorithm ecPublicKey and curve sm2p256v1, and the outline of a point.
    assert_eq!(public_error("MBowEwYHKoZIzj0CAQYIKoEcz1UBgi0DAwAEAQ=="), named("SM2"));
    // SEC 1: INTEGER 1, OCTET STRING.
    assert_eq!(private_error(&pem("EC PRIVATE KEY", "MAYCAQEEAQE=")), named("EC"));
}

#[test]
fn a_short_key_is_named_with_its_size() {
    let short = TestKey::generate(1024);
    let size = KeyError::Size { bits: 1024 };
    for error in [
        private_error(&short.pkcs8),
        private_error(&short.pkcs1),
        public_error(&short.public),
        public_error(&short.public_pkcs1),
    ] {
        assert_eq!(error, size);
    }
}

#[test]
fn protected_keys_are_named() {
    let old = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0011\n\nYWJj";
    assert_eq!(private_error(&pem("RSA PRIVATE KEY", old)), KeyError::Encrypted);
    // EncryptedPrivateKeyInfo: AlgorithmIdentifier with PBES2, OCTET STRING.
    assert_eq!(private_error(&pem("ENCRYPTED PRIVATE KEY", "MBAwCwYJKoZIhvcNAQUNBAEA")), KeyError::Encrypted);
}

#[test]
fn text_that_was_cut_short_is_named() {
    let base64 = bare(&APP.pkcs8);
    let without_end: String = APP.pkcs8.lines().take(5).collect::<Vec<_>>().join("\n");
    assert_eq!(private_error(&without_end), TextualEncodingError::MissingEnd { line: 1 }.into());
    for length in [base64.len() - 8, 400, 401, 64] {
        assert_eq!(private_error(&base64[..length]), TextualEncodingError::CutShort.into(), "{length}");
    }
    let cut = pem("PUBLIC KEY", &bare(&APP.public)[..200]);
    assert_eq!(public_error(&cut), TextualEncodingError::CutShort.into());
}

#[test]
fn what_is_no_key_at_all_is_said_to_be_none() {
    assert_eq!(private_error(""), TextualEncodingError::Empty.into());
    assert_eq!(private_error("aGVsbG8gd29ybGQ="), KeyError::Unrecognised);
    let position = TextualEncodingError::Base64 { line: 1, column: 4 };
    assert_eq!(private_error("YWJ?ZGVm"), position.into());
}

#[test]
fn two_keys_in_one_text_are_not_chosen_from() {
    let two = format!("{}{}", APP.pkcs8, ALIPAY.pkcs8);
    assert_eq!(private_error(&two), KeyError::Several { count: 2 });
    // A private key and its public half are not ambiguous.
    assert!(PrivateKey::parse(&format!("{}{}", APP.public, APP.pkcs8)).is_ok());
}

#[test]
fn a_key_altered_in_copying_is_damaged() {
    let mut base64 = bare(&APP.pkcs8).into_bytes();
    let middle = base64.len() / 2;
    base64[middle] = if base64[middle] == b'A' { b'B' } else { b'A' };
    assert_eq!(private_error(std::str::from_utf8(&base64).unwrap()), KeyError::Damaged);
}

#[test]
fn debug_output_shows_fingerprints_and_no_key() {
    let key = PrivateKey::parse(&APP.pkcs8).unwrap();
    let fingerprint = key.public_key().fingerprint();
    assert_eq!(fingerprint.len(), "sha256:".len() + 16);
    assert_eq!(format!("{key:?}"), format!("PrivateKey {{ bits: 2048, public_key: {fingerprint:?}, .. }}"));
    assert_eq!(format!("{:?}", key.public_key()), format!("PublicKey({fingerprint:?})"));
}

#[test]
fn errors_repeat_no_part_of_the_key() {
    let base64 = bare(&APP.pkcs8);
    let label_swallowed = APP.pkcs8.replacen("PRIVATE KEY-----\n", "", 1);
    let wrong_character = APP.pkcs8.replacen(&base64[40..48], "?", 1);
    let two = format!("{}{}", APP.pkcs8, APP.pkcs8);
    for text in [&base64[..600], &label_swallowed, &wrong_character, &two] {
        let error = private_error(text);
        let printed = format!("{error} {error:?} {:?}", public_error(&APP.pkcs8));
        let repeated = (0..base64.len() - 8).find(|&at| printed.contains(&base64[at..at + 8]));
        assert_eq!(repeated, None, "{printed}");
    }
}

#[test]
#[cfg(feature = "wechat-security")]
fn the_two_paddings_do_not_pass_for_each_other() {
    let key = PrivateKey::parse(&APP.pkcs8).unwrap();
    let (pkcs1, pss) = (key.sign(b"message"), key.sign_pss(b"message"));
    let public = key.public_key();
    assert_eq!(public.verify_pss(b"message", &pss), Ok(()));
    assert_ne!(pss, key.sign_pss(b"message"), "a salt makes every signature another");
    for refused in
        [public.verify_pss(b"message", &pkcs1), public.verify(b"message", &pss), public.verify_pss(b"massage", &pss)]
    {
        assert_eq!(refused, Err(VerificationError::Mismatch));
    }
}
