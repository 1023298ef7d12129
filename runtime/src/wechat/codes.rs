//! What the return codes mean.

/// What a caller can do about a code of the authorization and token family.
pub(super) fn remedy(code: &str) -> Option<&'static str> {
    Some(match code {
        "-1" => "The platform is busy: wait a little, then call again.",
        "40001" | "40014" | "42001" | "42006" => {
            "The token is no longer the current one (or the secret is wrong): get a new token and call again, once."
        }
        "40013" => "The appid is not one that this call is for: check component_appid.",
        "40125" => "The secret is wrong or was reset: take the current one from the platform's console.",
        "42007" | "61003" | "61023" => "The account has to authorize the platform again.",
        "45009" | "45011" => "A limit on calls is reached: do not repeat at once.",
        "61004" => "The caller's IP address is not on the platform's white list: add it in the console.",
        "61005" | "61006" => "The verify ticket is out of date: wait for the next push, or call startPushTicket.",
        "61009" | "61010" => "The authorization code is used up, wrong or expired: have the account authorize again.",
        "61014" => "This call needs the component access token, and another kind of token was sent.",
        _ => return None,
    })
}
