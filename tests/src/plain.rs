//! A plain HTTP server: it keeps every request as raw bytes and answers what it is told. What was sent is
//! read back from those bytes by parsers that have nothing to do with this workspace.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};

use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;

use crate::gateway::Request;

/// An answer, as bytes on the wire.
#[derive(Clone, Debug)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    pieces: Vec<Vec<u8>>,
    gate: Option<Gate>,
    after_requests: usize,
}

impl Reply {
    /// An answer with this status and nothing else.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), pieces: Vec::new(), gate: None, after_requests: 0 }
    }

    /// A JSON body.
    #[must_use]
    pub fn json(status: u16, body: &str) -> Self {
        Self::new(status).header("content-type", "application/json").body(body)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds to the body. With more than one piece it is sent in chunks.
    #[must_use]
    pub fn body(mut self, piece: impl Into<Vec<u8>>) -> Self {
        self.pieces.push(piece.into());
        self
    }

    /// Waits before each piece of the body until the gate lets it through.
    #[must_use]
    pub fn gate(mut self, gate: &Gate) -> Self {
        self.gate = Some(gate.clone());
        self
    }

    /// Waits until so many requests have arrived, this one and those before it included.
    #[must_use]
    pub fn after_requests(mut self, requests: usize) -> Self {
        self.after_requests = requests;
        self
    }
}

/// Holds back the pieces of a body until the test lets them through, so that no test has to guess how long
/// something takes.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Semaphore>);

impl Gate {
    /// A closed gate.
    #[must_use]
    pub fn closed() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }

    /// Lets so many more pieces through.
    pub fn let_through(&self, pieces: usize) {
        self.0.add_permits(pieces);
    }

    async fn pass(&self) {
        self.0.acquire().await.expect("never closed for good").forget();
    }
}

#[derive(Default)]
struct State {
    requests: Mutex<Vec<Request>>,
    replies: Mutex<VecDeque<Reply>>,
    arrived: Notify,
}

impl State {
    /// Waits until so many requests have arrived.
    async fn has_requests(&self, number: usize) {
        loop {
            let arrived = self.arrived.notified();
            if self.requests.lock().expect("not poisoned").len() >= number {
                return;
            }
            arrived.await;
        }
    }
}

/// A running server. Dropping it closes its port.
pub struct Server {
    url: String,
    state: Arc<State>,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts a server on a free port of 127.0.0.1. Unless told otherwise it answers `{}`.
    ///
    /// # Panics
    ///
    /// When no port can be opened.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(State::default());
        let serving = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&serving);
                tokio::spawn(async move { converse(stream, &state).await });
            }
        });
        Self { url, state, task }
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The answer to the next request for which none is planned yet.
    ///
    /// # Panics
    ///
    /// When a connection has panicked.
    pub fn reply(&self, reply: Reply) {
        self.state.replies.lock().expect("not poisoned").push_back(reply);
    }

    /// Everything that has arrived so far, in order.
    ///
    /// # Panics
    ///
    /// When a connection has panicked.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.state.requests.lock().expect("not poisoned").clone()
    }

    /// Waits until so many requests have arrived.
    ///
    /// # Panics
    ///
    /// When a connection has panicked.
    pub async fn arrived(&self, requests: usize) {
        self.state.has_requests(requests).await;
    }

    /// What arrived last.
    ///
    /// # Panics
    ///
    /// When nothing has arrived.
    #[must_use]
    pub fn last(&self) -> Request {
        self.requests().pop().expect("a request")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Answers the requests of a connection. An error means that the peer has gone, which is its good right.
async fn converse(mut stream: TcpStream, state: &State) -> io::Result<()> {
    let mut buffer = Vec::new();
    while let Some(request) = Request::read(&mut stream, &mut buffer).await? {
        state.requests.lock().expect("not poisoned").push(request);
        state.arrived.notify_waiters();
        let reply = state.replies.lock().expect("not poisoned").pop_front();
        let reply = reply.unwrap_or_else(|| Reply::json(200, "{}"));
        state.has_requests(reply.after_requests).await;
        write(&mut stream, &reply).await?;
    }
    Ok(())
}

async fn write(stream: &mut TcpStream, reply: &Reply) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {} \r\n", reply.status);
    for (name, value) in &reply.headers {
        head += &format!("{name}: {value}\r\n");
    }
    let chunked = reply.pieces.len() > 1;
    if chunked {
        head += "transfer-encoding: chunked\r\n\r\n";
    } else if reply.status == 204 {
        head += "\r\n";
    } else {
        head += &format!("content-length: {}\r\n\r\n", reply.pieces.first().map_or(0, Vec::len));
    }
    stream.write_all(head.as_bytes()).await?;
    for piece in &reply.pieces {
        stream.flush().await?;
        if let Some(gate) = &reply.gate {
            gate.pass().await;
        }
        if chunked {
            stream.write_all(format!("{:x}\r\n", piece.len()).as_bytes()).await?;
        }
        stream.write_all(piece).await?;
        if chunked {
            stream.write_all(b"\r\n").await?;
        }
    }
    if chunked {
        stream.write_all(b"0\r\n\r\n").await?;
    }
    stream.flush().await
}
