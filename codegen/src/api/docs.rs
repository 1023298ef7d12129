//! What is said about a thing.

/// What is said about a thing in its document, as text of the document: emission makes safe rustdoc of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// One line.
    pub summary: Option<String>,
    /// CommonMark, any length.
    pub description: Option<String>,
    /// Facts of the schema: label and value, which is shown as code.
    pub notes: Vec<(&'static str, String)>,
    /// Other names under which rustdoc's search finds it.
    pub aliases: Vec<String>,
    /// It is not to be used any more.
    pub deprecated: bool,
    /// Where its author says more about it.
    pub link: Option<String>,
}
