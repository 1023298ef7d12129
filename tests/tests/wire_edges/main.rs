//! What breaks clients elsewhere, on the wire: parameters, bodies and answers at their edges.

mod bodies;
mod parameters;
mod python;
mod responses;

use tests::gateway::Request;
use tests::plain::{Reply, Server};
use wire::edges::Client;
use wire::runtime::Retry;

/// A server that answers 204 unless told otherwise, and a client of it.
async fn accepting() -> (Server, Client) {
    let (server, client) = silent().await;
    for _ in 0..8 {
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

/// Names and values of what browsers read as a form.
fn form(text: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text).into_owned().collect()
}

fn query(request: &Request) -> Vec<(String, String)> {
    form(request.target.split_once('?').map_or("", |(_, query)| query).as_bytes())
}

fn pairs(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
