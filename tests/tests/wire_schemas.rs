//! Schemas on the wire: each text is decoded, looked at, and written back.

use runtime::codec::{Decode, DecodeError, Encode};
use runtime::json::parse;
use runtime::{Maybe, Value};
use wire::schemas as api;

fn decoded<T: Decode>(text: &str) -> Result<T, DecodeError> {
    T::decode(&parse(text.as_bytes(), &mut String::new()).expect("JSON"))
}

fn read<T: Decode>(text: &str) -> T {
    decoded(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn written(value: &impl Encode) -> String {
    value.encode().to_text()
}

/// Decodes a text, and expects the same JSON when it is written back.
#[track_caller]
fn kept<T: Decode + Encode>(text: &str) -> T {
    let value: T = read(text);
    let back: Value = serde_json::from_str(&written(&value)).expect("JSON");
    let before: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(back, before, "written back");
    value
}

/// The same for one member of a type that has one per case.
macro_rules! member {
    ($type:ty, $member:ident, $text:expr) => {{
        let text = format!("{{\"{}\":{}}}", stringify!($member), $text);
        kept::<$type>(&text).$member.expect("the member")
    }};
}

mod nullability {
    use super::*;

    #[test]
    fn a_required_member_that_may_be_null_is_written_as_null() {
        let nulls: api::Nulls = kept(r#"{"needed":null,"listed":[],"choice":null}"#);
        assert_eq!((nulls.needed, nulls.choice), (None, None));
        let sent = api::Nulls::new(None, vec![], Some(api::NullsChoice::A));
        assert_eq!(written(&sent), r#"{"needed":null,"listed":[],"choice":"a"}"#);
    }

    #[test]
    fn absent_null_and_a_value_are_three_things() {
        let read =
            |optional: &str| kept::<api::Nulls>(&format!(r#"{{"needed":"","listed":[],"choice":"b"{optional}}}"#));
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
}

mod unions {
    use super::*;

    #[test]
    fn a_mapped_tag_chooses_and_is_written_where_the_branch_does_not_know_it() {
        let api::Mapped::Cat(cat) = member!(api::Unions, mapped, r#"{"kind":"cat","name":"Tom"}"#) else {
            panic!("a cat")
        };
        assert_eq!(cat.name, "Tom");
        assert_eq!(written(&api::Mapped::from(api::Cat::new("Tom"))), r#"{"kind":"cat","name":"Tom"}"#);
    }

    #[test]
    fn a_tag_that_is_a_field_of_the_branch_is_read_and_corrected() {
        let api::Mapped::Dog(dog) = member!(api::Unions, mapped, r#"{"kind":"dog","name":"Rex"}"#) else {
            panic!("a dog")
        };
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
        assert!(matches!(
            member!(api::Unions, by_property, r#"{"account":"1","name":"n"}"#),
            api::ByProperty::Account(_)
        ));
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
}

mod alike {
    use super::*;

    #[test]
    fn objects_that_differ_in_their_codes_alone_are_one_with_all_codes() {
        let failure = member!(api::Unions, failure, r#"{"code":"unknown-user","message":"m"}"#);
        assert_eq!((failure.code, failure.message.as_str()), (api::FailureCode::UnknownUser, "m"));
        assert_eq!(api::FailureCode::KNOWN.len(), 3);
    }
}

mod groups {
    use super::*;

    #[test]
    fn a_long_list_that_many_share_stays_one_type() {
        use api::{ProblemCode as Code, SharedProblemCode as Shared};
        let code = |text: &str| member!(api::Unions, problem, format!("{{\"code\":\"{text}\"}}")).code;
        assert_eq!(code("own"), Code::Own);
        assert_eq!(code("c2"), Code::C2);
        assert_eq!(code("c21"), Code::SharedProblem(Shared::C21));
        assert_eq!(code("new").as_str(), "new");
    }
}

mod all_of {
    use super::*;

    #[test]
    fn parts_of_several_levels_are_one_object() {
        let merged: api::Merged = kept(
            r#"{"id":"i","optional_below":"o","kind":"b","middle":1,"own":true,"detail":{"code":1,"text":"t"},"more":"m"}"#,
        );
        // Required in the last part, declared in the first; narrowed from a string to an enum.
        assert_eq!((merged.optional_below.as_str(), &merged.kind), ("o", &api::MergedKind::B));
        assert_eq!(merged.other["more"], "m");
        let detail = merged.detail.expect("a detail");
        assert_eq!((detail.code, detail.text.as_deref()), (Some(1), Some("t")));
    }

    #[test]
    fn scalars_are_merged_too() {
        let scalars: api::Scalars = kept(r#"{"short":"abc","whole":3,"narrowed":"red","described":"green"}"#);
        assert_eq!((scalars.short.as_deref(), scalars.whole), (Some("abc"), Some(3)));
        assert_eq!(scalars.described, Some(api::Color::Green));
    }

    #[test]
    fn a_schema_that_is_part_of_itself_has_its_own_members() {
        assert_eq!(kept::<api::Circle>(r#"{"name":"round"}"#).name.as_deref(), Some("round"));
    }
}

mod enums {
    use super::*;

    #[test]
    fn values_that_would_share_a_name_have_their_own() {
        for text in ["a-b", "a_b", "a b", "A", "a"] {
            let value = member!(api::Enums, colliding, format!("{text:?}"));
            assert!(api::EnumsColliding::KNOWN.contains(&value), "{text}");
        }
        assert_eq!(api::EnumsColliding::A.as_str(), "A");
        assert_eq!(api::EnumsColliding::ALower.as_str(), "a");
    }

    #[test]
    fn signs_and_other_scripts_have_names() {
        use api::EnumsSigns as Signs;
        for (text, value) in [
            ("+1", Signs::Plus1),
            ("-1", Signs::Minus1),
            ("<", Signs::Less),
            (">=", Signs::GreaterEquals),
            ("", Signs::Empty),
            ("*", Signs::Star),
            ("unknown", Signs::UnknownValue),
            ("中文", Signs::中文),
            ("3", Signs::N3),
        ] {
            assert_eq!(member!(api::Enums, signs, format!("{text:?}")), value);
        }
    }

    #[test]
    fn numbers_and_mixed_values_are_open_too() {
        assert_eq!(member!(api::Enums, number, "-1"), api::EnumsNumber::Minus1);
        assert_eq!(member!(api::Enums, number, "7").value(), 7);
        assert_eq!(member!(api::Enums, mixed, "1"), api::EnumsMixed::N1);
        assert_eq!(member!(api::Enums, mixed, "true"), api::EnumsMixed::True);
        assert_eq!(member!(api::Enums, mixed, "0.5"), api::EnumsMixed::N0Point5);
        assert!(matches!(member!(api::Enums, mixed, "[1]"), api::EnumsMixed::Unknown(_)));
        assert_eq!(member!(api::Enums, fraction, "1.5"), api::EnumsFraction::N1Point5);
    }

    #[test]
    fn the_rest() {
        assert!(member!(api::Enums, flag, "true"));
        assert_eq!(member!(api::Enums, single, r#""other""#).as_str(), "other");
        assert_eq!(api::EnumsRepeated::KNOWN.len(), 2);
        assert_eq!(member!(api::Enums, unquoted, r#""2""#), api::EnumsUnquoted::N2);
        assert_eq!(member!(api::Enums, items, r#"["q","r"]"#)[1].as_str(), "r");
        assert_eq!(member!(api::Enums, named, "20"), api::EnumsNamed::TwentyTimes);
    }
}

mod objects {
    use super::*;

    fn objects(member: &str) -> api::Objects {
        kept(&format!(r#"{{"undeclared":[null],{member}}}"#))
    }

    #[test]
    fn members_without_a_property_are_kept_beside_those_with_one() {
        let typed = objects(r#""typed":{"id":"i","other":"o","x":1}"#).typed.expect("typed");
        assert_eq!((typed.other.as_deref(), typed.additional["x"]), (Some("o"), 1));
        let untyped = objects(r#""untyped":{"id":"i","x":{"y":[]}}"#).untyped.expect("untyped");
        assert!(untyped.other["x"]["y"].is_array());
        assert!(decoded::<api::Typed>(r#"{"id":"i","x":"no number"}"#).is_err());
    }

    #[test]
    fn free_objects_and_free_values_are_kept() {
        assert_eq!(objects(r#""free":{"a":[1]}"#).free.expect("free")["a"][0], 1);
        assert_eq!(objects(r#""anything":"x""#).anything, Some(Value::from("x")));
        assert_eq!(read::<api::Closed>("{}"), api::Closed::new());
    }

    #[test]
    fn a_required_property_without_a_schema_is_a_field() {
        assert_eq!(objects(r#""free":{}"#).undeclared, serde_json::json!([null]));
        assert!(decoded::<api::Objects>("{}").is_err());
    }

    #[test]
    fn types_contain_themselves_through_members_lists_maps_and_alternatives() {
        let tree =
            objects(r#""tree":{"value":1,"children":[{"value":2,"children":[]}],"parent":{"value":0,"children":[]}}"#);
        assert_eq!(tree.tree.expect("a tree").parent.expect("a parent").value, 0);
        objects(r#""maps":{"a":{"b":[{"value":1,"children":[]}]}},"matrix":[[1.5],[]]"#);
        assert_eq!(objects(r#""forest":[[],[[]]]"#).forest.expect("a forest").0.len(), 2);
        assert!(objects(r#""groups":{"a":{"b":{}}}"#).groups.expect("groups").0.contains_key("a"));
        let sum = objects(r#""expression":{"left":1,"right":{"left":2,"right":3}}"#);
        assert!(matches!(sum.expression, Some(api::Expression::Sum(sum)) if *sum.left == api::Expression::Integer(1)));
        let ping = objects(r#""ping":{"pong":{"ping":null}}"#).ping.expect("ping");
        assert!(ping.pong.expect("pong").ping.is_null());
    }
}

mod access {
    use super::*;

    #[test]
    fn a_request_cannot_set_what_only_the_server_sets() {
        assert_eq!(written(&api::Draft::new("n")), r#"{"name":"n"}"#);
        let account = api::Account::new("n", "p");
        assert_eq!(written(&account), r#"{"name":"n","password":"p"}"#);
    }

    #[test]
    fn an_answer_without_what_only_the_client_sets_decodes() {
        let account: api::Account = read(r#"{"id":"1","name":"n","seen":"today"}"#);
        assert_eq!((account.id.as_deref(), account.password.as_deref()), (Some("1"), None));
        assert_eq!(written(&account), r#"{"name":"n"}"#);
        assert_eq!(read::<api::Receipt>(r#"{"name":"n"}"#).name, "n");
    }
}

mod formats {
    use super::*;

    #[test]
    fn integers_have_their_width_up_to_its_end() {
        kept::<api::Formats>(
            r#"{"i8":-128,"i16":32767,"i32":-2147483648,"i64":-9223372036854775808,"u8":255,"u16":65535,"u32":4294967295,"u64":18446744073709551615}"#,
        );
        let error = decoded::<api::Formats>(r#"{"u8":256}"#).expect_err("too large").to_string();
        assert_eq!(error, "`u8`: the number does not fit u8");
    }

    #[test]
    fn bytes_are_base64_on_the_wire_and_bytes_in_rust() {
        let formats: api::Formats = kept(r#"{"bytes":"+/8A","binary":"raw"}"#);
        assert_eq!(&formats.bytes.expect("bytes")[..], [0xfb, 0xff, 0]);
        let unpadded: api::Formats = read(r#"{"bytes":"-_8"}"#);
        assert_eq!(&unpadded.bytes.expect("bytes")[..], [0xfb, 0xff]);
        assert!(decoded::<api::Formats>(r#"{"bytes":"*"}"#).is_err());
    }

    #[test]
    fn addresses_ids_and_decimals_are_checked_and_kept() {
        let formats: api::Formats = kept(
            r#"{"uuid":"67e55044-10b1-426f-9247-bb680e5fe0c8","ip":"::1","ipv4":"127.0.0.1","ipv6":"fe80::1","decimal":"12.50","uri":"HTTP://a","unheard":"x"}"#,
        );
        assert_eq!(formats.decimal.expect("a decimal").as_str(), "12.50");
        let error = decoded::<api::Formats>(r#"{"ipv4":"300.0.0.1"}"#).expect_err("no address").to_string();
        assert_eq!(error, "`ipv4`: the text is not an IPv4 address");
    }

    #[test]
    fn a_password_does_not_print() {
        let formats = api::Formats::new().secret("hunter2");
        assert!(!format!("{formats:?}").contains("hunter2"));
        assert_eq!(written(&formats), r#"{"secret":"hunter2"}"#);
    }
}

mod limits {
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
        assert_eq!(why(&limited().code("x")), r"`code`: it does not match the pattern `^\d+$`");
        assert_eq!(why(&limited().looks_ahead("x")), "fine");
    }

    #[test]
    fn an_answer_is_never_held_against_its_limits() {
        kept::<api::Limited>(r#"{"name":"","nested":[{"size":0}],"age":1000}"#);
    }
}

mod names {
    use super::*;
    use wire::schemas_names as names;

    #[test]
    fn names_of_the_prelude_and_of_the_module_do_not_clash() {
        kept::<names::Names>(
            r#"{"option":{"some":"s"},"vec":[{"some":"t"}],"string":{"none":"n"},"box":{"some":{"none":"m"}},"client":{"id":1},"call":"self","one":{"one":1},"two":{"two":2},"three":{"three":3},"six":{"x":1.0},"seven":{"名称":"x"}}"#,
        );
        assert_eq!(names::FooBar::new().two(2).two, Some(2));
        assert_eq!(names::CallModel::from("Self").as_str(), "Self");
    }

    #[test]
    fn members_that_would_share_a_name_have_their_own() {
        let text = r#"{"new":"0","other":"1","type":"2","self":"3","Self":"4","a-b":"5","a_b":"6","aB":"7","@id":"8","$":"9","":"10","m²":"11","3rd":"12","validate":"13","await":"14","gen":"15","default":"16","clone":"17","beyond":18}"#;
        let fields: names::Fields = kept(text);
        assert_eq!((fields.a_b.as_deref(), fields.additional["beyond"].as_i64()), (Some("6"), Some(18)));
    }
}
