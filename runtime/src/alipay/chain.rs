//! Whether a certificate that was downloaded is Alipay's: a chain of signatures from it to a configured root
//! (RFC 5280 section 6.1, as far as this authority uses it).
//!
//! Every certificate of the chain has to be in force, all but the first have to be authorities that may sign
//! certificates, and every signature has to be RSA with SHA-2. What a certificate demands that is not looked at
//! here (a critical extension) refuses it.

use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RsaParameters,
};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::ParsedExtension;
use x509_parser::oid_registry::{OID_PKCS1_SHA256WITHRSA, OID_PKCS1_SHA384WITHRSA, OID_PKCS1_SHA512WITHRSA, Oid};
use x509_parser::prelude::FromDer;

use super::certificate::Certificate;

/// Certificates between the first one and the root, at most.
const MAX_INTERMEDIATES: usize = 5;

/// Why a certificate is not trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// There is nothing to check.
    #[error("there is no certificate")]
    Empty,
    /// An authority stands where a certificate that signs answers is wanted.
    #[error("{subject} is an authority, which signs certificates and no answers")]
    Authority {
        /// The certificate.
        subject: String,
    },
    /// A certificate that has expired, or is not valid yet.
    #[error("{subject} is valid from {from} to {until}")]
    NotInForce {
        /// The certificate.
        subject: String,
        /// Its first moment.
        from: String,
        /// Its last moment.
        until: String,
    },
    /// No certificate at hand has signed it.
    #[error(
        "no configured root, and no authority that was sent along, has signed {subject}, whose issuer is {issuer}: \
         is alipayRootCert.crt the one of this environment?"
    )]
    Unsigned {
        /// The certificate.
        subject: String,
        /// Who it says has signed it.
        issuer: String,
    },
    /// A certificate demands what is not checked here.
    #[error("{subject} has a critical extension ({extension}) that is not supported")]
    CriticalExtension {
        /// The certificate.
        subject: String,
        /// The extension's object identifier.
        extension: String,
    },
    /// More authorities than anybody uses.
    #[error("the chain is longer than {MAX_INTERMEDIATES} authorities")]
    TooLong,
}

/// Checks `certificates`, of which the first is to be trusted and the others may be its authorities in any
/// order, against the roots, at a time in seconds since the Unix epoch.
///
/// # Errors
/// A [`ChainError`] that names the certificate at which the chain breaks.
pub(super) fn check(certificates: &[Certificate], roots: &[Certificate], now: i64) -> Result<(), ChainError> {
    let (first, others) = certificates.split_first().ok_or(ChainError::Empty)?;
    if first.is_authority() {
        return Err(ChainError::Authority { subject: first.subject().to_owned() });
    }
    in_force(first, now)?;
    supported(first)?;
    let mut subject = first;
    for below in 0..=MAX_INTERMEDIATES {
        if let Some(root) = roots.iter().find(|root| has_signed(root, subject, below)) {
            return in_force(root, now);
        }
        let signers: Vec<&Certificate> =
            others.iter().filter(|other| *other != subject && has_signed(other, subject, below)).collect();
        // An authority renews its certificate under the same name and key: one in force will do.
        let next = signers.iter().find(|signer| in_force(signer, now).is_ok()).or(signers.first());
        let Some(next) = next else {
            return Err(ChainError::Unsigned {
                subject: subject.subject().to_owned(),
                issuer: subject.issuer().to_owned(),
            });
        };
        in_force(next, now)?;
        supported(next)?;
        subject = next;
    }
    Err(ChainError::TooLong)
}

fn in_force(certificate: &Certificate, now: i64) -> Result<(), ChainError> {
    let (from, until) = (certificate.not_before(), certificate.not_after());
    if (from.timestamp()..=until.timestamp()).contains(&now) {
        return Ok(());
    }
    Err(ChainError::NotInForce {
        subject: certificate.subject().to_owned(),
        from: from.to_string(),
        until: until.to_string(),
    })
}

/// Whether `issuer` may sign certificates and has signed this one, with `below` authorities between them and
/// the end.
fn has_signed(issuer: &Certificate, subject: &Certificate, below: usize) -> bool {
    let (Some(issued), Some(authority)) = (parsed(subject), parsed(issuer)) else {
        return false;
    };
    if issued.issuer().as_raw() != authority.subject().as_raw() || !may_sign(&authority, below) {
        return false;
    }
    let Some(algorithm) = algorithm(&issued.signature_algorithm.algorithm) else {
        return false;
    };
    // RFC 5280 section 4.1.1.2: what is signed names the same algorithm.
    issued.signature_algorithm == issued.tbs_certificate.signature
        && issuer
            .public_key()
            .is_ok_and(|key| key.has_signed(algorithm, issued.tbs_certificate.as_ref(), &issued.signature_value.data))
}

fn parsed(certificate: &Certificate) -> Option<X509Certificate<'_>> {
    X509Certificate::from_der(certificate.der()).ok().map(|(_, certificate)| certificate)
}

/// RFC 5280 sections 4.2.1.3 and 4.2.1.9.
fn may_sign(authority: &X509Certificate<'_>, below: usize) -> bool {
    let basic = authority.basic_constraints().ok().flatten();
    let is_authority = basic.is_some_and(|basic| {
        basic.value.ca && basic.value.path_len_constraint.is_none_or(|most| below <= most as usize)
    });
    is_authority && authority.key_usage().is_ok_and(|usage| usage.is_none_or(|usage| usage.value.key_cert_sign()))
}

fn algorithm(oid: &Oid<'_>) -> Option<&'static RsaParameters> {
    [
        (OID_PKCS1_SHA256WITHRSA, &RSA_PKCS1_2048_8192_SHA256),
        (OID_PKCS1_SHA384WITHRSA, &RSA_PKCS1_2048_8192_SHA384),
        (OID_PKCS1_SHA512WITHRSA, &RSA_PKCS1_2048_8192_SHA512),
    ]
    .into_iter()
    .find_map(|(known, algorithm)| (known == *oid).then_some(algorithm))
}

/// Critical extensions have to be understood: two are checked, the others say nothing about who signed.
fn supported(certificate: &Certificate) -> Result<(), ChainError> {
    let Some(parsed) = parsed(certificate) else {
        return Ok(());
    };
    let unsupported = parsed.extensions().iter().find(|extension| {
        extension.critical
            && !matches!(
                extension.parsed_extension(),
                ParsedExtension::BasicConstraints(_)
                    | ParsedExtension::KeyUsage(_)
                    | ParsedExtension::ExtendedKeyUsage(_)
                    | ParsedExtension::CertificatePolicies(_)
                    | ParsedExtension::SubjectAlternativeName(_)
                    | ParsedExtension::SubjectKeyIdentifier(_)
                    | ParsedExtension::AuthorityKeyIdentifier(_)
            )
    });
    match unsupported {
        None => Ok(()),
        Some(extension) => Err(ChainError::CriticalExtension {
            subject: certificate.subject().to_owned(),
            extension: extension.oid.to_id_string(),
        }),
    }
}

#[cfg(test)]
mod tests;
