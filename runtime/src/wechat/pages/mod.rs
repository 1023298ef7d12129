//! Pages that a browser opens, and what comes back from them. Nothing here is called: an address is built, and the
//! address that the browser is sent back to is read.
//!
//! - [`AuthorizationPage`]: the owner of an account authorizes a third-party platform; [`AuthorizationCallback`]
//!   brings the code for `query_auth`;
//! - [`LoginPage`]: a user logs in to an account on whose behalf the platform acts; [`LoginCallback`] brings the
//!   code for the user's token.
//!
//! ```
//! use runtime::wechat::pages::{AccountKind, AuthorizationCallback, AuthorizationPage};
//!
//! # fn main() -> Result<(), runtime::wechat::pages::PageError> {
//! let page = AuthorizationPage::new("wx134c8103faa5a59e", "preauthcode@@@x", "https://example.com/authorized?tenant=7")?
//!     .accounts(AccountKind::MiniPrograms);
//! assert_eq!(
//!     page.desktop().as_str(),
//!     "https://mp.weixin.qq.com/cgi-bin/componentloginpage?component_appid=wx134c8103faa5a59e\
//!      &pre_auth_code=preauthcode%40%40%40x&redirect_uri=https%3A%2F%2Fexample.com%2Fauthorized%3Ftenant%3D7&auth_type=2"
//! );
//!
//! let callback = AuthorizationCallback::parse("https://example.com/authorized?tenant=7&auth_code=queryauthcode@@@y&expires_in=600")?;
//! assert_eq!(callback.auth_code.expose(), "queryauthcode@@@y");
//! assert_eq!(callback.extra, [("tenant".to_owned(), "7".to_owned())]);
//! # Ok(())
//! # }
//! ```

mod authorization;
mod login;

pub use authorization::{AccountKind, AuthorizationCallback, AuthorizationPage};
pub use login::{LoginCallback, LoginPage, Scope};

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::{Url, form_urlencoded};

/// Everything but the unreserved characters of RFC 3986, 2.3.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Why an address cannot be built, or one that came back says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PageError {
    /// A value that must not be empty.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// Where the browser shall be sent back to is no address.
    #[error(
        "the redirect_uri is no address that a browser can be sent back to: it has to begin with https:// or http://"
    )]
    RedirectUri,
    /// The state is longer than the platform takes.
    #[error(
        "the state has {bytes} bytes, and the platform takes 128: keep what is longer on your side, under a short key"
    )]
    State {
        /// Its length.
        bytes: usize,
    },
    /// The address that came back lacks a parameter.
    #[error("the address that came back has no {0}: was it opened by hand, or its query lost on the way?")]
    Missing(&'static str),
}

/// An address of a page: parameters in this order, absent ones left out.
fn address(base: &str, parameters: &[(&str, Option<Cow<'_, str>>)], fragment: Option<&str>) -> Url {
    let mut text = base.to_owned();
    let mut separator = '?';
    for (name, value) in parameters {
        if let Some(value) = value {
            text.push(separator);
            text.push_str(name);
            text.push('=');
            text.extend(utf8_percent_encode(value, ESCAPED));
            separator = '&';
        }
    }
    let mut url = Url::parse(&text).expect("a fixed address with an escaped query");
    url.set_fragment(fragment);
    url
}

/// A value, trimmed; not an empty one.
fn filled(name: &'static str, value: impl Into<String>) -> Result<String, PageError> {
    let value: String = value.into();
    let trimmed = value.trim();
    if trimmed.is_empty() { Err(PageError::Empty(name)) } else { Ok(trimmed.to_owned()) }
}

/// An address that a browser can be sent back to, as it was given.
fn redirect_uri(value: impl Into<String>) -> Result<String, PageError> {
    let value = filled("the redirect_uri", value)?;
    match Url::parse(&value) {
        Ok(url) if matches!(url.scheme(), "https" | "http") => Ok(value),
        _ => Err(PageError::RedirectUri),
    }
}

/// The parameters of a whole address, of a request target, or of a bare query.
fn parameters(text: &str) -> Vec<(String, String)> {
    let text = text.split_once('#').map_or(text, |(text, _)| text);
    let query = text.split_once('?').map_or(text, |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// Takes the first parameter of this name out of them.
fn take(parameters: &mut Vec<(String, String)>, name: &str) -> Option<String> {
    let index = parameters.iter().position(|(other, _)| other == name)?;
    Some(parameters.remove(index).1)
}
