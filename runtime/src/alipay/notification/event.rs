//! Messages that are about authorization.

use super::Notification;

use crate::json::{self, Json};

/// What a message says, where it is about authorization.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// `alipay.open.auth.appauth.cancelled`: a merchant has taken back what it had authorized. Its app auth token
    /// is void.
    AppAuthorizationCancelled {
        /// The third-party application that was authorized.
        app_id: String,
        /// The merchant application that had authorized it.
        auth_app_id: String,
    },
    /// Anything else: see [`Notification::kind`] and [`Notification::content`].
    Other,
}

impl Event {
    pub(super) fn of(message: &Notification) -> Self {
        match message.kind() {
            Some("alipay.open.auth.appauth.cancelled") => cancelled(message).unwrap_or(Self::Other),
            _ => Self::Other,
        }
    }
}

fn cancelled(message: &Notification) -> Option<Event> {
    let mut scratch = String::new();
    let json = json::parse(message.get("biz_content")?.as_bytes(), &mut scratch).ok()?;
    let text = |name| json.get(name).and_then(Json::scalar_text).map(|text| text.into_owned());
    Some(Event::AppAuthorizationCancelled {
        app_id: text("app_id").or_else(|| message.app_id().map(str::to_owned))?,
        auth_app_id: text("auth_app_id")?,
    })
}
