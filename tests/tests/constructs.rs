//! `docs/constructs.md` names a test for every construct, and each of them exists.

use std::fs;
use std::path::{Path, PathBuf};

use codegen::Target;
use tests::tools::workspace;

/// The files that a test of this name may stand in, and its function.
fn places(name: &str) -> (Vec<PathBuf>, &str) {
    let mut path: Vec<&str> = name.split("::").collect();
    let function = path.pop().unwrap_or_default();
    let below = match path.first() {
        Some(krate @ (&"codegen" | &"runtime")) => {
            let below = workspace().join(krate).join("src");
            path.remove(0);
            below
        }
        _ => workspace().join("tests/tests"),
    };
    let file = path.iter().fold(below, |folder, part| folder.join(part));
    (vec![file.with_extension("rs"), file.join("main.rs"), file.join("mod.rs")], function)
}

/// Whether a file has this test: a function with the attribute, or an entry of the macros that make them.
fn has(file: &Path, function: &str) -> bool {
    let text = fs::read_to_string(file).unwrap_or_default();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_function = |line: &str| {
        // Tests of properties have arguments.
        let name = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
        name.and_then(|name| name.strip_prefix(function)).is_some_and(|rest| rest.starts_with('('))
    };
    let tested = lines.windows(2).any(|pair| pair[0].ends_with("test]") && is_function(pair[1]));
    tested || lines.iter().any(|line| line.ends_with(&format!(": {function},")))
}

#[test]
fn every_construct_names_a_test_that_exists() {
    let text = fs::read_to_string(workspace().join("docs/constructs.md")).expect("the page");
    let (mut rows, mut missing) = (0, Vec::new());
    for line in text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| Construct |")) {
        rows += 1;
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").collect();
        let names: Vec<&str> =
            cells.last().map_or("", |cell| cell).split('`').filter(|name| name.contains("::")).collect();
        assert!(cells.len() == 3 && !names.is_empty(), "no test proves this row: {line}");
        for name in names {
            let (files, function) = places(name);
            if !files.iter().any(|file| has(file, function)) {
                missing.push(name.to_owned());
            }
        }
    }
    assert!(missing.is_empty(), "there are no such tests: {missing:#?}");
    assert!(rows > 70, "only {rows} rows");
}

#[test]
fn xml_is_text_and_a_diagnostic_says_so() {
    let document = workspace().join("tests/wire/specs/bodies/formats.yaml");
    let target = Target { document, ..Target::default() };
    let output = codegen::generate_single(workspace(), &target, &|_| {});
    let shown = output.render_diagnostics(false);
    assert!(shown.contains("warning[W0560]: XML is sent as text"), "{shown}");
    assert!(shown.contains("warning[W0560]: XML is not generated where there is another type"), "{shown}");
    let source: String = output.files.values().map(String::as_str).collect();
    assert!(source.contains(".text_body::<String>(\"application/xml\", body.into())"));
}
