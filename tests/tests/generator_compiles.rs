//! What is generated of every construct compiles without a warning, and its documentation is made without one.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use codegen::{RuntimeSource, Target, generate_single};
use generator::{entries, fixtures, generate, random, stem, whole_constructs, workspace};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

mod generator;

/// One crate with a module for each construct: what `codegen` writes, behind a manifest that makes every
/// warning an error.
struct Scratch {
    folder: PathBuf,
    target: PathBuf,
}

impl Scratch {
    /// Writes the crate `name` with a client of each document that `write` leaves in the folder it is given.
    fn write(name: &str, write: impl FnOnce(&Path) -> Vec<PathBuf>) -> Self {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
        let target = workspace().join(target);
        let folder = target.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the crate of an earlier run can be removed");
        }
        let documents = folder.join("documents");
        fs::create_dir_all(&documents).expect("a folder for the documents");
        let output = generate(&documents, &write(&documents));
        assert!(!output.diagnostics.has_errors(), "{}", output.render_diagnostics(false));
        for (path, source) in &output.files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a path with a folder")).expect("a folder for the source");
            fs::write(path, source).expect("a source");
        }
        fs::write(folder.join("Cargo.toml"), manifest(name, &output)).expect("a manifest");
        // The same versions as in the workspace, so that they need not be built again.
        fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
        Self { folder, target }
    }

    /// Writes the crate `name` with a module for each of the documents: the sources of the crate that it would be.
    fn write_modules(name: &str, documents: &[PathBuf]) -> Self {
        let scratch = Self::write(name, |_| Vec::new());
        let mut root = "//! A module for each document.\n\n".to_owned();
        for document in documents {
            let module = stem(document);
            writeln!(root, "pub mod {module};").expect("a string takes all text");
            let target = Target {
                document: document.clone(),
                name: Some(module.replace('_', "-")),
                feature_per_tag: false,
                ..Target::default()
            };
            for (path, text) in generate_single(&fixtures("documents"), &target, &|_| {}).files {
                let folder = scratch.folder.join("src").join(module);
                fs::create_dir_all(&folder).expect("a folder for the module");
                let name = path.file_name().expect("a file").to_str().expect("a name in UTF-8");
                let name = if name == "lib.rs" { "mod.rs" } else { name };
                fs::write(folder.join(name), text.replace("../README.md", "README.md")).expect("a file");
            }
        }
        fs::write(scratch.folder.join("src/lib.rs"), root).expect("the root of the crate");
        scratch
    }

    /// Runs cargo, which builds nothing that the workspace has built already.
    fn cargo(&self, arguments: &[&str]) {
        self.cargo_with(arguments, &[]);
    }

    fn cargo_with(&self, arguments: &[&str], environment: &[(&str, &str)]) {
        let output = self.run(arguments, environment);
        let printed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo {arguments:?}:\n{printed}");
    }

    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--offline", "--all-features"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env_remove("RUSTFLAGS")
            .env_remove("RUSTDOCFLAGS")
            .envs(environment.iter().copied())
            .output()
            .expect("cargo starts")
    }
}

fn manifest(name: &str, output: &codegen::Output) -> String {
    let runtime = workspace().join("runtime");
    let mut text = format!(
        "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [lints.rust]\nwarnings = {{ level = \"deny\", priority = -1 }}\nmissing_docs = \"deny\"\n\
         # Documents choose the letters of their names.\nconfusable_idents = \"allow\"\n\
         mixed_script_confusables = \"allow\"\nuncommon_codepoints = \"allow\"\n\n\
         [lints.clippy]\nall = \"deny\"\n\n[lints.rustdoc]\nall = \"deny\"\n\n\
         [profile.dev]\ndebug = \"line-tables-only\"\n\n\
         [dependencies]\nruntime = {{ path = {:?} }}\n\n[features]\n",
        runtime
    );
    for (feature, of) in &output.features {
        writeln!(text, "{feature} = {of:?}").expect("a string takes all text");
    }
    text
}

#[test]
fn what_is_generated_compiles_without_warnings() {
    let scratch = Scratch::write("constructs", whole_constructs);
    scratch.cargo(&["clippy", "--quiet"]);
    scratch.cargo(&["doc", "--quiet", "--no-deps"]);
}

#[test]
fn code_for_another_version_of_the_runtime_is_refused_in_one_sentence() {
    let scratch = Scratch::write("other_version", |_| Vec::new());
    let root = scratch.folder.join("src/lib.rs");
    let text = fs::read_to_string(&root).expect("the root of the crate");
    assert!(text.contains("runtime::generation!(1);"), "{text}");
    fs::write(&root, text.replace("generation!(1)", "generation!(0)")).expect("the root of the crate");
    let output = scratch.run(&["check", "--quiet"], &[]);
    let printed = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "it compiles");
    let errors: Vec<&str> = printed.lines().filter(|line| line.starts_with("error")).collect();
    assert!(errors[0].contains("generated for another version of the runtime: generate it again"), "{printed}");
    assert!(errors[1..].iter().all(|line| line.starts_with("error: could not compile")), "{printed}");
}

/// Broken ones too: what is left of them is a crate.
#[test]
fn what_is_generated_of_odd_and_broken_documents_compiles_without_warnings() {
    let mut documents = entries(&fixtures("documents"));
    // A folder of documents is no crate.
    documents
        .extend(entries(&fixtures("broken")).into_iter().filter(|path| path.is_file() && stem(path) != "not_yaml"));
    documents.extend(["whole", "broken"].map(|name| fixtures("split").join(name).join(name).with_extension("yaml")));
    let scratch = Scratch::write_modules("odd_documents", &documents);
    scratch.cargo(&["clippy", "--quiet"]);
    scratch.cargo(&["doc", "--quiet", "--no-deps"]);
}

/// The manifest and the README have texts of the document in them, too.
#[test]
fn a_hostile_document_becomes_a_crate_that_cargo_and_rustdoc_take() {
    let scratch = Scratch::write("hostile_text", |_| Vec::new());
    let target = Target {
        document: fixtures("documents").join("hostile_text.yaml"),
        name: Some("hostile-text".to_owned()),
        runtime: RuntimeSource::Path(workspace().join("runtime").display().to_string()),
        feature_per_tag: true,
        alone: true,
        ..Target::default()
    };
    fs::remove_dir_all(scratch.folder.join("src")).expect("the sources that are replaced");
    for (path, text) in generate_single(&fixtures("documents"), &target, &|_| {}).files {
        let path = scratch.folder.join(path);
        fs::create_dir_all(path.parent().expect("a path with a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    scratch
        .cargo_with(&["doc", "--quiet", "--no-deps"], &[("RUSTFLAGS", "-D warnings"), ("RUSTDOCFLAGS", "-D warnings")]);
}

/// Odd names meet odd schemas here that nobody has thought of; the choice is the same in every run.
#[test]
fn what_is_accepted_of_random_documents_compiles() {
    let scratch = Scratch::write("random_documents", |folder| {
        let mut runner = TestRunner::deterministic();
        let mut accepted = Vec::new();
        for number in 0..2_000 {
            let document = random::document().new_tree(&mut runner).expect("a document").current();
            let path = folder.join(format!("random{number}.json"));
            fs::write(&path, document.to_string()).expect("a document");
            if generate(folder, std::slice::from_ref(&path)).diagnostics.has_errors() {
                fs::remove_file(&path).expect("a document that is refused");
            } else {
                accepted.push(path);
            }
        }
        assert!(accepted.len() > 60, "only {} were accepted", accepted.len());
        accepted
    });
    scratch.cargo(&["check", "--quiet"]);
}
