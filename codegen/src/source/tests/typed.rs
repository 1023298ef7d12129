//! Typed values out of trees.

use serde::Deserialize;

use super::read;
use crate::source::{DeError, MAX_DEPTH, Sources, from_node};

fn typed<T: serde::de::DeserializeOwned + Send>(text: &str) -> (Sources, Result<T, DeError>) {
    let (sources, file) = read("a.yaml", text);
    let result = from_node(sources.root(file));
    (sources, result)
}

#[derive(Debug, PartialEq, Deserialize)]
struct Example {
    text: String,
    number: Option<u32>,
    choice: Choice,
    list: Vec<Choice>,
}

#[derive(Debug, PartialEq, Deserialize)]
enum Choice {
    Unit,
    New(i64),
    Tuple(u8, u8),
    Struct { a: f64 },
}

#[test]
fn structs_options_and_enums_are_read() {
    let (_, value) = typed::<Example>(
        "text: t\nnumber: ~\nchoice: Unit\nlist: [Unit, New: -1, Tuple: [1, 2], Struct: {a: 0.5}]\nunknown: 1\n",
    );
    let list = vec![Choice::Unit, Choice::New(-1), Choice::Tuple(1, 2), Choice::Struct { a: 0.5 }];
    let expected = Example { text: "t".into(), number: None, choice: Choice::Unit, list };
    assert_eq!(value, Ok(expected));
}

#[test]
fn an_error_stands_at_the_innermost_node() {
    for (text, place, message) in [
        ("text: t\nchoice: Unit\nlist: [New: x]\n", "x", "invalid type: string \"x\", expected i64"),
        ("text: t\nchoice: Unit\nlist: [New: 0.5]\n", "0.5", "invalid type: floating point `0.5`, expected i64"),
        ("text: t\nchoice: [a]\nlist: []\n", "[a]", "expected a string or a map with one key, found a list"),
        ("text: t\nchoice: New\nlist: []\n", "New", "expected a map with one key, found a string"),
        ("text: t\nnumber: -1\nchoice: Unit\nlist: []\n", "-1", "invalid value: integer `-1`, expected u32"),
        ("text: t\nlist: []\n", "text: t\nlist: []", "missing field `choice`"),
    ] {
        let (sources, value) = typed::<Example>(text);
        let error = value.expect_err("it does not fit");
        assert_eq!((sources.slice(error.span), &*error.message), (place, message));
    }
}

#[test]
fn pieces_of_openapi_are_read() {
    let (sources, file) = read(
        "a.yaml",
        "get:\n  operationId: list\n  responses:\n    200: {description: ok, x-own: {a: 1}}\n    4xx: {$ref: '#/e'}\n",
    );
    let node = sources.root(file).get("get").expect("an operation");
    let operation: openapiv3::Operation = from_node(node).expect("an operation");
    let codes: Vec<_> = operation.responses.responses.keys().map(ToString::to_string).collect();
    assert_eq!(codes, ["200", "4XX"]);
}

/// `openapiv3` recurses through serde's flattening, the hungriest user of stack behind the reader's limit.
#[test]
fn a_schema_as_deep_as_files_may_be_fits_into_a_thread_of_default_size() {
    let deep = MAX_DEPTH - 1;
    let text = "{\"items\": ".repeat(deep) + "{}" + &"}".repeat(deep);
    let (sources, file) = read("a.json", &text);
    let read = from_node::<openapiv3::Schema>(sources.root(file));
    assert!(read.is_ok());
}
