//! What an entry changes.

use super::Late;
use super::find::Target;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::overlay::{remove, set};
use crate::source::{Location, Map, Node, Sources, Span, Value};

/// What a key of a list names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Schema,
    Property,
    Operation,
    Pointer,
}

impl Kind {
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Property => "property",
            Self::Operation => "operation",
            Self::Pointer => "place",
        }
    }

    /// What can be changed.
    fn changes(self) -> &'static [&'static str] {
        match self {
            Self::Schema => &["name", "derive", "required", "optional", "type", "format", "schema"],
            Self::Property => &["name", "required", "nullable", "type", "format", "schema"],
            Self::Operation => &["name"],
            Self::Pointer => &["name", "required", "nullable", "type", "format", "schema"],
        }
    }
}

/// The traits that can be derived beside those that every type has. They are all in the standard library, so that they
/// need nothing else in the manifest.
const DERIVES: [&str; 6] = ["Copy", "Default", "Eq", "Hash", "Ord", "PartialOrd"];

/// Says everything of an entry to the document, or to what comes late.
pub(super) fn carry_out(
    sources: &mut Sources,
    kind: Kind,
    target: &Target,
    entry: &Node,
    place: &Location,
    late: &mut Late,
) -> Result<(), Diagnostic> {
    let wrong = |sources: &Sources, key: &str, what: &str| {
        let at = place.child(key);
        Diagnostic::at(sources, Code::InvalidOverride, &at, format!("`{key}` must be {what}"))
    };
    let Some(changes) = entry.as_map() else {
        let message = format!("an override is a map of what to change, found {}", entry.kind());
        let help = format!("there are {}", listed(kind.changes()));
        return Err(Diagnostic::at(sources, Code::InvalidOverride, place, message).help(help));
    };
    for (key, value) in changes.iter() {
        let key_span = key.span;
        match &*key.text {
            unknown if !kind.changes().contains(&unknown) => {
                let message = format!("`{unknown}` cannot be changed of a {}", kind.noun());
                let diagnostic = Diagnostic::at_key(sources, Code::InvalidOverride, &place.child(unknown), message);
                return Err(match nearest(unknown, kind.changes().iter().copied()) {
                    Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
                    None => diagnostic.help(format!("there are {}", listed(kind.changes()))),
                });
            }
            "name" => {
                let Some(name) = value.as_str() else {
                    return Err(wrong(sources, "name", "an identifier of Rust"));
                };
                match &target.member {
                    Some((owner, member)) => {
                        late.rename(owner.clone(), member, name).map_err(|why| wrong(sources, "name", &why))?;
                    }
                    None => change(sources, &target.at, |node| set(node, "x-rust-name", key_span, value.clone())),
                }
            }
            "derive" => {
                let names = texts(value).filter(|names| names.iter().all(|name| DERIVES.contains(&name.as_str())));
                let Some(names) = names else {
                    return Err(wrong(sources, "derive", &format!("a list of some of {}", listed(&DERIVES))));
                };
                late.derive(target.at.clone(), names, value.span);
            }
            "required" | "optional" if kind == Kind::Schema => {
                let Some(names) = texts(value) else {
                    return Err(wrong(sources, &key.text, "a list of properties"));
                };
                for name in names {
                    change(sources, &target.at, |node| require(node, &name, &*key.text == "required", value.span));
                }
            }
            "required" => {
                let Some(required) = value.as_bool() else {
                    return Err(wrong(sources, "required", "true or false"));
                };
                match &target.member {
                    // The list stands in the schema that has the property.
                    Some((_, name)) => {
                        let owner = target.at.pointer.parent().and_then(|pointer| pointer.parent());
                        let owner = Location::new(target.at.file, owner.unwrap_or_default());
                        change(sources, &owner, |node| require(node, name, required, value.span));
                    }
                    None => change(sources, &target.at, |node| set(node, "required", key_span, value.clone())),
                }
            }
            "nullable" => {
                if value.as_bool().is_none() {
                    return Err(wrong(sources, "nullable", "true or false"));
                }
                change(sources, &schema_of(sources, &target.at), |node| {
                    wrap_reference(node);
                    set(node, "nullable", key_span, value.clone());
                });
            }
            "schema" => {
                if value.as_map().is_none() {
                    return Err(wrong(sources, "schema", "a schema"));
                }
                change(sources, &schema_of(sources, &target.at), |node| replace(node, value.clone()));
            }
            "type" => {
                let Some(_) = value.as_str() else {
                    return Err(wrong(sources, "type", "the name of a type of OpenAPI"));
                };
                change(sources, &schema_of(sources, &target.at), |node| {
                    let mut schema = Node { span: value.span, value: Value::Map(Map::default()) };
                    set(&mut schema, "type", key_span, value.clone());
                    replace(node, schema);
                });
            }
            // With `type` in the same entry it is set after it.
            "format" => {}
            _ => {}
        }
    }
    if let (Some(format), Some(span)) = (changes.get("format"), changes.get_key_span("format")) {
        if format.as_str().is_none() {
            return Err(wrong(sources, "format", "the name of a format"));
        }
        change(sources, &schema_of(sources, &target.at), |node| set(node, "format", span, format.clone()));
    }
    Ok(())
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn texts(node: &Node) -> Option<Vec<String>> {
    node.as_list()?.iter().map(|node| node.as_str().map(str::to_owned)).collect()
}

fn change(sources: &mut Sources, at: &Location, edit: impl FnOnce(&mut Node)) {
    if let Some(node) = sources.node_mut(at) {
        edit(node);
    }
}

/// The schema of a parameter or a header; a schema itself.
fn schema_of(sources: &Sources, at: &Location) -> Location {
    let inner = at.child("schema");
    if sources.node(&inner).is_some() { inner } else { at.clone() }
}

/// Puts a name into the list `required` of a schema, or takes it out.
fn require(schema: &mut Node, name: &str, required: bool, span: Span) {
    let mut names: Vec<Node> = schema.get("required").and_then(Node::as_list).unwrap_or_default().to_vec();
    names.retain(|node| node.as_str() != Some(name));
    if required {
        names.push(Node { span, value: Value::String(name.into()) });
    }
    let key_span = schema.get_key_span("required").unwrap_or(span);
    if names.is_empty() {
        remove(schema, "required");
    } else {
        let span = schema.get("required").map_or(span, |node| node.span);
        set(schema, "required", key_span, Node { span, value: Value::List(names) });
    }
}

/// Puts another schema in the place of one, whose documentation stays unless the other brings its own.
fn replace(node: &mut Node, mut schema: Node) {
    for key in ["title", "description", "deprecated", "nullable"] {
        if let (None, Some(kept), Some(span)) = (schema.get(key), node.get(key).cloned(), node.get_key_span(key)) {
            set(&mut schema, key, span, kept);
        }
    }
    *node = schema;
}

/// Beside a `$ref` nothing can be said: it moves into an `allOf`.
fn wrap_reference(node: &mut Node) {
    if node.get("$ref").is_some() {
        let span = node.span;
        let reference = node.clone();
        *node = Node { span, value: Value::Map(Map::default()) };
        set(node, "allOf", span, Node { span, value: Value::List(vec![reference]) });
    }
}
