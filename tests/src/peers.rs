//! Runs the scripts of `tests/peers/`, through which tests talk to clients that others wrote.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// Runs a script: JSON in, JSON out. `variables` are added to its environment.
///
/// # Panics
///
/// When the program does not start, or the script fails.
pub async fn run(
    program: impl Into<PathBuf>,
    script: &str,
    variables: &'static [(&'static str, &'static str)],
    task: Value,
) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(script);
    let program = program.into();
    let output = tokio::task::spawn_blocking(move || {
        let mut command = Command::new(&program);
        // A proxy of the machine has no business with loopback.
        command.arg(script).env("NO_PROXY", "127.0.0.1").envs(variables.iter().copied());
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let mut input = child.stdin.take().expect("a pipe");
        input.write_all(task.to_string().as_bytes()).expect("a peer that reads");
        drop(input);
        child.wait_with_output().expect("the output of a peer")
    });
    let output = output.await.expect("no panic");
    assert!(output.status.success(), "the peer failed, its standard error is above");
    serde_json::from_slice(&output.stdout).expect("JSON")
}
