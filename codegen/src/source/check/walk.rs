//! The comparison of a document with the tables.

use std::fmt;

use super::Broken;
use super::indirect::{self, Indirect};
use super::mend::{self, Change, Mend};
use super::shape::{Article, Object, Others, Shape};
use super::table;
use crate::diagnostic::{Code, Diagnostics, nearest};
use crate::source::files::step;
use crate::source::{FileId, Key, Map, Node, Sources, Value, Version};

/// A comparison under way. It recurses along the document, whose depth is limited when it is read.
pub(super) struct Walk<'a> {
    pub(super) sources: &'a Sources,
    pub(super) file: FileId,
    version: Version,
    pub(super) diagnostics: &'a mut Diagnostics,
    pub(super) broken: Broken,
    /// What is put right once the walk is over.
    pub(super) mends: Vec<Mend>,
    references: Vec<Reference>,
    indirect: Vec<Indirect>,
    pub(super) path: Vec<Step<'a>>,
    /// How much of `path` leads to the part that is left out if something is wrong.
    pub(super) unit: usize,
    /// How much of it leads to something that only documents, if the walk is inside of such.
    pub(super) documentation: Option<usize>,
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
    /// The maps and lists that are somewhere else.
    pub(super) indirect: Vec<Indirect>,
}

#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
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
            indirect: Vec::new(),
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
        Found { broken: self.broken, mends: self.mends, references: self.references, indirect: self.indirect }
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
        if self.indirect(node, shape) {
            return;
        }
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
            (Shape::Word(words), Value::String(text)) => self.word(node, shape, words, text),
            (Shape::List(inner), Value::List(list)) => self.list(list, inner),
            (Shape::Some(inner), Value::List(list)) if !list.is_empty() => self.list(list, inner),
            (Shape::Map(inner), Value::Map(map)) => {
                for (key, value) in map.iter() {
                    self.member(key, value, inner);
                }
            }
            (Shape::Reference(_), Value::Map(map)) if is_reference(map) && !self.is_path_item(shape) => {
                self.reference(map);
            }
            (Shape::Object(object) | Shape::Reference(object), Value::Map(map)) => self.object(node, map, object),
            (Shape::OrBool(inner), Value::Map(_)) => self.node(node, inner),
            _ if mend::is_nothing(node) && self.nothing(node, shape) => {}
            (Shape::List(inner) | Shape::Some(inner), _) if mend::is_element(self.key(), node, inner) => {
                self.element(node, shape, inner);
            }
            (Shape::Object(_) | Shape::Reference(_) | Shape::OrBool(_), Value::List(list)) if mend::is_alone(list) => {
                self.alone(node, &list[0], shape);
            }
            _ => match mend::value(self.key(), node, shape, self.sources.slice(node.span)) {
                Some(fix) if self.documentation.is_none_or(|steps| steps == self.path.len()) => {
                    self.mend(node, shape, fix)
                }
                _ => self.wrong_type(node, shape),
            },
        }
    }

    /// Remembers a map or a list that is somewhere else, where the specification has no reference.
    fn indirect(&mut self, node: &'a Node, shape: &'static Shape) -> bool {
        let Some(reference) = indirect::reference(node, shape) else { return false };
        let message = format!("{} cannot be a reference", self.subject());
        let help = "what it refers to is read in its place: refer to each of its entries instead".to_owned();
        self.report(Code::Mended, reference.span, message, |d| d.help(help));
        let unit = self.pointer(self.unit);
        let at = self.pointer(self.path.len());
        self.indirect.push(Indirect { at, unit, span: reference.span, text: reference.text.into(), shape });
        true
    }

    /// One thing where a list of such is due.
    fn element(&mut self, node: &'a Node, shape: &'static Shape, inner: &'static Shape) {
        self.node(node, inner);
        let (message, span) = self.mismatch(node, shape);
        self.wrapped(span, message, "it is read as a list of this one", Change::Wrap);
    }

    /// A list of one thing where that thing is due.
    fn alone(&mut self, node: &'a Node, only: &'a Node, shape: &'static Shape) {
        self.path.push(Step::Index(0));
        self.compare(only, shape);
        self.path.pop();
        let (message, span) = self.mismatch(node, shape);
        self.wrapped(span, message, "what the list has is read in its place", Change::Unwrap);
    }

    /// A document is looked at as a whole: what leads to its components need not be followed.
    fn refer(&mut self, text: &str, shape: &'static Shape) {
        let is_document = || self.sources.root(self.file).get("openapi").is_some();
        let component = text.strip_prefix("#/components/").and_then(|rest| rest.split_once('/'));
        let is_known = component.is_some_and(|(section, name)| {
            !name.contains('/') && table::COMPONENTS.field(section, self.version).is_some()
        });
        if !(is_known && is_document()) {
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
                if !mend::is_there(value, &field.shape) && self.empty_field(key, value, object, field) {
                    continue;
                }
                let texts = (object.name == "Schema").then(|| self.texts(map, &key.text, value)).flatten();
                match texts.or_else(|| mend::field(object.name, map, &key.text, value)) {
                    Some(fix) => {
                        self.path.push(Step::Key(key));
                        self.mend(value, &field.shape, fix);
                        self.path.pop();
                    }
                    None => self.member(key, value, &field.shape),
                }
            } else if &*key.text == "$ref" && value.is_null() {
                self.nothing_at(key, value);
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
            let shape = object.field(required, self.version).map(|field| &field.shape);
            let is_there = |value: &Node| shape.is_none_or(|shape| mend::is_there(value, shape));
            if applies && !map.get(required).is_some_and(is_there) {
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
            Others::Paths(shape) => {
                let message = format!("the path `{}` does not begin with `/`", key.text);
                if value.as_map().is_some() {
                    let help = format!("it is read as `/{}`", key.text);
                    self.wrong_key(key, Code::Mended, message, help);
                    self.member(key, value, shape);
                } else {
                    let help = format!("write `/{}`, and describe its operations", key.text);
                    self.wrong_key(key, Code::InvalidPath, message, help);
                }
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
                let known = object.fields.iter().filter(|field| field.since <= self.version).map(|field| field.name);
                // In YAML `$ref:'#/…'` is a key.
                let glued = key.text.split_once([':', ' ']).map(|(name, _)| name);
                let glued = glued.filter(|name| *name == "$ref" || known.clone().any(|known| known == *name));
                let near = nearest(&key.text, known);
                if object.name == "Schema" && self.version >= Version::V3_1 && glued.is_none() && near.is_none() {
                    return self.unknown_keyword(key);
                }
                let message = format!("{} has no field `{}`", Article(object.name), key.text);
                let help = match (glued, near) {
                    (Some(name), _) => format!("put a space after the colon: `{name}: …`"),
                    (None, Some(name)) => format!("did you mean `{name}`?"),
                    (None, None) => format!("it is ignored; a field of your own starts with `x-`: `x-{}`", key.text),
                };
                self.wrong_key(key, Code::UnknownField, message, help);
            }
        }
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

    fn word(&mut self, node: &'a Node, shape: &'static Shape, words: &'static [&'static str], text: &str) {
        if words.contains(&text) || text.is_empty() && self.nothing(node, shape) {
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
}

/// Whether an object is a reference. Programs that write all fields they know write `$ref: null` into what is none.
fn is_reference(map: &Map) -> bool {
    map.get("$ref").is_some_and(|reference| !reference.is_null())
}

/// How an operation without responses is read.
pub(super) const ANY_SUCCESS: &str =
    "any success counts, and its body is not read; a call that returns nothing says so: `'204': {description: done}`";
