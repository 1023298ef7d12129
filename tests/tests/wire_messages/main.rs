//! Requests and responses as HTTP messages: headers, media types, content codings, forms.

mod bodies;
mod charset;
mod coding;
mod files;
mod forms;
mod headers;
mod media;
mod parameters;

use bytes::Bytes;
use tests::gateway::Request;
use tests::plain::{Reply, Server};
use wire::messages::Client;
use wire::runtime::Retry;

/// A server that has to be told what to answer, and a client of it.
async fn silent() -> (Server, Client) {
    let server = Server::start().await;
    let client = Client::builder().base_url(server.url()).retry(Retry::never()).build().expect("a client");
    (server, client)
}

/// A server that answers 204, and a client of it.
async fn accepting() -> (Server, Client) {
    let (server, client) = silent().await;
    (0..32).for_each(|_| server.reply(Reply::new(204)));
    (server, client)
}

fn content_type(request: &Request) -> &str {
    request.header("content-type").unwrap_or_default()
}

/// Name, file name, content type and content of each part, as multer finds them.
async fn parts(request: &Request) -> Vec<[String; 4]> {
    let boundary = multer::parse_boundary(content_type(request)).expect("a boundary");
    let body = Bytes::from(request.body.clone());
    let stream = futures_util::stream::once(async move { Ok::<_, std::io::Error>(body) });
    let mut multipart = multer::Multipart::new(stream, boundary);
    let mut parts = Vec::new();
    while let Some(field) = multipart.next_field().await.expect("a part") {
        let owned = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let (name, file) = (owned(field.name()), owned(field.file_name()));
        let media_type = field.content_type().map(ToString::to_string).unwrap_or_default();
        parts.push([name, file, media_type, field.text().await.expect("text")]);
    }
    parts
}

/// A response of this media type.
fn typed(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Reply {
    Reply::new(status).header("content-type", media_type).body(body)
}
