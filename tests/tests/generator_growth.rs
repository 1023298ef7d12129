//! What is made of a document grows with the document: references that meet again and again, alternatives of
//! alternatives and long names do not multiply. Without the limits that are tested here, each of these documents of a
//! few kilobytes takes hours, or all memory there is.

use std::fmt::Write as _;

use codegen::{Output, Target, generate_single};
use serde_json::{Value, json};

/// What is generated from a document.
fn generated(document: &Value) -> Output {
    generated_from(&document.to_string(), "json")
}

fn generated_from(text: &str, extension: &str) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("api").with_extension(extension);
    std::fs::write(&path, text).expect("a document");
    generate_single(folder.path(), &Target { document: path, ..Target::default() }, &|_| ())
}

fn size(output: &Output) -> usize {
    output.files.values().map(String::len).sum()
}

/// A document with an operation that sends and receives the schema `A0`.
fn with_schemas(schemas: Value) -> Value {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/A0"}}});
    json!({
        "openapi": "3.0.3", "info": {"title": "growth", "version": "1"},
        "paths": {"/a": {"post": {
            "requestBody": {"content": content},
            "responses": {"200": {"description": "done", "content": content}},
        }}},
        "components": {"schemas": schemas},
    })
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Schemas of which each refers to both of the next ones in the same way; the last are objects.
fn meeting_again(link: impl Fn(Value, Value) -> Value) -> Value {
    let mut schemas = serde_json::Map::new();
    for step in 0..30 {
        for side in ["A", "B"] {
            let next = |side: &str| reference(&format!("{side}{}", step + 1));
            schemas.insert(format!("{side}{step}"), link(next("A"), next("B")));
        }
    }
    for side in ["A", "B"] {
        let object = json!({"type": "object", "properties": {format!("only_{side}"): {"type": "string"}}});
        schemas.insert(format!("{side}30"), object);
    }
    with_schemas(Value::Object(schemas))
}

#[test]
fn all_of_that_meets_again_is_followed_once() {
    for version in ["3.0.3", "3.1.0"] {
        let mut document = meeting_again(|a, b| json!({"allOf": [a, b, {"description": "both"}]}));
        document["openapi"] = version.into();
        let output = generated(&document);
        let all: String = output.files.values().map(String::as_str).collect();
        assert!(all.contains("only_a") && all.contains("only_b"), "{all}");
        assert!(!output.diagnostics.has_errors(), "{}", output.render_diagnostics(false));
    }
}

#[test]
fn alternatives_that_meet_again_are_followed_once() {
    for key in ["oneOf", "anyOf"] {
        let plain = generated(&meeting_again(|a, b| json!({key: [a, b]})));
        let null = generated(&meeting_again(|a, b| json!({key: [a, b, {"nullable": true}]})));
        let beside = generated(&meeting_again(|a, b| json!({"properties": {"x": {"type": "string"}}, key: [a, b]})));
        for output in [plain, null, beside] {
            assert!(!output.diagnostics.has_errors(), "{}", output.render_diagnostics(false));
            assert!(size(&output) < 8 << 20, "{}", size(&output));
        }
    }
}

/// Levels of schemas that each have every schema of the next level as an alternative, and what stands beside them.
fn levels(beside: bool) -> Value {
    let width = 12;
    let mut schemas = serde_json::Map::new();
    for level in 0..6 {
        for number in 0..width {
            let mut schema =
                json!({"type": "object", "properties": {format!("p{level}x{number}"): {"type": "string"}}});
            if level < 5 {
                let all: Vec<Value> = (0..width).map(|next| reference(&format!("L{}x{next}", level + 1))).collect();
                schema["oneOf"] = all.into();
            }
            if level < 5 && !beside {
                schema = json!({"oneOf": schema["oneOf"]});
            }
            schemas.insert(format!("L{level}x{number}"), schema);
        }
    }
    schemas.insert("A0".to_owned(), reference("L0x0"));
    with_schemas(Value::Object(schemas))
}

#[test]
fn alternatives_of_alternatives_do_not_multiply_without_end() {
    let output = generated(&levels(false));
    assert!(size(&output) < 8 << 20, "{}", size(&output));
    let output = generated(&levels(true));
    assert!(output.render_diagnostics(false).contains("alternatives multiply to more than"));
}

#[test]
fn a_default_of_a_server_is_text_and_is_not_filled_in_again() {
    let names: Vec<String> = (0..40).map(|number| format!("v{number}")).collect();
    let url: String = names.iter().map(|name| format!("{{{name}}}")).collect();
    let variables: serde_json::Map<String, Value> = (0..40)
        .map(|number| (format!("v{number}"), json!({"default": format!("{{v{0}}}{{v{0}}}", number + 1)})))
        .collect();
    let mut document = with_schemas(json!({"A0": {"type": "object"}}));
    document["servers"] = json!([{"url": "https://one.example"}]);
    let server = json!({"url": format!("https://two.example/{{unknown}}/{url}"), "variables": variables});
    document["paths"]["/a"]["servers"] = json!([server]);
    let output = generated(&document);
    let all: String = output.files.values().map(String::as_str).collect();
    assert!(all.contains("https://two.example/{unknown}/{v1}{v1}{v2}{v2}"));
    assert!(size(&output) < 100_000, "{}", size(&output));
}

#[test]
fn thousands_of_schemas_that_extend_one_each_know_their_value() {
    let mut schemas = serde_json::Map::new();
    let base = json!({
        "type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}},
        "discriminator": {"propertyName": "kind"},
    });
    schemas.insert("A0".to_owned(), base);
    for number in 1..2000 {
        let own = json!({"type": "object", "properties": {format!("p{number}"): {"type": "string"}}});
        let extended = if number < 10 { "A0".to_owned() } else { format!("A{}", number / 10) };
        schemas.insert(format!("A{number}"), json!({"allOf": [reference(&extended), own]}));
    }
    let output = generated(&with_schemas(Value::Object(schemas)));
    assert!(output.diagnostics.is_empty(), "{}", output.render_diagnostics(false));
    assert_eq!(output.reports[0].types, 2000);
}

#[test]
fn keys_that_are_too_long_to_name_what_stands_below_them_are_refused() {
    let long = "x".repeat(5000);
    let output = generated(&with_schemas(json!({long: {"type": "object"}})));
    let shown = output.render_diagnostics(false);
    assert!(shown.contains("error[E0107]: the keys that lead here have more than 4096 bytes together"), "{shown}");
    assert!(shown.len() < 1500, "{shown}");

    // Aliases bring their keys along.
    let mut text = "openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: {}\nx-0: &a0 {a: 1}\n".to_owned();
    for number in 1..100 {
        let key = "k".repeat(50);
        writeln!(text, "x-{number}: &a{number} {{{key}: *a{}}}", number - 1).expect("a string");
    }
    let shown = generated_from(&text, "yaml").render_diagnostics(false);
    assert!(shown.contains("error[E0107]: the keys that lead here have more than 4096 bytes together"), "{shown}");
}

#[test]
fn a_place_far_along_a_line_is_shown_with_what_stands_around_it() {
    let operation = json!({"security": [{"nope": []}], "responses": {"204": {"description": "done"}}});
    let paths: serde_json::Map<String, Value> =
        (0..500).map(|number| (format!("/é{number}"), json!({"get": operation}))).collect();
    let document = json!({"openapi": "3.0.3", "info": {"title": "é", "version": "1"}, "paths": paths}).to_string();
    let output = generated_from(&document, "json");
    let shown = output.render_diagnostics(false);
    for line in shown.lines() {
        assert!(line.chars().count() < 200, "{line}");
    }
    let last = document.rfind("nope").expect("the last of them");
    let column = document[..last].chars().count();
    assert!(shown.contains(&format!("api.json:1:{column}\n")), "{column}");
    assert_eq!(shown.matches("there is no security scheme").count(), 500);
}
