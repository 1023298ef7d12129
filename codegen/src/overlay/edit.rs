//! Changes of a tree: each node keeps the place of the text that it came from.

use crate::source::{Key, Map, Node, Span, Value};

/// Sets a member of a map, in the place of the one with that key if there is one. What is no map becomes one.
pub(crate) fn set(node: &mut Node, key: &str, key_span: Span, value: Node) {
    if let Value::Map(map) = &mut node.value
        && let Some(old) = map.get_mut(key)
    {
        *old = value;
        return;
    }
    let mut entries = entries(node);
    entries.push((Key { text: key.into(), span: key_span }, value));
    node.value = Value::Map(Map::build(entries).0);
}

/// Removes a member of a map or an element of a list.
pub(crate) fn remove(node: &mut Node, token: &str) {
    match &mut node.value {
        Value::Map(_) => {
            let mut entries = entries(node);
            entries.retain(|(key, _)| &*key.text != token);
            node.value = Value::Map(Map::build(entries).0);
        }
        Value::List(list) => {
            if let Some(index) = token.parse().ok().filter(|index: &usize| *index < list.len()) {
                list.remove(index);
            }
        }
        _ => {}
    }
}

/// Merges an update into an object: maps member by member, lists one after the other, anything else replaced.
pub(crate) fn merge(node: &mut Node, update: &Node) {
    match (&mut node.value, &update.value) {
        (Value::Map(map), Value::Map(update)) => {
            for (key, value) in map.iter_mut() {
                if let Some(update) = update.get(&key.text) {
                    merge(value, update);
                }
            }
            let added: Vec<_> = update.iter().filter(|(key, _)| !map.contains_key(&key.text)).collect();
            if !added.is_empty() {
                let added: Vec<_> = added.into_iter().map(|(key, value)| (key.clone(), value.clone())).collect();
                let mut entries = entries(node);
                entries.extend(added);
                node.value = Value::Map(Map::build(entries).0);
            }
        }
        (Value::List(list), Value::List(update)) => list.extend(update.iter().cloned()),
        _ => *node = update.clone(),
    }
}

/// The same as [`merge`] on values without positions.
pub(crate) fn merge_json(value: &mut serde_json::Value, update: &serde_json::Value) {
    use serde_json::Value as Json;
    match (value, update) {
        (Json::Object(map), Json::Object(update)) => {
            for (key, update) in update {
                match map.get_mut(key) {
                    Some(old) => merge_json(old, update),
                    None => {
                        map.insert(key.clone(), update.clone());
                    }
                }
            }
        }
        (Json::Array(list), Json::Array(update)) => list.extend(update.iter().cloned()),
        (value, update) => *value = update.clone(),
    }
}

/// Takes the entries out of a map, which is empty until they are put back; none of what is no map.
fn entries(node: &mut Node) -> Vec<(Key, Node)> {
    match &mut node.value {
        Value::Map(map) => std::mem::take(map).into_entries(),
        _ => Vec::new(),
    }
}
