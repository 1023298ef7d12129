//! A call from a program without async: `wait` in the place of `await`. It asks WeChat what an account granted.
//!
//! ```text
//! WECHAT_COMPONENT_APPID=wx13… WECHAT_COMPONENT_ACCESS_TOKEN=61W3… \
//!     cargo run -p generated --features wechat,blocking --example blocking -- queryauthcode@@@…
//! ```

#![allow(clippy::print_stdout, reason = "an example prints what it got")]

use std::env::var;
use std::error::Error;

use generated::runtime::Secret;
use generated::wechat::{Client, Credentials};

fn main() -> Result<(), Box<dyn Error>> {
    let code = std::env::args().nth(1).ok_or("usage: blocking CODE")?;
    let token = Secret::from(var("WECHAT_COMPONENT_ACCESS_TOKEN")?);
    let wechat = Client::builder()
        .base_url(var("WECHAT_URL").unwrap_or_else(|_| "https://api.weixin.qq.com".to_owned()))
        .credentials(Credentials::component_access_token(token))
        .build()?;

    let grant = wechat.query_auth(var("WECHAT_COMPONENT_APPID")?, code).wait()?;
    let account = grant.authorization_info;
    println!("{} granted {} permission sets", account.authorizer_appid, account.func_info.unwrap_or_default().len());
    Ok(())
}
