//! Two validators that others wrote accept every document under `specs/`, and refuse a broken one:
//! openapi-spec-validator (PyPI), which knows the specification's own schema, and Redocly CLI (npm),
//! which knows more rules and checks the examples.
//!
//! `cargo xtask test` installs both. Where one is missing its tests say so and pass; with
//! `REQUIRE_TOOLS=1` in the environment they fail instead.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::tools::{find, workspace};

/// A validator: its program below the tools folder, and the arguments that stand before the documents.
struct Validator {
    program: &'static str,
    arguments: Vec<PathBuf>,
}

fn spec_validator() -> Validator {
    Validator { program: "python/bin/openapi-spec-validator", arguments: Vec::new() }
}

fn redocly() -> Validator {
    Validator {
        program: "node/node_modules/.bin/redocly",
        arguments: vec!["lint".into(), "--config".into(), workspace().join("tests/tools/node/redocly.yaml")],
    }
}

impl Validator {
    /// Whether the validator accepts all `documents`, and what it printed; `None` if it is not installed.
    fn run(&self, documents: &[PathBuf]) -> Option<(bool, String)> {
        let program = find(self.program)?;
        let output = Command::new(program)
            .args(&self.arguments)
            .args(documents)
            .env("REDOCLY_TELEMETRY", "off")
            .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")
            .output()
            .expect("the validator starts");
        let printed = [output.stdout, output.stderr].concat();
        Some((output.status.success(), String::from_utf8_lossy(&printed).into_owned()))
    }

    fn accepts_every_document(&self) {
        let documents = documents(&workspace().join("specs"));
        assert!(documents.len() >= 4, "documents found: {documents:?}");
        if let Some((accepted, printed)) = self.run(&documents) {
            assert!(accepted, "{printed}");
        }
    }

    /// Shows that an acceptance means something.
    fn refuses_a_broken_document(&self) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let document = folder.path().join("broken.yaml");
        let source = fs::read_to_string(workspace().join("specs/alipay/common.yaml")).expect("the shared document");
        fs::write(&document, source.replace("type: object", "type: objekt")).expect("a file in the temporary folder");
        if let Some((accepted, printed)) = self.run(&[document]) {
            assert!(!accepted, "{printed}");
            assert!(printed.contains("objekt"), "{printed}");
        }
    }
}

#[test]
fn openapi_spec_validator_accepts_every_document() {
    spec_validator().accepts_every_document();
}

#[test]
fn openapi_spec_validator_refuses_a_broken_document() {
    spec_validator().refuses_a_broken_document();
}

#[test]
fn redocly_accepts_every_document() {
    redocly().accepts_every_document();
}

#[test]
fn redocly_refuses_a_broken_document() {
    redocly().refuses_a_broken_document();
}

/// All documents below `folder`, in the order of their paths.
fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder that can be read") {
        let path = entry.expect("an entry that can be read").path();
        if path.is_dir() {
            found.extend(documents(&path));
        } else if path.extension().is_some_and(|e| e == "yaml" || e == "yml" || e == "json") {
            found.push(path);
        }
    }
    found.sort();
    found
}
