//! What documents demand of values.

use super::*;

fn why(value: &api::Limited) -> String {
    value.validate().map_or_else(|error| error.to_string(), |()| "fine".to_owned())
}

fn limited() -> api::Limited {
    api::Limited::new("abc", vec![])
}

#[test]
fn what_is_sent_can_be_checked() {
    assert_eq!(why(&limited()), "fine");
    assert_eq!(why(&api::Limited::new("", vec![])), "`name`: it has 0 characters, and needs at least 1");
    assert_eq!(why(&limited().age(150)), "`age`: it has to be less than 150");
    assert_eq!(why(&limited().age(149).step(1.5)), "fine");
    assert_eq!(why(&limited().step(1.2)), "`step`: it has to be a multiple of 0.5");
    assert_eq!(why(&limited().tags(vec!["a".into(), "a".into()])), "`tags`: an item stands in it twice");
    assert_eq!(why(&limited().tags(vec!["long".into()])), "`tags[0]`: it has 4 characters, and may have at most 3");
}

#[test]
fn what_is_inside_is_checked_too() {
    let inner = || api::Inner::new().size(0);
    assert_eq!(why(&api::Limited::new("abc", vec![inner()])), "`nested[0].size`: it has to be at least 1");
    let choice = limited().choice(api::LimitedChoice::Inner(inner()));
    assert_eq!(why(&choice), "`choice.size`: it has to be at least 1");
}

#[test]
fn patterns_are_checked_where_they_can_be() {
    assert_eq!(why(&limited().code("12")), "fine");
    assert_eq!(why(&limited().code("x")), r"`code`: it does not match the pattern `^[0-9]+$`");
    assert_eq!(why(&limited().looks_ahead("x")), "fine");
}

#[test]
fn an_answer_is_never_held_against_its_limits() {
    kept::<api::Limited>(r#"{"name":"","nested":[{"size":0}],"age":1000}"#);
}

#[test]
fn a_default_is_documented_and_not_filled_in() {
    let source = include_str!("../../wire/src/schemas/limits.rs");
    assert!(source.contains("/// Default: `18`; Range: `>= 0, < 150`\n    pub age: Option<i64>,"), "{source}");
    assert_eq!(read::<api::Limited>(r#"{"name":"a","nested":[]}"#).age, None);
    assert_eq!(written(&limited()), r#"{"name":"abc","nested":[]}"#);
}

#[test]
fn constraints_are_documented_on_their_field() {
    let source = include_str!("../../wire/src/schemas/limits.rs");
    for note in ["Length: `1..=5`; Pattern: ", "Multiple of: `0.5`", "Items: `1..`; Items: `unique`"] {
        assert!(source.contains(note), "{note}: {source}");
    }
}
