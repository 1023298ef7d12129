//! `cargo xtask bench`: what generating and compiling clients of documents takes, against other generators and another
//! commit of this one on the same documents, and whether generation grows with the document and no faster.
//!
//! Each [`Generator`] writes a crate of a document in turn, `--runs` times, and then each crate is checked in turn as
//! often: what the machine does in the meantime meets all of them. Crates are compiled in a [`scratch`] workspace for
//! each generator, after what they depend on. Of every figure the least counts.
//!
//! [`scratch`]: crate::scratch

mod generator;
mod grow;
mod ours;
mod peer;
mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, bail};

use self::generator::Generator;
use crate::measure::{Measure, measured};
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
    /// Install the other generators into target/tools first (it takes minutes)
    #[arg(long)]
    install_peer: bool,
    /// Measure this generator at another commit, too
    #[arg(long, value_name = "COMMIT")]
    against: Option<String>,
    /// Concatenate each document with itself 1, 2, 4 and 8 times, and generate those
    #[arg(long)]
    grow: bool,
    /// How often each generation and each check is measured, in turn; the least counts
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
    lines: Lines,
    compilation: Option<Compiled>,
    /// A program that uses two of its operations.
    program: Option<program::Program>,
}

/// The lines of all sources that were written.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
struct Lines {
    all: usize,
    /// Without blank lines, comments and documentation.
    code: usize,
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
    let before = arguments.against.as_deref().map(|commit| ours::Generator::of_commit(root, &scratch, commit));
    let before = before.transpose()?;
    let peers = peer::Installed::all(root, &scratch, arguments.install_peer)?;
    if peers.is_empty() {
        print::note(format_args!("not installed, so not measured: {} (--install-peer)", peer::names()));
    }
    let mut generators: Vec<&dyn Generator> = vec![&ours];
    generators.extend(before.iter().map(|before| before as &dyn Generator));
    generators.extend(peers.iter().map(|peer| peer as &dyn Generator));
    let wanted =
        Wanted { runs: arguments.runs, check: !arguments.no_check, program: arguments.program && !arguments.no_check };
    let mut figures = Vec::new();
    for (index, document) in arguments.documents.iter().enumerate() {
        figures.extend(measured_in_turn(&generators, document, &format!("bench-{index}"), wanted, &scratch)?);
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

/// What each generator makes of a document.
fn measured_in_turn(
    generators: &[&dyn Generator],
    document: &Path,
    name: &str,
    wanted: Wanted,
    scratch: &Path,
) -> anyhow::Result<Vec<Figures>> {
    let path = std::path::absolute(document)?;
    let mut generations: Vec<Option<Measure>> = vec![None; generators.len()];
    let mut refused = vec![false; generators.len()];
    for _ in 0..wanted.runs.max(1) {
        for (index, generator) in generators.iter().enumerate() {
            if refused[index] {
                continue;
            }
            let folder = generator.workspace().crate_folder(name);
            set_aside(&folder, scratch)?;
            let (measure, output) = measured(&generator.generate(&path, &folder, name)?, scratch)?;
            refused[index] = !output.status.success();
            generations[index] =
                (!refused[index]).then(|| generations[index].map_or(measure, |least| least.least(measure)));
        }
    }
    let mut compilations: Vec<Option<Compiled>> = vec![None; generators.len()];
    for (index, generator) in generators.iter().enumerate() {
        let folder = generator.workspace().crate_folder(name);
        if refused[index] || !wanted.check {
            // Cargo takes every folder here for a crate.
            if refused[index] {
                let _ = fs::remove_dir_all(&folder);
            }
            continue;
        }
        generator.complete(&folder, name)?;
        // Once for what it depends on, and to see whether it compiles.
        let compiled = generator.workspace().check(name)?;
        for problem in &compiled.problems {
            print::note(format_args!("{}: {problem}", generator.name()));
        }
        compilations[index] = Some(compiled);
    }
    for round in 0..wanted.runs.max(1) {
        for (generator, compilation) in generators.iter().zip(&mut compilations) {
            if let Some(compiled) = compilation.as_mut().filter(|compiled| compiled.ok) {
                touch(&generator.workspace().crate_folder(name).join("src/lib.rs"))?;
                let measure = generator.workspace().check(name)?.measure;
                // The first one compiled what the crate depends on, too.
                compiled.measure = if round == 0 { measure } else { compiled.measure.least(measure) };
            }
        }
    }
    let mut figures = Vec::new();
    for ((generator, generation), compilation) in generators.iter().zip(generations).zip(compilations) {
        let works = compilation.as_ref().is_some_and(|compiled| compiled.ok);
        let program = match works && wanted.program {
            true => program::built(generator.workspace(), name, generator.style(), scratch)?,
            false => None,
        };
        figures.push(Figures {
            document: shown(document),
            generator: generator.name().to_owned(),
            generation,
            lines: lines_below(&generator.workspace().crate_folder(name).join("src")),
            compilation,
            program,
        });
        tell(&figures);
    }
    Ok(figures)
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
        "gen cpu s",
        "gen MiB",
        "lines",
        "of code",
        "check s",
        "check cpu s",
        "check MiB",
        "compiles",
        "program s",
        "program cpu s",
        "program MiB",
    ];
    let mut cells = vec![head.map(str::to_owned).to_vec()];
    cells.extend(figures.iter().map(|figures| {
        let generation = figures.generation.map(text);
        let compilation = figures.compilation.as_ref().map(|compiled| text(compiled.measure));
        let none = || ["-"; 3].map(str::to_owned);
        let [gen_seconds, gen_cpu, gen_memory] = generation.unwrap_or_else(none);
        let [check_seconds, check_cpu, check_memory] = compilation.unwrap_or_else(none);
        let [program_seconds, program_cpu, program_size] = figures.program.map_or_else(none, program::Program::cells);
        let compiles = figures.compilation.as_ref().map_or("-", |compiled| if compiled.ok { "yes" } else { "NO" });
        vec![
            figures.document.clone(),
            figures.generator.clone(),
            gen_seconds,
            gen_cpu,
            gen_memory,
            figures.lines.all.to_string(),
            figures.lines.code.to_string(),
            check_seconds,
            check_cpu,
            check_memory,
            compiles.to_owned(),
            program_seconds,
            program_cpu,
            program_size,
        ]
    }));
    cells
}

fn text(measure: Measure) -> [String; 3] {
    [format!("{:.2}", measure.seconds), format!("{:.2}", measure.cpu_seconds), measure.mebibytes.to_string()]
}

/// The lines of all sources below a folder.
fn lines_below(folder: &Path) -> Lines {
    let mut lines = Lines::default();
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            let below = lines_below(&path);
            lines = Lines { all: lines.all + below.all, code: lines.code + below.code };
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
            lines.all += text.lines().count();
            lines.code += text.lines().filter(is_code).count();
        }
    }
    lines
}

fn shown(document: &Path) -> String {
    slashes(Path::new(document.file_name().unwrap_or(document.as_os_str())))
}

/// Makes cargo take a file for a changed one.
fn touch(path: &Path) -> anyhow::Result<()> {
    let file = fs::File::options().write(true).open(path).with_context(|| format!("cannot open {}", path.display()))?;
    file.set_modified(std::time::SystemTime::now()).with_context(|| format!("cannot touch {}", path.display()))
}
