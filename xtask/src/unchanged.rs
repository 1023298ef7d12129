//! Whether a crate is still what its document says, found out without generating it.
//!
//! A run that succeeds leaves a small file in this workspace's `target/`, with a digest of what was asked, of every file
//! that was read, and of every file that was written, and with what it said. As long as all of them are the same, the
//! generator would write and say the same again. The generator itself is part of the question: a program that was
//! built anew forgets. `--check` never looks here.

use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use codegen::Output;
use sha2::{Digest as _, Sha256};

/// Ends the list of files; what was said follows.
const SAID: &str = "said";

/// What a run has read and written.
#[derive(Debug, PartialEq)]
pub struct State {
    question: String,
    /// Files that were read, by absolute path.
    read: BTreeMap<PathBuf, String>,
    /// Files that were written, relative to the crate.
    written: BTreeMap<PathBuf, String>,
    /// What the run has said.
    pub said: String,
}

/// Everything that decides the result beside the contents of files: arguments, and the program itself.
pub fn question(asked: &impl Debug) -> String {
    let program = std::env::current_exe().ok().and_then(|path| {
        let metadata = fs::metadata(&path).ok()?;
        Some(format!("{} {} {:?}", path.display(), metadata.len(), metadata.modified().ok()?))
    });
    digest(format!("{program:?} {asked:?}").as_bytes())
}

impl State {
    /// What this run has read and written.
    pub fn of(question: &str, output: &Output, said: String) -> Self {
        let read = output.sources.files().map(|file| output.sources.path(file));
        let read = read.filter_map(|path| Some((std::path::absolute(path).ok()?, digest_of(path)?)));
        let written = output.files.iter().map(|(path, text)| (path.clone(), digest(text.as_bytes())));
        Self { question: question.to_owned(), read: read.collect(), written: written.collect(), said }
    }

    /// What the last run has left, if it can be read.
    pub fn read(root: &Path, folder: &Path) -> Option<Self> {
        let text = fs::read_to_string(place(root, folder)).ok()?;
        let (files, said) = text.split_once(&format!("\n{SAID}\n"))?;
        let mut lines = files.lines();
        let question = lines.next()?.to_owned();
        let mut state = Self { question, read: BTreeMap::new(), written: BTreeMap::new(), said: said.to_owned() };
        for line in lines {
            let (digest, rest) = line.split_once(' ')?;
            let (way, path) = rest.split_once(' ')?;
            let files = if way == "read" { &mut state.read } else { &mut state.written };
            files.insert(PathBuf::from(path), digest.to_owned());
        }
        Some(state)
    }

    /// Whether the same is asked, and no file has changed or come.
    pub fn holds(&self, question: &str, folder: &Path) -> bool {
        self.question == question
            && self.read.iter().all(|(path, digest)| digest_of(path).as_ref() == Some(digest))
            && self.written.iter().all(|(path, digest)| digest_of(&folder.join(path)).as_ref() == Some(digest))
            && crate::plan::sources(folder).is_ok_and(|files| files.iter().all(|path| self.written.contains_key(path)))
    }

    /// How many files were written.
    pub fn files(&self) -> usize {
        self.written.len()
    }

    /// Leaves it for the next run.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn write(&self, root: &Path, folder: &Path) -> anyhow::Result<()> {
        let mut text = format!("{}\n", self.question);
        for (way, files) in [("read", &self.read), ("written", &self.written)] {
            for (path, digest) in files {
                // A string takes what is written into it.
                let _ = writeln!(text, "{digest} {way} {}", path.display());
            }
        }
        text.push_str(SAID);
        text.push('\n');
        text.push_str(&self.said);
        let path = place(root, folder);
        let write = || {
            fs::create_dir_all(path.parent().unwrap_or(root))?;
            fs::write(&path, text)
        };
        write().with_context(|| format!("cannot write {}", path.display()))
    }
}

/// Where the state of the crate in `folder` lies.
fn place(root: &Path, folder: &Path) -> PathBuf {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    root.join("target/codegen-state").join(digest(folder.as_os_str().as_encoded_bytes()))
}

fn digest_of(path: &Path) -> Option<String> {
    Some(digest(&fs::read(path).ok()?))
}

fn digest(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
