//! Builds the program of a document, and runs the checker over it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use codegen::api::REST;

use super::plan::Plan;
use super::report::Row;
use crate::plan::slashes;
use crate::scratch::Workspace;

/// The checker in `tests/tools/conform`, with what it runs.
pub(super) struct Checker {
    script: PathBuf,
    python: PathBuf,
    node: PathBuf,
    root: PathBuf,
}

/// What is checked, and how much it may take.
pub(super) struct Job<'a> {
    pub(super) plan: &'a Plan,
    pub(super) executable: &'a Path,
    pub(super) scratch: &'a Path,
    pub(super) seed: u64,
    pub(super) values: usize,
    pub(super) seconds: u64,
    pub(super) memory: u64,
}

impl Checker {
    /// The checker of this workspace.
    ///
    /// # Errors
    ///
    /// When Python or Node are not there, or what they need was not installed.
    pub(super) fn new(root: &Path, tools: &Path) -> anyhow::Result<Self> {
        let script = root.join("tests/tools/conform/main.py");
        let (python, node) = (tools.join("python/bin/python"), tools.join("node/node_modules"));
        for path in [&script, &python, &node.join("@stoplight/prism-cli/dist/index.js")] {
            if !path.exists() {
                bail!("{} is missing: Python 3 and Node.js 18 or later have to be there", path.display());
            }
        }
        Ok(Self { script, python, node, root: root.to_owned() })
    }

    /// Runs it to its end, or to that of the time it has.
    pub(super) fn check(&self, job: &Job<'_>) -> anyhow::Result<Row> {
        let (plan, result) = (job.scratch.join("plan.json"), job.scratch.join("result.json"));
        fs::write(&plan, serde_json::to_string(job.plan)?).context("cannot write the plan")?;
        let mut command = Command::new(&self.python);
        command.arg("-B").arg(&self.script).arg("--plan").arg(&plan).arg("--result").arg(&result);
        command.arg("--program").arg(job.executable).arg("--node").arg(&self.node);
        for (name, value) in [("seed", job.seed), ("seconds", job.seconds), ("memory", job.memory)] {
            command.arg(format!("--{name}")).arg(value.to_string());
        }
        command.arg("--values").arg(job.values.to_string()).stdout(Stdio::null());
        if job.plan.protocol != REST {
            command.arg("--double").arg(self.double()?);
        }
        // It ends by itself at its limit and writes what it has; if it does not, it is ended.
        let status = waited(command, Duration::from_secs(job.seconds + 60))?;
        let text = fs::read_to_string(&result);
        let text = text.with_context(|| format!("the checker left no result ({status})"))?;
        serde_json::from_str(&text).context("the result of the checker cannot be read")
    }
}

impl Checker {
    /// The gateway double of the tests, which answers signed calls.
    fn double(&self) -> anyhow::Result<PathBuf> {
        let arguments =
            ["build", "--quiet", "--locked", "--package", "tests", "--bin", "mock", "--message-format", "json"];
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output =
            Command::new(cargo).args(arguments).current_dir(&self.root).output().context("cannot start cargo")?;
        let told = String::from_utf8_lossy(&output.stdout);
        let artifacts = told.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let executable =
            artifacts.filter_map(|artifact| artifact["executable"].as_str().map(PathBuf::from)).next_back();
        executable.with_context(|| {
            format!("the gateway double cannot be built:\n{}", String::from_utf8_lossy(&output.stderr))
        })
    }
}

/// Writes the program of the crate `name` beside it.
pub(super) fn write_program(root: &Path, workspace: &Workspace, name: &str, calls: &str) -> anyhow::Result<()> {
    let folder = workspace.crate_folder(&format!("{name}-program"));
    let runtime = slashes(&root.join("runtime"));
    let krate = name.replace('-', "_");
    // The runtime with the same features for all, so that it is compiled once.
    let manifest = format!(
        "[package]\nname = \"{name}-program\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         {name} = {{ path = \"../{name}\", features = [\"blocking\", \"serde\"] }}\nruntime = {{ path = {runtime:?}, \
         features = [\"blocking\", \"patterns\", \"serde\"] }}\n"
    );
    let main = format!(
        "//! A program of `cargo xtask conform`.\n\nmod calls;\nmod support;\n\npub(crate) use {krate} as document;\n\nfn \
         main() -> std::io::Result<()> {{\n    support::serve()\n}}\n"
    );
    let support = root.join("tests/tools/conform/program/support.rs");
    let support = fs::read_to_string(&support).with_context(|| format!("cannot read {}", support.display()))?;
    fs::create_dir_all(folder.join("src")).with_context(|| format!("cannot create {}", folder.display()))?;
    let files = [
        ("Cargo.toml", manifest.as_str()),
        ("src/main.rs", &main),
        ("src/support.rs", &support),
        ("src/calls.rs", calls),
    ];
    for (file, text) in files {
        fs::write(folder.join(file), text).with_context(|| format!("cannot write {file} of a program"))?;
    }
    Ok(())
}

/// Compiles it without optimisation and debug information, which is the quickest way to have it.
pub(super) fn build(workspace: &Workspace, name: &str, limit: Duration) -> anyhow::Result<PathBuf> {
    let program = format!("{name}-program");
    let log = workspace.crate_folder(&program).join("build.log");
    let mut command = workspace.cargo(&["build", "--quiet", "--package", &program, "--message-format", "short"]);
    command.env("CARGO_PROFILE_DEV_DEBUG", "0");
    command.stderr(fs::File::create(&log).context("cannot write the compiler's log")?);
    let status = waited(command, limit)?;
    if !status.success() {
        let text = fs::read_to_string(&log).unwrap_or_default();
        let problems: Vec<&str> = text.lines().filter(|line| line.contains("error")).take(5).collect();
        bail!("the program cannot be built ({status}):\n{}", problems.join("\n"));
    }
    Ok(workspace.target().join("debug").join(format!("{program}{}", std::env::consts::EXE_SUFFIX)))
}

/// Runs a command, which is killed when its time is over.
fn waited(mut command: Command, limit: Duration) -> anyhow::Result<ExitStatus> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if started.elapsed() > limit {
            child.kill().with_context(|| format!("cannot end {name}"))?;
            child.wait()?;
            bail!("{name} was ended after {} s", limit.as_secs());
        }
        thread::sleep(Duration::from_millis(50));
    }
}
