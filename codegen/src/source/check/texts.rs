//! Values of a text that are written without quotes: `{type: string, enum: [1.0, 1.10]}`.
//!
//! YAML takes them for numbers, of which `1.10` is `1.1`. What the author wrote is still there, in the source.

use super::mend::Fix;
use super::walk::{Step, Walk};
use crate::source::files::step;
use crate::source::{Map, Node, Pointer, Value};

/// Schemas that refer to each other; what goes deeper leads in a circle.
const MAX_STEPS: usize = 8;

impl Walk<'_> {
    /// How the values of a schema's keyword are read, if they have to be texts and are not.
    pub(super) fn texts(&self, schema: &Map, key: &str, node: &Node) -> Option<Fix> {
        let value = match (key, &node.value) {
            ("enum", Value::List(values)) if values.iter().any(is_bare) && self.is_text(schema) => {
                self.all_as_written(values)
            }
            ("default" | "example" | "const", Value::Number(_) | Value::Bool(_)) if self.is_text(schema) => {
                self.as_written(node).value
            }
            ("default" | "example", Value::List(values)) if values.iter().any(is_bare) => {
                let items = schema.get("items").and_then(Node::as_map)?;
                if !self.declares_text(items, MAX_STEPS) {
                    return None;
                }
                self.all_as_written(values)
            }
            _ => return None,
        };
        let values = node.as_list().unwrap_or_else(|| std::slice::from_ref(node));
        let written: Vec<&str> =
            values.iter().filter(|value| is_bare(value)).map(|value| self.sources.slice(value.span)).collect();
        let shown = written.iter().take(3).map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ");
        let more = if written.len() > 3 { ", …" } else { "" };
        let message = format!("`{key}` of a string must have strings, found {shown}{more}");
        let how = format!("it is read as it is written: put it in quotes, `'{}'`", written.first().unwrap_or(&""));
        Some(Fix { message: Some(message), ..Fix::read(&how, Node { span: node.span, value }) })
    }

    fn all_as_written(&self, values: &[Node]) -> Value {
        Value::List(values.iter().map(|value| self.as_written(value)).collect())
    }

    /// A number or a boolean as the text that it is in the source; anything else as it is.
    fn as_written(&self, node: &Node) -> Node {
        if !is_bare(node) {
            return node.clone();
        }
        Node { span: node.span, value: Value::String(self.sources.slice(node.span).into()) }
    }

    /// Whether the schema in hand is one of strings, itself or by the schemas that it is a part of.
    fn is_text(&self, schema: &Map) -> bool {
        if schema.contains_key("type") || schema.contains_key("allOf") {
            return self.declares_text(schema, MAX_STEPS);
        }
        // Alternatives and parts are strings if what they belong to is one.
        let mut path = self.path.as_slice();
        while let [outer @ .., Step::Key(key), Step::Index(_)] = path {
            let whole = Pointer::from_tokens(outer.iter().map(ToString::to_string));
            let node = whole.tokens().try_fold(self.sources.root(self.file), |node, token| step(node, &token));
            match node.and_then(Node::as_map) {
                Some(map) if matches!(&*key.text, "allOf" | "anyOf" | "oneOf") => {
                    if map.contains_key("type") {
                        return self.declares_text(map, MAX_STEPS);
                    }
                }
                _ => return false,
            }
            path = outer;
        }
        false
    }

    /// Whether a schema says that its values are strings, itself or in a part of its `allOf`.
    fn declares_text(&self, schema: &Map, steps: usize) -> bool {
        let Some(steps) = steps.checked_sub(1) else { return false };
        match schema.get("type").map(|ty| &ty.value) {
            Some(Value::String(ty)) => return ty.eq_ignore_ascii_case("string"),
            Some(Value::List(types)) => {
                let mut types = types.iter().filter_map(Node::as_str).filter(|ty| *ty != "null");
                return types.next() == Some("string") && types.next().is_none();
            }
            _ => {}
        }
        if let Some(reference) = schema.get("$ref").and_then(Node::as_str) {
            let target = reference.strip_prefix('#').and_then(|pointer| Pointer::parse(pointer).ok());
            let root = self.sources.root(self.file);
            let target = target.and_then(|at| at.tokens().try_fold(root, |node, token| step(node, &token)));
            return target.and_then(Node::as_map).is_some_and(|target| self.declares_text(target, steps));
        }
        let parts = schema.get("allOf").and_then(Node::as_list).unwrap_or_default();
        parts.iter().take(MAX_STEPS).filter_map(Node::as_map).any(|part| self.declares_text(part, steps))
    }
}

/// Whether a value is what YAML makes of a text without quotes.
fn is_bare(node: &Node) -> bool {
    matches!(node.value, Value::Number(_) | Value::Bool(_))
}
