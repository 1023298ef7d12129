//! The workspaces around the folder of a crate.

use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::Context as _;
use toml_edit::{DocumentMut, Item};

use crate::plan::slashes;

/// Whether cargo would take a crate in `folder` for a part of the workspace around it without being told so by that
/// workspace: then the crate needs an empty `[workspace]` of its own.
///
/// # Errors
///
/// When a manifest above the folder cannot be read or is not TOML.
pub fn needs_own_workspace(folder: &Path) -> anyhow::Result<bool> {
    for parent in folder.ancestors().skip(1) {
        let path = parent.join("Cargo.toml");
        if !path.is_file() {
            continue;
        }
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let manifest: DocumentMut = text.parse().with_context(|| format!("{} is not TOML", path.display()))?;
        let Some(workspace) = manifest.get("workspace") else {
            continue;
        };
        let below = folder.strip_prefix(parent).unwrap_or(folder);
        let listed = |key: &str, matches: fn(&Path, &Path) -> bool| {
            let entries = workspace.get(key).and_then(Item::as_array);
            entries
                .into_iter()
                .flatten()
                .filter_map(|entry| entry.as_str())
                .any(|entry| matches(Path::new(entry), below))
        };
        let excluded = listed("exclude", |entry, below| below.starts_with(normal(entry)));
        return Ok(!excluded && !listed("members", is_member));
    }
    Ok(false)
}

/// Whether a pattern of `members` matches a folder: `*` stands for the name of one.
fn is_member(pattern: &Path, folder: &Path) -> bool {
    let (pattern, folder) = (normal(pattern), normal(folder));
    let (pattern, folder): (Vec<_>, Vec<_>) = (pattern.iter().collect(), folder.iter().collect());
    pattern.len() == folder.len()
        && pattern.iter().zip(&folder).all(|(pattern, name)| {
            let (pattern, name) = (pattern.to_string_lossy(), name.to_string_lossy());
            match pattern.split_once('*') {
                Some((start, end)) => {
                    name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
                }
                None => pattern == name,
            }
        })
}

fn normal(path: &Path) -> PathBuf {
    path.components().filter(|component| *component != Component::CurDir).collect()
}

/// How a crate in `folder` names the folder `name` of the workspace at `root`: relative if it lies in that workspace,
/// so that both can be moved together, absolute otherwise.
pub fn path_to(folder: &Path, root: &Path, name: &str) -> String {
    match folder.strip_prefix(root) {
        Ok(below) => "../".repeat(below.components().count()) + name,
        Err(_) => slashes(&root.join(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_below_a_workspace_that_does_not_list_it_stands_alone() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = "[workspace]\nmembers = [\"a\", \"crates/*\"]\nexclude = [\"out\"]\n";
        fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
        for (below, alone) in [("a", false), ("crates/b", false), ("out/c", false), ("b", true), ("crates/b/c", true)] {
            assert_eq!(needs_own_workspace(&folder.path().join(below)).unwrap(), alone, "{below}");
        }
    }

    #[test]
    fn a_path_is_relative_within_the_workspace_only() {
        assert_eq!(path_to(Path::new("/w/a/b"), Path::new("/w"), "runtime"), "../../runtime");
        assert_eq!(path_to(Path::new("/elsewhere"), Path::new("/w"), "runtime"), "/w/runtime");
    }
}
