//! A workspace in `target/` in which generated crates are compiled.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::measure::{Measure, measured};
use crate::plan::slashes;

/// A workspace of generated crates with a target folder of its own, so that their dependencies are compiled once.
pub struct Workspace {
    folder: PathBuf,
}

/// How the compilation of a crate went.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Compiled {
    /// Whether there was neither an error nor a warning.
    pub ok: bool,
    /// What it took.
    pub measure: Measure,
    /// The first problems, as the compiler tells them.
    pub problems: Vec<String>,
}

impl Workspace {
    /// The workspace in `folder`, with nothing in it but what was compiled before.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written.
    pub fn new(root: &Path, folder: PathBuf) -> anyhow::Result<Self> {
        let crates = folder.join("crates");
        if crates.exists() {
            fs::remove_dir_all(&crates).with_context(|| format!("cannot clear {}", crates.display()))?;
        }
        fs::create_dir_all(&crates).with_context(|| format!("cannot create {}", crates.display()))?;
        // The same versions as this workspace's, whatever is newest.
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).context("cannot copy Cargo.lock")?;
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n\n[workspace.lints.rust]\nwarnings = \"deny\"\n\n\
             # What every generated crate needs is compiled with the first of them.\n# runtime: {}\n",
            slashes(&root.join("runtime"))
        );
        fs::write(folder.join("Cargo.toml"), manifest).context("cannot write the workspace's manifest")?;
        Ok(Self { folder })
    }

    /// Where the crate `name` lies.
    pub fn crate_folder(&self, name: &str) -> PathBuf {
        self.folder.join("crates").join(name)
    }

    /// Writes a crate whose manifest asks for warnings to be errors.
    ///
    /// # Errors
    ///
    /// When a file cannot be written.
    pub fn add(&self, name: &str, files: &BTreeMap<PathBuf, String>) -> anyhow::Result<()> {
        let folder = self.crate_folder(name);
        for (path, text) in files {
            let path_on_disk = folder.join(path);
            if let Some(parent) = path_on_disk.parent() {
                fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
            }
            let lints = if path == Path::new("Cargo.toml") { "\n[lints]\nworkspace = true\n" } else { "" };
            fs::write(&path_on_disk, format!("{text}{lints}"))
                .with_context(|| format!("cannot write {}", path_on_disk.display()))?;
        }
        Ok(())
    }

    /// Removes a crate, its program, and what was compiled of them.
    ///
    /// # Errors
    ///
    /// When a folder cannot be read, or a file cannot be removed.
    pub fn remove(&self, name: &str) -> anyhow::Result<()> {
        for folder in [self.crate_folder(name), self.crate_folder(&format!("{name}-program"))] {
            if folder.exists() {
                fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
            }
        }
        let krate = name.replace('-', "_");
        let names = [name, &krate].map(|name| [format!("{name}-"), format!("lib{name}-"), format!("{name}_program")]);
        for folder in ["debug", "debug/deps", "debug/.fingerprint"].map(|folder| self.target().join(folder)) {
            let Ok(entries) = fs::read_dir(&folder) else {
                continue;
            };
            for entry in entries.flatten() {
                let file = entry.file_name().to_string_lossy().into_owned();
                if names.iter().flatten().any(|start| file.starts_with(start.as_str())) {
                    let path = entry.path();
                    let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
                    removed.with_context(|| format!("cannot remove {}", path.display()))?;
                }
            }
        }
        Ok(())
    }

    /// Compiles what crates depend on, so that it is not counted with the first of them.
    ///
    /// # Errors
    ///
    /// When cargo cannot be started, or the runtime does not compile.
    pub fn warm(&self) -> anyhow::Result<()> {
        let output = self.cargo(&["check", "--package", "runtime"]).output().context("cannot start cargo")?;
        if !output.status.success() {
            anyhow::bail!("the runtime does not compile:\n{}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }

    /// Runs `cargo check` on a crate.
    ///
    /// # Errors
    ///
    /// When cargo cannot be started.
    pub fn check(&self, name: &str) -> anyhow::Result<Compiled> {
        let (measure, output) =
            measured(&self.cargo(&["check", "--package", name, "--message-format", "short"]), &self.folder)?;
        let text = String::from_utf8_lossy(&output.stderr);
        let problems = text.lines().filter(|line| line.contains("error") || line.contains("warning:"));
        Ok(Compiled {
            ok: output.status.success(),
            measure,
            problems: problems.take(5).map(str::to_owned).filter(|_| !output.status.success()).collect(),
        })
    }

    /// Where everything is compiled to.
    pub fn target(&self) -> PathBuf {
        self.folder.join("target")
    }

    /// A cargo that compiles into this workspace's own folder, and nothing incrementally.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.target())
            .env("CARGO_INCREMENTAL", "0");
        command
    }
}
