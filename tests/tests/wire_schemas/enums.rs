//! Listed values.

use super::*;

#[test]
fn values_that_would_share_a_name_have_their_own() {
    for text in ["a-b", "a_b", "a b", "A", "a"] {
        let value = member!(api::Enums, colliding, format!("{text:?}"));
        assert!(value.known().is_some(), "{text}");
    }
    assert_eq!(api::EnumsColliding::A.wire(), "A");
    assert_eq!(api::EnumsColliding::ALower.wire(), "a");
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
    assert!(matches!(member!(api::Enums, mixed, "[1]"), Open::Unknown(_)));
    assert_eq!(member!(api::Enums, fraction, "1.5"), api::EnumsFraction::N1Point5);
}

#[test]
fn the_rest() {
    assert!(member!(api::Enums, flag, "true"));
    assert_eq!(member!(api::Enums, single, r#""other""#).as_str(), "other");
    assert_eq!(api::EnumsRepeated::all().len(), 2);
    assert_eq!(member!(api::Enums, unquoted, r#""2""#), api::EnumsUnquoted::N2);
    assert_eq!(member!(api::Enums, items, r#"["q","r"]"#)[1].as_str(), "r");
    assert_eq!(member!(api::Enums, named, "20"), api::EnumsNamed::TwentyTimes);
}
