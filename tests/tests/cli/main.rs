//! The command line, end to end, on documents of our own in `tests/fixtures/cli/`.

mod crates;
mod generation;
mod run;
