//! The two calls that give tokens, as far as a keeper needs them, in all shapes that their answers were seen in.

use std::time::Duration;

use http::Method;

use crate::Secret;
use crate::Value;
use crate::keeper::Grant;
use crate::operation::{Endpoint, Operation};
use crate::security::Scheme;

const ALIPAY: Scheme = Scheme::protocol("alipay", "ALIPAY-SHA256withRSA");

/// The app auth tokens of a merchant, for a code or a refresh token.
#[derive(Debug)]
pub(super) struct AppToken;

impl Operation for AppToken {
    type Output = Value;
    type Error = Value;
    const ENDPOINT: Endpoint =
        Endpoint::new("alipay.open.auth.token.app", Method::POST, "/v3/alipay/open/auth/token/app")
            .secured(&[&[ALIPAY]]);
}

/// The tokens of a user, for a code or a refresh token.
#[derive(Debug)]
pub(super) struct UserToken;

impl Operation for UserToken {
    type Output = Value;
    type Error = Value;
    const ENDPOINT: Endpoint =
        Endpoint::new("alipay.system.oauth.token", Method::POST, "/v3/alipay/system/oauth/token").secured(&[&[ALIPAY]]);
}

/// The merchant applications of an answer with their tokens: the list, or the fields beside it that older answers
/// have alone.
pub(super) fn merchants(answer: &Value) -> Vec<(String, Grant)> {
    let listed = answer.get("tokens").and_then(Value::as_array).filter(|list| !list.is_empty());
    let entries = listed.map_or_else(|| std::slice::from_ref(answer), Vec::as_slice);
    entries.iter().filter_map(merchant).collect()
}

fn merchant(entry: &Value) -> Option<(String, Grant)> {
    let auth_app_id = text(entry, "auth_app_id")?;
    // The token does not end; what `expires_in` says is obsolete.
    let mut grant = Grant::new().access(text(entry, "app_auth_token")?, None);
    if let Some(refresh) = text(entry, "app_refresh_token") {
        grant = grant.refresh(refresh, seconds(entry, "re_expires_in"));
    }
    if let Some(user_id) = text(entry, "user_id") {
        grant = grant.detail("user_id", user_id);
    }
    Some((auth_app_id.to_owned(), grant))
}

/// The user of an answer, by open id or user id, with the tokens.
pub(super) fn user(answer: &Value) -> Option<(Option<String>, Grant)> {
    let lasts = text(answer, "auth_token_type") == Some("permanent");
    let life = |name| seconds(answer, name).filter(|_| !lasts);
    let mut grant = Grant::new().access(text(answer, "access_token")?, life("expires_in"));
    if let Some(refresh) = text(answer, "refresh_token") {
        grant = grant.refresh(refresh, life("re_expires_in"));
    }
    for name in ["open_id", "user_id", "union_id"] {
        if let Some(id) = text(answer, name) {
            grant = grant.detail(name, id);
        }
    }
    let id = text(answer, "open_id").or_else(|| text(answer, "user_id"));
    Some((id.map(str::to_owned), grant))
}

/// A refresh token and a code are asked for in the same way.
pub(super) fn fill(request: &mut crate::Request, grant_type: &'static str, name: &'static str, secret: &Secret) {
    request.member::<String>("grant_type", grant_type);
    request.member::<Secret>(name, secret);
}

fn text<'v>(object: &'v Value, name: &str) -> Option<&'v str> {
    object.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// A number of seconds, which may come as text.
fn seconds(object: &Value, name: &str) -> Option<Duration> {
    let value = object.get(name)?;
    value.as_u64().or_else(|| value.as_str()?.parse().ok()).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_list_counts_before_the_fields_beside_it_which_older_answers_have_alone() {
        let entry = |id: &str| json!({"auth_app_id": id, "app_auth_token": "t", "app_refresh_token": "r", "re_expires_in": "60"});
        let mut both = entry("1");
        both["tokens"] = json!([entry("2"), entry("3")]);
        let ids = |answer: &Value| merchants(answer).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
        assert_eq!(ids(&both.into()), ["2", "3"]);
        assert_eq!(ids(&entry("1").into()), ["1"]);
        let (_, grant) = merchants(&entry("1").into()).remove(0);
        assert_eq!(grant.access, Some(("t".into(), None)));
        assert_eq!(grant.refresh, Some(("r".into(), Some(Duration::from_secs(60)))));
        assert!(merchants(&json!({}).into()).is_empty());
    }

    #[test]
    fn permanent_tokens_of_a_user_do_not_end_and_the_open_id_comes_first() {
        let mut answer = json!({"access_token": "t", "refresh_token": "r", "expires_in": 3600, "re_expires_in": "7200",
            "user_id": "2088", "open_id": "o"});
        let (id, grant) = user(&Value::from(&answer)).unwrap();
        assert_eq!(id.as_deref(), Some("o"));
        assert_eq!(grant.access, Some(("t".into(), Some(Duration::from_secs(3600)))));
        answer["auth_token_type"] = json!("permanent");
        let (_, grant) = user(&Value::from(&answer)).unwrap();
        assert_eq!((grant.access.unwrap().1, grant.refresh.unwrap().1), (None, None));
    }
}
