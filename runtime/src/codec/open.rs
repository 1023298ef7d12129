//! Open enums: they know today's values and keep tomorrow's.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::{Constant, Decode, DecodeError, Encode};
use crate::Value;
use crate::json::Json;

/// A value of an open enum: one that the document lists, or any other.
///
/// ```
/// use runtime::Open;
///
/// #[derive(Clone, Copy, PartialEq)]
/// pub enum Size { Small, Large }
/// runtime::open! { Size: str { Small = "s", Large = "l" } }
///
/// let size: Open<Size> = "l".into();
/// assert_eq!(size, Size::Large);
/// assert_eq!(Open::<Size>::from("xl").as_str(), "xl");
///
/// let says = match size {
///     Open::Known(Size::Small) => "small",
///     Open::Known(_) => "listed",
///     Open::Unknown(_) => "new",
/// };
/// assert_eq!(says, "listed");
/// ```
#[derive(Clone)]
pub enum Open<K: Listed> {
    /// A value that the document lists.
    Known(K),
    /// Any other; it is written back as it came.
    Unknown(Unknown<<K::Wire as Wire>::Value>),
}

/// A value that the document did not list when the code was generated.
///
/// It cannot be matched on or built directly, so that a value which becomes known later moves to its own
/// variant without changing what existing code means; compare with `as_str()` or `value()` of [`Open`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unknown<T>(T);

impl<T> Unknown<T> {
    /// The value as it came.
    pub const fn get(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Display> fmt::Display for Unknown<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The values that a document lists for an enum, as an enum. What is unknown is kept by [`Open`].
///
/// An implementation is data alone, for users compile it: what can be done with the values is written once.
pub trait Listed: Copy + Eq + fmt::Debug + 'static {
    /// What the values are on the wire.
    type Wire: Wire;
    /// The values, in the order of the document.
    const LISTED: &'static [(Self, Self::Wire)];

    /// Every value.
    fn all() -> Vec<Self> {
        Self::LISTED.iter().map(|(value, _)| *value).collect()
    }

    /// The value as it stands on the wire.
    #[expect(clippy::expect_used, reason = "one macro writes both the values and their list")]
    fn wire(self) -> Self::Wire {
        let (_, wire) = Self::LISTED.iter().find(|(value, _)| *value == self).expect("the list has every value");
        *wire
    }

    /// The value that stands for this on the wire.
    fn find(on_wire: &<Self::Wire as Wire>::Value) -> Option<Self> {
        Self::LISTED.iter().find(|(_, wire)| wire.is(on_wire)).map(|(value, _)| *value)
    }
}

/// A value of one of two enums, for schemas that are one of several lists: such as the codes of an operation, or those of
/// all operations. Of a value that both list, it is that of the first.
///
/// ```
/// use runtime::{Either, Open};
///
/// #[derive(Clone, Copy, PartialEq)]
/// pub enum OwnCode { CodeUsed }
/// runtime::open! { OwnCode: str { CodeUsed = "CODE_USED" } }
///
/// #[derive(Clone, Copy, PartialEq)]
/// pub enum CommonCode { Forbidden }
/// runtime::open! { CommonCode: str { Forbidden = "FORBIDDEN" } }
///
/// let code: Open<Either<OwnCode, CommonCode>> = "FORBIDDEN".into();
/// assert_eq!(code, CommonCode::Forbidden);
/// assert_eq!(code.known(), Some(Either::Right(CommonCode::Forbidden)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Either<L, R> {
    /// A value of the first.
    Left(L),
    /// A value of the second, which may be one of two again.
    Right(R),
}

impl<L: Listed, R: Listed<Wire = L::Wire>> Listed for Either<L, R> {
    type Wire = L::Wire;
    const LISTED: &'static [(Self, L::Wire)] = &[];

    fn all() -> Vec<Self> {
        L::all().into_iter().map(Self::Left).chain(R::all().into_iter().map(Self::Right)).collect()
    }

    fn wire(self) -> L::Wire {
        match self {
            Self::Left(value) => value.wire(),
            Self::Right(value) => value.wire(),
        }
    }

    fn find(on_wire: &<L::Wire as Wire>::Value) -> Option<Self> {
        L::find(on_wire).map(Self::Left).or_else(|| R::find(on_wire).map(Self::Right))
    }
}

/// Says that a type is an enum, and not one of several. The macros that define enums implement it.
#[doc(hidden)]
pub trait OneList: Listed {}

/// Says that the values of a list can stand for values of an enum: its own, or those of the enums that it is one of.
///
/// Of several enums the compiler cannot tell which are among them: any enum of strings can be compared with
/// `Open<Either<…>>`.
pub trait PartOf<K>: Listed {}

impl<K: Listed> PartOf<K> for K {}

impl<L, R, C: OneList> PartOf<Either<L, R>> for C {}

/// Puts listed values in the order of what they are on the wire, which no change of a document changes.
pub fn compare_listed<K: Listed>(one: K, other: K) -> Ordering {
    one.wire().compare(other.wire())
}

/// Adds a listed value to a hash.
pub fn hash_listed<K: Listed>(value: K, state: &mut impl Hasher) {
    value.wire().hash(state);
}

/// Shows a listed value.
///
/// # Errors
/// The formatter's.
pub fn debug_listed<K: Listed>(f: &mut fmt::Formatter<'_>, name: &str, value: K) -> fmt::Result {
    f.debug_tuple(name).field(&value.wire().value()).finish()
}

/// What the values of an enum are on the wire: strings, integers, or JSON of several types.
pub trait Wire: Copy + 'static {
    /// A value that came.
    type Value: Clone + fmt::Debug + fmt::Display + Eq + Hash;

    /// Whether it is the value that came.
    fn is(self, value: &Self::Value) -> bool;

    /// Whether it is another.
    fn same(self, other: Self) -> bool {
        self.is(&other.value())
    }

    /// The order of two of them.
    fn compare(self, other: Self) -> Ordering;

    /// The order of two values that came.
    fn compare_values(one: &Self::Value, other: &Self::Value) -> Ordering;

    /// It as a value that came.
    fn value(self) -> Self::Value;

    /// Adds it to a hash, as the value that came would be.
    fn hash<H: Hasher>(self, state: &mut H) {
        self.value().hash(state);
    }

    /// Reads a value.
    ///
    /// # Errors
    /// The tree has another shape.
    fn decode(json: &Json<'_>) -> Result<Self::Value, DecodeError>;

    /// The tree that stands for it.
    fn encode(self) -> Json<'static>;

    /// The tree that stands for a value that came.
    fn encode_value(value: &Self::Value) -> Json<'_>;
}

impl Wire for &'static str {
    type Value = String;

    fn compare(self, other: Self) -> Ordering {
        Ord::cmp(&self, &other)
    }

    fn compare_values(one: &Self::Value, other: &Self::Value) -> Ordering {
        one.cmp(other)
    }

    fn same(self, other: Self) -> bool {
        self == other
    }

    fn is(self, value: &String) -> bool {
        self == value
    }

    fn value(self) -> String {
        self.to_owned()
    }

    fn hash<H: Hasher>(self, state: &mut H) {
        Hash::hash(self, state);
    }

    fn decode(json: &Json<'_>) -> Result<String, DecodeError> {
        Decode::decode(json)
    }

    fn encode(self) -> Json<'static> {
        Json::String(self.into())
    }

    fn encode_value(value: &String) -> Json<'_> {
        Json::String(value.into())
    }
}

impl Wire for i64 {
    type Value = Self;

    fn compare(self, other: Self) -> Ordering {
        Ord::cmp(&self, &other)
    }

    fn compare_values(one: &Self::Value, other: &Self::Value) -> Ordering {
        one.cmp(other)
    }

    fn is(self, value: &Self) -> bool {
        self == *value
    }

    fn value(self) -> Self {
        self
    }

    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        Decode::decode(json)
    }

    fn encode(self) -> Json<'static> {
        Json::Number(self.into())
    }

    fn encode_value(value: &Self) -> Json<'_> {
        Json::Number((*value).into())
    }
}

impl Wire for &'static dyn Constant {
    type Value = Value;

    fn compare(self, other: Self) -> Ordering {
        self.json().to_text().cmp(&other.json().to_text())
    }

    fn compare_values(one: &Value, other: &Value) -> Ordering {
        one.encode().to_text().cmp(&other.encode().to_text())
    }

    fn is(self, value: &Value) -> bool {
        Constant::is(self, &value.encode())
    }

    fn value(self) -> Value {
        self.json().to_value()
    }

    fn decode(json: &Json<'_>) -> Result<Value, DecodeError> {
        Ok(json.to_value())
    }

    fn encode(self) -> Json<'static> {
        self.json()
    }

    fn encode_value(value: &Value) -> Json<'_> {
        value.encode()
    }
}

impl<K: Listed> Open<K> {
    /// The value, if the document lists it.
    pub const fn known(&self) -> Option<K> {
        match self {
            Self::Known(value) => Some(*value),
            Self::Unknown(_) => None,
        }
    }

    /// The value as it stands on the wire.
    #[must_use]
    pub fn value(&self) -> <K::Wire as Wire>::Value {
        match self.wire() {
            Ok(wire) => wire.value(),
            Err(unknown) => unknown.clone(),
        }
    }

    fn of(on_wire: <K::Wire as Wire>::Value) -> Self {
        K::find(&on_wire).map_or(Self::Unknown(Unknown(on_wire)), Self::Known)
    }

    /// What stands on the wire, where the document lists it.
    fn wire(&self) -> Result<K::Wire, &<K::Wire as Wire>::Value> {
        match self {
            Self::Known(value) => Ok(value.wire()),
            Self::Unknown(Unknown(value)) => Err(value),
        }
    }

    fn is(&self, value: &<K::Wire as Wire>::Value) -> bool {
        match self.wire() {
            Ok(wire) => wire.is(value),
            Err(unknown) => unknown == value,
        }
    }
}

impl<K: Listed<Wire = &'static str>> Open<K> {
    /// The text that stands on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self.wire() {
            Ok(text) => text,
            Err(unknown) => unknown,
        }
    }
}

impl<K: Listed<Wire = &'static str>> From<&str> for Open<K> {
    fn from(text: &str) -> Self {
        Self::of(text.to_owned())
    }
}

impl<K: Listed<Wire = &'static str>> From<String> for Open<K> {
    fn from(text: String) -> Self {
        Self::of(text)
    }
}

impl<K: Listed<Wire = i64>> From<i64> for Open<K> {
    fn from(number: i64) -> Self {
        Self::of(number)
    }
}

impl<K: Listed<Wire = &'static dyn Constant>> From<Value> for Open<K> {
    fn from(value: Value) -> Self {
        Self::of(value)
    }
}

impl<K: Listed, C: PartOf<K> + Listed<Wire = K::Wire>> From<C> for Open<K> {
    fn from(value: C) -> Self {
        Self::of(value.wire().value())
    }
}

/// Two values are the same if they are on the wire, whichever list they are from.
impl<K: Listed> PartialEq for Open<K> {
    fn eq(&self, other: &Self) -> bool {
        match (self.wire(), other.wire()) {
            (Ok(one), Ok(other)) => one.same(other),
            (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
            (Err(one), Err(other)) => one == other,
        }
    }
}

impl<K: Listed> Eq for Open<K> {}

impl<K: Listed, C: PartOf<K> + Listed<Wire = K::Wire>> PartialEq<C> for Open<K> {
    fn eq(&self, other: &C) -> bool {
        self.is(&other.wire().value())
    }
}

/// By what they are on the wire.
impl<K: Listed> Ord for Open<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.wire(), other.wire()) {
            (Ok(one), Ok(other)) => one.compare(other),
            (Ok(one), Err(other)) => K::Wire::compare_values(&one.value(), other),
            (Err(one), Ok(other)) => K::Wire::compare_values(one, &other.value()),
            (Err(one), Err(other)) => K::Wire::compare_values(one, other),
        }
    }
}

impl<K: Listed> PartialOrd for Open<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Listed> Hash for Open<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.wire() {
            Ok(wire) => wire.hash(state),
            Err(unknown) => unknown.hash(state),
        }
    }
}

impl<K: Listed> fmt::Debug for Open<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(value) => value.fmt(f),
            Self::Unknown(value) => value.fmt(f),
        }
    }
}

impl<K: Listed> fmt::Display for Open<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.wire() {
            Ok(wire) => wire.value().fmt(f),
            Err(unknown) => unknown.fmt(f),
        }
    }
}

impl<K: Listed> Decode for Open<K> {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        K::Wire::decode(json).map(Self::of)
    }
}

impl<K: Listed> Encode for Open<K> {
    fn encode(&self) -> Json<'_> {
        match self.wire() {
            Ok(wire) => wire.encode(),
            Err(unknown) => K::Wire::encode_value(unknown),
        }
    }
}

#[cfg(feature = "serde")]
impl<K: Listed> serde::Serialize for Open<K> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.encode().serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de, K: Listed> serde::Deserialize<'de> for Open<K> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::decode(&Json::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// The values of an open enum on the wire: strings (`: str`), integers (`: i64`) or scalars of any type (`: json`).
/// [`Open`](crate::Open) keeps those that it does not know.
///
/// The line implements `Eq`, `Ord`, `Hash` and `Debug` too, all of them by the values on the wire: no change of a document
/// changes the order of two values, and there is no second table of the variants, which `Debug` would derive.
///
/// A value of one of several such enums is of [`Either`](crate::Either).
#[macro_export]
macro_rules! open {
    ($name:ident : str { $($listed:tt)* }) => {
        $crate::__listed! { $name: &'static str { $($listed)* } }
    };
    ($name:ident : i64 { $($listed:tt)* }) => {
        $crate::__listed! { $name: i64 { $($listed)* } }
    };
    ($name:ident : json { $($variant:ident = $value:literal),* $(,)? }) => {
        $crate::__listed! { $name: &'static dyn $crate::codec::Constant { $($variant = &$value),* } }
    };
}

/// The list of an enum of listed values.
#[doc(hidden)]
#[macro_export]
macro_rules! __listed {
    ($name:ident : $wire:ty { $($variant:ident = $value:expr),* $(,)? }) => {
        impl $crate::Listed for $name {
            type Wire = $wire;
            const LISTED: &'static [(Self, $wire)] = &[$((Self::$variant, $value)),*];
        }

        impl $crate::__private::OneList for $name {}

        impl ::core::cmp::Eq for $name {}

        impl ::core::cmp::PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                ::core::option::Option::Some(::core::cmp::Ord::cmp(self, other))
            }
        }

        impl ::core::cmp::Ord for $name {
            fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                $crate::__private::compare_listed(*self, *other)
            }
        }

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                $crate::__private::hash_listed(*self, state);
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::debug_listed(f, stringify!($name), *self)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::{Either, Listed, Open};
    use crate::codec::{Decode, Encode};
    use crate::json::Json;

    #[derive(Clone, Copy, PartialEq)]
    enum Permission {
        Messages,
        Nothing,
    }
    crate::open! { Permission: i64 { Messages = 1, Nothing = -1 } }

    #[derive(Clone, Copy, PartialEq)]
    enum Common {
        InvalidSignature,
        CodeUsed,
    }
    crate::open! { Common: str { InvalidSignature = "invalid-signature", CodeUsed = "CODE_USED" } }

    #[derive(Clone, Copy, PartialEq)]
    enum Own {
        CodeUsed,
    }
    crate::open! { Own: str { CodeUsed = "CODE_USED" } }

    #[derive(Clone, Copy, PartialEq)]
    enum Mixed {
        Half,
        Auto,
        Off,
    }
    crate::open! { Mixed: json { Half = 0.5, Auto = "auto", Off = false } }

    type Both = Either<Own, Common>;

    #[test]
    fn a_value_of_several_lists_is_compared_as_what_it_is() {
        let both = Open::<Both>::from;
        assert_eq!(both("invalid-signature"), Common::InvalidSignature);
        assert_eq!(both("invalid-signature"), Open::from(Common::InvalidSignature));
        assert_eq!(both("CODE_USED"), Common::CodeUsed);
        assert_eq!(both("CODE_USED").known(), Some(Either::Left(Own::CodeUsed)));
        assert!(matches!(both("invalid-signature"), Open::Known(Either::Right(Common::InvalidSignature))));
        assert_ne!(Open::<Both>::from(Own::CodeUsed), Common::InvalidSignature);
        assert_eq!(both("new"), both("new"));
        assert_ne!(both("new"), both("newer"));
        assert_eq!(Open::<Both>::from(Common::InvalidSignature).as_str(), "invalid-signature");
        assert_eq!((Own::all().len(), Both::all().len()), (1, 3));
        assert_eq!(Open::<Either<Common, Both>>::from("CODE_USED"), Own::CodeUsed);
    }

    #[test]
    fn an_unknown_value_is_kept_and_written_back() {
        let unknown = Open::<Permission>::decode(&Json::Number(33.into())).unwrap();
        assert_eq!((unknown.value(), unknown.to_string()), (33, "33".to_owned()));
        assert_eq!(unknown.encode(), Json::Number(33.into()));
        assert_eq!(format!("{unknown:?}"), "Unknown(33)");
    }

    #[test]
    fn a_known_value_is_its_variant_however_it_is_spelt() {
        assert_eq!(Open::decode(&Json::String("1".into())), Ok(Open::Known(Permission::Messages)));
        assert_eq!(Open::<Permission>::from(-1), Permission::Nothing);
        assert_eq!(Permission::all(), [Permission::Messages, Permission::Nothing]);
    }

    #[test]
    fn values_of_several_types_are_told_apart() {
        let decoded = |json: serde_json::Value| Open::<Mixed>::from(crate::Value::from(json));
        assert_eq!(decoded(serde_json::json!(0.5)), Mixed::Half);
        assert_eq!(decoded(serde_json::json!(false)), Mixed::Off);
        assert_eq!(decoded(serde_json::json!("auto")).to_string(), "\"auto\"");
        assert_eq!(Open::<Mixed>::Known(Mixed::Half).encode().to_text(), "0.5");
        assert_eq!(decoded(serde_json::json!("false")).known(), None);
    }

    #[test]
    fn equal_values_have_equal_hashes() {
        use std::collections::HashSet;
        let values: HashSet<Open<Both>> = ["CODE_USED", "new"].into_iter().map(Open::from).collect();
        assert!(values.contains(&Open::from(Common::CodeUsed)));
        assert!(values.contains(&Open::from("new".to_owned())));
    }

    #[test]
    fn values_are_ordered_by_what_they_are_on_the_wire_known_or_not() {
        use std::collections::BTreeSet;
        let values: BTreeSet<Open<Common>> =
            ["invalid-signature", "between", "CODE_USED", "new"].into_iter().map(Open::from).collect();
        let texts: Vec<&str> = values.iter().map(|value| value.as_str()).collect();
        assert_eq!(texts, ["CODE_USED", "between", "invalid-signature", "new"]);
        assert!(Common::CodeUsed < Common::InvalidSignature);
        assert!(Permission::Nothing < Permission::Messages);
        assert_eq!(Mixed::Half.max(Mixed::Off), Mixed::Off);
    }

    #[test]
    fn a_listed_value_is_taken_where_a_nullable_one_is() {
        use crate::Maybe;
        assert_eq!(Maybe::<Open<Own>>::from(Own::CodeUsed), Maybe::Value(Open::Known(Own::CodeUsed)));
        assert_eq!(Maybe::from(Open::from(Own::CodeUsed)), Maybe::Value(Open::Known(Own::CodeUsed)));
    }
}
