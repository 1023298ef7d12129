//! Regenerating is boring: the same input gives the same bytes, a small change of a document is a small change of
//! Rust, and no document makes the generator panic or write what is no Rust.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use codegen::{ClientInput, Input, Output, Target, generate_single};
use generator::{documents, fixtures, generate, generate_specs, random, whole, whole_constructs, workspace};
use proptest::prelude::*;

mod generator;

#[test]
fn the_same_documents_give_the_same_bytes_and_those_are_committed() {
    let (once, twice) = (generate_specs(workspace()), generate_specs(workspace()));
    assert_eq!(once.files, twice.files);
    for (path, source) in &once.files {
        let committed = fs::read_to_string(workspace().join("generated").join(path)).expect("a committed file");
        assert_eq!(*source, committed, "{}: run `cargo xtask gen`", path.display());
    }
}

/// A copy of `specs/` in which texts have been replaced, and what is generated from it.
fn changed_specs(document: &str, changes: &[(&str, &str)]) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let specs = workspace().join("specs");
    for path in documents(&specs).iter().filter(|path| path.extension().is_some_and(|extension| extension == "yaml")) {
        let path = path.strip_prefix(&specs).expect("a path below the folder");
        let mut text = fs::read_to_string(specs.join(path)).expect("a document");
        if path == Path::new(document) {
            for (before, after) in changes {
                assert!(text.contains(before), "{before}");
                text = text.replacen(before, after, 1);
            }
        }
        let to = folder.path().join("specs").join(path);
        fs::create_dir_all(to.parent().expect("a path with a folder")).expect("a folder for the document");
        fs::write(to, text).expect("a document");
    }
    let output = generate_specs(folder.path());
    assert!(output.diagnostics.is_empty(), "{}", output.render_diagnostics(false));
    output
}

fn diff(before: &Output, after: &Output) -> String {
    let mut text = String::new();
    for (path, new) in &after.files {
        let old = before.files.get(path).map_or("", String::as_str);
        if old != new {
            let header = path.display().to_string();
            let diff = similar::TextDiff::from_lines(old, new);
            write!(text, "{}", diff.unified_diff().context_radius(2).header(&header, &header)).expect("a string");
        }
    }
    text
}

#[test]
fn a_new_optional_field_a_new_value_and_a_new_operation_change_only_their_own_lines() {
    let before = generate_specs(workspace());
    let field = changed_specs(
        "wechat/common.yaml",
        &[(
            "        confirm_info:\n",
            "        granted_at:\n          description: When it was granted.\n          type: integer\n        confirm_info:\n",
        )],
    );
    let value = changed_specs(
        "wechat/common.yaml",
        &[
            ("      enum:\n        - 1\n", "      enum:\n        - 1\n        - 99\n"),
            ("        - OfficialMessages\n", "        - OfficialMessages\n        - OfficialTests\n"),
            (
                "        - \"Official account: messages\"\n",
                "        - \"Official account: messages\"\n        - \"Official account: tests\"\n",
            ),
        ],
    );
    let operation = changed_specs(
        "alipay/open-auth-token-app.yaml",
        &[(
            "components:\n",
            "  /v3/alipay/open/auth/token/app/age:\n    get:\n      operationId: alipay.open.auth.token.app.age\n      \
             x-rust-name: ask_app_token_age\n      summary: Asks how long a token lives.\n      responses:\n        \
             '200':\n          description: How long.\n          content:\n            application/json:\n              \
             schema:\n                $ref: '#/components/schemas/AppToken'\ncomponents:\n",
        )],
    );
    let mut shown = String::new();
    for (what, after) in [("an optional field", &field), ("a value of an enum", &value), ("an operation", &operation)] {
        let _ = writeln!(shown, "# With {what} more\n{}", diff(&before, after));
    }
    insta::with_settings!({
        snapshot_path => "snapshots/stability",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("additions", shown) });
}

/// A document with another file that it refers to, and what is generated of it where it is in this folder and has this
/// name.
fn generated_in(folder: &Path, name: &str) -> Output {
    fs::create_dir_all(folder.join("parts")).expect("a folder");
    let text = fs::read_to_string(fixtures("growth").join("names-and-paths.yaml")).expect("a document");
    let other = "  schemas:\n    Far: {$ref: 'parts/other.yaml#/components/schemas/Order'}\n";
    fs::write(folder.join(name), text.replacen("  schemas:\n", other, 1)).expect("a document");
    let other = "components:\n  requestBodies:\n    Order: {content: {}}\n  schemas:\n    Order:\n      type: object\n      \
                 properties: {c: {enum: [a]}}\n";
    fs::write(folder.join("parts/other.yaml"), other).expect("a document");
    let target = Target { document: folder.join(name), name: Some("orders".to_owned()), ..Target::default() };
    generate_single(folder, &target, &|_| {})
}

#[test]
fn names_do_not_depend_on_where_a_document_is() {
    let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let sources = |output: Output| {
        let names: Vec<_> = output.apis[0].types.iter().map(|(_, ty)| ty.name.clone()).collect();
        assert!(names.iter().any(|name| name.starts_with("OrderX")), "{names:?}");
        output.files.into_iter().filter(|(path, _)| path.starts_with("src")).collect::<Vec<_>>()
    };
    let first = sources(generated_in(one.path(), "api.yaml"));
    assert_eq!(first, sources(generated_in(&other.path().join("deep/er"), "api.yaml")));
    assert_eq!(first, sources(generated_in(&other.path().join("renamed"), "openapi-2.yaml")));
}

#[test]
fn the_order_of_documents_means_nothing_to_any_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    whole_constructs(folder.path());
    let several = documents(&folder.path().join("several_documents"));
    let recursion = folder.path().join("recursion.yaml");
    let mut orders = vec![several.clone(), several.iter().rev().cloned().collect()];
    orders.push(several.iter().cycle().skip(2).take(several.len()).cloned().collect());
    for order in &mut orders {
        order.insert(1, recursion.clone());
    }
    let generated: Vec<_> = orders
        .into_iter()
        .map(|documents| {
            let clients = vec![ClientInput { name: "several".to_owned(), documents }];
            let output = codegen::generate(
                &Input { root: folder.path().to_owned(), clients, feature_per_client: true },
                &|_| {},
            );
            assert!(output.diagnostics.is_empty(), "{}", output.render_diagnostics(false));
            output.files
        })
        .collect();
    assert_eq!(generated[0], generated[1]);
    assert_eq!(generated[0], generated[2]);
}

/// A document whose schemas are a chain of this many, each inside the one before, through every kind of type.
fn chain(length: usize) -> String {
    let mut text = "# received: Type0\n".to_owned();
    for index in 0..length {
        let next = format!("{{$ref: '#/components/schemas/Type{}'}}", index + 1);
        let schema = match index % 5 {
            0 => format!("{{type: object, properties: {{next: {next}}}}}"),
            1 => format!("{{type: array, items: {next}}}"),
            2 => format!("{{type: object, additionalProperties: {next}}}"),
            3 => format!("{{oneOf: [{{type: string}}, {{type: array, items: {next}}}]}}"),
            _ => format!("{{allOf: [{{type: object, properties: {{part: {next}}}}}, {{type: object}}]}}"),
        };
        writeln!(text, "Type{index}: {schema}").expect("a string");
    }
    whole("chain", &format!("{text}Type{length}: {{type: string}}\n"))
}

fn generate_chain(length: usize) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("chain.yaml");
    fs::write(&path, chain(length)).expect("a document");
    generate(folder.path(), &[path])
}

#[test]
fn a_chain_of_schemas_is_followed_to_its_end_however_long() {
    let output = generate_chain(12_000);
    assert!(output.diagnostics.is_empty(), "{}", output.render_diagnostics(false));
    assert!(output.files[Path::new("src/chain/chain.rs")].contains(" struct Type11999 "));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_document_makes_the_generator_panic_or_write_what_is_no_rust(document in random::document()) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("random document.json");
        fs::write(&path, document.to_string()).expect("a document");
        let output = generate(folder.path(), &[path]);
        output.render_diagnostics(false);
        for (path, source) in &output.files {
            prop_assert!(syn::parse_file(source).is_ok(), "{}:\n{source}", path.display());
        }
    }
}
