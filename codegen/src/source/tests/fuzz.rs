//! Whatever a file holds, reading it ends, and not in a panic.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::diagnostic::Diagnostics;
use crate::source::{Node, Sources, Value, check};
use crate::upgrade;

const SEED: &str = "openapi: 3.0.3\ninfo: {title: \"Pets\", version: '1'}\npaths:\n  /pets/{id}: &item\n    get:\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: string}}\n      responses:\n        200:\n          description: |\n            Größe\n          content:\n            application/json: {schema: {$ref: '#/components/schemas/Pet'}}\n  /again: *item\ncomponents:\n  schemas:\n    Pet: {type: object, required: [id], properties: {id: {type: integer, minimum: 0x1F}}}\n";

/// Reads, checks, and shows everything that there is to say; spans must lie within the text.
fn whole_way(name: &str, text: &str) {
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new();
    match sources.add(name, text) {
        Ok(file) => {
            within(&sources, sources.root(file));
            upgrade::entrance(&mut sources, file, &mut diagnostics);
            let broken = check::document(&mut sources, file, &mut diagnostics);
            for unit in broken.iter() {
                assert!(broken.contains(&unit.child("below")));
            }
        }
        Err(error) => diagnostics.push(error),
    }
    let shown = diagnostics.render(&sources, true);
    assert_eq!(shown.is_empty(), diagnostics.is_empty());
    let json = diagnostics.to_json(&sources);
    assert_eq!(json.as_array().map(Vec::len), Some(diagnostics.sorted().len()));
}

fn within(sources: &Sources, node: &Node) {
    let text = sources.text(node.span.file);
    assert!(text.get(node.span.start as usize..node.span.end as usize).is_some());
    match &node.value {
        Value::List(list) => list.iter().for_each(|node| within(sources, node)),
        Value::Map(map) => map.iter().for_each(|(key, node)| {
            assert!(text.get(key.span.start as usize..key.span.end as usize).is_some());
            within(sources, node);
        }),
        _ => {}
    }
}

fn mutated() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\t"),
        Just(": "),
        Just("- "),
        Just("["),
        Just("}"),
        Just("\""),
        Just("'"),
        Just("\r\n"),
        Just("*item"),
        Just("&a "),
        Just("<<: "),
        Just("? "),
        Just("---\n"),
        Just("|"),
        Just(">-\n"),
        Just("null"),
        Just("$ref: 1\n"),
        Just("#"),
        Just("!!str "),
        Just("%"),
        Just("\u{feff}"),
        Just("世"),
        Just("\u{85}"),
        Just("\0"),
        Just("  "),
    ];
    vec((any::<prop::sample::Index>(), 0_usize..12, piece), 1..6).prop_map(|edits| {
        let mut text: Vec<char> = SEED.chars().collect();
        for (at, remove, insert) in edits {
            let at = at.index(text.len() + 1);
            let end = (at + remove).min(text.len());
            text.splice(at..end, insert.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_survived(bytes in vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        whole_way("a.yaml", &text);
        whole_way("a.json", &text);
    }

    #[test]
    fn any_indicators_are_survived(text in "[-:?,{}\\[\\]#&*!|>'\"%@` \n\t\r~<a0.é\u{feff}\\\\]{0,80}") {
        whole_way("a.yaml", &text);
        whole_way("a.json", &text);
    }

    #[test]
    fn damaged_documents_are_survived(text in mutated()) {
        whole_way("a.yaml", &text);
    }

    #[test]
    fn damaged_json_is_survived(at in any::<prop::sample::Index>(), text in "[\\[\\]{}\",:0-9eE+.\\\\utrué-]{0,8}") {
        let seed = r#"{"openapi": "3.0.3", "paths": {"/a": {"get": {"responses": {"200": {"description": "\ud83d\ude00"}}}}}}"#;
        let (before, after) = seed.split_at(at.index(seed.len()));
        whole_way("a.json", &format!("{before}{text}{after}"));
    }
}
