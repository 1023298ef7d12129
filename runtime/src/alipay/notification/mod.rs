//! Messages that Alipay posts to the application: notifications of payments, and messages to the application's
//! gateway (<https://opendocs.alipay.com/common/02mse3>).
//!
//! They are forms, signed with the key that signs answers. No web framework is needed: [`Notification::verify`]
//! takes the body as it came, [`Notification::verify_pairs`] a form that a framework has decoded already. What
//! is signed is every parameter that is not empty, sorted; there are two rules about which are left out
//! ([`Rule`]), and since a message does not say which is meant, both are tried.

mod error;
mod event;
mod form;

use std::collections::BTreeMap;

pub use error::NotificationError;
pub use event::Event;
use form::Charset;

use super::{Credentials, UnknownCertificate, sorted_parameters};
use crate::codec::{Decode, DecodeError};
use crate::json;

/// Names that no signature covers.
const NEVER_SIGNED: [&str; 2] = ["sign", "alipay_cert_sn"];

/// A message of Alipay whose signature holds.
///
/// A message may come again, until it is answered with [`Notification::RECEIVED`]: an application remembers the
/// [`id`](Self::id) of those it has dealt with. Its [`app_id`](Self::app_id) says for which application it is.
///
/// ```no_run
/// use runtime::alipay::{Credentials, Event, Notification, NotificationError};
///
/// fn receive(credentials: &Credentials, body: &[u8]) -> Result<&'static str, NotificationError> {
///     let message = Notification::verify(credentials, body)?;
///     if let Event::AppAuthorizationCancelled { auth_app_id, .. } = message.event() {
///         println!("{auth_app_id} has taken its authorization back");
///     }
///     Ok(Notification::RECEIVED)
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Notification {
    parameters: BTreeMap<String, String>,
    rule: Rule,
}

/// Which parameters a signature leaves out, beside `sign` itself and, in certificate mode, `alipay_cert_sn`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// `sign_type` is left out: notifications of payments.
    V1,
    /// Nothing else is left out: messages to the application's gateway, and events of other services.
    V2,
}

impl Notification {
    /// What a message is answered with, as plain text, when it has been dealt with; Alipay sends it again
    /// otherwise.
    pub const RECEIVED: &'static str = "success";

    /// Verifies the body of a post (`application/x-www-form-urlencoded`), byte for byte as it came.
    ///
    /// # Errors
    /// A [`NotificationError`]: the message is not Alipay's, or cannot be told to be.
    pub fn verify(credentials: &Credentials, body: &[u8]) -> Result<Self, NotificationError> {
        let (pairs, charset) = form::read(body)?;
        verify(credentials, pairs, charset)
    }

    /// Verifies a form that is decoded already, once: values must not have been decoded again, trimmed, or parsed.
    ///
    /// # Errors
    /// A [`NotificationError`]: the message is not Alipay's, or cannot be told to be.
    pub fn verify_pairs<N: Into<String>, V: Into<String>>(
        credentials: &Credentials,
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, NotificationError> {
        let pairs: Vec<(String, String)> = pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let charset = Charset::of(pairs.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())));
        verify(credentials, pairs, charset)
    }

    /// The same as [`verify`](Self::verify), but in certificate mode a certificate that is not known is
    /// downloaded first, where the credentials have a source for it
    /// ([`Credentials::with_certificate_source`]).
    ///
    /// # Errors
    /// A [`NotificationError`]: the message is not Alipay's, or cannot be told to be.
    pub async fn receive(credentials: &Credentials, body: &[u8]) -> Result<Self, NotificationError> {
        match Self::verify(credentials, body) {
            Err(NotificationError::UnknownCertificate(UnknownCertificate { sn, .. })) => {
                // What went wrong with it stands in the log; the error that matters is the message's.
                credentials.learn_certificate(&sn).await.ok();
                Self::verify(credentials, body)
            }
            done => done,
        }
    }

    /// The value of a parameter; empty ones have one too.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// All parameters, sorted by name, the signature and what belongs to it included.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The rule by which the signature holds. By [`Rule::V1`] the parameter `sign_type` is not covered.
    #[must_use]
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// The message's id (`notify_id`), the same when it is sent again.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.get("notify_id")
    }

    /// The application it is for (`app_id`).
    #[must_use]
    pub fn app_id(&self) -> Option<&str> {
        self.get("app_id")
    }

    /// What it is about: `msg_method`, or for notifications without one `notify_type`.
    #[must_use]
    pub fn kind(&self) -> Option<&str> {
        self.get("msg_method").or_else(|| self.get("notify_type"))
    }

    /// The content of a message to the application's gateway: the JSON in `biz_content`.
    ///
    /// # Errors
    /// There is none, or it has another shape than `T`.
    pub fn content<T: Decode>(&self) -> Result<T, DecodeError> {
        let text = self.get("biz_content").ok_or_else(|| DecodeError::missing("biz_content"))?;
        let mut scratch = String::new();
        let json =
            json::parse(text.as_bytes(), &mut scratch).map_err(|_| DecodeError::value("biz_content is not JSON"))?;
        T::decode(&json)
    }

    /// What it says, where it is one of the messages that are about authorization.
    #[must_use]
    pub fn event(&self) -> Event {
        Event::of(self)
    }
}

/// The names of the parameters: values may be personal.
impl std::fmt::Debug for Notification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Notification")
            .field("id", &self.id())
            .field("kind", &self.kind())
            .field("rule", &self.rule)
            .field("parameters", &self.parameters.keys().collect::<Vec<_>>())
            .finish()
    }
}

fn verify(
    credentials: &Credentials,
    pairs: Vec<(String, String)>,
    charset: Charset,
) -> Result<Notification, NotificationError> {
    let mut parameters = BTreeMap::new();
    for (name, value) in pairs {
        if let Some(_twice) = parameters.insert(name.clone(), value) {
            return Err(NotificationError::Twice { name });
        }
    }
    let get = |name: &str| parameters.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let signature = get("sign").ok_or(NotificationError::NotSigned)?;
    if let Some(other) = get("sign_type").filter(|sign_type| *sign_type != "RSA2") {
        return Err(NotificationError::Algorithm { sign_type: other.chars().take(16).collect() });
    }
    let key = credentials.platform_key(get("alipay_cert_sn"))?;
    for rule in [Rule::V2, Rule::V1] {
        let signed = parameters
            .iter()
            .filter(|(name, _)| !NEVER_SIGNED.contains(&name.as_str()) && (rule == Rule::V2 || *name != "sign_type"));
        let text = sorted_parameters(signed.map(|(name, value)| (name.as_str(), value.as_str())));
        if key.verify(&charset.encode(&text), signature).is_ok() {
            return Ok(Notification { parameters, rule });
        }
    }
    Err(NotificationError::Mismatch { key: key.fingerprint().to_owned(), names: parameters.keys().cloned().collect() })
}

#[cfg(test)]
mod tests;
