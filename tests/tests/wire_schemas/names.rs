//! Names that Rust or the generator has already.

use super::*;
use wire::schemas_names as names;

#[test]
fn names_of_the_prelude_and_of_the_module_do_not_clash() {
    kept::<names::Names>(
        r#"{"option":{"some":"s"},"vec":[{"some":"t"}],"string":{"none":"n"},"box":{"some":{"none":"m"}},"client":{"id":1},"call":"self","one":{"one":1},"two":{"two":2},"three":{"three":3},"six":{"x":1.0},"seven":{"名称":"x"}}"#,
    );
    assert_eq!(names::FooBar::new().two(2).two, Some(2));
    assert_eq!(Open::<names::CallModel>::from("Self").as_str(), "Self");
}

#[test]
fn members_that_would_share_a_name_have_their_own() {
    let text = r#"{"new":"0","other":"1","type":"2","self":"3","Self":"4","a-b":"5","a_b":"6","aB":"7","@id":"8","$":"9","":"10","m²":"11","3rd":"12","validate":"13","await":"14","gen":"15","default":"16","clone":"17","beyond":18}"#;
    let fields: names::Fields = kept(text);
    assert_eq!((fields.a_b.as_deref(), fields.additional["beyond"].as_i64()), (Some("6"), Some(18)));
}
