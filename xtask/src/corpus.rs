//! `cargo xtask corpus DIR`: what becomes of every document in a folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Context as _, bail};
use codegen::diagnostic::{Code, Severity};
use codegen::{Output, RuntimeSource, Target};

use crate::plan::slashes;
use crate::scratch::{Compiled, Workspace};
use crate::{clients, print, table};

/// Arguments of `cargo xtask corpus`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The folder, or one document
    folder: PathBuf,
    /// Compile every crate too, with warnings denied
    #[arg(long)]
    check: bool,
    /// How many documents to work on at a time; each has a workspace of its own
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    /// Write the table, with every skipped operation and every untyped place, as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Only documents whose path contains this
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
}

/// What became of a document.
#[derive(Debug, serde::Serialize)]
struct Row {
    document: String,
    operations: usize,
    types: usize,
    lines: usize,
    seconds: f64,
    errors: usize,
    warnings: usize,
    /// How many diagnostics there are of each code.
    codes: BTreeMap<&'static str, usize>,
    /// The operations that were left out.
    skipped: Vec<Skipped>,
    /// The places that became untyped JSON, and why.
    untyped: Vec<Untyped>,
    /// What the generator said when it broke down.
    panic: Option<String>,
    compiled: Option<Compiled>,
}

#[derive(Debug, serde::Serialize)]
struct Skipped {
    operation: String,
    reason: String,
}

#[derive(Debug, serde::Serialize)]
struct Untyped {
    place: String,
    reason: String,
}

/// Generates, compiles and reports.
///
/// # Errors
///
/// When the folder has no document, and when files cannot be read or written.
pub fn run(root: &Path, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut documents = documents(&arguments.folder, arguments.only.as_deref(), "corpus")?;
    distinct(&mut documents);
    let jobs = arguments.jobs.clamp(1, documents.len().max(1));
    let mut workspaces = Vec::new();
    for job in 0..jobs {
        // Only the compiler needs one; making it would empty that of another run.
        let folder = || Workspace::new(root, root.join("target/corpus").join(job.to_string()));
        workspaces.push(arguments.check.then(folder).transpose()?);
    }
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(Vec::new());
    let failure = Mutex::new(None);
    let quiet = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    std::thread::scope(|scope| {
        for workspace in &workspaces {
            scope.spawn(|| {
                while let Some((name, document)) = documents.get(next.fetch_add(1, Ordering::Relaxed)) {
                    match row(root, workspace.as_ref(), name, document, arguments) {
                        Ok(row) => {
                            if arguments.check {
                                print::note(progress(&row));
                            }
                            lock(&rows).push(row);
                        }
                        Err(error) => *lock(&failure) = Some(error),
                    }
                }
            });
        }
    });
    std::panic::set_hook(quiet);
    if let Some(error) = lock(&failure).take() {
        return Err(error);
    }
    let mut rows = std::mem::take(&mut *lock(&rows));
    rows.sort_by(|a, b| a.document.cmp(&b.document));
    for line in table::lines(&cells(&rows)) {
        print::line(line)?;
    }
    for row in rows.iter().filter(|row| !row.skipped.is_empty() || !row.untyped.is_empty()) {
        print::line(format_args!("\n{}", row.document))?;
        for skipped in &row.skipped {
            print::line(format_args!("  skipped {}: {}", skipped.operation, skipped.reason))?;
        }
        for untyped in &row.untyped {
            print::line(format_args!("  untyped {}: {}", untyped.place, untyped.reason))?;
        }
    }
    for row in rows.iter().filter(|row| row.panic.is_some() || row.compiled.as_ref().is_some_and(|c| !c.ok)) {
        print::line(format_args!("\n{}", row.document))?;
        let problems = row.compiled.iter().flat_map(|compiled| &compiled.problems);
        for problem in row.panic.iter().chain(problems) {
            print::line(format_args!("  {problem}"))?;
        }
    }
    if let Some(path) = &arguments.json {
        let text = serde_json::to_string_pretty(&rows)?;
        fs::write(path, text + "\n").with_context(|| format!("cannot write {}", path.display()))?;
    }
    let sound = rows.iter().all(|row| row.panic.is_none() && row.compiled.as_ref().is_none_or(|compiled| compiled.ok));
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The documents of a folder, or the one at the path, whose paths contain `only`; with a name for the package of each,
/// which begins with `prefix`.
///
/// # Errors
///
/// When there is none.
pub fn documents(folder: &Path, only: Option<&str>, prefix: &str) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let mut paths = if folder.is_file() { vec![folder.to_owned()] } else { clients::documents(folder)? };
    paths.retain(|path| only.is_none_or(|only| slashes(path).contains(only)));
    if paths.is_empty() {
        bail!("there is no document (.yaml, .yml or .json) in {}", folder.display());
    }
    let named = paths.into_iter().map(|path| {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let plain: String =
            stem.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
        let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
        (format!("{prefix}-{}", words.join("-")), path)
    });
    Ok(named.collect())
}

/// Makes names that are there twice different.
pub fn distinct(documents: &mut [(String, PathBuf)]) {
    let mut taken = BTreeSet::new();
    for (name, _) in documents {
        while !taken.insert(name.clone()) {
            name.push_str("-again");
        }
    }
}

fn row(
    root: &Path,
    workspace: Option<&Workspace>,
    name: &str,
    document: &Path,
    arguments: &Arguments,
) -> anyhow::Result<Row> {
    let target = Target {
        document: document.to_owned(),
        name: Some(name.to_owned()),
        runtime: RuntimeSource::Path(slashes(&root.join("runtime"))),
        ..Target::default()
    };
    let shown = slashes(document.strip_prefix(&arguments.folder).unwrap_or(document));
    let started = Instant::now();
    let output = catch_unwind(AssertUnwindSafe(|| codegen::generate_single(&arguments.folder, &target, &|_| {})));
    let seconds = started.elapsed().as_secs_f64();
    let output = match output {
        Ok(output) => output,
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a word");
            return Ok(Row { panic: Some(format!("panicked: {text}")), ..of(shown, seconds, &Output::default()) });
        }
    };
    let mut row = of(shown, seconds, &output);
    if let Some(workspace) = workspace.filter(|_| !output.files.is_empty()) {
        workspace.add(name, &output.files)?;
        workspace.warm()?;
        row.compiled = Some(workspace.check(name)?);
    }
    Ok(row)
}

fn of(document: String, seconds: f64, output: &Output) -> Row {
    let report = output.reports.first();
    let mut codes: BTreeMap<&'static str, usize> = BTreeMap::new();
    for diagnostic in output.diagnostics.sorted() {
        *codes.entry(Code::id(diagnostic.code)).or_default() += 1;
    }
    Row {
        document,
        operations: report.map_or(0, |report| report.operations),
        types: report.map_or(0, |report| report.types),
        lines: output.lines(),
        seconds,
        errors: output.diagnostics.count(Severity::Error),
        warnings: output.diagnostics.count(Severity::Warning),
        codes,
        skipped: output
            .skipped
            .iter()
            .map(|skipped| Skipped {
                operation: format!("{} {}", skipped.method, skipped.path),
                reason: skipped.reason.clone(),
            })
            .collect(),
        untyped: output
            .untyped()
            .into_iter()
            .map(|untyped| Untyped { place: untyped.place, reason: untyped.reason })
            .collect(),
        panic: None,
        compiled: None,
    }
}

/// What is told while the compiler works.
fn progress(row: &Row) -> String {
    format!("{}: {}", row.document, outcome(row))
}

fn outcome(row: &Row) -> String {
    match (&row.panic, &row.compiled) {
        (Some(_), _) => "panic".to_owned(),
        (None, Some(compiled)) if compiled.ok => "yes".to_owned(),
        (None, Some(_)) => "NO".to_owned(),
        (None, None) if row.lines == 0 => "nothing".to_owned(),
        (None, None) => "-".to_owned(),
    }
}

fn cells(rows: &[Row]) -> Vec<Vec<String>> {
    let head = [
        "document",
        "operations",
        "skipped",
        "types",
        "untyped",
        "lines",
        "seconds",
        "errors",
        "warnings",
        "check s",
        "check MiB",
        "compiles",
    ];
    let mut cells = vec![head.map(str::to_owned).to_vec()];
    let measured = |row: &Row| row.compiled.as_ref().map(|compiled| compiled.measure);
    cells.extend(rows.iter().map(|row| {
        vec![
            row.document.clone(),
            row.operations.to_string(),
            row.skipped.len().to_string(),
            row.types.to_string(),
            row.untyped.len().to_string(),
            row.lines.to_string(),
            format!("{:.2}", row.seconds),
            row.errors.to_string(),
            row.warnings.to_string(),
            measured(row).map_or_else(|| "-".to_owned(), |measure| format!("{:.1}", measure.seconds)),
            measured(row).map_or_else(|| "-".to_owned(), |measure| measure.mebibytes.to_string()),
            outcome(row),
        ]
    }));
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>().to_string();
    let compiled = rows.iter().filter_map(|row| row.compiled.as_ref());
    let (tried, compiles) = (compiled.clone().count(), compiled.filter(|compiled| compiled.ok).count());
    cells.push(vec![
        format!("{} documents", rows.len()),
        sum(|row| row.operations),
        sum(|row| row.skipped.len()),
        sum(|row| row.types),
        sum(|row| row.untyped.len()),
        sum(|row| row.lines),
        format!("{:.2}", rows.iter().map(|row| row.seconds).sum::<f64>()),
        sum(|row| row.errors),
        sum(|row| row.warnings),
        format!("{:.1}", rows.iter().filter_map(measured).fold(0.0, |sum, measure| sum + measure.seconds)),
        rows.iter().filter_map(measured).map(|measure| measure.mebibytes).max().unwrap_or_default().to_string(),
        format!("{compiles}/{tried}"),
    ]);
    cells
}
