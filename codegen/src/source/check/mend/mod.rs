//! Mistakes that have one meaning all the same, and what that is.
//!
//! Documents are written by people and by tools that nobody holds against the specification. What can only mean one
//! thing costs nobody an operation: it is put right in the tree, where the stages that follow find what they rely on,
//! and is reported as a warning. What could mean two things stays an error.

mod empty;
mod status;

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use serde_json::Number;

use super::shape::Shape;
use super::walk::ANY_SUCCESS;
use crate::diagnostic::{Code, nearest};
use crate::source::{FileId, Key, Location, Map, Node, Pointer, Sources, Span, Value};

pub(super) use empty::{empty, is_nothing, is_there};
pub(super) use status::status;

/// A member of a map, or an element of a list, that is changed.
pub(super) struct Mend {
    pub(super) parent: Pointer,
    pub(super) key: Box<str>,
    /// The text that made it necessary.
    pub(super) span: Span,
    pub(super) change: Change,
}

/// What happens to a member of a map, or to an element of a list.
pub(super) enum Change {
    /// It becomes this, and is added where it was missing.
    Set(Node),
    /// It is taken away.
    Remove,
    /// It gets another key, unless something has that key already.
    Rename(Box<str>),
    /// It becomes the one element of a list.
    Wrap,
    /// A list becomes the one element that it has.
    Unwrap,
}

impl From<Option<Node>> for Change {
    fn from(value: Option<Node>) -> Self {
        value.map_or(Self::Remove, Self::Set)
    }
}

/// How a value is read.
pub(super) struct Fix {
    pub(super) code: Code,
    pub(super) how: String,
    /// What is wrong, where it is not the type.
    pub(super) message: Option<String>,
    pub(super) value: Option<Node>,
    /// Members beside it that change with it.
    pub(super) beside: Vec<(Box<str>, Node)>,
}

impl Fix {
    fn new(how: impl Into<String>, value: Option<Node>) -> Self {
        Self { code: Code::Mended, how: how.into(), message: None, value, beside: Vec::new() }
    }

    /// A value that is read as another one.
    pub(super) fn read(how: &str, value: Node) -> Self {
        Self::new(how, Some(value))
    }

    /// A value that is left out, because it says nothing.
    pub(super) fn ignored() -> Self {
        Self::new("it is ignored: leave it out if there is nothing to say", None)
    }

    fn with(mut self, key: &str, value: Node) -> Self {
        self.beside.push((key.into(), value));
        self
    }
}

/// Changes the tree.
///
/// What moves others within their list or map comes after what only sets values, and what is deeper in the tree comes
/// first, so that all pointers lead where they did during the walk. Changes of one list or map are made in one pass.
pub(super) fn apply(sources: &mut Sources, file: FileId, mends: Vec<Mend>) {
    let mut moves: IndexMap<Pointer, HashMap<Box<str>, Change>> = IndexMap::new();
    for Mend { parent, key, span, change } in mends {
        match change {
            Change::Set(value) => set(sources, Location::new(file, parent), key, span, value),
            change => {
                moves.entry(parent).or_default().insert(key, change);
            }
        }
    }
    moves.sort_by_cached_key(|parent, _| std::cmp::Reverse(parent.tokens().count()));
    for (parent, mut changes) in moves {
        let Some(node) = sources.node_mut(&Location::new(file, parent)) else { continue };
        match &mut node.value {
            Value::List(list) => {
                let mut index = 0usize;
                list.retain_mut(|node| {
                    let change = changes.remove(&*index.to_string());
                    index += 1;
                    let stays = !matches!(change, Some(Change::Remove));
                    reshape(node, change);
                    stays
                });
            }
            Value::Map(map) => {
                let there: HashSet<Box<str>> = map.keys().map(Box::from).collect();
                let entries = std::mem::take(map).into_entries().into_iter().filter_map(|(mut key, mut node)| {
                    match changes.remove(&key.text) {
                        Some(Change::Remove) => return None,
                        Some(Change::Rename(name)) if !there.contains(&name) => key.text = name,
                        change => reshape(&mut node, change),
                    }
                    Some((key, node))
                });
                *map = Map::build(entries.collect()).0;
            }
            _ => {}
        }
    }
}

fn reshape(node: &mut Node, change: Option<Change>) {
    match change {
        Some(Change::Wrap) => {
            let span = node.span;
            let only = std::mem::replace(node, Node { span, value: Value::Null });
            node.value = Value::List(vec![only]);
        }
        Some(Change::Unwrap) => {
            if let Value::List(list) = &mut node.value
                && let Some(only) = list.pop()
            {
                *node = only;
            }
        }
        _ => {}
    }
}

fn set(sources: &mut Sources, parent: Location, key: Box<str>, span: Span, value: Node) {
    let Some(node) = sources.node_mut(&parent) else { return };
    match &mut node.value {
        Value::List(list) => {
            if let Some(element) = key.parse::<usize>().ok().and_then(|index| list.get_mut(index)) {
                *element = value;
            }
        }
        Value::Map(map) => match map.get_mut(&key) {
            Some(member) => *member = value,
            None => {
                let mut entries = std::mem::take(map).into_entries();
                entries.push((Key { text: key, span }, value));
                *map = Map::build(entries).0;
            }
        },
        _ => {}
    }
}

/// Whether a field is for readers alone, so that nothing is lost with it but a comment.
pub(super) fn only_documents(key: &str, shape: &Shape) -> bool {
    match shape {
        Shape::Text => matches!(key, "title" | "description" | "summary" | "termsOfService" | "externalValue"),
        Shape::Object(object) | Shape::Reference(object) => {
            matches!(object.name, "External Documentation" | "Contact" | "License" | "XML" | "Example" | "Link")
        }
        Shape::Map(inner) | Shape::List(inner) | Shape::Unit(inner) => only_documents("", inner),
        _ => false,
    }
}

/// Whether a value is one element of the list that is due in its place.
pub(super) fn is_element(key: Option<&str>, node: &Node, element: &Shape) -> bool {
    match (element, &node.value) {
        (Shape::Unit(inner), _) => is_element(key, node, inner),
        // In JSON Schema's third draft a property said of itself that it is required.
        (Shape::Text, Value::String(text)) => !(key == Some("required") && matches!(&**text, "true" | "false")),
        (Shape::Any, Value::String(_) | Value::Number(_) | Value::Bool(_)) => true,
        (Shape::Object(object) | Shape::Reference(object), Value::Map(map)) => {
            map.keys().any(|key| object.fields.iter().any(|field| field.name == key))
                || matches!(element, Shape::Reference(_)) && map.contains_key("$ref")
        }
        (Shape::Map(inner), Value::Map(map)) => {
            !map.is_empty() && map.iter().all(|(_, value)| is_nothing(value) || is_there(value, inner))
        }
        _ => false,
    }
}

/// Whether a list has one map and nothing else.
pub(super) fn is_alone(list: &[Node]) -> bool {
    matches!(list, [only] if only.as_map().is_some())
}

/// How a value of the wrong type is read. `written` is its text.
pub(super) fn value(key: Option<&str>, node: &Node, shape: &Shape, written: &str) -> Option<Fix> {
    let span = node.span;
    let number = |number: Number| Node { span, value: Value::Number(number) };
    match (shape, &node.value) {
        (Shape::Unit(inner), _) => value(key, node, inner, written),
        (Shape::Text, Value::Bool(_) | Value::Number(_)) if key != Some("$ref") => {
            Some(Fix::new(format!("it is read as text: put it in quotes, `'{written}'`"), Some(text(written, span))))
        }
        (Shape::Bool, Value::String(word)) if matches!(&**word, "true" | "false") => {
            let read = Node { span, value: Value::Bool(&**word == "true") };
            Some(Fix::new(format!("it is read as `{word}`: write it without quotes"), Some(read)))
        }
        (Shape::Number | Shape::Count, Value::String(digits)) => {
            let parsed = serde_json::from_str::<Number>(digits).ok();
            let parsed = parsed.filter(|number| matches!(shape, Shape::Number) || number.is_u64())?;
            Some(Fix::new(format!("it is read as `{digits}`: write it without quotes"), Some(number(parsed))))
        }
        (Shape::Count, Value::Number(_)) => Some(match node.as_f64().and_then(whole) {
            Some(count) => Fix::new(format!("it is read as `{count}`"), Some(number(count.into()))),
            None => Fix::new("it is ignored, since it limits nothing", None),
        }),
        // A habit from JSON Schema's third draft.
        (Shape::List(Shape::Text), Value::Bool(_) | Value::String(_)) if key == Some("required") => Some(Fix::new(
            "it is ignored: what is required is listed in the schema that has the property, `required: [name]`",
            None,
        )),
        _ => None,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what does not fit is no count")]
fn whole(number: f64) -> Option<u64> {
    (number >= 0.0 && number.fract() == 0.0 && number < 9e15).then_some(number as u64)
}

/// A field of an object that does not go with its neighbours, or that a later version has in another form.
pub(super) fn field(object: &str, map: &Map, key: &str, node: &Node) -> Option<Fix> {
    match object {
        "Parameter" => style(map, key, node),
        "Schema" => later(map, key, node),
        "Server" if key == "url" => scheme(node),
        "OAuth Flow" if matches!(key, "authorizationUrl" | "tokenUrl" | "refreshUrl") => scheme(node),
        _ => None,
    }
}

/// An address without a scheme, RFC 3986 section 4.2. It is relative to the scheme by which the document was fetched,
/// which nobody knows afterwards.
fn scheme(node: &Node) -> Option<Fix> {
    let address = node.as_str()?.strip_prefix("//").filter(|rest| !rest.is_empty() && !rest.starts_with('/'))?;
    let read = format!("https://{address}");
    let message = format!("the address `//{address}` has no scheme");
    let how = format!("it is read as `{read}`");
    Some(Fix { message: Some(message), ..Fix::new(how, Some(text(&read, node.span))) })
}

/// A parameter's style is one of those of its place, OpenAPI 3.0.3 section 4.7.12.3.
fn style(map: &Map, key: &str, node: &Node) -> Option<Fix> {
    let (style, place) = (node.as_str().filter(|_| key == "style")?, map.get("in")?.as_str()?);
    let allowed: &[&str] = match place {
        "path" => &["simple", "label", "matrix"],
        "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "header" => &["simple"],
        "cookie" => &["form"],
        _ => return None,
    };
    let known = PARAMETER_STYLES.contains(&style) && !allowed.contains(&style);
    let message = format!("a parameter in `{place}` cannot have the style `{style}`");
    let how = format!("it is read as `{}`", allowed.first()?);
    known.then(|| Fix { message: Some(message), ..Fix::new(how, None) })
}

const PARAMETER_STYLES: [&str; 7] =
    ["matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject"];

/// Keywords of OpenAPI 3.1 in a document of 3.0, which means the same by them.
fn later(map: &Map, key: &str, node: &Node) -> Option<Fix> {
    let span = node.span;
    let (yes, how) = (Node { span, value: Value::Bool(true) }, "it is read as OpenAPI 3.1 means it");
    match (key, &node.value) {
        ("exclusiveMinimum", Value::Number(_)) if !map.contains_key("minimum") => {
            Some(Fix::new(how, Some(yes)).with("minimum", node.clone()))
        }
        ("exclusiveMaximum", Value::Number(_)) if !map.contains_key("maximum") => {
            Some(Fix::new(how, Some(yes)).with("maximum", node.clone()))
        }
        ("type", Value::String(word)) if &**word == "null" => {
            Some(Fix::new(how, None).with("nullable", yes.clone()).with("x-upgraded-null", yes))
        }
        ("type", Value::List(types)) => {
            let words: Option<Vec<&str>> = types.iter().map(Node::as_str).collect();
            let words = words?;
            let known = |word: &&str| TYPES.contains(word);
            let others: Vec<&str> = words.iter().copied().filter(|word| *word != "null").collect();
            if others.is_empty() || !others.iter().all(known) {
                return None;
            }
            let fix = match others.as_slice() {
                [only] => Fix::new(how, Some(text(only, span))),
                _ if map.contains_key("anyOf") => return None,
                _ => {
                    let branch = |word: &&str| object_of(vec![("type", text(word, span))], span);
                    let list = Value::List(others.iter().map(branch).collect());
                    Fix::new(how, None).with("anyOf", Node { span, value: list })
                }
            };
            Some(if others.len() < words.len() { fix.with("nullable", yes) } else { fix })
        }
        _ => None,
    }
}

/// The types that a schema of OpenAPI 3.0 can name.
const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];

/// How a word is read that is none of those allowed.
pub(super) fn word(key: Option<&str>, words: &[&str], written: &str, span: Span) -> Option<Fix> {
    if let Some(word) = words.iter().find(|word| word.eq_ignore_ascii_case(written)) {
        return Some(Fix::new(format!("it is read as `{word}`"), Some(text(word, span))));
    }
    if key != Some("type") || !words.contains(&"integer") {
        return None;
    }
    let (ty, format) = match written.to_ascii_lowercase().as_str() {
        "int" => ("integer", None),
        "int32" | "short" => ("integer", Some("int32")),
        "long" | "int64" => ("integer", Some("int64")),
        "float" => ("number", Some("float")),
        "double" => ("number", Some("double")),
        "bool" => ("boolean", None),
        "str" | "text" => ("string", None),
        "uuid" | "date" | "date-time" | "byte" | "binary" | "password" | "uri" => ("string", Some(written)),
        "file" => ("string", Some("binary")),
        "list" => ("array", None),
        "map" | "dict" => ("object", None),
        _ => {
            let how = match nearest(written, TYPES) {
                Some(near) => format!("did you mean `{near}`? it is read as untyped JSON, of which nothing is lost"),
                None => "nothing is lost on the wire; say it in another way to get a type".to_owned(),
            };
            return Some(Fix { code: Code::UntypedFallback, ..Fix::new(how, None) });
        }
    };
    let how = match format {
        Some(format) => format!("it is read as `type: {ty}` with `format: {format}`"),
        None => format!("it is read as `{ty}`"),
    };
    let fix = Fix::new(how, Some(text(ty, span)));
    Some(match format {
        Some(format) => fix.with("format", text(format, span)),
        None => fix,
    })
}

/// How a required field is read that is missing, or that is there and says nothing.
pub(super) fn missing(object: &str, field: &str, is_said: bool, span: Span) -> Option<Fix> {
    let nothing = || Some(text("", span));
    let (how, value) = match (object, field) {
        ("Response", "description") | ("Info", "title" | "version") => ("it is read as an empty text", nothing()),
        ("OAuth Flow", "authorizationUrl") | ("Security Scheme", "openIdConnectUrl") => {
            ("the client does not use it", nothing())
        }
        ("OAuth Flow", "scopes") => ("it is read as `{}`", Some(object_of(Vec::new(), span))),
        ("OpenAPI", "paths") | ("Request Body", "content") if is_said => {
            ("it is read as `{}`", Some(object_of(Vec::new(), span)))
        }
        ("OpenAPI", "info") => {
            let fields = vec![("title", text("", span)), ("version", text("", span))];
            ("it is read as one with an empty title", Some(object_of(fields, span)))
        }
        ("Parameter", "required") => {
            let yes = Node { span, value: Value::Bool(true) };
            ("a path cannot go without a part of it, so that it is read as `true`", Some(yes))
        }
        ("Operation", "responses") => {
            let (key, value) = any_success(span);
            let fix = Fix::new(ANY_SUCCESS, Some(object_of(vec![(key, value)], span)));
            return Some(Fix { code: Code::EmptyResponses, ..fix });
        }
        _ => return None,
    };
    Some(Fix::new(how, value))
}

/// What an operation without responses returns.
pub(super) fn any_success(span: Span) -> (&'static str, Node) {
    ("2XX", object_of(vec![("description", text("", span))], span))
}

fn text(text: &str, span: Span) -> Node {
    Node { span, value: Value::String(text.into()) }
}

fn object_of(fields: Vec<(&str, Node)>, span: Span) -> Node {
    let entries = fields.into_iter().map(|(key, node)| (Key { text: key.into(), span }, node));
    Node { span, value: Value::Map(Map::build(entries.collect()).0) }
}
