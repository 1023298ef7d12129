//! What Alipay posts to an application: forms, signed with the key that signs answers.

use std::collections::BTreeMap;

use crate::gateway::crypto;
use crate::gateway::keys::KEYS;

/// A message of Alipay to an application.
pub struct Message {
    parameters: BTreeMap<String, String>,
    covers_sign_type: bool,
    renewed: bool,
}

impl Message {
    /// With these parameters, signed as messages to an application's gateway are (all parameters but `sign`), in key
    /// mode.
    #[must_use]
    pub fn new(parameters: &[(&str, &str)]) -> Self {
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { parameters, covers_sign_type: true, renewed: false }
    }

    /// A merchant takes its authorization back.
    #[must_use]
    pub fn app_authorization_cancelled() -> Self {
        Self::new(&[
            ("app_id", "2021000000000001"),
            ("charset", "UTF-8"),
            ("msg_method", "alipay.open.auth.appauth.cancelled"),
            ("notify_id", "2024010100222000000000000000000001"),
            ("utc_timestamp", "1735689600000"),
            ("version", "1.1"),
            ("biz_content", r#"{"app_id":"2021000000000001","auth_app_id":"2013121100055554"}"#),
        ])
    }

    /// Signed as notifications of payments are, which leave `sign_type` out as well.
    #[must_use]
    pub fn of_payment(mut self) -> Self {
        self.covers_sign_type = false;
        self
    }

    /// In certificate mode, signed with the renewed certificate.
    #[must_use]
    pub fn renewed(mut self) -> Self {
        self.renewed = true;
        self
    }

    /// The body of the post.
    #[must_use]
    pub fn body(&self) -> String {
        let mut all = self.parameters.clone();
        all.insert("sign_type".to_owned(), "RSA2".to_owned());
        let covered =
            all.iter().filter(|(name, value)| !value.is_empty() && (self.covers_sign_type || *name != "sign_type"));
        let text = covered.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        let key = if self.renewed { &KEYS.renewed } else { &KEYS.alipay };
        all.insert("sign".to_owned(), crypto::sign(key, text.as_bytes()));
        if self.renewed {
            all.insert("alipay_cert_sn".to_owned(), KEYS.renewed_certificate.sn.clone());
        }
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish()
    }
}
