//! An encrypted answer.

use std::fmt;

use serde_json::json;

use super::EncodingAesKey;
use super::signature::signature;
use crate::Secret;

/// The body of an encrypted answer, in the form that the push had.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply {
    /// The body.
    pub body: String,
    /// Its content type.
    pub content_type: &'static str,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("content_type", &self.content_type).finish_non_exhaustive()
    }
}

/// All that an answer is made of.
pub(super) struct Parts<'a> {
    pub(super) key: &'a EncodingAesKey,
    pub(super) token: &'a Secret,
    pub(super) app_id: &'a str,
    pub(super) timestamp: u64,
    pub(super) nonce: &'a str,
    pub(super) random: [u8; 16],
    pub(super) json: bool,
}

impl Parts<'_> {
    pub(super) fn seal(&self, content: &str) -> Reply {
        let Self { nonce, timestamp, .. } = self;
        let encrypt = self.key.encrypt(self.random, content.as_bytes(), self.app_id);
        let signature = signature(self.token, &[&timestamp.to_string(), nonce, &encrypt]);
        if self.json {
            let body = json!({"Encrypt": encrypt, "MsgSignature": signature, "TimeStamp": timestamp, "Nonce": nonce});
            return Reply { body: body.to_string(), content_type: "application/json" };
        }
        // The nonce came from outside, and must not end its section.
        let nonce = nonce.replace("]]>", "]]]]><![CDATA[>");
        let body = format!(
            "<xml><Encrypt><![CDATA[{encrypt}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>\
             <TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        );
        Reply { body, content_type: "application/xml" }
    }
}
