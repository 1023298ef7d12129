//! Receives what WeChat pushes to a third-party platform: verify tickets, and accounts that authorize it or take
//! their authorization back.
//!
//! ```text
//! WECHAT_COMPONENT_APPID=wx… WECHAT_TOKEN=… WECHAT_ENCODING_AES_KEY=… \
//!     cargo run -p generated --features wechat --example wechat_push -- 127.0.0.1:8080
//! ```
//!
//! The console wants to know the address of `/wechat/events` behind the reverse proxy that speaks HTTPS.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example prints what it got")]

use std::env::{args, var};
use std::error::Error;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::routing::post;
use generated::runtime::wechat::push::{Event, PushError, Query, Receiver, SUCCESS};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let token = var("WECHAT_TOKEN")?;
    let mut receiver = Receiver::new(var("WECHAT_COMPONENT_APPID")?, token, &var("WECHAT_ENCODING_AES_KEY")?)?;
    if let Ok(previous) = var("WECHAT_PREVIOUS_AES_KEY") {
        receiver = receiver.previous_key(&previous)?;
    }
    let listener = TcpListener::bind(args().nth(1).as_deref().unwrap_or("127.0.0.1:8080")).await?;
    println!("listening on http://{}/wechat/events", listener.local_addr()?);
    let router = Router::new().route("/wechat/events", post(events)).with_state(receiver);
    axum::serve(listener, router).await?;
    Ok(())
}

/// Answers a push. Everything but `success` makes the platform push again.
async fn events(
    State(receiver): State<Receiver>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let push = match receiver.open(&Query::parse(&query.unwrap_or_default()), &body) {
        Ok(push) => push,
        Err(error) => return refuse(&error),
    };
    match push.event {
        // To be kept, the newest by `create_time`: a component access token is had for it.
        Event::VerifyTicket { ticket } => println!("a ticket of {} characters", ticket.expose().len()),
        // The code is exchanged with `query_auth`, in a task of its own: the platform waits five seconds.
        Event::Authorized(account) => println!("{} has authorized the platform", account.authorizer_appid),
        Event::UpdateAuthorized(account) => println!("{} has changed its authorization", account.authorizer_appid),
        Event::Unauthorized { authorizer_appid } => println!("{authorizer_appid} has taken it back"),
        event => println!("nothing to do about {event:?}"),
    }
    (StatusCode::OK, SUCCESS)
}

/// Tells the log why, and the other side nothing.
fn refuse(error: &PushError) -> (StatusCode, &'static str) {
    eprintln!("a push was refused: {error}");
    let status = if error.is_authentic() { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::UNAUTHORIZED };
    (status, "")
}
