use super::*;
use crate::lower;

const DOCUMENT: &str = "openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {'200': {description: done}}
components:
  schemas:
    Base:
      properties: {id: {type: integer, description: Its id.}}
    Pet:
      allOf: [{$ref: '#/components/schemas/Base'}]
      required: [name]
      properties:
        name: {type: string}
        owner: {properties: {name: {type: string}}}
        friend: {$ref: '#/components/schemas/Base'}
";

/// A code, the place, and what to do.
type Said = (Code, String, Option<String>);

fn applied(overrides: &str) -> (Sources, FileId, Vec<Said>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("overrides.yaml");
    std::fs::write(&path, overrides).expect("written");
    let mut sources = Sources::below(folder.path());
    let document = sources.add("api.yaml", DOCUMENT).expect("YAML");
    let listed = lower::list(&mut sources, document);
    let mut diagnostics = Diagnostics::new();
    let _ = apply(&mut sources, document, &listed, &path, &mut diagnostics);
    let help = |d: &Diagnostic| d.help.as_deref().map(str::to_owned);
    let said = diagnostics.iter().map(|d| (d.code, sources.position(d.span).to_string(), help(d))).collect();
    (sources, document, said)
}

fn json(sources: &Sources, document: FileId, pointer: &str) -> serde_json::Value {
    let at = Location::new(document, crate::source::Pointer::parse(pointer).expect("a pointer"));
    sources.node(&at).expect("there").to_json()
}

#[test]
fn a_property_is_changed_where_it_is_described() {
    let (sources, document, said) = applied(
        "properties:\n  Pet.id: {required: true, type: string, format: uuid}\n  Pet.name: {required: false}\n  Pet.owner.name: {required: true}\n  Pet.friend: {nullable: true}\n",
    );
    assert_eq!(said, []);
    let base = serde_json::json!({"properties": {"id": {"type": "string", "description": "Its id.", "format": "uuid"}}, "required": ["id"]});
    assert_eq!(json(&sources, document, "/components/schemas/Base"), base);
    let pet = json(&sources, document, "/components/schemas/Pet");
    assert_eq!(pet.get("required"), None);
    assert_eq!(pet["properties"]["owner"]["required"], serde_json::json!(["name"]));
    let friend = serde_json::json!({"allOf": [{"$ref": "#/components/schemas/Base"}], "nullable": true});
    assert_eq!(pet["properties"]["friend"], friend);
}

#[test]
fn names_and_parameters_are_changed() {
    let (sources, document, said) = applied(
        "schemas: {Pet: {name: Animal, required: [owner], optional: [name]}}\noperations: {listPets: {name: pets}}\npointers: {'#/paths/~1pets/get/parameters/0': {required: true, type: string}}\n",
    );
    assert_eq!(said, []);
    assert_eq!(json(&sources, document, "/components/schemas/Pet/x-rust-name"), "Animal");
    assert_eq!(json(&sources, document, "/components/schemas/Pet/required"), serde_json::json!(["owner"]));
    let operation = json(&sources, document, "/paths/~1pets/get");
    assert_eq!(operation["x-rust-name"], "pets");
    let parameter = serde_json::json!({"name": "limit", "in": "query", "schema": {"type": "string"}, "required": true});
    assert_eq!(operation["parameters"][0], parameter);
}

#[test]
fn an_entry_that_matches_nothing_is_an_error_with_its_place() {
    for (overrides, help) in [
        ("schemas: {Pett: {name: X}}", Some("did you mean `Pet`?")),
        ("properties: {Pet.nam: {required: true}}", Some("did you mean `Pet.name`?")),
        ("properties: {Pett.name: {required: true}}", Some("did you mean `Pet.name`?")),
        ("operations: {listPet: {name: x}}", Some("did you mean `listPets`?")),
        ("pointers: {'#/nowhere': {name: x}}", None),
        ("pointers: {nowhere: {name: x}}", None),
    ] {
        let (_, _, said) = applied(overrides);
        assert_eq!(said.len(), 1, "{overrides}");
        assert_eq!(said[0].0, Code::UnmatchedOverride, "{overrides}");
        assert!(said[0].1.starts_with("overrides.yaml:1:"), "{overrides}: {}", said[0].1);
        if let Some(help) = help {
            assert_eq!(said[0].2.as_deref(), Some(help), "{overrides}");
        }
    }
}

#[test]
fn an_entry_that_cannot_be_understood_is_an_error() {
    for overrides in [
        "schema: {Pet: {name: X}}",
        "schemas: [Pet]",
        "schemas: {Pet: X}",
        "schemas: {Pet: {names: X}}",
        "schemas: {Pet: {name: 1}}",
        "schemas: {Pet: {derive: [Clone2]}}",
        "properties: {Pet.name: {required: [x]}}",
        "properties: {Pet.name: {name: 'fn x() {}'}}",
        "[1]",
    ] {
        let (_, _, said) = applied(overrides);
        assert_eq!(said.iter().map(|(code, ..)| *code).collect::<Vec<_>>(), [Code::InvalidOverride], "{overrides}");
    }
}

#[test]
fn operation_names_leave_out_what_ids_repeat_and_two_of_one_name_are_an_error() {
    let mut sources = Sources::below(Path::new("/"));
    let operation = |id: &str| format!("{{operationId: {id}, responses: {{}}}}");
    let text = format!(
        "openapi: 3.0.3\npaths:\n  /flows/{{id}}:\n    get: {}\n    put: {}\n  /users:\n    get: {}\n  /pets:\n    get: {}\n    \
         post: {}\n",
        operation("read_flow_flows__id__get"),
        "{operationId: write_flow_flows__id__put, x-rust-name: own}",
        operation("list_users_get"),
        operation("read_pets_get"),
        operation("read_pets_post"),
    );
    let document = sources.add("api.yaml", &text).expect("YAML");
    let listed = lower::list(&mut sources, document);
    let mut diagnostics = Diagnostics::new();
    shorten(&mut sources, &listed, &mut diagnostics);
    for (at, name) in
        [("/flows~1{id}/get", "read_flow"), ("/flows~1{id}/put", "own"), ("/users/get", "list"), ("/pets/get", "read")]
    {
        let at = format!("/paths/~1{}/x-rust-name", &at[1..]);
        assert_eq!(json(&sources, document, &at), name, "{at}");
    }
    let said: Vec<_> = diagnostics.iter().map(|d| (d.code, d.message.clone(), d.help.clone())).collect();
    let help = "give one of them a name of its own in a file of overrides: `operations: {read_pets_post: {name: …}}`";
    let message = "two operations would have the name `read`".to_owned();
    assert_eq!(said, [(Code::NameTaken, message, Some(help.into()))]);
}

#[test]
fn operation_names_are_short_or_what_their_ids_make() {
    assert_eq!(applied("operation_names: short\n").2, []);
    let (_, _, said) = applied("operation_names: long\n");
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].0, Code::InvalidOverride);
}
