//! Documents with something wrong in them.

use insta::assert_snapshot;

use super::{Broken, document};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Location, Pointer, Sources};

struct Checked {
    sources: Sources,
    diagnostics: Diagnostics,
    broken: Broken,
}

fn check(text: &str) -> Checked {
    let mut sources = Sources::new();
    let file = sources.add("api.yaml", text).expect("YAML");
    let mut diagnostics = Diagnostics::new();
    let broken = document(&mut sources, file, &mut diagnostics);
    Checked { sources, diagnostics, broken }
}

/// A document in which only `members` can be wrong.
fn check_members(members: &str) -> Checked {
    check(&format!("openapi: 3.0.3\ninfo: {{title: Pets, version: '1'}}\n{members}"))
}

fn units(broken: &Broken) -> Vec<&str> {
    broken.iter().map(Pointer::as_str).collect()
}

impl Checked {
    fn shown(&self) -> String {
        self.diagnostics.render(&self.sources, false)
    }

    fn codes(&self) -> Vec<Code> {
        self.diagnostics.sorted().iter().map(|d| d.code).collect()
    }
}

#[test]
fn a_sound_document_passes() {
    let checked = check_members(
        r"
servers: [{url: https://example.com, x-own: 1}]
security: [{key: []}, {}]
tags: [{name: pets}]
x-anything: [1]
paths:
  x-too: 1
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - $ref: '#/components/parameters/Page'
    get:
      responses:
        200: {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        4XX: {$ref: '#/components/responses/Error'}
        default: {description: else}
      callbacks:
        done: {'{$request.body#/url}': {post: {responses: {'204': {description: ok}}}}}
components:
  parameters: {Page: {name: page, in: query, style: form, schema: {type: integer, minimum: 0.5}}}
  responses: {Error: {description: wrong}}
  schemas:
    Pet:
      type: object
      properties:
        $ref: {type: string}
        x-own: {type: string}
        tree: {additionalProperties: false}
        more: {additionalProperties: {type: string}, default: null, enum: [1, null]}
  securitySchemes:
    key: {type: apiKey, name: k, in: header}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://example.com', scopes: {}}}}
",
    );
    assert_eq!(checked.shown(), "");
    assert!(checked.broken.is_empty());
}

#[test]
fn every_wrong_type_is_reported_in_one_run() {
    let checked = check_members(
        r"
paths:
  /a:
    get:
      deprecated: 'yes'
      parameters: {name: q}
      responses: {'200': {description: }}
components:
  schemas:
    A: {type: object, required: null, properties: []}
    B: {type: object, maxProperties: -1, title: 12, required: [1], allOf: []}
    C: text
    D: {additionalProperties: 3, exclusiveMinimum: 5, type: [string, 'null']}
",
    );
    assert_snapshot!(checked.shown(), @r"
    error[E0301]: `deprecated` must be a boolean, found a string
     --> api.yaml:7:19
      |
    7 |       deprecated: 'yes'
      |                   ^^^^^
      |
      = at: #/paths/~1a/get/deprecated

    error[E0302]: a Parameter Object must have a field `in`
     --> api.yaml:8:7
      |
    8 |       parameters: {name: q}
      |       ^^^^^^^^^^
      |
      = at: #/paths/~1a/get/parameters
      = help: add `in: …` here

    warning[W0308]: `parameters` must be a list of Parameter Objects, found a map
     --> api.yaml:8:19
      |
    8 |       parameters: {name: q}
      |                   ^
      |
      = at: #/paths/~1a/get/parameters
      = help: it is read as a list of this one

    warning[W0308]: `description` must be a string, found null
     --> api.yaml:9:27
      |
    9 |       responses: {'200': {description: }}
      |                           ^^^^^^^^^^^
      |
      = at: #/paths/~1a/get/responses/200/description
      = help: it documents and does nothing else, and is ignored

    warning[W0308]: `required` must be a list of strings, found null
      --> api.yaml:12:33
       |
    12 |     A: {type: object, required: null, properties: []}
       |                                 ^^^^
       |
       = at: #/components/schemas/A/required
       = help: it is ignored: leave it out if there is nothing to say

    warning[W0308]: `properties` must be a map of Schema Objects, found a list
      --> api.yaml:12:51
       |
    12 |     A: {type: object, required: null, properties: []}
       |                                                   ^
       |
       = at: #/components/schemas/A/properties
       = help: it is read as empty

    warning[W0308]: `maxProperties` must be an integer from 0, found `-1`
      --> api.yaml:13:38
       |
    13 |     B: {type: object, maxProperties: -1, title: 12, required: [1], allOf: []}
       |                                      ^^
       |
       = at: #/components/schemas/B/maxProperties
       = help: it is ignored, since it limits nothing

    warning[W0308]: `title` must be a string, found an integer
      --> api.yaml:13:49
       |
    13 |     B: {type: object, maxProperties: -1, title: 12, required: [1], allOf: []}
       |                                                 ^^
       |
       = at: #/components/schemas/B/title
       = help: it is read as text: put it in quotes, `'12'`

    warning[W0308]: an element of `required` must be a string, found an integer
      --> api.yaml:13:64
       |
    13 |     B: {type: object, maxProperties: -1, title: 12, required: [1], allOf: []}
       |                                                                ^
       |
       = at: #/components/schemas/B/required/0
       = help: it is read as text: put it in quotes, `'1'`

    warning[W0308]: `allOf` must be a list of Schema Objects, found an empty one
      --> api.yaml:13:75
       |
    13 |     B: {type: object, maxProperties: -1, title: 12, required: [1], allOf: []}
       |                                                                           ^
       |
       = at: #/components/schemas/B/allOf
       = help: it is ignored: leave it out if there is nothing to say

    error[E0301]: `C` must be a map (Schema Object or reference), found a string
      --> api.yaml:14:8
       |
    14 |     C: text
       |        ^^^^
       |
       = at: #/components/schemas/C

    error[E0301]: `additionalProperties` must be a boolean or a map (Schema Object or reference), found an integer
      --> api.yaml:15:31
       |
    15 |     D: {additionalProperties: 3, exclusiveMinimum: 5, type: [string, 'null']}
       |                               ^
       |
       = at: #/components/schemas/D/additionalProperties

    warning[W0308]: `exclusiveMinimum` must be a boolean, found an integer
      --> api.yaml:15:52
       |
    15 |     D: {additionalProperties: 3, exclusiveMinimum: 5, type: [string, 'null']}
       |                                                    ^
       |
       = at: #/components/schemas/D/exclusiveMinimum
       = help: it is read as OpenAPI 3.1 means it

    warning[W0308]: `type` must be one of `string`, `number`, `integer`, `boolean`, `array` and `object`, found a list
      --> api.yaml:15:61
       |
    15 |     D: {additionalProperties: 3, exclusiveMinimum: 5, type: [string, 'null']}
       |                                                             ^
       |
       = at: #/components/schemas/D/type
       = help: it is read as OpenAPI 3.1 means it
    ");
    assert_eq!(units(&checked.broken), ["/components/schemas/C", "/components/schemas/D", "/paths/~1a/get"]);
}

#[test]
fn missing_and_unknown_fields_are_reported() {
    let checked = check(
        r"openapi: 3.0.3
info: {title: Pets}
path: {}
components:
  schemas:
    A: {typ: object, constant: 1}
  securitySchemes:
    key: {type: apiKey, name: k}
  parameters:
    id: {name: id, in: path}
",
    );
    assert_snapshot!(checked.shown(), @r"
    error[E0302]: an OpenAPI Object must have a field `paths`
     --> api.yaml:1:1
      |
    1 | openapi: 3.0.3
      | ^
      |
      = help: write `paths: {}` if there are none

    warning[W0308]: an Info Object must have a field `version`
     --> api.yaml:2:1
      |
    2 | info: {title: Pets}
      | ^^^^
      |
      = at: #/info
      = help: it is read as an empty text

    warning[W0303]: an OpenAPI Object has no field `path`
     --> api.yaml:3:1
      |
    3 | path: {}
      | ^^^^
      |
      = at: #/path
      = help: did you mean `paths`?

    warning[W0303]: a Schema Object has no field `typ`
     --> api.yaml:6:9
      |
    6 |     A: {typ: object, constant: 1}
      |         ^^^
      |
      = at: #/components/schemas/A/typ
      = help: did you mean `type`?

    warning[W0303]: a Schema Object has no field `constant`
     --> api.yaml:6:22
      |
    6 |     A: {typ: object, constant: 1}
      |                      ^^^^^^^^
      |
      = at: #/components/schemas/A/constant
      = help: it is ignored; a field of your own starts with `x-`: `x-constant`

    error[E0302]: a Security Scheme Object must have a field `in` if `type` is `apiKey`
     --> api.yaml:8:5
      |
    8 |     key: {type: apiKey, name: k}
      |     ^^^
      |
      = at: #/components/securitySchemes/key
      = help: add `in: …` here

    warning[W0308]: a Parameter Object must have a field `required` if `in` is `path`
      --> api.yaml:10:5
       |
    10 |     id: {name: id, in: path}
       |     ^^
       |
       = at: #/components/parameters/id
       = help: a path cannot go without a part of it, so that it is read as `true`
    ");
    // Unknown fields break nothing, and what is missing is not the fault of the rest.
    assert_eq!(units(&checked.broken), ["/components/securitySchemes/key", "/paths"]);
}

#[test]
fn bad_words_status_codes_and_paths_are_reported() {
    let checked = check_members(
        r"
paths:
  pets: {get: {responses: {'200': {description: ok}}}}
  /a:
    get:
      parameters: [{name: q, in: querry, schema: {type: int}}]
      responses: {'20': {description: ok}}
    put: {responses: {}}
    post: {responses: {x-only: 1}}
    patch: {responses: {2xx: {description: ok}}}
",
    );
    assert_snapshot!(checked.shown(), @r"
    warning[W0308]: the path `pets` does not begin with `/`
     --> api.yaml:5:3
      |
    5 |   pets: {get: {responses: {'200': {description: ok}}}}
      |   ^^^^
      |
      = at: #/paths/pets
      = help: it is read as `/pets`

    error[E0304]: `in` must be one of `query`, `header`, `path` and `cookie`, found `querry`
     --> api.yaml:8:34
      |
    8 |       parameters: [{name: q, in: querry, schema: {type: int}}]
      |                                  ^^^^^^
      |
      = at: #/paths/~1a/get/parameters/0/in
      = help: did you mean `query`?

    warning[W0308]: `type` must be one of `string`, `number`, `integer`, `boolean`, `array` and `object`, found `int`
     --> api.yaml:8:57
      |
    8 |       parameters: [{name: q, in: querry, schema: {type: int}}]
      |                                                         ^^^
      |
      = at: #/paths/~1a/get/parameters/0/schema/type
      = help: it is read as `integer`

    warning[W0307]: `responses` is empty, and at least one response is required
     --> api.yaml:9:18
      |
    9 |       responses: {'20': {description: ok}}
      |                  ^
      |
      = at: #/paths/~1a/get/responses
      = help: any success counts, and its body is not read; a call that returns nothing says so: `'204': {description: done}`

    error[E0305]: `20` is not a status code
     --> api.yaml:9:19
      |
    9 |       responses: {'20': {description: ok}}
      |                   ^^^^
      |
      = at: #/paths/~1a/get/responses/20
      = help: use a code (`200`), a range (`4XX`) or `default`; this response is left out

    warning[W0307]: `responses` is empty, and at least one response is required
      --> api.yaml:10:22
       |
    10 |     put: {responses: {}}
       |                      ^
       |
       = at: #/paths/~1a/put/responses
       = help: any success counts, and its body is not read; a call that returns nothing says so: `'204': {description: done}`

    warning[W0307]: `responses` is empty, and at least one response is required
      --> api.yaml:11:23
       |
    11 |     post: {responses: {x-only: 1}}
       |                       ^
       |
       = at: #/paths/~1a/post/responses
       = help: any success counts, and its body is not read; a call that returns nothing says so: `'204': {description: done}`

    warning[W0308]: `2xx` is not a status code, a range of them or `default`
      --> api.yaml:12:25
       |
    12 |     patch: {responses: {2xx: {description: ok}}}
       |                         ^^^
       |
       = at: #/paths/~1a/patch/responses/2xx
       = help: it is read as `2XX`
    ");
    assert_eq!(units(&checked.broken), ["/paths/~1a/get", "/paths/~1a/get/responses/20"]);
}

#[test]
fn what_stands_beside_a_reference_is_warned_of_and_breaks_nothing() {
    let checked =
        check_members("paths: {}\ncomponents:\n  schemas:\n    A: {$ref: '#/b', description: more, x-own: 1}\n");
    assert_snapshot!(checked.shown(), @r"
    warning[W0205]: `description` is ignored, because it stands beside `$ref`
     --> api.yaml:6:22
      |
    6 |     A: {$ref: '#/b', description: more, x-own: 1}
      |                      ^^^^^^^^^^^
      |
      = at: #/components/schemas/A/description
      = help: to say more about what is referred to, wrap it: `allOf: [{$ref: …}]`
    ");
    assert!(checked.broken.is_empty());
}

#[test]
fn a_path_item_may_have_fields_beside_its_reference() {
    let checked = check_members("paths:\n  /a: {$ref: 'a.yaml', summary: s}\n");
    assert_eq!(checked.shown(), "");
}

#[test]
fn a_reference_that_is_no_text_is_a_wrong_type() {
    let checked =
        check_members("paths: {}\ncomponents: {schemas: {A: {$ref: 12}, B: {properties: {$ref: {type: string}}}}}\n");
    assert_eq!(checked.codes(), [Code::WrongType]);
    assert_eq!(units(&checked.broken), ["/components/schemas/A"]);
}

#[test]
fn only_the_smallest_part_is_broken() {
    let checked = check_members(
        r"
paths:
  /a:
    parameters:
      - {name: x, in: query, schema: 1}
    get: {responses: {'200': {description: ok, content: 1}}}
    put: {responses: {'200': {description: ok}}}
",
    );
    let broken = |pointer: &str| checked.broken.contains(&Pointer::parse(pointer).expect("a pointer"));
    assert!(broken("/paths/~1a/get"));
    assert!(broken("/paths/~1a/get/responses/200"));
    assert!(broken("/paths/~1a/parameters/0"));
    assert!(!broken("/paths/~1a"));
    assert!(!broken("/paths/~1a/put"));
    assert!(!broken("/paths/~1a/getter"));
}

#[test]
fn of_a_part_of_other_documents_the_components_are_checked() {
    let checked = check("components: {schemas: {A: {type: 1}}}\nPet: {type: 1}\n");
    assert_eq!(units(&checked.broken), ["/components/schemas/A"]);
}

#[test]
fn a_document_that_is_no_map_is_reported() {
    let checked = check("openapi: 3.0.3\ninfo: 1\npaths: [1]\n");
    assert_eq!(checked.codes(), [Code::WrongType, Code::WrongType]);
    assert_eq!(units(&checked.broken), ["/info", "/paths"]);
}

#[test]
fn duplicate_keys_are_reported_with_the_rest() {
    let checked = check_members("paths: {}\npaths: {}\n");
    assert_eq!(checked.codes(), [Code::DuplicateKey]);
}

#[test]
fn a_fault_at_a_character_of_several_bytes_can_be_shown() {
    assert_snapshot!(check_members("paths: {}\nservers:\n  - 世: 1\n    url: 1\n  - 世: 1\n").shown(), @r"
    warning[W0303]: a Server Object has no field `世`
     --> api.yaml:5:5
      |
    5 |   - 世: 1
      |     ^^
      |
      = at: #/servers/0/世
      = help: it is ignored; a field of your own starts with `x-`: `x-世`

    warning[W0308]: `url` must be a string, found an integer
     --> api.yaml:6:10
      |
    6 |     url: 1
      |          ^
      |
      = at: #/servers/0/url
      = help: it is read as text: put it in quotes, `'1'`

    error[E0302]: a Server Object must have a field `url`
     --> api.yaml:7:5
      |
    7 |   - 世: 1
      |     ^^
      |
      = at: #/servers/1
      = help: add `url: …` here

    warning[W0303]: a Server Object has no field `世`
     --> api.yaml:7:5
      |
    7 |   - 世: 1
      |     ^^
      |
      = at: #/servers/1/世
      = help: it is ignored; a field of your own starts with `x-`: `x-世`
    ");
}

/// What the tree says once it has been checked.
fn mended(members: &str, pointer: &str) -> String {
    let checked = check_members(members);
    assert!(checked.broken.is_empty(), "{}", checked.shown());
    let at =
        Location::new(checked.sources.files().next().expect("a file"), Pointer::parse(pointer).expect("a pointer"));
    checked.sources.node(&at).map_or_else(|| "nothing".to_owned(), |node| node.to_json().to_string())
}

#[test]
fn mistakes_with_one_meaning_are_put_right() {
    let schema = |schema: &str| {
        mended(&format!("paths: {{}}\ncomponents: {{schemas: {{A: {schema}}}}}\n"), "/components/schemas/A")
    };
    for (written, read) in [
        ("{type: int}", r#"{"type":"integer"}"#),
        ("{type: long}", r#"{"format":"int64","type":"integer"}"#),
        ("{type: String}", r#"{"type":"string"}"#),
        ("{type: instant}", "{}"),
        ("{type: [string, 'null']}", r#"{"nullable":true,"type":"string"}"#),
        ("{type: [string, integer]}", r#"{"anyOf":[{"type":"string"},{"type":"integer"}]}"#),
        ("{type: 'null'}", r#"{"nullable":true,"x-upgraded-null":true}"#),
        ("{exclusiveMinimum: 3}", r#"{"exclusiveMinimum":true,"minimum":3}"#),
        ("{minLength: '3', nullable: 'true', title: 1.0}", r#"{"minLength":3,"nullable":true,"title":"1.0"}"#),
        ("{maxLength: 3.0, maxItems: -1, minItems: 99999999999999999999}", r#"{"maxLength":3}"#),
        ("{properties: {a: {type: string, required: true}}}", r#"{"properties":{"a":{"type":"string"}}}"#),
        ("{oneOf: [], required: [1], description: }", r#"{"required":["1"]}"#),
        ("{externalDocs: {description: no address}, example: 1}", r#"{"example":1}"#),
    ] {
        assert_eq!(schema(written), read, "{written}");
    }
}

#[test]
fn what_is_missing_and_not_needed_is_supplied() {
    let operation = |operation: &str| mended(&format!("paths: {{/a: {{get: {operation}}}}}\n"), "/paths/~1a/get");
    for (written, read) in [
        ("{}", r#"{"responses":{"2XX":{"description":""}}}"#),
        ("{responses: {}}", r#"{"responses":{"2XX":{"description":""}}}"#),
        ("{responses: {200: {}}}", r#"{"responses":{"200":{"description":""}}}"#),
        (
            "{parameters: [{name: a, in: path}], responses: {200: {description: ok}}}",
            r#"{"parameters":[{"in":"path","name":"a","required":true}],"responses":{"200":{"description":"ok"}}}"#,
        ),
    ] {
        assert_eq!(operation(written), read, "{written}");
    }
    let misplaced = "{parameters: [{name: a, in: query, style: simple}], responses: {200: {description: ok}}}";
    assert!(!operation(misplaced).contains("style"));
    let servers = "paths: {}\nservers: [{url: /, variables: {port: {enum: [443, '80'], default: 443}}}]\n";
    assert_eq!(mended(servers, "/servers/0/variables/port"), r#"{"default":"443","enum":["443","80"]}"#);
}

#[test]
fn what_says_nothing_is_nothing_of_the_right_kind() {
    let read = |written: &str| {
        let members = format!("paths: {{}}\ncomponents: {{schemas: {{A: {written}}}}}\n");
        mended(&members, "/components/schemas/A")
    };
    for (written, meant) in [
        ("null", "{}"),
        ("[]", "{}"),
        ("''", "{}"),
        ("{type: null, format: null, items: null, enum: null}", "{}"),
        ("{type: '', required: '', properties: []}", r#"{"properties":{},"required":[]}"#),
        ("{properties: {a: null, b: [], c: {$ref: null}}}", r#"{"properties":{"a":{},"b":{},"c":{}}}"#),
        ("{allOf: [null, {type: string}, []], oneOf: {}}", r#"{"allOf":[{"type":"string"}]}"#),
        ("{additionalProperties: []}", r#"{"additionalProperties":{}}"#),
        ("{additionalProperties: null, discriminator: '', xml: null, externalDocs: []}", "{}"),
        ("{default: null, example: []}", r#"{"default":null,"example":[]}"#),
        ("{minLength: '', maximum: null, nullable: ''}", "{}"),
    ] {
        assert_eq!(read(written), meant, "{written}");
    }
    let document = |members: &str, pointer: &str| mended(members, pointer);
    for (members, pointer, meant) in [
        ("paths: null\n", "/paths", "{}"),
        ("paths: []\n", "/paths", "{}"),
        ("paths: {}\ncomponents: null\n", "/components", "nothing"),
        ("paths: {}\ncomponents: []\n", "/components", "{}"),
        ("paths: {}\nsecurity: {}\ntags: ''\nservers: null\n", "/security", "[]"),
        ("paths: {}\nsecurity: [null, []]\n", "/security", "[{},{}]"),
        ("paths: {}\nservers: [null, {url: /a}]\n", "/servers", r#"[{"url":"/a"}]"#),
        ("paths: {/a: null}\n", "/paths/~1a", "{}"),
        ("paths: {/a: {get: null}}\n", "/paths/~1a", "{}"),
        ("paths: {/a: {get: []}}\n", "/paths/~1a/get", r#"{"responses":{"2XX":{"description":""}}}"#),
        ("paths: {/a: {get: {responses: null}}}\n", "/paths/~1a/get", r#"{"responses":{"2XX":{"description":""}}}"#),
        (
            "paths: {/a: {get: {responses: {200: null}, parameters: {}, requestBody: null, callbacks: []}}}\n",
            "/paths/~1a/get",
            r#"{"callbacks":{},"parameters":[],"responses":{"200":{"description":""}}}"#,
        ),
    ] {
        assert_eq!(document(members, pointer), meant, "{members}");
    }
}

#[test]
fn one_thing_in_the_place_of_a_list_is_a_list_of_it_and_the_other_way_round() {
    let read = |written: &str| {
        let members = format!("paths: {{}}\ncomponents: {{schemas: {{A: {written}, S: {{type: string}}}}}}\n");
        mended(&members, "/components/schemas/A")
    };
    for (written, meant) in [
        ("{required: a, enum: x}", r#"{"enum":["x"],"required":["a"]}"#),
        ("{allOf: {type: int}}", r#"{"allOf":[{"type":"integer"}]}"#),
        ("{allOf: {$ref: '#/components/schemas/S'}}", r##"{"allOf":[{"$ref":"#/components/schemas/S"}]}"##),
        ("{items: [{type: int}]}", r#"{"items":{"type":"integer"}}"#),
        ("{properties: {a: [{type: [string]}]}}", r#"{"properties":{"a":{"type":"string"}}}"#),
    ] {
        assert_eq!(read(written), meant, "{written}");
    }
    let security = "paths: {/a: {get: {security: {key: null}, tags: pets, responses: {200: {description: ok}}}}}\n";
    assert_eq!(mended(security, "/paths/~1a/get/security"), r#"[{"key":[]}]"#);
    assert_eq!(mended(security, "/paths/~1a/get/tags"), r#"["pets"]"#);
}

#[test]
fn values_of_a_string_are_what_is_written() {
    let read = |written: &str, pointer: &str| {
        let members = format!("paths: {{}}\ncomponents: {{schemas: {{A: {written}, S: {{type: string}}}}}}\n");
        mended(&members, &format!("/components/schemas/A/{pointer}"))
    };
    for (written, pointer, meant) in [
        ("{type: string, enum: [1.0, 1.10, a, null]}", "enum", r#"["1.0","1.10","a",null]"#),
        ("{type: string, default: 007}", "default", r#""007""#),
        ("{type: string, example: True}", "example", r#""True""#),
        ("{allOf: [{$ref: '#/components/schemas/S'}], enum: [1.10]}", "enum", r#"["1.10"]"#),
        ("{type: string, anyOf: [{enum: [1.10]}]}", "anyOf/0/enum", r#"["1.10"]"#),
        ("{type: [string, 'null'], enum: [1.10]}", "enum", r#"["1.10"]"#),
        ("{type: array, items: {type: string}, default: [1.10]}", "default", r#"["1.10"]"#),
        ("{enum: [1.10]}", "enum", "[1.1]"),
        ("{type: number, enum: [1.10]}", "enum", "[1.1]"),
        ("{type: array, items: {type: number}, default: [1.10]}", "default", "[1.1]"),
    ] {
        assert_eq!(read(written, pointer), meant, "{written}");
    }
}

#[test]
fn an_address_without_a_scheme_is_one_of_https() {
    let members = "paths: {}\nservers: [{url: '//a.example/{v}'}, {url: '///x'}, {url: /y}]\n";
    assert_eq!(mended(members, "/servers"), r#"[{"url":"https://a.example/{v}"},{"url":"///x"},{"url":"/y"}]"#);
}

#[test]
fn what_a_document_refers_to_outside_of_its_components_is_checked() {
    let members = "paths: {/a: {get: {responses: {200: {$ref: '#/x-r/ok'}}}}}\nx-r: {ok: {headers: {x: {schema: {type: int}}}}}\n";
    assert_eq!(mended(members, "/x-r/ok"), r#"{"description":"","headers":{"x":{"schema":{"type":"integer"}}}}"#);
}

#[test]
fn a_map_that_refers_to_itself_or_to_something_else_breaks_what_has_it() {
    let checked = check_members(
        r"
paths:
  /a: {get: {responses: {200: {description: ok, content: {$ref: '#/paths/~1a/get/responses/200/content'}}}}}
  /b: {get: {responses: {200: {description: ok, content: {$ref: '#/info/title'}}}}}
  /c: {get: {responses: {200: {description: ok}}}}
",
    );
    assert_eq!(units(&checked.broken), ["/paths/~1a/get", "/paths/~1b/get"]);
}
