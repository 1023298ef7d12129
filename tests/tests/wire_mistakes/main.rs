//! Documents with mistakes that have one meaning: what is sent and received is what was meant.

mod empty;
mod paths;
mod references;
mod security;
mod statuses;
mod values;

use tests::plain::{Reply, Server};
use wire::mistakes::Client;
use wire::runtime::Retry;

/// A server that has to be told what to answer, and a client of it.
async fn silent() -> (Server, Client) {
    let server = Server::start().await;
    let client = Client::builder().base_url(server.url()).retry(Retry::never()).build().expect("a client");
    (server, client)
}

/// A server that answers 204 a few times, and a client of it.
async fn accepting() -> (Server, Client) {
    let (server, client) = silent().await;
    for _ in 0..8 {
        server.reply(Reply::new(204));
    }
    (server, client)
}
