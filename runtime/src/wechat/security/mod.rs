//! API security mode: calls whose content is encrypted and signed, and whose answers are too.
//!
//! About forty endpoints have it (clearing and reading quotas, looking up a call, risk checks; none that issues
//! tokens). An account switches it on in the console, where it gets a symmetric key and the platform's certificate
//! and leaves its own public key.
//!
//! - [`SecurityMode`]: the keys, and the paths that are called in this way;
//! - [`Secured`]: the protocol, plain WeChat for every other path;
//! - `gcm`: AES-256-GCM (RFC 5116) of contents; signatures are RSASSA-PSS, SHA-256 (RFC 8017, section 8.1).
//!
//! ```no_run
//! use runtime::Secret;
//! use runtime::wechat::{Credentials, security::{Secured, SecurityMode}};
//!
//! # fn example(token: Secret, own_private_key: &str, certificate: &str) -> Result<(), Box<dyn std::error::Error>> {
//! let mode = SecurityMode::new("wxba6223c06417af7b", own_private_key)?
//!     .symmetric_key("fa05fe1e5bcc79b81ad5ad4b58acf787", "otUpngOjU+nVQaWJIC3D/yMLV17RKaP6t4Ot9tbnzLY=")?
//!     .platform_certificate("79ba700ea147819f640941bceb38b1d1", certificate)?;
//! let protocol = Secured::new(Credentials::component_access_token(token), mode);
//! // Client::builder().protocol(protocol).build()?
//! # Ok(())
//! # }
//! ```
//!
//! SM4 and SM2, the other choice that the console offers, are not supported. The rules are those of
//! <https://developers.weixin.qq.com/miniprogram/dev/server/getting_started/api_signature.html>.

mod error;
mod gcm;
mod mode;
mod open;
mod seal;
mod secured;

pub use error::SecurityError;
pub use mode::{PATHS, SecurityMode};
pub use secured::Secured;

pub use crate::keys::{KeyError, PublicKey, TextualEncodingError, VerificationError};

/// The appid whose keys are used.
const APPID: &str = "wechatmp-appid";
/// Seconds since the Unix epoch.
const TIMESTAMP: &str = "wechatmp-timestamp";
const SIGNATURE: &str = "wechatmp-signature";
/// The certificate that verifies it, by the serial number of the console.
const SERIAL: &str = "wechatmp-serial";
const DEPRECATED_SIGNATURE: &str = "wechatmp-signature-deprecated";
const DEPRECATED_SERIAL: &str = "wechatmp-serial-deprecated";

/// What is signed. The serial number of a key, which older texts put before the body, is not part of it.
fn string_to_sign(url_path: &str, app_id: &str, timestamp: &str, body: &str) -> String {
    format!("{url_path}\n{app_id}\n{timestamp}\n{body}")
}

/// What is authenticated together with the ciphertext.
fn associated_data(url_path: &str, app_id: &str, timestamp: &str, serial: &str) -> String {
    format!("{url_path}|{app_id}|{timestamp}|{serial}")
}
