//! Documents made of one document several times over.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use codegen::source::Sources;
use serde_json::{Map, Value};

use super::ours::Generator;
use super::{shown, text};
use crate::measure::Measure;

/// What generation of a document, concatenated with itself, took.
#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Growth {
    document: String,
    copies: usize,
    bytes: usize,
    generation: Option<Measure>,
}

/// Measures 1, 2, 4 and 8 copies.
pub(super) fn measured(ours: &Generator, document: &Path, scratch: &Path, runs: usize) -> anyhow::Result<Vec<Growth>> {
    let mut sources = Sources::new();
    let Ok(file) = sources.load(document) else {
        bail!("{} is neither YAML nor JSON", document.display());
    };
    let one = sources.root(file).to_json();
    let mut growth = Vec::new();
    for copies in [1, 2, 4, 8] {
        let json = serde_json::to_string(&concatenated(&one, copies))?;
        let path = scratch.join(format!("grown-{copies}.json"));
        fs::write(&path, &json).with_context(|| format!("cannot write {}", path.display()))?;
        let generation = ours.fastest(&path, "bench-grown", runs)?;
        growth.push(Growth { document: shown(document), copies, bytes: json.len(), generation });
        ours.forget("bench-grown");
    }
    Ok(growth)
}

pub(super) fn cells(growth: &[Growth]) -> Vec<Vec<String>> {
    let head = ["document", "copies", "MB", "gen s", "gen cpu s", "gen MiB", "cpu s per copy"];
    let mut cells = vec![head.map(str::to_owned).to_vec()];
    cells.extend(growth.iter().map(|growth| {
        let [seconds, cpu, memory] = growth.generation.map_or_else(|| ["-"; 3].map(str::to_owned), text);
        #[expect(clippy::cast_precision_loss, reason = "a figure with two digits after the point")]
        let (megabytes, copies) = (growth.bytes as f64 / 1e6, growth.copies as f64);
        let each = growth.generation.map_or_else(|| "-".to_owned(), |m| format!("{:.3}", m.cpu_seconds / copies));
        vec![growth.document.clone(), growth.copies.to_string(), format!("{megabytes:.2}"), seconds, cpu, memory, each]
    }));
    cells
}

/// The document with its paths and components several times, each time under other names.
fn concatenated(one: &Value, copies: usize) -> Value {
    let mut all = one.clone();
    for copy in 1..copies {
        let suffix = format!("Copy{copy}");
        let renamed = renamed(one, &suffix);
        if let (Some(paths), Some(more)) = (member(&mut all, "paths"), renamed.get("paths").and_then(Value::as_object))
        {
            paths.extend(more.iter().map(|(path, item)| (format!("/{suffix}{path}"), item.clone())));
        }
        let Some(sections) = renamed.get("components").and_then(Value::as_object) else {
            continue;
        };
        for (section, more) in sections.iter().filter(|(section, _)| *section != "securitySchemes") {
            let section = all.get_mut("components").and_then(|components| member(components, section));
            if let (Some(section), Some(more)) = (section, more.as_object()) {
                section.extend(more.iter().map(|(name, thing)| (format!("{name}{suffix}"), thing.clone())));
            }
        }
    }
    all
}

fn member<'a>(value: &'a mut Value, key: &str) -> Option<&'a mut Map<String, Value>> {
    value.get_mut(key)?.as_object_mut()
}

/// References and operation ids with a suffix.
fn renamed(value: &Value, suffix: &str) -> Value {
    match value {
        Value::Array(list) => list.iter().map(|value| renamed(value, suffix)).collect(),
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| {
                let value = match value {
                    Value::String(text) => Value::String(text_renamed(key, text, suffix)),
                    value => renamed(value, suffix),
                };
                (key.clone(), value)
            })
            .collect(),
        value => value.clone(),
    }
}

fn text_renamed(key: &str, text: &str, suffix: &str) -> String {
    if key == "operationId" {
        return format!("{text}{suffix}");
    }
    // Values of a discriminator's mapping are references, too.
    let Some(rest) = text.strip_prefix("#/components/") else {
        return text.to_owned();
    };
    let mut tokens: Vec<String> = rest.split('/').map(str::to_owned).collect();
    match tokens.as_mut_slice() {
        [section, name, ..] if section != "securitySchemes" => name.push_str(suffix),
        _ => {}
    }
    format!("#/components/{}", tokens.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_stand_beside_each_other_and_refer_to_their_own() {
        let one = serde_json::json!({
            "paths": {"/pets": {"get": {"operationId": "list", "schema": {"$ref": "#/components/schemas/Pet"}}}},
            "components": {
                "schemas": {"Pet": {"items": {"$ref": "#/components/schemas/Pet/properties/x"}}},
                "securitySchemes": {"key": {}},
            },
        });
        let all = concatenated(&one, 2);
        assert_eq!(all["paths"]["/pets"], one["paths"]["/pets"]);
        let copy = &all["paths"]["/Copy1/pets"]["get"];
        assert_eq!(copy["operationId"], "listCopy1");
        assert_eq!(copy["schema"]["$ref"], "#/components/schemas/PetCopy1");
        let pet = &all["components"]["schemas"]["PetCopy1"];
        assert_eq!(pet["items"]["$ref"], "#/components/schemas/PetCopy1/properties/x");
        assert_eq!(all["components"]["securitySchemes"], one["components"]["securitySchemes"]);
    }
}
