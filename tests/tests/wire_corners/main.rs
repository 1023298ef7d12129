//! Combinations that one seldom meets: parameters, bodies, answers, security and servers in corners.

mod bodies;
mod failures;
mod parameters;
mod redirects;
mod responses;
mod security;
mod undescribed;

use tests::gateway::Request;
use tests::plain::{Reply, Server};
use wire::corners::Client;
use wire::runtime::Retry;

/// A server that answers 204 unless told otherwise, and a client of it.
async fn accepting() -> (Server, Client) {
    let (server, client) = silent().await;
    for _ in 0..32 {
        server.reply(Reply::new(204));
    }
    (server, client)
}

/// A server that has to be told what to answer, and a client of it.
async fn silent() -> (Server, Client) {
    let server = Server::start().await;
    let client = Client::builder().base_url(server.url()).retry(Retry::never()).build().expect("a client");
    (server, client)
}

fn content_type(request: &Request) -> &str {
    request.header("content-type").unwrap_or_default()
}

/// Names and values of what browsers read as a form.
fn form(text: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text).into_owned().collect()
}

fn pairs(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
