//! The line next to a type: its code for the wire.
//!
//! Types are plain structs and enums; a line says how they stand on the wire, by which way they travel:
//! [`sent!`](crate::sent!), [`received!`](crate::received!), or both ways, [`exchanged!`](crate::exchanged!). A type has
//! code only for the direction that it travels in, and that code does nothing but call the generic functions of
//! [`codec`](crate::codec), which are compiled once. With the feature `serde` every type has both directions, so that
//! it can be stored and read back.
//!
//! Users compile what the lines expand to, and each call of a macro costs them as much as some lines of code. So a line
//! is one call and one more, and the names of a struct's fields are one literal.

/// The code of a type that comes back. See [`exchanged!`](crate::exchanged!) for what a line may say.
///
/// ```
/// use runtime::codec::Decode;
///
/// /// A pet.
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub struct Pet {
///     /// What it is called.
///     pub name: String,
///     /// How old it is, in years.
///     pub age: Option<i64>,
/// }
/// runtime::received! { Pet { name, ?age } }
///
/// let mut scratch = String::new();
/// let json = runtime::json::parse(br#"{"name":"Rex"}"#, &mut scratch).unwrap();
/// assert_eq!(Pet::decode(&json), Ok(Pet { name: "Rex".into(), age: None }));
/// ```
#[macro_export]
macro_rules! received {
    ($name:ident $body:tt) => {
        $crate::__read! { $name $body }
        $crate::__when_serde! { $crate::__write! { $name $body } $crate::__serde! { $name } }
    };
    ($($line:tt)*) => {
        $crate::__read! { $($line)* }
        $crate::__when_serde! { $crate::__write! { $($line)* } $crate::__serde! { $($line)* } }
    };
}

/// The code of a type that is part of requests. See [`exchanged!`](crate::exchanged!) for what a line may say.
///
/// ```
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub struct PetQuery {
///     pub name: String,
///     pub least_age: Option<i64>,
///     pub owner: runtime::Maybe<String>,
/// }
/// runtime::sent! { PetQuery(name: impl Into<String>) { name, ?least_age: i64 = "min-age", ?owner: runtime::Maybe<String> } }
///
/// let query = PetQuery::new("Rex").least_age(3);
/// assert_eq!(runtime::codec::Encode::encode(&query).to_text(), r#"{"name":"Rex","min-age":3}"#);
/// ```
#[macro_export]
macro_rules! sent {
    ($name:ident (0)) => {
        $crate::__write_alternatives! { $name(0) }
        $crate::__when_serde! { $crate::__read_alternatives! { $name(0) } $crate::__serde! { $name } }
    };
    ($name:ident $body:tt) => {
        $crate::__sent! { $name() $body }
        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
        $crate::__when_serde! { $crate::__read! { $name $body } $crate::__serde! { $name } }
    };
    ($($line:tt)*) => {
        $crate::__sent! { $($line)* }
        $crate::__when_serde! { $crate::__read! { $($line)* } $crate::__serde! { $($line)* } }
    };
}

/// The code of a type that travels both ways.
///
/// A line for a struct names its fields, in the order in which their members are written:
///
/// - `name`: the member has to be there, if only as `null`;
/// - `?age`: it may be absent, and is left out where the field holds nothing;
/// - `?age: i64`: the same, with a setter that takes what becomes an `i64`. Behind the colon of a member that may be
///   `null` too stands its `Maybe`;
/// - `|key: String`: `new` demands it, but it need not come;
/// - `least_age = "min-age"`: what the member is called on the wire, if not like the field;
/// - `kind as "cat"`: `new` does not ask for it, and gives it this value;
/// - `!id`: it comes, but is never sent;
/// - `?nick [also "nickname"]`: notes in brackets say how else a member may stand in an answer; the others are
///   `[unwrapped]` (its members stand among those of the object that it belongs to) and `[empty is absent]`;
/// - `"type" = "cat"`, before the fields: a member that is sent with this value, and not read;
/// - `; more`, behind them: the field for all other members, a map.
///
/// In parentheses behind the name of a struct that is sent stands what `new` takes.
///
/// Lines for other types:
///
/// - an enum of alternatives told apart by a tag: `Pet by "type" { "cat" => Cat, "dog" => Dog }`;
/// - by JSON type: `Links by type { Array => List, String => Text }`;
/// - by content: `Pet by content { Cat: [Look::Object(&["claws"], &[], &["name"])] }`;
/// - a struct of optional objects that may hold at once: `Contact any of { email: [Look::Object(&["email"], &[], &[])] }`;
/// - a struct around one value: `Tree(0)`.
///
/// `"cat" => Cat tagged` says that the type of the alternative does not write its tag itself, and `"1" => Cat
/// tagged_json` that the tag is no text but the number or the boolean that is spelt so. `else Other` behind the braces
/// names the alternative for what has no tag, or one that is not listed, and `or Unknown` names the variant that holds
/// what is none of them.
#[macro_export]
macro_rules! exchanged {
    ($name:ident (0)) => {
        $crate::__write_alternatives! { $name(0) }
        $crate::__read_alternatives! { $name(0) }
        $crate::__when_serde! { $crate::__serde! { $name } }
    };
    ($name:ident $body:tt) => {
        $crate::__exchanged! { $name() $body }
        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
        $crate::__when_serde! { $crate::__serde! { $name } }
    };
    ($($line:tt)*) => {
        $crate::__exchanged! { $($line)* }
        $crate::__when_serde! { $crate::__serde! { $($line)* } }
    };
}
