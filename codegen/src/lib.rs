//! Turns OpenAPI documents into Rust source.
//!
//! ```text
//! text ──source──▶ tree with positions ──upgrade──▶ OpenAPI 3.0 ──lower──▶ Api ──emit──▶ tokens ──render──▶ files
//! ```
//!
//! Each stage is a folder of that name and a function from one type to the next; [`generate`] calls them in
//! order. A stage reports [diagnostics](diagnostic) and goes on as far as it can, so that one run shows every
//! problem. Nothing here knows a platform, the network or the clock: the same documents give the same bytes.

use std::collections::BTreeMap;
use std::path::PathBuf;

pub mod api;
pub mod diagnostic;
mod emit;
pub mod lower;
mod render;
pub mod source;
pub mod upgrade;

use api::Api;
use diagnostic::Diagnostics;
use source::{FileId, Sources};
use upgrade::Kind;

/// One client: a folder of documents.
#[derive(Clone, Debug)]
pub struct ClientInput {
    /// Name of the client, which is the name of its folder, its module and its cargo feature.
    pub name: String,
    /// The documents, in the order of their paths.
    pub documents: Vec<PathBuf>,
}

/// Everything a run reads.
#[derive(Clone, Debug)]
pub struct Input {
    /// Paths are shown relative to it.
    pub root: PathBuf,
    /// The clients, in the order of their names.
    pub clients: Vec<ClientInput>,
    /// Whether each client is behind a cargo feature of its name.
    pub feature_per_client: bool,
}

/// Everything a run writes and says.
#[derive(Debug, Default)]
pub struct Output {
    /// Contents by path, relative to the folder of the crate.
    pub files: BTreeMap<PathBuf, String>,
    /// Features of the crate, and what each turns on; none where clients are not behind features.
    pub features: BTreeMap<String, Vec<String>>,
    /// One entry per document.
    pub reports: Vec<DocumentReport>,
    /// What was found wrong.
    pub diagnostics: Diagnostics,
    /// The files that were read.
    pub sources: Sources,
}

/// What became of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentReport {
    /// The document, as its path is shown.
    pub document: PathBuf,
    /// How many operations were generated from it.
    pub operations: usize,
    /// How many types.
    pub types: usize,
    /// The files that came of it: keys of [`Output::files`].
    pub files: Vec<PathBuf>,
}

impl Output {
    /// The diagnostics as text for a terminal, with the lines of the documents that they are about.
    pub fn render_diagnostics(&self, color: bool) -> String {
        self.diagnostics.render(&self.sources, color)
    }
}

/// Generates a crate with a module for each client. `progress` is told what is being worked on.
///
/// The files are complete even where diagnostics say that something was left out of them; whether that is
/// good enough is the caller's decision.
pub fn generate(input: &Input, progress: &dyn Fn(&str)) -> Output {
    let mut output = Output { sources: Sources::below(&input.root), ..Output::default() };
    let mut apis = Vec::new();
    for client in &input.clients {
        progress(&client.name);
        let documents = load(client, &mut output);
        let api = lower::lower(&client.name, &documents, &mut output.sources, &mut output.diagnostics);
        for file in emit::client(&api) {
            output.files.insert(PathBuf::from("src").join(&api.name).join(file.name()), render::file(&file));
        }
        output.reports.extend(api.modules.iter().map(|module| report(&api, module)));
        apis.push(api);
    }
    output.files.insert(PathBuf::from("src/lib.rs"), render::file(&emit::root(&apis, input.feature_per_client)));
    if input.feature_per_client {
        output.features = features(&apis);
    }
    output
}

/// A feature per client, one for serde, and none by default.
fn features(apis: &[Api]) -> BTreeMap<String, Vec<String>> {
    let clients = apis.iter().map(|api| {
        let protocol = (api.protocol != api::REST).then(|| format!("runtime/{}", api.protocol));
        (api.name.clone(), protocol.into_iter().collect())
    });
    let always = [("default".to_owned(), Vec::new()), ("serde".to_owned(), vec!["runtime/serde".to_owned()])];
    clients.chain(always).collect()
}

/// Reads the client's documents: source and upgrade.
fn load(client: &ClientInput, output: &mut Output) -> Vec<FileId> {
    let mut documents = Vec::new();
    for path in &client.documents {
        let file = match output.sources.load(path) {
            Ok(file) => file,
            Err(diagnostic) => {
                output.diagnostics.push(diagnostic);
                continue;
            }
        };
        if upgrade::entrance(&mut output.sources, file, &mut output.diagnostics) == Kind::Document {
            documents.push(file);
        }
    }
    documents
}

fn report(api: &Api, module: &api::Module) -> DocumentReport {
    DocumentReport {
        document: PathBuf::from(&module.document),
        operations: module.operations.len(),
        types: module.types.iter().filter(|id| api.types[**id].usage.is_any()).count(),
        files: vec![PathBuf::from("src").join(&api.name).join(format!("{}.rs", module.name))],
    }
}
