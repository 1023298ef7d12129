//! `cargo xtask bench`: what generation and compilation of documents take, against another generator on the same
//! documents, and whether generation grows with the document and no faster.
//!
//! [`ours`] and [`peer`] each write a crate of a document and measure that; the crates are compiled in a [`scratch`]
//! workspace each, after what they depend on. The generator that is measured is built with optimisation first.
//!
//! [`scratch`]: crate::scratch

mod grow;
mod ours;
mod peer;
mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, bail};

use crate::measure::Measure;
use crate::plan::slashes;
use crate::scratch::Compiled;
use crate::{print, table};

/// Arguments of `cargo xtask bench`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The documents
    #[arg(required_unless_present = "runtime")]
    documents: Vec<PathBuf>,
    /// What calls, signatures and tokens cost at run time, beside what bare libraries need (tests/bench)
    #[arg(long)]
    runtime: bool,
    /// Generate only, compile nothing
    #[arg(long)]
    no_check: bool,
    /// Build a small program with two operations of each crate for release, too
    #[arg(long)]
    program: bool,
    /// Install openapi-to-rust into target/tools first (it takes minutes)
    #[arg(long)]
    install_peer: bool,
    /// Concatenate each document with itself 1, 2, 4 and 8 times, and generate those
    #[arg(long)]
    grow: bool,
    /// How often each generation is measured; the fastest counts
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Write the figures as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// What a generator made of a document.
#[derive(Clone, Debug, serde::Serialize)]
struct Figures {
    document: String,
    generator: String,
    /// What generation took; `None` where it failed.
    generation: Option<Measure>,
    lines: usize,
    compilation: Option<Compiled>,
    /// A program that uses two of its operations.
    program: Option<program::Program>,
}

/// What is to be measured.
#[derive(Clone, Copy)]
struct Wanted {
    runs: usize,
    check: bool,
    program: bool,
}

/// Measures and tells.
///
/// # Errors
///
/// When the generator cannot be built, or files cannot be read or written.
pub fn run(root: &Path, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if arguments.runtime {
        let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["bench", "--locked", "--package", "benches"])
            .current_dir(root)
            .status()
            .context("cannot start cargo")?;
        if !status.success() || arguments.documents.is_empty() {
            return Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
    }
    if let Some(missing) = arguments.documents.iter().find(|path| !path.is_file()) {
        bail!("there is no document {}", missing.display());
    }
    let scratch = root.join("target/bench");
    fs::create_dir_all(&scratch).with_context(|| format!("cannot create {}", scratch.display()))?;
    let ours = ours::Generator::build(root, &scratch)?;
    let peer = peer::Generator::find(root, &scratch, arguments.install_peer)?;
    if peer.is_none() {
        print::note(format_args!("{} is not installed: --install-peer does that", peer::NAME));
    }
    let wanted =
        Wanted { runs: arguments.runs, check: !arguments.no_check, program: arguments.program && !arguments.no_check };
    let mut figures = Vec::new();
    for (index, document) in arguments.documents.iter().enumerate() {
        let name = format!("bench-{index}");
        figures.push(ours.figures(document, &name, wanted)?);
        tell(&figures);
        if let Some(peer) = &peer {
            figures.push(peer.figures(document, &name, wanted)?);
            tell(&figures);
        }
    }
    for line in table::lines(&cells(&figures)) {
        print::line(line)?;
    }
    let mut growth = Vec::new();
    if arguments.grow {
        for document in &arguments.documents {
            growth.extend(grow::measured(&ours, document, &scratch, arguments.runs)?);
        }
        print::line("")?;
        for line in table::lines(&grow::cells(&growth)) {
            print::line(line)?;
        }
    }
    // What cannot be deleted is in nobody's way.
    let _ = fs::remove_dir_all(scratch.join(ASIDE));
    if let Some(path) = &arguments.json {
        let text = serde_json::to_string_pretty(&serde_json::json!({"figures": figures, "growth": growth}))?;
        fs::write(path, text + "\n").with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Where crates of earlier runs lie.
const ASIDE: &str = "aside";

/// Moves a crate out of the way. File systems are slower at making files for a while after others were deleted, which
/// nobody who generates a crate meets.
fn set_aside(folder: &Path, scratch: &Path) -> anyhow::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    let aside = scratch.join(ASIDE);
    fs::create_dir_all(&aside)
        .and_then(|()| fs::read_dir(&aside))
        .and_then(|earlier| fs::rename(folder, aside.join(earlier.count().to_string())))
        .with_context(|| format!("cannot move {} away", folder.display()))
}

/// Tells the latest figures while others are still being measured.
fn tell(figures: &[Figures]) {
    if let Some(latest) = cells(&figures[figures.len().saturating_sub(1)..]).get(1) {
        print::note(latest.join("  "));
    }
}

fn cells(figures: &[Figures]) -> Vec<Vec<String>> {
    let head = [
        "document",
        "generator",
        "gen s",
        "gen user s",
        "gen MiB",
        "lines",
        "check s",
        "check user s",
        "check MiB",
        "compiles",
        "program s",
        "program user s",
        "program MiB",
    ];
    let mut cells = vec![head.map(str::to_owned).to_vec()];
    cells.extend(figures.iter().map(|figures| {
        let generation = figures.generation.map(text);
        let compilation = figures.compilation.as_ref().map(|compiled| text(compiled.measure));
        let none = || ["-"; 3].map(str::to_owned);
        let [gen_seconds, gen_user, gen_memory] = generation.unwrap_or_else(none);
        let [check_seconds, check_user, check_memory] = compilation.unwrap_or_else(none);
        let [program_seconds, program_user, program_size] = figures.program.map_or_else(none, program::Program::cells);
        let compiles = figures.compilation.as_ref().map_or("-", |compiled| if compiled.ok { "yes" } else { "NO" });
        vec![
            figures.document.clone(),
            figures.generator.clone(),
            gen_seconds,
            gen_user,
            gen_memory,
            figures.lines.to_string(),
            check_seconds,
            check_user,
            check_memory,
            compiles.to_owned(),
            program_seconds,
            program_user,
            program_size,
        ]
    }));
    cells
}

fn text(measure: Measure) -> [String; 3] {
    [format!("{:.2}", measure.seconds), format!("{:.2}", measure.user_seconds), measure.mebibytes.to_string()]
}

/// The lines of all sources below a folder.
fn lines_below(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| entry.path())
        .map(|path| match path.is_dir() {
            true => lines_below(&path),
            false if path.extension().is_some_and(|extension| extension == "rs") => {
                fs::read_to_string(&path).map_or(0, |text| text.lines().count())
            }
            false => 0,
        })
        .sum()
}

fn shown(document: &Path) -> String {
    slashes(Path::new(document.file_name().unwrap_or(document.as_os_str())))
}

/// Makes cargo take a file for a changed one.
fn touch(path: &Path) -> anyhow::Result<()> {
    let file = fs::File::options().write(true).open(path).with_context(|| format!("cannot open {}", path.display()))?;
    file.set_modified(std::time::SystemTime::now()).with_context(|| format!("cannot touch {}", path.display()))
}
