//! Alternatives: which one a value is, and what is kept of it.

use super::*;

#[test]
fn a_mapped_tag_chooses_and_is_written_where_the_branch_does_not_know_it() {
    let api::Mapped::Cat(cat) = member!(api::Unions, mapped, r#"{"kind":"cat","name":"Tom"}"#) else { panic!("a cat") };
    assert_eq!(cat.name, "Tom");
    assert_eq!(written(&api::Mapped::from(api::Cat::new("Tom"))), r#"{"kind":"cat","name":"Tom"}"#);
}

#[test]
fn a_tag_that_is_a_field_of_the_branch_is_read_and_corrected() {
    let api::Mapped::Dog(dog) = member!(api::Unions, mapped, r#"{"kind":"dog","name":"Rex"}"#) else { panic!("a dog") };
    assert_eq!(dog.kind, "dog");
    assert_eq!(written(&api::Mapped::dog("wrong", "Rex")), r#"{"kind":"dog","name":"Rex"}"#);
    assert!(matches!(member!(api::Unions, mapped, r#"{"kind":"bird","wings":2}"#), api::Mapped::Bird(_)));
}

#[test]
fn a_tag_nobody_knows_is_kept_and_written_back() {
    let unknown = member!(api::Unions, mapped, r#"{"kind":"fish","fins":[1,2]}"#);
    assert!(matches!(unknown, api::Mapped::Unknown(value) if value["fins"][1] == 2));
}

#[test]
fn without_a_mapping_the_name_of_the_schema_is_the_tag() {
    assert!(matches!(member!(api::Unions, implicit, r#"{"kind":"Cat","name":"x"}"#), api::Implicit::Cat(_)));
    assert_eq!(written(&api::Implicit::cat("x")), r#"{"kind":"Cat","name":"x"}"#);
}

#[test]
fn a_mapping_may_name_schemas_without_a_reference() {
    assert!(matches!(member!(api::Unions, by_name, r#"{"kind":"c","name":"x"}"#), api::ByBareName::C(_)));
}

#[test]
fn schemas_that_extend_a_base_are_its_alternatives() {
    let vehicle = member!(api::Unions, base, r#"{"type":"car","wheels":4,"doors":2}"#);
    assert!(matches!(&vehicle, api::Vehicle::Car(car) if car.wheels == 4 && car.doors == Some(2)));
    assert!(matches!(member!(api::Unions, base, r#"{"type":"Bike","wheels":2}"#), api::Vehicle::Bike(_)));
    // A child of a child.
    let cargo = member!(api::Unions, base, r#"{"type":"Cargo","wheels":3,"load":1.5}"#);
    assert!(matches!(cargo, api::Vehicle::Cargo(cargo) if cargo.load == Some(1.5)));
    assert!(matches!(member!(api::Unions, base, r#"{"type":"boat","wheels":0}"#), api::Vehicle::Unknown(_)));
    assert_eq!(written(&api::Vehicle::car(4)), r#"{"type":"car","wheels":4}"#);
}

#[test]
fn two_tags_of_one_schema_stay_apart() {
    assert!(matches!(member!(api::Unions, twice, r#"{"kind":"kitten","name":"x"}"#), api::TwoTags::Kitten(_)));
    assert!(matches!(member!(api::Unions, twice, r#"{"kind":"cat","name":"x"}"#), api::TwoTags::Cat(_)));
}

#[test]
fn the_json_type_tells() {
    use api::UnionsJsonType as Type;
    assert!(matches!(member!(api::Unions, json_type, r#""a""#), Type::Text(text) if text == "a"));
    assert!(matches!(member!(api::Unions, json_type, r#"["a"]"#), Type::List(list) if list == ["a"]));
    assert!(matches!(member!(api::Unions, json_type, r#"{"a":1}"#), Type::Map(map) if map["a"] == 1));
    assert!(matches!(member!(api::Unions, json_type, "true"), Type::Boolean(true)));
    assert!(matches!(member!(api::Unions, json_type, "1.5"), Type::Unknown(_)));
}

#[test]
fn an_integer_is_preferred_to_a_number_whatever_their_order() {
    use api::UnionsNumeric as Type;
    assert!(matches!(member!(api::Unions, numeric, "1"), Type::Integer(1)));
    assert!(matches!(member!(api::Unions, numeric, "1.5"), Type::Number(_)));
    assert!(matches!(member!(api::Unions, numeric, r#""1""#), Type::Text(_)));
}

#[test]
fn a_required_property_tells() {
    assert!(matches!(member!(api::Unions, by_property, r#"{"account":"1","name":"n"}"#), api::ByProperty::Account(_)));
    assert!(matches!(
        member!(api::Unions, by_property, r#"{"card":"1","extra":true}"#.replace(r#","extra":true"#, "")),
        api::ByProperty::Card(_)
    ));
    assert!(matches!(member!(api::Unions, by_property, r#"{"name":"n"}"#), api::ByProperty::Unknown(_)));
}

#[test]
fn a_constant_tells() {
    use api::UnionsByConstant as Type;
    assert!(matches!(member!(api::Unions, by_constant, r#"{"object":"two","value":1}"#), Type::ConstantTwo(_)));
    assert!(matches!(member!(api::Unions, by_constant, r#"{"object":"three"}"#), Type::Unknown(_)));
}

#[test]
fn the_best_match_wins_and_not_the_first() {
    assert!(matches!(member!(api::Unions, by_content, r#"{"a":"1","b":"2"}"#), api::ByContent::Large(_)));
    assert!(matches!(member!(api::Unions, by_content, r#"{"a":"1"}"#), api::ByContent::Small(_)));
    assert!(matches!(member!(api::Unions, by_content, "[1]"), api::ByContent::Unknown(_)));
}

#[test]
fn objects_of_any_of_that_both_match_are_both_kept() {
    let both = member!(api::Unions, both, r#"{"email":"e","phone":"p","name":"n"}"#);
    assert_eq!(both.by_email.expect("by email").email, "e");
    assert_eq!(both.by_phone.expect("by phone").phone, "p");
    let one = member!(api::Unions, both, r#"{"phone":"p"}"#);
    assert!(one.by_email.is_none() && one.by_phone.is_some() && one.unknown.is_none());
    let none = member!(api::Unions, both, r#"{"fax":"f"}"#);
    assert!(none.unknown.is_some());
    assert_eq!(written(&api::Both::from(api::ByEmail::new("e"))), r#"{"email":"e"}"#);
}

#[test]
fn what_stands_beside_alternatives_is_part_of_each() {
    let beside = member!(api::Unions, beside, r#"{"id":1,"side":2.5}"#);
    assert!(matches!(beside, api::Beside::Square(square) if square.id == 1 && square.side == 2.5));
    let within = member!(api::Unions, within, r#"{"id":1,"phone":"p"}"#);
    assert!(matches!(within, api::Within::ByPhone(found) if found.id == 1 && found.phone == "p"));
}

#[test]
fn one_alternative_is_no_alternative_and_constraints_are_none() {
    assert_eq!(member!(api::Unions, single, r#"{"name":"x"}"#).name, "x");
    assert_eq!(member!(api::Unions, constraint, r#"{"b":"x"}"#).b.as_deref(), Some("x"));
}

#[test]
fn an_enum_or_any_string_is_an_open_enum() {
    assert_eq!(member!(api::Unions, open, r#""large""#), api::UnionsOpen::Large);
    assert_eq!(member!(api::Unions, open, r#""huge""#).as_str(), "huge");
}

#[test]
fn alternatives_may_have_alternatives() {
    use api::UnionsNested as Nested;
    let cat = member!(api::Unions, nested, r#"{"kind":"cat","name":"x"}"#);
    assert!(matches!(cat, Nested::Mapped(api::Mapped::Cat(_))));
    assert!(matches!(member!(api::Unions, nested, "3"), Nested::Integer(3)));
    let card = member!(api::Unions, nested, r#"{"card":"x"}"#);
    assert!(matches!(card, Nested::ByProperty(api::ByProperty::Card(_))));
}

#[test]
fn lists_are_told_apart_by_their_items() {
    use api::UnionsLists as Lists;
    assert!(matches!(member!(api::Unions, lists, "[1,2]"), Lists::Variant2(list) if list == [1, 2]));
    assert!(matches!(member!(api::Unions, lists, r#"["1"]"#), Lists::List(list) if list == ["1"]));
}

#[test]
fn lists_of_objects_are_told_apart_by_what_the_objects_have() {
    assert!(matches!(member!(api::Unions, rows, r#"[{"b":1}]"#), api::Rows::Variant2(rows) if rows[0].b == 1));
    assert!(matches!(member!(api::Unions, rows, r#"[{"a":1,"kind":"z"}]"#), api::Rows::List(_)));
}

#[test]
fn a_string_of_a_form_is_preferred_to_any_string() {
    use api::UnionsFormatted as Formatted;
    let id = member!(api::Unions, formatted, r#""67e55044-10b1-426f-9247-bb680e5fe0c8""#);
    assert!(matches!(id, Formatted::Uuid(_)));
    assert!(matches!(member!(api::Unions, formatted, r#""me""#), Formatted::Text(_)));
}

#[test]
fn a_discriminator_without_values_leaves_the_choice_to_the_content() {
    assert!(matches!(member!(api::Unions, scalar_tag, r#"{"kind":"?","y":1}"#), api::Untagged::Variant2(_)));
}
