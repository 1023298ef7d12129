//! What a schema demands of values beyond their type, and what it says about them in passing.

use serde_json::{Number, Value as Json};

use crate::api::{Docs, Limits};
use crate::source::Node;

/// Adds what one schema demands; the later of two demands counts.
pub(super) fn read(node: &Node, limits: &mut Limits) {
    let count = |keys: [&str; 3]| keys.iter().find_map(|key| node.get(key).and_then(Node::as_u64));
    limits.least = count(["minLength", "minItems", "minProperties"]).filter(|least| *least > 0).or(limits.least);
    limits.most = count(["maxLength", "maxItems", "maxProperties"]).or(limits.most);
    if let Some(minimum) = bound(node, "minimum", "exclusiveMinimum") {
        limits.minimum = Some(minimum);
    }
    if let Some(maximum) = bound(node, "maximum", "exclusiveMaximum") {
        limits.maximum = Some(maximum);
    }
    let number = |key: &str| node.get(key).and_then(Node::as_number).cloned();
    limits.multiple_of = number("multipleOf").or(limits.multiple_of.take());
    limits.pattern = node.get("pattern").and_then(Node::as_str).map(str::to_owned).or(limits.pattern.take());
    limits.unique |= node.get("uniqueItems").and_then(Node::as_bool) == Some(true);
}

/// A bound with whether it is excluded: a flag beside it in OpenAPI 3.0, a number of its own in 3.1.
fn bound(node: &Node, key: &str, exclusive: &str) -> Option<(Number, bool)> {
    match node.get(exclusive) {
        Some(flag) if flag.as_number().is_some() => flag.as_number().cloned().map(|number| (number, true)),
        flag => {
            let number = node.get(key).and_then(Node::as_number).cloned()?;
            Some((number, flag.and_then(Node::as_bool) == Some(true)))
        }
    }
}

/// The documentation of a schema: its own words.
pub(super) fn docs(node: &Node) -> Docs {
    let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
    Docs {
        summary: text("title"),
        description: text("description"),
        deprecated: node.get("deprecated").and_then(Node::as_bool) == Some(true),
        link: node.get("externalDocs").and_then(|docs| docs.get("url")).and_then(Node::as_str).map(str::to_owned),
        ..Docs::default()
    }
}

/// A default and limits as lines of documentation.
pub(super) fn notes(default: Option<&Json>, limits: &Limits, is_text: bool) -> Vec<(&'static str, String)> {
    let mut notes = Vec::new();
    if let Some(default) = default {
        notes.push(("Default", default.to_string()));
    }
    let what = if is_text { "Length" } else { "Items" };
    match (limits.least, limits.most) {
        (Some(least), Some(most)) if least == most => notes.push((what, least.to_string())),
        (Some(least), Some(most)) => notes.push((what, format!("{least}..={most}"))),
        (Some(least), None) => notes.push((what, format!("{least}.."))),
        (None, Some(most)) => notes.push((what, format!("..={most}"))),
        (None, None) => {}
    }
    let lower = limits.minimum.as_ref().map(|(number, out)| format!("{} {number}", if *out { ">" } else { ">=" }));
    let upper = limits.maximum.as_ref().map(|(number, out)| format!("{} {number}", if *out { "<" } else { "<=" }));
    let range: Vec<String> = lower.into_iter().chain(upper).collect();
    if !range.is_empty() {
        notes.push(("Range", range.join(", ")));
    }
    if let Some(of) = &limits.multiple_of {
        notes.push(("Multiple of", of.to_string()));
    }
    if let Some(pattern) = &limits.pattern {
        notes.push(("Pattern", pattern.clone()));
    }
    if limits.unique {
        notes.push(("Items", "unique".to_owned()));
    }
    notes
}
