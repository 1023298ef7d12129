//! What values files hold, and where.

use serde_json::json;

use super::read;
use crate::source::{Location, Node, Pointer, Sources};

fn json(name: &str, text: &str) -> serde_json::Value {
    let (sources, file) = read(name, text);
    sources.root(file).to_json()
}

#[test]
fn the_traps_of_yaml_1_1_are_not_sprung() {
    let text = "country: no\ntime: 23:59:59\nequals: =\nnumber: 107397_107223\ndate: 2001-12-14\nhex: 0x00BFFF\noctal: 0o17\nnull: ~\n'quoted': '12'\nyes: on\n";
    assert_eq!(
        json("a.yaml", text),
        json!({
            "country": "no", "time": "23:59:59", "equals": "=", "number": "107397_107223", "date": "2001-12-14",
            "hex": 49151, "octal": 15, "null": null, "quoted": "12", "yes": "on",
        })
    );
}

#[test]
fn keys_that_are_no_strings_are_their_text() {
    assert_eq!(
        json("a.yaml", "200: ok\n1e3: b\ntrue: c\n0x10: d\n~: e\n"),
        json!({"200": "ok", "1e3": "b", "true": "c", "0x10": "d", "~": "e"})
    );
}

#[test]
fn tags_decide_what_a_scalar_is() {
    assert_eq!(json("a.yaml", "a: !!str 12\nb: !!int 12\nc: !own x\n"), json!({"a": "12", "b": 12, "c": "x"}));
}

#[test]
fn line_ends_and_byte_order_marks_are_no_content() {
    let text = "\u{feff}a: 1\r\nb:\r\n  - x\r\nc: |\r\n  one\r\n  two\r\n";
    let (sources, file) = read("a.yaml", text);
    assert_eq!(sources.root(file).to_json(), json!({"a": 1, "b": ["x"], "c": "one\ntwo\n"}));
    let at = |pointer: &str| {
        let location = Location::new(file, Pointer::parse(pointer).expect("a pointer"));
        sources.position(sources.span(&location)).to_string()
    };
    assert_eq!(at("/a"), "a.yaml:1:4");
    assert_eq!(at("/b/0"), "a.yaml:3:5");
    assert_eq!(json("a.json", "\u{feff}{\r\n\"a\": 1}\r\n"), json!({"a": 1}));
}

#[test]
fn anchors_are_copied_where_aliases_stand() {
    assert_eq!(
        json("a.yaml", "a: &x {k: [1]}\nb: *x\nc: [*x, &y s, *y]\n? *y\n: d\n"),
        json!({"a": {"k": [1]}, "b": {"k": [1]}, "c": [{"k": [1]}, "s", "s"], "s": "d"})
    );
}

#[test]
fn merge_keys_add_what_is_not_there() {
    let text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: *a\n  x: 3\nd:\n  <<: [*a, *b]\ne:\n  \"<<\": 4\n";
    let value = json("m.yaml", text);
    assert_eq!(value["c"], json!({"x": 3, "y": 1}));
    assert_eq!(value["d"], json!({"x": 1, "y": 1, "z": 2}));
    assert_eq!(value["e"], json!({"<<": 4}));
}

#[test]
fn numbers_stay_exact() {
    let text = "[18446744073709551615, -9223372036854775808, 9007199254740993, 0.1, 1e2]";
    for name in ["a.json", "a.yaml"] {
        let (sources, file) = read(name, text);
        let texts: Vec<_> =
            sources.root(file).as_list().expect("a list").iter().map(|n| n.to_json().to_string()).collect();
        assert_eq!(
            texts,
            ["18446744073709551615", "-9223372036854775808", "9007199254740993", "0.1", "100.0"],
            "{name}"
        );
    }
}

#[test]
fn json_escapes_are_read_wherever_json_is() {
    let text = r#"{"a": "\ud83d\ude00\/\u00e9"}"#;
    for name in ["a.json", "a.yaml", "a"] {
        assert_eq!(json(name, text), json!({"a": "😀/é"}), "{name}");
    }
}

#[test]
fn flow_style_yaml_is_not_taken_for_json() {
    assert_eq!(json("a.yaml", "{a: b, c: [d]} # comment\n"), json!({"a": "b", "c": ["d"]}));
}

#[test]
fn scalars_are_where_they_were_written() {
    let text = "größe: 'ä'\nlist:\n  - {😀: 12, b: 0x10}\nend: 世界 x\n";
    let (sources, file) = read("a.yaml", text);
    let slice = |node: Option<&Node>| sources.slice(node.expect("a node").span).to_owned();
    let root = sources.root(file);
    let first = &root.get("list").and_then(Node::as_list).expect("a list")[0];
    assert_eq!(slice(root.get("größe")), "'ä'");
    assert_eq!(slice(first.get("😀")), "12");
    assert_eq!(slice(first.get("b")), "0x10");
    assert_eq!(slice(Some(first)), "{😀: 12, b: 0x10}");
    assert_eq!(slice(root.get("end")), "世界 x");
    assert_eq!(slice(root.get("list")), "- {😀: 12, b: 0x10}");
    assert_eq!(sources.position(root.get("end").expect("there").span).to_string(), "a.yaml:4:6");
    let key = root.get("list").and_then(|l| l.as_list()).and_then(|l| l[0].get_key_span("b")).expect("a key");
    assert_eq!(sources.position(key).to_string(), "a.yaml:3:13");
}

#[test]
fn maps_keep_their_order_and_find_every_key() {
    let text: String = (0..5000).map(|i| format!("k{}: {i}\n", (i * 7919) % 5000)).collect();
    let (sources, file) = read("a.yaml", &text);
    let map = sources.root(file).as_map().expect("a map");
    assert_eq!(map.len(), 5000);
    for (i, (key, node)) in map.iter().enumerate() {
        assert_eq!(*key.text, format!("k{}", (i * 7919) % 5000));
        assert_eq!(map.get(&key.text).and_then(Node::as_u64), node.as_u64());
    }
    assert!(map.get("k5000").is_none());
}

#[test]
fn a_location_that_leads_nowhere_has_the_place_of_its_ancestor() {
    let (sources, file) = read("a.yaml", "a:\n  b: [1, 2]\n");
    let location = Location::root(file).child("a").child("b");
    assert!(sources.node(&location.index(1)).is_some());
    assert!(sources.node(&location.child("01")).is_none());
    assert!(sources.node(&location.child("+1")).is_none());
    assert!(sources.node(&location.index(2)).is_none());
    assert_eq!(sources.span(&location.index(2).child("c")), sources.span(&location));
    assert_eq!(sources.slice(sources.key_span(&location)), "b");
    assert_eq!(sources.slice(sources.key_span(&location.index(0))), "1");
}

#[test]
fn a_file_that_could_not_be_read_is_null() {
    let mut sources = Sources::new();
    let error = sources.add("a.yaml", "a: [").expect_err("not YAML");
    assert!(sources.root(error.span.file).is_null());
    assert_eq!(sources.text(error.span.file), "a: [");
}

#[test]
fn a_scalar_is_without_its_anchor_and_its_tag() {
    let mut sources = Sources::new();
    let file = sources.add("api.yaml", "a: &x 1.10\nb: *x\nc: !!float 2.50\nd: &y !!int 7\n").expect("YAML");
    let slice = |key: &str| sources.slice(sources.root(file).get(key).expect("a member").span);
    assert_eq!([slice("a"), slice("b"), slice("c"), slice("d")], ["1.10", "1.10", "2.50", "7"]);
}
