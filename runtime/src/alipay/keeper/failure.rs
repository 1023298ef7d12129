//! What the failure of a call that gives tokens asks for.

use http::StatusCode;

use crate::Value;
use crate::error::Error;
use crate::keeper::{RefreshError, RefreshErrorKind};

/// Goes by the code, in the form of v3, which every wire gives.
pub(super) fn classify(error: &Error<Value>) -> RefreshError {
    let message = error.to_string();
    match error {
        Error::Api(api) => {
            let code = api.code_text.clone().unwrap_or_default();
            let kind = match api.status {
                StatusCode::TOO_MANY_REQUESTS => RefreshErrorKind::Limited,
                _ => kind(&code),
            };
            RefreshError::new(kind, code, message)
        }
        Error::Request { .. } => RefreshError::new(RefreshErrorKind::Configuration, "request", message),
        _ => RefreshError::new(RefreshErrorKind::Unavailable, "unavailable", message)
            .may_have_arrived(error.may_have_arrived()),
    }
}

fn kind(code: &str) -> RefreshErrorKind {
    match code {
        "AUTH_TOKEN_NOT_FOUND"
        | "REFRESH_TOKEN_NOT_EXIST"
        | "REFRESH_TOKEN_NOT_VALID"
        | "REFRESH_TOKEN_TIME_OUT"
        | "isv.refresh-token-invalid"
        | "isv.refresh-token-time-out"
        | "isv.refreshed-token-invalid" => RefreshErrorKind::RefreshToken,
        "invalid-app-auth-relations" | "invalid-auth-relations" => RefreshErrorKind::Withdrawn,
        "app-call-limited" | "method-call-limited" | "app-auth-invoke-limit" | "exceed-api-balance" => {
            RefreshErrorKind::Limited
        }
        // Faults of the platform, and what is not known.
        "" | "SYSTEM_ERROR" | "unknow-error" | "isp.unknow-error" | "aop.unknow-error" => RefreshErrorKind::Unavailable,
        // Keys, signatures, permissions, another application's token: a person has to look.
        _ => RefreshErrorKind::Configuration,
    }
}
