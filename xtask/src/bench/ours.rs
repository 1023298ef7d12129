//! This generator, measured as its users run it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use super::program::{self, Style};
use super::{Figures, Wanted, lines_below, set_aside, shown};
use crate::measure::{Measure, measured};
use crate::plan::slashes;
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
    program: PathBuf,
    scratch: PathBuf,
    workspace: Workspace,
    root: PathBuf,
}

impl Generator {
    pub(super) fn build(root: &Path, scratch: &Path) -> anyhow::Result<Self> {
        let spinner = print::Spinner::start();
        spinner.show("building the generator with optimisation");
        let folder = scratch.join("xtask");
        let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["build", "--quiet", "--release", "--package", "xtask", "--target-dir"])
            .arg(&folder)
            .current_dir(root)
            .status()
            .context("cannot start cargo")?;
        if !status.success() {
            bail!("the generator does not compile");
        }
        Ok(Self {
            program: folder.join("release").join(format!("xtask{}", std::env::consts::EXE_SUFFIX)),
            scratch: scratch.to_owned(),
            workspace: Workspace::new(root, scratch.join("ours"))?,
            root: root.to_owned(),
        })
    }

    /// The fastest of several generations from nothing; `None` where it fails.
    pub(super) fn generation(&self, document: &Path, name: &str, runs: usize) -> anyhow::Result<Option<Measure>> {
        let folder = self.workspace.crate_folder(name);
        let mut best: Option<Measure> = None;
        for _ in 0..runs.max(1) {
            set_aside(&folder, &self.scratch)?;
            let mut command = Command::new(&self.program);
            command.arg("gen").arg("--spec").arg(document).arg("--out").arg(&folder).args(["--name", name]);
            // It finds the workspace by the variable that cargo sets.
            command.env("CARGO_MANIFEST_DIR", self.root.join("xtask"));
            let (measure, output) = measured(&command, &self.scratch)?;
            if !output.status.success() {
                return Ok(None);
            }
            best = Some(best.map_or(measure, |best| if best.seconds <= measure.seconds { best } else { measure }));
        }
        Ok(best)
    }

    pub(super) fn figures(&self, document: &Path, name: &str, wanted: Wanted) -> anyhow::Result<Figures> {
        let document = std::path::absolute(document)?;
        let generation = self.generation(&document, name, wanted.runs)?;
        let folder = self.workspace.crate_folder(name);
        let compilation = match generation {
            Some(_) if wanted.check => {
                self.workspace.warm()?;
                Some(self.workspace.check(name)?)
            }
            _ => None,
        };
        let works = compilation.as_ref().is_some_and(|compiled| compiled.ok);
        let program = match works && wanted.program {
            true => program::built(&self.workspace, name, &STYLE, &self.scratch)?,
            false => None,
        };
        Ok(Figures {
            document: shown(&document),
            generator: format!("codegen {}", env!("CARGO_PKG_VERSION")),
            generation,
            lines: lines_below(&folder.join("src")),
            compilation,
            program,
        })
    }

    /// Forgets a crate, so that others are compiled without it.
    pub(super) fn forget(&self, name: &str) {
        // What is left is overwritten by the next run.
        let _ = fs::remove_dir_all(self.workspace.crate_folder(name));
    }
}

/// A path as an argument of a program that runs elsewhere.
pub(super) fn argument(path: &Path) -> String {
    slashes(path)
}
