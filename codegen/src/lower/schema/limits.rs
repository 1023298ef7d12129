//! What a schema demands of values beyond their type, and what it says about them in passing.

use std::cmp::Ordering;

use serde_json::{Number, Value as Json};

use crate::api::{Docs, Limits, TypeRef};
use crate::source::Node;
use crate::upgrade::compare;

/// Adds what one schema demands: both have to hold, so that the narrower of two demands counts. Of two patterns, and of
/// two factors, the later one does.
pub(super) fn read(node: &Node, limits: &mut Limits) {
    let count = |keys: [&str; 3]| keys.iter().find_map(|key| node.get(key).and_then(Node::as_u64));
    let least = count(["minLength", "minItems", "minProperties"]).filter(|least| *least > 0);
    limits.least = limits.least.max(least);
    let most = count(["maxLength", "maxItems", "maxProperties"]);
    limits.most = limits.most.into_iter().chain(most).min();
    limits.minimum = narrower(limits.minimum.take(), bound(node, "minimum", "exclusiveMinimum"), Ordering::Greater);
    limits.maximum = narrower(limits.maximum.take(), bound(node, "maximum", "exclusiveMaximum"), Ordering::Less);
    let number = |key: &str| node.get(key).and_then(Node::as_number).cloned();
    limits.multiple_of = number("multipleOf").or(limits.multiple_of.take());
    limits.pattern = node.get("pattern").and_then(Node::as_str).map(str::to_owned).or(limits.pattern.take());
    limits.unique |= node.get("uniqueItems").and_then(Node::as_bool) == Some(true);
}

/// Of two bounds the one that is this to the other; of equal ones that which is excluded.
fn narrower(before: Option<(Number, bool)>, now: Option<(Number, bool)>, narrower: Ordering) -> Option<(Number, bool)> {
    before.into_iter().chain(now).reduce(|one, other| match compare(&other.0, &one.0) {
        Ordering::Equal if other.1 => other,
        ordering if ordering == narrower => other,
        _ => one,
    })
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

/// The label of a default.
pub(super) const DEFAULT: &str = "Default";

/// What alternatives demand of a value of this type, of which it need only meet one.
pub(super) fn either(alternatives: &[Limits], ty: &TypeRef) -> Vec<(&'static str, String)> {
    let mut said: Vec<Vec<(&'static str, String)>> = Vec::new();
    for limits in alternatives {
        let notes = notes(None, limits, ty);
        if !said.contains(&notes) {
            said.push(notes);
        }
    }
    let labels: Vec<Vec<&str>> = said.iter().map(|notes| notes.iter().map(|(label, _)| *label).collect()).collect();
    // Where all of them say one thing, it is said once of which.
    if let Some([(label, _)]) = said.first().map(Vec::as_slice)
        && labels.iter().all(|labels| labels == &[*label])
    {
        let texts: Vec<&str> = said.iter().map(|notes| notes[0].1.as_str()).collect();
        return vec![(label, texts.join(", or "))];
    }
    let text = |notes: &Vec<(&str, String)>| match notes.as_slice() {
        [] => "anything".to_owned(),
        notes => {
            notes.iter().map(|(label, text)| format!("{} {text}", label.to_lowercase())).collect::<Vec<_>>().join("; ")
        }
    };
    let texts: Vec<String> = said.iter().map(text).collect();
    if said.iter().all(Vec::is_empty) { Vec::new() } else { vec![("Either", texts.join(", or "))] }
}

/// A default and limits as lines of documentation, of a value of this type.
pub(super) fn notes(default: Option<&Json>, limits: &Limits, ty: &TypeRef) -> Vec<(&'static str, String)> {
    let mut notes = Vec::new();
    if let Some(default) = default {
        notes.push((DEFAULT, default.to_string()));
    }
    let (what, inner) = match ty.not_null() {
        TypeRef::String | TypeRef::Secret | TypeRef::Format(_) => ("Length", None),
        TypeRef::List(inner) => ("Items", Some(("Each item", inner))),
        TypeRef::Map(inner) => ("Members", Some(("Each value", inner))),
        TypeRef::Named(_) | TypeRef::Boxed(_) => ("Members", None),
        _ => ("Items", None),
    };
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
    if !limits.any_of.is_empty() {
        notes.extend(either(&limits.any_of, ty));
    }
    if let (Some(limits), Some((what, inner))) = (&limits.items, inner) {
        let of_each = self::notes(None, limits, inner);
        let of_each = of_each.into_iter().map(|(what, text)| format!("{} {text}", what.to_lowercase()));
        notes.extend(of_each.map(|text| (what, text)));
    }
    notes
}
