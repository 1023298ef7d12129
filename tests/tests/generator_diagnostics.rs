//! What the generator says about broken documents, each in `fixtures/broken`, and what it makes of them anyway.
//!
//! Whether every message has its place, its cause and a way out is a matter for a reader of the snapshots; the
//! parts that a program can look for are looked for here.

use codegen::Output;
use codegen::diagnostic::Severity;
use generator::{entries, fixtures, generate, stem};

mod generator;

/// A test for each broken document.
macro_rules! broken {
    ($($fixture:ident: $test:ident,)*) => {
        $(
            #[test]
            fn $test() {
                let output = broken(stringify!($fixture));
                insta::with_settings!({
                    snapshot_path => "snapshots/broken",
                    prepend_module_to_snapshot => false,
                    omit_expression => true,
                }, { insta::assert_snapshot!(stringify!($fixture), shown(&output)) });
            }
        )*

        #[test]
        fn every_broken_document_has_a_test() {
            let tested = [$(stringify!($fixture)),*];
            for path in entries(&fixtures("broken")) {
                assert!(tested.contains(&stem(&path)), "{} is not tested", path.display());
            }
        }
    };
}

broken! {
    conflicting_documents: documents_that_contradict_each_other_are_both_shown,
    disagreements: parts_that_do_not_agree_are_named,
    extensions: values_that_an_extension_cannot_have_are_refused,
    names: two_things_that_want_one_name_are_both_shown,
    not_yaml: text_that_is_no_yaml_is_shown_where_it_breaks,
    references: references_that_lead_nowhere_are_shown,
    sound_beside_broken: what_is_broken_is_named,
    unsupported_schemas: schemas_that_cannot_be_generated_are_named,
    wrong_types: every_wrong_type_is_shown_in_one_run,
}

/// What is said about a document, and the source that is made of it.
fn shown(output: &Output) -> String {
    let mut shown = output.render_diagnostics(false);
    for (path, source) in &output.files {
        if !path.ends_with("lib.rs") && !path.ends_with("mod.rs") {
            let body = source.split_once("\n\n").map_or(source.as_str(), |(_, body)| body);
            shown += &format!("════ {}\n{body}", path.display());
        }
    }
    shown
}

fn broken(fixture: &str) -> Output {
    let root = fixtures("broken");
    let paths: Vec<_> = entries(&root).into_iter().filter(|path| stem(path) == fixture).collect();
    let output = generate(&root, &paths);
    assert!(!output.diagnostics.is_empty());
    output
}

#[test]
fn every_diagnostic_has_a_place_and_every_error_of_lowering_a_way_out() {
    for path in entries(&fixtures("broken")) {
        let output = broken(stem(&path));
        for diagnostic in output.diagnostics.sorted() {
            let position = output.sources.position(diagnostic.span);
            assert!(position.line > 0 && position.column > 0, "{diagnostic:?}");
            assert!(!diagnostic.message.is_empty() && !diagnostic.message.ends_with('.'), "{diagnostic:?}");
            if diagnostic.severity == Severity::Error && diagnostic.code.id() >= "E05" {
                assert!(!diagnostic.pointer.is_root(), "{diagnostic:?}");
                assert!(diagnostic.help.is_some(), "{diagnostic:?}");
            }
        }
    }
}

#[test]
fn a_sound_operation_is_generated_and_nothing_is_left_of_a_broken_one() {
    let output = broken("sound_beside_broken");
    let source = &output.files[std::path::Path::new("src/sound_beside_broken/sound_beside_broken.rs")];
    for kept in ["fn list_pets", "struct Pet "] {
        assert!(source.contains(kept), "{kept}:\n{source}");
    }
    for left_out in ["add_pet", "AddPet", "NewPet", "OnlyForNewPet", "Broken", "OnlyForBroken"] {
        assert!(!source.contains(left_out), "{left_out}:\n{source}");
    }
}

#[test]
fn broken_documents_give_rust_that_can_be_parsed_all_the_same() {
    for path in entries(&fixtures("broken")) {
        for (path, source) in &broken(stem(&path)).files {
            assert!(syn::parse_file(source).is_ok(), "{}:\n{source}", path.display());
        }
    }
}
