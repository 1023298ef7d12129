//! What the failure of a call that gives tokens asks for.

use http::StatusCode;

use crate::Value;
use crate::error::Error;
use crate::keeper::{RefreshError, RefreshErrorKind};

/// Goes by the code, in the form of v3, which every wire gives.
pub(super) fn classify(error: &Error<Value>) -> RefreshError {
    let message = error.to_string();
    let told = error.api().map(|api| (api.status, api.code.as_deref()));
    match (error, told) {
        (_, Some((StatusCode::TOO_MANY_REQUESTS, code))) => {
            RefreshError::new(RefreshErrorKind::Limited, code.unwrap_or_default(), message)
        }
        (_, Some((_, Some(code)))) => RefreshError::new(kind(code), code, message),
        (Error::Request { .. }, _) => RefreshError::new(RefreshErrorKind::Configuration, "request", message),
        // A failure without a code is not the platform's word: a proxy on the way may have written it.
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
        "SYSTEM_ERROR" | "unknow-error" | "isp.unknow-error" | "aop.unknow-error" => RefreshErrorKind::Unavailable,
        // Keys, signatures, permissions, another application's token: a person has to look.
        _ => RefreshErrorKind::Configuration,
    }
}
