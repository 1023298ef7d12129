//! What breaks decoders and encoders elsewhere.

use super::*;
use wire::edges::{self, Edges};

#[test]
fn null_comes_in_by_a_part_an_enum_a_list_a_map_and_alternatives() {
    assert_eq!(kept::<Edges>(r#"{"null_by_part":null}"#).null_by_part, Maybe::Null);
    assert_eq!(kept::<Edges>(r#"{"null_by_part":{"meow":"m"}}"#).null_by_part.value().expect("a cat").meow, "m");
    assert_eq!(kept::<Edges>(r#"{"null_enum":null}"#).null_enum, Maybe::Null);
    assert_eq!(kept::<Edges>(r#"{"null_enum":"new"}"#).null_enum.value().expect("a value").as_str(), "new");
    assert_eq!(kept::<Edges>(r#"{"null_list":null}"#).null_list, Maybe::Null);
    assert_eq!(kept::<Edges>(r#"{"null_list":[]}"#).null_list, Maybe::Value(vec![]));
    assert_eq!(kept::<Edges>(r#"{"null_map":null}"#).null_map, Maybe::Null);
    assert_eq!(kept::<Edges>(r#"{"null_union":null}"#).null_union, Maybe::Null);
    assert_eq!(kept::<Edges>("{}"), Edges::new());
}

#[test]
fn a_tag_may_be_a_number_or_have_an_odd_name() {
    let two = member!(Edges, numbered, r#"{"version":2,"a":"x"}"#);
    assert!(matches!(two, edges::Numbered::N2(two) if two.version == 2));
    assert!(matches!(member!(Edges, numbered, r#"{"version":3,"a":"x"}"#), edges::Numbered::Unknown(_)));
    let lion = member!(Edges, animals, r#"[{"@type":"Lion","mane":true}]"#);
    assert!(matches!(&lion[..], [edges::Animal::Lion(lion)] if lion.mane == Some(true)));
}

#[test]
fn what_is_unknown_is_kept_wherever_it_stands() {
    let text = r#"[{"@type":"Yeti","feet":[1e2,{"a":null}]},{"@type":"Ape","friends":[{"@type":"Ghost"},{"@type":7}]},
        {"no":"tag"},{"@type":null},"text",null,[]]"#;
    let animals = member!(Edges, animals, text);
    assert!(matches!(&animals[0], edges::Animal::Unknown(yeti) if yeti["@type"] == "Yeti"));
    assert!(animals[2..].iter().all(|animal| matches!(animal, edges::Animal::Unknown(_))));
    member!(Edges, animal_map, r#"{"a":{"@type":"Yeti"},"":{"@type":"Lion"}}"#);
}

#[test]
fn a_branch_whose_tag_fits_and_whose_content_does_not_is_an_error_with_its_place() {
    let error = decoded::<Edges>(r#"{"animals":[{"@type":"Lion","mane":"long"}]}"#).expect_err("no boolean");
    assert_eq!(error.to_string(), "`animals[0].mane`: expected a boolean, found a string");
}

#[test]
fn scalars_are_told_apart_and_digits_in_a_string_stay_a_string() {
    assert!(matches!(member!(Edges, scalars, r#""2026-01-01T00:00:00Z""#), edges::EdgesScalars::Text(_)));
    assert!(matches!(member!(Edges, scalars, "false"), edges::EdgesScalars::Boolean(false)));
    assert!(matches!(member!(Edges, scalars, "-0.5"), edges::EdgesScalars::Number(_)));
    assert!(matches!(member!(Edges, amount, r#""12""#), edges::EdgesAmount::Text(_)));
    assert!(matches!(member!(Edges, amount, "12"), edges::EdgesAmount::Integer(12)));
}

#[test]
fn an_object_that_knows_its_members_is_preferred_to_one_that_takes_any() {
    assert!(matches!(member!(Edges, wide, r#"{"id":1}"#), edges::EdgesWide::Narrow(_)));
    assert!(matches!(member!(Edges, wide, r#"{"ids":[1]}"#), edges::EdgesWide::Wide(_)));
}

#[test]
fn the_best_match_is_found_inside_too() {
    let found = member!(Edges, nested_best, r#"{"inner":{"x":1,"y":2}}"#);
    assert!(matches!(found, edges::EdgesNestedBest::OuterB(_)), "{found:?}");
    let found = member!(Edges, nested_best, r#"{"inner":{"x":1}}"#);
    assert!(matches!(found, edges::EdgesNestedBest::OuterA(_)), "{found:?}");
}

#[test]
fn of_two_objects_the_one_that_keeps_the_rest_is_preferred_where_there_is_a_rest() {
    let found = member!(Edges, with_rest, r#"{"a":1,"b":2}"#);
    assert!(matches!(found, edges::EdgesWithRest::Open(_)), "{found:?}");
    let found = member!(Edges, with_rest, r#"{"a":1}"#);
    assert!(matches!(found, edges::EdgesWithRest::Closed(_)), "{found:?}");
}

#[test]
fn objects_of_any_of_keep_both_and_their_additional_members() {
    let both = member!(Edges, overlap, r#"{"meow":"m","speed":2.5}"#);
    assert!(both.cat.is_some() && both.fast.is_some_and(|fast| fast.other["meow"] == "m"));
    let list = member!(Edges, overlap_list, r#"[{"meow":"m"},{"speed":1.5,"more":"x"},{"neither":true},7]"#);
    assert!(list[1].fast.is_some() && list[2].unknown.is_some() && list[3].unknown.is_some());
    assert!(matches!(member!(Edges, mixed, r#"{"meow":"m"}"#), edges::EdgesMixed::Cat(_)));
    assert!(matches!(member!(Edges, mixed, r#"["a"]"#), edges::EdgesMixed::List(_)));
}

#[test]
fn every_odd_value_of_an_enum_is_itself() {
    for value in edges::EdgesTricky::all() {
        let text = serde_json::to_string(value.wire()).expect("JSON");
        assert_eq!(member!(Edges, tricky, text), value);
    }
    let distinct: std::collections::BTreeSet<_> = edges::EdgesTricky::all().into_iter().map(Listed::wire).collect();
    assert_eq!(distinct.len(), 15);
    assert_eq!(member!(Edges, big, "-9223372036854775808"), edges::EdgesBig::Minus9223372036854775808);
}

#[test]
fn numbers_are_what_they_were() {
    assert_eq!(member!(Edges, unsigned, "18446744073709551615"), u64::MAX);
    assert_eq!(member!(Edges, plain_unsigned, "18446744073709551615"), u64::MAX);
    assert_eq!(member!(Edges, integer, "9007199254740993"), 9_007_199_254_740_993);
    assert_eq!(read::<Edges>(r#"{"integer":3.0}"#).integer, Some(3), "an integer to JSON Schema");
    assert_eq!(read::<Edges>(r#"{"integer":1e3}"#).integer, Some(1000));
    assert!(decoded::<Edges>(r#"{"integer":3.5}"#).is_err());
    assert!(decoded::<Edges>(r#"{"unsigned":18446744073709551616}"#).is_err());
    assert!(decoded::<Edges>(r#"{"unsigned":-1}"#).is_err());
    assert_eq!(written(&Edges::new().float(0.1)), r#"{"float":0.1}"#, "and not 0.10000000149011612");
    assert_eq!(written(&Edges::new().number(3.0)), r#"{"number":3}"#, "as an integer, which more servers read");
    assert_eq!(written(&Edges::new().number(-0.5)), r#"{"number":-0.5}"#);
    assert_eq!(member!(Edges, number, "1e308"), 1e308);
    assert_eq!(member!(Edges, number, "3"), 3.0);
    assert!(decoded::<Edges>(r#"{"float":1e39}"#).is_err(), "and not infinite");
    assert_eq!(read::<Edges>(r#"{"unheard_of":1e400,"half":"\ud800","integer":1}"#).integer, Some(1));
}

#[test]
fn what_is_not_finite_has_no_json_and_is_null() {
    assert_eq!(written(&Edges::new().number(f64::NAN)), r#"{"number":null}"#);
}

#[test]
fn a_uuid_is_read_in_any_spelling() {
    let spelt = member!(Edges, uuid, r#""67e55044-10b1-426f-9247-bb680e5fe0c8""#);
    assert_eq!(read::<Edges>(r#"{"uuid":"67E55044-10B1-426F-9247-BB680E5FE0C8"}"#).uuid, Some(spelt));
}

#[test]
fn recursion_goes_through_members_maps_and_overlaps() {
    member!(Edges, link, r#"{"next":{"next":{}},"others":{"a":{"others":{}}}}"#);
    let looped = member!(Edges, required_link, r#"{"id":1,"loop":{"id":2,"loop":null}}"#);
    assert_eq!(looped.r#loop.expect("another").id, 2);
    let either = member!(Edges, either, r#"{"left":{"right":[{"left":{"right":[]}},{"up":1}]}}"#);
    assert!(either.left.is_some() && either.right.is_none());
}

#[test]
fn json_of_any_shape_is_kept_null_too() {
    member!(Edges, any_list, r#"[null,1.5,"x",[{}],{"a":null}]"#);
    member!(Edges, any_map, r#"{"a":null,"":0}"#);
    let odd = kept::<Edges>(r#"{"empty_key":{"":"e","a\"b\\":"q","line":"l\n\u0000\ud83d\ude00"}}"#);
    assert_eq!(odd.empty_key.expect("an object").line.as_deref(), Some("l\n\0😀"));
}

#[test]
fn a_base_that_is_not_abstract_has_its_children_and_keeps_the_others() {
    assert!(matches!(member!(Edges, base, r#"{"kind":"round","radius":1.5}"#), edges::Shape::Round(_)));
    let plain = member!(Edges, base, r#"{"kind":"flat","colour":"red"}"#);
    assert!(matches!(&plain, edges::Shape::Unknown(value) if value["colour"] == "red"), "{plain:?}");
}

#[test]
fn access_holds_inside_lists_and_references() {
    let order: edges::Order = read(r#"{"id":"1","lines":[{"number":7,"price":2.5,"note":null}],"owner":{"name":"n"}}"#);
    assert_eq!((order.lines[0].number, order.owner.as_ref().map(|owner| owner.name.as_str())), (7, Some("n")));
    let sent = edges::OrderToSend::from_received(order, "x");
    let expected = r#"{"secret":"x","lines":[{"price":2.5,"note":null}]}"#;
    assert_eq!(written(&sent), expected, "what only the server sets is not sent");
    let made = edges::OrderToSend::new("s3cret", vec![edges::LineToSend::new(1.5, None)]);
    assert_eq!(written(&made), r#"{"secret":"s3cret","lines":[{"price":1.5,"note":null}]}"#);
    assert!(!format!("{made:?}").contains("s3cret"));
}
