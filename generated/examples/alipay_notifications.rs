//! A web server, here with axum, that takes Alipay's messages: verified, and answered as Alipay wants it.
//!
//! ```text
//! ALIPAY_APP_ID=2021… ALIPAY_APP_PRIVATE_KEY=app.pem ALIPAY_PUBLIC_KEY=alipay.pem LISTEN=127.0.0.1:8080 \
//!     cargo run -p generated --features alipay --example alipay_notifications
//! ```

#![allow(clippy::print_stdout, reason = "an example prints what it got")]

use std::env::var;
use std::error::Error;
use std::fs::read_to_string;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use generated::alipay::Credentials;
use generated::runtime::alipay::{Event, Notification};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let credentials = Credentials::keys(
        &var("ALIPAY_APP_ID")?,
        &read_to_string(var("ALIPAY_APP_PRIVATE_KEY")?)?,
        &read_to_string(var("ALIPAY_PUBLIC_KEY")?)?,
    )?;
    let app = Router::new().route("/alipay", post(receive)).with_state(credentials);
    let listener = TcpListener::bind(var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned())).await?;
    println!("listening on http://{}/alipay", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}

/// The body is taken as bytes: what a framework has decoded and written again need not be what was signed.
async fn receive(State(credentials): State<Credentials>, body: Bytes) -> (StatusCode, &'static str) {
    let message = match Notification::receive(&credentials, &body).await {
        Ok(message) => message,
        Err(error) => {
            println!("refused: {error}");
            return (StatusCode::BAD_REQUEST, "fail");
        }
    };
    match message.event() {
        Event::AppAuthorizationCancelled { auth_app_id, .. } => {
            println!("{auth_app_id} has taken its authorization back: forget its tokens");
        }
        _ => println!("{} ({})", message.kind().unwrap_or("a message"), message.id().unwrap_or("without an id")),
    }
    (StatusCode::OK, Notification::RECEIVED)
}
