//! What a caller can do about a failure of the authorization and token family.

/// The way out.
pub(super) fn of(code: i64) -> Option<&'static str> {
    Some(match code {
        -1 => "The platform is busy: wait a little, then call again.",
        40001 | 40014 | 42001 | 42006 => {
            "The token is no longer the current one (or the secret is wrong): get a new token and call again, once."
        }
        40002 => "The grant type is not one that this call knows.",
        40013 => "The appid is not one that this call is for: check it, and whose token was sent.",
        40029 | 40163 => "The user's code is used up, wrong or expired: have the user log in again.",
        40030 => "The user's refresh token is no longer valid: have the user log in again.",
        40125 => "The secret is wrong or was reset: take the current one from the platform's console.",
        40164 => "The caller's IP address is not on the account's white list: add it in the console.",
        40170 => "Ask for fewer at once: 500 is the most.",
        40230..=40233 => "A header of the security mode is missing: is something in between taking it away?",
        40234 | 40235 => "The keys of the security mode are not those that the console shows.",
        40236 | 40237 => "The appid in the header has to be that of the token's account.",
        40238 | 40239 => "Configure the key in the console before switching the security mode on.",
        40240 => "The caller's clock is wrong, or the request was kept too long.",
        40243 => "The secret is frozen: lift that in the console.",
        41001 | 41021 => "No token was sent: give it to the client, or to the call, with `credentials`.",
        41002 | 41018 => "The appid is missing.",
        41004 => "The secret is missing.",
        42007 | 43007 | 61003 | 61023 => "The account has to authorize the platform again.",
        43001..=43003 | 44002 | 47001 => {
            "The request did not arrive as it was made: is something in between changing method, scheme or body?"
        }
        45009 | 45011 => "A limit on calls is reached: do not repeat at once. clear_quota sets daily counters back.",
        48001 | 61007 => "The account has not granted the permission set of this API, or does not have it.",
        48004 => "The API is blocked for this account: the notices in its console say why and for how long.",
        48006 => "The counters were set back as often as they can be this month: wait.",
        50004 | 50007 => "The account is frozen or may not get tokens: its owner has to settle that in the console.",
        61004 => "The caller's IP address is not on the platform's white list: add it in the console.",
        61005 | 61006 => "The verify ticket is out of date: wait for the next push, or call start_push_ticket.",
        61009 | 61010 => "The authorization code is used up, wrong or expired: have the account authorize again.",
        61011 => "The appid is not that of a third-party platform.",
        61014 => "This call needs the component access token, and another kind of token was sent.",
        61015 => "This call needs the token of an account, and another kind of token was sent.",
        61016 | 61017 => "The permission set has to be confirmed by the account, or was not granted.",
        61024 => "A third-party platform gets its token from get_component_access_token.",
        61025 => "The option can be read alone.",
        61028 | 61029 => "The platform has to be published, or published again, in its console.",
        76001..=76003 => "Give the rid as it stands in an error message of this very account.",
        76004 => "What became of a call is kept for seven days.",
        76021 => "Give the path alone, with the slash at its start and without host and query.",
        76022 => "The path has to be one that the kind of token sent may call.",
        89503 => "An administrator of the account was asked to confirm the caller's IP address: wait for that.",
        89506 => "An administrator refused the caller's IP address: it can be asked for again in 24 hours.",
        89507 => "An administrator refused the caller's IP address: it can be asked for again in an hour.",
        _ => return None,
    })
}
