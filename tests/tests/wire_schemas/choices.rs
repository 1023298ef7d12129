//! Alternatives that differ in little, and limits of what is inside.

use super::*;
use wire::edges::{self, Bounds, Choices};

#[test]
fn a_number_without_a_fraction_is_an_integer_however_it_is_written() {
    for text in ["3", "3.0", "3e0"] {
        let value = read::<Choices>(&format!(r#"{{"whole_or_text":{text}}}"#)).whole_or_text;
        assert_eq!(value, Some(edges::ChoicesWholeOrText::Integer(3)), "{text}");
    }
    assert!(matches!(member!(Choices, whole_or_text, "3.5"), edges::ChoicesWholeOrText::Unknown(_)));
    assert_eq!(read::<Choices>(r#"{"numbers":1.0}"#).numbers, Some(edges::ChoicesNumbers::N1.into()));
    assert_eq!(member!(Choices, numbers, "2.5"), edges::ChoicesNumbers::N2Point5);
    assert!(matches!(member!(Choices, numbers, "2"), Open::Unknown(_)));
    assert_eq!(member!(Choices, wholes, "2"), edges::ChoicesWholes::N2);
    assert!(matches!(member!(Choices, wholes, "2.5"), Open::Unknown(_)));
}

#[test]
fn objects_with_the_same_members_are_told_apart_by_the_types_of_these() {
    use edges::{ChoicesByDepth as Depth, ChoicesByFormOfMember as Form, ChoicesByTypeOfMember as Type};
    assert!(matches!(member!(Choices, by_type_of_member, r#"{"v":"1"}"#), Type::Worded(_)));
    assert!(matches!(member!(Choices, by_type_of_member, r#"{"v":1}"#), Type::Counted(_)));
    assert!(matches!(member!(Choices, by_type_of_member, r#"{"v":[]}"#), Type::Several(_)));
    assert!(matches!(member!(Choices, by_form_of_member, r#"{"id":"x"}"#), Form::Named(_)));
    let id = r#"{"id":"67e55044-10b1-426f-9247-bb680e5fe0c8"}"#;
    assert!(matches!(member!(Choices, by_form_of_member, id), Form::Numbered(_)));
    assert!(matches!(member!(Choices, by_depth, r#"{"a":{"b":"1"}}"#), Depth::DeepText(_)));
    assert!(matches!(member!(Choices, by_depth, r#"{"a":{"b":1}}"#), Depth::DeepNumber(_)));
}

#[test]
fn maps_are_told_apart_by_their_values() {
    assert!(matches!(member!(Choices, maps, r#"{"a":"1"}"#), edges::ChoicesMaps::Texts(_)));
    assert!(matches!(member!(Choices, maps, r#"{"a":1}"#), edges::ChoicesMaps::Counts(_)));
}

#[test]
fn objects_that_may_hold_at_once_do_so_beside_what_is_no_object() {
    use edges::ChoicesObjectsOrWord as Either;
    assert!(matches!(member!(Choices, objects_or_word, r#""word""#), Either::Text(_)));
    let both = member!(Choices, objects_or_word, r#"{"mail":"m","phone":"p"}"#);
    assert!(matches!(both, Either::Object(both) if both.has_mail.is_some() && both.has_phone.is_some()));
    assert!(matches!(member!(Choices, objects_or_word, "7"), Either::Unknown(_)));
    let digits = member!(Choices, parts_of_other_types, r#"{"v":1,"w":"w"}"#);
    assert!(digits.in_words.is_none() && digits.in_digits.is_some() && digits.beside.is_some());
    assert!(member!(Choices, parts_of_other_types, r#"{"v":"1"}"#).in_digits.is_none());
    let parts = member!(Choices, parts_without_names, r#"{"id":"i","e":"1","f":"2"}"#);
    assert!(parts.variant1.is_some_and(|part| part.e == "1") && parts.variant2.is_some_and(|part| part.f == "2"));
}

#[test]
fn null_of_one_alternative_is_null_of_them_all() {
    assert_eq!(kept::<Choices>(r#"{"null_inside":null}"#).null_inside, Maybe::Null);
    let text = kept::<Choices>(r#"{"null_inside":"a"}"#).null_inside;
    assert_eq!(text, Maybe::Value(edges::ChoicesNullInside::Text("a".into())));
    // All parts have to allow it.
    assert_eq!(kept::<Choices>(r#"{"strict_part":{"x":1,"y":2}}"#).strict_part.expect("an object").y, Some(2));
    assert_eq!(kept::<Choices>(r#"{"loose_parts":null}"#).loose_parts, Maybe::Null);
}

#[test]
fn of_tags_that_all_alternatives_list_each_has_the_one_that_is_spelt_like_its_name() {
    use edges::ChoicesSharedTags as Tags;
    assert!(matches!(member!(Choices, shared_tags, r#"{"kind":"big_bird","name":"n"}"#), Tags::BigBird(_)));
    assert!(matches!(member!(Choices, shared_tags, r#"{"kind":"toad","name":"n"}"#), Tags::Toad(_)));
    assert!(matches!(member!(Choices, shared_tags, r#"{"kind":"newt","name":"n"}"#), Tags::Unknown(_)));
}

#[test]
fn a_base_that_lists_the_schemas_which_extend_it_is_a_union_of_these() {
    let alarm = member!(Choices, message, r#"{"kind":"alarm","at":1,"level":2}"#);
    assert!(matches!(alarm, edges::Message::Alarm(alarm) if alarm.at == Some(1) && alarm.level == Some(2)));
    assert!(matches!(member!(Choices, message, r#"{"kind":"rumour","at":1}"#), edges::Message::Unknown(_)));
    let notice = edges::Notice::new().text("t");
    assert_eq!(written(&notice), r#"{"kind":"notice","text":"t"}"#);
    assert_eq!(member!(Choices, notice, r#"{"kind":"notice","at":1,"text":"t"}"#).text.as_deref(), Some("t"));
}

#[test]
fn a_tuple_is_a_list_of_what_its_items_may_be() {
    use edges::ChoicesTupleItem as Item;
    let tuple = member!(Choices, tuple, r#"["a",1,{"mail":"m"},null,[2]]"#);
    assert!(matches!(&tuple[..3], [Item::Text(_), Item::Integer(1), Item::HasMail(_)]));
    assert!(matches!(&tuple[3..], [Item::Unknown(_), Item::Unknown(_)]), "{tuple:?}");
    assert_eq!(member!(Choices, pair, "[1.5,2.5]"), [1.5, 2.5]);
}

#[test]
fn what_other_schemas_do_not_evaluate_is_kept() {
    let mail = member!(Choices, unevaluated, r#"{"mail":"m","extra":4}"#);
    assert_eq!((mail.mail.as_str(), mail.other["extra"]), ("m", 4));
}

fn why(value: &Bounds) -> String {
    value.validate().map_or_else(|error| error.to_string(), |()| "fine".to_owned())
}

fn bounds(text: &str) -> String {
    why(&read(text))
}

#[test]
fn of_several_limits_the_narrowest_counts() {
    assert_eq!(bounds(r#"{"narrowed":"abcd"}"#), "`narrowed`: it has 4 characters, and may have at most 3");
    assert_eq!(bounds(r#"{"narrowed":"a"}"#), "`narrowed`: it has 1 characters, and needs at least 2");
    assert_eq!(bounds(r#"{"range":0}"#), "`range`: it has to be at least 1");
    assert_eq!(bounds(r#"{"range":10}"#), "`range`: it has to be less than 10");
    assert_eq!(bounds(r#"{"range":9,"narrowed":"ab"}"#), "fine");
}

#[test]
fn limits_hold_inside_lists_maps_and_what_has_no_property() {
    assert_eq!(bounds(r#"{"rows":[[3],[]]}"#), "`rows[1]`: it has 0 items, and needs at least 1");
    assert_eq!(bounds(r#"{"rows":[[3,2]]}"#), "`rows[0][1]`: it has to be at least 3");
    assert_eq!(bounds(r#"{"labels":{"a":"abc"}}"#), "`labels.a`: it has 3 characters, and may have at most 2");
    assert_eq!(bounds(r#"{"own":6}"#), "`own`: it has to be at most 5");
    assert_eq!(bounds(r#"{"rows":[[3]],"labels":{"a":"ab"},"own":5}"#), "fine");
    let source = include_str!("../../wire/src/edges/choices.rs");
    for note in
        ["Each item: `items 1..`; Each item: `each item range >= 3`", "Members: `..=2`; Each value: `length ..=2`"]
    {
        assert!(source.contains(note), "{note}");
    }
}

#[test]
fn limits_hold_in_the_alternative_that_a_value_is() {
    assert_eq!(bounds(r#"{"either":"abcd"}"#), "`either`: it has 4 characters, and may have at most 3");
    assert_eq!(bounds(r#"{"either":4}"#), "`either`: it has to be at least 5");
    assert_eq!(bounds(r#"{"either":[{"n":10}]}"#), "`either[0].n`: it has to be at most 9");
    assert_eq!(bounds(r#"{"either":[{"n":1},{"n":2},{"n":3}]}"#), "`either`: it has 3 items, and may have at most 2");
    assert_eq!(bounds(r#"{"either":"abc"}"#), "fine");
    assert_eq!(bounds(r#"{"either":5}"#), "fine");
}

#[test]
fn multiples_are_exact_and_patterns_are_those_of_ecmascript() {
    assert_eq!(bounds(r#"{"cents":123456789.01}"#), "fine");
    assert_eq!(bounds(r#"{"cents":0.001}"#), "`cents`: it has to be a multiple of 0.01");
    assert_eq!(bounds(r#"{"digits":"12"}"#), "fine");
    assert_eq!(bounds(r#"{"digits":"١٢"}"#), "`digits`: it does not match the pattern `^[0-9]+$`");
    assert_eq!(bounds(r#"{"braces":"{a&b}"}"#), "fine");
}
