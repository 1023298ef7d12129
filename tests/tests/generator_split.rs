//! Documents split over many files: one that is sound, and one whose other files are wrong.
//!
//! A snapshot shows what is said about them, each problem at its place in its file, and the source that came of it.
//! Both are compiled in `generator_compiles.rs`.

use codegen::{Output, Target, generate_single};
use generator::fixtures;

mod generator;

fn generated(name: &str) -> Output {
    let folder = fixtures("split");
    let target = Target {
        document: folder.join(name).join(format!("{name}.yaml")),
        name: Some(name.to_owned()),
        ..Target::default()
    };
    generate_single(&folder, &target, &|_| {})
}

fn shown(name: &str) -> String {
    let output = generated(name);
    let mut shown = output.render_diagnostics(false);
    for skipped in &output.skipped {
        shown += &format!("left out: {} {}: {}\n", skipped.method, skipped.path, skipped.reason);
    }
    let source = &output.files[std::path::Path::new("src/operations.rs")];
    let body = source.split_once("\n\n").map_or(source.as_str(), |(_, body)| body);
    format!("{shown}════\n{body}")
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/split");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

#[test]
fn references_lead_into_other_files_and_back_however_they_are_spelt() {
    settings().bind(|| insta::assert_snapshot!("whole", shown("whole")));
    assert!(generated("whole").skipped.is_empty());
}

#[test]
fn a_problem_in_another_file_is_shown_there() {
    settings().bind(|| insta::assert_snapshot!("broken", shown("broken")));
}

/// However it is referred to, a file is read once: its types would stand there twice.
#[test]
fn a_file_is_one_file_whatever_its_spelling() {
    let output = generated("whole");
    let mut names: Vec<&str> = output.sources.files().map(|file| output.sources.name(file)).collect();
    names.sort_unstable();
    let mut once = names.clone();
    once.dedup();
    assert_eq!(names, once);
    assert_eq!(names.len(), 14, "{names:?}");
}
