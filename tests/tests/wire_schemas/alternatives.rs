//! Alternatives that share members, that anything fits, and that have limits of their own; tuples.

use super::*;
use wire::alternatives::{self as api, Anything, EitherLimit, Newer, Shared};

#[test]
fn an_alternative_that_anything_fits_makes_json_of_any_shape() {
    for value in ["1", "\"a\"", "null", "{\"a\":[1.5,null]}", "[true]"] {
        for member in ["last", "first", "described", "referred", "nested"] {
            kept::<Anything>(&format!("{{\"{member}\":{value}}}"));
        }
        kept::<Anything>(&format!("{{\"items\":[{value}],\"values\":{{\"x\":{value}}}}}"));
        kept::<Newer>(&format!("{{\"of_true\":{value}}}"));
    }
    assert_eq!(kept::<Anything>(r#"{"last":5}"#).last, Some(Value::from(5)));
    assert_eq!(kept::<Anything>(r#"{"objects":{"a":{"b":1}}}"#).objects.map(|members| members.len()), Some(1));
    assert_eq!(kept::<Anything>(r#"{"or_null":null}"#).or_null, Maybe::Null);
    assert_eq!(kept::<Anything>(r#"{"or_null":{"near":"x"}}"#).or_null.into_value().expect("an object").near, "x");
}

#[test]
fn an_alternative_that_nothing_fits_is_none_and_null_may_be_referred_to() {
    assert_eq!(kept::<Newer>(r#"{"of_false":"a"}"#).of_false.as_deref(), Some("a"));
    let nothing = kept::<Newer>(r#"{"null_by_reference":null}"#).null_by_reference;
    assert_eq!(nothing, Maybe::Null::<String>);
    assert_eq!(kept::<Newer>(r#"{"null_by_reference":"a"}"#).null_by_reference, Maybe::Value("a".to_owned()));
}

fn moved(text: &str) -> api::SharedMove {
    kept::<Shared>(&format!("{{\"move\":{text}}}")).r#move.expect("the member")
}

#[test]
fn alternatives_with_constants_that_need_not_be_there_are_told_apart_by_them() {
    use api::{SharedLevels as Levels, SharedMove as Move, SharedOutcome as Outcome};
    assert!(matches!(moved(r#"{"kind":"accept"}"#), Move::Accept(_)));
    assert!(matches!(moved(r#"{"kind":"reject"}"#), Move::Reject(_)));
    assert!(matches!(moved(r#"{"reason":"why"}"#), Move::Reject(_)));
    assert!(matches!(moved(r#"{"kind":null,"reason":"why"}"#), Move::Reject(_)));
    assert!(matches!(moved(r#"{"kind":"defer","reason":"why"}"#), Move::Unknown(_)));
    assert!(matches!(member!(Shared, outcome, r#"{"success":false}"#), Outcome::Bad(_)));
    assert!(matches!(member!(Shared, outcome, r#"{"success":true}"#), Outcome::Good(_)));
    assert!(matches!(member!(Shared, levels, r#"{"level":2}"#), Levels::High(_)));
    assert!(matches!(member!(Shared, levels, r#"{"level":3}"#), Levels::Unknown(_)));
    assert!(matches!(kept::<Newer>(r#"{"move":{"kind":"leave"}}"#).r#move, Some(api::NewerMove::Leave(_))));
}

#[test]
fn the_tag_of_an_alternative_described_inside_its_union_needs_no_field() {
    use api::{SharedInside as Inside, SharedInsideLeft as Left};
    // Only a value with this tag leads to the alternative, so that nothing else can come and nobody gives it.
    assert_eq!(member!(Shared, inside, r#"{"side":"left","x":1}"#), Inside::Left(Left::new(1)));
    assert!(matches!(member!(Shared, inside, r#"{"side":"right","y":2}"#), Inside::Right(right) if right.y == 2));
    assert!(matches!(member!(Shared, inside, r#"{"side":"middle","x":1}"#), Inside::Unknown(_)));
    assert!(matches!(member!(Shared, inside, r#"{"x":1}"#), Inside::Unknown(_)));
}

#[test]
fn an_integer_of_64_bits_keeps_its_digits_beside_a_number() {
    use api::{SharedEither as Either, SharedOrder as Order};
    assert_eq!(member!(Shared, order, "9223372036854775807"), Order::Integer(i64::MAX));
    assert_eq!(member!(Shared, order, "1.5"), Order::Number(1.5));
    assert_eq!(member!(Shared, either, "18446744073709551615"), Either::Integer(u64::MAX.into()));
    assert_eq!(member!(Shared, either, "-0.25"), Either::Number(-0.25));
    // A double holds every integer of 32 bits.
    assert_eq!(kept::<Shared>(r#"{"small":2147483647}"#).small, Some(2_147_483_647.0));
}

#[test]
fn what_parts_have_of_one_member_is_merged_when_it_is_written() {
    let text = r#"{"a":"x","b":"y","c":{"p":1,"q":2,"l":[{"x":1,"y":2},{"x":3,"y":4}]}}"#;
    let both = member!(Shared, both, text);
    assert!(both.variant1.is_some() && both.variant2.is_some());
    let one = member!(Shared, both, r#"{"a":"x","c":{"p":1}}"#);
    assert!(one.variant1.is_some() && one.variant2.is_none());
}

#[test]
fn a_required_member_that_may_be_null_tells_its_branch_and_is_not_added() {
    let near = member!(Shared, query, r#"{"near":"x"}"#);
    assert!(near.near.is_some() && near.context.is_none());
    let context = member!(Shared, query, r#"{"context":null}"#);
    assert!(context.near.is_none() && context.context.is_some_and(|context| context.context.is_none()));
    assert!(matches!(member!(Shared, one_query, r#"{"near":"x"}"#), api::SharedOneQuery::Near(_)));
    assert!(matches!(member!(Shared, one_query, r#"{"context":null}"#), api::SharedOneQuery::Context(_)));
}

#[test]
fn of_alternatives_that_are_unions_every_one_that_matches_is_kept_and_written() {
    let both = member!(Shared, unions, r#"{"claws":4,"red":1}"#);
    assert!(matches!(
        (&both.pet, &both.colour),
        (Some(api::SharedUnionsPet::Cat(_)), Some(api::SharedUnionsColour::Red(_)))
    ));
    let pet = member!(Shared, unions, r#"{"bark":"w"}"#);
    assert!(matches!(&pet.pet, Some(api::SharedUnionsPet::Dog(_))) && pet.colour.is_none() && pet.unknown.is_none());
    assert!(member!(Shared, unions, r#"{"wings":2}"#).unknown.is_some());
    // Tags tell these apart.
    assert!(matches!(member!(Shared, tagged_unions, r#"{"kind":"bus","seats":2}"#), api::SharedTaggedUnions::Cars(_)));
    assert!(matches!(member!(Shared, tagged_unions, r#"{"kind":"cat","claws":2}"#), api::SharedTaggedUnions::Pets(_)));
}

#[test]
fn the_types_of_members_tell_an_object_from_a_map() {
    use api::{SharedMapOrName as Either, SharedPartsOrMap as Parts};
    assert!(matches!(member!(Shared, map_or_name, r#"{"name":1}"#), Either::Counts(_)));
    assert!(matches!(member!(Shared, map_or_name, r#"{"name":1,"more":2,"other":3}"#), Either::Counts(_)));
    assert!(matches!(member!(Shared, map_or_name, r#"{"name":"a"}"#), Either::Named(_)));
    assert!(matches!(member!(Shared, parts_or_map, r#"{"name":1}"#), Parts::Counts(_)));
    assert!(matches!(member!(Shared, parts_or_map, r#"{"name":"a","title":"t"}"#), Parts::Object(_)));
}

#[test]
fn what_follows_the_first_items_of_a_tuple_has_a_schema_of_its_own() {
    use api::{NewerRestItem as Item, NewerUnevaluatedItem as Flagged};
    assert_eq!(member!(Newer, rest, r#"["a",1,2]"#), [Item::Text("a".into()), Item::Integer(1), Item::Integer(2)]);
    assert_eq!(member!(Newer, rest_of_any, r#"["a",1,{"x":null}]"#).len(), 3);
    assert_eq!(member!(Newer, rest_unsaid, r#"["a",1,{"x":null}]"#).len(), 3);
    assert_eq!(member!(Newer, closed, r#"["a",1]"#).len(), 2);
    assert_eq!(member!(Newer, closed_by_count, r#"["a","b"]"#), ["a", "b"]);
    assert_eq!(member!(Newer, unevaluated, r#"["a",true]"#), [Flagged::Text("a".into()), Flagged::Boolean(true)]);
    assert_eq!(member!(Newer, unevaluated_closed, r#"["a"]"#), ["a"]);
    assert_eq!(member!(Newer, unevaluated_alone, "[true,false]"), [true, false]);
    assert_eq!(member!(Newer, earlier, r#"["a",1]"#).len(), 2);
    assert!(matches!(member!(Newer, objects, r#"["a",{"x":1}]"#)[1], api::NewerObjectsItem::Object(_)));
}

#[test]
fn a_value_is_valid_if_one_alternative_allows_it() {
    let valid = |text: &str| read::<EitherLimit>(text).validate().map_err(|error| error.to_string());
    for text in [
        r#"{"objects":{"v":3,"w":0}}"#,
        r#"{"objects":{"v":12}}"#,
        r#"{"objects":{"v":12,"w":8,"name":"abc"}}"#,
        r#"{"free":{"v":7,"name":"longer"}}"#,
        r#"{"scalar":5}"#,
        r#"{"scalar":12}"#,
        r#"{"text":"xyz"}"#,
        r#"{"text":"ab"}"#,
        r#"{"open":"longer"}"#,
        r#"{"items":[1,12]}"#,
        r#"{"lists":["a"]}"#,
        r#"{"lists":["a","b","c"]}"#,
        r#"{"list_or_text":["a","b","c"]}"#,
        r#"{"parts":{"v":12,"few":"f"}}"#,
        r#"{"parts":{"v":3,"many":"m"}}"#,
    ] {
        assert_eq!(valid(text), Ok(()), "{text}");
    }
    for (text, why) in [
        (r#"{"objects":{"v":7}}"#, "`objects.v`: it has to be at most 5"),
        // Each of them is allowed by an alternative, both of them by none.
        (r#"{"objects":{"v":3,"w":8}}"#, "`objects.w`: it has to be at most 1"),
        (r#"{"objects":{"v":12,"name":"long"}}"#, "`objects.name`: it has 4 characters, and may have at most 3"),
        (r#"{"scalar":7}"#, "`scalar`: it has to be at most 5"),
        (r#"{"text":"abc"}"#, "`text`: it has 3 characters, and may have at most 2"),
        (r#"{"items":[1,7]}"#, "`items[1]`: it has to be at most 5"),
        (r#"{"lists":["a","b"]}"#, "`lists`: it has 2 items, and may have at most 1"),
        (r#"{"list_or_text":["a","b"]}"#, "`list_or_text`: it has 2 items, and may have at most 1"),
        (r#"{"parts":{"v":7}}"#, "`parts.v`: it has to be at most 5"),
    ] {
        assert_eq!(valid(text), Err(why.to_owned()), "{text}");
    }
}

#[test]
fn the_documentation_says_what_every_alternative_demands() {
    let source = include_str!("../../wire/src/alternatives/alternatives.rs");
    assert!(source.contains("/// Range: `<= 5, or >= 10`\n    pub scalar: Option<i128>"));
    assert!(source.contains("/// Range: `<= 5, or >= 10`\n    pub v: Option<"));
    assert!(source.contains("/// Each item: `range <= 5, or >= 10`\n    pub items: Option<Vec<i128>>"));
}

#[test]
fn an_alternative_with_alternatives_of_its_own_is_written_with_their_tag() {
    use api::{Input, InputItem, Item, Output, OutputItem, OutputItemMixed as Mixed};
    // Nothing in the document says `"type":"Item"`.
    let searched = InputItem::Item(Item::from(api::Searched::new("1")));
    assert_eq!(written(&Input::new().item(searched)), r#"{"item":{"type":"search_call","id":"1"}}"#);
    let said = InputItem::Item(Item::from(api::Said::new(vec!["hello".to_owned()])));
    assert_eq!(written(&Input::new().item(said)), r#"{"item":{"type":"message","words":["hello"]}}"#);
    let output = |text: &str| read::<Output>(&format!("{{\"item\":{text}}}")).item.expect("the member");
    assert!(matches!(output(r#"{"type":"search_call","id":"1"}"#), Mixed::OutputItem(OutputItem::Searched(_))));
    assert!(matches!(output(r#"{"type":"reference","id":"1"}"#), Mixed::Reference(_)));
    // The inner union keeps what it does not know.
    assert!(matches!(output(r#"{"type":"other","id":"1"}"#), Mixed::OutputItem(OutputItem::Unknown(_))));
}

#[test]
fn members_that_an_alternative_knows_are_not_dropped_by_one_that_fits_anything() {
    let condition = |text: &str| read::<api::Output>(&format!("{{\"condition\":{text}}}")).condition.expect("it");
    // `range` is not what the first alternative says, and the second has optional members alone.
    let text = r#"{"key":"price","range":[1]}"#;
    let neither = condition(text);
    assert_eq!(neither.unknown, Some(serde_json::from_str(text).expect("JSON")));
    assert!(neither.output_comparison.is_none() && neither.output_filter.is_none());
    let both = condition(r#"{"key":"price","must":"x"}"#);
    assert!(both.output_comparison.is_some() && both.output_filter.is_some() && both.unknown.is_none());
}

#[test]
fn a_discriminator_does_not_replace_a_value_that_its_alternative_lists() {
    // The mapping says `file`, which the schema of the alternative does not list.
    let problem = api::FileProblem::new(api::FileProblemType::Bill, "h");
    assert_eq!(written(&api::Input::new().problem(problem)), r#"{"problem":{"type":"bill","hash":"h"}}"#);
}
