//! One of the parameters that a request is made of.

use crate::json::{Json, mask};

/// A parameter as it is sent, and as it may be shown.
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) sent: String,
    pub(super) shown: String,
}

impl Parameter {
    pub(super) fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        let sent = value.into();
        Self { name: name.into(), shown: sent.clone(), sent }
    }

    pub(super) fn secret(name: impl Into<String>, value: impl Into<String>) -> Self {
        let sent = value.into();
        Self { name: name.into(), shown: mask(&sent), sent }
    }

    /// A scalar as its text, anything else as JSON.
    pub(super) fn of(name: &str, value: &Json<'_>) -> Self {
        match value {
            Json::Secret(secret) => Self::secret(name, secret.expose()),
            Json::Array(_) | Json::Object(_) => {
                Self { name: name.to_owned(), sent: value.to_text(), shown: value.to_masked_text() }
            }
            scalar => Self::new(name, scalar.scalar_text().unwrap_or_default()),
        }
    }
}
