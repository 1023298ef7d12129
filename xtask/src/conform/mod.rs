//! `cargo xtask conform`: generated crates against validators, fakers and serializers that others wrote.
//!
//! ```text
//! document ─generate─▶ Api and crate ─program─▶ calls.rs, plan.json ─build─▶ program
//!                                                                    ─check─▶ figures, exceptions ─report─▶ JSON, Markdown
//! ```
//!
//! A document's program makes calls and reads values on command. What it is told to do, and what is thought of the
//! outcome, is the business of `tests/tools/conform`, which is written in Python and shares no code with the generator
//! or the runtime. One document is worked on at a time, with limits of time and memory; a broken one does not end the
//! run.

mod check;
mod draw;
mod plan;
mod program;
mod report;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use codegen::{Output, RuntimeSource, Target};

use crate::corpus;
use crate::plan::slashes;
use crate::scratch::Workspace;
use crate::{print, tools};
use report::Row;

/// Arguments of `cargo xtask conform`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Documents, or folders of documents
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Only documents whose path contains this
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Of a document with more operations than this, draw as many at random
    #[arg(long, value_name = "N")]
    operations: Option<usize>,
    /// What is drawn at random, operations and values, depends on this number and on the document
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many values to make of each schema, at most
    #[arg(long, default_value_t = 40)]
    values: usize,
    /// How long a document may take once its program is built
    #[arg(long, value_name = "SECONDS", default_value_t = 900)]
    seconds: u64,
    /// How much memory the checker, the validator and the program may use, each
    #[arg(long, value_name = "MEBIBYTES", default_value_t = 4096)]
    memory: u64,
    /// Write the figures and every exception as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the table and the exceptions as Markdown
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Where the crates and programs are built, one run at a time; `target/conform` otherwise
    #[arg(long, value_name = "DIR")]
    scratch: Option<PathBuf>,
    /// Keep the crates, the programs and the bytes of every request
    #[arg(long)]
    keep: bool,
}

/// Checks the documents and reports.
///
/// # Errors
///
/// When there is no document, or a tool is missing, or a file cannot be written. What is wrong with a document, or with
/// what was generated from it, is a line of the report; the exit code tells whether the generator is to blame for any.
pub fn run(root: &Path, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut documents = Vec::new();
    for path in &arguments.paths {
        documents.extend(corpus::documents(path, arguments.only.as_deref(), "conform")?);
    }
    corpus::distinct(&mut documents);
    let tools = tools::folder(root);
    for set in tools::ALL.iter().filter(|set| ["node", "python"].contains(&set.name)) {
        set.ensure(&root.join("tests/tools"), &tools)?;
    }
    let checker = check::Checker::new(root, &tools)?;
    let scratch = arguments.scratch.as_ref().map_or_else(|| root.join("target/conform"), |folder| root.join(folder));
    let workspace = Workspace::new(root, scratch)?;
    let mut rows = Vec::new();
    for (at, (name, document)) in documents.iter().enumerate() {
        let shown = shown(document, &arguments.paths);
        print::note(format_args!("[{}/{}] {shown}", at + 1, documents.len()));
        let started = Instant::now();
        let row = one(root, &workspace, &checker, (name, document, &shown), arguments);
        let mut row = row.unwrap_or_else(|error| Row::broken(&shown, format!("{error:#}")));
        row.seconds = started.elapsed().as_secs_f64();
        print::note(format_args!("      {}", row.line()));
        rows.push(row);
        // After each, so that a run that is ended tells what it found.
        if let Some(path) = &arguments.json {
            write(path, &(serde_json::to_string_pretty(&rows)? + "\n"))?;
        }
        if let Some(path) = &arguments.markdown {
            write(path, &report::markdown(&rows))?;
        }
        if !arguments.keep {
            workspace.remove(name)?;
        }
    }
    for line in report::lines(&rows) {
        print::line(line)?;
    }
    Ok(if rows.iter().all(Row::is_sound) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// How a document is named in the report.
fn shown(document: &Path, paths: &[PathBuf]) -> String {
    let below = paths.iter().filter(|path| path.is_dir()).find_map(|folder| document.strip_prefix(folder).ok());
    slashes(below.unwrap_or_else(|| document.file_name().map_or(document, Path::new)))
}

/// Generates, builds and checks one document.
fn one(
    root: &Path,
    workspace: &Workspace,
    checker: &check::Checker,
    (name, document, shown): (&str, &Path, &str),
    arguments: &Arguments,
) -> anyhow::Result<Row> {
    let mut target = Target {
        document: document.to_owned(),
        name: Some(name.to_owned()),
        runtime: RuntimeSource::Path(slashes(&root.join("runtime"))),
        ..Target::default()
    };
    let mut output = generated(&target)?;
    if let Some(count) = arguments.operations {
        let choice = draw::operations(&output, count, arguments.seed);
        if !choice.is_empty() {
            target.choice = choice;
            output = generated(&target)?;
        }
    }
    let Some(api) = output.apis.first().filter(|_| !output.files.is_empty()) else {
        bail!("the document cannot be read: {}", first_error(&output));
    };
    let (calls, plan) = program::write(&output, api, &slashes(document));
    workspace.add(name, &output.files)?;
    let folder = workspace.crate_folder(&format!("{name}-program"));
    let written = Instant::now();
    check::write_program(root, workspace, name, &calls)?;
    let executable = check::build(workspace, name, Duration::from_secs(arguments.seconds))?;
    let built = written.elapsed().as_secs_f64();
    let mut row = checker.check(&check::Job {
        plan: &plan,
        executable: &executable,
        scratch: &folder,
        seed: arguments.seed,
        values: arguments.values,
        seconds: arguments.seconds,
        memory: arguments.memory,
    })?;
    row.document = shown.to_owned();
    row.operations = plan.operations.len();
    row.skipped = plan.skipped.len();
    row.build_seconds = built;
    Ok(row)
}

/// What the generator makes of a document; its panic is an error like another here.
fn generated(target: &Target) -> anyhow::Result<Output> {
    let base = target.document.parent().unwrap_or(Path::new("."));
    catch_unwind(AssertUnwindSafe(|| codegen::generate_single(base, target, &|_| {})))
        .map_err(|_| anyhow::anyhow!("the generator panicked"))
}

fn first_error(output: &Output) -> String {
    let sorted = output.diagnostics.sorted();
    sorted.first().map_or_else(|| "no reason was given".to_owned(), |diagnostic| diagnostic.message.clone())
}
