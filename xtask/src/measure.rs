//! Time and memory of other programs.
//!
//! What a system tells about the memory of children is the largest of all that have ended, so each program that is
//! measured is started by a process of its own: this one again, as `xtask measure`.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};
use std::time::Instant;

use anyhow::Context as _;

/// Arguments of `cargo xtask measure`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Where to write seconds, seconds of processor time, and the largest resident set of any process in KiB
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// The program and its arguments
    #[arg(last = true, required = true)]
    command: Vec<OsString>,
}

/// What a program took.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Measure {
    /// Seconds from start to end.
    pub seconds: f64,
    /// Seconds of processor time, in user and in system mode, of the program and all that it started. A busy machine
    /// lengthens it only by what sharing the processors costs. 0 where the system does not report it.
    pub cpu_seconds: f64,
    /// The largest resident set of the program or of any program that it started, in MiB; 0 where the system does not
    /// tell.
    pub mebibytes: u64,
}

impl Measure {
    /// The least of each figure of two runs.
    #[must_use]
    pub fn least(self, other: Self) -> Self {
        Self {
            seconds: self.seconds.min(other.seconds),
            cpu_seconds: self.cpu_seconds.min(other.cpu_seconds),
            mebibytes: self.mebibytes.min(other.mebibytes),
        }
    }
}

/// Runs the program.
///
/// # Errors
///
/// When it cannot be started, or the file cannot be written.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Some((program, rest)) = arguments.command.split_first() else {
        return Ok(ExitCode::FAILURE);
    };
    let started = Instant::now();
    let status = Command::new(program)
        .args(rest)
        .status()
        .with_context(|| format!("cannot start {}", Path::new(program).display()))?;
    let seconds = started.elapsed().as_secs_f64();
    let (cpu, peak) = used_by_children();
    let text = format!("{seconds} {cpu} {peak}");
    fs::write(&arguments.to, text).with_context(|| format!("cannot write {}", arguments.to.display()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Seconds of processor time, and KiB of the largest resident set.
#[cfg(unix)]
fn used_by_children() -> (f64, u64) {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike as _;
    let Ok(usage) = getrusage(UsageWho::RUSAGE_CHILDREN) else {
        return (0.0, 0);
    };
    #[expect(clippy::cast_precision_loss, reason = "a program does not run for centuries")]
    let seconds = (usage.user_time() + usage.system_time()).num_milliseconds() as f64 / 1e3;
    // Linux tells KiB, macOS bytes.
    let peak = u64::try_from(usage.max_rss()).unwrap_or_default();
    (seconds, if cfg!(target_os = "macos") { peak / 1024 } else { peak })
}

#[cfg(not(unix))]
fn used_by_children() -> (f64, u64) {
    (0.0, 0)
}

/// Runs a command, measures it, and returns what it printed and whether it succeeded.
///
/// # Errors
///
/// When it cannot be started.
pub fn measured(command: &Command, scratch: &Path) -> anyhow::Result<(Measure, Output)> {
    let me = std::env::current_exe().context("this program has no path")?;
    fs::create_dir_all(scratch).with_context(|| format!("cannot create {}", scratch.display()))?;
    let to = scratch.join(format!("measure-{:?}.txt", std::thread::current().id()));
    let mut measuring = Command::new(me);
    measuring.arg("measure").arg("--to").arg(&to).arg("--").arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        measuring.current_dir(folder);
    }
    for (key, value) in command.get_envs() {
        match value {
            Some(value) => measuring.env(key, value),
            None => measuring.env_remove(key),
        };
    }
    let output = measuring.output().context("cannot start this program again")?;
    let text = fs::read_to_string(&to).unwrap_or_default();
    let _ = fs::remove_file(&to);
    let figures: Vec<&str> = text.split_whitespace().collect();
    let figure = |index: usize| figures.get(index).and_then(|text| text.parse().ok()).unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "KiB of a program's memory")]
    let measure = Measure { seconds: figure(0), cpu_seconds: figure(1), mebibytes: figure(2) as u64 / 1024 };
    Ok((measure, output))
}
