//! Maps, free objects and recursion.

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
    assert_eq!(objects(r#""free":{}"#).undeclared, Some(serde_json::json!([null]).into()));
    assert_eq!(decoded::<api::Objects>("{}").expect("what nobody describes is not missed").undeclared, None);
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
