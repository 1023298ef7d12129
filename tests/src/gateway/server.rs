//! The listening side: connections, one request after the other on each, and the delivery of answers, which is
//! written by hand so that it can break off anywhere.

use std::future;
use std::io::{self, Write as _};
use std::sync::Arc;

use tokio::io::{AsyncWriteExt as _, BufWriter};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::State;
use super::answer::Answer;
use super::control;
use super::misbehaviour::{Framing, Misbehaviour};
use super::request::Request;

/// What is sent of a body whose length is only claimed.
const CLAIMED_PART: usize = 64;

/// Serves until the task is aborted, which closes every connection.
pub(crate) async fn serve(listener: TcpListener, state: Arc<State>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        if !state.hangs_up() {
            let state = Arc::clone(&state);
            connections.spawn(async move { converse(stream, &state).await });
        }
        while connections.try_join_next().is_some() {}
    }
}

/// Answers the requests of a connection. An error means that the peer has gone, which is its good right.
async fn converse(mut stream: TcpStream, state: &State) -> io::Result<()> {
    let mut buffer = Vec::new();
    while let Some(request) = Request::read(&mut stream, &mut buffer).await? {
        if let Some(answer) = control::answer(state, &request) {
            deliver(&mut stream, &answer, &[]).await?;
            continue;
        }
        let faults = state.next_misbehaviours();
        let answer = state.handle(&request, &faults);
        state.referee.may_answer(&request).await;
        if !deliver(&mut stream, &answer, &faults).await? {
            return stream.shutdown().await;
        }
    }
    Ok(())
}

/// Writes an answer; false when the connection has to be closed after it.
async fn deliver(stream: &mut TcpStream, answer: &Answer, faults: &[Misbehaviour]) -> io::Result<bool> {
    let compressed =
        faults.iter().any(|fault| matches!(fault, Misbehaviour::Gzip)).then(|| gzip(answer)).transpose()?;
    let answer = compressed.as_ref().unwrap_or(answer);
    let mut body = answer.body.as_slice();
    for fault in faults {
        match fault {
            Misbehaviour::Delay(time) => tokio::time::sleep(*time).await,
            Misbehaviour::NeverAnswer => future::pending().await,
            Misbehaviour::CutBeforeHead | Misbehaviour::HangUp => return Ok(false),
            Misbehaviour::CutInBody => body = &body[..body.len() / 2],
            _ => {}
        }
    }
    let mut stream = BufWriter::new(stream);
    stream.write_all(head(answer).as_bytes()).await?;
    match answer.framing {
        Framing::ContentLength => stream.write_all(body).await?,
        Framing::Claimed => {
            stream.write_all(&body[..body.len().min(CLAIMED_PART)]).await?;
            stream.flush().await?;
            future::pending::<()>().await;
        }
        Framing::Chunked => {
            for chunk in body.chunks(16 * 1024) {
                stream.write_all(format!("{:x}\r\n", chunk.len()).as_bytes()).await?;
                stream.write_all(chunk).await?;
                stream.write_all(b"\r\n").await?;
            }
            if body.len() == answer.body.len() {
                stream.write_all(b"0\r\n\r\n").await?;
            }
        }
    }
    stream.flush().await?;
    Ok(body.len() == answer.body.len())
}

fn gzip(answer: &Answer) -> io::Result<Answer> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&answer.body)?;
    let mut headers = answer.headers.clone();
    headers.extend([("Content-Encoding", "gzip".to_owned()), ("Vary", "Accept-Encoding".to_owned())]);
    Ok(Answer { headers, body: encoder.finish()?, content_type: answer.content_type.clone(), ..*answer })
}

fn head(answer: &Answer) -> String {
    use std::fmt::Write as _;

    // Clients do not read the reason phrase (RFC 9112, section 4).
    let mut head = format!("HTTP/1.1 {} \r\n", answer.status);
    let length = match answer.framing {
        Framing::Chunked => ("Transfer-Encoding", "chunked".to_owned()),
        Framing::ContentLength | Framing::Claimed => ("Content-Length", answer.body.len().to_string()),
    };
    let content_type = ("Content-Type", answer.content_type.clone());
    for (name, value) in answer.headers.iter().chain([&content_type, &length]) {
        write!(head, "{name}: {value}\r\n").expect("a string takes everything");
    }
    head + "\r\n"
}
