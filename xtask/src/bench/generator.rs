//! What is measured of a generator, whichever it is.

use std::path::Path;
use std::process::Command;

use super::program::Style;
use crate::scratch::Workspace;

/// A generator of Rust clients.
pub(super) trait Generator {
    /// Its name with its version.
    fn name(&self) -> &str;

    /// Where its crates are compiled.
    fn workspace(&self) -> &Workspace;

    /// How its clients are made and called.
    fn style(&self) -> &Style;

    /// The command that writes a crate of a document into a folder that does not exist yet.
    ///
    /// # Errors
    ///
    /// When the folder cannot be prepared.
    fn generate(&self, document: &Path, folder: &Path, name: &str) -> anyhow::Result<Command>;

    /// Makes what it has written a crate that can be compiled.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or written.
    fn complete(&self, folder: &Path, name: &str) -> anyhow::Result<()>;
}
