//! `cargo xtask gen --spec` writes crates that cargo takes as they are, wherever they lie.

use std::fs;

use super::run::{cargo, generate, source, sources};

#[test]
fn a_crate_outside_the_workspace_compiles_and_so_does_the_example_of_its_readme() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("pets");
    let outcome = generate("pets.yaml", &out, &[]).succeeded();
    assert!(outcome.stdout.contains("4 operations, 5 types"), "{}", outcome.text());
    let manifest = fs::read_to_string(out.join("Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("name = \"pets-owners\""), "{manifest}");
    assert!(!manifest.contains("[workspace]"), "{manifest}");
    let checked = cargo(&out, &["check"]).succeeded();
    assert!(!checked.stderr.contains("warning"), "{}", checked.stderr);
    let tested = cargo(&out, &["test", "--doc"]).succeeded();
    assert!(tested.stdout.contains("1 passed"), "{}", tested.text());
}

#[test]
fn a_crate_with_a_feature_per_tag_compiles_with_each_of_them_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("pets");
    generate("pets.yaml", &out, &["--feature-per-tag", "--name", "tagged"]).succeeded();
    let sources = sources(&out);
    let names: Vec<&str> = sources.keys().map(String::as_str).collect();
    assert_eq!(names, ["lib.rs", "owners.rs", "pets.rs", "types_of_owners_and_pets.rs", "untagged.rs"]);
    assert!(sources["types_of_owners_and_pets.rs"].contains(" struct Address "));
    for features in ["", "pets", "owners", "untagged", "pets,owners,untagged,serde"] {
        let checked = cargo(&out, &["check", "--no-default-features", "--features", features]).succeeded();
        assert!(!checked.stderr.contains("warning"), "{features}: {}", checked.stderr);
    }
}

#[test]
fn with_one_feature_the_types_and_operations_of_another_are_not_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("pets");
    generate("pets.yaml", &out, &["--feature-per-tag", "--name", "tagged"]).succeeded();
    fs::create_dir(out.join("examples")).expect("a folder");
    let uses = |name: &str, text: &str| {
        fs::write(out.join(format!("examples/{name}.rs")), text).expect("an example");
        let features = |features: &str| {
            cargo(&out, &["check", "--no-default-features", "--features", features, "--example", name])
        };
        (features("owners"), features("pets"))
    };
    let (with, without) = uses("a_type", "fn main() { let _: Option<tagged::Owner> = None; }");
    with.succeeded();
    assert!(without.failed().stderr.contains("cannot find type `Owner`"));
    let (with, without) = uses("a_call", "fn main() { let _ = |client: tagged::Client| client.get_owner(\"1\"); }");
    with.succeeded();
    assert!(without.failed().stderr.contains("no method named `get_owner`"));
    // What both need is there for each.
    let (with, without) = uses("shared", "fn main() { let _: Option<tagged::Address> = None; }");
    with.succeeded();
    without.succeeded();
}

#[test]
fn a_crate_inside_the_workspace_stands_alone() {
    let place = tests::tools::workspace().join("target/cli-inside");
    let _ = fs::remove_dir_all(&place);
    generate("empty.yaml", &place, &[]).succeeded();
    let manifest = fs::read_to_string(place.join("Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("\n[workspace]\n"), "{manifest}");
    assert!(manifest.contains("runtime = { path = \"../../runtime\", default-features = false }"), "{manifest}");
    // Who wants no compressed responses switches the default features of the crate off.
    assert!(manifest.contains("\ndefault = [\"gzip\"]\ngzip = [\"runtime/gzip\"]\n"), "{manifest}");
    let checked = cargo(&place, &["check"]).succeeded();
    assert!(!checked.stderr.contains("warning"), "{}", checked.stderr);
}

#[test]
fn a_document_of_several_files_is_one_crate() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("trees");
    generate("split/root.yaml", &out, &[]).succeeded();
    assert!(source(&out).contains("children: Option<Vec<"), "{}", source(&out));
    let checked = cargo(&out, &["check"]).succeeded();
    assert!(!checked.stderr.contains("warning"), "{}", checked.stderr);
}

#[test]
fn a_document_with_a_protocol_of_its_own_brings_the_protocol() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("alipay");
    generate("../../../specs/alipay/system-oauth-token.yaml", &out, &[]).succeeded();
    let manifest = fs::read_to_string(out.join("Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("features = [\"alipay\"]"), "{manifest}");
    let checked = cargo(&out, &["check"]).succeeded();
    assert!(!checked.stderr.contains("warning"), "{}", checked.stderr);
    let tested = cargo(&out, &["test", "--doc"]).succeeded();
    assert!(tested.stdout.contains("1 passed"), "{}", tested.text());
}

#[test]
fn the_runtime_may_come_from_elsewhere() {
    let folder = tempfile::tempdir().expect("a folder");
    for (runtime, line) in [
        (
            "git=https://git.example.com/sdk#v1",
            "runtime = { git = \"https://git.example.com/sdk\", rev = \"v1\", default-features = false }",
        ),
        ("version=1.2", "runtime = { version = \"1.2\", default-features = false }"),
    ] {
        generate("empty.yaml", folder.path(), &["--runtime", runtime]).succeeded();
        let manifest = fs::read_to_string(folder.path().join("Cargo.toml")).expect("a manifest");
        assert!(manifest.contains(line), "{manifest}");
    }
    let refused = generate("empty.yaml", folder.path(), &["--runtime", "elsewhere"]).failed();
    assert!(refused.stderr.contains("git=URL"), "{}", refused.stderr);
}
