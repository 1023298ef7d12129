//! One thing to say about a document.

use super::{Code, Severity};
use crate::source::{Location, Pointer, Sources, Span};

/// One thing to say about a document, with its place and the way out.
///
/// ```
/// # use codegen::diagnostic::{Code, Diagnostic};
/// # use codegen::source::{Location, Sources};
/// # fn main() -> Result<(), Diagnostic> {
/// let mut sources = Sources::new();
/// let file = sources.add("api.yaml", "paths:\n  pets: {}\n")?;
/// let place = Location::root(file).child("paths").child("pets");
/// let diagnostic = Diagnostic::at_key(&sources, Code::InvalidPath, &place, "the path has no leading slash")
///     .help("write `/pets`");
/// assert_eq!(sources.position(diagnostic.span).to_string(), "api.yaml:2:3");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Diagnostic {
    /// What it is about.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in a line, without a full stop.
    pub message: String,
    /// The text to point at.
    pub span: Span,
    /// A few words to put beside that text.
    pub label: Option<Box<str>>,
    /// Other places that take part, each with a few words.
    pub related: Vec<(Span, String)>,
    /// The node that it is about.
    pub pointer: Pointer,
    /// What to do.
    pub help: Option<Box<str>>,
}

impl Diagnostic {
    /// A diagnostic about a span of text, which belongs to the node at `pointer`.
    pub fn new(code: Code, span: Span, pointer: Pointer, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: short(message.into()),
            span,
            label: None,
            related: Vec::new(),
            pointer,
            help: None,
        }
    }

    /// A diagnostic about the node at a location, pointing at the node itself.
    pub fn at(sources: &Sources, code: Code, location: &Location, message: impl Into<String>) -> Self {
        Self::new(code, sources.span(location), location.pointer.clone(), message)
    }

    /// A diagnostic about the node at a location, pointing at its key: for what is too large to be underlined, or is
    /// wrong in its name.
    pub fn at_key(sources: &Sources, code: Code, location: &Location, message: impl Into<String>) -> Self {
        Self::new(code, sources.key_span(location), location.pointer.clone(), message)
    }

    /// A few words to put beside the text that is pointed at.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(short(label.into()).into());
        self
    }

    /// Another place that takes part, with a few words.
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, short(label.into())));
        self
    }

    /// What to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(short(help.into()).into());
        self
    }

    /// Another severity than the code's own.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}

/// Texts with more bytes are cut in their middle: they quote a document, whose names and values may have megabytes.
const LONG: usize = 1000;

/// How much of a cut text stays at its end.
const TAIL: usize = 300;

/// The text, without its middle where it is too long to be read.
pub(super) fn short(text: String) -> String {
    if text.len() <= LONG {
        return text;
    }
    let boundary = |at: usize| (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
    let (head, tail) = (boundary(LONG - TAIL), boundary(text.len() - TAIL));
    format!("{} […] {}", &text[..head], &text[tail..])
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn what_a_document_makes_long_is_cut() {
        assert_eq!(short("é".repeat(500)), "é".repeat(500));
        let cut = short(format!("the key `{}` stands here twice", "é".repeat(1 << 20)));
        assert!(cut.len() < 1100 && cut.starts_with("the key `é") && cut.ends_with("` stands here twice"), "{cut}");
    }
}
