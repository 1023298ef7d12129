//! The gateway double as a program: `cargo xtask mock` runs it.

#![allow(clippy::print_stdout, reason = "what it prints is what a developer needs")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use tests::gateway::{Gateway, named};

/// Serves a double of the gateways of Alipay and WeChat, with credentials that it makes up.
#[derive(Parser)]
#[command(name = "cargo xtask mock", bin_name = "cargo xtask mock")]
struct Arguments {
    /// The port of 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Where keys and certificates are written; they are new at every start
    #[arg(long, value_name = "DIR", default_value = "target/mock")]
    keys: PathBuf,
    /// Misbehaves at every request: names, separated by commas (`curl URL/double` lists them)
    #[arg(long, value_name = "NAMES", default_value = "")]
    misbehave: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match serve(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: &Arguments) -> Result<(), String> {
    let misbehaviours = named::parse(&arguments.misbehave)?;
    let gateway = Gateway::start_on(arguments.port)
        .await
        .map_err(|error| format!("port {} of 127.0.0.1 cannot be used: {error}", arguments.port))?;
    gateway.misbehave_always(misbehaviours);
    gateway
        .write_keys(&arguments.keys)
        .map_err(|error| format!("the keys cannot be written to {}: {error}", arguments.keys.display()))?;
    println!("{}", introduction(&gateway, &arguments.keys));
    tokio::signal::ctrl_c().await.map_err(|error| format!("cannot wait for Ctrl-C: {error}"))
}

/// What a developer sets up a client with.
fn introduction(gateway: &Gateway, keys: &Path) -> String {
    let (url, app, component) = (gateway.url(), gateway.alipay(), gateway.wechat());
    let keys = keys.display();
    format!(
        "\
A double of both gateways listens on {url}. Ctrl-C ends it.

Alipay
  base URL                {url}
  app id                  {}
  app private key         {keys}/app_private_key.pem
  Alipay public key       {keys}/alipay_public_key.pem
  certificate mode        {keys}/appCertPublicKey.crt, alipayCertPublicKey_RSA2.crt, alipayRootCert.crt
  AES key                 {}
  app_auth_code, once     {}
  app_refresh_token       {}
  auth_code, once         {}
  refresh_token           {}

WeChat
  base URL                {url}
  component_appid         {}
  component_appsecret     {}
  verify ticket           {}
  component_access_token  {}
  authorization code      {}
  authorizer_appid        {}
  authorizer_refresh      {}

More codes, misbehaviour, what arrived: curl {url}/double",
        app.app_id,
        app.aes_key,
        app.app_auth_code,
        app.app_refresh_token,
        app.auth_code,
        app.refresh_token,
        component.component_appid,
        component.component_appsecret,
        component.component_verify_ticket,
        component.component_access_token,
        component.authorization_code,
        component.authorizer_appid,
        component.authorizer_refresh_token,
    )
}
