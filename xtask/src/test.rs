//! `cargo xtask test`: installs what the tests need, runs them all, and names those that were skipped.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Context as _;

use crate::{print, tools};

/// Arguments of `cargo xtask test`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Passed on to `cargo test`, for example part of a test's name
    #[arg(last = true)]
    cargo: Vec<OsString>,
}

/// Runs the tests of the whole workspace.
///
/// # Errors
///
/// When the lists of tools cannot be read, or `cargo` cannot be started; a failing test is told by
/// the exit code.
pub fn run(root: &Path, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let folder = tools::folder(root);
    for set in tools::ALL {
        set.ensure(&root.join("tests").join("tools"), &folder)?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    // A test that is skipped has passed, so its output is not shown: it is told through a file.
    let skipped = folder.join("skipped-tests.txt");
    fs::write(&skipped, "").with_context(|| format!("cannot write {}", skipped.display()))?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["test", "--workspace", "--all-features", "--locked", "--no-fail-fast"])
        .args(&arguments.cargo)
        .env("TOOLS_DIR", &folder)
        .env("SKIPPED_TESTS", &skipped)
        .current_dir(root)
        .status()
        .context("cannot start cargo")?;
    let told = fs::read_to_string(&skipped).unwrap_or_default();
    for text in summary(&told) {
        print::line(text)?;
    }
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is said about the tests that were skipped, of which each wrote a line.
fn summary(told: &str) -> Vec<String> {
    let skipped: BTreeSet<_> = told.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut lines = Vec::new();
    if !skipped.is_empty() {
        lines.push(format!("{} skipped for want of a tool:", skipped.len()));
        lines.extend(skipped.iter().map(|line| format!("  {line}")));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skipped_tests_are_listed_once_each_in_order() {
        assert_eq!(
            summary("b: no node\na: no python\n\nb: no node\n"),
            ["2 skipped for want of a tool:", "  a: no python", "  b: no node"]
        );
    }

    #[test]
    fn nothing_is_said_when_nothing_was_skipped() {
        assert!(summary("").is_empty());
    }
}
