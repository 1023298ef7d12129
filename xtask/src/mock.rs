//! `cargo xtask mock`: runs the gateway double's own program, which cargo builds first. This task runner compiles
//! nothing of it.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Context as _;

/// Arguments of `cargo xtask mock`; `--help` is the program's.
#[derive(clap::Args)]
#[command(disable_help_flag = true)]
pub struct Arguments {
    /// Passed on to the double: --port, --keys, --misbehave, --help
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    double: Vec<OsString>,
}

/// Serves until it is ended.
///
/// # Errors
///
/// When cargo cannot be started; what the program fails with is told by the exit code.
pub fn run(root: &Path, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--locked", "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .args(["--package", "tests", "--bin", "mock", "--"])
        .args(&arguments.double)
        .status()
        .context("cannot start cargo")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
