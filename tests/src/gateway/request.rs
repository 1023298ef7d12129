//! Requests as they arrive: HTTP/1.1, read by hand, because what a signature covers are the raw bytes.

use std::io;

use httparse::Status;
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// A request, byte for byte.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method as sent.
    pub method: String,
    /// The request target as sent: path and query, percent-encoded.
    pub target: String,
    /// The headers in order, names as sent.
    pub headers: Vec<(String, String)>,
    /// The body, chunks joined.
    pub body: Vec<u8>,
}

impl Request {
    /// The value of the first header with this name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The path of the target.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |(path, _)| path)
    }

    /// The decoded value of a query parameter.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// Reads the next request of a connection; `None` when the peer has closed it between two requests.
    /// `buffer` keeps what was read beyond the request.
    pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin), buffer: &mut Vec<u8>) -> io::Result<Option<Self>> {
        let (mut request, length) = loop {
            if let Some(head) = Self::parse_head(buffer)? {
                break head;
            }
            if fill(stream, buffer).await? == 0 {
                return if buffer.is_empty() { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
        };
        buffer.drain(..length);
        if request.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
            request.body = read_chunks(stream, buffer).await?;
        } else if let Some(length) = request.header("content-length") {
            let length = length.parse().map_err(invalid)?;
            request.body = take(stream, buffer, length).await?;
        }
        Ok(Some(request))
    }

    /// The request without its body, and the length of its head.
    fn parse_head(bytes: &[u8]) -> io::Result<Option<(Self, usize)>> {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut head = httparse::Request::new(&mut headers);
        let Status::Complete(length) = head.parse(bytes).map_err(invalid)? else { return Ok(None) };
        let request = Self {
            method: head.method.unwrap_or_default().into(),
            target: head.path.unwrap_or_default().into(),
            headers: head
                .headers
                .iter()
                .map(|header| (header.name.into(), String::from_utf8_lossy(header.value).into_owned()))
                .collect(),
            body: Vec::new(),
        };
        Ok(Some((request, length)))
    }
}

fn invalid(error: impl std::fmt::Debug) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{error:?}"))
}

async fn fill(stream: &mut (impl AsyncRead + Unpin), buffer: &mut Vec<u8>) -> io::Result<usize> {
    buffer.reserve(16 * 1024);
    stream.read_buf(buffer).await
}

/// The next `length` bytes of a connection.
async fn take(stream: &mut (impl AsyncRead + Unpin), buffer: &mut Vec<u8>, length: usize) -> io::Result<Vec<u8>> {
    while buffer.len() < length {
        if fill(stream, buffer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(buffer.drain(..length).collect())
}

/// A chunked body (RFC 9112, section 7.1), without its framing; trailers are not read, nobody here sends any.
async fn read_chunks(stream: &mut (impl AsyncRead + Unpin), buffer: &mut Vec<u8>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let (line, size) = loop {
            match httparse::parse_chunk_size(buffer).map_err(invalid)? {
                Status::Complete((line, size)) => break (line, usize::try_from(size).map_err(invalid)?),
                Status::Partial if fill(stream, buffer).await? == 0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                Status::Partial => {}
            }
        };
        buffer.drain(..line);
        body.extend(take(stream, buffer, size).await?);
        take(stream, buffer, "\r\n".len()).await?;
        if size == 0 {
            return Ok(body);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn requests_of_one_connection_are_read_one_after_the_other() {
        let mut bytes: &[u8] = b"POST /a?x=%40+1 HTTP/1.1\r\nA-b: c\r\nTransfer-Encoding: chunked\r\n\r\n\
            3\r\nabc\r\nb\r\n0123456789\n\r\n0\r\n\r\n\
            PUT /b HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi";
        let mut buffer = Vec::new();
        let first = Request::read(&mut bytes, &mut buffer).await.unwrap().unwrap();
        assert_eq!((first.method.as_str(), first.path(), first.header("a-B")), ("POST", "/a", Some("c")));
        assert_eq!(first.query("x").as_deref(), Some("@ 1"));
        assert_eq!(first.body, b"abc0123456789\n");
        let second = Request::read(&mut bytes, &mut buffer).await.unwrap().unwrap();
        assert_eq!((second.target.as_str(), second.body.as_slice()), ("/b", b"hi".as_slice()));
        assert!(Request::read(&mut bytes, &mut buffer).await.unwrap().is_none());
    }
}
