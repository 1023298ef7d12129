//! What the programs of `cargo xtask conform` share: they read commands from standard input, one JSON object per line,
//! and answer each with a line of JSON on standard output.
//!
//! Every such program consists of this file and of `calls.rs`, which is generated for its document. Values travel as
//! JSON text inside JSON strings, so that each digit arrives as it was written.

use std::io::{BufRead as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::calls;
use crate::document::runtime::blocking::iterate;
use crate::document::runtime::codec::{Decode, Encode};
use crate::document::runtime::events::EventError;
use crate::document::runtime::json::{self, Json};
use crate::document::runtime::multipart::Form;
use crate::document::runtime::{ByteStream, Error, Events, Items, Operation, Payload, Retry, Upload};
use crate::document::{Call, Client};

/// What came of a command, as members of the answer.
pub(crate) type Told = Vec<(&'static str, String)>;

/// The values that a call is made with: JSON text by the number of the argument.
pub(crate) struct Given<'a>(&'a Json<'a>);

impl Given<'_> {
    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(Json::as_str)
    }

    /// The value of an argument that every call has.
    pub(crate) fn required<T: Decode>(&self, key: &str) -> Result<T, String> {
        self.optional(key)?.ok_or_else(|| format!("no value was given for argument {key}"))
    }

    /// The value of an argument that a call may have.
    pub(crate) fn optional<T: Decode>(&self, key: &str) -> Result<Option<T>, String> {
        self.text(key).map(|text| decoded(text).map_err(|why| format!("argument {key}: {why}"))).transpose()
    }

    /// A file: an object with `hex`, and possibly `file_name` and `content_type`.
    pub(crate) fn upload(&self, key: &str) -> Result<Option<Upload>, String> {
        self.tree(key, |json| upload(json))
    }

    /// Several files.
    pub(crate) fn uploads(&self, key: &str) -> Result<Option<Vec<Upload>>, String> {
        self.tree(key, |json| match json {
            Json::Array(files) => files.iter().map(upload).collect(),
            _ => Err("files must be a list".to_owned()),
        })
    }

    /// A form: a list of objects with `name`, and `text` or `hex`.
    pub(crate) fn form(&self, key: &str) -> Result<Option<Form>, String> {
        self.tree(key, |json| {
            let Json::Array(parts) = json else {
                return Err("a form must be a list".to_owned());
            };
            parts.iter().try_fold(Form::new(), |form, part| {
                let name = part.get("name").and_then(Json::as_str).ok_or("a part must have a name")?;
                Ok(match part.get("text").and_then(Json::as_str) {
                    Some(text) => form.text(name, text),
                    None => form.file(name, upload(part)?),
                })
            })
        })
    }

    fn tree<T>(&self, key: &str, of: impl FnOnce(&Json<'_>) -> Result<T, String>) -> Result<Option<T>, String> {
        let Some(text) = self.text(key) else {
            return Ok(None);
        };
        let mut scratch = String::new();
        let json = json::parse(text.as_bytes(), &mut scratch).map_err(|error| error.to_string())?;
        of(&json).map(Some)
    }
}

fn upload(json: &Json<'_>) -> Result<Upload, String> {
    let member = |name| json.get(name).and_then(Json::as_str);
    let hex = member("hex").ok_or("a file must have content")?;
    let byte = |at: usize| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(byte).collect();
    let mut upload = Upload::bytes(bytes.ok_or("the content of a file must be hexadecimal")?);
    if let Some(name) = member("file_name") {
        upload = upload.file_name(name);
    }
    if let Some(media_type) = member("content_type") {
        upload = upload.content_type(media_type);
    }
    Ok(upload)
}

fn decoded<T: Decode>(text: &str) -> Result<T, String> {
    let mut scratch = String::new();
    let json = json::parse(text.as_bytes(), &mut scratch).map_err(|error| format!("not JSON: {error}"))?;
    T::decode(&json).map_err(|error| error.to_string())
}

/// Reads a value and writes it again.
pub(crate) fn travelled<T: Decode + Encode>(text: &str) -> Result<String, String> {
    decoded::<T>(text).map(|value| value.encode().to_text())
}

/// Makes a call and waits for what comes of it.
pub(crate) fn made<O>(
    call: Call<O>,
    output: fn(<O::Output as Payload>::Value) -> Told,
    failure: fn(&<O::Error as Payload>::Value) -> Told,
) -> Told
where
    O: Operation + Send + 'static,
    <O::Output as Payload>::Value: Send + 'static,
    <O::Error as Payload>::Value: Send + 'static,
{
    let raw = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut told = vec![];
    match call.wait_response() {
        Ok(response) => {
            told.extend([("outcome", "ok".to_owned()), ("status", response.status.as_u16().to_string())]);
            told.extend(output(response.value));
        }
        Err(Error::Api(error)) => {
            told.extend([("outcome", "api".to_owned()), ("status", error.status.as_u16().to_string())]);
            told.extend([("raw", raw(&error.raw)), ("why", error.to_string())]);
            match &error.body {
                Ok(body) => told.extend(failure(body)),
                Err(problem) => told.push(("untyped", problem.to_string())),
            }
        }
        Err(Error::Unexpected(error)) => {
            told.extend([("outcome", "unexpected".to_owned()), ("status", error.status.as_u16().to_string())]);
            told.extend([("raw", raw(&error.raw)), ("why", error.to_string())]);
        }
        Err(error) => {
            let outcome = match &error {
                Error::Request { .. } => "request",
                Error::Transport { .. } => "transport",
                _ => "signature",
            };
            told.extend([("outcome", outcome.to_owned()), ("why", error.to_string())]);
        }
    }
    told
}

/// A value that was read from JSON.
pub(crate) fn json<T: Encode>(value: &T) -> Told {
    vec![("kind", "json".to_owned()), ("value", value.encode().to_text())]
}

/// Text.
pub(crate) fn text(value: &str) -> Told {
    vec![("kind", "text".to_owned()), ("value", value.to_owned())]
}

/// Nothing at all.
pub(crate) fn empty() -> Told {
    vec![("kind", "empty".to_owned())]
}

/// A stream that a failure holds, which cannot be read while it is borrowed.
pub(crate) fn unread() -> Told {
    vec![("kind", "unread".to_owned())]
}

/// Bytes, all of them.
pub(crate) fn bytes(stream: ByteStream) -> Told {
    let mut hex = String::new();
    for piece in iterate(stream) {
        match piece {
            Ok(Ok(piece)) => piece.iter().for_each(|byte| hex.push_str(&format!("{byte:02x}"))),
            Ok(Err(error)) => return vec![("kind", "broken".to_owned()), ("why", error.to_string())],
            Err(error) => return vec![("kind", "broken".to_owned()), ("why", error.to_string())],
        }
    }
    vec![("kind", "bytes".to_owned()), ("value", hex)]
}

/// The events of a stream.
pub(crate) fn events<T: Decode + Encode + Send + 'static>(stream: Events<T>) -> Told {
    items_of(iterate(stream).map(|item| item.map_err(|error| error.to_string())))
}

/// The values of a stream.
pub(crate) fn items<T: Decode + Encode + Send + 'static>(stream: Items<T>) -> Told {
    items_of(iterate(stream).map(|item| item.map_err(|error| error.to_string())))
}

fn items_of<T: Encode>(stream: impl Iterator<Item = Result<Result<T, EventError>, String>>) -> Told {
    let mut texts = Vec::new();
    for item in stream {
        match item.and_then(|item| item.map_err(|error| error.to_string())) {
            Ok(item) => texts.push(item.encode().to_text()),
            Err(why) => return vec![("kind", "broken".to_owned()), ("why", why)],
        }
    }
    vec![("kind", "items".to_owned()), ("value", format!("[{}]", texts.join(",")))]
}

/// The name of an alternative in front of what it holds.
pub(crate) fn variant(name: &str, mut told: Told) -> Told {
    told.push(("variant", name.to_owned()));
    told
}

/// What the checker says in the environment.
pub(crate) fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|error| format!("{name}: {error}"))
}

/// A key that the gateway double has written.
pub(crate) fn key(file: &str) -> Result<String, String> {
    let path = std::path::Path::new(&variable("CONFORM_KEYS")?).join(file);
    std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Answers commands until there are no more.
pub(crate) fn serve() -> std::io::Result<()> {
    let base = std::env::args().nth(1).unwrap_or_default();
    let built = calls::client(&base, Retry::never(), Duration::from_secs(20));
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let answered = catch_unwind(AssertUnwindSafe(|| answer(&line, &built)));
        let told = answered.unwrap_or_else(|panic| {
            let why = panic.downcast_ref::<String>().cloned();
            let why = why.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            vec![("outcome", "panic".to_owned()), ("why", why.unwrap_or_default())]
        });
        let members = told.into_iter().map(|(name, text)| (name.into(), Json::String(text.into())));
        writeln!(output, "{}", Json::Object(members.collect()).to_text())?;
        output.flush()?;
    }
    Ok(())
}

fn answer(line: &str, built: &Result<Client, String>) -> Told {
    let refused = |why: String| vec![("outcome", "argument".to_owned()), ("why", why)];
    let mut scratch = String::new();
    let command = match json::parse(line.as_bytes(), &mut scratch) {
        Ok(command) => command,
        Err(error) => return refused(error.to_string()),
    };
    let member = |name| command.get(name).and_then(Json::as_str).unwrap_or_default();
    let index = member("index").parse().unwrap_or(usize::MAX);
    match (member("do"), built) {
        ("value", _) => match calls::value(index, member("json")) {
            Ok(text) => vec![("outcome", "value".to_owned()), ("value", text)],
            Err(why) => vec![("outcome", "undecoded".to_owned()), ("why", why)],
        },
        ("call", Ok(client)) => {
            let given = Given(command.get("given").unwrap_or(&Json::Null));
            calls::call(index, client, &given).unwrap_or_else(refused)
        }
        ("call", Err(why)) => refused(format!("no client: {why}")),
        (other, _) => refused(format!("there is no command `{other}`")),
    }
}
