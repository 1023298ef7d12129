//! The values that a schema lists, in the type that it declares.
//!
//! In YAML, quotes are easily lost or gained: `enum: [1]` of a string, `const: '5'` of an integer. What a server
//! compares is the declared type, so that is what is sent, and what is read.

use indexmap::IndexSet;
use serde_json::{Number, Value as Json};

/// The values in one of these types, each once. One that has no spelling in any of them stays as it is written.
pub(super) fn in_types(values: Vec<Json>, types: &[String]) -> Vec<Json> {
    // As a rule they all are, and need not be compared with each other.
    if values.iter().all(|value| types.iter().any(|ty| is_of(value, ty))) {
        return values;
    }
    let distinct: IndexSet<Json> = values.into_iter().map(|value| in_one_of(value, types)).collect();
    distinct.into_iter().collect()
}

/// The same for one value.
pub(super) fn in_one_of(value: Json, types: &[String]) -> Json {
    if types.iter().any(|ty| is_of(&value, ty)) {
        return value;
    }
    types.iter().find_map(|ty| in_type(&value, ty)).unwrap_or(value)
}

/// Whether a value is of a type as it is written.
pub(super) fn is_of(value: &Json, ty: &str) -> bool {
    match value {
        Json::String(_) => ty == "string",
        // `5.0` is an integer, but is not what an integer looks like.
        Json::Number(number) => ty == "number" || ty == "integer" && !number.is_f64(),
        Json::Bool(_) => ty == "boolean",
        Json::Array(_) => ty == "array",
        Json::Object(_) => ty == "object",
        Json::Null => false,
    }
}

/// A scalar as text: what it is known by among others.
pub(super) fn text_of(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn in_type(value: &Json, ty: &str) -> Option<Json> {
    match (value, ty) {
        (Json::Number(_) | Json::Bool(_), "string") => Some(Json::String(value.to_string())),
        (Json::String(text), "integer") => integer(text),
        (Json::Number(number), "integer") => whole(number.as_f64()?),
        (Json::String(text), "number") => {
            integer(text).or_else(|| Number::from_f64(text.trim().parse().ok()?).map(Json::Number))
        }
        (Json::String(text), "boolean") => text.trim().to_ascii_lowercase().parse().ok().map(Json::Bool),
        _ => None,
    }
}

fn integer(text: &str) -> Option<Json> {
    let text = text.trim();
    let exact = text.parse::<i64>().map(Json::from).or_else(|_| text.parse::<u64>().map(Json::from));
    exact.ok().or_else(|| whole(text.parse().ok()?))
}

/// A number without a fraction as an integer.
fn whole(number: f64) -> Option<Json> {
    // Beyond this a float does not tell one integer from the next.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() <= EXACT).then(|| Json::from(number as i64))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_written_in_the_declared_type() {
        let in_type = |value: Json, ty: &str| in_one_of(value, &[ty.to_owned()]);
        assert_eq!(in_type(json!(1), "string"), json!("1"));
        assert_eq!(in_type(json!(true), "string"), json!("true"));
        assert_eq!(in_type(json!("5"), "integer"), json!(5));
        assert_eq!(in_type(json!(5.0), "integer").to_string(), "5");
        assert_eq!(in_type(json!("18446744073709551615"), "integer"), json!(u64::MAX));
        assert_eq!(in_type(json!("1.5"), "number"), json!(1.5));
        assert_eq!(in_type(json!("2"), "number").to_string(), "2");
        assert_eq!(in_type(json!("True"), "boolean"), json!(true));
        // What is of the type already, or has no spelling in it, stays.
        assert_eq!(in_type(json!("1"), "string"), json!("1"));
        assert_eq!(in_type(json!("low"), "integer"), json!("low"));
        assert_eq!(in_type(json!("inf"), "number"), json!("inf"));
        assert_eq!(in_type(json!(1.5), "integer"), json!(1.5));
        assert_eq!(in_one_of(json!(1), &[]), json!(1));
    }

    #[test]
    fn what_becomes_the_same_is_listed_once() {
        assert_eq!(in_types(vec![json!(1), json!("1"), json!(2)], &["string".to_owned()]), [json!("1"), json!("2")]);
    }
}
