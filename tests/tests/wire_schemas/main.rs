//! Schemas on the wire: each text is decoded, looked at, and written back.

mod access;
mod alike;
mod all_of;
mod alternatives;
mod choices;
mod constants;
mod edges;
mod enums;
mod formats;
mod limits;
mod names;
mod newer;
mod nullability;
mod numbers;
mod objects;
mod travel;
mod unions;

use runtime::codec::{Decode, DecodeError, Encode};
use runtime::json::parse;
use runtime::{Either, Listed, Maybe, Open, Value};
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

pub(crate) use member;
