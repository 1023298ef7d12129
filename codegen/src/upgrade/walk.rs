//! The way through a tree, by the table of the structural check.

use super::{objects, schema};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::check::indirect::{self, Text};
use crate::source::check::shape::{Object, Shape};
use crate::source::{FileId, Key, MAX_DEPTH, Map, Node, Pointer, Redirects, Span, Value, Version, push_token};

/// A rewriting under way. It recurses along the tree, whose depth is limited when it is read, and here again, because
/// rewriting can add to it.
pub(super) struct Walk<'d> {
    pub(super) version: Version,
    pub(super) redirects: Redirects,
    /// The references that were met, in order.
    pub(super) references: Vec<Reference>,
    /// The maps and lists that are somewhere else, in order.
    pub(super) indirect: Vec<Indirect>,
    file: FileId,
    diagnostics: &'d mut Diagnostics,
    /// The pointer to the node in hand, as text.
    path: String,
    depth: usize,
}

/// A reference, and what it must lead to.
pub(super) struct Reference {
    pub(super) file: FileId,
    pub(super) text: Box<str>,
    pub(super) shape: &'static Shape,
}

/// A reference in the place of a map or a list, and what that must be.
pub(super) struct Indirect {
    pub(super) at: Pointer,
    pub(super) span: Span,
    pub(super) text: Box<str>,
    pub(super) shape: &'static Shape,
}

impl<'d> Walk<'d> {
    pub(super) fn new(file: FileId, version: Version, diagnostics: &'d mut Diagnostics) -> Self {
        Self {
            version,
            redirects: Redirects::default(),
            references: Vec::new(),
            indirect: Vec::new(),
            file,
            diagnostics,
            path: String::new(),
            depth: 0,
        }
    }

    /// Rewrites the node at a pointer, and what is below it.
    pub(super) fn start(&mut self, node: &mut Node, at: &Pointer, shape: &'static Shape) {
        at.as_str().clone_into(&mut self.path);
        self.depth = at.tokens().count();
        self.node(node, shape);
    }

    fn node(&mut self, node: &mut Node, shape: &'static Shape) {
        if self.depth >= MAX_DEPTH && matches!(node.value, Value::Map(_) | Value::List(_)) {
            return self.too_deep(node);
        }
        if let Some(Text { text, span }) = indirect::reference(node, shape) {
            let (at, text) = (self.pointer(), text.into());
            return self.indirect.push(Indirect { at, span, text, shape });
        }
        match shape {
            Shape::Unit(inner) => self.node(node, inner),
            Shape::OrBool(inner) if node.as_bool().is_none() => self.node(node, inner),
            Shape::List(inner) | Shape::Some(inner) => {
                if let Value::List(list) = &mut node.value {
                    for (index, node) in list.iter_mut().enumerate() {
                        self.below(&index.to_string(), |walk| walk.node(node, inner));
                    }
                }
            }
            Shape::Map(inner) => {
                if let Value::Map(map) = &mut node.value {
                    for (key, node) in map.iter_mut() {
                        self.below(&key.text, |walk| walk.node(node, inner));
                    }
                }
            }
            Shape::Object(object) | Shape::Reference(object) => self.object(node, object, shape),
            _ => {}
        }
    }

    fn object(&mut self, node: &mut Node, object: &'static Object, shape: &'static Shape) {
        if object.name == "Schema" {
            schema::rewrite(self, node);
        } else {
            objects::rewrite(self, node, object.name);
        }
        if let Value::Map(map) = &mut node.value {
            self.members(map, object, shape);
        }
        objects::finish(self, node, object.name);
    }

    fn members(&mut self, map: &mut Map, object: &'static Object, shape: &'static Shape) {
        if let Some(text) = map.get("$ref").and_then(Node::as_str) {
            self.refer(text, shape);
        }
        if object.name == "Discriminator" {
            self.mapping(map);
        }
        for (key, node) in map.iter_mut() {
            if let Some(shape) = object.member(&key.text, self.version) {
                self.below(&key.text, |walk| walk.node(node, shape));
            }
        }
    }

    /// A discriminator's mapping refers to schemas, if it does not name them.
    fn mapping(&mut self, discriminator: &Map) {
        let mapping = discriminator.get("mapping").and_then(Node::as_map);
        for (_, node) in mapping.into_iter().flat_map(Map::iter) {
            if let Some(text) = node.as_str().filter(|text| text.contains(['#', '/', '.'])) {
                self.refer(text, &schema::SHAPE);
            }
        }
    }

    fn refer(&mut self, text: &str, shape: &'static Shape) {
        self.references.push(Reference { file: self.file, text: text.into(), shape });
    }

    fn below(&mut self, token: &str, visit: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        push_token(&mut self.path, token);
        self.depth += 1;
        visit(self);
        self.depth -= 1;
        self.path.truncate(length);
    }

    /// The pointer to the node in hand.
    pub(super) fn pointer(&self) -> Pointer {
        // A path is built of escaped tokens.
        Pointer::parse(&self.path).unwrap_or_default()
    }

    /// Remembers that a node below the one in hand goes elsewhere below it.
    pub(super) fn moved(&mut self, from: &[&str], to: &[&str]) {
        let pointer = self.pointer();
        let below = |tokens: &[&str]| pointer.join(&Pointer::from_tokens(tokens));
        self.redirects.add_move(below(from), below(to));
    }

    /// Reports a problem with a field of the object in hand.
    pub(super) fn report(&mut self, code: Code, key: &Key, message: String, help: &str) {
        let diagnostic = Diagnostic::new(code, key.span, self.pointer().child(&key.text), message).help(help);
        self.diagnostics.push(diagnostic);
    }

    fn too_deep(&mut self, node: &mut Node) {
        let span = Span { end: node.span.start, ..node.span };
        let message = format!("more than {MAX_DEPTH} levels inside each other, written as OpenAPI 3.0");
        self.diagnostics.push(
            Diagnostic::new(Code::TooDeep, span, self.pointer(), message)
                .help("move inner schemas to `components`, and refer to them"),
        );
        node.value = Value::Null;
    }
}
