//! Addresses of the pages on which users and merchants authorize.

use url::Url;

use super::State;
use crate::Open;

/// What a user is asked to grant.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Scope {
    /// Who the user is, and nothing else. It is granted silently.
    AuthBase,
    /// The user's profile, which alipay.user.info.share gives.
    AuthUser,
}
crate::open! { Scope: str { AuthBase = "auth_base", AuthUser = "auth_user" } }

/// Which of Alipay's worlds an application lives in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Environment {
    /// The real one.
    #[default]
    Production,
    /// The one for trying out, with its own applications and users.
    Sandbox,
}

impl Environment {
    /// Where the pages are, with a slash at the end. For the sandbox it is what its hosts suggest; nobody has
    /// confirmed it, and `pages` of an authorization sets another.
    #[must_use]
    pub const fn pages(self) -> &'static str {
        match self {
            Self::Production => "https://openauth.alipay.com/oauth2/",
            Self::Sandbox => "https://openauth-sandbox.dl.alipaydev.com/oauth2/",
        }
    }
}

fn page(pages: &str, name: &str) -> Result<Url, PageError> {
    Url::parse(pages).and_then(|pages| pages.join(name)).map_err(PageError::Pages)
}

/// Why there is no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PageError {
    /// The application's own address is none.
    #[error("the redirect address is not a whole address such as https://example.com/callback: {0}")]
    RedirectUri(url::ParseError),
    /// The address of Alipay's pages is none.
    #[error("the address of the pages is not a whole address such as https://openauth.alipay.com/oauth2/: {0}")]
    Pages(url::ParseError),
    /// Nothing is asked for.
    #[error("no scope is asked for")]
    NoScope,
    /// A scope with a character that separates scopes.
    #[error("a scope has a comma in it, or is empty: give scopes one by one")]
    Scope,
}

/// The page on which a user grants an application scopes; what comes back is exchanged with
/// `alipay.system.oauth.token`.
///
/// ```
/// use runtime::alipay::{Scope, State, UserAuthorization};
///
/// let state = State::random(); // kept in the session
/// let page = UserAuthorization::new("2021000000000001", "https://example.com/callback")
///     .scopes([Scope::AuthUser, Scope::AuthBase])
///     .state(&state)
///     .url()
///     .expect("an address");
/// assert!(page.as_str().starts_with("https://openauth.alipay.com/oauth2/publicAppAuthorize.htm?app_id=2021"));
/// ```
#[derive(Clone, Debug)]
#[must_use = "it becomes an address when `url` is called"]
pub struct UserAuthorization {
    app_id: String,
    redirect_uri: String,
    scopes: Vec<Open<Scope>>,
    state: Option<State>,
    pages: String,
}

impl UserAuthorization {
    /// Of the application, which the browser comes back to at `redirect_uri`: an address that the open platform's
    /// console knows. The scope is `auth_base` unless others are given.
    pub fn new(app_id: impl Into<String>, redirect_uri: impl Into<String>) -> Self {
        Self {
            app_id: app_id.into(),
            redirect_uri: redirect_uri.into(),
            scopes: vec![Scope::AuthBase.into()],
            state: None,
            pages: Environment::default().pages().to_owned(),
        }
    }

    /// What is asked for, in place of `auth_base`.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<Open<Scope>>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// What comes back with the browser.
    pub fn state(mut self, state: &State) -> Self {
        self.state = Some(state.clone());
        self
    }

    /// The environment, in place of production.
    pub fn environment(self, environment: Environment) -> Self {
        self.pages(environment.pages())
    }

    /// Where the pages are, with a slash at the end, in place of an environment's.
    pub fn pages(mut self, pages: impl Into<String>) -> Self {
        self.pages = pages.into();
        self
    }

    /// The address.
    ///
    /// # Errors
    /// A [`PageError`] that says what is missing.
    pub fn url(&self) -> Result<Url, PageError> {
        let redirect_uri = Url::parse(&self.redirect_uri).map_err(PageError::RedirectUri)?;
        if self.scopes.is_empty() {
            return Err(PageError::NoScope);
        }
        if self.scopes.iter().any(|scope| scope.as_str().is_empty() || scope.as_str().contains(',')) {
            return Err(PageError::Scope);
        }
        let scopes: Vec<&str> = self.scopes.iter().map(Open::as_str).collect();
        let mut page = page(&self.pages, "publicAppAuthorize.htm")?;
        let mut query = page.query_pairs_mut();
        query.append_pair("app_id", &self.app_id);
        query.append_pair("scope", &scopes.join(","));
        query.append_pair("redirect_uri", redirect_uri.as_str());
        if let Some(state) = &self.state {
            query.append_pair("state", state.expose());
        }
        drop(query);
        Ok(page)
    }
}

/// The page on which a merchant authorizes a third-party application to act for it; what comes back is exchanged
/// with `alipay.open.auth.token.app`.
///
/// ```
/// use runtime::alipay::{AppAuthorization, Environment};
///
/// let page = AppAuthorization::new("2021000000000001", "https://example.com/merchants")
///     .environment(Environment::Sandbox)
///     .url()
///     .expect("an address");
/// assert_eq!(page.path(), "/oauth2/appToAppAuth.htm");
/// ```
#[derive(Clone, Debug)]
#[must_use = "it becomes an address when `url` is called"]
pub struct AppAuthorization {
    app_id: String,
    redirect_uri: String,
    parameters: Vec<(String, String)>,
    state: Option<State>,
    pages: String,
}

impl AppAuthorization {
    /// Of the third-party application, which the browser comes back to at `redirect_uri`: the address that the
    /// open platform's console knows. On a phone the page opens inside the Alipay app alone.
    pub fn new(app_id: impl Into<String>, redirect_uri: impl Into<String>) -> Self {
        Self {
            app_id: app_id.into(),
            redirect_uri: redirect_uri.into(),
            parameters: Vec::new(),
            state: None,
            pages: Environment::default().pages().to_owned(),
        }
    }

    /// A parameter of the application's own, which comes back with the browser: a shop's number, say.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// What comes back with the browser. It travels in the query of the redirect address, since this page has
    /// no parameter for it.
    pub fn state(mut self, state: &State) -> Self {
        self.state = Some(state.clone());
        self
    }

    /// The environment, in place of production.
    pub fn environment(self, environment: Environment) -> Self {
        self.pages(environment.pages())
    }

    /// Where the pages are, with a slash at the end, in place of an environment's.
    pub fn pages(mut self, pages: impl Into<String>) -> Self {
        self.pages = pages.into();
        self
    }

    /// The address.
    ///
    /// # Errors
    /// A [`PageError`] that says what is missing.
    pub fn url(&self) -> Result<Url, PageError> {
        let mut redirect_uri = Url::parse(&self.redirect_uri).map_err(PageError::RedirectUri)?;
        let state = self.state.iter().map(|state| ("state", state.expose()));
        let parameters = self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let own: Vec<(&str, &str)> = parameters.chain(state).collect();
        if !own.is_empty() {
            redirect_uri.query_pairs_mut().extend_pairs(own);
        }
        let mut page = page(&self.pages, "appToAppAuth.htm")?;
        page.query_pairs_mut().append_pair("app_id", &self.app_id).append_pair("redirect_uri", redirect_uri.as_str());
        Ok(page)
    }
}
