//! The first authorization of a third-party platform, as a server: the verify ticket is pushed to it, it sends the
//! owner of an account to the authorization page, and exchanges the code that comes back for the account's tokens.
//!
//! ```text
//! export WECHAT_COMPONENT_APPID=wx… WECHAT_COMPONENT_APPSECRET=… WECHAT_TOKEN=… WECHAT_ENCODING_AES_KEY=…
//! PUBLIC_URL=https://platform.example \
//!     cargo run -p generated --features wechat --example wechat_authorization -- 127.0.0.1:8080
//! ```
//!
//! In the console, the address of authorization events is `PUBLIC_URL/wechat/events`, and the domain of
//! authorization pages that of `PUBLIC_URL`. The owner opens `PUBLIC_URL/authorize`.

#![allow(clippy::print_stdout, reason = "an example prints what it got")]

use std::env::{args, var};
use std::error::Error;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::{get, post};
use generated::runtime::Secret;
use generated::runtime::wechat::pages::{AuthorizationCallback, AuthorizationPage};
use generated::runtime::wechat::push::{Event, Query, Receiver, SUCCESS};
use generated::wechat::{Client, Credentials};
use tokio::net::TcpListener;

/// What the handlers share.
struct Platform {
    appid: String,
    secret: Secret,
    receiver: Receiver,
    wechat: Client,
    public_url: String,
    /// The newest ticket with its time. A program that is started again wants to find it in a file or a database.
    ticket: Mutex<Option<(u64, Secret)>>,
}

type Refusal = (StatusCode, String);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(args().nth(1).as_deref().unwrap_or("127.0.0.1:8080")).await?;
    let local = format!("http://{}", listener.local_addr()?);
    let appid = var("WECHAT_COMPONENT_APPID")?;
    let platform = Platform {
        receiver: Receiver::new(&*appid, var("WECHAT_TOKEN")?, &var("WECHAT_ENCODING_AES_KEY")?)?,
        secret: var("WECHAT_COMPONENT_APPSECRET")?.into(),
        wechat: Client::builder()
            .base_url(var("WECHAT_URL").unwrap_or_else(|_| Client::PRODUCTION.to_owned()))
            .build()?,
        public_url: var("PUBLIC_URL").unwrap_or_else(|_| local.clone()),
        ticket: Mutex::default(),
        appid,
    };
    let router = Router::new()
        .route("/wechat/events", post(events))
        .route("/authorize", get(authorize))
        .route("/authorized", get(authorized))
        .with_state(Arc::new(platform));
    println!("listening on {local}");
    axum::serve(listener, router).await?;
    Ok(())
}

/// What WeChat pushes.
async fn events(
    State(platform): State<Arc<Platform>>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Result<&'static str, Refusal> {
    let query = Query::parse(&query.unwrap_or_default());
    let push = platform.receiver.open(&query, &body).map_err(|error| (StatusCode::UNAUTHORIZED, error.to_string()))?;
    if let Event::VerifyTicket { ticket } = push.event {
        let time = push.create_time.unwrap_or_default();
        let mut newest = platform.ticket.lock().map_err(internal)?;
        // Pushes may overtake each other.
        if newest.as_ref().is_none_or(|(known, _)| *known <= time) {
            *newest = Some((time, ticket));
            println!("a ticket arrived");
        }
    }
    Ok(SUCCESS)
}

/// Sends the owner of an account to the page of WeChat.
async fn authorize(State(platform): State<Arc<Platform>>) -> Result<Redirect, Refusal> {
    let token = platform.component_token().await?;
    let code = platform.wechat.create_pre_auth_code(&*platform.appid).credentials(token).await.map_err(internal)?;
    let back = format!("{}/authorized", platform.public_url);
    let page = AuthorizationPage::new(&*platform.appid, code.pre_auth_code, back).map_err(internal)?;
    Ok(Redirect::to(page.desktop().as_str()))
}

/// The owner comes back with a code.
async fn authorized(State(platform): State<Arc<Platform>>, RawQuery(query): RawQuery) -> Result<String, Refusal> {
    let callback = AuthorizationCallback::parse(&query.unwrap_or_default())
        .map_err(|error| (StatusCode::BAD_REQUEST, error.to_string()))?;
    let token = platform.component_token().await?;
    let (appid, wechat) = (&*platform.appid, &platform.wechat);
    let granted = wechat.query_auth(appid, callback.auth_code).credentials(token.clone()).await.map_err(internal)?;
    let account = granted.authorization_info;
    let Some(refresh_token) = account.authorizer_refresh_token.filter(|token| !token.is_empty()) else {
        return Ok(format!("{} has granted no API permission", account.authorizer_appid));
    };
    // Here the refresh token has to be stored, before anything else: without it the owner is asked again.
    let renewed = wechat
        .get_authorizer_access_token(appid, &*account.authorizer_appid, refresh_token)
        .credentials(token)
        .await
        .map_err(internal)?;
    println!("{}: a token for {} s", account.authorizer_appid, renewed.expires_in);
    Ok(format!("acting for {} from now on", account.authorizer_appid))
}

impl Platform {
    /// A fresh component access token. It lives for two hours, so a real program keeps it.
    async fn component_token(&self) -> Result<Credentials, Refusal> {
        let ticket = self.ticket.lock().map_err(internal)?.as_ref().map(|(_, ticket)| ticket.clone());
        let ticket =
            ticket.ok_or((StatusCode::SERVICE_UNAVAILABLE, "no ticket yet: at most ten minutes".to_owned()))?;
        let secret = self.secret.clone();
        let token = self.wechat.get_component_access_token(&*self.appid, secret, ticket).await.map_err(internal)?;
        Ok(Credentials::component_access_token(token.component_access_token))
    }
}

fn internal(error: impl ToString) -> Refusal {
    (StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
}
