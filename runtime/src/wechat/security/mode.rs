//! The keys, and what they are used for.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use url::Url;
use x509_parser::asn1_rs::FromDer;
use x509_parser::certificate::X509Certificate;

use super::SecurityError;
use super::gcm::SymmetricKey;
use crate::clock::Clock;
use crate::keys::der::{Content, classify};
use crate::keys::textual::blocks;
use crate::keys::{KeyError, PrivateKey, PublicKey};

/// Paths of which it is known that they have security mode. [`SecurityMode::path`] adds others.
pub const PATHS: [&str; 4] =
    ["/cgi-bin/clear_quota", "/cgi-bin/openapi/quota/get", "/cgi-bin/openapi/rid/get", "/wxa/getuserriskrank"];

/// The security mode of one appid: its keys and the paths that are called with them. Cheap to clone.
///
/// Calls of other paths go out as if there were none.
#[derive(Clone)]
pub struct SecurityMode {
    pub(super) app_id: String,
    pub(super) private_key: PrivateKey,
    pub(super) symmetric: Option<Arc<SymmetricKey>>,
    /// By serial number.
    pub(super) certificates: Vec<(String, PublicKey)>,
    paths: Vec<String>,
    pub(super) signed_address: Option<Url>,
    pub(super) tolerance: Duration,
    pub(super) clock: Clock,
}

impl fmt::Debug for SecurityMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecurityMode")
            .field("app_id", &self.app_id)
            .field("private_key", &self.private_key)
            .field("symmetric", &self.symmetric)
            .field("certificates", &self.certificates)
            .field("paths", &self.paths)
            .finish_non_exhaustive()
    }
}

impl SecurityMode {
    /// For the account (or platform) with this appid, to which the token of the calls has to belong; requests are
    /// signed with its own private key (RSA, PEM or bare base64).
    ///
    /// # Errors
    /// A text is empty or no key.
    pub fn new(app_id: impl Into<String>, private_key: &str) -> Result<Self, SecurityError> {
        let app_id = app_id.into();
        if app_id.is_empty() {
            return Err(SecurityError::Empty("appid"));
        }
        Ok(Self {
            app_id,
            private_key: PrivateKey::parse(private_key).map_err(SecurityError::PrivateKey)?,
            symmetric: None,
            certificates: Vec::new(),
            paths: PATHS.map(str::to_owned).to_vec(),
            signed_address: None,
            tolerance: Duration::from_secs(300),
            clock: Clock::default(),
        })
    }

    /// The symmetric key (AES-256, base64 of 32 bytes) and its serial number, as the console shows them.
    ///
    /// # Errors
    /// The serial number is empty, or the key is none.
    pub fn symmetric_key(mut self, serial: &str, key: &str) -> Result<Self, SecurityError> {
        self.symmetric = Some(Arc::new(SymmetricKey::parse(serial, key)?));
        Ok(self)
    }

    /// A certificate (or public key, PEM or bare base64) of the platform, which answers are verified with, and the
    /// serial number that the console shows beside it; it is not the one inside the certificate. While the platform
    /// changes from one to another, give both: an answer then has a signature of each.
    ///
    /// # Errors
    /// The serial number is empty, or the text holds no RSA key.
    pub fn platform_certificate(mut self, serial: &str, certificate: &str) -> Result<Self, SecurityError> {
        let serial = serial.trim().to_owned();
        if serial.is_empty() {
            return Err(SecurityError::Empty("serial number of the platform's certificate"));
        }
        match certified(certificate) {
            Ok(key) => self.certificates.push((serial, key)),
            Err(error) => return Err(SecurityError::PlatformCertificate { serial, error }),
        }
        Ok(self)
    }

    /// Another path that has security mode, beside [`PATHS`].
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.paths.push(path.into());
        self
    }

    /// These paths and no others, so that the mode can be had for a part of the endpoints.
    #[must_use]
    pub fn only_paths(mut self, paths: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.paths = paths.into_iter().map(Into::into).collect();
        self
    }

    /// The address that the platform knows itself by, where calls go through a proxy of another name: signatures
    /// cover the address of a call. Without it, that is the client's base URL.
    ///
    /// # Errors
    /// The text is no address.
    pub fn signed_address(mut self, base_url: &str) -> Result<Self, SecurityError> {
        let url = Url::parse(base_url).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
        self.signed_address = Some(url.ok_or_else(|| SecurityError::SignedAddress(base_url.to_owned()))?);
        Ok(self)
    }

    /// How far the time of an answer may lie from this machine's; 300 seconds unless set, as the platform advises.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Another clock than the system's, for tests.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(now);
        self
    }

    /// The public half of the application's key, which the console has to have: compare its fingerprint.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        self.private_key.public_key()
    }

    /// Whether calls of this path are encrypted and signed.
    #[must_use]
    pub fn covers(&self, path: &str) -> bool {
        self.paths.iter().any(|covered| covered == path)
    }
}

/// The key of a certificate, or a bare public key. A certificate is not checked against a chain: the console gives
/// it over TLS, which makes it trusted in itself.
fn certified(text: &str) -> Result<PublicKey, KeyError> {
    let blocks = blocks(text)?;
    match blocks.iter().find(|block| classify(&block.der) == Content::Certificate) {
        Some(block) => {
            let (_, certificate) = X509Certificate::from_der(&block.der).map_err(|_| KeyError::Damaged)?;
            PublicKey::from_der(certificate.public_key().raw)
        }
        None => PublicKey::parse(text),
    }
}
