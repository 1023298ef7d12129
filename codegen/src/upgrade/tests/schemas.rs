//! One test for each construct of JSON Schema.

use insta::assert_snapshot;

use super::{schema, schema_and_codes, upgrade};
use crate::diagnostic::Code;

#[test]
fn a_type_with_null_is_nullable() {
    assert_snapshot!(schema("type: [string, 'null']\nmaxLength: 3"), @"{type: string, maxLength: 3, nullable: true}");
    assert_snapshot!(schema("type: ['null', array]\nitems: {type: [integer, null]}"), @"{type: array, items: {type: integer, nullable: true}, nullable: true}");
}

#[test]
fn a_list_of_one_type_is_that_type() {
    assert_snapshot!(schema("type: [string]"), @"{type: string}");
}

#[test]
fn several_types_are_alternatives_each_with_its_keywords() {
    assert_snapshot!(schema("description: d\ntype: [string, integer, object, 'null']\nminLength: 1\nminimum: 2\nproperties: {a: {type: string}}\nrequired: [a]\ndefault: 3\nx-own: 1"), @"{description: d, default: 3, x-own: 1, nullable: true, oneOf: [{type: string, minLength: 1}, {type: integer, minimum: 2}, {type: object, properties: {a: {type: string}}, required: [a]}]}");
    assert_snapshot!(schema("type: [string, array]\nitems: {type: string}"), @"{oneOf: [{type: string}, {type: array, items: {type: string}}]}");
    assert_snapshot!(schema("type: [boolean, integer, string]\nformat: int64"), @"{oneOf: [{type: boolean}, {type: integer, format: int64}, {type: string}]}");
    assert_snapshot!(schema("type: [boolean, string]\nformat: date-time\nminimum: 3"), @"{oneOf: [{type: boolean}, {type: string, format: date-time}]}");
}

#[test]
fn alternatives_of_types_leave_those_that_are_there() {
    assert_snapshot!(schema("type: [string, integer]\noneOf: [{maxLength: 1}, {maximum: 5}]"), @"{oneOf: [{maxLength: 1}, {maximum: 5}], anyOf: [{type: string}, {type: integer}]}");
    assert_snapshot!(schema("type: [string, array]\noneOf: [{}]\nanyOf: [{}]\nallOf: [{}]\nitems: {}"), @"{oneOf: [{}], anyOf: [{}], allOf: [{}, {oneOf: [{type: string}, {type: array, items: {}}]}]}");
}

#[test]
fn an_integer_is_a_number() {
    assert_snapshot!(schema("type: [integer, number]\nmaximum: 5"), @"{type: number, maximum: 5}");
}

#[test]
fn all_types_are_none() {
    assert_snapshot!(schema("type: [string, number, boolean, array, object, 'null']"), @"{nullable: true}");
}

#[test]
fn values_go_to_the_alternatives_of_their_types() {
    assert_snapshot!(schema("type: [string, integer, 'null']\nenum: [a, 1, null, 2]"), @"{nullable: true, oneOf: [{type: string, enum: [a]}, {type: integer, enum: [1, 2]}]}");
    assert_snapshot!(schema("type: [string, integer]\nenum: [a, b]"), @"{type: string, enum: [a, b]}");
}

#[test]
fn null_alone_has_a_word_of_its_own() {
    assert_snapshot!(schema("type: 'null'\ndescription: nothing"), @"{description: nothing, nullable: true, x-upgraded-null: true}");
    assert_snapshot!(schema("type: null"), @"{nullable: true, x-upgraded-null: true}");
    assert_snapshot!(schema("const: null"), @"{nullable: true, x-upgraded-null: true}");
    assert_snapshot!(schema("enum: [null]"), @"{nullable: true, x-upgraded-null: true}");
    assert_snapshot!(schema("anyOf: [{type: 'null'}]"), @"{nullable: true, x-upgraded-null: true}");
}

#[test]
fn null_among_alternatives_is_taken_out() {
    assert_snapshot!(schema("anyOf: [{$ref: '#/components/schemas/T'}, {type: 'null'}]"), @"{allOf: [{$ref: #/components/schemas/T}], nullable: true}");
    assert_snapshot!(schema("oneOf:\n  - {type: null, description: none}\n  - {type: string}\n  - {type: integer}"), @"{oneOf: [{type: string}, {type: integer}], nullable: true}");
    assert_snapshot!(schema("oneOf: [{$ref: '#/components/schemas/T'}, {type: 'null'}]\ndiscriminator: {propertyName: p}"), @"{oneOf: [{$ref: #/components/schemas/T}], discriminator: {propertyName: p}, nullable: true}");
    assert_snapshot!(schema("not: {type: 'null'}"), @"{}");
}

#[test]
fn null_among_values_makes_nullable() {
    assert_snapshot!(schema("type: string\nenum: [a, null, b]"), @"{type: string, enum: [a, b], nullable: true}");
}

#[test]
fn a_constant_is_one_value_with_a_type() {
    assert_snapshot!(schema("const: cat"), @"{type: string, enum: [cat], x-upgraded-const: true}");
    assert_snapshot!(schema("const: 7"), @"{type: integer, enum: [7], x-upgraded-const: true}");
    assert_snapshot!(schema("const: 0.5"), @"{type: number, enum: [0.5], x-upgraded-const: true}");
    assert_snapshot!(schema("const: false"), @"{type: boolean, enum: [false], x-upgraded-const: true}");
    assert_snapshot!(schema("const: {a: [1]}"), @"{enum: [{a: [1]}], x-upgraded-const: true}");
    assert_snapshot!(schema("type: string\nconst: a\nenum: [a, b]"), @"{type: string, enum: [a], x-upgraded-const: true}");
}

#[test]
fn a_reference_with_siblings_is_part_of_a_whole() {
    assert_snapshot!(schema("$ref: '#/components/schemas/T'\ndescription: mine\nnullable: true"), @"{description: mine, nullable: true, allOf: [{$ref: #/components/schemas/T}]}");
    assert_snapshot!(schema("allOf: [{title: t}]\n$ref: '#/components/schemas/T'"), @"{allOf: [{title: t}, {$ref: #/components/schemas/T}]}");
    assert_snapshot!(schema("$ref: '#/components/schemas/T'\n$comment: c"), @"{$ref: #/components/schemas/T}");
}

#[test]
fn exclusive_bounds_are_flags() {
    assert_snapshot!(schema("type: integer\nexclusiveMinimum: 0\nexclusiveMaximum: 10"), @"{type: integer, minimum: 0, maximum: 10, exclusiveMinimum: true, exclusiveMaximum: true}");
}

#[test]
fn the_narrower_of_two_bounds_stays() {
    assert_snapshot!(schema("minimum: 3\nexclusiveMinimum: 5"), @"{minimum: 5, exclusiveMinimum: true}");
    assert_snapshot!(schema("minimum: 5\nexclusiveMinimum: 5"), @"{minimum: 5, exclusiveMinimum: true}");
    assert_snapshot!(schema("minimum: 5.5\nexclusiveMinimum: 5"), @"{minimum: 5.5}");
    assert_snapshot!(schema("maximum: 18446744073709551614\nexclusiveMaximum: 18446744073709551615"), @"{maximum: 18446744073709551614}");
    assert_snapshot!(schema("minimum: 1\nexclusiveMinimum: true"), @"{minimum: 1, exclusiveMinimum: true}");
}

#[test]
fn the_first_example_stays() {
    assert_snapshot!(schema("examples: [{const: 1}, 2]"), @"{example: {const: 1}}");
    assert_snapshot!(schema("example: 1\nexamples: [2]"), @"{example: 1}");
    assert_snapshot!(schema("examples: []"), @"{}");
}

#[test]
fn encoded_text_has_a_format() {
    assert_snapshot!(schema("type: string\ncontentEncoding: base64\ncontentMediaType: image/png"), @"{type: string, x-upgraded-content-encoding: base64, x-upgraded-content-media-type: image/png, format: byte}");
    assert_snapshot!(schema("contentMediaType: application/octet-stream"), @"{x-upgraded-content-media-type: application/octet-stream, type: string, format: binary}");
    assert_snapshot!(schema("type: string\ncontentMediaType: application/json\ncontentSchema: {const: 1}"), @"{type: string, x-upgraded-content-media-type: application/json, contentSchema: {type: integer, enum: [1], x-upgraded-const: true}}");
    assert_snapshot!(schema("type: string\ncontentEncoding: base64url\nformat: jwt"), @"{type: string, x-upgraded-content-encoding: base64url, format: jwt}");
}

#[test]
fn a_tuple_keeps_its_elements() {
    assert_snapshot!(schema("type: array\nprefixItems: [{type: string}, {const: 1}]"), @"{type: array, prefixItems: [{type: string}, {type: integer, enum: [1], x-upgraded-const: true}], x-upgraded-items: {}, items: {}}");
    assert_snapshot!(schema("type: array\nprefixItems: [true]\nitems: false"), @"{type: array, prefixItems: [{}], x-upgraded-items: {not: {}}, items: {}}");
    assert_snapshot!(schema("type: array\nitems: [{type: [string, 'null']}]\nadditionalItems: {type: integer}"), @"{type: array, prefixItems: [{type: string, nullable: true}], x-upgraded-items: {type: integer}, items: {}}");
}

#[test]
fn booleans_are_schemas() {
    assert_snapshot!(schema("properties: {a: true, b: false}\nitems: true\nadditionalProperties: false"), @"{properties: {a: {}, b: {not: {}}}, items: {}, additionalProperties: false}");
    assert_snapshot!(schema("true"), @"{}");
    assert_snapshot!(schema("additionalProperties: {items: false}"), @"{additionalProperties: {items: {not: {}}}}");
}

#[test]
fn unevaluated_properties_are_additional_where_nothing_else_evaluates() {
    assert_snapshot!(schema("type: object\nunevaluatedProperties: {type: ['string']}"), @"{type: object, additionalProperties: {type: string}}");
    assert_snapshot!(schema("type: object\nunevaluatedProperties: false"), @"{type: object, additionalProperties: false}");
    let (kept, codes) = schema_and_codes("allOf: [true]\nunevaluatedProperties: false");
    assert_eq!(codes, [Code::UncheckedKeyword]);
    assert_snapshot!(kept, @"{allOf: [{}], unevaluatedProperties: false}");
}

#[test]
fn properties_by_pattern_are_all_that_are_left_of_a_closed_object() {
    assert_snapshot!(schema("patternProperties: {^a: {const: 1}}\nadditionalProperties: false"), @"{additionalProperties: {type: integer, enum: [1], x-upgraded-const: true}}");
    assert_snapshot!(schema("patternProperties: {^a: {const: 1}, ^b: true}\nadditionalProperties: {type: string}"), @"{additionalProperties: {anyOf: [{type: string}, {type: integer, enum: [1], x-upgraded-const: true}, {}]}}");
    let (kept, codes) = schema_and_codes("type: object\npatternProperties: {^a: {const: 1}}");
    assert_eq!(codes, [Code::IgnoredKeyword]);
    assert_snapshot!(kept, @"{type: object, patternProperties: {^a: {type: integer, enum: [1], x-upgraded-const: true}}}");
}

#[test]
fn what_depends_on_the_value_stays_and_is_named() {
    let (kept, codes) = schema_and_codes("if: {const: 1}\nthen: true\nelse: false\ndependentSchemas: {a: true}");
    assert_eq!(codes, [Code::IgnoredKeyword, Code::IgnoredKeyword]);
    assert_snapshot!(kept, @"{if: {type: integer, enum: [1], x-upgraded-const: true}, then: {}, else: {not: {}}, dependentSchemas: {a: {}}}");
}

#[test]
fn constraints_stay_and_are_noted() {
    let (kept, codes) =
        schema_and_codes("contains: true\nminContains: 2\npropertyNames: {pattern: a}\ndependentRequired: {a: [b]}");
    assert_eq!(codes, [Code::UncheckedKeyword; 3]);
    assert_snapshot!(kept, @"{contains: {}, minContains: 2, propertyNames: {pattern: a}, dependentRequired: {a: [b]}}");
}

#[test]
fn what_means_nothing_goes_silently() {
    assert_snapshot!(schema("$comment: c\n$schema: https://json-schema.org/draft/2020-12/schema\n$vocabulary: {a: true}\n$id: s\n$anchor: a\ntype: string"), @"{type: string}");
}

#[test]
fn a_dynamic_reference_is_a_reference() {
    let (kept, codes) = schema_and_codes("$dynamicAnchor: node\nitems: {$dynamicRef: '#node'}");
    assert_eq!(codes, [Code::IgnoredKeyword]);
    assert_snapshot!(kept, @"{items: {$ref: #node}}");
}

#[test]
fn definitions_in_schemas_stay_where_references_find_them() {
    let mut upgraded = upgrade(
        "3.1.0",
        "components:\n  schemas:\n    S:\n      $ref: '#/components/schemas/S/$defs/D'\n      $defs: {D: {$anchor: d, const: 1}}\n    Id: {$id: 'https://example.com/s', type: string}\n",
    );
    assert_eq!(upgraded.shown(), "");
    assert_snapshot!(upgraded.get("#/components/schemas/S/$defs/D"), @"{type: integer, enum: [1], x-upgraded-const: true}");
    assert_snapshot!(upgraded.get("#d"), @"{type: integer, enum: [1], x-upgraded-const: true}");
    assert_snapshot!(upgraded.get("https://example.com/s"), @"{type: string}");
}

#[test]
fn names_like_keywords_and_plain_values_are_untouched() {
    assert_snapshot!(schema("properties:\n  type: {type: string}\n  const: {enum: [{const: 1}]}\n  $ref: {type: string}\n  examples: {default: {type: [a]}}\nexample: {type: ['null'], const: 1}\nx-own: {prefixItems: []}"), @"{properties: {type: {type: string}, const: {enum: [{const: 1}]}, $ref: {type: string}, examples: {default: {type: [a]}}}, example: {type: [null], const: 1}, x-own: {prefixItems: []}}");
}

#[test]
fn references_find_what_was_moved() {
    let mut upgraded = upgrade(
        "3.1.0",
        r"
components:
  schemas:
    Types: {type: [string, object], properties: {a: {type: [array, object], items: {title: inner}}}}
    Alone: {anyOf: [{type: 'null'}, {title: alone}]}
    Several: {oneOf: [{type: 'null'}, {title: one}, {title: two}]}
    Tuple: {prefixItems: [true], items: {title: rest}}
    Patterns: {patternProperties: {a/b: {title: b}}, additionalProperties: {title: c}}
",
    );
    assert_eq!(upgraded.shown(), "");
    for (reference, target) in [
        ("Types/properties/a/items", "{title: inner}"),
        ("Alone/anyOf/1", "{title: alone}"),
        ("Several/oneOf/1", "{title: one}"),
        ("Several/oneOf/2", "{title: two}"),
        ("Tuple/items", "{title: rest}"),
        ("Patterns/patternProperties/a~1b", "{title: b}"),
        ("Patterns/additionalProperties", "{title: c}"),
    ] {
        assert_eq!(upgraded.get(&format!("#/components/schemas/{reference}")), target, "{reference}");
    }
}
