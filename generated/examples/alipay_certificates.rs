//! Refreshes a merchant's token in certificate mode.
//!
//! ```text
//! ALIPAY_APP_ID=2021… ALIPAY_APP_PRIVATE_KEY=app.pem ALIPAY_APP_CERT=appCertPublicKey_2021….crt \
//! ALIPAY_CERT=alipayCertPublicKey_RSA2.crt ALIPAY_ROOT_CERT=alipayRootCert.crt \
//!     cargo run -p generated --features alipay --example alipay_certificates -- 2015…
//! ```

#![allow(clippy::print_stdout, reason = "an example prints what it got")]

use std::env::var;
use std::error::Error;
use std::fs::read_to_string;

use generated::alipay::{AppTokenGrant, Client, Credentials};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let refresh_token = std::env::args().nth(1).ok_or("usage: alipay_certificates REFRESH_TOKEN")?;
    let credentials = Credentials::certificates(
        &var("ALIPAY_APP_ID")?,
        &read_to_string(var("ALIPAY_APP_PRIVATE_KEY")?)?,
        &read_to_string(var("ALIPAY_APP_CERT")?)?,
        &read_to_string(var("ALIPAY_CERT")?)?,
        &read_to_string(var("ALIPAY_ROOT_CERT")?)?,
    )?;
    let alipay = Client::builder()
        .base_url(var("ALIPAY_URL").unwrap_or_else(|_| Client::PRODUCTION.to_owned()))
        .credentials(credentials)
        .build()?;

    let answer = alipay.exchange_app_token(AppTokenGrant::refresh_token(refresh_token)).send().await?;
    for merchant in answer.value.tokens.unwrap_or_default() {
        println!("{}: a token; the answer is {:?}", merchant.auth_app_id, answer.verification);
    }
    Ok(())
}
