//! What comes back from the pages on which users and merchants authorize.

use std::collections::BTreeMap;

use url::form_urlencoded;

use super::{Scope, State};
use crate::Open;
use crate::Secret;

/// What comes back with the browser.
///
/// ```
/// use runtime::alipay::{Callback, State};
///
/// # fn example(query: &str, state_of_session: State) -> Result<(), Box<dyn std::error::Error>> {
/// match Callback::parse(query)?.checked(&state_of_session)? {
///     Callback::User(granted) => { /* exchange granted.auth_code */ }
///     Callback::App(granted) => { /* exchange granted.app_auth_code */ }
///     Callback::Refused(refused) => println!("{}", refused.error),
///     _ => {}
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Callback {
    /// A user has granted what was asked for.
    User(UserGranted),
    /// A merchant has authorized the application.
    App(AppGranted),
    /// Nothing was granted.
    Refused(Refused),
}

/// What a user has granted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserGranted {
    /// The code to exchange with `alipay.system.oauth.token`, once and soon.
    pub auth_code: Secret,
    /// The application it was granted to.
    pub app_id: Option<String>,
    /// What was granted, which may be less than what was asked for.
    pub scopes: Vec<Open<Scope>>,
    /// What was put into the address.
    pub state: Option<State>,
    /// Where it was granted, as `alipay_wallet`.
    pub source: Option<String>,
    /// Parameters of the application's own.
    pub other: BTreeMap<String, String>,
}

/// What a merchant has authorized.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppGranted {
    /// The code to exchange with `alipay.open.auth.token.app`, once and within 24 hours.
    pub app_auth_code: Secret,
    /// The third-party application that was authorized.
    pub app_id: Option<String>,
    /// What was put into the address.
    pub state: Option<State>,
    /// Where it was authorized.
    pub source: Option<String>,
    /// Parameters of the application's own.
    pub other: BTreeMap<String, String>,
}

/// Why nothing was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refused {
    /// What Alipay calls it.
    pub error: String,
    /// What it says about it.
    pub description: Option<String>,
    /// The application.
    pub app_id: Option<String>,
    /// What was put into the address.
    pub state: Option<State>,
    /// Where it was refused.
    pub source: Option<String>,
    /// Further parameters.
    pub other: BTreeMap<String, String>,
}

/// Why an address is no callback, or not one to go on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackError {
    /// It has no code and no error.
    #[error("the address has none of the parameters auth_code, app_auth_code and error: it is no callback of Alipay")]
    NoCode,
    /// A parameter stands twice, so that nobody can say which was meant.
    #[error("the address has a parameter twice that a callback has once: somebody has changed it")]
    Twice,
    /// It has no state, or another one.
    #[error("the state is not the one of this session: the authorization was begun elsewhere, or long ago; begin anew")]
    State,
}

/// Parameters that a callback has once.
const KNOWN: [&str; 9] =
    ["auth_code", "app_auth_code", "app_id", "scope", "state", "source", "error", "error_description", "error_scope"];

impl Callback {
    /// Reads a query, with or without `?`, or the whole address with it.
    ///
    /// # Errors
    /// A [`CallbackError`] if it is no callback.
    pub fn parse(text: &str) -> Result<Self, CallbackError> {
        let text = text.split_once('#').map_or(text, |(before, _)| before);
        let query = text.split_once('?').map_or(text, |(_, query)| query);
        let mut other = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if other.insert(name.to_string(), value.into_owned()).is_some() && KNOWN.contains(&&*name) {
                return Err(CallbackError::Twice);
            }
        }
        let mut take = |name: &str| other.remove(name).filter(|value| !value.is_empty());
        let (user, app, error) = (take("auth_code"), take("app_auth_code"), take("error"));
        let (app_id, source) = (take("app_id"), take("source"));
        let state = take("state").map(State::from);
        let scope = take("scope").unwrap_or_default();
        let description = take("error_description");
        match (user, app, error) {
            (Some(_), Some(_), _) => Err(CallbackError::Twice),
            (Some(code), None, _) => {
                let scopes = scope.split([',', ' ']).filter(|scope| !scope.is_empty()).map(Open::from).collect();
                Ok(Self::User(UserGranted { auth_code: code.into(), app_id, scopes, state, source, other }))
            }
            (None, Some(code), _) => {
                Ok(Self::App(AppGranted { app_auth_code: code.into(), app_id, state, source, other }))
            }
            (None, None, Some(error)) => {
                Ok(Self::Refused(Refused { error, description, app_id, state, source, other }))
            }
            (None, None, None) => Err(CallbackError::NoCode),
        }
    }

    /// What was put into the address.
    #[must_use]
    pub fn state(&self) -> Option<&State> {
        match self {
            Self::User(granted) => granted.state.as_ref(),
            Self::App(granted) => granted.state.as_ref(),
            Self::Refused(refused) => refused.state.as_ref(),
        }
    }

    /// The same, if its state is that of the session; compared in constant time.
    ///
    /// # Errors
    /// [`CallbackError::State`] if it is not, or if there is none.
    pub fn checked(self, state: &State) -> Result<Self, CallbackError> {
        if self.state() == Some(state) { Ok(self) } else { Err(CallbackError::State) }
    }
}
