//! Overlays: changes of a document that are kept in a file of their own.
//!
//! [`apply`] carries out an overlay (OpenAPI Overlay Specification 1.0.0) on the tree with positions, before anything
//! else looks at it. What an overlay brings keeps its place in the overlay's file, and diagnostics point there. Stricter
//! than the specification: an action that matches nothing is an error. Nested lists of an update are appended, as
//! version 1.1.0 makes clear; `extends` is not followed, because the document is named by the caller.

mod edit;

#[cfg(test)]
mod tests;

use std::path::Path;

use serde_json_path::JsonPath;

pub(crate) use edit::{remove, set};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Location, MAX_DEPTH, Node, Pointer, Sources, Value};

/// Applies the overlay at `path` to a document. Every action that cannot be carried out is reported, and left out.
pub(crate) fn apply(sources: &mut Sources, document: FileId, path: &Path, diagnostics: &mut Diagnostics) {
    let overlay = match sources.load(path) {
        Ok(overlay) => overlay,
        Err(diagnostic) => return diagnostics.push(diagnostic),
    };
    diagnostics.extend(sources.problems().filter(|problem| problem.span.file == overlay).cloned());
    let Some(actions) = actions(sources, overlay, diagnostics) else {
        return;
    };
    // Paths are looked up in a copy without positions, to which every action is applied as well.
    let mut json = sources.root(document).to_json();
    for (action, at) in actions {
        if let Err(diagnostic) = carry_out(sources, document, &mut json, &action, &at) {
            diagnostics.push(diagnostic);
        }
    }
    if sources.root(document).depth() > MAX_DEPTH {
        let message = format!("the document is nested more than {MAX_DEPTH} levels deep with this overlay");
        diagnostics.push(
            Diagnostic::at(sources, Code::TooDeep, &Location::root(overlay), message)
                .help("move inner schemas to `components`, and refer to them"),
        );
    }
}

/// The actions with their places, if the overlay can be understood.
fn actions(sources: &Sources, overlay: FileId, diagnostics: &mut Diagnostics) -> Option<Vec<(Node, Location)>> {
    let (root, at) = (sources.root(overlay), Location::root(overlay));
    let version = root.get("overlay").map(|node| sources.slice(node.span).trim_matches(['"', '\'']));
    if !version.is_some_and(|version| version == "1.0" || version.starts_with("1.0.")) {
        let message = match version {
            Some(version) => format!("`{version}` is not a version of overlays that is read"),
            None => "this is no overlay: it does not begin with its version".to_owned(),
        };
        let diagnostic = Diagnostic::at(sources, Code::InvalidOverlay, &at.child("overlay"), message);
        diagnostics.push(diagnostic.help("write `overlay: 1.0.0`"));
        return None;
    }
    let list = root.get("actions").and_then(Node::as_list).unwrap_or_default();
    if list.is_empty() {
        let diagnostic =
            Diagnostic::at(sources, Code::InvalidOverlay, &at.child("actions"), "the overlay has no action");
        diagnostics.push(diagnostic.help("list under `actions` what is to be changed"));
        return None;
    }
    Some(list.iter().enumerate().map(|(index, node)| (node.clone(), at.child("actions").index(index))).collect())
}

fn carry_out(
    sources: &mut Sources,
    document: FileId,
    json: &mut serde_json::Value,
    action: &Node,
    at: &Location,
) -> Result<(), Diagnostic> {
    let invalid =
        |sources: &Sources, at: &Location, message: String| Diagnostic::at(sources, Code::InvalidOverlay, at, message);
    let Some(target) = action.get("target").and_then(Node::as_str) else {
        return Err(invalid(sources, at, "the action has no `target`".to_owned())
            .help("say with a JSONPath what is to be changed: `target: $.info`"));
    };
    let target_at = at.child("target");
    let path = JsonPath::parse(target).map_err(|error| {
        invalid(sources, &target_at, format!("`{target}` is not a JSONPath: {}", error.message()))
            .help("a path begins with `$`: `$.paths['/pets'].get` (RFC 9535)")
    })?;
    let found: Vec<Pointer> = path
        .query_located(json)
        .dedup()
        .locations()
        .filter_map(|location| Pointer::parse(&location.to_json_pointer()).ok())
        .collect();
    if found.is_empty() {
        return Err(Diagnostic::at(sources, Code::UnmatchedAction, &target_at, format!("`{target}` matches nothing"))
            .help("correct the path, or take the action away if the document no longer needs it"));
    }
    if action.get("remove").and_then(Node::as_bool) == Some(true) {
        // Backwards, so that what is yet to be removed from a list keeps its index.
        for pointer in found.iter().rev() {
            let (Some(parent), Some(token)) = (pointer.parent(), pointer.last()) else {
                return Err(invalid(sources, &target_at, "the whole document cannot be removed".to_owned()));
            };
            remove_json(json.pointer_mut(parent.as_str()), &token);
            if let Some(node) = sources.node_mut(&Location::new(document, parent.clone())) {
                remove(node, &token);
            }
        }
        return Ok(());
    }
    let Some(update) = action.get("update") else {
        return Err(invalid(sources, at, "the action neither updates nor removes".to_owned())
            .help("add `update`, or `remove: true`"));
    };
    let update_json = update.to_json();
    for pointer in &found {
        let place = Location::new(document, pointer.clone());
        let Some((node, value)) = sources.node_mut(&place).zip(json.pointer_mut(pointer.as_str())) else {
            continue;
        };
        match (&mut node.value, value) {
            (Value::List(list), serde_json::Value::Array(values)) => {
                list.push(update.clone());
                values.push(update_json.clone());
            }
            (Value::Map(_), value) if update.as_map().is_some() => {
                edit::merge(node, update);
                edit::merge_json(value, &update_json);
            }
            _ => {
                let message = format!("{} cannot be merged into {}", update.kind(), node.kind());
                let there = node.span;
                return Err(invalid(sources, &at.child("update"), message)
                    .related(there, "what the target selects")
                    .help("an update of a map is a map, and a target is a map or a list"));
            }
        }
    }
    Ok(())
}

fn remove_json(value: Option<&mut serde_json::Value>, token: &str) {
    match value {
        Some(serde_json::Value::Object(map)) => {
            map.remove(token);
        }
        Some(serde_json::Value::Array(list)) => {
            if let Some(index) = token.parse().ok().filter(|index: &usize| *index < list.len()) {
                list.remove(index);
            }
        }
        _ => {}
    }
}
