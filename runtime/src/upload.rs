//! Content that is sent as it is: from memory, from a file, or from a stream that is never held whole.

use std::fmt;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Mutex;

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::AsyncRead;
use tokio_util::io::ReaderStream;

use crate::error::RequestError;

/// Pieces of a body on their way.
pub(crate) type Pieces = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// Content to send, with what a server may want to know of it.
///
/// From memory and from a path it can be sent again when a call is repeated; from a reader or a stream it can
/// not, so such a call is made once.
pub struct Upload {
    source: Source,
    length: Option<u64>,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
    /// Whether it is text in place of a file.
    pub(crate) is_text: bool,
}

enum Source {
    Bytes(Bytes),
    Path(PathBuf),
    Stream(Mutex<Option<Pieces>>),
}

/// Content that is being sent.
pub(crate) enum Opened {
    Bytes(Bytes),
    /// With its length, where it is known.
    Stream(Pieces, Option<u64>),
}

impl Upload {
    fn new(source: Source) -> Self {
        Self { source, length: None, file_name: None, content_type: None, is_text: false }
    }

    /// Content in memory.
    pub fn bytes(content: impl Into<Bytes>) -> Self {
        Self::new(Source::Bytes(content.into()))
    }

    /// Text in place of a file, where a part of a form may be either: it is sent without the name of a file.
    pub fn text(text: impl Into<String>) -> Self {
        Self { is_text: true, ..Self::bytes(text.into()) }
    }

    /// The content of a file, which is opened when the call is made and read while it is sent. Its name is
    /// the last part of the path.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Self { file_name: name, ..Self::new(Source::Path(path)) }
    }

    /// What a reader gives.
    pub fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::stream(ReaderStream::new(reader))
    }

    /// What a stream gives.
    pub fn stream(stream: impl Stream<Item = io::Result<Bytes>> + Send + 'static) -> Self {
        Self::new(Source::Stream(Mutex::new(Some(Box::pin(stream)))))
    }

    /// How many bytes a reader or a stream will give. With it the body has a `Content-Length`, which some
    /// servers ask for; without, it is sent in chunks.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    /// The name that the server is told.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The media type. In a form of parts it comes before the one that the document gives the part; the body of a
    /// request has it only where the document names a range, such as `image/*`.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    pub(crate) fn is_repeatable(&self) -> bool {
        !matches!(self.source, Source::Stream(_))
    }

    /// The content, to be sent now.
    ///
    /// # Errors
    /// The file cannot be opened, or the stream was sent before.
    pub(crate) fn open(&self) -> Result<Opened, RequestError> {
        match &self.source {
            Source::Bytes(bytes) => Ok(Opened::Bytes(bytes.clone())),
            Source::Path(path) => {
                let refused =
                    |error: io::Error| RequestError::Upload(format!("{} cannot be read: {error}", path.display()));
                let file = fs::File::open(path).map_err(refused)?;
                let length = file.metadata().map_err(refused)?.len();
                let stream = ReaderStream::new(tokio::fs::File::from_std(file));
                Ok(Opened::Stream(Box::pin(stream), Some(length)))
            }
            Source::Stream(stream) => {
                let stream = stream.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
                let used = || RequestError::Upload("a stream cannot be sent a second time".to_owned());
                stream.map(|stream| Opened::Stream(stream, self.length)).ok_or_else(used)
            }
        }
    }
}

/// Without the content.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

impl From<Bytes> for Upload {
    fn from(content: Bytes) -> Self {
        Self::bytes(content)
    }
}

impl From<Vec<u8>> for Upload {
    fn from(content: Vec<u8>) -> Self {
        Self::bytes(content)
    }
}

impl From<&'static [u8]> for Upload {
    fn from(content: &'static [u8]) -> Self {
        Self::bytes(content)
    }
}

impl From<String> for Upload {
    fn from(content: String) -> Self {
        Self::bytes(content)
    }
}

impl From<PathBuf> for Upload {
    fn from(path: PathBuf) -> Self {
        Self::path(path)
    }
}
