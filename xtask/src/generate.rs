//! `cargo xtask gen`: documents in, the crate `generated` out.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use codegen::diagnostic::Summary;
use codegen::{DocumentReport, Input, Output};

use crate::plan::{Plan, slashes};
use crate::unchanged::{self, State};
use crate::{clients, manifest, print, single};

/// Arguments of `cargo xtask gen`.
#[derive(clap::Args, Default)]
pub struct Arguments {
    /// Write nothing: show what would change as a diff, and fail if there is anything
    #[arg(long)]
    pub check: bool,
    /// A document of your own: writes a crate of it, instead of those of this workspace
    #[arg(long, value_name = "FILE", requires = "out")]
    spec: Option<PathBuf>,
    /// The folder of the crate
    #[arg(long, value_name = "DIR", requires = "spec")]
    pub out: Option<PathBuf>,
    /// The name of the package; made from the document's title if it is not given
    #[arg(long, requires = "spec")]
    pub name: Option<String>,
    /// An overlay to apply (OpenAPI Overlay 1.0); several are applied in their order
    #[arg(long, value_name = "FILE", requires = "spec")]
    pub overlay: Vec<PathBuf>,
    /// A file of overrides: docs/overrides.md
    #[arg(long, value_name = "FILE", requires = "spec")]
    pub overrides: Option<PathBuf>,
    /// Only operations with this tag, and those that --path and --operation name
    #[arg(long, requires = "spec")]
    pub tag: Vec<String>,
    /// Only operations of this path; a `*` at its end stands for anything
    #[arg(long, requires = "spec")]
    pub path: Vec<String>,
    /// Only the operation with this id
    #[arg(long, value_name = "ID", requires = "spec")]
    pub operation: Vec<String>,
    /// Leave out of the names of operations what their ids repeat of path and method: `read_flow` for
    /// `read_flow_flows__id__get`
    #[arg(long, requires = "spec")]
    pub short_operation_names: bool,
    /// Show every warning and note with its place; without it, those that say the same are shown once, with their number
    #[arg(long)]
    pub all_diagnostics: bool,
    /// Write nothing if anything has to be left out
    #[arg(long, requires = "spec")]
    pub strict: bool,
    /// Where the crate finds the runtime: `path` (this workspace), `git=URL`, `git=URL#REV` or `version=X`
    #[arg(long, requires = "spec")]
    pub runtime: Option<String>,
    /// The library that dates and moments are of; without one they are text
    #[arg(long, value_enum, requires = "spec")]
    pub dates: Option<Dates>,
    /// Put each tag's operations behind a cargo feature
    #[arg(long, requires = "spec")]
    pub feature_per_tag: bool,
    /// How diagnostics are printed
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// With the lines of the document that they are about, on standard error
    #[default]
    Human,
    /// As a list of objects, on standard output
    Json,
}

/// A library for dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Dates {
    /// jiff: moments are in UTC
    Jiff,
    /// chrono: moments keep their offset
    Chrono,
    /// time: moments keep their offset
    Time,
}

/// A crate that is generated.
struct Crate {
    /// The folder of its documents.
    specs: &'static str,
    /// Its own folder.
    folder: &'static str,
    /// Whether each of its clients is behind a feature.
    feature_per_client: bool,
    /// Whether warnings are shown; those of documents that are written to provoke them would only distract.
    shows_warnings: bool,
}

const CRATES: [Crate; 2] = [
    Crate { specs: "specs", folder: "generated", feature_per_client: true, shows_warnings: true },
    Crate { specs: "tests/wire/specs", folder: "tests/wire", feature_per_client: false, shows_warnings: false },
];

/// Regenerates the crates, or checks that they are up to date.
///
/// # Errors
///
/// When files cannot be read or written; problems of the documents are printed, not returned.
pub fn run(root: &Path, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if let Some(spec) = &arguments.spec {
        return single::run(root, spec, arguments);
    }
    let mut success = true;
    for target in &CRATES {
        success &= generate(root, target, arguments)?;
    }
    Ok(if success { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether the crate is, or has become, what its documents say.
fn generate(root: &Path, target: &Crate, arguments: &Arguments) -> anyhow::Result<bool> {
    let started = Instant::now();
    let folder = root.join(target.folder);
    let input = input(root, target)?;
    let question = unchanged::question(&(&input, arguments.all_diagnostics));
    let remembers = !arguments.check && arguments.format == Format::Human;
    if remembers
        && let Some(state) = State::read(root, &folder)
        && state.holds(&question, &folder)
    {
        print::line(format_args!("{}{}", state.said, took(started.elapsed())))?;
        return Ok(true);
    }
    let mut output = {
        let spinner = print::Spinner::start();
        codegen::generate(&input, &|step| spinner.step(step))
    };
    let shown = target.shows_warnings || output.diagnostics.has_errors();
    if arguments.format == Format::Json {
        print::line(output.diagnostics_json())?;
    } else if shown && !output.diagnostics.is_empty() {
        print::note(diagnostics(&output, arguments, print::stderr_has_colors()).trim_end());
    }
    if output.diagnostics.has_errors() {
        print::note("nothing was written: correct the documents and run `cargo xtask gen` again");
        return Ok(false);
    }
    if target.feature_per_client {
        output.files.insert("Cargo.toml".into(), manifest::with_features(&folder, &output.features)?);
    }
    let plan = Plan::new(&folder, &output.files)?;
    if arguments.check {
        print::diff(&plan.diff(root))?;
    } else {
        plan.apply()?;
    }
    if arguments.format == Format::Human {
        print::line(format_args!("{}{}", report(root, &output, &plan), took(started.elapsed())))?;
    }
    // What was warned of would have to be warned of again.
    if remembers && (!shown || output.diagnostics.is_empty()) {
        State::of(&question, &output, report(root, &output, &Plan::nothing(&folder))).write(root, &folder)?;
    }
    if arguments.check && !plan.is_empty() {
        let Crate { specs, folder, .. } = target;
        print::note(format_args!("`{folder}` is not what `{specs}` says: run `cargo xtask gen`, commit the result"));
        return Ok(false);
    }
    Ok(true)
}

fn input(root: &Path, target: &Crate) -> anyhow::Result<Input> {
    Ok(Input {
        root: root.to_owned(),
        clients: clients::find(&root.join(target.specs))?,
        feature_per_client: target.feature_per_client,
    })
}

/// The diagnostics for people: all of them, or by kind.
pub fn diagnostics(output: &Output, arguments: &Arguments, color: bool) -> String {
    if arguments.all_diagnostics {
        return output.render_diagnostics(color);
    }
    let Summary { mut text, hidden } = output.summarize_diagnostics(color);
    if hidden > 0 {
        let are = if hidden == 1 { "diagnostic is" } else { "diagnostics are" };
        // A string takes what is written into it.
        let _ = writeln!(text, "\n{hidden} more {are} not shown in full: `--all-diagnostics` shows each");
    }
    text
}

fn took(elapsed: Duration) -> String {
    format!(" in {:.2} s", elapsed.as_secs_f64())
}

/// A line per document, and one for all.
fn report(root: &Path, output: &Output, plan: &Plan) -> String {
    let name = |report: &DocumentReport| {
        let document = &report.document;
        slashes(document.strip_prefix(root).unwrap_or(document))
    };
    let reports = &output.reports;
    let width = reports.iter().map(|report| name(report).chars().count()).max();
    let width = width.unwrap_or_default();
    let mut lines: Vec<_> = reports
        .iter()
        .map(|report| {
            let changed = report.files.iter().any(|file| plan.touches(file));
            format!(
                "{:width$}  {:>3} operations  {:>4} types  {:>4} files  {}",
                name(report),
                report.operations,
                report.types,
                report.files.len(),
                if changed { "changed" } else { "unchanged" },
            )
        })
        .collect();
    lines.push(format!(
        "{} documents, {} operations, {} types, {} files ({} changed, {} deleted)",
        reports.len(),
        reports.iter().map(|report| report.operations).sum::<usize>(),
        reports.iter().map(|report| report.types).sum::<usize>(),
        output.files.len(),
        plan.written(),
        plan.removed(),
    ));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_has_a_line_per_document_and_a_total() {
        let folder = tempfile::tempdir().unwrap();
        let document = |name: &str, operations, types, file: &str| DocumentReport {
            document: PathBuf::from("/w/specs").join(name),
            operations,
            types,
            files: vec![PathBuf::from(file)],
        };
        let kept = PathBuf::from("src/kept.rs");
        std::fs::create_dir(folder.path().join("src")).unwrap();
        std::fs::write(folder.path().join(&kept), "kept").unwrap();
        let output = Output {
            files: [(kept, "kept".to_owned()), ("src/new.rs".into(), "new".to_owned())].into(),
            reports: vec![document("a/common.yaml", 0, 5, "src/kept.rs"), document("long/b.yaml", 12, 7, "src/new.rs")],
            ..Output::default()
        };
        let plan = Plan::new(folder.path(), &output.files).unwrap();
        assert_eq!(
            report(Path::new("/w"), &output, &plan).lines().collect::<Vec<_>>(),
            [
                "specs/a/common.yaml    0 operations     5 types     1 files  unchanged",
                "specs/long/b.yaml     12 operations     7 types     1 files  changed",
                "2 documents, 12 operations, 12 types, 2 files (1 changed, 0 deleted)",
            ]
        );
        assert_eq!(took(Duration::from_millis(1250)), " in 1.25 s");
    }

    #[test]
    fn a_crate_is_left_alone_until_a_document_or_a_file_of_it_changes() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        let target = Crate { specs: "specs", folder: "made", feature_per_client: false, shows_warnings: true };
        let document = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {}\n";
        let write = |path: &str, text: &str| {
            std::fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            std::fs::write(root.join(path), text).unwrap();
        };
        write("specs/shop/a.yaml", document);
        let arguments = Arguments::default();
        let is_noticed = || {
            let question = unchanged::question(&(&input(root, &target).unwrap(), false));
            State::read(root, &root.join("made")).is_some_and(|state| state.holds(&question, &root.join("made")))
        };
        for (path, text) in [
            ("specs/shop/a.yaml", document.replace("title: A", "title: B")),
            ("specs/shop/b.yaml", document.to_owned()),
            ("made/src/lib.rs", "// Generated by codegen. Edited.\n".to_owned()),
        ] {
            assert!(generate(root, &target, &arguments).unwrap());
            assert!(is_noticed());
            write(path, &text);
            assert!(!is_noticed(), "{path}");
        }
    }
}
