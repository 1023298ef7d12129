//! Why a message is not believed.

use crate::alipay::UnknownCertificate;

/// Why a message is not believed, and what to look at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotificationError {
    /// It has no signature.
    #[error("the message has no parameter `sign`: it is not Alipay's, or a part of it was lost")]
    NotSigned,
    /// Two parameters have one name, so that nobody can say which of them was meant.
    #[error("the message has the parameter `{name}` twice")]
    Twice {
        /// The name.
        name: String,
    },
    /// It is signed in a way that is no longer safe.
    #[error(
        "the message is signed with {sign_type}, and only RSA2 (SHA-256) is accepted: switch the application to RSA2 \
         in the open platform's console"
    )]
    Algorithm {
        /// The value of `sign_type`, at most 16 characters of it.
        sign_type: String,
    },
    /// Its certificate is not known.
    #[error(transparent)]
    UnknownCertificate(#[from] UnknownCertificate),
    /// It is not in the character set that it names.
    #[error("the message is not in the character set that it names ({charset})")]
    Charset {
        /// The name.
        charset: String,
    },
    /// Neither rule gives a text that was signed.
    #[error(
        "the signature holds by neither rule (checked with the key {key}, over {names}). Is this Alipay's key for \
         this application and this environment? Were the values decoded twice, trimmed, or re-written by a web \
         framework, or parameters of your own address added to them?", names = names.join(", ")
    )]
    Mismatch {
        /// The fingerprint of the key.
        key: String,
        /// The names of the message's parameters.
        names: Vec<String>,
    },
}
