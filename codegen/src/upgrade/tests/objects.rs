//! One test for each construct outside of schemas.

use insta::assert_snapshot;

use super::upgrade;
use crate::diagnostic::{Code, Severity};

/// The schema of a request body of this media type.
fn body(media_type: &str, content: &str) -> String {
    let mut upgraded =
        upgrade("3.1.0", &format!("components:\n  requestBodies:\n    B: {{content: {{{media_type}: {content}}}}}\n"));
    assert_eq!(upgraded.shown(), "");
    upgraded.get(&format!("#/components/requestBodies/B/content/{}", media_type.replace('/', "~1")))
}

#[test]
fn paths_may_be_missing() {
    let mut upgraded = upgrade("3.1.0", "components: {}\n");
    assert_eq!(upgraded.shown(), "");
    assert_eq!(upgraded.get("#/paths"), "{}");
}

#[test]
fn responses_may_be_missing() {
    let mut upgraded = upgrade("3.1.0", "paths: {/a: {get: {}}}\n");
    assert_eq!(upgraded.shown(), "");
    assert_snapshot!(upgraded.get("#/paths/~1a/get"), @"{responses: {2XX: {description: ''}}}");
}

#[test]
fn fields_of_3_1_are_known_to_it_only() {
    let members = "jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base
servers: [{url: /, variables: {v: {enum: [], default: a}}}]
paths: {/a: {$ref: '#/components/pathItems/P', description: d}}
components:
  pathItems: {P: {get: {responses: {'200': {$ref: '#/components/responses/R', description: mine}}}}}
  responses: {R: {description: ok}}
";
    let upgraded = upgrade("3.1.0", members);
    assert_eq!(upgraded.shown(), "");
    let codes = [Code::UnknownField, Code::Mended, Code::UnknownField, Code::ReferenceSiblings];
    assert_eq!(upgrade("3.0.3", members).codes(), codes);
}

#[test]
fn webhooks_are_named_once() {
    let upgraded = upgrade("3.1.0", "webhooks: {sold: {post: {}}, bought: {post: {}}}\n");
    assert_snapshot!(upgraded.shown(), @r"
    note[N0408]: of webhooks, types are made of what they bring: `sold`, `bought`
     --> api.yaml:3:1
      |
    3 | webhooks: {sold: {post: {}}, bought: {post: {}}}
      | ^^^^^^^^
      |
      = at: #/webhooks
      = help: nothing needs to be done
    ");
}

#[test]
fn an_unknown_dialect_is_named() {
    assert_eq!(upgrade("3.1.0", "jsonSchemaDialect: https://example.com/own\n").codes(), [Code::IgnoredKeyword]);
}

#[test]
fn a_client_certificate_is_a_scheme_of_its_own() {
    let mut upgraded = upgrade("3.1.0", "components: {securitySchemes: {tls: {type: mutualTLS, description: d}}}\n");
    assert_eq!(upgraded.shown(), "");
    assert_snapshot!(upgraded.get("#/components/securitySchemes/tls"), @"{type: http, description: d, scheme: mutual-tls, x-upgraded-mutual-tls: true}");
}

#[test]
fn a_body_that_is_not_described_is_bytes() {
    assert_snapshot!(body("application/octet-stream", "{}"), @"{schema: {type: string, format: binary}}");
    assert_snapshot!(body("application/octet-stream", "{schema: {type: string, description: d}}"), @"{schema: {type: string, description: d, format: binary}}");
    assert_snapshot!(body("image/png", "{schema: true}"), @"{schema: {type: string, format: binary}}");
    assert_snapshot!(body("application/octet-stream", "{schema: {type: string, contentEncoding: base64}}"), @"{schema: {type: string, x-upgraded-content-encoding: base64, format: byte}}");
    assert_snapshot!(body("application/json", "{schema: true}"), @"{schema: {}}");
}

#[test]
fn parts_that_are_not_described_are_bytes() {
    assert_snapshot!(body("multipart/form-data", "{schema: {properties: {a: {}, b: {type: string}, c: {type: array, items: {}}, d: {description: d, contentMediaType: image/png}, e: true}}, encoding: {e: {contentType: text/csv}}}"), @"{schema: {properties: {a: {type: string, format: binary}, b: {type: string}, c: {type: array, items: {type: string, format: binary}}, d: {description: d, x-upgraded-content-media-type: image/png, type: string, format: binary}, e: {}}}, encoding: {e: {contentType: text/csv}}}");
}

#[test]
fn what_3_2_adds_without_changing_requests_is_known() {
    let mut upgraded = upgrade(
        "3.2.0",
        r"
$self: https://example.com/api
servers: [{url: /, name: s}]
tags: [{name: a, summary: s, parent: b, kind: nav}]
paths: {/a: {get: {responses: {'200': {summary: s}}}}}
components:
  schemas:
    D: {oneOf: [true], discriminator: {propertyName: p, defaultMapping: '#/components/schemas/E'}}
    E: {type: object}
",
    );
    assert_eq!(upgraded.shown(), "");
    assert_snapshot!(upgraded.get("#/paths/~1a/get"), @"{responses: {200: {summary: s, description: s}}}");
    assert_snapshot!(upgraded.get("#/components/schemas/D"), @"{oneOf: [{}], discriminator: {propertyName: p, x-upgraded-default-mapping: #/components/schemas/E}}");
}

#[test]
fn what_3_2_adds_to_requests_stays_where_it_was_or_has_a_key_of_ours() {
    let mut upgraded = upgrade(
        "3.2.0",
        r"
servers: [{url: /, name: s}]
paths:
  /a:
    parameters:
    - {name: q, in: querystring, content: {application/json: {}}}
    - {name: c, in: cookie, style: cookie, schema: {type: string}}
    query: {responses: {'200': {description: ok}}}
    additionalOperations: {COPY: {}}
    post: {responses: {'200': {description: ok, content: {text/event-stream: {itemSchema: {type: [string, 'null']}}}}}}
    get: {responses: {'200': {description: ok, content: {application/json: {$ref: '#/components/mediaTypes/M'}}}}}
components:
  mediaTypes: {M: {schema: {type: [string, 'null']}}}
",
    );
    assert_eq!(upgraded.shown(), "");
    assert_snapshot!(upgraded.get("#/paths/~1a/parameters"), @"[{name: q, in: query, content: {application/json: {}}, x-upgraded-querystring: true}, {name: c, in: cookie, schema: {type: string}, x-upgraded-cookie-style: true}]");
    assert_snapshot!(upgraded.get("#/paths/~1a/additionalOperations"), @"{COPY: {responses: {2XX: {description: ''}}}}");
    assert_snapshot!(upgraded.get("#/paths/~1a/post/responses/200/content"), @"{text/event-stream: {itemSchema: {type: string, nullable: true}}}");
    assert_snapshot!(upgraded.get("#/components/mediaTypes/M"), @"{schema: {type: string, nullable: true}}");
    assert_snapshot!(upgraded.get("#/servers"), @"[{url: /, x-upgraded-name: s}]");
}

#[test]
fn a_keyword_that_nobody_knows_is_legal_in_a_schema_of_3_1() {
    let members = "paths: {}\ncomponents: {schemas: {A: {ui: hidden, tpye: string}, B: {ui: shown}}}\n";
    let severities = |version: &str| {
        let upgraded = upgrade(version, members);
        let codes = upgraded.diagnostics.sorted().into_iter().map(|d| (d.code, d.severity)).collect::<Vec<_>>();
        assert!(codes.iter().all(|(code, _)| *code == Code::UnknownField), "{}", upgraded.shown());
        codes.into_iter().map(|(_, severity)| severity).collect::<Vec<_>>()
    };
    // `tpye` may be meant as something else.
    assert_eq!(severities("3.1.0"), [Severity::Note, Severity::Warning, Severity::Note]);
    assert_eq!(severities("3.0.3"), [Severity::Warning; 3]);
}
