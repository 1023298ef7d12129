//! The Alipay Open Platform: its wires and its cryptography.
//!
//! From the text a developer pastes to a verified answer, all but the last free of network, clock and
//! randomness:
//!
//! - [`PrivateKey`] signs and [`PublicKey`] verifies (RSA, PKCS #1 v1.5, SHA-256); a wrong text in place of a
//!   key is named and not only refused;
//! - [`Certificate`] gives the serial numbers of certificate mode;
//! - [`ContentKey`] encrypts and decrypts bodies;
//! - [`StringToSign`] and [`StringToVerify`] build the signed bytes;
//! - [`Credentials`] holds all of it for one application and checks that the parts fit together;
//! - [`UserAuthorization`] and [`AppAuthorization`] make the addresses of the pages on which users and merchants
//!   authorize, and [`Callback`] reads what comes back;
//! - [`Notification`] verifies what Alipay posts to the application;
//! - [`V3`] is the protocol that joins them: it encrypts and signs requests, verifies and decrypts answers;
//! - [`Gateway`] sends the same operations through the older gateway, and `Serverless` (feature
//!   `alipay-serverless`) as mini programs do with `cloud.*`;
//! - `Keeper` (feature `keeper`): the tokens of merchants and users, kept and refreshed.
//!
//! The rules are those of <https://opendocs.alipay.com/open-v3/> and <https://opendocs.alipay.com/common/>.

mod certificate;
mod certificate_download;
mod certificate_error;
mod chain;
mod cipher;
mod credentials;
mod credentials_error;
mod distinguished_name;
mod gateway;
#[cfg(feature = "keeper")]
mod keeper;
mod notification;
mod pages;
mod parameters;
mod platform_certificates;
mod remedies;
#[cfg(feature = "alipay-serverless")]
mod serverless;
mod signature;
mod v3;

#[cfg(test)]
mod test_keys;

pub use certificate::{Certificate, root_serial_number};
pub use certificate_download::CertificateDownload;
pub use certificate_error::CertificateError;
pub use chain::ChainError;
pub use cipher::{CipherError, ContentKey, ContentKeyError};
pub use credentials::Credentials;
pub use credentials_error::{CertificateRole, CredentialsError};
pub use gateway::Gateway;
#[cfg(feature = "keeper")]
pub use keeper::{AuthorizeError, Keeper, KeeperBuilder, Kept, User};
pub use notification::{Event, Notification, NotificationError, Rule};
pub use pages::{
    AppAuthorization, AppGranted, Callback, CallbackError, Environment, PageError, Refused, Scope, State,
    UserAuthorization, UserGranted,
};
pub use parameters::sorted_parameters;
pub use platform_certificates::{CertificateSource, DownloadError, UnknownCertificate};
#[cfg(feature = "alipay-serverless")]
pub use serverless::Serverless;
pub use signature::{AuthString, StringToSign, StringToVerify, authorization};
pub use v3::{Platform, V3};

pub use crate::keys::{KeyError, PrivateKey, PublicKey, TextualEncodingError, VerificationError};

use crate::keys::{der, hex, key, key_error, textual};
