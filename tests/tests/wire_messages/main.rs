//! Requests and responses as HTTP messages: headers, media types, content codings, forms.

mod charset;
mod coding;
mod headers;
mod media;

use tests::plain::{Reply, Server};
use wire::messages::Client;
use wire::runtime::Retry;

/// A server that has to be told what to answer, and a client of it.
async fn silent() -> (Server, Client) {
    let server = Server::start().await;
    let client = Client::builder().base_url(server.url()).retry(Retry::never()).build().expect("a client");
    (server, client)
}

/// A response of this media type.
fn typed(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Reply {
    Reply::new(status).header("content-type", media_type).body(body)
}
