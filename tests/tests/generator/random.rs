//! Documents made by chance of pieces that are hard to put into Rust.

use proptest::prelude::*;

/// Names as documents have them, and as nobody should.
fn name() -> impl Strategy<Value = String> {
    let odd = [
        "type", "self", "Self", "crate", "gen", "new", "", " ", "-", "$ref", "2fa", "名称", "x²", "Ⓐ", "a\"b", "a'b",
        "a\\b", "a\nb", "*/", "`", "{id}", "id", "ID", "i-d", "query", "timeout", "Result", "client", "\u{202e}",
        "r#a", "_", "__a", "ß", "ǆ", "İ", "é", "🦀",
    ];
    prop_oneof![4 => proptest::sample::select(odd.to_vec()).prop_map(str::to_owned), 1 => "[a-zA-Z_]{1,6}", 1 => ".{0,4}"]
}

fn schema() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::json;
    let leaf = prop_oneof![
        Just(json!({"type": "string"})),
        Just(json!({"type": "string", "format": "password"})),
        Just(json!({"type": "integer"})),
        Just(json!({"type": "object"})),
        Just(json!({"nullable": true})),
        Just(json!({})),
        prop::collection::vec(name(), 1..4).prop_map(|values| json!({"type": "string", "enum": values})),
        name().prop_map(
            |name| json!({"$ref": format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1"))})
        ),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let properties = prop::collection::vec((name(), inner.clone(), any::<bool>()), 0..4);
        prop_oneof![
            inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            inner.clone().prop_map(|value| json!({"type": "object", "additionalProperties": value})),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| json!({"allOf": parts})),
            prop::collection::vec(inner, 1..3).prop_map(|parts| json!({"oneOf": parts})),
            (properties, name()).prop_map(|(properties, description)| {
                let required: Vec<_> = properties.iter().filter(|entry| entry.2).map(|entry| entry.0.clone()).collect();
                let properties: serde_json::Map<_, _> =
                    properties.into_iter().map(|(name, schema, _)| (name, schema)).collect();
                json!({"type": "object", "description": description, "properties": properties, "required": required})
            }),
        ]
    })
}

/// A small document with odd names, most of which has to be refused.
pub fn document() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::json;
    let schemas = prop::collection::vec((name(), schema()), 0..4);
    let parameters =
        prop::collection::vec((name(), any::<bool>(), prop::sample::select(vec!["query", "header"])), 0..3);
    let operation = (name(), parameters, schema(), schema(), proptest::bool::weighted(0.2));
    (name(), prop::collection::vec(operation, 1..3), schemas).prop_map(|(title, operations, schemas)| {
        let mut paths = serde_json::Map::new();
        for (index, (id, parameters, sent, received, spread)) in operations.into_iter().enumerate() {
            let parameters: Vec<_> = parameters
                .into_iter()
                .map(|(name, required, place)| {
                    json!({"name": name, "in": place, "required": required, "schema": {"type": "string"}})
                })
                .collect();
            let content = |schema| json!({"application/json": {"schema": schema}});
            let operation = json!({
                "operationId": id,
                "parameters": parameters,
                "requestBody": {"required": true, "x-body-as-arguments": spread, "content": content(sent)},
                "responses": {"200": {"description": "done", "content": content(received)}},
            });
            paths.insert(format!("/{index}/{id}"), json!({"post": operation}));
        }
        let schemas: serde_json::Map<_, _> = schemas.into_iter().collect();
        json!({
            "openapi": "3.0.3",
            "info": {"title": title, "version": "1"},
            "paths": paths,
            "components": {"schemas": schemas},
        })
    })
}
