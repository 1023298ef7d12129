//! What the common error codes of the platform (`CommonErrorType`) ask for. Those of an operation stand in its
//! document.

/// Every common code. The older gateway writes them with `isv.`, `isp.` or `aop.` in front.
const COMMON: &[&str] = &[
    "invalid-parameter",
    "upload-fail",
    "invalid-file-extension",
    "invalid-file-size",
    "file-check-fail",
    "missing-method",
    "invalid-method",
    "invalid-app-method",
    "missing-platform",
    "invalid-platform",
    "forbidden-api",
    "invalid-format",
    "missing-timestamp",
    "invalid-timestamp",
    "illegal-timestamp",
    "missing-version",
    "invalid-version",
    "unsupported-version",
    "invalid-encoding",
    "invalid-charset",
    "invalid-digest-type",
    "invalid-digest",
    "invalid-request-data",
    "invalid-response-data",
    "illegal-json",
    "illegal-card-no",
    "missing-session",
    "missing-app-uid",
    "unknown-sub-code",
    "suspected-attack",
    "exist-blank-sub-request-id",
    "exist-repeated-sub-request-id",
    "method-forbidden-batch-invoke",
    "invalid-app-api-field-config",
    "inner-app-no-access",
    "invalid-inner-invoke-scene",
    "self-invoke-forbidden",
    "unsupport-operation",
    "missing-signature",
    "missing-signature-type",
    "missing-default-signature-type",
    "missing-signature-key",
    "missing-signature-config",
    "invalid-signature-type",
    "invalid-signature-type-said-interface",
    "invalid-signature",
    "unsupported-expired-app-key-sign",
    "app-key-security-risk",
    "app-cert-expired",
    "app-cert-not-exist",
    "alipay-cert-not-exist",
    "missing-app-cert-sn",
    "missing-alipay-cert-sn",
    "missing-alipay-root-cert-sn",
    "invalid-alipay-root-cert-sn",
    "missing-encrypt-type",
    "missing-encrypt-key",
    "invalid-encrypt-type",
    "invalid-encrypt",
    "decryption-error",
    "decryption-error-missing-encrypt-type",
    "decryption-error-not-valid-encrypt-type",
    "decryption-error-not-valid-encrypt-key",
    "decryption-error-unknown",
    "missing-app-access-token",
    "invalid-auth-token",
    "auth-token-time-out",
    "invalid-app-auth-token",
    "invalid-app-auth-token-no-api",
    "app-auth-token-time-out",
    "not-support-app-auth",
    "access-data-time-out",
    "openid-error",
    "invalid-auth-relations",
    "invalid-app-auth-relations",
    "missing-app-id",
    "invalid-app-id",
    "invalid-app-state",
    "invalid-subscribe-relations",
    "insufficient-isv-permissions",
    "insufficient-user-permissions",
    "illegal-client-ip",
    "app-api-punished",
    "invalid-partnerid",
    "no-product-reg-by-partner",
    "sevice-not-been-subscribed-to",
    "invalid-product",
    "app-unbind-partner",
    "app-invalid-oid",
    "app-call-limited",
    "method-call-limited",
    "app-auth-invoke-limit",
    "exceed-api-balance",
    "unknow-error",
];

/// What the platform calls this failure everywhere: the code of the older gateway without its prefix, if it is
/// a common one.
pub(super) fn common_code(sub_code: &str) -> Option<&str> {
    let bare = ["isv.", "isp.", "aop."].iter().find_map(|prefix| sub_code.strip_prefix(prefix)).unwrap_or(sub_code);
    COMMON.contains(&bare).then_some(bare)
}

/// What can be done about a common code.
pub(super) fn remedy(code: &str) -> Option<&'static str> {
    FAMILIES.iter().find(|family| family.codes.contains(&code)).map(|family| family.remedy)
}

/// Codes and what to do about them.
struct Family {
    codes: &'static [&'static str],
    remedy: &'static str,
}

const FAMILIES: &[Family] = &[
    Family {
        codes: &["missing-signature"],
        remedy: "The gateway saw no signature: does a proxy remove the Authorization header, or parameters?",
    },
    Family {
        codes: &["missing-timestamp", "invalid-timestamp", "illegal-timestamp"],
        remedy: "The gateway does not accept the time of the request: is the clock of this machine right?",
    },
    Family {
        codes: &[
            "missing-signature-type",
            "missing-default-signature-type",
            "missing-signature-key",
            "missing-signature-config",
            "invalid-signature-type",
            "invalid-signature-type-said-interface",
            "unsupported-expired-app-key-sign",
            "app-key-security-risk",
        ],
        remedy: "The application's key in the open platform's console is missing, of another kind, expired or \
                 withdrawn: upload the public half of an RSA key of at least 2048 bits (RSA2) and sign with its \
                 private half.",
    },
    Family {
        codes: &[
            "missing-app-cert-sn",
            "missing-alipay-cert-sn",
            "missing-alipay-root-cert-sn",
            "invalid-alipay-root-cert-sn",
            "app-cert-not-exist",
            "alipay-cert-not-exist",
            "app-cert-expired",
        ],
        remedy: "The certificates do not fit the application: download all three (the application's, Alipay's, \
                 the roots) from the open platform's console and pass them to Credentials::certificates.",
    },
    Family {
        codes: &[
            "missing-encrypt-type",
            "missing-encrypt-key",
            "invalid-encrypt-type",
            "invalid-encrypt",
            "decryption-error",
            "decryption-error-missing-encrypt-type",
            "decryption-error-not-valid-encrypt-type",
            "decryption-error-not-valid-encrypt-key",
            "decryption-error-unknown",
        ],
        remedy: "Content encryption: the AES key passed to Credentials::encrypted must be the one that the open \
                 platform's console shows for this application and environment. Operations that have to be \
                 encrypted fail without it.",
    },
    Family {
        codes: &[
            "invalid-auth-token",
            "auth-token-time-out",
            "access-data-time-out",
            "missing-app-access-token",
            "invalid-auth-relations",
        ],
        remedy: "The user's access token is missing, expired, withdrawn or another application's: get a new one \
                 with the refresh token, or let the user authorize again.",
    },
    Family {
        codes: &["invalid-app-auth-token", "app-auth-token-time-out", "invalid-app-auth-relations"],
        remedy: "The merchant's app auth token is expired, withdrawn, or was given to another application or in \
                 another environment: get a new one with the refresh token, or let the merchant authorize again.",
    },
    Family {
        codes: &["invalid-app-auth-token-no-api"],
        remedy: "The merchant's grant does not cover this operation: let the merchant authorize again with it \
                 included.",
    },
    Family {
        codes: &["not-support-app-auth"],
        remedy: "This operation cannot be called on behalf of a merchant: leave out the app auth token.",
    },
    Family {
        codes: &["openid-error"],
        remedy: "The open id is not one of this application: an open id belongs to the application that got it.",
    },
    Family {
        codes: &["missing-app-id", "invalid-app-id", "invalid-app-state"],
        remedy: "The gateway knows no active application of this id: do app id and base URL belong to the same \
                 environment (sandbox or production), and is the application online?",
    },
    Family {
        codes: &["missing-method", "invalid-method", "invalid-app-method", "forbidden-api"],
        remedy: "The gateway knows no such operation for this application: are method, path and base URL right, \
                 and does this environment offer the operation?",
    },
    Family {
        codes: &[
            "insufficient-isv-permissions",
            "insufficient-user-permissions",
            "invalid-subscribe-relations",
            "sevice-not-been-subscribed-to",
            "no-product-reg-by-partner",
            "invalid-product",
            "invalid-partnerid",
            "inner-app-no-access",
        ],
        remedy: "The application, or the merchant it acts for, may not call this operation: add the capability to \
                 the application in the open platform's console and sign up for the product behind it.",
    },
    Family {
        codes: &["app-api-punished", "app-unbind-partner", "app-invalid-oid"],
        remedy: "The platform has barred the application or its account from this operation: the open platform's \
                 console says why.",
    },
    Family {
        codes: &["illegal-client-ip"],
        remedy: "The address of this machine is not on the application's list of allowed addresses in the open \
                 platform's console.",
    },
    Family {
        codes: &["app-call-limited", "method-call-limited", "app-auth-invoke-limit", "exceed-api-balance"],
        remedy: "Too many calls: wait before the next one, and spread them.",
    },
    Family {
        codes: &["unknow-error"],
        remedy: "A fault of the platform: the call may have taken effect, so look before making it again; support \
                 asks for the request id.",
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_code_belongs_to_one_family_and_is_a_common_one() {
        let mut seen = HashSet::new();
        for code in FAMILIES.iter().flat_map(|family| family.codes) {
            assert!(seen.insert(code), "{code} stands twice");
            assert!(COMMON.contains(code), "{code} is no common code");
        }
        assert!(!seen.contains(&"invalid-signature"), "it has a hint of its own");
        assert_eq!(COMMON.iter().collect::<HashSet<_>>().len(), COMMON.len());
    }
}
