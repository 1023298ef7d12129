//! What OpenAPI 3.1 has another word for.

use super::*;
use wire::edges::{Newer, NewerConsts, NewerTypes};

fn newer(member: &str) -> Newer {
    kept(&format!(r#"{{"kind":"newer",{member}}}"#))
}

#[test]
fn types_constants_and_nulls_of_json_schema_are_those_of_the_wire() {
    assert_eq!(written(&Newer::new()), r#"{"kind":"newer"}"#);
    assert!(matches!(newer(r#""types":"a""#).types, Maybe::Value(NewerTypes::Text(_))));
    assert!(matches!(newer(r#""types":1"#).types, Maybe::Value(NewerTypes::Integer(1))));
    assert_eq!(newer(r#""types":null"#).types, Maybe::Null);
    assert_eq!(newer(r#""null_ref":null"#).null_ref, Maybe::Null);
    assert_eq!(newer(r#""null_ref":{"x":1}"#).null_ref.value().expect("a point").x, 1);
    assert_eq!(newer(r#""beside_ref":{"x":2}"#).beside_ref.expect("a point").x, 2);
    assert_eq!(newer(r#""null_enum":null"#).null_enum, Maybe::Null);
    assert_eq!(newer(r#""consts":2"#).consts, Some(NewerConsts::N2.into()));
    assert_eq!(newer(r#""encoded":"+/8=""#).encoded.expect("bytes")[..], [0xfb, 0xff]);
    assert_eq!(newer(r#""pair":["a",1]"#).pair.expect("a pair").len(), 2);
    newer(r#""true_schema":[null]"#);
}

#[test]
fn bounds_that_are_numbers_are_exclusive() {
    assert!(Newer::new().above(0.0).validate().is_err() && Newer::new().above(10.0).validate().is_err());
    assert!(Newer::new().above(9.9).validate().is_ok());
}
