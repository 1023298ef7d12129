//! Files that are no YAML, no JSON, or too much of either.

use insta::assert_snapshot;

use super::{read, refused};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::Sources;

#[test]
fn an_unclosed_quote_is_shown_where_it_opens() {
    assert_snapshot!(refused("api.yaml", "info:\n  title: \"Pets\n  version: '1'\n"), @r#"
    error[E0104]: not valid YAML: invalid indentation in quoted scalar
     --> api.yaml:2:10
      |
    2 |   title: "Pets
      |          ^
      |
      = help: the quote that opens here is not closed, or what is between the quotes is indented less than its key
    "#);
}

#[test]
fn a_tab_in_the_indentation_is_named() {
    assert_snapshot!(refused("api.yaml", "info:\n\ttitle: Pets\n"), @r"
    error[E0104]: not valid YAML: tabs disallowed within this context (block indentation)
     --> api.yaml:2:2
      |
    2 |     title: Pets
      |     ^
      |
      = help: indent with spaces: YAML does not allow tabs there
    ");
}

#[test]
fn a_colon_in_text_without_quotes_is_explained() {
    assert_snapshot!(refused("api.yaml", "info:\n  title: Pets: all of them\n"), @r"
    error[E0104]: not valid YAML: mapping values are not allowed in this context
     --> api.yaml:2:14
      |
    2 |   title: Pets: all of them
      |              ^
      |
      = help: put the text in quotes if the `:` belongs to it, or check the indentation and the brackets before it
    ");
}

#[test]
fn a_trailing_comma_in_json_is_refused() {
    assert_snapshot!(refused("api.json", "{\n  \"a\": 1,\n}\n"), @r#"
    error[E0105]: not valid JSON: trailing commas are not allowed
     --> api.json:2:9
      |
    2 |   "a": 1,
      |         ^
      |
      = help: take the comma away: nothing follows it
    "#);
}

#[test]
fn comments_and_bare_words_in_json_are_refused() {
    for text in ["{\"a\": 1 // no\n}", "{a: 1}", "{'a': 1}", "{\"a\": 0x1}", "{\"a\": 1} {}", "{\"a\": \"\\ud800\"}"] {
        let shown = refused("api.json", text);
        assert!(shown.starts_with("error[E0105]: not valid JSON: "), "{shown}");
    }
}

#[test]
fn both_places_of_every_duplicate_key_are_named() {
    let (sources, _) = read("api.yaml", "paths:\n  /a: {get: 1, get: 2}\n  /b: 1\n  /a: 2\n");
    let diagnostics: Diagnostics = sources.problems().cloned().collect();
    assert_snapshot!(diagnostics.render(&sources, false), @r"
    error[E0106]: the key `get` stands here twice
     --> api.yaml:2:16
      |
    2 |   /a: {get: 1, get: 2}
      |                ^^^ given again
      |
     ::: api.yaml:2:8
      |
    2 |   /a: {get: 1, get: 2}
      |        --- first given here
      |
      = at: #/paths/~1a/get
      = help: remove or rename one of them: readers of this file disagree on which one counts

    error[E0106]: the key `/a` stands here twice
     --> api.yaml:4:3
      |
    4 |   /a: 2
      |   ^^ given again
      |
     ::: api.yaml:2:3
      |
    2 |   /a: {get: 1, get: 2}
      |   -- first given here
      |
      = at: #/paths/~1a
      = help: remove or rename one of them: readers of this file disagree on which one counts
    ");
}

#[test]
fn duplicates_are_found_in_large_maps_and_in_json() {
    let keys: Vec<_> = (0..50).map(|i| format!("\"k{}\": {i}", i % 40)).collect();
    let (sources, file) = read("api.json", &format!("{{{}}}", keys.join(",")));
    let found: Vec<_> = sources.problems().map(|d| d.pointer.to_string()).collect();
    let expected: Vec<_> = (0..10).map(|i| format!("/k{i}")).collect();
    assert_eq!(found, expected);
    // The first one stays.
    assert_eq!(sources.root(file).as_map().map(|map| map.len()), Some(40));
    assert_eq!(sources.root(file).get("k3").and_then(|node| node.as_u64()), Some(3));
}

#[test]
fn empty_files_are_refused() {
    for (name, text) in [
        ("a.yaml", ""),
        ("a.yaml", "\n \n"),
        ("a.yaml", "# only a comment\n"),
        ("a.yaml", "---\n"),
        ("a.yaml", "\u{feff}"),
        ("a.json", ""),
        ("a.json", " \n"),
    ] {
        let error = Sources::new().add(name, text).expect_err("nothing to read");
        assert_eq!(error.code, Code::EmptyFile, "{text:?}");
    }
    assert_snapshot!(refused("api.yaml", "# nothing yet\n"), @r"
    error[E0103]: the file is empty
     --> api.yaml:1:1
      |
    1 | # nothing yet
      | ^
    ");
}

#[test]
fn a_second_yaml_document_is_refused() {
    assert_snapshot!(refused("api.yaml", "a: 1\n---\nb: 2\n"), @r"
    error[E0109]: a second document starts here, and a file may hold only one
     --> api.yaml:2:1
      |
    2 | ---
      | ^^^
      |
      = help: put each document in a file of its own
    ");
}

/// A billion laughs.
#[test]
fn an_alias_bomb_is_refused() {
    let mut text = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for i in 1..10 {
        let aliases = vec![format!("*a{}", i - 1); 9].join(", ");
        text.push_str(&format!("a{i}: &a{i} [{aliases}]\n"));
    }
    assert_snapshot!(refused("api.yaml", &text), @r"
    error[E0108]: alias expansion: the aliases of this file stand for more than 1000000 nodes
     --> api.yaml:6:5
      |
    6 | a5: &a5 [*a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4]
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the limit is reached here
      |
      = help: use `$ref`, which is followed and not copied
    ");
}

#[test]
fn long_text_behind_aliases_counts_as_well() {
    let text = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), vec!["*a"; 100].join(", "));
    let error = Sources::new().add("api.yaml", text).expect_err("a bomb");
    assert_eq!(error.code, Code::AliasExpansion);
}

#[test]
fn an_alias_to_what_contains_it_is_refused() {
    assert_snapshot!(refused("api.yaml", "a: &a\n  b: *a\n"), @r"
    error[E0108]: alias expansion: this alias stands inside of what it stands for
     --> api.yaml:2:6
      |
    2 |   b: *a
      |      ^^
      |
      = help: use `$ref` for structures that contain themselves
    ");
}

#[test]
fn nesting_without_end_is_refused_and_exhausts_nothing() {
    let deep = 10_000;
    let block: String = (0..deep).map(|i| format!("{}a:\n", " ".repeat(i))).collect();
    let aliases: String =
        (1..200).fold("a0: &a0 []\n".into(), |text, i| text + &format!("a{i}: &a{i} [*a{}]\n", i - 1));
    for (name, text) in [
        ("flow.yaml", format!("a: {}{}", "[".repeat(deep), "]".repeat(deep))),
        ("flow.yaml", format!("a: {}", "{a: ".repeat(deep))),
        ("indicators.yaml", "- ".repeat(deep)),
        ("block.yaml", block),
        ("aliases.yaml", aliases),
        ("a.json", "[".repeat(deep) + &"]".repeat(deep)),
        ("a.json", "{\"a\":".repeat(deep) + "1" + &"}".repeat(deep)),
        ("less.json", "[".repeat(200) + &"]".repeat(200)),
    ] {
        let error = Sources::new().add(name, text).expect_err("too deep");
        assert_eq!(error.code, Code::TooDeep, "{name}: {}", error.message);
    }
    assert_snapshot!(refused("api.yaml", &format!("a: {}", "[".repeat(300))), @r"
    error[E0107]: more than 128 lists and maps inside each other
     --> api.yaml:1:259
      |
    1 | …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
      |                                                              ^
      |
      = help: move inner parts to `components` or to other files, and refer to them with `$ref`
    ");
}

#[test]
fn keys_that_are_no_text_are_refused() {
    assert_snapshot!(refused("api.yaml", "? [a, b]\n: 1\n"), @r"
    error[E0104]: a key must be text, found a list or a map
     --> api.yaml:1:3
      |
    1 | ? [a, b]
      |   ^
      |
      = help: put the key in quotes if it starts with a bracket or a brace
    ");
}

#[test]
fn slips_of_the_pen_in_yaml_have_a_way_out() {
    let help = |text: &str| {
        let shown = refused("api.yaml", text);
        let (_, help) = shown.split_once("help: ").unwrap_or_else(|| panic!("{shown}"));
        help.trim().to_owned()
    };
    // A comment swallows the brace; the place where that began is shown.
    assert_snapshot!(refused("api.yaml", "a: {$ref: #/components/schemas/Pet}\nb: 1\n"), @"
    error[E0104]: not valid YAML: invalid indentation in flow construct
     --> api.yaml:2:1
      |
    2 | b: 1
      | ^
      |
     ::: api.yaml:1:4
      |
    1 | a: {$ref: #/components/schemas/Pet}
      |    - opened here
      |
      = help: after a space `#` begins a comment: put references in quotes, `$ref: '#/…'`
    ");
    assert_snapshot!(help("a: 'a pet's name'\n"), @"
    the quote before this ends the text: write it twice inside of single quotes, or use double quotes around
    ");
    assert_snapshot!(help("a: @pet\n"), @"
    put text that begins with `@`, a backtick or `%` in quotes
    ");
    assert_snapshot!(help("a:\n    b: 1\n   c: 2\n"), @"
    this stands neither as deep as the keys above it nor as deep as their values: check the indentation
    ");
    assert_snapshot!(help("a: {b: 1\nc: [2\n"), @"
    close what is opened before, or put a comma between its elements
    ");
    assert_snapshot!(help("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> theirs\n"), @"
    take the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>` away, and one of the two versions
    ");
}

#[test]
fn slips_of_the_pen_in_json_have_a_way_out() {
    for text in
        ["{\"a\": 1,}", "{'a': 1}", "{\"a\": 1 \"b\": 2}", "{\"a\" 1}", "{\"a\": \"b", "{\"a\": [1, 2", "// a\n{}"]
    {
        let shown = refused("api.json", text);
        assert!(shown.contains("= help: "), "{shown}");
    }
}

/// What a text is read as, and the places of which something is said.
fn read_with(text: &str) -> (serde_json::Value, Vec<(Code, String)>) {
    let mut sources = Sources::new();
    let file = sources.add("api.yaml", text).expect("YAML");
    let problems = sources.problems().map(|problem| {
        let position = sources.position(problem.span);
        (problem.code, format!("{}:{}", position.line, position.column))
    });
    (sources.root(file).to_json(), problems.collect())
}

#[test]
fn lines_at_the_margin_are_read_as_libyaml_reads_them() {
    // Each value is what PyYAML with libyaml makes of the text.
    for (text, value, place) in [
        ("a:\n  b: \"x\ny\n  z\"\n", r#"{"a":{"b":"x y z"}}"#, "2:6"),
        ("a:\n  - b: 'x\n\ny''s'\nc: d\n", r#"{"a":[{"b":"x\ny's"}],"c":"d"}"#, "2:8"),
        ("a:\n  b: {c: \"x\ny\"}\n", r#"{"a":{"b":{"c":"x y"}}}"#, "2:10"),
        ("a:\n  ? \"x\ny\"\n  : z\n", r#"{"a":{"x y":"z"}}"#, "2:5"),
        ("a:\n  b: \"x\n\ty\"\n", r#"{"a":{"b":"x y"}}"#, "3:1"),
        ("a:\n  b: \"x\\\ny\\n\nz\"\n", r#"{"a":{"b":"xy\n z"}}"#, "2:6"),
        ("a:\r\n  b: \"x\r\ny\"\r\n", r#"{"a":{"b":"x y"}}"#, "2:6"),
        ("é:\n  b: \"ü\nß\"\n", r#"{"é":{"b":"ü ß"}}"#, "2:6"),
    ] {
        let (read, problems) = read_with(text);
        assert_eq!(read, serde_json::from_str::<serde_json::Value>(value).unwrap(), "{text:?}");
        assert_eq!(problems, [(Code::Mended, place.to_owned())], "{text:?}");
    }
}

#[test]
fn brackets_at_the_margin_are_read_as_libyaml_reads_them() {
    for (text, value) in [
        ("a:\n  b: [\nx, y\n]\n", r#"{"a":{"b":["x","y"]}}"#),
        ("a:\n  b: {\nc: [d, # ]\n'e]'],\n  f: g\n}\nh: i\n", r#"{"a":{"b":{"c":["d","e]"],"f":"g"}},"h":"i"}"#),
    ] {
        let (read, problems) = read_with(text);
        assert_eq!(read, serde_json::from_str::<serde_json::Value>(value).unwrap(), "{text:?}");
        assert!(!problems.is_empty() && problems.iter().all(|(code, _)| *code == Code::Mended), "{problems:?}");
    }
}

#[test]
fn what_follows_lines_at_the_margin_is_where_it_was_written() {
    let text = "a:\n  k: \"-----BEGIN-----\nAAAA\n-----END-----\"\n  again: \"-----BEGIN-----\nAAAA\n-----END-----\"\nb: 3.10\nb: 1\n";
    let (read, problems) = read_with(text);
    assert_eq!(read["a"]["k"], "-----BEGIN----- AAAA -----END-----");
    assert_eq!(read["a"]["again"], read["a"]["k"]);
    let places: Vec<_> = problems.iter().map(|(_, place)| place.as_str()).collect();
    assert_eq!(places, ["2:6", "9:1"], "one for the text and its repetition, one for the key that is there twice");
    let mut sources = Sources::new();
    let file = sources.add("api.yaml", text).expect("YAML");
    assert_eq!(sources.slice(sources.root(file).get("b").expect("a member").span), "3.10");
}

#[test]
fn a_quote_that_is_never_closed_is_the_cause_of_what_follows_the_next_one() {
    let shown = refused("api.yaml", "info:\n  title: \"Pets\n  version: \"1\"\n");
    assert!(shown.contains("api.yaml:2:10") && shown.contains("is not closed"), "{shown}");
}

#[test]
fn text_that_needs_indentation_everywhere_is_read_in_bounded_time() {
    let entry = |number: usize| format!("  k{number}: \"x{number}\ny\"\n");
    let text = format!("a:\n{}", (0..400).map(entry).collect::<String>());
    let (read, problems) = read_with(&text);
    assert_eq!((read["a"]["k399"].as_str(), problems.len()), (Some("x399 y"), 400));
    let endless = format!("a:\n  b: [\n{}]\n", "x,\n".repeat(20_000));
    let (read, problems) = read_with(&endless);
    assert_eq!(read["a"]["b"].as_array().map(Vec::len), Some(20_000));
    assert!(problems.len() < 50, "{}", problems.len());
}
