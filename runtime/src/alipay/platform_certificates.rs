//! The certificates that may sign answers: the configured ones, and new ones that prove themselves while the
//! program runs.
//!
//! Alipay renews its certificate from time to time, and an answer then names one that nobody has configured.
//! Where a [`CertificateSource`] is given, it is asked for the certificate, once however many answers wait for
//! it; what comes is checked up to the configured roots before anything is verified with it.
//!
//! A chain alone says too little: the roots stand above the certificates of all applications as well, whose
//! keys anybody can have. So a new certificate also has to have the subject or the issuer of a configured one;
//! for applications Alipay uses another authority.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::Mutex;

use super::certificate::Certificate;
use super::certificate_error::CertificateError;
use super::chain::{self, ChainError};
use super::key::PublicKey;
use super::key_error::KeyError;
use crate::protocol::BoxFuture;

/// How long it is before a certificate that could not be had is asked for again.
const PAUSE: Duration = Duration::from_secs(60);

/// How many certificates are asked for within [`PAUSE`] at most: answers that name invented ones must not
/// become a flood of requests.
const MOST_AT_ONCE: usize = 8;

/// Where certificates of the platform come from, by their serial number.
pub trait CertificateSource: fmt::Debug + Send + Sync {
    /// The certificate with this serial number (32 hexadecimal digits) as PEM, with the authorities above it
    /// where there are some. It need not be trusted.
    ///
    /// # Errors
    /// What went wrong, as a message for people.
    fn certificate<'a>(&'a self, sn: &'a str) -> BoxFuture<'a, Result<String, String>>;
}

/// Why a certificate that answers name could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DownloadError {
    /// Nothing was configured to download it with.
    #[error("nothing was configured to download it with")]
    NoSource,
    /// The answer's serial number is none.
    #[error("the serial number is not 32 hexadecimal digits")]
    SerialNumber,
    /// It was asked for a moment ago, or too many others were.
    #[error("it is asked for again in a minute at the earliest{}", last.as_ref().map(|last| format!(": {last}")).unwrap_or_default())]
    Paused {
        /// What went wrong the last time.
        last: Option<Box<DownloadError>>,
    },
    /// The source did not give it.
    #[error("it could not be downloaded: {0}")]
    Source(String),
    /// What was downloaded is no certificate.
    #[error("what was downloaded cannot be used: {0}")]
    Certificate(CertificateError),
    /// It has a key that cannot be used.
    #[error("its key cannot be used: {0}")]
    Key(KeyError),
    /// Another certificate came.
    #[error("another one was sent for it ({sn})")]
    Other {
        /// Its serial number.
        sn: String,
    },
    /// It does not prove itself.
    #[error("it is not to be trusted: {0}")]
    Chain(#[from] ChainError),
    /// It has neither the subject nor the issuer of a configured certificate, as an application's has not.
    #[error(
        "it is not to be trusted: neither its subject ({subject}) nor its issuer ({issuer}) is that of a configured \
         Alipay certificate; if Alipay has changed both, configure it yourself"
    )]
    Stranger {
        /// Whose it is.
        subject: String,
        /// Who has issued it.
        issuer: String,
    },
}

/// A response was signed with a certificate that is not configured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the response was signed with the Alipay certificate {sn}, and the configured ones are {}: download the \
     current alipayCertPublicKey_RSA2.crt from the open platform's console, or have new ones downloaded with \
     Credentials::with_certificate_source{}",
    known.join(", "),
    download.as_ref().map(|error| format!("; {error}")).unwrap_or_default()
)]
pub struct UnknownCertificate {
    /// The serial number in the response, at most 64 characters of it, special ones escaped.
    pub sn: String,
    /// The configured serial numbers.
    pub known: Vec<String>,
    /// What went wrong when it was to be downloaded, if it was.
    pub download: Option<DownloadError>,
}

/// The certificates that may sign answers, at least one.
pub(super) struct PlatformCertificates {
    first: (Certificate, PublicKey),
    others: Vec<(Certificate, PublicKey)>,
    roots: Vec<Certificate>,
    learned: RwLock<BTreeMap<String, Learned>>,
    attempts: Mutex<VecDeque<Attempt>>,
}

/// A certificate that has proved itself.
struct Learned {
    key: PublicKey,
    /// Its last second.
    until: i64,
}

/// A download that failed.
struct Attempt {
    sn: String,
    at: Instant,
    error: DownloadError,
}

impl PlatformCertificates {
    pub(super) fn new(
        first: (Certificate, PublicKey),
        others: Vec<(Certificate, PublicKey)>,
        roots: Vec<Certificate>,
    ) -> Self {
        Self { first, others, roots, learned: RwLock::default(), attempts: Mutex::default() }
    }

    /// The configured ones, in their order.
    pub(super) fn configured(&self) -> impl Iterator<Item = &(Certificate, PublicKey)> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The key of a certificate; of the first one where none is named.
    pub(super) fn key(&self, sn: Option<&str>) -> Option<PublicKey> {
        let Some(sn) = sn else {
            return Some(self.first.1.clone());
        };
        let configured = self.configured().find(|(known, _)| known.serial_number().eq_ignore_ascii_case(sn));
        configured.map(|(_, key)| key.clone()).or_else(|| self.learned_key(sn, now()))
    }

    fn learned_key(&self, sn: &str, now: i64) -> Option<PublicKey> {
        let learned = self.learned.read().unwrap_or_else(PoisonError::into_inner);
        learned.get(&sn.to_ascii_lowercase()).filter(|learned| now <= learned.until).map(|learned| learned.key.clone())
    }

    /// Asks the source for a certificate that is not known, and checks it.
    pub(super) async fn learn(&self, sn: &str, source: Option<&dyn CertificateSource>) -> Result<(), DownloadError> {
        if self.key(Some(sn)).is_some() {
            return Ok(());
        }
        let source = source.ok_or(DownloadError::NoSource)?;
        if sn.len() != 32 || !sn.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(DownloadError::SerialNumber);
        }
        let sn = sn.to_ascii_lowercase();
        // Held while it is downloaded: who comes meanwhile waits, and finds it.
        let mut attempts = self.attempts.lock().await;
        if self.key(Some(&sn)).is_some() {
            return Ok(());
        }
        while attempts.front().is_some_and(|attempt| attempt.at.elapsed() > PAUSE) {
            attempts.pop_front();
        }
        if let Some(attempt) = attempts.iter().find(|attempt| attempt.sn == sn) {
            return Err(DownloadError::Paused { last: Some(Box::new(attempt.error.clone())) });
        }
        if attempts.len() >= MOST_AT_ONCE {
            return Err(DownloadError::Paused { last: None });
        }
        match self.download(&sn, source).await {
            Ok(learned) => {
                tracing::info!(sn, "a new Alipay certificate has proved itself and is used from now on");
                self.learned.write().unwrap_or_else(PoisonError::into_inner).insert(sn, learned);
                Ok(())
            }
            Err(error) => {
                tracing::warn!(sn, %error, "an unknown Alipay certificate could not be had");
                attempts.push_back(Attempt { sn, at: Instant::now(), error: error.clone() });
                Err(error)
            }
        }
    }

    /// What is to be said of a serial number that has no key.
    pub(super) fn unknown(&self, sn: &str) -> UnknownCertificate {
        let attempts = self.attempts.try_lock().ok();
        let failed =
            attempts.as_ref().and_then(|attempts| attempts.iter().find(|attempt| attempt.sn.eq_ignore_ascii_case(sn)));
        UnknownCertificate {
            // What a server sends is not trusted to be short or printable.
            sn: sn.chars().take(64).flat_map(char::escape_default).collect(),
            known: self.configured().map(|(known, _)| known.serial_number().to_owned()).collect(),
            download: failed.map(|attempt| attempt.error.clone()),
        }
    }

    async fn download(&self, sn: &str, source: &dyn CertificateSource) -> Result<Learned, DownloadError> {
        let text = source.certificate(sn).await.map_err(DownloadError::Source)?;
        let certificates = Certificate::parse_bundle(&text).map_err(DownloadError::Certificate)?;
        let certificate = certificates.first().ok_or(ChainError::Empty)?;
        if certificate.serial_number() != sn {
            return Err(DownloadError::Other { sn: certificate.serial_number().to_owned() });
        }
        chain::check(&certificates, &self.roots, now())?;
        let (subject, issuer) = (certificate.subject(), certificate.issuer());
        if !self.configured().any(|(known, _)| known.subject() == subject || known.issuer() == issuer) {
            return Err(DownloadError::Stranger { subject: subject.to_owned(), issuer: issuer.to_owned() });
        }
        let key = certificate.public_key().map_err(DownloadError::Key)?;
        Ok(Learned { key, until: certificate.not_after().timestamp() })
    }
}

/// The configured ones by serial number.
impl fmt::Debug for PlatformCertificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.configured().map(|(known, key)| (known.serial_number(), key))).finish()
    }
}

/// Seconds since the Unix epoch.
fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
