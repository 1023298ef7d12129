//! A user logs in to an account on whose behalf a third-party platform acts.

use url::Url;

use super::{PageError, address, filled, parameters, redirect_uri, take};
use crate::Secret;

const PAGE: &str = "https://open.weixin.qq.com/connect/oauth2/authorize";
/// Bytes that a state may have.
const STATE: usize = 128;

/// The page on which a user logs in to an official account. It opens inside WeChat.
#[derive(Clone, Debug)]
pub struct LoginPage {
    appid: String,
    component_appid: String,
    redirect_uri: String,
    scope: Scope,
    state: Option<String>,
}

impl LoginPage {
    /// For the account `appid`, on whose behalf the platform `component_appid` acts; afterwards the browser is sent
    /// to `redirect_uri`.
    ///
    /// # Errors
    /// A value is empty, or `redirect_uri` is no address.
    pub fn new(
        appid: impl Into<String>,
        component_appid: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Result<Self, PageError> {
        Ok(Self {
            appid: filled("the appid", appid)?,
            component_appid: filled("the component_appid", component_appid)?,
            redirect_uri: self::redirect_uri(redirect_uri)?,
            scope: Scope::Base,
            state: None,
        })
    }

    /// What is wanted of the user; the openid alone unless set.
    #[must_use]
    pub fn scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// A text that comes back unchanged, 128 bytes at most: compare it with what the browser's session has, so that
    /// nobody can have another's browser log in for them.
    ///
    /// # Errors
    /// It is too long.
    pub fn state(mut self, state: impl Into<String>) -> Result<Self, PageError> {
        let state = state.into();
        if state.len() > STATE {
            return Err(PageError::State { bytes: state.len() });
        }
        self.state = Some(state);
        Ok(self)
    }

    /// The address. Its parameters stand in the order that the platform demands.
    #[must_use]
    pub fn url(&self) -> Url {
        let parameters = [
            ("appid", Some(self.appid.as_str().into())),
            ("redirect_uri", Some(self.redirect_uri.as_str().into())),
            ("response_type", Some("code".into())),
            ("scope", Some(self.scope.name().into())),
            ("state", self.state.as_deref().map(Into::into)),
            ("component_appid", Some(self.component_appid.as_str().into())),
        ];
        address(PAGE, &parameters, Some("wechat_redirect"))
    }
}

/// What is wanted of a user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// `snsapi_base`: the openid, without asking the user.
    #[default]
    Base,
    /// `snsapi_userinfo`: name and picture too; the user is asked.
    UserInfo,
}

impl Scope {
    /// Its name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Base => "snsapi_base",
            Self::UserInfo => "snsapi_userinfo",
        }
    }
}

/// What the browser brings back from the login page. A user who refuses brings no code.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoginCallback {
    /// The one-use code for the user's token; `None` where the user refused.
    pub code: Option<Secret>,
    /// The state that was given.
    pub state: Option<String>,
    /// The account.
    pub appid: Option<String>,
    /// The other parameters, among them those of the `redirect_uri`, in their order.
    pub extra: Vec<(String, String)>,
}

impl LoginCallback {
    /// Reads the address that the browser was sent back to: the whole of it, or its query.
    ///
    /// # Errors
    /// It has neither a code nor a state, so it is not from the login page.
    pub fn parse(address: &str) -> Result<Self, PageError> {
        let mut parameters = parameters(address);
        let mut filled = |name| take(&mut parameters, name).filter(|value| !value.is_empty());
        let (code, state, appid) = (filled("code"), filled("state"), filled("appid"));
        if code.is_none() && state.is_none() {
            return Err(PageError::Missing("code"));
        }
        Ok(Self { code: code.map(Secret::from), state, appid, extra: parameters })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_stand_in_the_order_that_the_platform_demands() {
        let page = LoginPage::new("wxf8", "wx13", "https://e/a?b=c").unwrap();
        assert_eq!(
            page.url().as_str(),
            "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wxf8&redirect_uri=https%3A%2F%2Fe%2Fa%3Fb%3Dc\
             &response_type=code&scope=snsapi_base&component_appid=wx13#wechat_redirect"
        );
        let url = page.scope(Scope::UserInfo).state("s&t").unwrap().url();
        assert!(url.as_str().contains("&scope=snsapi_userinfo&state=s%26t&component_appid=wx13#"), "{url}");
    }

    #[test]
    fn a_state_of_128_bytes_is_the_longest() {
        let page = LoginPage::new("wxf8", "wx13", "https://e").unwrap();
        assert!(page.clone().state("a".repeat(128)).is_ok());
        assert_eq!(page.state("中".repeat(43)).unwrap_err(), PageError::State { bytes: 129 });
    }

    #[test]
    fn a_user_who_refuses_brings_no_code() {
        let callback = LoginCallback::parse("/a?b=c&code=hidden&state=s&appid=wxf8").unwrap();
        assert_eq!(
            (callback.code.as_ref().map(Secret::expose), callback.appid.as_deref()),
            (Some("hidden"), Some("wxf8"))
        );
        assert!(!format!("{callback:?}").contains("hidden"));
        let refused = LoginCallback::parse("b=c&state=s").unwrap();
        assert_eq!((refused.code, refused.state.as_deref(), refused.extra.len()), (None, Some("s"), 1));
        assert_eq!(LoginCallback::parse("b=c"), Err(PageError::Missing("code")));
    }
}
