//! The owner of an account authorizes a third-party platform.

use std::fmt;

use url::Url;

use super::{PageError, address, filled, parameters, redirect_uri, take};
use crate::Secret;

const DESKTOP: &str = "https://mp.weixin.qq.com/cgi-bin/componentloginpage";
const MOBILE: &str = "https://open.weixin.qq.com/wxaopen/safe/bindcomponent";
const OLDER_MOBILE: &str = "https://mp.weixin.qq.com/safe/bindcomponent";

/// The page on which an account authorizes a third-party platform.
///
/// It opens only from a page of the domain that is registered for the platform, and only once for a pre-auth code.
/// Before the platform is published, none but the test accounts listed in its console can authorize it. An address
/// contains the pre-auth code: it is for one browser, not for a log.
#[derive(Clone)]
pub struct AuthorizationPage {
    component_appid: String,
    pre_auth_code: Secret,
    redirect_uri: String,
    accounts: AccountKind,
    account: Option<String>,
    permission_sets: Vec<u64>,
}

impl fmt::Debug for AuthorizationPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationPage")
            .field("component_appid", &self.component_appid)
            .field("redirect_uri", &self.redirect_uri)
            .field("accounts", &self.accounts)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

impl AuthorizationPage {
    /// For the platform with this appid and a fresh pre-auth code; afterwards the browser is sent to
    /// `redirect_uri`, whose query is kept.
    ///
    /// # Errors
    /// A value is empty, or `redirect_uri` is no address.
    pub fn new(
        component_appid: impl Into<String>,
        pre_auth_code: impl Into<Secret>,
        redirect_uri: impl Into<String>,
    ) -> Result<Self, PageError> {
        let pre_auth_code = pre_auth_code.into();
        if pre_auth_code.is_empty() {
            return Err(PageError::Empty("the pre_auth_code"));
        }
        Ok(Self {
            component_appid: filled("the component_appid", component_appid)?,
            pre_auth_code,
            redirect_uri: self::redirect_uri(redirect_uri)?,
            accounts: AccountKind::OfficialAccountsAndMiniPrograms,
            account: None,
            permission_sets: Vec::new(),
        })
    }

    /// Which kinds of accounts may be chosen; official accounts and mini programs unless set.
    #[must_use]
    pub fn accounts(mut self, kind: AccountKind) -> Self {
        self.accounts = kind;
        self
    }

    /// Only this account may be chosen, whatever its kind (`biz_appid`).
    #[must_use]
    pub fn account(mut self, appid: impl Into<String>) -> Self {
        self.account = Some(appid.into()).filter(|appid| !appid.is_empty());
        self
    }

    /// Which permission sets are asked for, by number (`category_id_list`); all that the platform declares unless
    /// set.
    #[must_use]
    pub fn permission_sets(mut self, ids: impl IntoIterator<Item = u64>) -> Self {
        self.permission_sets = ids.into_iter().collect();
        self
    }

    /// The address for a browser on a desktop, which shows a QR code.
    #[must_use]
    pub fn desktop(&self) -> Url {
        self.address(DESKTOP, false)
    }

    /// The address to open inside WeChat on a phone.
    #[must_use]
    pub fn mobile(&self) -> Url {
        self.address(MOBILE, true)
    }

    /// The same page under its older address.
    #[must_use]
    pub fn older_mobile(&self) -> Url {
        self.address(OLDER_MOBILE, true)
    }

    fn address(&self, page: &str, mobile: bool) -> Url {
        let sets: Vec<String> = self.permission_sets.iter().map(u64::to_string).collect();
        let parameters = [
            ("action", mobile.then_some("bindcomponent".into())),
            ("no_scan", mobile.then_some("1".into())),
            ("component_appid", Some(self.component_appid.as_str().into())),
            ("pre_auth_code", Some(self.pre_auth_code.expose().into())),
            ("redirect_uri", Some(self.redirect_uri.as_str().into())),
            ("auth_type", Some(self.accounts.number().to_string().into())),
            ("biz_appid", self.account.as_deref().map(Into::into)),
            ("category_id_list", (!sets.is_empty()).then(|| sets.join("|").into())),
        ];
        address(page, &parameters, mobile.then_some("wechat_redirect"))
    }
}

/// Kinds of accounts (`auth_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AccountKind {
    /// 1.
    OfficialAccounts,
    /// 2.
    MiniPrograms,
    /// 3.
    OfficialAccountsAndMiniPrograms,
    /// 4: accounts of those who promote goods for a commission (推客).
    Promoters,
    /// 5.
    VideoChannels,
    /// 6: all kinds.
    All,
    /// 8.
    SalesAssistants,
    /// A kind that has been added since.
    Other(u32),
}

impl AccountKind {
    /// Its number.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::OfficialAccounts => 1,
            Self::MiniPrograms => 2,
            Self::OfficialAccountsAndMiniPrograms => 3,
            Self::Promoters => 4,
            Self::VideoChannels => 5,
            Self::All => 6,
            Self::SalesAssistants => 8,
            Self::Other(number) => number,
        }
    }
}

/// What the browser brings back from the authorization page. It is not signed, and proves nothing before the code
/// has been exchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthorizationCallback {
    /// The one-use code. `query_auth` calls it `authorization_code`.
    pub auth_code: Secret,
    /// Seconds that the code can be used for.
    pub expires_in: Option<u64>,
    /// The other parameters, among them those of the `redirect_uri`, in their order.
    pub extra: Vec<(String, String)>,
}

impl AuthorizationCallback {
    /// Reads the address that the browser was sent back to: the whole of it, or its query.
    ///
    /// # Errors
    /// It has no code.
    pub fn parse(address: &str) -> Result<Self, PageError> {
        let mut parameters = parameters(address);
        let code = take(&mut parameters, "auth_code").filter(|code| !code.is_empty());
        let expires_in = take(&mut parameters, "expires_in").and_then(|seconds| seconds.trim().parse().ok());
        Ok(Self { auth_code: code.ok_or(PageError::Missing("auth_code"))?.into(), expires_in, extra: parameters })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> AuthorizationPage {
        AuthorizationPage::new("wx134c8103faa5a59e", "preauthcode@@@Cx_-1", "https://example.com/a b?x=1&y=2#z")
            .unwrap()
    }

    #[test]
    fn a_phone_gets_what_its_pages_want() {
        let page = page().accounts(AccountKind::All).account("wxf8b4f85f3a794e77").permission_sets([17, 18, 9999]);
        let query = "?action=bindcomponent&no_scan=1&component_appid=wx134c8103faa5a59e\
            &pre_auth_code=preauthcode%40%40%40Cx_-1\
            &redirect_uri=https%3A%2F%2Fexample.com%2Fa%20b%3Fx%3D1%26y%3D2%23z&auth_type=6\
            &biz_appid=wxf8b4f85f3a794e77&category_id_list=17%7C18%7C9999#wechat_redirect";
        assert_eq!(page.mobile().as_str(), format!("{MOBILE}{query}"));
        assert_eq!(page.older_mobile().as_str(), format!("{OLDER_MOBILE}{query}"));
        let desktop = page.desktop();
        assert!(desktop.fragment().is_none() && !desktop.as_str().contains("action"), "{desktop}");
        let redirect = desktop.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1;
        assert_eq!(redirect, "https://example.com/a b?x=1&y=2#z");
    }

    #[test]
    fn what_cannot_be_opened_is_refused() {
        let error = |appid: &str, code: &str, uri: &str| AuthorizationPage::new(appid, code, uri).unwrap_err();
        assert_eq!(error("", "c", "https://e"), PageError::Empty("the component_appid"));
        assert_eq!(error("wx", "", "https://e"), PageError::Empty("the pre_auth_code"));
        for uri in ["example.com/a", "/a", "javascript:alert(1)", "https://"] {
            assert_eq!(error("wx", "c", uri), PageError::RedirectUri, "{uri}");
        }
    }

    #[test]
    fn a_callback_keeps_what_the_caller_had_put_into_it() {
        let whole = "https://e/a?x=%E4%B8%AD+b&auth_code=queryauthcode%40%40%40y&expires_in=600&x=2#frag?auth_code=no";
        let callback = AuthorizationCallback::parse(whole).unwrap();
        assert_eq!((callback.auth_code.expose(), callback.expires_in), ("queryauthcode@@@y", Some(600)));
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(callback.extra, [pair("x", "中 b"), pair("x", "2")]);
        assert_eq!(AuthorizationCallback::parse("auth_code=c").unwrap().expires_in, None);
        for empty in ["", "https://e/a", "auth_code=", "/a?x=auth_code"] {
            assert_eq!(AuthorizationCallback::parse(empty), Err(PageError::Missing("auth_code")), "{empty}");
        }
    }

    #[test]
    fn codes_do_not_print() {
        let callback = AuthorizationCallback::parse("auth_code=hidden").unwrap();
        let page = AuthorizationPage::new("wx", "hidden", "https://e").unwrap();
        assert!(!format!("{callback:?} {page:?}").contains("hidden"));
    }
}
