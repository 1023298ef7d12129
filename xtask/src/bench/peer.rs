//! Other generators of Rust clients, measured in the same way.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use super::generator::Generator;
use super::program::Style;
use crate::plan::slashes;
use crate::print;
use crate::scratch::Workspace;

/// A generator from the registry.
struct Peer {
    krate: &'static str,
    version: &'static str,
    style: Style,
    /// The arguments for a document and a folder; the program runs in that folder.
    arguments: fn(&str, &Path) -> Vec<String>,
    /// What it needs before it runs, and what makes a crate of what it has written.
    prepare: fn(&Path) -> anyhow::Result<()>,
    complete: fn(&Path, &str) -> anyhow::Result<()>,
}

const PEERS: [Peer; 2] = [
    Peer {
        krate: "openapi-to-rust",
        version: "0.23.0",
        style: Style {
            sources: "src/generated",
            method: "pub async fn ",
            arrow: ") -> Result<",
            client: "krate::generated::client::HttpClient::new().with_base_url(\"http://127.0.0.1:1\")",
        },
        arguments: |document, _| vec!["generate".to_owned(), document.to_owned()],
        prepare: |folder| Ok(fs::create_dir_all(folder.join("src"))?),
        complete: around_openapi_to_rust,
    },
    Peer {
        krate: "ploidy",
        version: "0.15.0",
        style: Style {
            sources: "src/client",
            method: "pub async fn ",
            arrow: ") -> Result<",
            client: "krate::Client::new(\"http://127.0.0.1:1\").expect(\"a client\")",
        },
        arguments: |document, folder| {
            ["generate", "rust", document, "--output", &slashes(folder)].map(str::to_owned).to_vec()
        },
        prepare: |folder| Ok(fs::create_dir_all(folder)?),
        complete: without_carriage_returns,
    },
];

/// The names of all, with their versions.
pub(super) fn names() -> String {
    PEERS.map(|peer| format!("{} {}", peer.krate, peer.version)).join(", ")
}

/// A program from the registry, installed.
pub(super) struct Installed {
    name: String,
    peer: &'static Peer,
    program: PathBuf,
    workspace: Workspace,
}

impl Installed {
    /// The programs in `target/tools`, installed if that is asked for.
    pub(super) fn all(root: &Path, scratch: &Path, install: bool) -> anyhow::Result<Vec<Self>> {
        const ALL: &[Peer] = &PEERS;
        let mut found = Vec::new();
        for peer in ALL {
            let folder = crate::tools::folder(root).join(format!("{}-{}", peer.krate, peer.version));
            let program = folder.join("bin").join(format!("{}{}", peer.krate, std::env::consts::EXE_SUFFIX));
            if !program.is_file() {
                if !install {
                    continue;
                }
                installed(peer, &folder)?;
            }
            let workspace = Workspace::new(root, scratch.join(peer.krate))?;
            found.push(Self { name: format!("{} {}", peer.krate, peer.version), peer, program, workspace });
        }
        Ok(found)
    }
}

fn installed(peer: &Peer, folder: &Path) -> anyhow::Result<()> {
    let spinner = print::Spinner::start();
    spinner.show(&format!("installing {}", peer.krate));
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["install", peer.krate, "--quiet", "--version", peer.version, "--root"])
        .arg(folder)
        .status()
        .context("cannot start cargo")?;
    if !status.success() {
        bail!("{} {} cannot be installed", peer.krate, peer.version);
    }
    Ok(())
}

impl Generator for Installed {
    fn name(&self) -> &str {
        &self.name
    }

    fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    fn style(&self) -> &Style {
        &self.peer.style
    }

    fn generate(&self, document: &Path, folder: &Path, _: &str) -> anyhow::Result<Command> {
        (self.peer.prepare)(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let mut command = Command::new(&self.program);
        command.args((self.peer.arguments)(&slashes(document), folder)).current_dir(folder);
        Ok(command)
    }

    fn complete(&self, folder: &Path, name: &str) -> anyhow::Result<()> {
        (self.peer.complete)(folder, name)
    }
}

/// Adds a manifest and a root to the files that openapi-to-rust writes.
fn around_openapi_to_rust(folder: &Path, name: &str) -> anyhow::Result<()> {
    let needed = fs::read_to_string(folder.join("src/generated/REQUIRED_DEPS.toml")).unwrap_or_default();
    let dependencies = if needed.contains("[dependencies]") { needed } else { format!("[dependencies]\n{needed}") };
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n{dependencies}\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).context("cannot write the peer's manifest")?;
    let root = "//! Written around what openapi-to-rust generates.\npub mod generated;\n";
    fs::write(folder.join("src/lib.rs"), root).context("cannot write the peer's lib.rs")?;
    without_carriage_returns(folder, name)
}

/// Takes out what the compiler refuses in comments, and needs minutes to say so: carriage returns from the document's
/// descriptions.
fn without_carriage_returns(folder: &Path, name: &str) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            without_carriage_returns(&path, name)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            if text.contains('\r') {
                print::note(format_args!("{name}: carriage returns are taken out of {}", path.display()));
                fs::write(&path, text.replace('\r', "")).with_context(|| format!("cannot write {}", path.display()))?;
            }
        }
    }
    Ok(())
}
