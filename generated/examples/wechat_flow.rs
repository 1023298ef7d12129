//! The whole way of a third-party platform (component): from the verify ticket that was pushed to it, over the code
//! for an authorization page, to the tokens of an account, and the renewal of its access token.
//!
//! ```text
//! export WECHAT_COMPONENT_APPID=wx… WECHAT_COMPONENT_APPSECRET=… WECHAT_VERIFY_TICKET=ticket@@@…
//! cargo run -p generated --features wechat --example wechat_flow                        # a code for the page
//! cargo run -p generated --features wechat --example wechat_flow -- queryauthcode@@@…   # after the account agreed
//! ```
//!
//! A program that stays running keeps the component token until ten minutes before its end, and stores refresh
//! tokens before it does anything else.

#![allow(clippy::print_stdout, reason = "an example prints what it got")]

use std::env::var;
use std::error::Error;

use generated::runtime::{Error as CallError, Secret};
use generated::wechat::{Client, Credentials, ErrorBody, ReturnCode};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let builder = || Client::builder().base_url(var("WECHAT_URL").unwrap_or_else(|_| Client::PRODUCTION.to_owned()));
    let appid = var("WECHAT_COMPONENT_APPID")?;
    let secret = Secret::from(var("WECHAT_COMPONENT_APPSECRET")?);

    // The first token is had without one.
    let bare = builder().build()?;
    let ticket = Secret::from(var("WECHAT_VERIFY_TICKET")?);
    let token = match bare.get_component_access_token(&*appid, secret.clone(), ticket).await {
        Ok(token) => token,
        Err(error) if is_stale_ticket(&error) => {
            let switched = bare.start_push_ticket(&*appid, secret).await?;
            println!("pushing of tickets: {}", switched.errmsg.unwrap_or_default());
            return Err("the ticket is out of date: wait for the next push, at most ten minutes".into());
        }
        Err(error) => return Err(error.into()),
    };
    println!("a component token for {} s", token.expires_in);
    let wechat = builder().credentials(Credentials::component_access_token(token.component_access_token)).build()?;

    let Some(code) = std::env::args().nth(1) else {
        let code = wechat.create_pre_auth_code(&*appid).await?;
        println!("a pre-authorization code for {} s: {}", code.expires_in, code.pre_auth_code.expose());
        return Ok(());
    };

    let account = wechat.query_auth(&*appid, code).await?.authorization_info;
    println!("{} granted {} permission sets", account.authorizer_appid, account.func_info.map_or(0, |sets| sets.len()));
    // Losing this one means asking the account again: a real program stores it here and now.
    let Some(refresh_token) = account.authorizer_refresh_token else {
        println!("no API permission, so no tokens");
        return Ok(());
    };

    let renewed = wechat.get_authorizer_access_token(&*appid, &*account.authorizer_appid, refresh_token).await?;
    println!("a token of {} for {} s", account.authorizer_appid, renewed.expires_in);

    // On behalf of the account: its token comes with the call.
    let on_behalf = Credentials::authorizer_access_token(renewed.authorizer_access_token);
    let quota = wechat.get_api_quota("/cgi-bin/clear_quota").credentials(on_behalf).await?.quota;
    println!("{} calls a day, {} made", quota.daily_limit.unwrap_or(0), quota.used.unwrap_or(0));
    Ok(())
}

fn is_stale_ticket(error: &CallError<ErrorBody>) -> bool {
    let stale = [ReturnCode::ComponentTicketExpired, ReturnCode::ComponentTicketInvalid];
    error.body().is_some_and(|body| stale.iter().any(|code| body.errcode == *code))
}
