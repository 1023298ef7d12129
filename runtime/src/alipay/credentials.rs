//! All that one application needs to sign, verify and encrypt, checked when it is put together: a wrong key
//! shows here and not as `invalid-signature` at the first call.

use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::certificate::{Certificate, root_serial_number};
use super::cipher::ContentKey;
use super::credentials_error::{CertificateRole, CredentialsError};
use super::key::{PrivateKey, PublicKey};
use super::platform_certificates::{CertificateSource, DownloadError, PlatformCertificates, UnknownCertificate};

/// An application's identity towards Alipay. Cheap to clone; prints ids and fingerprints, no secret.
///
/// ```no_run
/// use runtime::alipay::Credentials;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let credentials = Credentials::keys(
///     "2021000000000001",
///     &std::fs::read_to_string("app_private_key.pem")?,
///     &std::fs::read_to_string("alipay_public_key.pem")?,
/// )?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Credentials {
    app_id: Arc<str>,
    private_key: PrivateKey,
    mode: Arc<Mode>,
    content_key: Option<Arc<ContentKey>>,
    source: Option<Arc<dyn CertificateSource>>,
}

enum Mode {
    Keys { alipay: PublicKey },
    Certificates { app_cert_sn: String, root_cert_sn: String, alipay: Box<PlatformCertificates> },
}

impl Credentials {
    /// Key mode: the application's private key and *Alipay's* public key, each PEM or bare base64.
    ///
    /// # Errors
    ///
    /// A [`CredentialsError`] that says which of the arguments is wrong and how.
    pub fn keys(app_id: &str, app_private_key: &str, alipay_public_key: &str) -> Result<Self, CredentialsError> {
        let app_id = checked_app_id(app_id)?;
        let private_key = PrivateKey::parse(app_private_key).map_err(CredentialsError::AppPrivateKey)?;
        let alipay = PublicKey::parse(alipay_public_key).map_err(CredentialsError::AlipayPublicKey)?;
        if alipay == *private_key.public_key() {
            return Err(CredentialsError::OwnPublicKey);
        }
        Ok(Self { app_id, private_key, mode: Arc::new(Mode::Keys { alipay }), content_key: None, source: None })
    }

    /// Certificate mode: the application's private key and the three files of the console, as text:
    /// `appCertPublicKey_<app id>.crt`, `alipayCertPublicKey_RSA2.crt` (one or several certificates; the
    /// authorities of a chain are skipped) and `alipayRootCert.crt`.
    ///
    /// An Alipay certificate past its last day is accepted with a warning: which one signs is the platform's
    /// decision, and around a renewal the old and the new one are configured side by side.
    ///
    /// # Errors
    ///
    /// A [`CredentialsError`] that says which of the arguments is wrong and how; among others for an
    /// application certificate that has expired.
    pub fn certificates(
        app_id: &str,
        app_private_key: &str,
        app_certificate: &str,
        alipay_certificates: &str,
        root_certificates: &str,
    ) -> Result<Self, CredentialsError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        Self::certificates_at(now, app_id, app_private_key, app_certificate, alipay_certificates, root_certificates)
    }

    /// The same at a given time, in seconds since the Unix epoch.
    pub(super) fn certificates_at(
        now: i64,
        app_id: &str,
        app_private_key: &str,
        app_certificate: &str,
        alipay_certificates: &str,
        root_certificates: &str,
    ) -> Result<Self, CredentialsError> {
        let app_id = checked_app_id(app_id)?;
        let private_key = PrivateKey::parse(app_private_key).map_err(CredentialsError::AppPrivateKey)?;
        let own = private_key.public_key();

        let (app_certificate, app_key) = leaves(CertificateRole::Application, app_certificate)?.swap_remove(0);
        let alipay = leaves(CertificateRole::Alipay, alipay_certificates)?;
        let alipay_is_own = alipay.iter().any(|(_, key)| key == own);
        match (app_key == *own, alipay_is_own) {
            (true, false) => {}
            (true, true) => return Err(CredentialsError::OwnCertificate),
            (false, true) => return Err(CredentialsError::CertificatesSwapped),
            (false, false) => {
                let subject = app_certificate.subject().to_owned();
                return Err(CredentialsError::CertificateOfAnotherKey { subject });
            }
        }
        check_validity(&app_certificate, now)?;
        warn_of_expiry(alipay.iter().map(|(certificate, _)| certificate), now);
        let (roots, root_cert_sn) = roots(root_certificates)?;

        let mut alipay = alipay.into_iter();
        let first = alipay.next().ok_or(CredentialsError::CertificatesSwapped)?;
        let mode = Mode::Certificates {
            app_cert_sn: app_certificate.serial_number().to_owned(),
            root_cert_sn,
            alipay: Box::new(PlatformCertificates::new(first, alipay.collect(), roots)),
        };
        Ok(Self { app_id, private_key, mode: Arc::new(mode), content_key: None, source: None })
    }

    /// The same credentials with content encryption: bodies are encrypted with this AES key (base64, as the
    /// console shows it), and encrypted responses are decrypted with it.
    ///
    /// # Errors
    ///
    /// [`CredentialsError::ContentKey`] if the text is not base64 of 16 bytes.
    pub fn encrypted(mut self, aes_key: &str) -> Result<Self, CredentialsError> {
        self.content_key = Some(Arc::new(ContentKey::parse(aes_key)?));
        Ok(self)
    }

    /// The same credentials with a way to get certificates of the platform that are not configured: when an
    /// answer names one, it is downloaded, checked up to the configured roots, and used from then on. Without
    /// one such an answer is refused. Key mode has no use for it. [`CertificateDownload`] asks the gateway.
    ///
    /// What is learned is shared by all clones of these credentials.
    ///
    /// [`CertificateDownload`]: super::CertificateDownload
    #[must_use]
    pub fn with_certificate_source(mut self, source: impl CertificateSource + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// The same identity for the download of certificates: unencrypted, and with no further downloads behind it.
    pub(super) fn for_certificates(&self) -> Self {
        Self { content_key: None, source: None, ..self.clone() }
    }

    /// Sees to it that a certificate that an answer or a notification names is known, if it can be had: one that
    /// is not known is downloaded and checked. Many calls at once lead to one download.
    ///
    /// # Errors
    /// A [`DownloadError`] if it is still not known.
    pub async fn learn_certificate(&self, alipay_sn: &str) -> Result<(), DownloadError> {
        match (&*self.mode, alipay_sn.trim()) {
            (Mode::Keys { .. }, _) | (_, "") => Ok(()),
            (Mode::Certificates { alipay, .. }, sn) => alipay.learn(sn, self.source.as_deref()).await,
        }
    }

    /// The application's id.
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    /// The public half of the application's private key.
    pub fn public_key(&self) -> &PublicKey {
        self.private_key.public_key()
    }

    /// Signs with the application's private key; the result is base64.
    pub fn sign(&self, message: &[u8]) -> String {
        self.private_key.sign(message)
    }

    /// The SN of the application certificate, a field of the auth string; `None` in key mode.
    pub fn app_cert_sn(&self) -> Option<&str> {
        match &*self.mode {
            Mode::Keys { .. } => None,
            Mode::Certificates { app_cert_sn, .. } => Some(app_cert_sn),
        }
    }

    /// The SN of the roots, the header `alipay-root-cert-sn`; `None` in key mode.
    pub fn root_cert_sn(&self) -> Option<&str> {
        match &*self.mode {
            Mode::Keys { .. } => None,
            Mode::Certificates { root_cert_sn, .. } => Some(root_cert_sn),
        }
    }

    /// The key that a response must be verified with. `alipay_sn` is the response's header `alipay-sn`; key
    /// mode ignores it, and in certificate mode a missing or empty one means the first certificate.
    ///
    /// # Errors
    ///
    /// [`UnknownCertificate`] if no certificate that is known has that serial number.
    pub fn platform_key(&self, alipay_sn: Option<&str>) -> Result<PublicKey, UnknownCertificate> {
        let platform = match &*self.mode {
            Mode::Keys { alipay } => return Ok(alipay.clone()),
            Mode::Certificates { alipay, .. } => alipay,
        };
        let sn = alipay_sn.map(str::trim).filter(|sn| !sn.is_empty());
        platform.key(sn).ok_or_else(|| platform.unknown(sn.unwrap_or_default()))
    }

    /// The key for content encryption, if [`Credentials::encrypted`] was called.
    pub fn content_key(&self) -> Option<&ContentKey> {
        self.content_key.as_deref()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Credentials");
        debug.field("app_id", &self.app_id).field("private_key", &self.private_key);
        match &*self.mode {
            Mode::Keys { alipay } => debug.field("alipay_public_key", alipay),
            Mode::Certificates { app_cert_sn, root_cert_sn, alipay } => debug
                .field("app_cert_sn", app_cert_sn)
                .field("root_cert_sn", root_cert_sn)
                .field("alipay_certificates", alipay),
        };
        debug.field("content_key", &self.content_key).finish()
    }
}

/// The app id stands in a comma-separated header, so nothing may be in it that ends a field.
fn checked_app_id(app_id: &str) -> Result<Arc<str>, CredentialsError> {
    match app_id.trim() {
        "" => Err(CredentialsError::EmptyAppId),
        id if id.chars().all(|c| c.is_ascii_alphanumeric()) => Ok(id.into()),
        _ => Err(CredentialsError::AppId),
    }
}

/// The certificates of a text that are no authorities, with their keys; at least one.
fn leaves(role: CertificateRole, text: &str) -> Result<Vec<(Certificate, PublicKey)>, CredentialsError> {
    let mut certificates =
        Certificate::parse_bundle(text).map_err(|cause| CredentialsError::Certificate { role, cause })?;
    let subject = certificates.first().map(|first| first.subject().to_owned()).unwrap_or_default();
    certificates.retain(|certificate| !certificate.is_authority());
    if certificates.is_empty() {
        return Err(CredentialsError::AuthorityGiven { role, subject });
    }
    certificates
        .into_iter()
        .map(|certificate| match certificate.public_key() {
            Ok(key) => Ok((certificate, key)),
            Err(cause) => Err(CredentialsError::CertifiedKey { role, cause }),
        })
        .collect()
}

/// The roots, and their SN.
fn roots(text: &str) -> Result<(Vec<Certificate>, String), CredentialsError> {
    let roots = Certificate::parse_bundle(text)
        .map_err(|cause| CredentialsError::Certificate { role: CertificateRole::Root, cause })?;
    if let Some(other) = roots.iter().find(|root| !root.is_self_issued()) {
        return Err(CredentialsError::NotARoot { subject: other.subject().to_owned() });
    }
    let serial_number = root_serial_number(&roots).ok_or(CredentialsError::NoRsaRoot)?;
    Ok((roots, serial_number))
}

fn check_validity(certificate: &Certificate, now: i64) -> Result<(), CredentialsError> {
    let (from, until) = (certificate.not_before(), certificate.not_after());
    if now > until.timestamp() {
        return Err(CredentialsError::Expired { date: until.to_datetime().date().to_string() });
    }
    if now < from.timestamp() {
        return Err(CredentialsError::NotYetValid { date: from.to_datetime().date().to_string() });
    }
    Ok(())
}

fn warn_of_expiry<'a>(certificates: impl Iterator<Item = &'a Certificate>, now: i64) {
    for certificate in certificates.filter(|certificate| now > certificate.not_after().timestamp()) {
        tracing::warn!(
            sn = certificate.serial_number(),
            expired = %certificate.not_after().to_datetime().date(),
            "a configured Alipay certificate has expired; download the current one from the console"
        );
    }
}

#[cfg(test)]
mod tests;
