//! Whole files through [`Sources`], and what is said about them.

mod broken_text;
mod files;
mod fuzz;
mod references;
mod typed;
mod values;

use super::{FileId, Sources};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// A file that must be readable.
fn read(name: &str, text: &str) -> (Sources, FileId) {
    let mut sources = Sources::new();
    let file = sources.add(name, text).expect("a readable file");
    (sources, file)
}

/// What is said about a file that must not be readable.
fn refused(name: &str, text: &str) -> String {
    let mut sources = Sources::new();
    let diagnostic = sources.add(name, text).expect_err("an unreadable file");
    shown(&sources, diagnostic)
}

fn shown(sources: &Sources, diagnostic: Diagnostic) -> String {
    Diagnostics::from(diagnostic).render(sources, false)
}
