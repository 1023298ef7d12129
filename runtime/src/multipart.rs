//! `multipart/form-data` (RFC 7578): parts one after the other, streamed where a part is a stream.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use uuid::Uuid;

use crate::codec::Encode;
use crate::error::RequestError;
use crate::form;
use crate::json::Json;
use crate::serialization::{self, Piece, Serialization, expand};
use crate::upload::{Opened, Pieces, Upload};

/// The parts of a form, in the order in which they are sent.
#[derive(Default)]
pub struct Form {
    parts: Vec<Part>,
    /// Headers of all parts of a name: name, header, value.
    headers: Vec<(String, &'static str, String)>,
}

struct Part {
    name: String,
    content: Content,
    content_type: Option<String>,
}

enum Content {
    Text(String),
    File(Upload),
}

/// Names without content.
impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.parts.iter().map(|part| &part.name)).finish()
    }
}

impl Form {
    /// Without parts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part of plain text.
    #[must_use]
    pub fn text(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.add(name.into(), Content::Text(text.into()), None);
        self
    }

    /// Adds a part of JSON.
    #[must_use]
    pub fn json(mut self, name: impl Into<String>, value: &impl Encode) -> Self {
        let text = value.encode().to_text();
        self.add(name.into(), Content::Text(text), Some("application/json".to_owned()));
        self
    }

    /// Adds a file.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>, file: impl Into<Upload>) -> Self {
        self.add(name.into(), Content::File(file.into()), None);
        self
    }

    fn add(&mut self, name: String, content: Content, content_type: Option<String>) {
        self.parts.push(Part { name, content, content_type });
    }

    /// Adds a value as its document says: a scalar as text, an object as JSON, each item of a list as a part
    /// of its own (OpenAPI 3.0.3, 4.7.15.1.1). With a media type the value is one part in that type.
    pub(crate) fn value(&mut self, name: &'static str, media_type: Option<&'static str>, value: &Json<'_>) {
        match (media_type, value) {
            (None, Json::Array(items)) => items.iter().for_each(|item| self.value(name, None, item)),
            (None, Json::Object(_)) => self.value(name, Some("application/json"), value),
            (Some(media_type), Json::Array(items)) if !is_json(media_type) => {
                items.iter().for_each(|item| self.value(name, Some(media_type), item));
            }
            (media_type, value) => {
                let text = match media_type {
                    Some(media_type) if is_json(media_type) => value.to_text(),
                    Some(media_type) if is_form(media_type) && matches!(value, Json::Object(_)) => {
                        form::encode(value, &[]).0
                    }
                    _ => serialization::leaf(value).sent.into_owned(),
                };
                self.add(name.to_owned(), Content::Text(text), media_type.map(str::to_owned));
            }
        }
    }

    /// Adds a value laid out in a style (OpenAPI 3.1.0, 4.8.15), in which nothing has to be escaped: a part for each
    /// name that it makes.
    pub(crate) fn styled(&mut self, name: &str, how: Serialization, value: &Json<'_>) {
        for pieces in expand(name, value, how) {
            let (mut part, mut text, mut named) = (String::new(), String::new(), false);
            for piece in pieces {
                let to = if named { &mut text } else { &mut part };
                match piece {
                    Piece::Mark("=") if !named => named = true,
                    Piece::Mark("%20") => to.push(' '),
                    Piece::Mark("%7C") => to.push('|'),
                    Piece::Mark(mark) => to.push_str(mark),
                    Piece::Name(name) => to.push_str(&name),
                    Piece::Value(leaf) => to.push_str(&leaf.sent),
                }
            }
            self.add(part, Content::Text(text), None);
        }
    }

    pub(crate) fn upload(&mut self, name: &'static str, media_type: Option<&'static str>, file: Upload) {
        self.add(name.to_owned(), Content::File(file), media_type.map(str::to_owned));
    }

    /// Adds a header to every part of this name, be it here already or not (OpenAPI 3.0.3, 4.7.15, `headers`).
    #[must_use]
    pub fn part_header(mut self, name: &str, header: &'static str, value: impl Into<String>) -> Self {
        self.add_header(name, header, value.into());
        self
    }

    pub(crate) fn add_header(&mut self, name: &str, header: &'static str, value: String) {
        self.headers.push((name.to_owned(), header, value));
    }

    /// Adds the parts of another form behind those that are here.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.append(other);
        self
    }

    pub(crate) fn append(&mut self, other: Self) {
        self.parts.extend(other.parts);
        self.headers.extend(other.headers);
    }

    pub(crate) fn len(&self) -> usize {
        self.parts.len()
    }

    pub(crate) fn is_repeatable(&self) -> bool {
        self.parts.iter().all(|part| match &part.content {
            Content::Text(_) => true,
            Content::File(file) => file.is_repeatable(),
        })
    }

    /// The text of a part that is no file.
    #[cfg_attr(not(feature = "alipay"), allow(dead_code, reason = "a protocol may sign one part"))]
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        self.parts.iter().filter(|part| part.name == name).find_map(|part| match &part.content {
            Content::Text(text) => Some(text.as_str()),
            Content::File(_) => None,
        })
    }

    /// The content type with its boundary, and the body.
    ///
    /// # Errors
    /// A file cannot be opened, or a stream was sent before.
    pub(crate) fn open(&self, media_type: &str) -> Result<(String, Opened), RequestError> {
        opened(media_type, self.parts.iter(), &self.headers)
    }

    /// The files of the form, behind parts of text that are given: for a protocol that has another place for them.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    #[cfg_attr(not(feature = "alipay"), allow(dead_code, reason = "a protocol may rewrite parts"))]
    pub(crate) fn open_files_with(
        &self,
        media_type: &str,
        texts: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(String, Opened), RequestError> {
        let text = |(name, text)| Part { name, content: Content::Text(text), content_type: None };
        let texts: Vec<Part> = texts.into_iter().map(text).collect();
        let files = self.parts.iter().filter(|part| matches!(part.content, Content::File(_)));
        opened(media_type, texts.iter().chain(files), &self.headers)
    }

    /// The parts that are no files, with their texts.
    #[cfg_attr(not(feature = "alipay"), allow(dead_code, reason = "a protocol may sign them"))]
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parts.iter().filter_map(|part| match &part.content {
            Content::Text(text) => Some((part.name.as_str(), text.as_str())),
            Content::File(_) => None,
        })
    }
}

/// A body with a boundary of its own, and its content type.
fn opened<'p>(
    media_type: &str,
    parts: impl Iterator<Item = &'p Part>,
    headers: &[(String, &'static str, String)],
) -> Result<(String, Opened), RequestError> {
    let boundary = Uuid::new_v4().simple().to_string();
    let mut segments = Segments::default();
    for part in parts {
        segments.bytes(format!("--{boundary}\r\n{}\r\n", part.head(headers)).into());
        match &part.content {
            Content::Text(text) => segments.bytes(text.clone().into()),
            Content::File(file) => match file.open()? {
                Opened::Bytes(bytes) => segments.bytes(bytes),
                Opened::Stream(stream, length) => segments.stream(stream, length),
            },
        }
        segments.bytes(Bytes::from_static(b"\r\n"));
    }
    segments.bytes(format!("--{boundary}--\r\n").into());
    Ok((format!("{media_type}; boundary={boundary}"), segments.finish()))
}

fn is_json(media_type: &str) -> bool {
    let media_type = media_type.to_ascii_lowercase();
    media_type.starts_with("application/json") || media_type.starts_with("text/json") || media_type.contains("+json")
}

fn is_form(media_type: &str) -> bool {
    media_type.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded")
}

impl Part {
    fn head(&self, headers: &[(String, &'static str, String)]) -> String {
        const DISPOSITION: &str = "Content-Disposition";
        let mut disposition = format!("form-data; name=\"{}\"", quoted(&self.name));
        let mut content_type = self.content_type.as_deref();
        if let Content::File(file) = &self.content
            && file.is_text
        {
            content_type = file.content_type.as_deref();
        } else if let Content::File(file) = &self.content {
            let file_name = file.file_name.as_deref().unwrap_or(&self.name);
            disposition.push_str(&format!("; filename=\"{}\"", quoted(file_name)));
            content_type = file.content_type.as_deref().or(content_type).or(Some("application/octet-stream"));
        }
        let given: Vec<_> = headers.iter().filter(|(name, ..)| *name == self.name).collect();
        let is_given = given.iter().any(|(_, header, _)| header.eq_ignore_ascii_case(DISPOSITION));
        let disposition = (!is_given).then_some((DISPOSITION, disposition.as_str()));
        let own = disposition.into_iter().chain(content_type.map(|value| ("Content-Type", value)));
        // A line feed would begin another header.
        let line = |text: &str| text.replace(['\r', '\n'], " ");
        let all = own.chain(given.iter().map(|(_, header, value)| (*header, value.as_str())));
        all.map(|(name, value)| format!("{}: {}\r\n", line(name), line(value))).collect()
    }
}

/// As browsers do it (WHATWG HTML, multipart/form-data encoding algorithm).
fn quoted(text: &str) -> String {
    text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A body that is put together while it is sent.
#[derive(Default)]
struct Segments {
    segments: VecDeque<Segment>,
    /// Nothing as soon as one length is unknown.
    unknown: bool,
    length: u64,
    streamed: bool,
}

enum Segment {
    Bytes(Bytes),
    Stream(Pieces),
}

impl Segments {
    fn bytes(&mut self, bytes: Bytes) {
        self.length += bytes.len() as u64;
        self.segments.push_back(Segment::Bytes(bytes));
    }

    fn stream(&mut self, stream: Pieces, length: Option<u64>) {
        self.length += length.unwrap_or_default();
        self.unknown |= length.is_none();
        self.streamed = true;
        self.segments.push_back(Segment::Stream(stream));
    }

    fn finish(self) -> Opened {
        if self.streamed {
            let length = (!self.unknown).then_some(self.length);
            return Opened::Stream(Box::pin(self), length);
        }
        let mut body = BytesMut::new();
        for segment in self.segments {
            if let Segment::Bytes(bytes) = segment {
                body.extend_from_slice(&bytes);
            }
        }
        Opened::Bytes(body.freeze())
    }
}

impl Stream for Segments {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match self.segments.front_mut() {
                None => return Poll::Ready(None),
                Some(Segment::Stream(stream)) => match stream.as_mut().poll_next(context) {
                    Poll::Ready(None) => {}
                    other => return other,
                },
                Some(Segment::Bytes(bytes)) => {
                    let bytes = std::mem::take(bytes);
                    self.segments.pop_front();
                    return Poll::Ready(Some(Ok(bytes)));
                }
            }
            self.segments.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(form: &Form) -> String {
        match form.open("multipart/form-data").unwrap() {
            (content_type, Opened::Bytes(body)) => {
                let boundary = content_type.split_once("boundary=").unwrap().1;
                String::from_utf8(body.to_vec()).unwrap().replace(boundary, "B")
            }
            _ => panic!("a stream"),
        }
    }

    #[test]
    fn names_and_types_cannot_begin_another_header() {
        let file = Upload::bytes("x").file_name("a\"b\r\nc").content_type("t/x\r\nevil: 1");
        let form = Form::new().file("f", file);
        assert_eq!(
            text(&form),
            "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a%22b%0D%0Ac\"\r\n\
             Content-Type: t/x  evil: 1\r\n\r\nx\r\n--B--\r\n"
        );
    }

    #[test]
    fn a_stream_can_be_sent_once() {
        let form = Form::new().file("f", Upload::reader(tokio::io::empty()));
        assert!(!form.is_repeatable());
        assert!(form.open("multipart/form-data").is_ok());
        assert!(matches!(form.open("multipart/form-data"), Err(RequestError::Upload(_))));
    }
}
