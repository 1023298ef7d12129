//! Stand-in: the signatures that the command line calls.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// One client: a folder of documents.
#[derive(Debug)]
pub struct ClientInput {
    /// Name of the client, which is the name of its folder.
    pub name: String,
    /// The documents, in the order of their paths.
    pub documents: Vec<PathBuf>,
}

/// Everything a run reads.
#[derive(Debug)]
pub struct Input {
    /// Paths are shown relative to it.
    pub root: PathBuf,
    /// The clients, in the order of their names.
    pub clients: Vec<ClientInput>,
}

/// Everything a run writes and says.
#[derive(Debug, Default)]
pub struct Output {
    /// Contents by path, relative to the folder of the crate.
    pub files: BTreeMap<PathBuf, String>,
    /// One entry per document.
    pub reports: Vec<DocumentReport>,
    /// What was found wrong.
    pub diagnostics: diagnostic::Diagnostics,
}

impl Output {
    /// The diagnostics as text for a terminal.
    pub fn render_diagnostics(&self, _color: bool) -> String {
        String::new()
    }
}

/// What became of one document.
#[derive(Debug)]
pub struct DocumentReport {
    /// The document.
    pub document: PathBuf,
    /// Number of its operations.
    pub operations: usize,
    /// Number of its types.
    pub types: usize,
    /// The files it contributes to.
    pub files: Vec<PathBuf>,
}

/// Problems of documents.
pub mod diagnostic {
    /// The problems of a run.
    #[derive(Debug, Default)]
    pub struct Diagnostics {}

    impl Diagnostics {
        /// Whether one of them is an error.
        pub fn has_errors(&self) -> bool {
            false
        }

        /// Whether there is none.
        pub fn is_empty(&self) -> bool {
            true
        }
    }
}

/// Turns documents into the files of a crate.
pub fn generate(_input: &Input, progress: &dyn Fn(&str)) -> Output {
    progress("nothing yet");
    Output::default()
}
