//! What the generator makes: of the documents in `specs/`, and of one construct of OpenAPI at a time.
//!
//! A snapshot of a construct shows the fragment of a document and below it the source that came of it.

use std::fs;

use generator::{documents, fixtures, generate, generate_specs, stem, whole_constructs, workspace};

mod generator;

/// The source of a generated file without its head, which is the same everywhere.
fn body(source: &str) -> &str {
    source.split_once("\n\n").map_or(source, |(_, body)| body)
}

/// A test for each construct, which is a file or a folder in `fixtures/constructs`.
macro_rules! constructs {
    ($($construct:ident: $test:ident,)*) => {
        $(
            #[test]
            fn $test() {
                construct(stringify!($construct));
            }
        )*

        #[test]
        fn every_construct_has_a_test() {
            let tested = [$(stringify!($construct)),*];
            for path in generator::entries(&fixtures("constructs")) {
                assert!(tested.contains(&stem(&path)), "{} is not tested", path.display());
            }
        }
    };
}

constructs! {
    additional_properties: members_that_are_not_named_are_kept_in_a_map,
    all_of: parts_are_merged_and_later_ones_override,
    argument_names: names_that_calls_have_already_say_where_they_go,
    arguments: required_parameters_are_arguments_and_optional_ones_setters,
    arguments_of_one_value: nobody_is_asked_for_what_has_one_value,
    body_as_arguments: members_of_a_body_become_arguments,
    body_as_one_value: a_body_is_one_argument,
    callbacks: what_callbacks_bring_has_a_name,
    deprecated: what_is_deprecated_says_so,
    descriptions: no_text_of_a_document_leaves_its_comment,
    enum_of_integers: integers_have_the_names_that_are_given,
    enum_of_integers_without_names: integers_without_names_are_called_by_their_digits,
    enum_of_one_value: what_always_has_one_value_is_no_field,
    enum_of_strings: strings_are_variants,
    idempotent: whether_a_call_may_be_repeated_is_said_where_the_method_does_not_say_it,
    in_band_error: failures_inside_a_success_are_typed,
    json_in_text: json_in_a_text_has_its_type,
    json_in_text_3_1: so_it_has_in_the_words_of_3_1,
    names: every_name_becomes_an_identifier,
    one_value: spellings_of_one_value_are_one_type,
    pagination: operations_say_how_their_pages_are_asked_for,
    readings: members_are_read_wherever_they_may_stand,
    recursion: what_contains_itself_is_boxed,
    responses: successes_and_failures_are_types,
    rust_name: names_can_be_chosen,
    security: operations_say_which_credentials_they_need,
    several_documents: documents_share_types,
    struct_all_optional: nothing_required_is_a_default,
    struct_both_ways: what_travels_both_ways_has_both_codecs,
    struct_many_members: a_long_table_is_wrapped,
    struct_received: what_is_received_has_no_constructor,
    struct_sent: what_is_sent_has_a_constructor_and_setters,
    union_both_ways: alternatives_that_travel_both_ways,
    union_by_json_type: alternatives_are_told_apart_by_their_json_type,
    union_received: alternatives_that_are_received_may_be_unknown,
    union_sent: alternatives_that_are_sent_have_constructors,
    unused: what_nobody_uses_is_not_generated,
}

fn construct(name: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let paths = whole_constructs(folder.path());
    let path: Vec<_> = paths.into_iter().filter(|path| stem(path) == name).collect();
    let output = generate(folder.path(), &path);
    assert!(output.diagnostics.is_empty(), "{}", output.render_diagnostics(false));
    let mut shown = String::new();
    for (fragment, whole) in documents(&fixtures("constructs")).iter().zip(documents(folder.path())) {
        if whole.starts_with(&path[0]) {
            let text = fs::read_to_string(fragment).expect("a fragment in UTF-8");
            shown += &format!("{text}════\n");
        }
    }
    let about_the_client = ["servers:", "securitySchemes:", "openapi:"].iter().any(|key| shown.contains(key));
    for (path, source) in &output.files {
        if path.ends_with("lib.rs") || path.ends_with("mod.rs") && !about_the_client {
            continue;
        }
        shown += &format!("{}:\n\n{}", path.strip_prefix("src").expect("a source").display(), body(source));
    }
    settings("construct").bind(|| insta::assert_snapshot!(name, shown));
}

#[test]
fn the_documents_give_this_source() {
    let output = generate_specs(workspace());
    assert!(output.diagnostics.is_empty(), "{}", output.render_diagnostics(false));
    for (path, source) in &output.files {
        let name = path.strip_prefix("src").expect("a source").display().to_string().replace('/', "__");
        settings("generated").bind(|| insta::assert_snapshot!(name, source));
    }
}

fn settings(kind: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("snapshots/{kind}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}
