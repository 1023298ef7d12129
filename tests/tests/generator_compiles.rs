//! What is generated of every construct compiles without a warning, and its documentation is made without one.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use generator::{generate, random, whole_constructs, workspace};
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
        assert!(output.diagnostics.is_empty(), "{}", output.render_diagnostics(false));
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

    /// Runs cargo, which builds nothing that the workspace has built already.
    fn cargo(&self, arguments: &[&str]) {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--offline", "--all-features"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env_remove("RUSTFLAGS")
            .env_remove("RUSTDOCFLAGS")
            .output()
            .expect("cargo starts");
        let printed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo {arguments:?}:\n{printed}");
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
