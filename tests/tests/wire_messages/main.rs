//! Requests and responses as HTTP messages: headers, media types, content codings, forms.

mod headers;

use tests::plain::{Reply, Server};
use wire::messages::Client;
use wire::runtime::Retry;

/// A server that has to be told what to answer, and a client of it.
async fn silent() -> (Server, Client) {
    let server = Server::start().await;
    let client = Client::builder().base_url(server.url()).retry(Retry::never()).build().expect("a client");
    (server, client)
}
