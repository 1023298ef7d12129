//! The features of a generated crate: the one part of its manifest that follows the documents.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use toml_edit::{Array, DocumentMut, Item, Table, value};

/// The manifest in `folder` with a feature per client in place of the ones it had; everything else stays.
///
/// # Errors
///
/// When the manifest cannot be read, or is not TOML.
pub fn with_features(folder: &Path, features: &BTreeMap<String, Vec<String>>) -> anyhow::Result<String> {
    let path = folder.join("Cargo.toml");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    edit(&text, features).with_context(|| format!("{} is not TOML", path.display()))
}

/// Whether the manifest has the crate that generated sources call.
pub fn depends_on_runtime(text: &str) -> bool {
    let manifest = text.parse::<DocumentMut>().ok();
    manifest.is_some_and(|manifest| manifest.get("dependencies").is_some_and(|table| table.get("runtime").is_some()))
}

fn edit(text: &str, features: &BTreeMap<String, Vec<String>>) -> Result<String, toml_edit::TomlError> {
    let mut manifest: DocumentMut = text.parse()?;
    let table = manifest.entry("features").or_insert(Item::Table(Table::new()));
    if let Some(table) = table.as_table_like_mut() {
        let stale: Vec<String> =
            table.iter().map(|(name, _)| name.to_owned()).filter(|name| !features.contains_key(name)).collect();
        for name in stale {
            table.remove(&name);
        }
        for (name, enables) in features {
            let current: Option<Vec<&str>> = table
                .get(name)
                .and_then(Item::as_array)
                .map(|array| array.iter().filter_map(|item| item.as_str()).collect());
            if current.is_none_or(|current| current != *enables) {
                table.insert(name, value(enables.iter().collect::<Array>()));
            }
        }
    }
    Ok(manifest.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(names: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        names
            .iter()
            .map(|(name, enables)| ((*name).to_owned(), enables.iter().map(|on| (*on).to_owned()).collect()))
            .collect()
    }

    #[test]
    fn only_features_that_differ_are_touched() {
        let text =
            "[package] # ours\nname = \"x\"\n\n[features]\n# kept\na = [\"runtime/a\"]\ngone = []\n\n[dependencies]\n";
        let edited = edit(text, &features(&[("a", &["runtime/a"]), ("b", &[])])).unwrap();
        assert_eq!(edited, text.replace("gone = []\n", "b = []\n"));
    }

    #[test]
    fn a_manifest_without_features_gets_them() {
        let edited = edit("[package]\nname = \"x\"\n", &features(&[("a", &["runtime/a"])])).unwrap();
        assert_eq!(edited, "[package]\nname = \"x\"\n\n[features]\na = [\"runtime/a\"]\n");
    }
}
