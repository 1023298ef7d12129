//! What a document's program can do, for the checker, which knows nothing of the generator: a file of JSON.

use serde::Serialize;

/// Everything that can be called and read.
#[derive(Debug, Serialize)]
pub(super) struct Plan {
    /// The document.
    pub(super) document: String,
    /// The protocol that the document names: `rest`, or one of a platform.
    pub(super) protocol: String,
    /// What can be called.
    pub(super) operations: Vec<Operation>,
    /// What cannot, and why.
    pub(super) skipped: Vec<Skipped>,
    /// What arrives without having been asked for.
    pub(super) inbounds: Vec<Inbound>,
}

/// An operation with the methods that call it.
#[derive(Debug, Serialize)]
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) method: String,
    /// As the document writes it.
    pub(super) path: String,
    /// What is called of it.
    pub(super) target: String,
    /// Its own server.
    pub(super) server: Option<String>,
    /// The media types of its answers, where it is one of several methods that differ in the form of these.
    pub(super) other_form: Vec<String>,
    /// The redirections that are answers: statuses, or `3XX`.
    pub(super) redirects: Vec<String>,
    /// Whether some answers with a status of success are failures.
    pub(super) in_band: bool,
    pub(super) calls: Vec<Call>,
    pub(super) output: Vec<Answer>,
    pub(super) error: Vec<Answer>,
}

/// A method that calls an operation.
#[derive(Debug, Serialize)]
pub(super) struct Call {
    pub(super) index: usize,
    pub(super) arguments: Vec<Argument>,
    pub(super) body: Option<Body>,
}

/// A value that a call is given, or always has.
#[derive(Debug, Serialize)]
pub(super) struct Argument {
    /// Under which its value is given to the program.
    pub(super) key: String,
    pub(super) wire: String,
    pub(super) place: &'static str,
    /// The part whose header it is.
    pub(super) part: Option<String>,
    pub(super) required: bool,
    /// The value that it always has; nothing is given then.
    pub(super) constant: Option<serde_json::Value>,
}

/// A body that is given as one value, under the key `body`.
#[derive(Debug, Serialize)]
pub(super) struct Body {
    pub(super) format: &'static str,
    pub(super) media_type: String,
    pub(super) required: bool,
}

/// How an answer is read.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Answer {
    /// A status, `4XX`, `default`, or `*` for any.
    pub(super) status: String,
    /// `json`, `text`, `bytes`, `events`, `items` or `empty`.
    pub(super) kind: &'static str,
    /// The number under which a value of its type is read and written again.
    pub(super) value: Option<usize>,
    /// The Rust type, for the report.
    pub(super) ty: Option<String>,
}

/// What a webhook or a callback brings.
#[derive(Debug, Serialize)]
pub(super) struct Inbound {
    pub(super) title: String,
    pub(super) value: usize,
    pub(super) is_form: bool,
}

/// An operation that was left out.
#[derive(Debug, Serialize)]
pub(super) struct Skipped {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) reason: String,
}
