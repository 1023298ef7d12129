//! What a DER encoding holds, told from its outline alone.
//!
//! This decides nothing about validity; it exists so that an error can say "this is a certificate"
//! where a parser of keys would say "invalid".

use x509_parser::asn1_rs::{Any, Class, FromDer, Header, Oid, Tag};

/// The kinds of things that people paste where a key or certificate is wanted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// PKCS #1 (RFC 8017), PKCS #8 (RFC 5208), or SEC 1 (RFC 5915).
    PrivateKey(Algorithm),
    /// PKCS #1, or SubjectPublicKeyInfo (RFC 5280).
    PublicKey(Algorithm),
    /// PKCS #8 EncryptedPrivateKeyInfo.
    EncryptedPrivateKey,
    /// X.509 (RFC 5280).
    Certificate,
    /// PKCS #10 (RFC 2986).
    CertificateRequest,
    /// The outermost element promises more bytes than there are.
    CutShort,
    Unrecognised,
}

/// The algorithm a key belongs to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Rsa {
        bits: usize,
    },
    /// A name for people.
    Other(String),
}

pub(crate) fn classify(der: &[u8]) -> Content {
    let Ok((content, header)) = Header::from_der(der) else {
        return Content::Unrecognised;
    };
    if header.tag() != Tag::Sequence || !header.is_constructed() {
        return Content::Unrecognised;
    }
    if header.length().definite().is_ok_and(|length| length > content.len()) {
        return Content::CutShort;
    }
    let fields = elements(content);
    let is = |index: usize, tag: Tag| fields.get(index).is_some_and(|field| has(field, tag));
    let integers = fields.iter().take_while(|field| has(field, Tag::Integer)).count();

    if is(0, Tag::Integer) && is(1, Tag::Sequence) && is(2, Tag::OctetString) {
        Content::PrivateKey(algorithm(&fields[1], || {
            elements(fields[2].data).first().map_or(0, |key| modulus_bits(key, 1))
        }))
    } else if is(0, Tag::Integer) && is(1, Tag::OctetString) {
        Content::PrivateKey(Algorithm::Other("EC".to_owned()))
    } else if integers >= 9 {
        Content::PrivateKey(Algorithm::Rsa { bits: bits(&fields[1]) })
    } else if integers == 2 && fields.len() == 2 {
        Content::PublicKey(Algorithm::Rsa { bits: bits(&fields[0]) })
    } else if is(0, Tag::Sequence) && is(1, Tag::BitString) {
        Content::PublicKey(algorithm(&fields[0], || {
            // The first byte of a BIT STRING counts its unused bits.
            let key = fields[1].data.get(1..).unwrap_or_default();
            elements(key).first().map_or(0, |key| modulus_bits(key, 0))
        }))
    } else if is(0, Tag::Sequence) && is(1, Tag::OctetString) {
        Content::EncryptedPrivateKey
    } else if is(0, Tag::Sequence) && is(1, Tag::Sequence) && is(2, Tag::BitString) {
        // A request has version, subject, key and attributes; a certificate has at least six fields.
        if elements(fields[0].data).len() >= 6 { Content::Certificate } else { Content::CertificateRequest }
    } else {
        Content::Unrecognised
    }
}

/// The elements one after another in `der`, as far as they can be read. Ten are more than any outline
/// looked at here has.
fn elements(mut der: &[u8]) -> Vec<Any<'_>> {
    let mut elements = Vec::new();
    while elements.len() < 10 {
        let Ok((rest, element)) = Any::from_der(der) else {
            break;
        };
        elements.push(element);
        der = rest;
    }
    elements
}

fn has(element: &Any<'_>, tag: Tag) -> bool {
    element.class() == Class::Universal && element.tag() == tag
}

/// The algorithm named by an AlgorithmIdentifier (RFC 5280 section 4.1.1.2).
fn algorithm(identifier: &Any<'_>, rsa_bits: impl FnOnce() -> usize) -> Algorithm {
    let fields = elements(identifier.data);
    let oid = |index: usize| {
        let field = fields.get(index).filter(|field| has(field, Tag::Oid))?;
        Some(Oid::new(field.data.into()).to_id_string())
    };
    match oid(0).as_deref() {
        Some("1.2.840.113549.1.1.1") => Algorithm::Rsa { bits: rsa_bits() },
        Some("1.2.840.113549.1.1.10") => Algorithm::Other("RSA-PSS".to_owned()),
        // The curve is the parameter of the algorithm.
        Some("1.2.840.10045.2.1") if oid(1).as_deref() == Some("1.2.156.10197.1.301") => {
            Algorithm::Other("SM2".to_owned())
        }
        Some("1.2.840.10045.2.1") => Algorithm::Other("EC".to_owned()),
        Some("1.2.840.10040.4.1") => Algorithm::Other("DSA".to_owned()),
        Some("1.3.101.112") => Algorithm::Other("Ed25519".to_owned()),
        Some(oid) => Algorithm::Other(format!("OID {oid}")),
        None => Algorithm::Other("unnamed".to_owned()),
    }
}

/// The size of the modulus that stands at `index` in an RSAPrivateKey or RSAPublicKey.
fn modulus_bits(key: &Any<'_>, index: usize) -> usize {
    elements(key.data).get(index).map_or(0, bits)
}

fn bits(integer: &Any<'_>) -> usize {
    let significant = integer.data.iter().skip_while(|byte| **byte == 0).collect::<Vec<_>>();
    significant.first().map_or(0, |first| significant.len() * 8 - first.leading_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use super::{Content, classify};

    #[test]
    fn bytes_that_are_no_key_are_unrecognised() {
        for der in [&b""[..], b"\x30", b"hello world", b"\x30\x00", b"\x04\x01a", b"\x30\x80\x02\x01\x00"] {
            assert_eq!(classify(der), Content::Unrecognised, "{der:?}");
        }
    }

    #[test]
    fn a_sequence_with_missing_bytes_is_cut_short() {
        assert_eq!(classify(b"\x30\x82\x04\xa3\x02\x01\x00"), Content::CutShort);
    }
}
