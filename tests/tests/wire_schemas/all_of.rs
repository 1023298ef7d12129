//! Parts that are put together.

use super::*;

#[test]
fn parts_of_several_levels_are_one_object() {
    let merged: api::Merged = kept(
        r#"{"id":"i","optional_below":"o","kind":"b","middle":1,"own":true,"detail":{"code":1,"text":"t"},"more":"m"}"#,
    );
    // Required in the last part, declared in the first; narrowed from a string to an enum.
    assert_eq!((merged.optional_below.as_str(), &merged.kind), ("o", &api::MergedKind::B.into()));
    assert_eq!(merged.other["more"], "m");
    let detail = merged.detail.expect("a detail");
    assert_eq!((detail.code, detail.text.as_deref()), (Some(1), Some("t")));
}

#[test]
fn scalars_are_merged_too() {
    let scalars: api::Scalars = kept(r#"{"short":"abc","whole":3,"narrowed":"red","described":"green"}"#);
    assert_eq!((scalars.short.as_deref(), scalars.whole), (Some("abc"), Some(3)));
    assert_eq!(scalars.described, Some(api::Color::Green.into()));
}

#[test]
fn a_schema_that_is_part_of_itself_has_its_own_members() {
    assert_eq!(kept::<api::Circle>(r#"{"name":"round"}"#).name.as_deref(), Some("round"));
}
