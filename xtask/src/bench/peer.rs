//! openapi-to-rust, another generator of Rust clients, measured in the same way.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use super::ours::argument;
use super::program::{self, Style};
use super::{Figures, Wanted, lines_below, set_aside, shown, touch};
use crate::measure::{Measure, measured};
use crate::print;
use crate::scratch::Workspace;

const VERSION: &str = "0.23.0";

/// Its name with its version.
pub(super) const NAME: &str = "openapi-to-rust 0.23.0";

const STYLE: Style = Style {
    sources: "src/generated",
    method: "pub async fn ",
    arrow: ") -> Result<",
    client: "krate::generated::client::HttpClient::new().with_base_url(\"http://127.0.0.1:1\")",
};

/// The program.
pub(super) struct Generator {
    program: PathBuf,
    scratch: PathBuf,
    workspace: Workspace,
}

impl Generator {
    /// The program in `target/tools`, installed if that is asked for.
    pub(super) fn find(root: &Path, scratch: &Path, install: bool) -> anyhow::Result<Option<Self>> {
        let folder = crate::tools::folder(root).join("openapi-to-rust");
        let program = folder.join("bin").join(format!("openapi-to-rust{}", std::env::consts::EXE_SUFFIX));
        if !program.is_file() {
            if !install {
                return Ok(None);
            }
            let spinner = print::Spinner::start();
            spinner.show("installing openapi-to-rust");
            let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
                .args(["install", "openapi-to-rust", "--quiet", "--version", VERSION, "--root"])
                .arg(&folder)
                .status()
                .context("cannot start cargo")?;
            if !status.success() {
                bail!("openapi-to-rust {VERSION} cannot be installed");
            }
        }
        let workspace = Workspace::new(root, scratch.join("peer"))?;
        Ok(Some(Self { program, scratch: scratch.to_owned(), workspace }))
    }

    pub(super) fn figures(&self, document: &Path, name: &str, wanted: Wanted) -> anyhow::Result<Figures> {
        let document = std::path::absolute(document)?;
        let folder = self.workspace.crate_folder(name);
        let generated = folder.join("src/generated");
        let mut generation: Option<Measure> = None;
        for _ in 0..wanted.runs.max(1) {
            set_aside(&folder, &self.scratch)?;
            fs::create_dir_all(folder.join("src")).with_context(|| format!("cannot create {}", folder.display()))?;
            let mut command = Command::new(&self.program);
            command.arg("generate").arg(argument(&document)).current_dir(&folder);
            let (measure, output) = measured(&command, &self.scratch)?;
            if !output.status.success() {
                generation = None;
                break;
            }
            generation =
                Some(generation.map_or(measure, |best| if best.seconds <= measure.seconds { best } else { measure }));
        }
        let compilation = match generation {
            Some(_) if wanted.check => {
                self.complete(&folder, &generated, name)?;
                without_carriage_returns(&generated)?;
                // Once for what it depends on, once for itself.
                self.workspace.check(name)?;
                touch(&folder.join("src/lib.rs"))?;
                Some(self.workspace.check(name)?)
            }
            _ => {
                // Cargo takes every folder here for a crate.
                let _ = fs::remove_dir_all(&folder);
                None
            }
        };
        let works = compilation.as_ref().is_some_and(|compiled| compiled.ok);
        let program = match works && wanted.program {
            true => program::built(&self.workspace, name, &STYLE, &self.scratch)?,
            false => None,
        };
        Ok(Figures {
            document: shown(&document),
            generator: NAME.to_owned(),
            generation,
            lines: lines_below(&generated),
            compilation,
            program,
        })
    }

    /// Adds what makes a crate of the files that it writes.
    fn complete(&self, folder: &Path, generated: &Path, name: &str) -> anyhow::Result<()> {
        let needed = fs::read_to_string(generated.join("REQUIRED_DEPS.toml")).unwrap_or_default();
        let dependencies = if needed.contains("[dependencies]") { needed } else { format!("[dependencies]\n{needed}") };
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n{dependencies}\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest).context("cannot write the peer's manifest")?;
        let root = "//! Written around what openapi-to-rust generates.\npub mod generated;\n";
        fs::write(folder.join("src/lib.rs"), root).context("cannot write the peer's lib.rs")
    }
}

/// Takes out what the compiler refuses in comments, and takes minutes to say: carriage returns from the document's
/// descriptions.
fn without_carriage_returns(folder: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            without_carriage_returns(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            if text.contains('\r') {
                print::note(format_args!("{NAME}: carriage returns are taken out of what it wrote, to compile it"));
                fs::write(&path, text.replace('\r', "")).with_context(|| format!("cannot write {}", path.display()))?;
            }
        }
    }
    Ok(())
}
