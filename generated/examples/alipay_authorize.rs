//! Prints the addresses of the pages on which a merchant and a user authorize the application, or reads the
//! address that the browser came back to.
//!
//! ```text
//! ALIPAY_APP_ID=2021… cargo run -p generated --features alipay --example alipay_authorize -- https://example.com/back
//! ALIPAY_APP_ID=2021… cargo run -p generated --features alipay --example alipay_authorize -- \
//!     'https://example.com/back?app_auth_code=1cc1…&state=…' STATE
//! ```

#![allow(clippy::print_stdout, reason = "an example prints what it got")]

use std::env::{args, var};
use std::error::Error;

use generated::runtime::alipay::{AppAuthorization, Callback, Environment, Scope, State, UserAuthorization};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = args().skip(1);
    let address = arguments.next().ok_or("usage: alipay_authorize REDIRECT_ADDRESS | CALLBACK_ADDRESS STATE")?;
    if let Some(state) = arguments.next() {
        read(&address, &State::from(state));
        return Ok(());
    }
    let app_id = var("ALIPAY_APP_ID")?;
    let environment = if var("ALIPAY_SANDBOX").is_ok() { Environment::Sandbox } else { Environment::Production };
    let state = State::random();
    let merchant = AppAuthorization::new(&app_id, &address).state(&state).environment(environment).url()?;
    let user = UserAuthorization::new(&app_id, &address)
        .scopes([Scope::AuthUser])
        .state(&state)
        .environment(environment)
        .url()?;
    println!("for merchants: {merchant}");
    println!("for users:     {user}");
    println!("keep in the browser's session: {}", state.expose());
    Ok(())
}

fn read(address: &str, state: &State) {
    match Callback::parse(address).and_then(|callback| callback.checked(state)) {
        Ok(Callback::App(granted)) => {
            println!("exchange with exchange_app_token: a code of {} characters", granted.app_auth_code.expose().len());
        }
        Ok(Callback::User(granted)) => println!("exchange with exchange_user_token; granted: {:?}", granted.scopes),
        Ok(Callback::Refused(refused)) => println!("refused: {}", refused.error),
        Ok(_) => println!("something new"),
        Err(error) => println!("not accepted: {error}"),
    }
}
