//! Running clients that others wrote: scripts of `tests/peers/` that read a task from standard input and print what
//! became of it, both JSON.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// Runs a script.
///
/// # Panics
///
/// When the program cannot be started, or fails, or prints anything else.
pub async fn run(program: impl Into<PathBuf>, script: &str, task: Value) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(script);
    let program = program.into();
    let output = tokio::task::spawn_blocking(move || {
        let mut command = Command::new(&program);
        // A proxy of the machine has no business with loopback.
        command.arg(script).env("NO_PROXY", "127.0.0.1").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let mut input = child.stdin.take().expect("a pipe");
        input.write_all(task.to_string().as_bytes()).expect("a peer that reads");
        drop(input);
        child.wait_with_output().expect("the output of a peer")
    });
    let output = output.await.expect("no panic");
    assert!(output.status.success(), "the peer failed, its standard error is above");
    serde_json::from_slice(&output.stdout).expect("JSON")
}
