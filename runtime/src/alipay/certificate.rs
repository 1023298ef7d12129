//! X.509 certificates, as far as certificate mode needs them: a serial number, a key, a date.
//!
//! A certificate is not checked against a chain here. The developer downloads Alipay's certificate from the
//! console over TLS and configures it, which makes it trusted in itself; the platform's own clients do the
//! same. One that is downloaded while the program runs has to prove itself: see `chain`.

use md5::{Digest, Md5};
use x509_parser::asn1_rs::FromDer;
use x509_parser::certificate::X509Certificate;
use x509_parser::time::ASN1Time;

use super::certificate_error::CertificateError;
use super::der::{Content, classify};
use super::distinguished_name::rfc2253;
use super::hex;
use super::key::PublicKey;
use super::key_error::KeyError;
use super::textual::{TextualEncodingError, blocks};
use crate::formats::Bytes;

/// Object identifiers of RSA signature algorithms (RFC 8017 appendix A.2) begin so.
const RSA_SIGNATURES: &str = "1.2.840.113549.1.1.";

/// What is read from one certificate. It need not be an RSA one: the bundle of Alipay's roots holds SM2 and
/// ECDSA certificates as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    serial_number: String,
    issuer: String,
    serial_decimal: String,
    subject: String,
    signature_algorithm: String,
    public_key: Vec<u8>,
    not_before: ASN1Time,
    not_after: ASN1Time,
    authority: bool,
    der: Bytes,
}

impl Certificate {
    /// Reads all certificates of a text, in their order: PEM blocks, or one certificate as bare base64.
    ///
    /// # Errors
    ///
    /// A [`CertificateError`] that names what was given in place of a certificate, or which one cannot be
    /// read.
    pub fn parse_bundle(text: &str) -> Result<Vec<Self>, CertificateError> {
        let mut certificates = Vec::new();
        for (block, index) in blocks(text)?.iter().zip(1..) {
            if block.encrypted {
                return Err(CertificateError::PrivateKeyGiven);
            }
            certificates.push(match classify(&block.der) {
                Content::Certificate => Self::from_der(&block.der, index)?,
                Content::PrivateKey(_) | Content::EncryptedPrivateKey => {
                    return Err(CertificateError::PrivateKeyGiven);
                }
                Content::PublicKey(_) => return Err(CertificateError::PublicKeyGiven),
                Content::CertificateRequest => {
                    return Err(CertificateError::CertificateRequestGiven);
                }
                Content::CutShort => return Err(TextualEncodingError::CutShort.into()),
                Content::Unrecognised => return Err(CertificateError::Unrecognised { index }),
            });
        }
        Ok(certificates)
    }

    fn from_der(der: &[u8], index: usize) -> Result<Self, CertificateError> {
        let (_, certificate) = X509Certificate::from_der(der)
            .map_err(|error| CertificateError::Malformed { index, reason: error.to_string() })?;
        let issuer = rfc2253(certificate.issuer());
        let serial_decimal = certificate.serial.to_string();
        let authority = certificate.basic_constraints().ok().flatten().is_some_and(|basic| basic.value.ca);
        Ok(Self {
            serial_number: hex(Md5::digest(format!("{issuer}{serial_decimal}"))),
            issuer,
            serial_decimal,
            subject: rfc2253(certificate.subject()),
            signature_algorithm: certificate.signature_algorithm.algorithm.to_id_string(),
            public_key: certificate.public_key().raw.to_vec(),
            not_before: certificate.validity().not_before,
            not_after: certificate.validity().not_after,
            authority,
            der: der.into(),
        })
    }

    /// What the vendor calls the SN of a certificate: the MD5, as 32 lower-case hexadecimal digits, of the
    /// issuer followed by the serial number in decimal.
    pub fn serial_number(&self) -> &str {
        &self.serial_number
    }

    /// The issuer in the form of RFC 2253.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The X.509 serial number in decimal.
    pub fn serial_decimal(&self) -> &str {
        &self.serial_decimal
    }

    /// The subject in the form of RFC 2253.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The object identifier of the algorithm that signed the certificate.
    pub fn signature_algorithm(&self) -> &str {
        &self.signature_algorithm
    }

    /// Whether it may sign other certificates (basic constraint `CA`): a root or an intermediate, never the
    /// certificate of an application or of the gateway.
    pub fn is_authority(&self) -> bool {
        self.authority
    }

    /// Whether issuer and subject are the same, as in a root.
    pub fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// The certified key.
    ///
    /// # Errors
    ///
    /// A [`KeyError`] if it is not an RSA key of an accepted size.
    pub fn public_key(&self) -> Result<PublicKey, KeyError> {
        PublicKey::from_der(&self.public_key)
    }

    /// The certificate as it was encoded.
    pub(super) fn der(&self) -> &[u8] {
        &self.der
    }

    pub(super) fn not_before(&self) -> ASN1Time {
        self.not_before
    }

    pub(super) fn not_after(&self) -> ASN1Time {
        self.not_after
    }
}

/// The SN of a bundle of roots: those of the RSA-signed members in their order, joined by `_`; `None` if
/// there is no such member.
pub fn root_serial_number(roots: &[Certificate]) -> Option<String> {
    let serial_numbers: Vec<&str> = roots
        .iter()
        .filter(|root| root.signature_algorithm.starts_with(RSA_SIGNATURES))
        .map(Certificate::serial_number)
        .collect();
    (!serial_numbers.is_empty()).then(|| serial_numbers.join("_"))
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::super::test_keys::{APP, bare};
    use super::{Certificate, CertificateError, TextualEncodingError, root_serial_number};

    fn certificate() -> String {
        certificate_number(1)
    }

    fn certificate_number(serial: u64) -> String {
        let key = rcgen::KeyPair::from_pem(&APP.pkcs8).unwrap();
        let mut params = rcgen::CertificateParams::default();
        params.serial_number = Some(serial.into());
        params.self_signed(&key).unwrap().pem()
    }

    fn error(text: &str) -> CertificateError {
        Certificate::parse_bundle(text).err().unwrap()
    }

    #[test]
    fn pem_and_bare_base64_are_the_same_certificate() {
        let pem = certificate();
        let certificates = Certificate::parse_bundle(&pem).unwrap();
        assert_eq!(certificates, Certificate::parse_bundle(&bare(&pem)).unwrap());
        assert_eq!(certificates[0].serial_number().len(), 32);
    }

    #[test]
    fn a_bundle_keeps_its_order() {
        let (first, second) = (certificate_number(1), certificate_number(2));
        let bundle = Certificate::parse_bundle(&format!("{first}\n{second}")).unwrap();
        let alone = [&first, &second].map(|pem| Certificate::parse_bundle(pem).unwrap().remove(0));
        assert_eq!(bundle, alone);
        assert_ne!(bundle[0].serial_number(), bundle[1].serial_number());
    }

    #[test]
    fn what_is_given_in_place_of_a_certificate_is_named() {
        assert_eq!(error(&APP.pkcs8), CertificateError::PrivateKeyGiven);
        assert_eq!(error(&format!("{}{}", certificate(), APP.pkcs1)), CertificateError::PrivateKeyGiven);
        assert_eq!(error(&APP.public), CertificateError::PublicKeyGiven);
        assert_eq!(error("aGVsbG8="), CertificateError::Unrecognised { index: 1 });
        let key = rcgen::KeyPair::from_pem(&APP.pkcs8).unwrap();
        let request = rcgen::CertificateParams::default().serialize_request(&key).unwrap().pem().unwrap();
        assert_eq!(error(&request), CertificateError::CertificateRequestGiven);
    }

    #[test]
    fn a_bundle_that_was_cut_short_is_refused_and_not_read_in_part() {
        let whole = certificate();
        let cut = &certificate()[..300];
        assert_eq!(error(""), TextualEncodingError::Empty.into());
        assert!(matches!(
            error(&format!("{whole}{cut}")),
            CertificateError::Text(TextualEncodingError::MissingEnd { line }) if line == whole.lines().count() + 1
        ));
        assert_eq!(error(&bare(&whole)[..400]), TextualEncodingError::CutShort.into());
    }

    #[test]
    fn an_unreadable_certificate_is_named_by_its_place() {
        let whole = certificate();
        let mut der = STANDARD.decode(bare(&whole)).unwrap();
        // The version, [0] EXPLICIT INTEGER 2, and after it the tag of the serial number.
        let version = der.windows(5).position(|bytes| bytes == b"\xa0\x03\x02\x01\x02").unwrap();
        der[version + 5] = 0x04;
        let broken = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----", STANDARD.encode(der));
        let error = error(&format!("{whole}{broken}"));
        assert!(matches!(error, CertificateError::Malformed { index: 2, .. }), "{error:?}");
    }

    #[test]
    fn a_bundle_without_rsa_signatures_has_no_root_serial_number() {
        let ec = rcgen::KeyPair::generate().unwrap();
        let pem = rcgen::CertificateParams::default().self_signed(&ec).unwrap().pem();
        assert_eq!(root_serial_number(&Certificate::parse_bundle(&pem).unwrap()), None);
    }
}
