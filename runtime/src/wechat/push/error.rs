//! Why a push is refused. No error repeats a token, a key or anything that was decrypted.

use super::cipher::CipherError;
use super::key::EncodingAesKeyError;

/// Why a push is not believed, and what to look at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PushError {
    /// The body is larger than the receiver reads.
    #[error("the body has {bytes} bytes, and {limit} are read at most: this is no push")]
    TooLarge {
        /// Its length.
        bytes: usize,
        /// The receiver's limit.
        limit: usize,
    },
    /// A parameter is not in the query.
    #[error("the query has no {name}: is the whole query passed on, and does the request come from WeChat?")]
    Missing {
        /// Its name.
        name: &'static str,
    },
    /// The body is neither XML nor JSON of the expected form.
    #[error("the body is no envelope of a push: {0}")]
    Envelope(FormatError),
    /// The body has no ciphertext.
    #[error(
        "the body has no element Encrypt: a third-party platform gets encrypted pushes only, so this is not from WeChat, \
         or the account's own server is set to plain text"
    )]
    NotEncrypted,
    /// The signature is not the one that the token gives.
    #[error(
        "the signature is wrong: the token differs from the one in the console, a proxy changed query or body, or the \
         request does not come from WeChat"
    )]
    Signature,
    /// The time stamp is not a number of seconds.
    #[error("the time stamp is no number of seconds")]
    Timestamp,
    /// The push is older, or from further ahead, than is accepted.
    #[error(
        "the push is {} s {} and {tolerance} s are accepted: is this machine's clock right? If it is, an old push was \
         sent again",
        .signed.abs_diff(*.now), if .signed > .now { "ahead of this machine's clock" } else { "old" }
    )]
    Clock {
        /// When it was signed, in seconds since the Unix epoch.
        signed: u64,
        /// The time of the receiver's clock, likewise.
        now: u64,
        /// How far they may lie apart, in seconds.
        tolerance: u64,
    },
    /// It cannot be decrypted with any of the keys.
    #[error("{0}")]
    Cipher(#[from] CipherError),
    /// It is for another appid.
    #[error(
        "the push is for {found}, and this receiver is for {expected}: use the appid of the third-party platform (not that \
         of an account), and one receiver per platform"
    )]
    OtherReceiver {
        /// For whom it is.
        found: String,
        /// The receiver's appid.
        expected: String,
    },
    /// What was decrypted is neither XML nor JSON of the expected form.
    #[error("the decrypted message cannot be read: {0}")]
    Message(FormatError),
    /// A message lacks what makes it useful.
    #[error("the message of type {info_type} has no {name}")]
    MissingField {
        /// Its type.
        info_type: &'static str,
        /// The element that is not there, or empty.
        name: &'static str,
    },
}

impl PushError {
    /// The number that the platform's own sample code has for this: -40001 for a signature, -40005 for another
    /// appid, and so on. For looking it up elsewhere.
    #[must_use]
    pub fn code(&self) -> i32 {
        match self {
            Self::Missing { .. } | Self::Signature | Self::Timestamp | Self::Clock { .. } => -40001,
            Self::TooLarge { .. } | Self::Envelope(_) | Self::NotEncrypted => -40002,
            Self::OtherReceiver { .. } => -40005,
            Self::Cipher(CipherError::NotWholeBlocks { .. } | CipherError::Padding) => -40007,
            Self::Cipher(CipherError::Frame) | Self::Message(_) | Self::MissingField { .. } => -40008,
            Self::Cipher(CipherError::NotBase64) => -40010,
        }
    }

    /// Whether the request proved that it comes from WeChat: its signature was right, and something else is wrong.
    /// Worth an alarm, where the others may be anybody's noise.
    #[must_use]
    pub fn is_authentic(&self) -> bool {
        matches!(
            self,
            Self::Timestamp
                | Self::Clock { .. }
                | Self::Cipher(_)
                | Self::OtherReceiver { .. }
                | Self::Message(_)
                | Self::MissingField { .. }
        )
    }
}

/// Why a text is no message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// Nothing at all.
    #[error("it is empty")]
    Empty,
    /// A document type, with which entities could be declared.
    #[error("it has a document type (DTD), which no push has and which is not read")]
    DocumentType,
    /// A reference to an entity that XML itself does not have.
    #[error("it refers to an entity, which no push does and which is not resolved")]
    Entity,
    /// Not well-formed.
    #[error("it is not well-formed XML at byte {position}")]
    Xml {
        /// How many bytes precede the place.
        position: u64,
    },
    /// An element does not end.
    #[error("it ends within an element: part of it is missing")]
    Unclosed,
    /// No JSON.
    #[error("it is not JSON (line {line})")]
    Json {
        /// The line.
        line: usize,
    },
    /// Too many elements, or nested too deeply.
    #[error("it has more elements, or nests them deeper, than any message does")]
    TooLarge,
}

/// Why a receiver cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiverError {
    /// No appid.
    #[error("the appid is empty: give that of the third-party platform (component_appid)")]
    AppId,
    /// No token. Without one, anybody can sign.
    #[error("the token is empty: copy it from the platform's settings in the console")]
    Token,
    /// The key is none.
    #[error(transparent)]
    Key(#[from] EncodingAesKeyError),
}
