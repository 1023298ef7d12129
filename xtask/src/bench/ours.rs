//! This generator, measured as its users run it: as it is here, and as it was at another commit.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use super::generator;
use super::program::Style;
use super::set_aside;
use crate::measure::{Measure, measured};
use crate::print;
use crate::scratch::Workspace;

const STYLE: Style = Style {
    sources: "src",
    method: "pub fn ",
    arrow: ") -> Call<",
    client: "krate::Client::builder().base_url(\"http://127.0.0.1:1\").build().expect(\"a client\")",
};

/// The program, built with optimisation.
pub(super) struct Generator {
    name: String,
    program: PathBuf,
    scratch: PathBuf,
    workspace: Workspace,
    root: PathBuf,
}

impl Generator {
    /// The generator of this workspace.
    pub(super) fn build(root: &Path, scratch: &Path) -> anyhow::Result<Self> {
        Self::built(root, scratch, concat!("wirewright ", env!("CARGO_PKG_VERSION")).to_owned(), "ours")
    }

    /// The generator, and the runtime, of another commit of this workspace.
    pub(super) fn of_commit(root: &Path, scratch: &Path, commit: &str) -> anyhow::Result<Self> {
        let git = |arguments: &[&str], folder: &Path| -> anyhow::Result<String> {
            let output =
                Command::new("git").args(arguments).current_dir(folder).output().context("cannot start git")?;
            if !output.status.success() {
                bail!("git {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
            }
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        };
        let hash = git(&["rev-parse", "--verify", &format!("{commit}^{{commit}}")], root)?;
        let short = &hash[..hash.len().min(8)];
        let tree = scratch.join(format!("commit-{short}"));
        if !tree.join("Cargo.toml").is_file() {
            // A clone and not a work tree: this repository need not know of it.
            git(&["clone", "--quiet", "--no-checkout", "--shared", ".", &tree.to_string_lossy()], root)?;
            git(&["checkout", "--quiet", "--detach", &hash], &tree)?;
        }
        Self::built(&tree, scratch, format!("wirewright at {short}"), &format!("at-{short}"))
    }

    fn built(root: &Path, scratch: &Path, name: String, folder: &str) -> anyhow::Result<Self> {
        let spinner = print::Spinner::start();
        spinner.show(&format!("building {name} with optimisation"));
        let target = scratch.join(format!("xtask-{folder}"));
        let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["build", "--quiet", "--locked", "--release", "--package", "xtask", "--target-dir"])
            .arg(&target)
            .current_dir(root)
            .status()
            .context("cannot start cargo")?;
        if !status.success() {
            bail!("{name} does not compile");
        }
        Ok(Self {
            name,
            program: target.join("release").join(format!("xtask{}", std::env::consts::EXE_SUFFIX)),
            scratch: scratch.to_owned(),
            workspace: Workspace::new(root, scratch.join(folder))?,
            root: root.to_owned(),
        })
    }

    /// The least of several generations from nothing; `None` where one fails.
    pub(super) fn fastest(&self, document: &Path, name: &str, runs: usize) -> anyhow::Result<Option<Measure>> {
        let folder = self.workspace.crate_folder(name);
        let mut best: Option<Measure> = None;
        for _ in 0..runs.max(1) {
            set_aside(&folder, &self.scratch)?;
            let (measure, output) = measured(&self.command(document, &folder, name), &self.scratch)?;
            if !output.status.success() {
                return Ok(None);
            }
            best = Some(best.map_or(measure, |best| best.least(measure)));
        }
        Ok(best)
    }

    fn command(&self, document: &Path, folder: &Path, name: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("gen").arg("--spec").arg(document).arg("--out").arg(folder).args(["--name", name]);
        // It finds the workspace by the variable that cargo sets.
        command.env("CARGO_MANIFEST_DIR", self.root.join("xtask"));
        command
    }

    /// Forgets a crate, so that others are compiled without it.
    pub(super) fn forget(&self, name: &str) {
        // What is left is overwritten by the next run.
        let _ = fs::remove_dir_all(self.workspace.crate_folder(name));
    }
}

impl generator::Generator for Generator {
    fn name(&self) -> &str {
        &self.name
    }

    fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    fn style(&self) -> &Style {
        &STYLE
    }

    fn generate(&self, document: &Path, folder: &Path, name: &str) -> anyhow::Result<Command> {
        Ok(self.command(document, folder, name))
    }

    fn complete(&self, _: &Path, _: &str) -> anyhow::Result<()> {
        Ok(())
    }
}
