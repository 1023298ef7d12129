//! Enums that know today's values and keep tomorrow's.

use std::fmt;

use super::{Decode, DecodeError};
use crate::json::Json;

/// A value that the document did not list when the code was generated.
///
/// It cannot be matched on or built directly, so that a value which becomes known later moves to its own
/// variant without changing what existing code means; compare with `as_str()` or `value()` of the enum.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unknown<T>(T);

impl<T> Unknown<T> {
    #[doc(hidden)]
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value as it came.
    pub const fn get(&self) -> &T {
        &self.0
    }
}

/// The listed value that has this text, or one that keeps the text.
#[doc(hidden)]
pub fn listed<T: Clone>(known: &[T], text_of: fn(&T) -> &str, unknown: fn(Unknown<String>) -> T, text: &str) -> T {
    let listed = known.iter().find(|value| text_of(value) == text).cloned();
    listed.unwrap_or_else(|| unknown(Unknown::new(text.to_owned())))
}

/// Whether the enum itself lists a value of this text.
#[doc(hidden)]
pub fn is_listed<T>(known: &[T], text_of: fn(&T) -> &str, text: &str) -> bool {
    known.iter().any(|value| text_of(value) == text)
}

#[doc(hidden)]
pub fn debug_value(f: &mut fmt::Formatter<'_>, name: &str, text: &str) -> fmt::Result {
    f.debug_tuple(name).field(&text).finish()
}

#[doc(hidden)]
pub fn decode_value<T: for<'t> From<&'t str>>(json: &Json<'_>) -> Result<T, DecodeError> {
    String::decode(json).map(|text| T::from(&text))
}

#[doc(hidden)]
#[must_use]
pub fn encode_value(text: &str) -> Json<'_> {
    Json::String(text.into())
}

impl<T: fmt::Display> fmt::Display for Unknown<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Defines an enum of strings (`: str`), of integers (`: i64`) or of scalars of any type (`: json`) that keeps
/// values it does not know.
///
/// ```
/// runtime::open_enum! {
///     /// Size of a code.
///     pub enum Size: str {
///         /// Small.
///         Small = "s",
///         /// Large.
///         Large = "l",
///     }
/// }
///
/// // `pub enum Paper: str or Size(Size) { … }` has the values of `Size` too, and can be compared with them.
/// assert_eq!(Size::from("l"), Size::Large);
/// assert_eq!(Size::from("xl").as_str(), "xl");
/// ```
#[macro_export]
macro_rules! open_enum {
    ($(#[$meta:meta])* pub enum $name:ident $($item:tt)*) => {
        $crate::__open_enum! { $(#[$meta])* pub enum $name $($item)* }
        $crate::__when_serde! { $crate::__serde! { $name } }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum {
    ($(#[$meta:meta])* pub enum $name:ident : str $(or $group:ident($inner:ident))* { $($(#[$variant_meta:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone)]
        #[allow(missing_docs, reason = "a value that nobody describes says what it is")]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
            $(
                /// A value of a list that others share.
                $group($inner),
            )*
            /// A value that the document does not list.
            Unknown($crate::codec::Unknown<String>),
        }

        impl $name {
            /// The values that the document lists here.
            pub const KNOWN: &[Self] = &[$(Self::$variant),*];

            /// The value as it stands on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    $(Self::$group(value) => value.as_str(),)*
                    Self::Unknown(unknown) => unknown.get(),
                }
            }
        }

        // By hand, in terms of the text: what the compiler derives is a table of the variants for each of these.
        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                *self.as_str() == *other.as_str()
            }
        }

        $(
            impl ::core::convert::From<$inner> for $name {
                fn from(value: $inner) -> Self {
                    Self::$group(value)
                }
            }

            /// So that a caller need not know which list a value is in.
            impl ::core::cmp::PartialEq<$inner> for $name {
                fn eq(&self, other: &$inner) -> bool {
                    *self.as_str() == *other.as_str()
                }
            }
        )*

        impl ::core::cmp::Eq for $name {}

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, hasher: &mut H) {
                ::core::hash::Hash::hash(self.as_str(), hasher);
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::codec::debug_value(f, stringify!($name), self.as_str())
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                $(
                    let value = $inner::from(text);
                    if !matches!(value, $inner::Unknown(_)) && !$crate::codec::is_listed(Self::KNOWN, Self::as_str, text) {
                        return Self::$group(value);
                    }
                )*
                $crate::codec::listed(Self::KNOWN, Self::as_str, Self::Unknown, text)
            }
        }

        impl $crate::codec::Decode for $name {
            fn decode(json: &$crate::json::Json<'_>) -> ::core::result::Result<Self, $crate::codec::DecodeError> {
                $crate::codec::decode_value(json)
            }
        }

        impl $crate::codec::Encode for $name {
            fn encode(&self) -> $crate::json::Json<'_> {
                $crate::codec::encode_value(self.as_str())
            }
        }
    };
    ($(#[$meta:meta])* pub enum $name:ident : i64 { $($(#[$variant_meta:meta])* $variant:ident = $number:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "a value that nobody describes says what it is")]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A value that the document does not list.
            Unknown($crate::codec::Unknown<i64>),
        }

        impl $name {
            /// The values that the document lists here.
            pub const KNOWN: &[Self] = &[$(Self::$variant),*];

            /// The value as it stands on the wire.
            #[must_use]
            pub const fn value(&self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::Unknown(unknown) => *unknown.get(),
                }
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)*
                    unknown => Self::Unknown($crate::codec::Unknown::new(unknown)),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.value(), f)
            }
        }

        impl $crate::codec::Decode for $name {
            fn decode(json: &$crate::json::Json<'_>) -> Result<Self, $crate::codec::DecodeError> {
                <i64 as $crate::codec::Decode>::decode(json).map(Self::from)
            }
        }

        impl $crate::codec::Encode for $name {
            fn encode(&self) -> $crate::json::Json<'_> {
                $crate::json::Json::Number(self.value().into())
            }
        }
    };
    ($(#[$meta:meta])* pub enum $name:ident : json { $($(#[$variant_meta:meta])* $variant:ident = $value:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "a value that nobody describes says what it is")]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A value that the document does not list.
            Unknown($crate::codec::Unknown<$crate::Value>),
        }

        impl $name {
            /// The values that the document lists here.
            pub const KNOWN: &[Self] = &[$(Self::$variant),*];
        }

        impl $crate::codec::Decode for $name {
            fn decode(json: &$crate::json::Json<'_>) -> Result<Self, $crate::codec::DecodeError> {
                $(if $crate::codec::Constant::is(&$value, json) {
                    return Ok(Self::$variant);
                })*
                Ok(Self::Unknown($crate::codec::Unknown::new(json.to_value())))
            }
        }

        impl $crate::codec::Encode for $name {
            fn encode(&self) -> $crate::json::Json<'_> {
                match self {
                    $(Self::$variant => $value.into(),)*
                    Self::Unknown(unknown) => $crate::codec::Encode::encode(unknown.get()),
                }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use crate::codec::{Decode, Encode};
    use crate::json::Json;

    crate::open_enum! {
        /// A set of permissions.
        pub enum Permission: i64 {
            /// Messages.
            Messages = 1,
            /// Not known to the platform.
            Nothing = -1,
        }
    }

    crate::open_enum! {
        /// Codes of every operation.
        pub enum Common: str {
            /// One of them.
            InvalidSignature = "invalid-signature",
        }
    }

    crate::open_enum! {
        /// Codes of one operation.
        pub enum Own: str or Common(Common) {
            /// One of them.
            CodeUsed = "CODE_USED",
        }
    }

    #[test]
    fn a_value_of_a_shared_list_is_compared_as_what_it_is() {
        assert_eq!(Own::from("invalid-signature"), Common::InvalidSignature);
        assert_eq!(Own::from("invalid-signature"), Own::from(Common::InvalidSignature));
        assert_ne!(Own::CodeUsed, Common::InvalidSignature);
        assert_eq!(Own::from("new"), Own::from("new"));
        assert_eq!(Own::from(Common::InvalidSignature).as_str(), "invalid-signature");
        assert_eq!((Own::KNOWN.len(), Common::KNOWN.len()), (1, 1));
    }

    #[test]
    fn an_unknown_value_is_kept_and_written_back() {
        let unknown = Permission::decode(&Json::Number(33.into())).unwrap();
        assert_eq!((unknown.value(), unknown.to_string()), (33, "33".to_owned()));
        assert_eq!(unknown.encode(), Json::Number(33.into()));
    }

    #[test]
    fn a_known_value_is_its_variant_however_it_is_spelt() {
        assert_eq!(Permission::decode(&Json::String("1".into())), Ok(Permission::Messages));
        assert_eq!(Permission::from(-1), Permission::Nothing);
        assert_eq!(Permission::KNOWN, [Permission::Messages, Permission::Nothing]);
    }
}
