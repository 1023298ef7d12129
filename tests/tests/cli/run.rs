//! Running the command line on documents of our own, and cargo on what it writes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::tools::workspace;

/// What a program printed, and whether it succeeded.
pub struct Outcome {
    pub success: bool,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    /// Both streams.
    pub fn text(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// Fails the test unless the program succeeded.
    #[track_caller]
    pub fn succeeded(self) -> Self {
        assert!(self.success, "{}", self.text());
        self
    }

    /// Fails the test if the program succeeded.
    #[track_caller]
    pub fn failed(self) -> Self {
        assert!(!self.success, "{}", self.text());
        self
    }
}

fn run(command: &mut Command) -> Outcome {
    let output = command.env_remove("RUSTFLAGS").env_remove("RUSTDOCFLAGS").output().expect("the program starts");
    Outcome {
        success: output.status.success(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A document in `tests/fixtures/cli/`.
pub fn fixture(name: &str) -> PathBuf {
    workspace().join("tests/fixtures/cli").join(name)
}

/// `cargo xtask` with these arguments.
pub fn xtask(arguments: &[&str]) -> Outcome {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--offline", "--package", "xtask", "--"]).args(arguments);
    run(command.current_dir(workspace()))
}

/// `cargo xtask gen --spec`, for a document in `tests/fixtures/cli/`.
pub fn generate(document: &str, out: &Path, more: &[&str]) -> Outcome {
    let (spec, out) = (fixture(document), out.to_str().expect("a path in UTF-8"));
    xtask(&[&["gen", "--spec", spec.to_str().expect("a path in UTF-8"), "--out", out], more].concat())
}

/// Runs cargo on the crate in a folder, with the versions of this workspace and what it has built already.
pub fn cargo(folder: &Path, arguments: &[&str]) -> Outcome {
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).arg("--offline").current_dir(folder);
    command.env("CARGO_TARGET_DIR", workspace().join(target)).env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
    run(&mut command)
}

/// Every source of the crate in a folder.
pub fn sources(folder: &Path) -> BTreeMap<String, String> {
    let source = |path: PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(&path).expect("a source"))
    };
    let entries = fs::read_dir(folder.join("src")).expect("sources");
    entries.map(|entry| source(entry.expect("an entry").path())).collect()
}

/// All sources as one text.
pub fn source(folder: &Path) -> String {
    sources(folder).into_values().collect()
}
