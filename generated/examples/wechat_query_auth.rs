//! Exchanges the code of an account's authorization for its tokens and its grant: what the vendor calls
//! `getAuthorizerRefreshToken`.
//!
//! ```text
//! WECHAT_COMPONENT_APPID=wx… WECHAT_COMPONENT_ACCESS_TOKEN=61W3… \
//!     cargo run -p generated --features wechat --example wechat_query_auth -- queryauthcode@@@…
//! ```

#![allow(clippy::print_stdout, reason = "an example prints what it got")]

use std::env::var;
use std::error::Error;

use generated::runtime::Secret;
use generated::wechat::{Client, Credentials, ReturnCode};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let token = Secret::from(var("WECHAT_COMPONENT_ACCESS_TOKEN")?);
    let wechat = Client::builder()
        .base_url(var("WECHAT_URL").unwrap_or_else(|_| Client::PRODUCTION.to_owned()))
        .credentials(Credentials::component_access_token(token))
        .build()?;

    let code = std::env::args().nth(1).ok_or("usage: wechat_query_auth CODE")?;
    match wechat.query_auth(var("WECHAT_COMPONENT_APPID")?, code).await {
        Ok(answer) => {
            let account = answer.authorization_info;
            let permissions: Vec<String> = account
                .func_info
                .unwrap_or_default()
                .iter()
                .map(|granted| format!("{:?} ({})", granted.funcscope_category.id, granted.funcscope_category.id))
                .collect();
            println!("{} granted {}", account.authorizer_appid, permissions.join(", "));
            // Absent, or empty, where the account has no API permission.
            if account.authorizer_refresh_token.is_none_or(|token| token.is_empty()) {
                println!("no refresh token");
            }
            Ok(())
        }
        Err(error) if error.body().is_some_and(|body| body.errcode == ReturnCode::InvalidCredential) => {
            Err("the component access token is outdated: get a new one and call again, once".into())
        }
        Err(error) => Err(error.into()),
    }
}
