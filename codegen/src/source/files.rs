//! The files that have been read.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use super::places::Places;
use super::trail::Trail;
use super::{FileId, Location, Node, Pointer, Position, Redirects, Span, Value, Version, foreign, json, yaml};
use crate::diagnostic::{Code, Diagnostic, Suggestions, nearest};

/// Larger files are refused: no description of an API comes near, and offsets must stay below 4 GiB.
const MAX_SIZE: u64 = 256 << 20;

static NOTHING: Node = Node { span: Span { file: FileId(0), start: 0, end: 0 }, value: Value::Null };

/// Every file that takes part, each read once, with its text and its tree.
///
/// A file that could not be read, or is neither YAML nor JSON, is kept as well, so that the diagnostics about it can be
/// shown with its text; its root is `null`.
#[derive(Debug, Default)]
pub struct Sources {
    /// Names of files are shown relative to it.
    base: PathBuf,
    files: Vec<File>,
    by_path: HashMap<PathBuf, FileId>,
    suggestions: Suggestions,
    /// How often the reference in hand led on behind another one.
    pub(super) detours: usize,
    trail: RefCell<Trail>,
}

#[derive(Debug)]
struct File {
    name: String,
    path: PathBuf,
    text: Box<str>,
    places: Places,
    root: Option<Node>,
    failure: Option<Diagnostic>,
    problems: Vec<Diagnostic>,
    version: Option<Version>,
    redirects: Redirects,
}

impl Sources {
    /// No file yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// No file yet; the names of files below `base` will be shown relative to it.
    pub fn below(base: &Path) -> Self {
        Self { base: base.to_owned(), ..Self::default() }
    }

    /// Reads a file from disk, unless it has been read before: however a path is written, it is one file.
    ///
    /// # Errors
    ///
    /// A diagnostic if the file cannot be read, is not UTF-8, is empty, or is neither YAML nor JSON; the same one every
    /// time. What does not keep the rest of the file from being used is found in [`problems`](Self::problems).
    pub fn load(&mut self, path: &Path) -> Result<FileId, Diagnostic> {
        let key = normalise(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
        if let Some(&file) = self.by_path.get(&key) {
            return self.checked(file);
        }
        let file = self.register(display(path.strip_prefix(&self.base).unwrap_or(path)), path, key)?;
        match read(path) {
            Ok(bytes) => match foreign::found(&bytes) {
                Some((code, message, help)) => {
                    self.fail(Diagnostic::new(code, Span::new(file, 0, 0), Pointer::root(), message).help(help));
                }
                None => match String::from_utf8(bytes) {
                    Ok(text) => self.parse(file, text),
                    Err(error) => self.not_utf8(file, &error),
                },
            },
            Err(cause) => {
                let message = format!("cannot read `{}`: {cause}", self.name(file));
                let failure = Diagnostic::new(Code::UnreadableFile, Span::new(file, 0, 0), Pointer::root(), message);
                // A document may refer to thousands of files that are not there.
                let other = if self.files.len() < 100 { beside(path) } else { None };
                self.fail(match other {
                    _ if is_remote(path) => failure.help("nothing is fetched: download it, and give the file"),
                    Some(other) => failure.help(format!("did you mean `{other}`, which is in the same folder?")),
                    None => failure,
                });
            }
        }
        self.checked(file)
    }

    /// Takes in a file that is not on disk. References find it by its name as if that were its path.
    ///
    /// # Errors
    ///
    /// A diagnostic if the text is empty, or neither YAML nor JSON.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> Result<FileId, Diagnostic> {
        let name = name.into();
        let path = PathBuf::from(&name);
        let key = normalise(&std::path::absolute(&path).unwrap_or_else(|_| path.clone()));
        let file = self.register(name, &path, key)?;
        self.parse(file, text.into());
        self.checked(file)
    }

    fn register(&mut self, name: String, path: &Path, key: PathBuf) -> Result<FileId, Diagnostic> {
        let Ok(number) = u16::try_from(self.files.len()) else {
            let message = format!("cannot read `{name}`: more than {} files refer to each other", u16::MAX);
            return Err(Diagnostic::new(Code::UnreadableFile, NOTHING.span, Pointer::root(), message));
        };
        let file = FileId(number);
        self.files.push(File {
            name,
            path: path.to_owned(),
            text: "".into(),
            places: Places::default(),
            root: None,
            failure: None,
            problems: Vec::new(),
            version: None,
            redirects: Redirects::default(),
        });
        self.by_path.insert(key, file);
        Ok(file)
    }

    fn parse(&mut self, file: FileId, mut text: String) {
        // A byte order mark is no part of the text, and no column.
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        self.set_text(file, text);
        let (name, text) = (self.name(file), self.text(file));
        let extension = Path::new(name).extension().map(|e| e.to_ascii_lowercase());
        let looks_like_json = text.trim_start().starts_with(['{', '[']);
        let parsed = match extension.as_ref().and_then(|e| e.to_str()) {
            Some("json") => json::parse(file, text),
            // YAML's flow style looks like JSON, too. JSON comes first, for the few things YAML reads differently.
            Some("yaml" | "yml") if looks_like_json => json::parse(file, text).or_else(|_| yaml::parse(file, text)),
            Some("yaml" | "yml") => yaml::parse(file, text),
            _ if looks_like_json => json::parse(file, text),
            _ => yaml::parse(file, text),
        };
        let entry = &mut self.files[usize::from(file.0)];
        match parsed {
            Ok((root, problems)) => {
                entry.root = Some(root);
                entry.problems = problems;
            }
            Err(failure) => entry.failure = Some(failure),
        }
    }

    fn not_utf8(&mut self, file: FileId, error: &std::string::FromUtf8Error) {
        let at = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let bad = text[at..].chars().next().map_or(0, char::len_utf8);
        self.set_text(file, text);
        let span = Span::new(file, at, at + bad);
        let diagnostic = Diagnostic::new(Code::NotUtf8, span, Pointer::root(), "the file is not UTF-8");
        self.fail(diagnostic.help("save it as UTF-8; if it is Latin-1: `iconv -f LATIN1 -t UTF-8`"));
    }

    fn set_text(&mut self, file: FileId, text: String) {
        let entry = &mut self.files[usize::from(file.0)];
        entry.places = Places::new(&text);
        entry.text = text.into();
    }

    fn fail(&mut self, diagnostic: Diagnostic) {
        let file = usize::from(diagnostic.span.file.0);
        self.files[file].failure = Some(diagnostic);
    }

    fn checked(&self, file: FileId) -> Result<FileId, Diagnostic> {
        match &self.entry(file).failure {
            Some(failure) => Err(failure.clone()),
            None => Ok(file),
        }
    }

    fn entry(&self, file: FileId) -> &File {
        &self.files[usize::from(file.0)]
    }

    /// The files in the order in which they were read.
    pub fn files(&self) -> impl ExactSizeIterator<Item = FileId> {
        // No more than `u16::MAX` files are registered.
        (0..self.files.len()).map(|number| FileId(u16::try_from(number).unwrap_or(u16::MAX)))
    }

    /// What is wrong in the files without keeping them from being used: duplicate keys.
    pub fn problems(&self) -> impl Iterator<Item = &Diagnostic> {
        self.files.iter().flat_map(|file| &file.problems)
    }

    /// The tree of a file.
    pub fn root(&self, file: FileId) -> &Node {
        self.entry(file).root.as_ref().unwrap_or(&NOTHING)
    }

    /// The version of OpenAPI that the file follows, if that has been found out: its own, or that of the document that
    /// refers to it.
    pub fn version(&self, file: FileId) -> Option<Version> {
        self.entry(file).version
    }

    /// Remembers the version that the file follows.
    pub(crate) fn set_version(&mut self, file: FileId, version: Version) {
        self.files[usize::from(file.0)].version = Some(version);
    }

    /// Where references into the file lead instead of where they point.
    pub(crate) fn redirects(&self, file: FileId) -> &Redirects {
        &self.entry(file).redirects
    }

    /// Where references into the file lead instead of where they point, to be changed.
    pub(crate) fn redirects_mut(&mut self, file: FileId) -> &mut Redirects {
        &mut self.files[usize::from(file.0)].redirects
    }

    /// The file's name for people: its path as given, or as reached from the file that refers to it.
    pub fn name(&self, file: FileId) -> &str {
        &self.entry(file).name
    }

    /// The file's path, as given or reached.
    pub fn path(&self, file: FileId) -> &Path {
        &self.entry(file).path
    }

    /// The file's path from the root of the file system, without `.` and `..`.
    pub(crate) fn absolute(&self, file: FileId) -> PathBuf {
        let path = self.path(file);
        normalise(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
    }

    /// The folder that the file is in, from the root of the file system.
    pub(crate) fn folder(&self, file: FileId) -> PathBuf {
        self.absolute(file).parent().map(Path::to_owned).unwrap_or_default()
    }

    /// The file's text, without a byte order mark.
    pub fn text(&self, file: FileId) -> &str {
        &self.entry(file).text
    }

    /// The text of a span: a scalar as it was written (`0x00BFFF`, `3.0`).
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Where a name that nobody knows is held against those that are there.
    pub(crate) fn suggestions(&self) -> &Suggestions {
        &self.suggestions
    }

    /// Line and column of a span's start.
    pub fn position(&self, span: Span) -> Position<'_> {
        let File { name, text, places, .. } = self.entry(span.file);
        let at = span.start as usize;
        Position { file: name, line: places.line(text, at) + 1, column: places.column(text, at) + 1 }
    }

    /// The offset of the first byte of the line in which a span starts.
    pub(crate) fn line_start(&self, span: Span) -> usize {
        let File { text, places, .. } = self.entry(span.file);
        places.line_start(text, span.start as usize)
    }

    /// The node at a location; `None` if the pointer leads nowhere. References on the way are not followed.
    pub fn node(&self, location: &Location) -> Option<&Node> {
        let root = self.entry(location.file).root.as_ref()?;
        self.trail.borrow_mut().follow(root, location)
    }

    /// The node at a location, to be changed.
    pub(crate) fn node_mut(&mut self, location: &Location) -> Option<&mut Node> {
        self.trail.get_mut().clear();
        let root = self.files[usize::from(location.file.0)].root.as_mut()?;
        location.pointer.tokens().try_fold(root, |node, token| step_mut(node, &token))
    }

    /// Where a node stands; or, if the pointer leads nowhere, its nearest ancestor.
    pub fn span(&self, location: &Location) -> Span {
        let Some(mut node) = self.entry(location.file).root.as_ref() else {
            return Span { file: location.file, ..NOTHING.span };
        };
        for token in location.pointer.tokens() {
            match step(node, &token) {
                Some(next) => node = next,
                None => break,
            }
        }
        // Not always in that file: an overlay brings nodes from its own.
        node.span
    }

    /// Where the key of a map's member stands; the [`span`](Self::span) of what is no member of a map.
    pub fn key_span(&self, location: &Location) -> Span {
        location
            .pointer
            .parent()
            .zip(location.pointer.last())
            .and_then(|(parent, key)| self.node(&Location::new(location.file, parent))?.get_key_span(&key))
            .unwrap_or_else(|| self.span(location))
    }
}

/// One step along a JSON pointer, RFC 6901 section 4.
pub(super) fn step<'a>(node: &'a Node, token: &str) -> Option<&'a Node> {
    node.find(token).map(|(_, node)| node)
}

fn step_mut<'a>(node: &'a mut Node, token: &str) -> Option<&'a mut Node> {
    match &mut node.value {
        Value::Map(map) => map.get_mut(token),
        Value::List(list) => list.get_mut(index(token)?),
        _ => None,
    }
}

/// The number that a token is, if it is one.
pub(super) fn index(token: &str) -> Option<usize> {
    let canonical = token == "0" || !token.starts_with(['0', '+']);
    canonical.then(|| token.parse().ok()).flatten()
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let describe = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    };
    if fs::metadata(path).map_err(describe)?.is_dir() {
        return Err("it is a folder".to_owned());
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(describe)?;
    // Counted while reading: a device has no size.
    file.take(MAX_SIZE + 1).read_to_end(&mut bytes).map_err(describe)?;
    if bytes.len() as u64 > MAX_SIZE {
        return Err(format!("it is larger than {} MiB", MAX_SIZE >> 20));
    }
    Ok(bytes)
}

/// Whether what should be the path of a file is an address.
fn is_remote(path: &Path) -> bool {
    path.to_str().is_some_and(|text| ["http:/", "https:/"].iter().any(|scheme| text.starts_with(scheme)))
}

/// Of a file that is not there, the one in its folder whose name is most like its.
fn beside(path: &Path) -> Option<String> {
    /// Folders may be large.
    const LOOKED_AT: usize = 1000;
    if path.exists() {
        return None;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = fs::read_dir(folder).ok()?.take(LOOKED_AT).filter_map(Result::ok);
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str)).map(str::to_owned)
}

/// The path without `.` and `..`. By its text alone: symbolic links are not looked at, as in a URL.
pub(super) fn normalise(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            component => normal.push(component),
        }
    }
    normal
}

/// A path as text, the same on every system.
fn display(path: &Path) -> String {
    let text = path.display().to_string();
    if std::path::MAIN_SEPARATOR == '\\' { text.replace('\\', "/") } else { text }
}
