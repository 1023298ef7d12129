//! The command line of the workspace: `cargo xtask gen` regenerates the `generated` crate or writes one of your own,
//! `explain` tells what a diagnostic means, and `cargo xtask test` installs what the tests need and runs them.
//!
//! It is thin: arguments, progress, files and exit codes. A subcommand has its own file; what turns
//! documents into Rust is the library `codegen`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod bench;
mod clients;
mod conform;
mod corpus;
mod enclosing;
mod explain;
mod generate;
mod manifest;
mod measure;
mod mock;
mod plan;
mod print;
mod scratch;
mod single;
mod table;
mod test;
mod tools;
mod unchanged;

/// A document is a tree of many small allocations, which are a fifth of the time of a run.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Tasks of this workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Writes the crate `generated` from the documents in `specs/`, or a crate from a document of your own
    Gen(Box<generate::Arguments>),
    /// Tells the long story of a diagnostic code, or lists them all
    Explain(explain::Arguments),
    /// Generates a crate of every document in a folder, and tells what became of each
    Corpus(corpus::Arguments),
    /// Checks generated crates against validators and serializers that others wrote
    Conform(conform::Arguments),
    /// Measures generation and compilation, against other generators and other commits of this one
    Bench(bench::Arguments),
    /// Runs a program and tells its time and memory
    #[command(hide = true)]
    Measure(measure::Arguments),
    /// Serves a double of both gateways on a port, to develop against without an account
    Mock(mock::Arguments),
    /// Installs what the tests need into `target/tools` and runs all tests
    Test(test::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Gen(arguments) => generate::run(&workspace(), &arguments),
        Task::Explain(arguments) => explain::run(&arguments),
        Task::Corpus(arguments) => corpus::run(&workspace(), &arguments),
        Task::Conform(arguments) => conform::run(&workspace(), &arguments),
        Task::Bench(arguments) => bench::run(&workspace(), &arguments),
        Task::Measure(arguments) => measure::run(&arguments),
        Task::Mock(arguments) => mock::run(&workspace(), &arguments),
        Task::Test(arguments) => test::run(&workspace(), &arguments),
    };
    outcome.unwrap_or_else(|error| {
        print::error(&error);
        ExitCode::FAILURE
    })
}

/// The root of the workspace. Cargo names this crate's folder when it runs the program; the folder it
/// was built in serves when the program is started by hand.
fn workspace() -> PathBuf {
    let folder =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    folder.parent().map(Path::to_owned).unwrap_or(folder)
}
