//! Finds the documents: every folder of `specs/` with documents in it is a client.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use codegen::ClientInput;

/// The clients whose documents lie in the folders of `specs`, in the order of their names.
///
/// # Errors
///
/// When the folder is missing or cannot be read, when it has no document, and when a document lies
/// beside the folders, where it belongs to no client.
pub fn find(specs: &Path) -> anyhow::Result<Vec<ClientInput>> {
    let place = specs.display();
    if !specs.is_dir() {
        bail!("there is no folder {place}: make one, and in it a folder per client with its OpenAPI documents");
    }
    let mut clients = Vec::new();
    for path in entries(specs)? {
        if path.is_dir() {
            let documents = documents(&path)?;
            let name = path.file_name().and_then(OsStr::to_str);
            match name {
                _ if documents.is_empty() => {}
                Some(name) => clients.push(ClientInput { name: name.to_owned(), documents }),
                None => bail!("the folder {} cannot name a client: its name is not UTF-8", path.display()),
            }
        } else if is_document(&path) {
            bail!(
                "{} belongs to no client: move it into a folder of {place}, whose name becomes the client's",
                path.display()
            );
        }
    }
    if clients.is_empty() {
        bail!("no folder of {place} has a document (.yaml, .yml or .json)");
    }
    Ok(clients)
}

/// All documents below a folder.
pub fn documents(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            found.extend(documents(&path)?);
        } else if is_document(&path) {
            found.push(path);
        }
    }
    Ok(found)
}

fn is_document(path: &Path) -> bool {
    path.extension().is_some_and(|extension| ["yaml", "yml", "json"].map(OsStr::new).contains(&extension))
}

/// What a folder holds, ordered, for the order of a file system means nothing. Hidden files are an
/// editor's or a system's, and left out.
fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let read = || fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
    let mut paths = read().with_context(|| format!("cannot read {}", folder.display()))?;
    paths.retain(|path| path.file_name().is_some_and(|name| !name.as_encoded_bytes().starts_with(b".")));
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specs(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        folder
    }

    #[test]
    fn every_folder_with_documents_is_a_client() {
        let folder = specs(&[
            "README.md",
            "b/two.yaml",
            "b/one.json",
            "b/parts/three.yml",
            "b/.two.yaml.swp.yaml",
            "a/only.yaml",
            "notes/text.md",
        ]);
        let found: Vec<_> = find(folder.path())
            .unwrap()
            .into_iter()
            .map(|client| {
                let names = client.documents.iter();
                let names = names.map(|d| d.strip_prefix(folder.path()).unwrap().to_owned());
                (client.name, names.collect::<Vec<_>>())
            })
            .collect();
        let paths = |names: &[&str]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
        assert_eq!(
            found,
            [
                ("a".to_owned(), paths(&["a/only.yaml"])),
                ("b".to_owned(), paths(&["b/one.json", "b/parts/three.yml", "b/two.yaml"])),
            ]
        );
    }

    #[test]
    fn a_missing_folder_is_explained() {
        let folder = specs(&[]);
        let error = find(&folder.path().join("specs")).unwrap_err();
        assert!(error.to_string().contains("a folder per client"), "{error}");
    }

    #[test]
    fn a_document_outside_the_folders_is_refused() {
        let folder = specs(&["a/one.yaml", "stray.yaml"]);
        let error = find(folder.path()).unwrap_err();
        assert!(error.to_string().contains("stray.yaml belongs to no client"), "{error}");
    }

    #[test]
    fn folders_without_documents_are_not_enough() {
        let folder = specs(&["a/README.md"]);
        let error = find(folder.path()).unwrap_err();
        assert!(error.to_string().contains("has a document"), "{error}");
    }
}
