//! Programs that others wrote and some tests run: clients for Node.js and Python, validators of documents.
//!
//! `cargo xtask test` installs them below `target/tools/`. A test asks [`find`] for what it needs and returns
//! when it is not there, so that plain `cargo test` works on a fresh clone, and says what it left out.

use std::env;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::thread;

/// The root folder of the workspace.
#[must_use]
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in the workspace")
}

/// The folder the tools are installed in: `TOOLS_DIR`, or `tools/` in the target directory.
#[must_use]
pub fn folder() -> PathBuf {
    let variable = |name| env::var_os(name).map(PathBuf::from);
    variable("TOOLS_DIR").unwrap_or_else(|| {
        let target = variable("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
        workspace().join(target).join("tools")
    })
}

/// The path of a tool, given below [`folder`]; `None` when it is not installed.
///
/// In the second case `skipped: <test>: <what is missing>` goes to standard error, and the same without
/// `skipped: ` is appended to the file that `SKIPPED_TESTS` names, if it names one. The calling test must return.
///
/// # Panics
///
/// When the tool is missing and the variable `REQUIRE_TOOLS` is `1`: a run that must be complete fails.
#[must_use]
pub fn find(tool: &str) -> Option<PathBuf> {
    let path = folder().join(tool);
    if path.exists() {
        return Some(path);
    }
    skip(&format!("{} is missing, run `cargo xtask test`", path.display()));
    None
}

/// The path of a program of the system, such as `curl`; `None` when it is not there, told as by [`find`].
///
/// # Panics
///
/// As [`find`].
#[must_use]
pub fn system(program: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file());
    if found.is_none() {
        skip(&format!("there is no program `{program}` here"));
    }
    found
}

/// Tells that the calling test is skipped.
fn skip(missing: &str) {
    assert!(env::var_os("REQUIRE_TOOLS").is_none_or(|value| value != "1"), "{missing}");
    let test = thread::current();
    let skipped = format!("{}: {missing}", test.name().unwrap_or("a test"));
    eprintln!("skipped: {skipped}");
    if let Some(list) = env::var_os("SKIPPED_TESTS") {
        let mut list = File::options().append(true).open(list).expect("the list of skipped tests");
        writeln!(list, "{skipped}").expect("the list of skipped tests");
    }
}
