//! `$ref`, followed.

use insta::assert_snapshot;

use super::shown;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Location, Pointer, Sources};

/// Follows the `$ref` of the object at a pointer in a file.
fn follow(sources: &mut Sources, file: FileId, pointer: &str) -> Result<Location, Diagnostic> {
    let pointer = Pointer::parse(pointer).expect("a pointer");
    let node = sources.node(&Location::new(file, pointer.clone())).and_then(|n| n.get("$ref"));
    let node = node.expect("a reference");
    let (text, span) = (node.as_str().expect("text").to_owned(), node.span);
    sources.resolve(file, span, &pointer, &text)
}

fn target(sources: &Sources, location: &Location) -> String {
    format!("{}#{}", sources.name(location.file), location.pointer)
}

/// What is said about the reference at `/r` of a file.
fn problem(text: &str) -> String {
    let (mut sources, file) = super::read("api.yaml", text);
    let diagnostic = follow(&mut sources, file, "/r").expect_err("a bad reference");
    shown(&sources, diagnostic)
}

#[test]
fn references_are_followed_to_the_end_of_their_chain() {
    let text = "r: {$ref: '#/a'}\na: {$ref: '#/c/x~1y%7B%7d'}\nc: {'x/y{}': {type: string}}\n";
    let (mut sources, file) = super::read("api.yaml", text);
    let end = follow(&mut sources, file, "/r").expect("a target");
    assert_eq!(target(&sources, &end), "api.yaml#/c/x~1y{}");
    let one = sources.resolve_one(file, sources.root(file).span, &Pointer::root(), "#/r").expect("a target");
    assert_eq!(target(&sources, &one), "api.yaml#/r");
}

#[test]
fn other_files_are_found_from_where_the_reference_stands() {
    let mut sources = Sources::new();
    let main = sources.add("specs/api.yaml", "r: {$ref: './parts/a.yaml#/A'}\n").expect("main");
    sources.add("specs/parts/a.yaml", "A: {$ref: ../b%20c.json}\n").expect("a");
    sources.add("specs/b c.json", "{\"type\": \"string\"}").expect("b");
    let end = follow(&mut sources, main, "/r").expect("a target");
    assert_eq!(target(&sources, &end), "specs/b c.json#");
}

#[test]
fn a_dangling_reference_suggests_the_nearest_name() {
    assert_snapshot!(problem("r:\n  $ref: '#/components/schema/Pets'\ncomponents:\n  schemas:\n    Pet: {}\n"), @r"
    error[E0201]: `#/components/schema/Pets` points at nothing
     --> api.yaml:2:9
      |
    2 |   $ref: '#/components/schema/Pets'
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = at: #/r
      = help: did you mean `#/components/schemas/Pet`?
    ");
}

#[test]
fn a_reference_in_the_style_of_swagger_is_understood() {
    let shown = problem("r: {$ref: '#/definitions/Pet'}\ncomponents: {schemas: {Pet: {}}}\n");
    assert!(shown.contains("did you mean `#/components/schemas/Pet`?"), "{shown}");
}

#[test]
fn a_circle_of_references_shows_its_chain() {
    assert_snapshot!(problem("r: {$ref: '#/a'}\na: {$ref: '#/b'}\nb: {$ref: '#/a'}\n"), @r"
    error[E0202]: references in a circle: `#/a` → `#/b` → `#/a`
     --> api.yaml:1:11
      |
    1 | r: {$ref: '#/a'}
      |           ^^^^^
      |
     ::: api.yaml:2:11
      |
    2 | a: {$ref: '#/b'}
      |           ----- leads on
      |
     ::: api.yaml:3:11
      |
    3 | b: {$ref: '#/a'}
      |           ----- leads on
      |
      = at: #/r
      = help: replace one of the references by what is meant
    ");
}

#[test]
fn a_reference_to_itself_is_a_circle() {
    let shown = problem("r: {$ref: '#/r'}\n");
    assert!(shown.starts_with("error[E0202]: references in a circle: `#/r` → `#/r`"), "{shown}");
}

#[test]
fn a_chain_without_end_is_given_up() {
    let text: String = (0..200).map(|i| format!("a{i}: {{$ref: '#/a{}'}}\n", i + 1)).collect();
    let shown = problem(&format!("r: {{$ref: '#/a0'}}\n{text}a200: 1\n"));
    assert!(shown.starts_with("error[E0202]: more than 64 references after each other"), "{shown}");
}

#[test]
fn nothing_is_fetched() {
    assert_snapshot!(problem("r: {$ref: 'https://example.com/api.yaml#/Pet'}\n"), @r"
    error[E0203]: `https://example.com/api.yaml#/Pet` is not in a local file, and nothing is fetched over the network
     --> api.yaml:1:11
      |
    1 | r: {$ref: 'https://example.com/api.yaml#/Pet'}
      |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = at: #/r
      = help: download the file beside this one, and refer to it by its relative path
    ");
    for reference in ["//example.com/x.yaml", "file:///etc/passwd", "urn:x:y"] {
        let shown = problem(&format!("r: {{$ref: '{reference}'}}\n"));
        assert!(shown.starts_with("error[E0203]"), "{shown}");
    }
}

#[test]
fn a_missing_file_is_reported_at_the_reference() {
    assert_snapshot!(problem("r: {$ref: 'no/such/file.yaml#/Pet'}\n"), @r"
    error[E0101]: cannot read `no/such/file.yaml`: there is no such file
     --> api.yaml:1:11
      |
    1 | r: {$ref: 'no/such/file.yaml#/Pet'}
      |           ^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = at: #/r
      = help: paths are relative to the file in which the reference stands
    ");
}

#[test]
fn an_anchor_is_no_json_pointer() {
    assert_snapshot!(problem("r: {$ref: '#Pet'}\n"), @r"
    error[E0204]: `#Pet` is not a JSON pointer
     --> api.yaml:1:11
      |
    1 | r: {$ref: '#Pet'}
      |           ^^^^^^
      |
      = at: #/r
      = help: write the way from the root of the file: `#/components/schemas/Pet`
    ");
}

#[test]
fn a_broken_file_is_reported_in_its_text_with_the_way_to_it() {
    let mut sources = Sources::new();
    let main = sources.add("api.yaml", "r: {$ref: 'other.yaml#/A'}\n").expect("main");
    assert!(sources.add("other.yaml", "A: [\n").is_err());
    let diagnostic = follow(&mut sources, main, "/r").expect_err("broken");
    assert_eq!(diagnostic.code, Code::InvalidYaml);
    assert_snapshot!(shown(&sources, diagnostic), @r"
    error[E0104]: not valid YAML: while parsing a node, did not find expected node content
     --> other.yaml:2:1
      |
    2 |
      | ^
      |
     ::: other.yaml:1:4
      |
    1 | A: [
      |    - opened here
      |
     ::: api.yaml:1:11
      |
    1 | r: {$ref: 'other.yaml#/A'}
      |           --------------- referred to here
      |
      = help: close what is opened before, or put a comma between its elements
    ");
}
