//! Exchanges the code of a merchant's authorization, or a refresh token, for app auth tokens.
//!
//! ```text
//! ALIPAY_APP_ID=2021… ALIPAY_APP_PRIVATE_KEY=app.pem ALIPAY_PUBLIC_KEY=alipay.pem \
//!     cargo run -p generated --features alipay --example alipay_app_token -- code 1cc1…
//! ```

#![allow(clippy::print_stdout, reason = "an example prints what it got")]

use std::env::var;
use std::error::Error;
use std::fs::read_to_string;
use std::process::ExitCode;

use generated::alipay::{AppTokenErrorCode, AppTokenGrant, Client, Credentials};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match exchange().await {
        Ok(()) => ExitCode::SUCCESS,
        // Prints the cause, the request id, and what to do; never a token.
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn exchange() -> Result<(), Box<dyn Error>> {
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
        (Some("code"), Some(code)) => AppTokenGrant::authorization_code(code),
        (Some("refresh"), Some(token)) => AppTokenGrant::refresh_token(token),
        _ => return Err("usage: alipay_app_token code|refresh VALUE".into()),
    };

    match alipay.exchange_app_token(grant).send().await {
        Ok(answer) => {
            // Newer answers only carry the list. Store the refresh tokens before anything else.
            for merchant in answer.value.tokens.unwrap_or_default() {
                println!("{}: a token, to be refreshed within {:?} s", merchant.auth_app_id, merchant.re_expires_in);
            }
            println!("request id: {}", answer.request_id.unwrap_or_default());
            Ok(())
        }
        Err(error) if error.body().is_some_and(|body| body.code == AppTokenErrorCode::AuthCodeNotValid) => {
            Err("the code was used before or has expired: send the merchant to the authorization page again".into())
        }
        Err(error) => Err(error.into()),
    }
}
