//! What the tests of the generator share: running it, and small documents made of fragments.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod random;

use std::fs;
use std::path::{Path, PathBuf};

use codegen::{ClientInput, Input, Output};

/// The folder of the whole workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in the workspace")
}

/// The folder of the fixtures of this kind.
pub fn fixtures(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(kind)
}

/// What lies in a folder, by name.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder that can be read");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry that can be read").path()).collect();
    paths.sort();
    paths
}

/// All documents at a path: a file, or the files below a folder.
pub fn documents(path: &Path) -> Vec<PathBuf> {
    if path.is_dir() { entries(path).iter().flat_map(|path| documents(path)).collect() } else { vec![path.to_owned()] }
}

/// The name of a file without folder and extension.
pub fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).expect("a name in UTF-8")
}

/// Generates a client of each of the paths below `root`, which are documents or folders of them.
pub fn generate(root: &Path, clients: &[PathBuf]) -> Output {
    let client = |path: &PathBuf| ClientInput { name: stem(path).to_owned(), documents: documents(path) };
    codegen::generate(
        &Input { root: root.to_owned(), clients: clients.iter().map(client).collect(), feature_per_client: true },
        &|_| {},
    )
}

/// Generates what the folder `specs` of the workspace, or a copy of it, describes.
pub fn generate_specs(root: &Path) -> Output {
    let clients: Vec<_> = entries(&root.join("specs")).into_iter().filter(|path| path.is_dir()).collect();
    generate(root, &clients)
}

/// Makes whole documents of the fragments in `fixtures/constructs`, below `folder`, and gives their paths.
pub fn whole_constructs(folder: &Path) -> Vec<PathBuf> {
    let from = fixtures("constructs");
    for path in documents(&from) {
        let to = folder.join(path.strip_prefix(&from).expect("a path below the folder"));
        let text = fs::read_to_string(&path).expect("a fragment in UTF-8");
        fs::create_dir_all(to.parent().expect("a path with a folder")).expect("a folder for the document");
        fs::write(&to, whole(stem(&path), &text)).expect("a document");
    }
    entries(folder)
}

/// A whole document of a fragment: of one that has `paths`, or of one that is schemas, with a first line such
/// as `# sent: Order, received: Receipt` that says which way they travel.
pub fn whole(title: &str, fragment: &str) -> String {
    let head = format!("openapi: 3.0.3\ninfo: {{title: {title}, version: '1'}}\n");
    if fragment.contains("openapi: ") || !fragment.starts_with("# ") && !fragment.contains("paths:") {
        return fragment.to_owned();
    }
    if fragment.contains("paths:\n") {
        return head + fragment;
    }
    let directions = fragment.lines().next().unwrap_or_default().trim_start_matches("# ");
    let mut text = head + "paths:\n  /:\n    post:\n      operationId: call\n      x-rust-name: call_it\n";
    let mut responses = "      responses: {'200': {description: done}}\n".to_owned();
    for direction in directions.split(", ") {
        let (way, schema) = direction.split_once(": ").expect("`sent: Name` or `received: Name`");
        let content = format!("content: {{application/json: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}}}}}");
        match way {
            "sent" => text += &format!("      requestBody: {{required: true, {content}\n"),
            _ => responses = format!("      responses: {{'200': {{description: done, {content}}}\n"),
        }
    }
    text += &responses;
    text += "components:\n  schemas:\n";
    for line in fragment.lines().skip(1) {
        text += &if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") };
    }
    text
}
