//! What the failure of a call that gives tokens asks for.

use crate::Value;
use crate::error::Error;
use crate::keeper::{RefreshError, RefreshErrorKind};

/// Goes by the code, never by the text.
pub(super) fn classify(error: &Error<Value>) -> RefreshError {
    let message = error.to_string();
    let Some(code) = error.api().and_then(|api| api.code.clone()) else {
        // A failure without a code is not the platform's word: a proxy on the way may have written it.
        return RefreshError::new(RefreshErrorKind::Unavailable, "unavailable", message)
            .may_have_arrived(error.may_have_arrived());
    };
    RefreshError::new(kind(&code), code, message)
}

fn kind(code: &str) -> RefreshErrorKind {
    match code {
        "40030" | "61023" => RefreshErrorKind::RefreshToken,
        "42007" | "43007" | "61003" => RefreshErrorKind::Withdrawn,
        "45009" | "45011" => RefreshErrorKind::Limited,
        "61005" | "61006" => RefreshErrorKind::Waiting,
        // The platform is busy.
        "-1" => RefreshErrorKind::Unavailable,
        // Secret, appid, white list, permissions: asking again does not help.
        "40001" | "40013" | "40125" | "40164" | "40243" | "41002" | "41004" | "41018" | "48001" | "48004" | "50004"
        | "50007" | "61000" | "61001" | "61002" | "61004" | "61007" | "61011" | "61024" | "61028" | "61029" => {
            RefreshErrorKind::Configuration
        }
        _ => RefreshErrorKind::Unavailable,
    }
}
