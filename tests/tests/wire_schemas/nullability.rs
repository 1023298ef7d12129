//! `null`, absent and a value.

use super::*;

#[test]
fn a_required_member_that_may_be_null_is_written_as_null() {
    let nulls: api::Nulls = kept(r#"{"needed":null,"listed":[],"choice":null}"#);
    assert_eq!((nulls.needed, nulls.choice), (None, None));
    let sent = api::Nulls::new(None, vec![], Some(api::NullsChoice::A.into()));
    assert_eq!(written(&sent), r#"{"needed":null,"listed":[],"choice":"a"}"#);
}

#[test]
fn absent_null_and_a_value_are_three_things() {
    let read = |optional: &str| kept::<api::Nulls>(&format!(r#"{{"needed":"","listed":[],"choice":"b"{optional}}}"#));
    assert_eq!(read("").optional, Maybe::Absent);
    assert_eq!(read(r#","optional":null"#).optional, Maybe::Null);
    assert_eq!(read(r#","optional":"x""#).optional, Maybe::Value("x".to_owned()));
    let sent = api::Nulls::new(None, vec![], None).optional(None);
    assert!(written(&sent).contains(r#""optional":null"#));
    assert!(!written(&sent.optional(Maybe::Absent)).contains("optional"));
}

#[test]
fn lists_and_maps_keep_nulls() {
    let nulls: api::Nulls = kept(r#"{"needed":"","listed":[1,null],"choice":"b","mapped":{"a":null,"b":"c"}}"#);
    assert_eq!(nulls.listed, [Some(1), None]);
    assert_eq!(nulls.mapped.expect("a map")["a"], None);
}

#[test]
fn a_reference_becomes_nullable_by_all_of_by_an_alternative_or_by_itself() {
    let with = |name: &str, value: &str| {
        kept::<api::Nulls>(&format!(r#"{{"needed":"","listed":[],"choice":"b","{name}":{value}}}"#))
    };
    assert_eq!(with("nested", "null").nested, Maybe::Null);
    assert_eq!(with("nested", r#"{"id":1}"#).nested.value().expect("nested").id, 1);
    assert_eq!(with("listed_by_null", "null").listed_by_null, Maybe::Null);
    assert_eq!(with("listed_by_null", r#"{"id":1}"#).listed_by_null.value().expect("nested").id, 1);
    assert_eq!(with("always", "null").always, Maybe::Null);
    assert_eq!(with("free", "null").free, Some(Value::Null));
}

#[test]
fn a_required_nullable_member_that_is_plain_absent_is_survived() {
    assert_eq!(read::<api::Nulls>(r#"{"listed":[]}"#).needed, None);
}

#[test]
fn constants_of_every_type_are_written_and_not_asked_for() {
    let text = r#"{"big":18446744073709551615,"enabled":true,"kind":"fixed","ratio":0.5,"version":2}"#;
    kept::<api::Constants>(text);
    assert_eq!(serde_json::from_str::<Value>(&written(&api::Constants::new())).expect("JSON").to_string(), text);
}
