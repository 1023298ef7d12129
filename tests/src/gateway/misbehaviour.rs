//! What the double can be told to do wrong. Several of them can befall one request, as long as each acts on
//! another stage: answer, payload, encryption, signature, bytes on the wire, delivery.

use std::time::Duration;

use serde_json::Value;

/// A way to misbehave. Those of encryption and signature mean nothing to the WeChat side, except to
/// calls in API security mode, and change nothing there.
#[derive(Clone, Debug)]
pub enum Misbehaviour {
    // Another answer to a request that was accepted: the operation does not run, so that a one-use code stays unused.
    /// An Alipay API error, signed.
    ApiError {
        /// The HTTP status.
        status: u16,
        /// The error's `code`.
        code: String,
        /// The error's `message`.
        message: String,
    },
    /// A WeChat API error in HTTP 200; a `rid` is appended to the message.
    ReturnCode {
        /// The value of `errcode`, usually a number.
        errcode: Value,
        /// The text of `errmsg`.
        errmsg: String,
    },
    /// A page of HTML from something in front of the platform, unsigned.
    Html {
        /// The HTTP status.
        status: u16,
    },
    /// HTTP 429 with `Retry-After`, unsigned.
    RateLimited {
        /// The value of `Retry-After` in seconds.
        retry_after: u64,
    },
    /// HTTP 503, unsigned.
    Unavailable,
    /// HTTP 302 to another place, unsigned.
    Redirect {
        /// The value of `Location`.
        location: String,
    },
    /// HTTP 200 with exactly this payload, encrypted and signed like any other.
    Payload(Vec<u8>),
    /// The same with another status.
    Failure {
        /// The HTTP status.
        status: u16,
        /// The payload.
        body: Vec<u8>,
    },

    // Another payload, before it is encrypted and signed.
    /// Every number becomes a string of digits.
    NumbersAsStrings,
    /// Lifetimes (`expires_in`, `re_expires_in`) become numbers.
    StringsAsNumbers,
    /// Fields that no document knows appear on every level.
    UnknownFields,
    /// Fields with a known set of values (`auth_token_type`, `status`, permission sets) get others.
    UnknownEnumValues,
    /// A string holds raw control characters, which JSON forbids.
    ControlCharacters,
    /// A string holds bytes that are not UTF-8.
    InvalidUtf8,
    /// `errcode` stands beside a success, which is usual with 0.
    SuccessCode(Value),
    /// Nothing at all.
    EmptyBody,
    /// Much more than expected: a JSON object with one long string.
    Oversized {
        /// The length of the string in bytes.
        bytes: usize,
        /// How the length is told.
        framing: Framing,
    },

    // Encryption of the answer to an encrypted request.
    /// The answer is not encrypted.
    Unencrypted,
    /// The answer is base64, and signed, but no ciphertext.
    GarbageCiphertext,

    // The signature of the answer, success or error.
    /// The signature's headers are missing.
    MissingSignature,
    /// The signature is base64, but of something else.
    WrongSignature,
    /// The signature is right, and made with a key the client does not know.
    StrangersKey,
    /// Certificate mode: `alipay-sn` names a certificate that nobody has.
    UnknownCertificate,
    /// Certificate mode: `alipay-sn` names the authority of the chain, while the leaf has signed.
    SwappedCertificate,
    /// Certificate mode: the platform has renewed its key and certificate; who asks for the new one gets it.
    RenewedCertificate,
    /// WeChat's security mode: signed with a new certificate that the client does not know, and with the deprecated
    /// one that it knows.
    CertificateChange,
    /// WeChat's security mode: signed 301 seconds ago.
    StaleAnswer,
    /// WeChat's security mode: for another appid.
    AnswerToAnother,
    /// WeChat's security mode: what is encrypted names another time than the headers.
    ContradictoryAnswer,
    /// Certificate mode: `alipay-sn` is there but empty, which the platform allows.
    EmptyCertificateSn,

    // The older gateway only: forms that are right all the same.
    /// There is white space in the node wherever JSON allows it, signed as it stands.
    SpacedNode,
    /// Slashes are written as `\/`, and the signature is over the node with plain ones.
    EscapedSlashes,
    /// The answer is in GBK, signed in GBK.
    Gbk,

    // The serverless service only.
    /// Names are in snake case, as some documented samples have them.
    SnakeCase,
    /// The service answers an invocation, not an authorization, with exactly this.
    Refused(Vec<u8>),

    // The bytes, after they were signed.
    /// One character of the body is another.
    TamperedBody,
    /// The body was parsed and written again with its fields in another order; ciphertext is broken into lines.
    ReorderedBody,
    /// Another `Content-Type`.
    ContentType(String),
    /// The body is compressed with gzip on its way, as a proxy may do it.
    Gzip,

    // Delivery.
    /// The answer comes late.
    Delay(Duration),
    /// The answer never comes; the connection stays open. The operation has run.
    NeverAnswer,
    /// The connection is closed after the request was read, before the answer. The operation has run.
    CutBeforeHead,
    /// The connection is closed in the middle of the body. The operation has run.
    CutInBody,
    /// The connection is closed as soon as it is accepted, before anything is read or recorded. A connection that
    /// is kept alive was accepted long ago: there it is the same as [`CutBeforeHead`](Self::CutBeforeHead).
    HangUp,
}

/// How the length of an oversized body is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// `Content-Length`, and as many bytes.
    ContentLength,
    /// Chunks, without a length in advance.
    Chunked,
    /// `Content-Length` tells the size, a few bytes follow, and the connection stays open.
    Claimed,
}

impl Misbehaviour {
    /// An Alipay API error.
    #[must_use]
    pub fn api_error(status: u16, code: &str, message: &str) -> Self {
        Self::ApiError { status, code: code.into(), message: message.into() }
    }

    /// A WeChat API error.
    #[must_use]
    pub fn return_code(errcode: impl Into<Value>, errmsg: &str) -> Self {
        Self::ReturnCode { errcode: errcode.into(), errmsg: errmsg.into() }
    }
}
