//! What can be wrong when an application's keys and certificates are put together.

use std::fmt;

use super::certificate_error::CertificateError;
use super::cipher::ContentKeyError;
use super::key_error::KeyError;

/// What a certificate text is for, and the name of the file that the console offers for download.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateRole {
    /// The application's own: `appCertPublicKey_<app id>.crt`.
    Application,
    /// Alipay's: `alipayCertPublicKey_RSA2.crt`, possibly a chain with the leaf first.
    Alipay,
    /// The roots, the same for everybody: `alipayRootCert.crt`.
    Root,
}

impl fmt::Display for CertificateRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Application => "application certificate (appCertPublicKey_<app id>.crt)",
            Self::Alipay => "Alipay certificate (alipayCertPublicKey_RSA2.crt)",
            Self::Root => "root certificates (alipayRootCert.crt)",
        })
    }
}

/// Why credentials cannot be built: which part is wrong, in what way, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// No app id.
    #[error("the app id is empty: pass the 16 digits that the open platform's console shows (APPID)")]
    EmptyAppId,
    /// An app id with characters that would break the header it is sent in.
    #[error("the app id holds a character other than ASCII letters and digits: pass it without quotes and spaces")]
    AppId,
    /// The application's private key cannot be used.
    #[error("application private key: {0}")]
    AppPrivateKey(KeyError),
    /// Alipay's public key cannot be used.
    #[error("Alipay public key: {0}")]
    AlipayPublicKey(KeyError),
    /// The application's own public key was given as Alipay's.
    #[error(
        "Alipay public key: this is your application's own public key, the other half of its private key; \
         pass the platform's key, which the console shows as \"Alipay public key\" (支付宝公钥) once yours \
         has been uploaded"
    )]
    OwnPublicKey,
    /// A certificate text cannot be read.
    #[error("{role}: {cause}")]
    Certificate {
        /// Which of the three.
        role: CertificateRole,
        /// What is wrong with it.
        cause: CertificateError,
    },
    /// A certificate holds a key that cannot be used.
    #[error("{role}: the key in it cannot be used: {cause}")]
    CertifiedKey {
        /// Which of the three.
        role: CertificateRole,
        /// What is wrong with the key.
        cause: KeyError,
    },
    /// A root or intermediate certificate in a place for a leaf.
    #[error(
        "{role}: this is a certificate of an authority ({subject}), which signs certificates and not calls; \
         the files seem to be mixed up"
    )]
    AuthorityGiven {
        /// Which of the three.
        role: CertificateRole,
        /// The subject of the certificate.
        subject: String,
    },
    /// A certificate among the roots that is not a root.
    #[error(
        "root certificates (alipayRootCert.crt): {subject} is not a root, its issuer is somebody else; the \
         files seem to be mixed up"
    )]
    NotARoot {
        /// The subject of the certificate.
        subject: String,
    },
    /// Roots without an RSA-signed one, for which the platform has no serial number.
    #[error(
        "root certificates (alipayRootCert.crt): none of them is signed with RSA; pass the whole file as \
         downloaded"
    )]
    NoRsaRoot,
    /// Application and Alipay certificate in each other's place.
    #[error(
        "the application certificate and the Alipay certificate are swapped: the one given as Alipay's \
         belongs to the application's private key"
    )]
    CertificatesSwapped,
    /// The application's certificate was given as Alipay's too.
    #[error(
        "Alipay certificate (alipayCertPublicKey_RSA2.crt): this is your application's own certificate; \
         download Alipay's from the console"
    )]
    OwnCertificate,
    /// The application certificate certifies another key.
    #[error(
        "the application certificate (appCertPublicKey_<app id>.crt, {subject}) does not belong to the \
         application private key: pass the key whose signing request was uploaded for it, or download the \
         current certificate"
    )]
    CertificateOfAnotherKey {
        /// The subject of the certificate.
        subject: String,
    },
    /// The application certificate is past its last day.
    #[error(
        "the application certificate expired on {date} (UTC): renew it in the open platform's console and \
         pass the new file"
    )]
    Expired {
        /// Its last day, `YYYY-MM-DD`.
        date: String,
    },
    /// The application certificate is before its first day.
    #[error("the application certificate is valid only from {date} (UTC): check the clock of this machine")]
    NotYetValid {
        /// Its first day, `YYYY-MM-DD`.
        date: String,
    },
    /// The key for content encryption cannot be used.
    #[error(transparent)]
    ContentKey(#[from] ContentKeyError),
}
