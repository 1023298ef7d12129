//! What the comparison says about the places that it has found, and what of it is put right.

use super::mend::{self, Change, Mend};
use super::shape::{Article, Field, Object, Shape};
use super::walk::{Step, Walk};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::{Key, Map, Node, Pointer, Span, Value};

impl<'a> Walk<'a> {
    /// A key of `responses` that is read as another one, unless that one is there too.
    pub(super) fn misspelt_status(&mut self, key: &'a Key, map: &Map, meant: &str) {
        let message = format!("`{}` is not a status code, a range of them or `default`", key.text);
        let (help, change) = if map.contains_key(meant) {
            (format!("it is ignored, because `{meant}` is described too"), Change::Remove)
        } else {
            (format!("it is read as `{meant}`"), Change::Rename(meant.into()))
        };
        self.wrong_key(key, Code::Mended, message, help);
        self.change_key(key, change);
    }

    /// A keyword of a schema of 3.1 that nobody knows, which JSON Schema allows (2020-12 core, section 6.5).
    pub(super) fn unknown_keyword(&mut self, key: &'a Key) {
        self.path.push(Step::Key(key));
        let message = format!("the keyword `{}` is not known, and is ignored", key.text);
        let help = "JSON Schema allows it; a keyword of your own starts with `x-`";
        self.report(Code::UnknownField, key.span, message, |d| d.help(help).severity(Severity::Note));
        self.path.pop();
    }

    /// Changes the key of a member of the object in hand.
    pub(super) fn change_key(&mut self, key: &Key, change: Change) {
        let parent = self.pointer(self.path.len());
        self.mends.push(Mend { parent, key: key.text.clone(), span: key.span, change });
    }

    /// A field that says nothing, and is of the wrong kind: it is left out, or supplied if it is required. False if
    /// the field can be neither.
    pub(super) fn empty_field(&mut self, key: &'a Key, node: &'a Node, object: &Object, field: &'static Field) -> bool {
        let is_documentation = self.documentation.is_some() || mend::only_documents(&key.text, &field.shape);
        if is_documentation {
            return false;
        }
        if object.when.iter().any(|(_, _, required)| *required == field.name) {
            // Whether it is missed depends on other fields.
            self.nothing_at(key, node);
            return true;
        }
        let fix = if field.required {
            mend::missing(object.name, field.name, true, node.span)
        } else if node.is_null() {
            None
        } else {
            mend::empty(&field.shape, node.span).map(|empty| mend::Fix::read("it is read as empty", empty))
        };
        if fix.is_none() && field.required {
            return false;
        }
        self.path.push(Step::Key(key));
        self.mend(node, &field.shape, fix.unwrap_or_else(mend::Fix::ignored));
        self.path.pop();
        true
    }

    /// A member that is left out, because it says nothing.
    pub(super) fn nothing_at(&mut self, key: &'a Key, node: &'a Node) {
        self.path.push(Step::Key(key));
        let message = format!("{} says nothing: found {}", self.subject(), node.kind());
        let span = if self.sources.slice(node.span).is_empty() { key.span } else { node.span };
        self.mended(span, message, mend::Fix::ignored());
        self.path.pop();
    }

    /// Nothing in the place of an entry of a map, or of an element of a list. An entry is there, with nothing in it; an
    /// element is not. False if it is neither.
    pub(super) fn nothing(&mut self, node: &'a Node, shape: &'static Shape) -> bool {
        let is_element = match self.path.last() {
            Some(Step::Index(_)) => !matches!(shape, Shape::Map(_)) && !self.is_of_tuple(),
            Some(_) => false,
            None => return false,
        };
        if self.documentation.is_some() {
            return false;
        }
        let fix = match mend::empty(shape, node.span).filter(|_| !is_element) {
            Some(empty) => mend::Fix::read("it is read as empty", empty),
            None => mend::Fix::ignored(),
        };
        self.mend(node, shape, fix);
        true
    }

    /// Whether the place of an element counts.
    fn is_of_tuple(&self) -> bool {
        matches!(self.path.as_slice(), [.., Step::Key(key), Step::Index(_)] if &*key.text == "prefixItems")
    }

    /// Reports what is wrong about a value that is wrapped in a list, or taken out of one.
    pub(super) fn wrapped(&mut self, span: Span, message: String, help: &str, change: Change) {
        self.report(Code::Mended, span, message, |d| d.help(help));
        let pointer = self.pointer(self.path.len());
        if let (Some(parent), Some(last)) = (pointer.parent(), pointer.last()) {
            self.mends.push(Mend { parent, key: last.into(), span, change });
        }
    }

    /// Reports what is wrong about a value, and how it is read.
    pub(super) fn mend(&mut self, node: &Node, shape: &Shape, fix: mend::Fix) {
        let (message, span) = match &fix.message {
            Some(message) => (message.clone(), node.span),
            None => self.mismatch(node, shape),
        };
        self.mended(span, message, fix);
    }

    pub(super) fn mended(&mut self, span: Span, message: String, fix: mend::Fix) {
        let pointer = self.pointer(self.path.len());
        let (Some(parent), Some(last)) = (pointer.parent(), pointer.last()) else { return };
        self.report(fix.code, span, message, |d| d.help(fix.how));
        self.mends.push(Mend { parent: parent.clone(), key: last.into(), span, change: fix.value.into() });
        let beside = fix.beside.into_iter();
        let beside = beside.map(|(key, value)| Mend { parent: parent.clone(), key, span, change: Change::Set(value) });
        self.mends.extend(beside);
    }

    pub(super) fn wrong_type(&mut self, node: &Node, shape: &Shape) {
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
    pub(super) fn mismatch(&self, node: &Node, shape: &Shape) -> (String, Span) {
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

    pub(super) fn missing(
        &mut self,
        node: &Node,
        object: &Object,
        field: &str,
        when: Option<(&str, &str)>,
        unit: Pointer,
    ) {
        let mut message = format!("{} must have a field `{field}`", Article(object.name));
        if let Some((other, value)) = when {
            message.push_str(&format!(" if `{other}` is `{value}`"));
        }
        // The key of the object says more than its first line, if it has one.
        let span = match self.path.last() {
            Some(Step::Key(key)) => key.span,
            _ => self.head(node),
        };
        let mend = mend::missing(object.name, field, false, span).filter(|_| self.documentation.is_none());
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

    pub(super) fn wrong_key(&mut self, key: &'a Key, code: Code, message: String, help: String) {
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

    pub(super) fn report(
        &mut self,
        code: Code,
        span: Span,
        message: String,
        more: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        self.report_in(self.pointer(self.unit), code, span, message, more);
    }

    pub(super) fn report_in(
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
    pub(super) fn key(&self) -> Option<&'a str> {
        match self.path.last()? {
            Step::Key(key) => Some(&key.text),
            Step::Start(key) => Some(key),
            Step::Index(_) => None,
        }
    }

    /// The pointer to what the first steps of the current path lead to.
    pub(super) fn pointer(&self, steps: usize) -> Pointer {
        Pointer::from_tokens(self.path.iter().take(steps).map(ToString::to_string))
    }

    /// What the current path leads to, for messages.
    pub(super) fn subject(&self) -> String {
        match self.path.as_slice() {
            [] => "the document".to_owned(),
            [.., step @ Step::Key(_), Step::Index(_)] => format!("an element of `{step}`"),
            [.., Step::Index(_)] => "an element".to_owned(),
            [.., step] => format!("`{step}`"),
        }
    }

    /// A span of one line for a node that may have many: that of its first character.
    pub(super) fn head(&self, node: &Node) -> Span {
        match node.value {
            Value::Map(_) | Value::List(_) => {
                let first = self.sources.slice(node.span).chars().next().map_or(0, char::len_utf8);
                Span::new(node.span.file, node.span.start as usize, node.span.start as usize + first)
            }
            _ => node.span,
        }
    }
}
