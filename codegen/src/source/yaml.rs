//! YAML 1.2 to a tree.
//!
//! The parser's events are put together on a stack of our own, so that neither deep nesting nor aliases within aliases
//! can exhaust the machine: depth and the size of what aliases expand to are counted, and refused beyond a limit.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Tag};

use super::margin::{Margin, Stop};
use super::offsets::Offsets;
use super::{FileId, Key, MAX_DEPTH, MAX_KEYS, Map, Node, Pointer, Span, Value, scalar};
use crate::diagnostic::{Code, Diagnostic};

/// How much aliases may add to a file: nodes, and a further one for every 64 bytes of their text.
const EXPANSION_LIMIT: usize = 1_000_000;

/// Reads the one document of a YAML file. Duplicate keys and lines that are indented too little are reported beside the
/// tree, since it can be read on without them; whatever else is wrong ends the reading.
pub(super) fn parse(file: FileId, text: &str) -> Result<(Node, Vec<Diagnostic>), Diagnostic> {
    let mut margin = Margin::new(text);
    let mut problems = Vec::new();
    // What was said of the lines that were indented last, and where they end.
    let mut last: Option<(Box<Diagnostic>, usize)> = None;
    loop {
        let Failure { diagnostic, stop } = match read(file, text, &margin) {
            Ok((root, more)) => {
                problems.extend(more);
                return Ok((root, problems));
            }
            Err(failure) => failure,
        };
        let range = stop.and_then(|Stopped { stop, at, bracket, indent }| margin.indent(stop, at, bracket, indent));
        let Some(range) = range else {
            // What follows a quote that was never closed makes no sense: the quote is the cause.
            let at = diagnostic.span.start as usize;
            let is_cause = |end: usize| text.get(end..at).is_some_and(|between| !between.contains('\n'));
            return Err(*last.filter(|(_, end)| is_cause(*end)).map_or(diagnostic, |(cause, _)| cause));
        };
        problems.push(at_the_margin(file, text, range.start));
        last = Some((diagnostic, range.end));
    }
}

/// The diagnostic for lines that are indented too little.
fn at_the_margin(file: FileId, text: &str, place: usize) -> Diagnostic {
    let length = text[place..].chars().next().map_or(0, char::len_utf8);
    let message = "lines within quotes or brackets must be indented more than the key that they belong to";
    Diagnostic::new(Code::Mended, Span::new(file, place, place + length), Pointer::root(), message).help(
        "it is read as if they were, which other readers of YAML may refuse: indent them, or write the text after `|`",
    )
}

/// Why a text could not be read.
struct Failure {
    diagnostic: Box<Diagnostic>,
    /// The lines that may be indented too little.
    stop: Option<Stopped>,
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostic: diagnostic.into(), stop: None }
    }
}

/// Where the scanner stopped, in the text as it was written.
struct Stopped {
    stop: Stop,
    at: usize,
    /// Where the outermost bracket is that is open there.
    bracket: Option<usize>,
    /// How much is not enough.
    indent: usize,
}

/// Reads the text once, with the indentation that it has by now.
fn read(file: FileId, written: &str, margin: &Margin<'_>) -> Result<(Node, Vec<Diagnostic>), Failure> {
    let text = margin.text();
    let offsets = Offsets::new(text);
    let at = |character: usize| margin.written(offsets.byte(character));
    let mut builder =
        Builder { stack: Vec::new(), anchors: HashMap::new(), expanded: 0, root: None, problems: Vec::new() };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let at = at(error.marker().index());
            let diagnostic = builder.beside_open(written, syntax_error(file, written, at, &error));
            let stop = Stop::of(error.info()).map(|stop| builder.stopped(written, stop, at));
            Failure { diagnostic: diagnostic.into(), stop }
        })?;
        let span = Span::new(file, at(span.start.index()), at(span.end.index()));
        let span =
            if let Event::Scalar(text, ScalarStyle::Plain, ..) = &event { scalar(written, text, span) } else { span };
        builder.event(event, span)?;
    }
    match builder.root {
        Some(root) if root.node.is_null() && root.node.span.start == root.node.span.end => Err(empty(file).into()),
        Some(root) => Ok((root.node, builder.problems)),
        None => Err(empty(file).into()),
    }
}

/// The span of a plain scalar, without the anchor and the tag before it.
fn scalar(written: &str, text: &str, span: Span) -> Span {
    let (start, end) = (span.start as usize, span.end as usize);
    let is_at = |at: usize| written.get(at..end).is_some_and(|slice| slice == text);
    match end.checked_sub(text.len()) {
        Some(at) if at > start && is_at(at) => Span::new(span.file, at, end),
        _ => span,
    }
}

/// The diagnostic for a file without content.
pub(super) fn empty(file: FileId) -> Diagnostic {
    Diagnostic::new(Code::EmptyFile, Span::new(file, 0, 0), Pointer::root(), "the file is empty")
}

/// The diagnostic for lists and maps nested too deep.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    let message = format!("more than {MAX_DEPTH} lists and maps inside each other");
    Diagnostic::new(Code::TooDeep, span, Pointer::root(), message)
        .help("move inner parts to `components` or to other files, and refer to them with `$ref`")
}

/// The diagnostic for keys that are too long together.
pub(super) fn too_long(span: Span) -> Diagnostic {
    let message = format!("the keys that lead here have more than {MAX_KEYS} bytes together");
    Diagnostic::new(Code::TooDeep, Span { end: span.end.min(span.start + 1), ..span }, Pointer::root(), message)
        .help("shorten this key, or the keys around it")
}

/// The diagnostic for a key that stands in one map twice.
pub(super) fn duplicate_key(pointer: &Pointer, first: Span, again: &Key) -> Diagnostic {
    Diagnostic::new(
        Code::DuplicateKey,
        again.span,
        pointer.child(&again.text),
        format!("the key `{}` stands here twice", again.text),
    )
    .label("given again")
    .related(first, "first given here")
    .help("remove or rename one of them: readers of this file disagree on which one counts")
}

fn syntax_error(file: FileId, text: &str, at: usize, error: &ScanError) -> Diagnostic {
    let info = error.info();
    if let Some(conflict) = conflict(file, text) {
        return conflict;
    }
    let help = if info.contains("trailing content after") {
        Some("the quote before this ends the text: write it twice inside of single quotes, or use double quotes around")
    } else if info.contains("quoted scalar") {
        Some("the quote that opens here is not closed, or what is between the quotes is indented less than its key")
    } else if info.contains("tabs disallowed") || info.contains("tab") && text[at..].starts_with('\t') {
        Some("indent with spaces: YAML does not allow tabs there")
    } else if info.contains("mapping values are not allowed") || info.contains("illegal placement of ':'") {
        Some("put the text in quotes if the `:` belongs to it, or check the indentation and the brackets before it")
    } else if info.contains("unknown anchor") {
        Some("an alias `*name` needs an anchor `&name` before it; put text that starts with `*` in quotes")
    } else if info.contains("unexpected character") {
        Some("put text that begins with `@`, a backtick or `%` in quotes")
    } else if info.contains("did not find expected key") || info.contains("simple key") {
        Some("this stands neither as deep as the keys above it nor as deep as their values: check the indentation")
    } else {
        None
    };
    let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
    let span = Span::new(file, at, end);
    // The scanner runs ahead of the events, and has a limit of its own.
    if info == "recursion limit exceeded" {
        return too_deep(span);
    }
    let diagnostic = Diagnostic::new(
        Code::InvalidYaml,
        span,
        Pointer::root(),
        format!("not valid YAML: {}", info.replace("double-quoted", "quoted")),
    );
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// The diagnostic for a merge that has not been finished.
fn conflict(file: FileId, text: &str) -> Option<Diagnostic> {
    let start = if text.starts_with("<<<<<<< ") { 0 } else { text.find("\n<<<<<<< ")? + 1 };
    let message = "not valid YAML: a merge of two versions of this file has not been finished";
    Some(
        Diagnostic::new(Code::InvalidYaml, Span::new(file, start, start + 7), Pointer::root(), message).help(
            "take the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>` away, and one of the two versions",
        ),
    )
}

/// A finished node, and what has to be known of it to expand an alias to it.
#[derive(Clone)]
struct Built {
    node: Node,
    /// Lists and maps inside each other, this one included.
    height: usize,
    /// How many bytes the keys have that lead on from here.
    below: usize,
    /// Its share of [`EXPANSION_LIMIT`].
    weight: usize,
}

/// A list or map whose end has not come yet.
struct Open {
    anchor: usize,
    span: Span,
    height: usize,
    weight: usize,
    /// How many bytes the keys have that lead here.
    keys: usize,
    /// How many those have that lead on from here.
    below: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map {
        entries: Vec<(Key, Node)>,
        /// The key whose value comes next.
        key: Option<PendingKey>,
        /// The values of merge keys.
        merges: Vec<Node>,
    },
}

impl Open {
    /// The key whose value comes next.
    fn pending(&self) -> Option<&Key> {
        match &self.content {
            Content::Map { key, .. } => key.as_ref().map(|pending| &pending.key),
            Content::List(_) => None,
        }
    }

    fn pending_length(&self) -> usize {
        self.pending().map_or(0, |key| key.text.len())
    }
}

struct PendingKey {
    key: Key,
    /// A plain `<<`.
    merge: bool,
}

struct Builder {
    stack: Vec<Open>,
    anchors: HashMap<usize, Built>,
    expanded: usize,
    root: Option<Built>,
    problems: Vec<Diagnostic>,
}

impl Builder {
    /// What is known of the place where the scanner stopped.
    fn stopped(&self, text: &str, stop: Stop, at: usize) -> Stopped {
        /// The scanner is ahead of the events by a few keys and dashes at most.
        const AHEAD: usize = 32;
        let start = |open: &Open| open.span.start as usize;
        let is_bracket = |open: &&Open| text[start(open)..].starts_with(['{', '[']);
        let block = self.stack.iter().rev().find(|open| !is_bracket(open)).map_or(0, start);
        let line = text[..block].rfind('\n').map_or(0, |at| at + 1);
        let indent = text[line..block].chars().count() + AHEAD;
        Stopped { stop, at, bracket: self.stack.iter().find(is_bracket).map(start), indent }
    }

    /// The same with the bracket or brace that is open where the parser gave up.
    fn beside_open(&self, text: &str, diagnostic: Diagnostic) -> Diagnostic {
        let Some(open) = self.stack.last() else {
            return diagnostic;
        };
        let start = open.span.start as usize;
        if diagnostic.span.start <= open.span.start || !text[start..].starts_with(['{', '[']) {
            return diagnostic;
        }
        let line = text[start..].lines().next().unwrap_or_default();
        let help = match &diagnostic.help {
            _ if line.contains(" #") => "after a space `#` begins a comment: put references in quotes, `$ref: '#/…'`",
            Some(_) => return diagnostic,
            None => "close what is opened before, or put a comma between its elements",
        };
        let opened = Span::new(open.span.file, start, start + 1);
        diagnostic.related(opened, "opened here").help(help)
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Diagnostic> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) if self.root.is_some() => Err(Diagnostic::new(
                Code::SeveralDocuments,
                span,
                Pointer::root(),
                "a second document starts here, and a file may hold only one",
            )
            .help("put each document in a file of its own")),
            Event::DocumentStart(_) => Ok(()),
            Event::SequenceStart(anchor, _) => self.open(anchor, span, Content::List(Vec::new())),
            Event::MappingStart(anchor, _) => {
                self.open(anchor, span, Content::Map { entries: Vec::new(), key: None, merges: Vec::new() })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Scalar(text, style, anchor, tag) => self.scalar(text, style, anchor, tag.as_deref(), span),
            Event::Alias(anchor) => self.alias(anchor, span),
        }
    }

    fn open(&mut self, anchor: usize, span: Span, content: Content) -> Result<(), Diagnostic> {
        self.refuse_as_key(span)?;
        if self.stack.len() >= MAX_DEPTH {
            return Err(too_deep(span));
        }
        let keys = self.stack.last().map_or(0, |open| open.keys + open.pending_length());
        self.stack.push(Open { anchor, span, height: 0, weight: 0, keys, below: 0, content });
        Ok(())
    }

    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<(), Diagnostic> {
        let text_by_tag = tag.is_some_and(|tag| tag.suffix == "str" && tag.is_yaml_core_schema());
        let plain = style == ScalarStyle::Plain && !text_by_tag;
        if let Some(next) = self.next_key() {
            let merge = plain && text == "<<";
            let key = Key { text: text.as_ref().into(), span };
            *next = Some(PendingKey { key, merge });
            if self.stack.last().is_some_and(|open| open.keys + text.len() > MAX_KEYS) {
                return Err(too_long(span));
            }
            if anchor > 0 {
                let value = Value::String(text.into());
                self.anchors.insert(anchor, Built::leaf(Node { span, value }));
            }
            return Ok(());
        }
        let value = if plain { scalar::plain(&text) } else { Value::String(text.into()) };
        self.finish(anchor, Built::leaf(Node { span, value }))
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Diagnostic> {
        let Some(built) = self.anchors.get(&anchor) else {
            // The parser knows the anchor's name, but what it names is still open: it would contain itself.
            return Err(Diagnostic::new(
                Code::AliasExpansion,
                span,
                Pointer::root(),
                "alias expansion: this alias stands inside of what it stands for",
            )
            .help("use `$ref` for structures that contain themselves"));
        };
        if self.stack.len() + built.height > MAX_DEPTH {
            return Err(too_deep(span));
        }
        if self.stack.last().is_some_and(|open| open.keys + open.pending_length() + built.below > MAX_KEYS) {
            return Err(too_long(span));
        }
        let text = built.node.as_str().map(Box::from);
        let weight = built.weight;
        self.spend(weight, span)?;
        if let Some(next) = self.next_key() {
            let Some(text) = text else {
                return Err(complex_key(span));
            };
            *next = Some(PendingKey { key: Key { text, span }, merge: false });
            return Ok(());
        }
        match self.anchors.get(&anchor).cloned() {
            Some(built) => self.finish(0, built),
            None => Ok(()),
        }
    }

    fn close(&mut self, span: Span) -> Result<(), Diagnostic> {
        let Some(open) = self.stack.pop() else {
            return Ok(());
        };
        // In block style the end event stands at the next token, lines below: end with the last entry instead.
        let flow_end = (span.start < span.end).then_some(span.end);
        let (value, last) = match open.content {
            Content::List(mut list) => {
                list.shrink_to_fit();
                let last = list.last().map(|node| node.span.end);
                (Value::List(list), last)
            }
            Content::Map { entries, merges, .. } => {
                let last = entries.last().map(|(key, node)| node.span.end.max(key.span.end));
                (Value::Map(self.map(entries, merges)?), last)
            }
        };
        let end = flow_end.or(last).unwrap_or(open.span.end).max(open.span.start);
        let node = Node { span: Span { end, ..open.span }, value };
        self.finish(open.anchor, Built { node, height: open.height + 1, below: open.below, weight: open.weight + 1 })
    }

    fn map(&mut self, mut entries: Vec<(Key, Node)>, merges: Vec<Node>) -> Result<Map, Diagnostic> {
        if !merges.is_empty() {
            let merged = merged(&entries, &merges)?;
            entries.extend(merged);
        }
        let (map, duplicates) = Map::build(entries);
        if !duplicates.is_empty() {
            let pointer = self.pointer();
            for (first, again) in duplicates {
                self.problems.push(duplicate_key(&pointer, first, &again));
            }
        }
        Ok(map)
    }

    /// Puts a finished node where it belongs.
    fn finish(&mut self, anchor: usize, built: Built) -> Result<(), Diagnostic> {
        if anchor > 0 {
            // A copy, kept for the aliases to come. Anchors within anchors would copy without end.
            self.spend(built.weight, built.node.span)?;
            self.anchors.insert(anchor, built.clone());
        }
        let Some(open) = self.stack.last_mut() else {
            self.root = Some(built);
            return Ok(());
        };
        open.height = open.height.max(built.height);
        open.below = open.below.max(open.pending_length() + built.below);
        open.weight += built.weight;
        match &mut open.content {
            Content::List(list) => list.push(built.node),
            Content::Map { entries, key, merges } => match key.take() {
                Some(PendingKey { merge: true, .. }) => merges.push(built.node),
                Some(PendingKey { key, .. }) => entries.push((key, built.node)),
                None => {}
            },
        }
        Ok(())
    }

    fn spend(&mut self, weight: usize, span: Span) -> Result<(), Diagnostic> {
        self.expanded = self.expanded.saturating_add(weight);
        if self.expanded > EXPANSION_LIMIT {
            let message =
                format!("alias expansion: the aliases of this file stand for more than {EXPANSION_LIMIT} nodes");
            return Err(Diagnostic::new(Code::AliasExpansion, span, Pointer::root(), message)
                .label("the limit is reached here")
                .help("use `$ref`, which is followed and not copied"));
        }
        Ok(())
    }

    /// The slot for a key, if a key is what comes next.
    fn next_key(&mut self) -> Option<&mut Option<PendingKey>> {
        match &mut self.stack.last_mut()?.content {
            Content::Map { key: key @ None, .. } => Some(key),
            _ => None,
        }
    }

    fn refuse_as_key(&mut self, span: Span) -> Result<(), Diagnostic> {
        match self.next_key() {
            Some(_) => Err(complex_key(span)),
            None => Ok(()),
        }
    }

    /// Where the value that has just been closed stands.
    fn pointer(&self) -> Pointer {
        Pointer::from_tokens(self.stack.iter().map(|open| match &open.content {
            Content::List(list) => list.len().to_string(),
            Content::Map { .. } => open.pending().map_or_else(String::new, |key| key.text.to_string()),
        }))
    }
}

impl Built {
    fn leaf(node: Node) -> Self {
        let weight = 1 + node.as_str().map_or(0, |text| text.len() / 64);
        Self { node, height: 0, below: 0, weight }
    }
}

/// What merge keys bring in: whatever the map does not have itself; of two maps that bring one key in, the earlier.
fn merged(entries: &[(Key, Node)], merges: &[Node]) -> Result<Vec<(Key, Node)>, Diagnostic> {
    let mut known: HashSet<&str> = entries.iter().map(|(key, _)| &*key.text).collect();
    let mut merged = Vec::new();
    for node in merges {
        let sources = match &node.value {
            Value::List(list) => list.as_slice(),
            _ => std::slice::from_ref(node),
        };
        for source in sources {
            let Some(map) = source.as_map() else {
                let message = format!("a merge key takes a map or a list of maps, found {}", source.kind());
                return Err(Diagnostic::new(Code::InvalidYaml, source.span, Pointer::root(), message)
                    .help("put the key in quotes if it is not meant as a merge key: `\"<<\"`"));
            };
            for (key, value) in map.iter() {
                if known.insert(&key.text) {
                    merged.push((key.clone(), value.clone()));
                }
            }
        }
    }
    Ok(merged)
}

fn complex_key(span: Span) -> Diagnostic {
    Diagnostic::new(Code::InvalidYaml, span, Pointer::root(), "a key must be text, found a list or a map")
        .help("put the key in quotes if it starts with a bracket or a brace")
}
