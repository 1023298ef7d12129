//! Whatever a document holds, rewriting it ends, not in a panic, and a second time changes nothing.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::diagnostic::{Code, Diagnostics};
use crate::source::{MAX_DEPTH, Sources, Version, check};
use crate::upgrade::{entrance, follow};

/// Rewrites a document twice.
fn twice(document: &Json) {
    let mut sources = Sources::new();
    let file = sources.add("api.json", document.to_string()).expect("JSON");
    let mut diagnostics = Diagnostics::new();
    entrance(&mut sources, file, &mut diagnostics);
    let once = sources.root(file).to_json();
    follow::document(&mut sources, file, Version::V3_2, &mut Diagnostics::new());
    assert_eq!(sources.root(file).to_json(), once);
    check::document(&mut sources, file, &mut diagnostics);
    diagnostics.render(&sources, false);
}

const KEYWORDS: &[&str] = &[
    "type",
    "type",
    "type",
    "const",
    "enum",
    "anyOf",
    "oneOf",
    "allOf",
    "not",
    "items",
    "prefixItems",
    "additionalItems",
    "properties",
    "additionalProperties",
    "patternProperties",
    "unevaluatedProperties",
    "$ref",
    "$dynamicRef",
    "$defs",
    "$anchor",
    "$id",
    "exclusiveMinimum",
    "minimum",
    "exclusiveMaximum",
    "maximum",
    "examples",
    "example",
    "nullable",
    "contentEncoding",
    "contentMediaType",
    "format",
    "discriminator",
    "if",
    "x-upgraded-items",
    "x-upgraded-null",
    "description",
    "schema",
    "content",
    "application/octet-stream",
    "multipart/form-data",
    "a",
];

fn value() -> impl Strategy<Value = Json> {
    let word = prop::sample::select(vec![
        "null",
        "string",
        "integer",
        "number",
        "object",
        "array",
        "boolean",
        "base64",
        "int64",
        "image/png",
        "#/components/schemas/S",
        "#/components/schemas/S/items",
        "#/components/schemas/S/anyOf/1",
        "#/x",
        "#a",
        "",
    ]);
    let leaf = prop_oneof![
        4 => word.prop_map(Json::from),
        1 => Just(Json::Null),
        1 => any::<bool>().prop_map(Json::from),
        1 => (-3_i64..3).prop_map(Json::from),
        1 => Just(json!(0.5)),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        let schema = prop::collection::vec((prop::sample::select(KEYWORDS), inner.clone()), 0..6);
        prop_oneof![
            1 => prop::collection::vec(inner, 0..4).prop_map(Json::from),
            3 => schema.prop_map(|entries| entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_schema_is_survived_and_rewritten_once(schema in value(), other in value()) {
        twice(&json!({
            "openapi": "3.2.0",
            "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"post": {"requestBody": {"content": {"multipart/form-data": {"schema": other}}}}}},
            "components": {"schemas": {"S": schema, "T": {"$ref": "#/x"}}},
            "x": other,
        }));
    }

    #[test]
    fn any_document_is_survived(mut members in value(), components in value()) {
        if let Json::Object(members) = &mut members {
            members.insert("openapi".into(), "3.1.0".into());
            members.insert("components".into(), components);
        }
        twice(&members);
    }
}

/// Every level becomes three: the second and the third would be beyond every limit.
#[test]
fn what_becomes_too_deep_is_refused() {
    let levels = MAX_DEPTH - 8;
    let deep = (0..levels).fold(json!({}), |inner, _| json!({"type": ["array", "string"], "items": inner}));
    let document =
        json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "components": {"schemas": {"S": deep}}});
    let mut sources = Sources::new();
    let file = sources.add("api.json", document.to_string()).expect("JSON");
    let mut diagnostics = Diagnostics::new();
    entrance(&mut sources, file, &mut diagnostics);
    let codes: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, [Code::TooDeep; 2]);
    assert_eq!(sources.root(file).depth(), MAX_DEPTH);
}
