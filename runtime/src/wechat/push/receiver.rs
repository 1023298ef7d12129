//! Checks, decrypts, answers.

use std::time::{Duration, SystemTime};

use super::cipher::{CipherError, Plaintext};
use super::envelope::Envelope;
use super::error::{PushError, ReceiverError};
use super::event::{self, Push};
use super::reply::{Parts, Reply};
use super::{EncodingAesKey, Query, signature};
use crate::Secret;
use crate::clock::Clock;

/// Bytes of a body that are read at most; the longest known push has a few thousand.
const LARGEST_BODY: usize = 1 << 20;

/// Receives the pushes for one third-party platform.
///
/// A push is believed if its `msg_signature` is right, if it was signed no longer ago than the tolerance allows,
/// and if what is encrypted in it names the receiver's appid. Cheap to clone.
///
/// **Pushes that are sent again.** The platform repeats a push that was not answered, and within the tolerance
/// anybody who recorded one can send it again. What they say stays true (a ticket, a code, an authorization that
/// ended), so acting twice harms nobody who keeps the newest ticket by [`Push::create_time`] and takes a used code
/// for what it is. Whoever needs more remembers [`Push::msg_signature`].
#[derive(Clone, Debug)]
pub struct Receiver {
    app_id: String,
    token: Secret,
    current: EncodingAesKey,
    previous: Option<EncodingAesKey>,
    tolerance: Option<Duration>,
    clock: Clock,
    largest_body: usize,
}

impl Receiver {
    /// A receiver for the platform with this appid, token and EncodingAESKey, as its console shows them.
    ///
    /// # Errors
    /// The appid or the token is empty, or the key is none.
    pub fn new(
        app_id: impl Into<String>,
        token: impl Into<Secret>,
        encoding_aes_key: &str,
    ) -> Result<Self, ReceiverError> {
        let (app_id, token) = (app_id.into(), token.into());
        if app_id.is_empty() {
            return Err(ReceiverError::AppId);
        }
        if token.is_empty() {
            return Err(ReceiverError::Token);
        }
        Ok(Self {
            app_id,
            token,
            current: EncodingAesKey::parse(encoding_aes_key)?,
            previous: None,
            tolerance: Some(Duration::from_secs(600)),
            clock: Clock::default(),
            largest_body: LARGEST_BODY,
        })
    }

    /// Decrypts with an older key too, while the console switches from it to the current one. An answer uses the
    /// key that its push had.
    ///
    /// # Errors
    /// The key is none.
    pub fn previous_key(mut self, encoding_aes_key: &str) -> Result<Self, ReceiverError> {
        self.previous = Some(EncodingAesKey::parse(encoding_aes_key)?);
        Ok(self)
    }

    /// How far the time stamp of a push may lie from this machine's time, in either direction; ten minutes unless
    /// set. `None` accepts any time.
    #[must_use]
    pub fn tolerance(mut self, tolerance: impl Into<Option<Duration>>) -> Self {
        self.tolerance = tolerance.into();
        self
    }

    /// Another clock than the system's, for tests.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(now);
        self
    }

    /// How many bytes a body may have; 1 MiB unless set.
    #[must_use]
    pub fn largest_body(mut self, bytes: usize) -> Self {
        self.largest_body = bytes;
        self
    }

    /// The appid of the platform.
    #[must_use]
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    /// Checks and decrypts a push: the query of the address it was posted to, and the body.
    ///
    /// # Errors
    /// [`PushError`] says why it is not believed. Answer such a request with a status of failure (401 or 400), not
    /// with [`SUCCESS`](super::SUCCESS): a push that was real, refused for a wrong key or clock, comes again.
    pub fn open(&self, query: &Query, body: &[u8]) -> Result<Push, PushError> {
        if body.len() > self.largest_body {
            return Err(PushError::TooLarge { bytes: body.len(), limit: self.largest_body });
        }
        let envelope = Envelope::parse(body)?;
        let msg_signature = stated("msg_signature", query.msg_signature.as_ref(), envelope.msg_signature.as_ref())?;
        let timestamp = stated("timestamp", query.timestamp.as_ref(), envelope.timestamp.as_ref())?;
        let nonce = stated("nonce", query.nonce.as_ref(), envelope.nonce.as_ref())?;
        if !signature::verify(&self.token, &[timestamp, nonce, &envelope.encrypt], msg_signature) {
            return Err(PushError::Signature);
        }
        let timestamp = self.check_time(timestamp)?;
        let (key, plain) = self.decrypt(&envelope.encrypt)?;
        let (fields, event, create_time) = event::read(&plain.content)?;
        // A notice names the platform once more. In a message of an account the field would be somebody else's.
        if let (Some(_), Some(app_id)) = (fields.filled("InfoType"), fields.filled("AppId")) {
            self.check_receiver(app_id)?;
        }
        let used_previous_key = !std::ptr::eq(key, &raw const self.current);
        Ok(Push {
            event,
            create_time,
            timestamp,
            nonce: nonce.clone(),
            msg_signature: msg_signature.clone(),
            fields,
            content: plain.content,
            used_previous_key,
            json: envelope.json,
            key: key.clone(),
        })
    }

    /// An encrypted answer to a push, for those that are answered with more than
    /// [`SUCCESS`](super::SUCCESS): a message to the user who wrote. `content` is the XML (or JSON) of the message.
    ///
    /// # Panics
    /// If the system has no randomness to give.
    #[must_use]
    pub fn reply(&self, push: &Push, content: &str) -> Reply {
        let mut random = [0; 16];
        aws_lc_rs::rand::fill(&mut random).expect("the system's randomness");
        let parts = Parts {
            key: &push.key,
            token: &self.token,
            app_id: &self.app_id,
            timestamp: self.clock.seconds(),
            nonce: &push.nonce,
            random,
            json: push.json,
        };
        parts.seal(content)
    }

    /// Answers the check of an address: what is to be sent back, as it is, for a `GET` with `echostr`. The console
    /// makes it when the address of an account's own messages is saved; the address of authorization events is not
    /// checked.
    ///
    /// # Errors
    /// [`PushError`] says why the request is not believed.
    pub fn verify_url(&self, query: &Query) -> Result<String, PushError> {
        let echo = stated("echostr", query.echostr.as_ref(), None)?;
        let timestamp = stated("timestamp", query.timestamp.as_ref(), None)?;
        let nonce = stated("nonce", query.nonce.as_ref(), None)?;
        // With `msg_signature` the echo is encrypted, without it comes in clear.
        let Some(msg_signature) = query.msg_signature.as_ref() else {
            let signature = stated("signature", query.signature.as_ref(), None)?;
            if !signature::verify(&self.token, &[timestamp, nonce], signature) {
                return Err(PushError::Signature);
            }
            self.check_time(timestamp)?;
            return Ok(echo.clone());
        };
        // Base64 has no spaces: where one stands, a `+` came without its percent-encoding.
        let echo = echo.replace(' ', "+");
        if !signature::verify(&self.token, &[timestamp, nonce, &echo], msg_signature) {
            return Err(PushError::Signature);
        }
        self.check_time(timestamp)?;
        let (_, plain) = self.decrypt(&echo)?;
        Ok(String::from_utf8_lossy(&plain.content).into_owned())
    }

    fn check_time(&self, text: &str) -> Result<u64, PushError> {
        let signed: u64 = text.trim().parse().map_err(|_| PushError::Timestamp)?;
        let now = self.clock.seconds();
        match self.tolerance.map(|tolerance| tolerance.as_secs()) {
            Some(tolerance) if signed.abs_diff(now) > tolerance => Err(PushError::Clock { signed, now, tolerance }),
            _ => Ok(signed),
        }
    }

    fn check_receiver(&self, found: &str) -> Result<(), PushError> {
        if found == self.app_id {
            return Ok(());
        }
        Err(PushError::OtherReceiver { found: found.to_owned(), expected: self.app_id.clone() })
    }

    /// With the current key or else the previous one. A key is the right one if what it gives is for somebody.
    fn decrypt(&self, encrypt: &str) -> Result<(&EncodingAesKey, Plaintext), PushError> {
        let attempt = |key| -> Result<_, PushError> {
            let plain = EncodingAesKey::decrypt(key, encrypt)?;
            self.check_receiver(&plain.receiver)?;
            Ok((key, plain))
        };
        let Some(previous) = &self.previous else { return attempt(&self.current) };
        attempt(&self.current).or_else(|first| {
            attempt(previous).map_err(|second| match second {
                // Another appid says more than that a key does not fit, which of two has to be so.
                PushError::Cipher(CipherError::Padding | CipherError::Frame) => first,
                second => second,
            })
        })
    }
}

/// A value of the query, or else of the envelope. An empty one is none.
fn stated<'a>(
    name: &'static str,
    query: Option<&'a String>,
    envelope: Option<&'a String>,
) -> Result<&'a String, PushError> {
    query.filter(|text| !text.is_empty()).or(envelope).ok_or(PushError::Missing { name })
}

#[cfg(test)]
mod tests;
