//! Documents with mistakes that have one meaning: what is sent and received is what was meant.

mod statuses;

use tests::plain::Server;
use wire::mistakes::Client;
use wire::runtime::Retry;

/// A server that has to be told what to answer, and a client of it.
async fn silent() -> (Server, Client) {
    let server = Server::start().await;
    let client = Client::builder().base_url(server.url()).retry(Retry::never()).build().expect("a client");
    (server, client)
}
