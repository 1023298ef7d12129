//! What the generator makes of whole documents that nobody would write, or should have written: odd names, odd
//! schemas, hostile text, mistakes that have one meaning, and what other versions say in another way.
//!
//! A snapshot shows what is said about the document and the source that came of it. All of it is compiled in
//! `generator_compiles.rs`.

use codegen::{Output, RuntimeSource, Target, generate_single};
use generator::{entries, fixtures, stem};

mod generator;

/// A test for each document.
macro_rules! documents {
    ($($fixture:ident: $test:ident,)*) => {
        $(
            #[test]
            fn $test() {
                document(stringify!($fixture));
            }
        )*

        #[test]
        fn every_document_has_a_test() {
            let tested = [$(stringify!($fixture)),*];
            for path in entries(&fixtures("documents")) {
                assert!(tested.contains(&stem(&path)), "{} is not tested", path.display());
            }
        }
    };
}

documents! {
    hostile_text: no_text_of_a_document_becomes_code,
    mistakes: mistakes_that_have_one_meaning_are_read_so,
    names_of_operations: operations_have_names_of_their_own_whatever_they_are_called,
    names_of_parameters: parameters_have_names_of_their_own_whatever_they_are_called,
    names_of_schemas: schemas_have_names_of_their_own_whatever_they_are_called,
    names_of_tags: tags_are_modules_whatever_they_are_called,
    odd_schemas: schemas_that_contradict_themselves_have_types,
    version_3_1: what_3_1_says_in_another_way_becomes_the_same,
}

fn generated(name: &str) -> Output {
    let folder = fixtures("documents");
    let target = Target {
        document: folder.join(name).with_extension("yaml"),
        name: Some(name.replace('_', "-")),
        runtime: RuntimeSource::Path("runtime".to_owned()),
        ..Target::default()
    };
    generate_single(&folder, &target, &|_| {})
}

fn document(name: &str) {
    let output = generated(name);
    assert!(output.skipped.is_empty(), "{:?}", output.skipped);
    let mut shown = output.render_diagnostics(false);
    for (path, text) in &output.files {
        let body = match path.extension().and_then(|extension| extension.to_str()) {
            Some("rs") => text.split_once("\n\n").map_or(text.as_str(), |(_, body)| body),
            _ => text,
        };
        shown += &format!("════ {}\n{body}", path.display());
    }
    insta::with_settings!({
        snapshot_path => "snapshots/document",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, shown) });
}

/// An editor that shows `generated` shows what the compiler reads.
#[test]
fn no_control_character_is_written() {
    for path in entries(&fixtures("documents")) {
        for (file, text) in generated(stem(&path)).files {
            let hidden = |c: &char| {
                c.is_control() && *c != '\n'
                    || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{2028}' | '\u{2029}')
            };
            assert_eq!(text.chars().find(hidden), None, "{} of {}", file.display(), path.display());
        }
    }
}

/// Two runs, and a run on another day, give the same.
#[test]
fn the_same_document_gives_the_same_bytes() {
    for path in entries(&fixtures("documents")) {
        assert_eq!(generated(stem(&path)).files, generated(stem(&path)).files, "{}", path.display());
    }
}
