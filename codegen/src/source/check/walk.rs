//! The comparison of a document with the tables.

use std::fmt;

use super::Broken;
use super::mend::{self, Change, Mend};
use super::shape::{Article, Object, Others, Shape};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, nearest};
use crate::source::files::step;
use crate::source::{FileId, Key, Map, Node, Pointer, Sources, Span, Value, Version};

/// A comparison under way. It recurses along the document, whose depth is limited when it is read.
pub(super) struct Walk<'a> {
    sources: &'a Sources,
    file: FileId,
    version: Version,
    diagnostics: &'a mut Diagnostics,
    broken: Broken,
    /// What is put right once the walk is over.
    mends: Vec<Mend>,
    references: Vec<Reference>,
    path: Vec<Step<'a>>,
    /// How much of `path` leads to the part that is left out if something is wrong.
    unit: usize,
    /// How much of it leads to something that only documents, if the walk is inside of such.
    documentation: Option<usize>,
}

/// A reference, and what it must lead to.
pub(super) struct Reference {
    pub(super) file: FileId,
    pub(super) text: Box<str>,
    pub(super) shape: &'static Shape,
}

/// What a walk has found.
pub(super) struct Found {
    pub(super) broken: Broken,
    pub(super) mends: Vec<Mend>,
    /// The references that lead into parts, in order.
    pub(super) references: Vec<Reference>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a Key),
    Index(usize),
    Start(&'a str),
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => f.write_str(&key.text),
            Self::Index(index) => index.fmt(f),
            Self::Start(key) => f.write_str(key),
        }
    }
}

impl<'a> Walk<'a> {
    pub(super) fn new(sources: &'a Sources, file: FileId, diagnostics: &'a mut Diagnostics) -> Self {
        let version = sources.version(file).unwrap_or(Version::V3_0);
        Self {
            sources,
            file,
            version,
            diagnostics,
            broken: Broken::default(),
            mends: Vec::new(),
            references: Vec::new(),
            path: Vec::new(),
            unit: 0,
            documentation: None,
        }
    }

    /// Compares what is at the end of these tokens, which is left out as a whole if something is wrong about it.
    pub(super) fn start_at(&mut self, tokens: &'a [String], shape: &'static Shape) {
        let node = tokens.iter().try_fold(self.sources.root(self.file), |node, token| step(node, token));
        self.path = tokens.iter().map(|token| Step::Start(token)).collect();
        self.unit = self.path.len();
        if let Some(node) = node {
            self.node(node, shape);
        }
    }

    pub(super) fn end(self) -> Found {
        Found { broken: self.broken, mends: self.mends, references: self.references }
    }

    /// Compares what is at the root, or at a member of the root.
    pub(super) fn start(&mut self, key: Option<&'a str>, shape: &'static Shape) {
        let root = self.sources.root(self.file);
        self.path.clear();
        self.path.extend(key.map(Step::Start));
        let node = match key {
            Some(key) => root.get(key),
            None => Some(root),
        };
        if let Some(node) = node {
            self.node(node, shape);
        }
    }

    fn node(&mut self, node: &'a Node, shape: &'static Shape) {
        let key = self.key();
        if self.documentation.is_none() && key.is_some_and(|key| mend::only_documents(key, shape)) {
            self.documentation = Some(self.path.len());
            self.compare(node, shape);
            self.documentation = None;
        } else {
            self.compare(node, shape);
        }
    }

    fn compare(&mut self, node: &'a Node, shape: &'static Shape) {
        if let Shape::Object(_) | Shape::Reference(_) = shape
            && let Some(text) = node.get("$ref").and_then(Node::as_str)
        {
            self.refer(text, shape);
        }
        match (shape, &node.value) {
            (Shape::Unit(inner), _) => {
                let outer = std::mem::replace(&mut self.unit, self.path.len());
                self.node(node, inner);
                self.unit = outer;
            }
            (Shape::Any, _)
            | (Shape::Text, Value::String(_))
            | (Shape::Bool | Shape::OrBool(_), Value::Bool(_))
            | (Shape::Number, Value::Number(_)) => {}
            (Shape::Count, Value::Number(number)) if number.is_u64() => {}
            (Shape::Word(words), Value::String(text)) => self.word(node, words, text),
            (Shape::List(inner), Value::List(list)) => self.list(list, inner),
            (Shape::Some(inner), Value::List(list)) if !list.is_empty() => self.list(list, inner),
            (Shape::Map(inner), Value::Map(map)) => {
                for (key, value) in map.iter() {
                    self.member(key, value, inner);
                }
            }
            (Shape::Reference(_), Value::Map(map)) if map.contains_key("$ref") && !self.is_path_item(shape) => {
                self.reference(map);
            }
            (Shape::Object(object) | Shape::Reference(object), Value::Map(map)) => self.object(node, map, object),
            (Shape::OrBool(inner), Value::Map(_)) => self.node(node, inner),
            _ => match mend::value(self.key(), node, shape, self.sources.slice(node.span)) {
                Some(fix) if self.documentation.is_none_or(|steps| steps == self.path.len()) => {
                    self.mend(node, shape, fix)
                }
                _ => self.wrong_type(node, shape),
            },
        }
    }

    /// A document is looked at as a whole, whatever leads where in it.
    fn refer(&mut self, text: &str, shape: &'static Shape) {
        let is_document = self.sources.root(self.file).get("openapi").is_some();
        if !is_document || !text.starts_with('#') {
            self.references.push(Reference { file: self.file, text: text.into(), shape });
        }
    }

    /// A path item has `$ref` as one field among others, OpenAPI 3.0.3 section 4.7.9.
    fn is_path_item(&self, shape: &Shape) -> bool {
        matches!(shape, Shape::Reference(object) if object.fields.iter().any(|field| field.name == "$ref"))
    }

    fn list(&mut self, list: &'a [Node], shape: &'static Shape) {
        for (index, node) in list.iter().enumerate() {
            self.path.push(Step::Index(index));
            self.node(node, shape);
            self.path.pop();
        }
    }

    fn member(&mut self, key: &'a Key, value: &'a Node, shape: &'static Shape) {
        self.path.push(Step::Key(key));
        self.node(value, shape);
        self.path.pop();
    }

    fn object(&mut self, node: &'a Node, map: &'a Map, object: &'static Object) {
        for (key, value) in map.iter() {
            if let Some(field) = object.field(&key.text, self.version) {
                match mend::field(object.name, map, &key.text, value) {
                    Some(fix) => {
                        self.path.push(Step::Key(key));
                        self.mend(value, &field.shape, fix);
                        self.path.pop();
                    }
                    None => self.member(key, value, &field.shape),
                }
            } else if !key.text.starts_with("x-") {
                self.other(key, value, map, object);
            }
        }
        for field in object.fields {
            if field.required && !map.contains_key(field.name) {
                // A missing part of its own is not the fault of the whole.
                let unit = match field.shape {
                    Shape::Unit(_) => self.pointer(self.path.len()).child(field.name),
                    _ => self.pointer(self.unit),
                };
                self.missing(node, object, field.name, None, unit);
            }
        }
        for &(field, value, required) in object.when {
            let applies = map.get(field).and_then(Node::as_str) == Some(value);
            if applies && !map.contains_key(required) {
                self.missing(node, object, required, Some((field, value)), self.pointer(self.unit));
            }
        }
        if matches!(object.others, Others::Statuses(_)) && !map.keys().any(|key| mend::status(key).is_some()) {
            let span = self.head(node);
            let message = "`responses` is empty, and at least one response is required";
            self.report(Code::EmptyResponses, span, message.to_owned(), |d| d.help(ANY_SUCCESS));
            let (key, value) = mend::any_success(span);
            let parent = self.pointer(self.path.len());
            self.mends.push(Mend { parent, key: key.into(), span, change: Change::Set(value) });
        }
    }

    /// A key that is neither a field nor an extension.
    fn other(&mut self, key: &'a Key, value: &'a Node, map: &Map, object: &'static Object) {
        match object.others {
            Others::Any(shape) => self.member(key, value, shape),
            Others::Paths(shape) if key.text.starts_with('/') => self.member(key, value, shape),
            Others::Paths(_) => {
                let (message, help) =
                    (format!("the path `{}` does not begin with `/`", key.text), format!("write `/{}`", key.text));
                self.wrong_key(key, Code::InvalidPath, message, help);
            }
            Others::Statuses(shape) => match mend::status(&key.text) {
                Some(meant) => {
                    self.member(key, value, shape);
                    if *meant != *key.text {
                        self.misspelt_status(key, map, &meant);
                    }
                }
                None => {
                    let message = format!("`{}` is not a status code", key.text);
                    let help = "use a code (`200`), a range (`4XX`) or `default`; this response is left out";
                    self.wrong_key(key, Code::InvalidStatusCode, message, help.to_owned());
                    self.change_key(key, Change::Remove);
                }
            },
            Others::Unknown => {
                let message = format!("{} has no field `{}`", Article(object.name), key.text);
                let known = object.fields.iter().filter(|field| field.since <= self.version).map(|field| field.name);
                // In YAML `$ref:'#/…'` is a key.
                let glued = key.text.split_once([':', ' ']).map(|(name, _)| name);
                let glued = glued.filter(|name| *name == "$ref" || known.clone().any(|known| known == *name));
                let help = match (glued, nearest(&key.text, known)) {
                    (Some(name), _) => format!("put a space after the colon: `{name}: …`"),
                    (None, Some(name)) => format!("did you mean `{name}`?"),
                    (None, None) => format!("it is ignored; a field of your own starts with `x-`: `x-{}`", key.text),
                };
                self.wrong_key(key, Code::UnknownField, message, help);
            }
        }
    }

    /// A key of `responses` that is read as another one, unless that one is there too.
    fn misspelt_status(&mut self, key: &'a Key, map: &Map, meant: &str) {
        let message = format!("`{}` is not a status code, a range of them or `default`", key.text);
        let (help, change) = if map.contains_key(meant) {
            (format!("it is ignored, because `{meant}` is described too"), Change::Remove)
        } else {
            (format!("it is read as `{meant}`"), Change::Rename(meant.into()))
        };
        self.wrong_key(key, Code::Mended, message, help);
        self.change_key(key, change);
    }

    /// Changes the key of a member of the object in hand.
    fn change_key(&mut self, key: &Key, change: Change) {
        let parent = self.pointer(self.path.len());
        self.mends.push(Mend { parent, key: key.text.clone(), span: key.span, change });
    }

    /// OpenAPI 3.0.3 section 4.7.23; from 3.1 on, a reference may have a summary and a description of its own.
    fn reference(&mut self, map: &'a Map) {
        for (key, value) in map.iter() {
            let own = self.version >= Version::V3_1 && matches!(&*key.text, "summary" | "description");
            if own || &*key.text == "$ref" {
                self.member(key, value, &Shape::Text);
            } else if !key.text.starts_with("x-") {
                let message = format!("`{}` is ignored, because it stands beside `$ref`", key.text);
                let help = "to say more about what is referred to, wrap it: `allOf: [{$ref: …}]`".to_owned();
                self.wrong_key(key, Code::ReferenceSiblings, message, help);
            }
        }
    }

    fn word(&mut self, node: &Node, words: &'static [&'static str], text: &str) {
        if words.contains(&text) {
            return;
        }
        let message = format!("{} must be {}, found `{text}`", self.subject(), Shape::Word(words));
        if let Some(fix) = mend::word(self.key(), words, text, node.span).filter(|_| self.documentation.is_none()) {
            self.mended(node.span, message, fix);
            return;
        }
        self.report(Code::InvalidValue, node.span, message, |d| match nearest(text, words.iter().copied()) {
            Some(word) => d.help(format!("did you mean `{word}`?")),
            None => d,
        });
    }

    /// Reports what is wrong about a value, and how it is read.
    fn mend(&mut self, node: &Node, shape: &Shape, fix: mend::Fix) {
        let (message, span) = match &fix.message {
            Some(message) => (message.clone(), node.span),
            None => self.mismatch(node, shape),
        };
        self.mended(span, message, fix);
    }

    fn mended(&mut self, span: Span, message: String, fix: mend::Fix) {
        let pointer = self.pointer(self.path.len());
        let (Some(parent), Some(last)) = (pointer.parent(), pointer.last()) else { return };
        self.report(fix.code, span, message, |d| d.help(fix.how));
        self.mends.push(Mend { parent: parent.clone(), key: last.into(), span, change: fix.value.into() });
        let beside = fix.beside.into_iter();
        let beside = beside.map(|(key, value)| Mend { parent: parent.clone(), key, span, change: Change::Set(value) });
        self.mends.extend(beside);
    }

    fn wrong_type(&mut self, node: &Node, shape: &Shape) {
        let (message, span) = self.mismatch(node, shape);
        let written = self.sources.slice(node.span);
        let key = matches!(self.path.last(), Some(Step::Key(_)));
        let help = match (shape, &node.value) {
            (Shape::Text | Shape::Word(_), Value::Bool(_) | Value::Number(_)) => {
                Some(format!("put it in quotes: `'{written}'`"))
            }
            (_, Value::Null) if key => Some("leave the key out if there is nothing to say".to_owned()),
            (Shape::List(_) | Shape::Some(_), Value::Map(_)) => {
                Some("an element of a list begins with a dash: `- name: …`; in JSON the list has brackets".to_owned())
            }
            (Shape::Map(_) | Shape::Object(_) | Shape::Reference(_), Value::List(list)) if list.len() == 1 => {
                Some("take the dash before it away, or the brackets around it: it is no list".to_owned())
            }
            _ => None,
        };
        self.report(Code::WrongType, span, message, |d| match help {
            Some(help) => d.help(help),
            None => d,
        });
    }

    /// What is wrong about a value, and where.
    fn mismatch(&self, node: &Node, shape: &Shape) -> (String, Span) {
        let empty = matches!((shape, &node.value), (Shape::Some(_), Value::List(_)));
        let written = self.sources.slice(node.span);
        let found = match (shape, &node.value) {
            _ if empty => "an empty one".to_owned(),
            (Shape::Count, Value::Number(_)) => format!("`{written}`"),
            (Shape::Word(_), Value::String(word)) => format!("`{word}`"),
            _ => node.kind().to_owned(),
        };
        let message = format!("{} must be {shape}, found {found}", self.subject());
        // An empty value has no text: point at its key.
        let span = match self.path.last() {
            Some(Step::Key(key)) if written.is_empty() => key.span,
            _ => self.head(node),
        };
        (message, span)
    }

    fn missing(&mut self, node: &Node, object: &Object, field: &str, when: Option<(&str, &str)>, unit: Pointer) {
        let mut message = format!("{} must have a field `{field}`", Article(object.name));
        if let Some((other, value)) = when {
            message.push_str(&format!(" if `{other}` is `{value}`"));
        }
        // The key of the object says more than its first line, if it has one.
        let span = match self.path.last() {
            Some(Step::Key(key)) => key.span,
            _ => self.head(node),
        };
        let mend = mend::missing(object.name, field, span).filter(|_| self.documentation.is_none());
        match mend {
            Some(fix) => {
                self.report_in(unit, fix.code, span, message, |d| d.help(fix.how));
                let parent = self.pointer(self.path.len());
                self.mends.push(Mend { parent, key: field.into(), span, change: fix.value.into() });
            }
            None => {
                let help = match field {
                    "paths" => "write `paths: {}` if there are none".to_owned(),
                    "info" => "write `info: {title: …, version: …}`; both are yours to choose".to_owned(),
                    field => format!("add `{field}: …` here"),
                };
                self.report_in(unit, Code::MissingField, span, message, |d| d.help(help));
            }
        }
    }

    fn wrong_key(&mut self, key: &'a Key, code: Code, message: String, help: String) {
        self.path.push(Step::Key(key));
        // The key is wrong, but only what it stands for is left out, not its neighbours.
        let outer = self.unit;
        if matches!(code, Code::InvalidPath | Code::InvalidStatusCode) {
            self.unit = self.path.len();
        }
        self.report(code, key.span, message, |d| d.help(help));
        self.unit = outer;
        self.path.pop();
    }

    fn report(&mut self, code: Code, span: Span, message: String, more: impl FnOnce(Diagnostic) -> Diagnostic) {
        self.report_in(self.pointer(self.unit), code, span, message, more);
    }

    fn report_in(
        &mut self,
        unit: Pointer,
        code: Code,
        span: Span,
        message: String,
        more: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        let mut diagnostic = more(Diagnostic::new(code, span, self.pointer(self.path.len()), message));
        if let Some(steps) = self.documentation.filter(|_| diagnostic.severity == Severity::Error) {
            // Nothing is generated of it but a comment, which is better missing than what it comments on.
            diagnostic = Diagnostic::new(Code::Mended, span, diagnostic.pointer, diagnostic.message)
                .help("it documents and does nothing else, and is ignored");
            let pointer = self.pointer(steps);
            if let (Some(parent), Some(key)) = (pointer.parent(), pointer.last()) {
                self.mends.push(Mend { parent, key: key.into(), span, change: Change::Remove });
            }
        }
        if diagnostic.severity == Severity::Error {
            self.broken.insert(unit, &diagnostic.message);
        }
        self.diagnostics.push(diagnostic);
    }

    /// The key of what the current path leads to, unless it is an element of a list.
    fn key(&self) -> Option<&'a str> {
        match self.path.last()? {
            Step::Key(key) => Some(&key.text),
            Step::Start(key) => Some(key),
            Step::Index(_) => None,
        }
    }

    /// The pointer to what the first steps of the current path lead to.
    fn pointer(&self, steps: usize) -> Pointer {
        Pointer::from_tokens(self.path.iter().take(steps).map(ToString::to_string))
    }

    /// What the current path leads to, for messages.
    fn subject(&self) -> String {
        match self.path.as_slice() {
            [] => "the document".to_owned(),
            [.., step @ Step::Key(_), Step::Index(_)] => format!("an element of `{step}`"),
            [.., Step::Index(_)] => "an element".to_owned(),
            [.., step] => format!("`{step}`"),
        }
    }

    /// A span of one line for a node that may have many: that of its first character.
    fn head(&self, node: &Node) -> Span {
        match node.value {
            Value::Map(_) | Value::List(_) => {
                let first = self.sources.slice(node.span).chars().next().map_or(0, char::len_utf8);
                Span::new(node.span.file, node.span.start as usize, node.span.start as usize + first)
            }
            _ => node.span,
        }
    }
}

/// How an operation without responses is read.
pub(super) const ANY_SUCCESS: &str =
    "any success counts, and its body is not read; a call that returns nothing says so: `'204': {description: done}`";
