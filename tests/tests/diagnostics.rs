//! Every diagnostic has an example that provokes it, and its place in `docs/diagnostics.md`.

use std::fs;
use std::path::Path;

use codegen::diagnostic::Code;
use codegen::{Choice, Output, Target, generate_single};

/// Those about files, memory and numbers that an example of a few lines can tell of but not be.
const TOLD: [Code; 5] =
    [Code::NotUtf8, Code::TooDeep, Code::AliasExpansion, Code::NoMemory, Code::ConflictingDocuments];

const PETS: &str = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets: {get: {tags: [pets], responses: \
                    {'200': {description: pets, content: {application/json: {schema: {$ref: \
                    '#/components/schemas/Pet'}}}}}}}\ncomponents: {schemas: {Pet: {type: object, properties: {name: \
                    {type: string}}}}}\n";

/// Generates from the example, which is a document, or stands beside one.
fn provoke(code: Code, folder: &Path) -> Output {
    let name = if code.example().starts_with('{') { "api.json" } else { "api.yaml" };
    let (document, beside) = (folder.join(name), folder.join("beside.yaml"));
    let mut target = Target { document: document.clone(), ..Target::default() };
    let mut text = PETS.to_owned();
    match code {
        Code::UnmatchedChoice => target.choice = Choice { tags: vec!["pest".to_owned()], ..Choice::default() },
        Code::InvalidOverlay | Code::UnmatchedAction => target.overlays.push(beside.clone()),
        Code::InvalidOverride | Code::UnmatchedOverride => target.overrides = Some(beside.clone()),
        _ => text = whole(code.example()),
    }
    fs::write(document, text).expect("a document");
    fs::write(beside, code.example()).expect("a file beside it");
    generate_single(folder, &target, &|_| {})
}

/// The example with what it leaves out.
fn whole(example: &str) -> String {
    let begins = |keys: &[&str]| example.lines().any(|line| keys.iter().any(|key| line.starts_with(key)));
    if !begins(&["paths:", "components:", "servers:"]) || begins(&["openapi:", "info:"]) {
        return example.to_owned();
    }
    let paths = if begins(&["paths:"]) { "" } else { "\npaths: {}" };
    format!("openapi: 3.0.3\ninfo: {{title: Pets, version: '1'}}\n{example}{paths}\n")
}

#[test]
fn every_example_provokes_its_diagnostic() {
    let mut silent = String::new();
    for &code in Code::ALL.iter().filter(|code| !TOLD.contains(code)) {
        let folder = tempfile::tempdir().expect("a folder");
        let output = provoke(code, folder.path());
        let found = output.diagnostics.iter().any(|diagnostic| diagnostic.code == code);
        if !found {
            silent += &format!("{code}: {}\n{}\n", code.example(), output.render_diagnostics(false));
        }
    }
    assert!(silent.is_empty(), "{silent}");
}

/// `UPDATE_DOCS=1 cargo test -p tests --test diagnostics` writes the page again.
#[test]
fn the_page_of_diagnostics_says_what_explain_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnostics.md");
    let mut page = HEAD.to_owned();
    for code in Code::ALL {
        let (story, example) = (code.story(), code.example());
        page += &format!("\n## {code}: {}\n\n{story}\n\n```text\n{example}\n```\n", code.title());
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).expect("the page can be written");
    }
    let written = fs::read_to_string(&path).expect("docs/diagnostics.md");
    assert!(
        written == page,
        "docs/diagnostics.md is out of date: UPDATE_DOCS=1 cargo test -p tests --test diagnostics"
    );
}

const HEAD: &str = "\
# Diagnostics

What `cargo xtask gen` says about a document. Each has a code, a severity, the place in the document, the cause, and in
most cases the way out; `cargo xtask explain CODE` prints what stands here. This page is made from the table in
`codegen/src/diagnostic/code.rs`, and a test keeps the two together.

Codes begin with `E` (error: something is left out of the crate, or nothing is written), `W` (warning: it is generated,
and may be other than what was meant) or `N` (note). An operation with an error is left out alone and named with its
reason; a schema with one becomes untyped JSON (W0520). With `--strict` nothing is written where there is an error.

Warnings and notes that say the same of several places are shown once, with the number of the places and the first of
them; of a code with many kinds the first are shown. `--all-diagnostics` shows every place.

## For machines

`--format json` prints a list of objects on standard output, in the order of their places:

| key | value |
|---|---|
| `code` | `\"E0201\"` |
| `severity` | `\"error\"`, `\"warning\"` or `\"note\"` |
| `message` | the cause, one line of text |
| `file`, `line`, `column` | the place, counted from 1; columns are characters |
| `pointer` | the JSON pointer of the node, as it is after an upgrade from 3.1 |
| `label` | what is said at the place itself; absent if there is nothing |
| `help` | the way out; absent if there is none |
| `related` | other places, each with `file`, `line`, `column` and `message`; absent if there are none |
";
