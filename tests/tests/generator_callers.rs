//! Growth is harmless: what was written against the crate of a document compiles against that of the document which it
//! has become. `docs/stability.md` is the table; a row of it that says "nothing" is a row here.
//!
//! A caller is made of the first document that names every public type, reads every field, mentions every listed value
//! and every alternative, and calls every operation. It is compiled with the crate of the second document.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::api::{Api, BodyFormat, Kind, Outcome, Payload, Place, TypeRef};
use codegen::{Output, Target, generate_single, rust_type};
use generator::{fixtures, workspace};
use serde_json::{Value, json};

mod generator;

fn generated(path: &Path) -> Output {
    let target = Target { document: path.to_owned(), name: Some("grown".to_owned()), ..Target::default() };
    let output = generate_single(path.parent().expect("a folder"), &target, &|_| {});
    assert!(!output.diagnostics.has_errors(), "{}", output.render_diagnostics(false));
    output
}

/// What a caller can write against a client, as a module next to it.
fn caller(api: &Api) -> String {
    let mut text = "use super::*;\n\n".to_owned();
    let mut line = |line: String| writeln!(text, "{line}").expect("a string takes all text");
    for (index, (_, ty)) in api.types.iter().filter(|(_, ty)| ty.usage.is_any()).enumerate() {
        let name = &ty.name;
        match &ty.kind {
            Kind::Struct(object) if object.parameter.is_none() => {
                line(format!("pub fn reads{index}(value: {name}) {{"));
                for field in object.fields.iter().chain(object.rest.as_deref()) {
                    let inner = rust_type(&api.types, field.ty.not_null());
                    let held = match (&field.ty, field.is_optional(ty.usage)) {
                        (TypeRef::Nullable(_), true) => format!("runtime::Maybe<{inner}>"),
                        (TypeRef::Nullable(_), false) | (_, true) => format!("Option<{inner}>"),
                        (_, false) => inner,
                    };
                    line(format!("    let _: {held} = value.{};", field.name));
                }
                line("}".to_owned());
                if ty.usage.sent {
                    let asked = object.fields.iter().filter(|field| field.is_asked_for());
                    let asked: Vec<_> = asked.map(|field| any(&rust_type(&api.types, &field.ty))).collect();
                    line(format!("pub fn makes{index}() -> {name} {{ {name}::new({}) }}", asked.join(", ")));
                }
            }
            Kind::Enum(values) => {
                line(format!("pub fn lists{index}(value: runtime::Open<{name}>) -> bool {{"));
                for value in &values.values {
                    line(format!("    let _: runtime::Open<{name}> = runtime::Open::Known({name}::{});", value.name));
                }
                line(
                    "    match value { runtime::Open::Known(_) => true, runtime::Open::Unknown(_) => false }\n}"
                        .to_owned(),
                );
            }
            Kind::Union(union) => {
                line(format!("pub fn chooses{index}(value: {name}) {{ match value {{"));
                for variant in &union.variants {
                    let inner = rust_type(&api.types, &variant.ty);
                    line(format!("    {name}::{}(inner) => {{ let _: {inner} = inner; }}", variant.name));
                }
                line("    _ => {} } }".to_owned());
            }
            _ => line(format!("pub fn names{index}(_: {name}) {{}}")),
        }
    }
    for (index, operation) in api.modules.iter().flat_map(|module| &module.operations).enumerate() {
        let required = operation.required.iter().filter(|argument| argument.constant.is_none());
        let plain = required.filter(|argument| !matches!(argument.place, Place::File { .. } | Place::OtherParts));
        let mut arguments: Vec<_> = plain.map(|argument| any(&rust_type(&api.types, &argument.ty))).collect();
        let body = operation.bodies.first().filter(|body| body.format == BodyFormat::Json && body.required);
        arguments.extend(body.map(|body| any(&rust_type(&api.types, &body.ty))));
        line(format!("pub fn calls{index}(client: &Client) {{"));
        line(format!(
            "    let call: Call<{}> = client.{}({});",
            operation.type_name,
            operation.method_name,
            arguments.join(", ")
        ));
        for argument in &operation.optional {
            line(format!("    let call = call.{}({});", argument.name, any(&rust_type(&api.types, &argument.ty))));
        }
        line("    drop(call);\n}".to_owned());
        line(format!("pub async fn answers{index}(call: Call<{}>) {{ match call.await {{", operation.type_name));
        let json = |outcome: &Outcome| match outcome {
            Outcome::One(Payload::Json(ty)) => rust_type(&api.types, ty),
            Outcome::ByStatus { name, .. } => name.clone(),
            Outcome::One(_) => "_".to_owned(),
        };
        line(format!("    Ok(answer) => {{ let _: {} = answer; }}", json(&operation.output)));
        line(format!("    Err(error) => {{ let _: Option<&{}> = error.body(); }} }} }}", json(&operation.error)));
    }
    text + "fn any<T>() -> T { loop {} }\n"
}

fn any(ty: &str) -> String {
    format!("any::<{ty}>()")
}

/// A crate with a module for each pair: the client of its second document, and the caller of its first.
struct Callers {
    folder: PathBuf,
    root: String,
}

impl Callers {
    fn new(name: &str) -> Self {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
        let folder = workspace().join(target).join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the crate of an earlier run can be removed");
        }
        fs::create_dir_all(folder.join("src")).expect("a folder");
        Self { folder, root: "#![allow(warnings)]\n".to_owned() }
    }

    fn pair(&mut self, name: &str, before: &Output, after: &Output) {
        let folder = self.folder.join("src").join(name);
        fs::create_dir_all(&folder).expect("a folder");
        for (path, text) in after.files.iter().filter(|(path, _)| path.starts_with("src")) {
            let file = path.file_name().expect("a file").to_str().expect("a name in UTF-8");
            let (file, text) = match file {
                "lib.rs" => {
                    ("mod.rs", text.replace("#![doc = include_str!(\"../README.md\")]", "") + "pub mod caller;\n")
                }
                other => (other, text.clone()),
            };
            fs::write(folder.join(file), text).expect("a file");
        }
        fs::write(folder.join("caller.rs"), caller(&before.apis[0])).expect("a file");
        writeln!(self.root, "pub mod {name};").expect("a string takes all text");
    }

    /// Whether cargo is content, and what it says.
    fn cargo(&self, command: &str, manifest: &str) -> (bool, String) {
        fs::write(self.folder.join("src/lib.rs"), &self.root).expect("a file");
        let runtime = workspace().join("runtime");
        let manifest = format!(
            "[package]\nname = \"callers\"\nedition = \"2024\"\n\n[workspace]\n\n[features]\nblocking = \
             [\"runtime/blocking\"]\nbrotli = []\ngzip = [\"runtime/gzip\"]\nzstd = []\nserde = [\"runtime/serde\"]\n\n\
             [profile.dev]\ndebug = \"line-tables-only\"\n\n[dependencies]\nruntime = {{ path = {runtime:?} }}\n{manifest}"
        );
        fs::write(self.folder.join("Cargo.toml"), manifest).expect("a manifest");
        fs::copy(workspace().join("Cargo.lock"), self.folder.join("Cargo.lock")).expect("a lock file");
        let output = Command::new(env!("CARGO"))
            .args([command, "--quiet", "--offline", "--features", "serde"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.parent().expect("the folder of the build"))
            .env_remove("RUSTFLAGS")
            .output()
            .expect("cargo starts");
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }
}

/// A document with what the rows change.
fn base() -> Value {
    let json = |schema: Value| json!({"application/json": {"schema": schema}});
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    json!({
        "openapi": "3.0.3", "info": {"title": "shop", "version": "1"}, "servers": [{"url": "https://shop.example"}],
        "tags": [{"name": "orders"}],
        "paths": {
            "/orders/{id}": {"get": {
                "operationId": "getOrder", "tags": ["orders"], "security": [{"key": []}],
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                "responses": {
                    "200": {"description": "done", "content": json(reference("Order"))},
                    "default": {"description": "failed", "content": json(reference("Failure"))},
                },
            }},
            "/orders": {"post": {
                "operationId": "createOrder", "tags": ["orders"],
                "parameters": [{"name": "dry", "in": "query", "schema": {"type": "boolean"}}],
                "requestBody": {"required": true, "content": json(reference("NewOrder"))},
                "responses": {"200": {"description": "done", "content": json(reference("Shape"))}},
            }},
        },
        "components": {
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"}, "bearer": {"type": "http", "scheme": "bearer"},
            },
            "schemas": {
                "Order": {"type": "object", "required": ["id", "state", "line"], "properties": {
                    "id": {"type": "integer", "format": "int64"}, "note": {"type": "string"},
                    "state": {"type": "string", "enum": ["open", "paid"]}, "line": reference("Line"),
                    "lines": {"type": "array", "items": reference("Line")},
                }},
                "Line": {"type": "object", "required": ["price"], "properties": {"price": {"type": "number"}}},
                "NewOrder": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
                "Failure": {"type": "object", "required": ["code"], "properties": {
                    "code": {"type": "string", "enum": ["BAD", "WORSE"]},
                }},
                "Circle": {"type": "object", "required": ["kind", "radius"], "properties": {
                    "kind": {"type": "string"}, "radius": {"type": "number"},
                }},
                "Square": {"type": "object", "required": ["kind", "side"], "properties": {
                    "kind": {"type": "string"}, "side": {"type": "number"},
                }},
                "Shape": {
                    "oneOf": [reference("Circle"), reference("Square")],
                    "discriminator": {"propertyName": "kind"},
                },
            },
        },
    })
}

/// The changes that no caller notices, by the name of their row.
fn harmless() -> Vec<(&'static str, Value)> {
    let mut rows = Vec::new();
    let mut row = |name, change: &dyn Fn(&mut Value)| {
        let mut document = base();
        change(&mut document);
        assert_ne!(document, base(), "{name}");
        rows.push((name, document));
    };
    let done = || json!({"200": {"description": "done"}});
    row("operation", &|api| api["paths"]["/new"] = json!({"get": {"operationId": "getNew", "responses": done()}}));
    row("many_operations", &|api| {
        for index in 0..40 {
            let operation = json!({"operationId": format!("extra{index}"), "tags": ["extra"], "responses": done()});
            api["paths"][format!("/extra/{index}")] = json!({"get": operation});
        }
    });
    row("optional_parameter", &|api| {
        let parameters = api["paths"]["/orders/{id}"]["get"]["parameters"].as_array_mut().expect("a list");
        parameters.push(json!({"name": "deep", "in": "query", "schema": {"type": "boolean"}}));
    });
    let schemas = |api: &mut Value, path: &str, value: Value| {
        *api.pointer_mut(&format!("/components/schemas{path}")).expect("a schema") = value;
    };
    row("optional_member_received", &|api| {
        api["components"]["schemas"]["Order"]["properties"]["extra"] = json!({"type": "string"});
    });
    row("optional_member_sent", &|api| {
        api["components"]["schemas"]["NewOrder"]["properties"]["extra"] = json!({"type": "string"});
    });
    row("required_member_received", &|api| {
        let order = &mut api["components"]["schemas"]["Order"];
        order["properties"]["extra"] = json!({"type": "string"});
        order["required"].as_array_mut().expect("a list").push(json!("extra"));
    });
    row("enum_value", &|api| schemas(api, "/Order/properties/state/enum", json!(["open", "paid", "sent"])));
    row("many_enum_values", &|api| {
        let values: Vec<String> = ["open".to_owned(), "paid".to_owned()]
            .into_iter()
            .chain((0..60).map(|index| format!("state{index}")))
            .collect();
        schemas(api, "/Order/properties/state/enum", json!(values));
    });
    row("error_code", &|api| schemas(api, "/Failure/properties/code/enum", json!(["BAD", "WORSE", "WORST"])));
    row("tag", &|api| api["paths"]["/orders"]["post"]["tags"] = json!(["orders", "more"]));
    row("described_tag", &|api| api["tags"] = json!([{"name": "orders", "description": "All of them."}]));
    row("server", &|api| api["servers"] = json!([{"url": "https://shop.example"}, {"url": "https://test.example"}]));
    row("security_alternative", &|api| {
        api["paths"]["/orders/{id}"]["get"]["security"] = json!([{"key": []}, {"bearer": []}]);
    });
    row("description", &|api| {
        api["components"]["schemas"]["Order"]["properties"]["note"]["description"] = json!("What was said.");
    });
    row("second_direction_of_a_response", &|api| {
        api["paths"]["/orders"]["put"] = json!({
            "operationId": "putOrder", "responses": done(), "requestBody": {"required": true, "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Order"}},
            }},
        });
    });
    row("second_direction_of_a_request", &|api| {
        api["paths"]["/drafts"] = json!({"get": {"operationId": "getDraft", "responses": {"200": {
            "description": "done",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewOrder"}}},
        }}}});
    });
    row("read_only_member", &|api| {
        api["components"]["schemas"]["Line"]["properties"]["number"] = json!({"type": "integer", "readOnly": true});
    });
    row("alternative", &|api| {
        api["components"]["schemas"]["Oval"] = json!({"type": "object", "required": ["kind"], "properties": {
            "kind": {"type": "string"},
        }});
        let alternatives = api["components"]["schemas"]["Shape"]["oneOf"].as_array_mut().expect("a list");
        alternatives.push(json!({"$ref": "#/components/schemas/Oval"}));
    });
    row("media_type_of_a_request", &|api| {
        let content = &mut api["paths"]["/orders"]["post"]["requestBody"]["content"];
        content["text/csv"] = json!({"schema": {"type": "string"}});
    });
    row("schema", &|api| api["components"]["schemas"]["Other"] = json!({"type": "object", "properties": {}}));
    rows
}

/// The same document with the members of every object in the other order, and the entries of lists that are sets.
fn reversed(value: &Value, key: &str) -> String {
    match value {
        Value::Object(members) => {
            let members = members.iter().rev().map(|(key, value)| format!("{}:{}", json!(key), reversed(value, key)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Value::Array(entries) => {
            let mut entries: Vec<String> = entries.iter().map(|entry| reversed(entry, "")).collect();
            if ["enum", "oneOf", "required", "tags"].contains(&key) {
                entries.reverse();
            }
            format!("[{}]", entries.join(","))
        }
        other => other.to_string(),
    }
}

/// The changes that a caller has to follow, by the name of their row.
fn breaking() -> Vec<(&'static str, Value)> {
    let mut rows = Vec::new();
    let mut row = |name, change: &dyn Fn(&mut Value)| {
        let mut document = base();
        change(&mut document);
        rows.push((name, document));
    };
    row("required_member_sent", &|api| {
        let order = &mut api["components"]["schemas"]["NewOrder"];
        order["properties"]["more"] = json!({"type": "string"});
        order["required"] = json!(["name", "more"]);
    });
    row("required_parameter", &|api| {
        let parameters = api["paths"]["/orders"]["post"]["parameters"].as_array_mut().expect("a list");
        parameters.push(json!({"name": "shop", "in": "query", "required": true, "schema": {"type": "string"}}));
    });
    row("type_of_a_member", &|api| {
        api["components"]["schemas"]["Order"]["properties"]["id"] = json!({"type": "string"});
    });
    row("status_of_a_success", &|api| {
        let answer = json!({"description": "later", "content": {"application/json": {"schema": {
            "$ref": "#/components/schemas/Line",
        }}}});
        api["paths"]["/orders"]["post"]["responses"]["202"] = answer;
    });
    row("member_gone", &|api| {
        api["components"]["schemas"]["Order"]["properties"].as_object_mut().expect("an object").remove("note");
    });
    rows
}

fn written(folder: &Path, name: &str, document: &Value) -> Output {
    let path = folder.join(name).with_extension("json");
    fs::write(&path, document.to_string()).expect("a document");
    generated(&path)
}

#[test]
fn what_was_written_before_a_document_grew_compiles_afterwards() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut callers = Callers::new("callers_harmless");
    let before = written(folder.path(), "base", &base());
    for (name, document) in harmless() {
        callers.pair(name, &before, &written(folder.path(), name, &document));
    }
    let path = folder.path().join("reordering.json");
    fs::write(&path, reversed(&base(), "")).expect("a document");
    callers.pair("reordering", &before, &generated(&path));
    for (name, extension) in [("errors", "json"), ("codes", "json"), ("read-only", "yaml")] {
        let of = |when: &str| generated(&fixtures("growth").join(format!("{name}-{when}.{extension}")));
        callers.pair(&name.replace('-', "_"), &of("before"), &of("after"));
    }
    // What is stored keeps what only the server sets.
    let kept = generated(&fixtures("growth").join("read-only-kept.yaml"));
    callers.pair("kept", &kept, &kept);
    callers.root.push_str(
        "#[test]\nfn what_is_stored_keeps_what_only_the_server_sets() {\n    let text = \
         r#\"{\"id\":7,\"name\":\"n\"}\"#;\n    let both: kept::Both = serde_json::from_str(text).unwrap();\n    \
         assert_eq!(serde_json::to_string(&both).unwrap(), text);\n    assert_eq!((both.id, both.name.as_str()), (7, \
         \"n\"));\n}\n",
    );
    let (is_content, said) = callers.cargo("test", "serde_json = \"1\"\n");
    assert!(is_content, "{said}");
    assert!(said.contains("1 passed"), "{said}");
}

/// The caller sees what it is there to see.
#[test]
fn what_breaks_callers_is_noticed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut callers = Callers::new("callers_broken");
    let before = written(folder.path(), "base", &base());
    for (name, document) in breaking() {
        callers.pair(name, &before, &written(folder.path(), name, &document));
    }
    let (is_content, said) = callers.cargo("check", "");
    assert!(!is_content);
    for (name, _) in breaking() {
        assert!(said.contains(&format!("src/{name}/caller.rs")), "{name}: {said}");
    }
}

/// The forms of a schema have their names whichever of them came first.
#[test]
fn the_name_of_one_form_does_not_depend_on_the_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let names = |name: &str, is_sent: bool, is_received: bool| {
        let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}});
        let mut operation = json!({"operationId": "pets", "responses": {"204": {"description": "done"}}});
        if is_sent {
            operation["requestBody"] = json!({"required": true, "content": content});
        }
        if is_received {
            operation["responses"] = json!({"200": {"description": "done", "content": content}});
        }
        let document = json!({
            "openapi": "3.1.0", "info": {"title": "pets", "version": "1"}, "paths": {"/pets": {"post": operation}},
            "components": {"schemas": {
                "Pet": {"type": "object", "properties": {
                    "tags": {"type": "array", "items": {"$ref": "#/components/schemas/Tag"}}, "other": {"type": "string"},
                }},
                "Tag": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"type": "object", "properties": {
                    "name": {"type": "string"},
                }}]},
                "Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "readOnly": true}}},
            }},
        });
        let output = written(folder.path(), name, &document);
        let types = output.apis[0].types.iter().filter(|(_, ty)| ty.usage.is_any());
        let mut names: Vec<_> = types.map(|(_, ty)| ty.name.clone()).collect();
        names.sort();
        names
    };
    assert_eq!(names("received", false, true), ["Pet", "Tag"]);
    assert_eq!(names("sent", true, false), ["PetToSend", "TagToSend"]);
    assert_eq!(names("both", true, true), ["Pet", "PetToSend", "Tag", "TagToSend"]);
}
