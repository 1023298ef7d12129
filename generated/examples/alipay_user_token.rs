//! Exchanges a user's code, or a refresh token, for the user's tokens: what mini programs know as
//! `cloud.base.oauth.getToken` and `cloud.base.oauth.refreshToken`.
//!
//! ```text
//! ALIPAY_APP_ID=2021… ALIPAY_APP_PRIVATE_KEY=app.pem ALIPAY_PUBLIC_KEY=alipay.pem \
//!     cargo run -p generated --features alipay --example alipay_user_token -- code 4b20…
//! ```

#![allow(clippy::print_stdout, reason = "an example prints what it got")]

use std::env::var;
use std::error::Error;
use std::fs::read_to_string;

use generated::alipay::{Client, Credentials, UserTokenGrant};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let credentials = Credentials::keys(
        &var("ALIPAY_APP_ID")?,
        &read_to_string(var("ALIPAY_APP_PRIVATE_KEY")?)?,
        &read_to_string(var("ALIPAY_PUBLIC_KEY")?)?,
    )?;
    let alipay = Client::builder()
        .base_url(var("ALIPAY_URL").unwrap_or_else(|_| Client::PRODUCTION.to_owned()))
        .credentials(credentials)
        .build()?;

    let mut arguments = std::env::args().skip(1);
    let grant = match (arguments.next().as_deref(), arguments.next()) {
        (Some("code"), Some(code)) => UserTokenGrant::authorization_code(code),
        (Some("refresh"), Some(token)) => UserTokenGrant::refresh_token(token),
        _ => return Err("usage: alipay_user_token code|refresh VALUE".into()),
    };

    let mut call = alipay.exchange_user_token(grant);
    // A third-party application says on which merchant's behalf it calls: per call, never per client.
    if let Ok(token) = var("ALIPAY_APP_AUTH_TOKEN") {
        call = call.app_auth_token(token);
    }
    let token = call.await?;
    let user = token.open_id.or(token.user_id).unwrap_or_default();
    println!("user {user}: a token for {:?} s", token.expires_in);
    Ok(())
}
