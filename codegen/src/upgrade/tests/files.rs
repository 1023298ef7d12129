//! Documents over several files.

use super::{Upgraded, upgrade_beside};
use crate::source::Version;

fn schema_in(other: &str, reference: &str) -> (Upgraded, String) {
    let members = format!("components: {{schemas: {{S: {{$ref: '{reference}'}}}}}}\n");
    let mut upgraded = upgrade_beside("3.1.0", &members, &[("other.yaml", other)]);
    let target = upgraded.get("#/components/schemas/S");
    (upgraded, target)
}

#[test]
fn a_part_is_rewritten_as_what_refers_to_it_says() {
    let (upgraded, target) = schema_in("Pet: {const: 1, x-a: {const: 1}}\nOther: {const: 2}\n", "other.yaml#/Pet");
    assert_eq!(target, "{type: integer, enum: [1], x-a: {const: 1}, x-upgraded-const: true}");
    let other = upgraded.sources.files().next().expect("the first file");
    assert_eq!(upgraded.sources.version(other), Some(Version::V3_1));
    let root = upgraded.sources.root(other);
    assert_eq!(super::flow(root.get("Other").expect("a node")), "{const: 2}");
}

#[test]
fn a_whole_file_may_be_a_schema() {
    assert_eq!(schema_in("type: [string, 'null']\n", "other.yaml").1, "{type: string, nullable: true}");
}

#[test]
fn the_components_of_a_part_are_rewritten_as_such() {
    let other = "components: {schemas: {A: {type: [string, object], properties: {p: {type: [integer]}}}}}\n";
    assert_eq!(schema_in(other, "other.yaml#/components/schemas/A/properties/p").1, "{type: integer}");
}

#[test]
fn references_lead_on_through_parts_and_back() {
    let other = "A: {items: {$ref: '#/B'}}\nB: {properties: {s: {$ref: 'api.yaml#/x-schemas/C'}, b: {$ref: '#/B'}}}\n";
    let members = "components: {schemas: {S: {$ref: 'other.yaml#/A'}}}\nx-schemas: {C: {const: c}}\n";
    let mut upgraded = upgrade_beside("3.1.0", members, &[("other.yaml", other)]);
    assert_eq!(upgraded.get("#/x-schemas/C"), "{type: string, enum: [c], x-upgraded-const: true}");
}

#[test]
fn a_document_of_its_own_keeps_its_version() {
    let other = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {nullable: true, enum: [a, null]}}}\n";
    let (upgraded, target) = schema_in(other, "other.yaml#/components/schemas/A");
    assert_eq!(target, "{nullable: true, enum: [a, null]}");
    let other = upgraded.sources.files().next().expect("the first file");
    assert_eq!(upgraded.sources.version(other), None);
}

#[test]
fn parameters_and_path_items_in_files_are_rewritten() {
    let members = "paths: {/a: {$ref: 'item.yaml'}}\n";
    let item = "get:\n  parameters: [{$ref: 'page.yaml'}]\n";
    let page = "{name: page, in: query, schema: {type: [integer, 'null']}}\n";
    let mut upgraded = upgrade_beside("3.1.0", members, &[("item.yaml", item), ("page.yaml", page)]);
    assert_eq!(upgraded.get("page.yaml#/schema"), "{type: integer, nullable: true}");
    assert_eq!(upgraded.get("item.yaml#/get/responses"), "{2XX: {description: ''}}");
}

#[test]
fn a_mapping_refers_to_schemas() {
    let members =
        "components: {schemas: {S: {discriminator: {propertyName: p, mapping: {a: 'other.yaml#/A', b: Name}}}}}\n";
    let mut upgraded = upgrade_beside("3.1.0", members, &[("other.yaml", "A: {type: [string]}\n")]);
    assert_eq!(upgraded.get("other.yaml#/A"), "{type: string}");
    assert_eq!(upgraded.sources.files().len(), 2);
}
