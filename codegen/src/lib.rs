//! Turns OpenAPI documents into Rust source.
//!
//! ```text
//! text ──source──▶ tree with positions ──upgrade──▶ OpenAPI 3.0 ──lower──▶ Api ──emit──▶ tokens ──render──▶ files
//! ```
//!
//! Each stage is a folder of that name and a function from one type to the next; [`generate`] calls them in
//! order. A stage reports [diagnostics](diagnostic) and goes on as far as it can, so that one run shows every
//! problem. [`generate`] makes a crate of many clients, [`generate_single`] a crate with one client at its root.
//! Nothing here knows a platform, the network or the clock: the same documents give the same bytes.

use std::collections::BTreeMap;
use std::path::PathBuf;

pub mod api;
pub mod diagnostic;
mod emit;
pub mod lower;
mod overlay;
mod overrides;
mod render;
mod report;
mod single;
pub mod source;
mod target;
pub mod upgrade;

pub use emit::rust_type;
pub use render::package_name;
pub use report::{DocumentReport, SkippedOperation, Untyped};
pub use single::generate_single;
pub use target::{Choice, RuntimeSource, Target};

use api::Api;
use diagnostic::{Diagnostics, Summary};
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
    /// The operations that were left out because something about them cannot be generated.
    pub skipped: Vec<SkippedOperation>,
    /// What was found wrong.
    pub diagnostics: Diagnostics,
    /// The files that were read.
    pub sources: Sources,
    /// What the documents became before it was written down, one Api per client: for programs that are made to use the
    /// files, such as those of `cargo xtask conform`.
    pub apis: Vec<Api>,
}

impl Output {
    /// The diagnostics as text for a terminal, with the lines of the documents that they are about.
    pub fn render_diagnostics(&self, color: bool) -> String {
        self.diagnostics.render(&self.sources, color)
    }

    /// The diagnostics by kind, as text for a terminal: see [`Diagnostics::summary`].
    pub fn summarize_diagnostics(&self, color: bool) -> Summary {
        self.diagnostics.summary(&self.sources, color)
    }

    /// The diagnostics for machines: see [`Diagnostics::to_json`].
    pub fn diagnostics_json(&self) -> serde_json::Value {
        self.diagnostics.to_json(&self.sources)
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
        let api = lower::lower(&client.name, &documents, None, None, &mut output.sources, &mut output.diagnostics);
        for file in emit::client(&api) {
            output.files.insert(PathBuf::from("src").join(&api.name).join(file.name()), render::file(&file));
        }
        output.reports.extend(api.modules.iter().map(|module| report::of_module(&api, module)));
        for document in documents {
            let listed = lower::list(&mut output.sources, document);
            output.skipped.extend(report::skipped(&api, &listed, None));
        }
        apis.push(api);
    }
    output.files.insert(PathBuf::from("src/lib.rs"), render::file(&emit::root(&apis, input.feature_per_client)));
    if input.feature_per_client {
        output.features = features(&apis);
    }
    output.apis = apis;
    output
}

/// A feature per client, those that every crate has, and none by default.
fn features(apis: &[Api]) -> BTreeMap<String, Vec<String>> {
    let clients = apis.iter().map(|api| {
        let protocol = (api.protocol != api::REST).then(|| format!("runtime/{}", api.protocol));
        (api.name.clone(), protocol.into_iter().collect())
    });
    clients.chain(render::features::always(Vec::new())).collect()
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
