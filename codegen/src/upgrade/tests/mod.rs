//! What becomes of documents of 3.1 and 3.2.

mod files;
mod fuzz;
mod objects;
mod places;
mod schemas;

use crate::diagnostic::{Code, Diagnostics};
use crate::source::check::Broken;
use crate::source::{FileId, Location, Node, Pointer, Sources, Value, check};
use crate::upgrade::{Kind, entrance};

/// A document that has been rewritten and checked.
struct Upgraded {
    sources: Sources,
    file: FileId,
    diagnostics: Diagnostics,
    broken: Broken,
}

/// A document with these members.
fn upgrade(version: &str, members: &str) -> Upgraded {
    upgrade_beside(version, members, &[])
}

/// A document with these members, beside other files.
fn upgrade_beside(version: &str, members: &str, others: &[(&str, &str)]) -> Upgraded {
    let mut sources = Sources::new();
    for (name, text) in others {
        sources.add(*name, *text).expect("YAML");
    }
    let text = format!("openapi: {version}\ninfo: {{title: t, version: '1'}}\n{members}");
    let file = sources.add("api.yaml", text).expect("YAML");
    let mut diagnostics = Diagnostics::new();
    assert_eq!(entrance(&mut sources, file, &mut diagnostics), Kind::Document);
    let broken = check::document(&mut sources, file, &mut diagnostics);
    Upgraded { sources, file, diagnostics, broken }
}

impl Upgraded {
    /// The node that a reference in the document leads to, in YAML's flow style.
    fn get(&mut self, reference: &str) -> String {
        let span = self.sources.root(self.file).span;
        let target = self.sources.resolve(self.file, span, &Pointer::root(), reference).expect("a target");
        flow(self.sources.node(&target).expect("a node"))
    }

    fn shown(&self) -> String {
        self.diagnostics.render(&self.sources, false)
    }

    fn codes(&self) -> Vec<Code> {
        self.diagnostics.sorted().iter().map(|d| d.code).collect()
    }

    fn line_of(&self, pointer: &str) -> usize {
        let pointer = Pointer::parse(pointer).expect("a pointer");
        self.sources.position(self.sources.span(&Location::new(self.file, pointer))).line
    }
}

/// What becomes of a schema, which must then be sound, without anything to say about it, and readable.
fn schema(text: &str) -> String {
    let (schema, codes) = schema_and_codes(text);
    assert_eq!(codes, [], "{text}");
    schema
}

/// What becomes of a schema that is sound afterwards, and what there is to say about it.
fn schema_and_codes(text: &str) -> (String, Vec<Code>) {
    let lines = text.replace('\n', "\n      ");
    let upgraded = upgrade("3.1.0", &format!("components:\n  schemas:\n    S:\n      {lines}\n    T: {{}}\n"));
    assert!(upgraded.broken.is_empty(), "{}", upgraded.shown());
    let pointer = Pointer::from_tokens(["components", "schemas", "S"]);
    let node = upgraded.sources.node(&Location::new(upgraded.file, pointer)).expect("a schema");
    crate::source::from_node::<openapiv3::ReferenceOr<openapiv3::Schema>>(node).expect("a schema of 3.0");
    let shown = flow(node);
    (shown, upgraded.codes())
}

/// A tree in YAML's flow style.
fn flow(node: &Node) -> String {
    match &node.value {
        Value::List(list) => format!("[{}]", list.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Map(map) => {
            let entries: Vec<_> = map.iter().map(|(key, node)| format!("{}: {}", key.text, flow(node))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::String(text) if text.is_empty() => "''".to_owned(),
        Value::String(text) => text.to_string(),
        _ => node.to_json().to_string(),
    }
}
