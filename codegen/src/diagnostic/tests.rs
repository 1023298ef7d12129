//! Diagnostics as they are shown.

use insta::assert_snapshot;

use super::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Location, Pointer, Sources};

#[test]
fn a_diagnostic_shows_its_line_its_pointer_and_the_way_out() {
    let mut sources = Sources::new();
    let file = sources.add("specs/api.yaml", "paths:\n  /a: 1\n  b: 2\n").expect("YAML");
    let paths = Location::root(file).child("paths");
    let mut diagnostics = Diagnostics::new();
    let first = sources.key_span(&paths.child("/a"));
    diagnostics.push(
        Diagnostic::at_key(&sources, Code::InvalidPath, &paths.child("b"), "no slash")
            .label("a slash is missing")
            .related(first, "as here")
            .help("write `/b`"),
    );
    diagnostics.push(Diagnostic::at(&sources, Code::UnknownField, &paths.child("/a"), "odd").severity(Severity::Note));
    assert_snapshot!(diagnostics.render(&sources, false), @r"
    note[W0303]: odd
     --> specs/api.yaml:2:7
      |
    2 |   /a: 1
      |       ^
      |
      = at: #/paths/~1a

    error[E0306]: no slash
     --> specs/api.yaml:3:3
      |
    3 |   b: 2
      |   ^ a slash is missing
      |
     ::: specs/api.yaml:2:3
      |
    2 |   /a: 1
      |   -- as here
      |
      = at: #/paths/b
      = help: write `/b`
    ");
    assert!(diagnostics.has_errors());
    assert_eq!(diagnostics.count(Severity::Error), 1);
}

#[test]
fn a_line_of_megabytes_is_cut_around_the_place() {
    let mut sources = Sources::new();
    let filler = "\"世界\",".repeat(200_000);
    let file = sources.add("api.json", format!("[{filler}\"here\",{filler}0]")).expect("JSON");
    let place = Location::root(file).index(200_000);
    let whole = Location::root(file);
    let diagnostics: Diagnostics = [
        Diagnostic::at(&sources, Code::WrongType, &place, "in the middle"),
        Diagnostic::at(&sources, Code::WrongType, &whole, "all of it").label("this"),
    ]
    .into_iter()
    .collect();
    assert_snapshot!(diagnostics.render(&sources, false), @r#"
    error[E0301]: all of it
     --> api.json:1:1
      |
    1 | ["世界","世界","世界","世界","世界","世界","世界","世界","世界","世界","世界","世界"…
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this

    error[E0301]: in the middle
     --> api.json:1:1000002
      |
    1 | …"世界","世界","世界","世界","世界","世界","世界","世界","世界","世界","世界","世界","here","世界","世界","世界","世界","世界","世界","世界","世界","世界","世界","世界","世界"…
      |                                                                                      ^^^^^^
      |
      = at: #/200000
    "#);
}

#[test]
fn places_in_other_files_are_shown_there() {
    let mut sources = Sources::new();
    let one = sources.add("one.yaml", "a: 1\n").expect("YAML");
    let two = sources.add("two.yaml", "x:\n  y: 2\n").expect("YAML");
    let other = sources.span(&Location::root(two).child("x").child("y"));
    let diagnostic = Diagnostic::at(&sources, Code::WrongType, &Location::root(one).child("a"), "not the same")
        .related(other, "here it is 2");
    assert_snapshot!(Diagnostics::from(diagnostic).render(&sources, false), @r"
    error[E0301]: not the same
     --> one.yaml:1:4
      |
    1 | a: 1
      |    ^
      |
     ::: two.yaml:2:6
      |
    2 |   y: 2
      |      - here it is 2
      |
      = at: #/a
    ");
}

#[test]
fn the_same_is_said_once_and_in_the_order_of_the_files() {
    let mut sources = Sources::new();
    let file = sources.add("a.yaml", "a: 1\nb: 2\n").expect("YAML");
    let at = |key: &str| Diagnostic::at(&sources, Code::WrongType, &Location::root(file).child(key), "wrong");
    let diagnostics: Diagnostics = [at("b"), at("a"), at("b")].into_iter().collect();
    let order: Vec<_> = diagnostics.sorted().iter().map(|d| d.pointer.to_string()).collect();
    assert_eq!(order, ["/a", "/b"]);
}

#[test]
fn colour_is_an_escape_code_and_only_on_demand() {
    let mut sources = Sources::new();
    let file = sources.add("a.yaml", "a: \u{1b}[31m\u{7}\n").expect("YAML");
    let diagnostics =
        Diagnostics::from(Diagnostic::at(&sources, Code::WrongType, &Location::root(file).child("a"), "odd"));
    assert!(diagnostics.render(&sources, true).contains("\u{1b}["));
    // Nor does the file get to control the terminal.
    let plain = diagnostics.render(&sources, false);
    assert!(!plain.contains(['\u{1b}', '\u{7}']), "{plain:?}");
}

#[test]
fn machines_get_the_place_as_numbers() {
    let mut sources = Sources::new();
    let file = sources.add("a.yaml", "ä:\n  'ö': 1\n").expect("YAML");
    let place = Location::root(file).child("ä").child("ö");
    let diagnostic = Diagnostic::at(&sources, Code::WrongType, &place, "wrong")
        .help("mend it")
        .related(sources.key_span(&place), "its key");
    let json = Diagnostics::from(diagnostic).to_json(&sources);
    assert_eq!(
        json,
        serde_json::json!([{
            "code": "E0301", "severity": "error", "message": "wrong", "file": "a.yaml", "line": 2, "column": 8,
            "pointer": "/ä/ö", "help": "mend it",
            "related": [{"file": "a.yaml", "line": 2, "column": 3, "message": "its key"}],
        }])
    );
    assert_eq!(Pointer::parse("/ä/ö"), Ok(place.pointer));
}

/// A document with `count` members, and a diagnostic about each.
fn about_each(count: usize, diagnostic: impl Fn(usize, Diagnostic) -> Diagnostic) -> (Sources, Diagnostics) {
    let mut sources = Sources::new();
    let text: String = (0..count).map(|number| format!("k{number}: 1\n")).collect();
    let file = sources.add("a.yaml", text).expect("YAML");
    let at = |number: usize| {
        let place = Location::root(file).child(&format!("k{number}"));
        diagnostic(number, Diagnostic::at_key(&sources, Code::UnknownField, &place, "the keyword `k` is not known"))
    };
    let diagnostics = (0..count).map(at).collect();
    (sources, diagnostics)
}

#[test]
fn what_is_said_of_many_places_is_said_once_with_their_number() {
    let (sources, diagnostics) = about_each(280, |_, diagnostic| diagnostic.help("it is ignored"));
    let summary = diagnostics.summary(&sources, false);
    assert_snapshot!(summary.text, @r"
    warning[W0303]: the keyword `k` is not known
     --> a.yaml:1:1
      |
    1 | k0: 1
      | ^^
      |
      = at: #/k0
      = help: it is ignored
      = and in 279 more places: 2:1, 3:1, 4:1, 5:1, 6:1, …
    ");
    assert_eq!((summary.hidden, diagnostics.render(&sources, false).matches("warning[").count()), (279, 280));
    assert_eq!(diagnostics.to_json(&sources).as_array().map(Vec::len), Some(280), "machines get every place");
}

#[test]
fn of_many_kinds_the_first_are_shown_some_are_named_and_the_rest_is_counted() {
    let (sources, diagnostics) = about_each(120, |number, diagnostic| {
        let message = format!("the keyword `{}` is not known", number / 2);
        Diagnostic { message, ..diagnostic }
    });
    let summary = diagnostics.summary(&sources, false);
    assert_eq!(summary.text.matches("is not known").count(), 25, "{}", summary.text);
    assert_eq!(summary.text.matches("1 | k").count(), 1, "{}", summary.text);
    assert!(summary.text.ends_with("warning[W0303]: 70 more of this kind: a field that OpenAPI does not know\n"));
    assert_eq!(summary.hidden, 115);
}

#[test]
fn every_error_is_shown_however_often_it_is_made() {
    let (sources, diagnostics) = about_each(40, |_, diagnostic| diagnostic.severity(Severity::Error));
    let summary = diagnostics.summary(&sources, false);
    assert_eq!((summary.text, summary.hidden), (diagnostics.render(&sources, false), 0));
}
