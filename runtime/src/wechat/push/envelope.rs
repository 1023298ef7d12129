//! The envelope: XML or JSON around the ciphertext, of which nothing is signed but the ciphertext.

use super::error::PushError;
use super::xml;

/// What stands in the body of an encrypted push, or of an encrypted reply.
pub(super) struct Envelope {
    /// The ciphertext, as it is signed.
    pub(super) encrypt: String,
    /// Whether it came as JSON.
    pub(super) json: bool,
    /// Signature, time stamp and nonce, where they stand in the body and not in the query.
    pub(super) msg_signature: Option<String>,
    pub(super) timestamp: Option<String>,
    pub(super) nonce: Option<String>,
}

impl Envelope {
    /// Where the clear text stands beside the ciphertext (the compatibility mode of accounts), it is not looked at.
    pub(super) fn parse(body: &[u8]) -> Result<Self, PushError> {
        let root = xml::parse(body).map_err(PushError::Envelope)?;
        let text = |name| root.filled(name).map(str::to_owned);
        Ok(Self {
            encrypt: root.text_of("Encrypt").map(|text| text.trim().to_owned()).ok_or(PushError::NotEncrypted)?,
            json: root.name() == "json",
            msg_signature: text("MsgSignature"),
            timestamp: text("TimeStamp"),
            nonce: text("Nonce"),
        })
    }
}

/// To whom a push says it is: the appid of the platform (`AppId`) or the original id of an account
/// (`ToUserName`). It is not signed: use it to choose between the [`Receiver`](super::Receiver)s of several
/// platforms behind one address, which check what they are given, and for nothing else.
#[must_use]
pub fn addressee(body: &[u8]) -> Option<String> {
    let root = xml::parse(body).ok()?;
    root.filled("AppId").or_else(|| root.filled("ToUserName")).map(str::to_owned)
}
