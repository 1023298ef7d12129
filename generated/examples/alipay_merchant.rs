//! Acts for a merchant: asks what its token may do, and makes a code that leads into its mini program.
//!
//! ```text
//! ALIPAY_APP_ID=2021… ALIPAY_APP_PRIVATE_KEY=app.pem ALIPAY_PUBLIC_KEY=alipay.pem ALIPAY_APP_AUTH_TOKEN=2015… \
//!     cargo run -p generated --features alipay --example alipay_merchant -- pages/index table=12 'desk 12'
//! ```

#![allow(clippy::print_stdout, reason = "an example prints what it got")]

use std::env::var;
use std::error::Error;
use std::fs::read_to_string;

use generated::alipay::{AppTokenStatus, Client, CommonErrorCode, Credentials, QrcodeErrorCode, QrcodeSize};

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
    let merchant = var("ALIPAY_APP_AUTH_TOKEN")?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [page, query, description] = &arguments[..] else {
        return Err("usage: alipay_merchant PAGE QUERY DESCRIPTION".into());
    };

    let state = alipay.query_app_token(merchant.as_str()).await?;
    if state.status != Some(AppTokenStatus::Valid.into()) {
        return Err("the merchant has taken its authorization back".into());
    }
    let methods = state.auth_methods.as_ref().and_then(|methods| methods.known());
    println!("the token covers {} operations", methods.map_or(0, Vec::len));

    // On whose behalf: per call, never per client.
    let call = alipay.create_qrcode(page, query, description).size(QrcodeSize::Large).app_auth_token(merchant);
    match call.await {
        Ok(code) => println!("{}", code.qr_code_url),
        Err(error) => match error.body().map(|body| &body.code) {
            Some(code) if *code == QrcodeErrorCode::DescriptionRefused => println!("choose another description"),
            Some(code) if *code == CommonErrorCode::InvalidAppAuthToken => {
                println!("have the merchant authorize again")
            }
            _ => return Err(error.into()),
        },
    }
    Ok(())
}
