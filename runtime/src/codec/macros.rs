//! The tables under generated unions and newtypes: what stands on the wire for what.
//!
//! All code is in the generic functions that a table calls, so a type costs its user little more than its
//! declaration, and has code only for the direction it travels in. With the feature `serde` every type gets both
//! directions, so that it can be stored and read back.

/// Implements [`Encode`](crate::codec::Encode) for an enum of alternatives.
///
/// - told apart by a tag: `encode_union! { Pet by "type" { "cat" => Cat, "dog" => Dog } }`
/// - by JSON type: `encode_union! { Links { Array => List, String => Text } }`
/// - by content: `encode_union! { Pet by content { Cat: [Look::Object(&["claws"], &[], &["name"])] } }`
///
/// `"cat" => Cat tagged` says that the type of the alternative does not write its tag itself, and `"1" => Cat tagged_json`
/// that the tag is no text but the number or the boolean that is spelt so.
///
/// `else Other` behind it names the alternative for what has no tag, or one that is not listed, and
/// `or Unknown` names the variant that holds what is none of them.
#[macro_export]
macro_rules! encode_union {
    ($($table:tt)*) => {
        $crate::__encode_union! { $($table)* }
        $crate::__when_serde! { $crate::__decode_union! { $($table)* } $crate::__serde! { $($table)* } }
    };
}

/// Implements [`Decode`](crate::codec::Decode) for an enum of alternatives; the table is that of
/// [`encode_union!`](crate::encode_union).
#[macro_export]
macro_rules! decode_union {
    ($($table:tt)*) => {
        $crate::__decode_union! { $($table)* }
        $crate::__when_serde! { $crate::__encode_union! { $($table)* } $crate::__serde! { $($table)* } }
    };
}

/// Both [`encode_union!`](crate::encode_union) and [`decode_union!`](crate::decode_union).
#[macro_export]
macro_rules! codec_union {
    ($($table:tt)*) => {
        $crate::__encode_union! { $($table)* }
        $crate::__decode_union! { $($table)* }
        $crate::__when_serde! { $crate::__serde! { $($table)* } }
    };
}

/// Implements [`Encode`](crate::codec::Encode) for a struct of optional objects that may hold at once:
/// `encode_overlap! { Contact { email: [Look::Object(&["email"], &[], &[])] } }`.
#[macro_export]
macro_rules! encode_overlap {
    ($($table:tt)*) => {
        $crate::__encode_overlap! { $($table)* }
        $crate::__when_serde! { $crate::__decode_overlap! { $($table)* } $crate::__serde! { $($table)* } }
    };
}

/// Implements [`Decode`](crate::codec::Decode) for a struct of optional objects that may hold at once.
#[macro_export]
macro_rules! decode_overlap {
    ($($table:tt)*) => {
        $crate::__decode_overlap! { $($table)* }
        $crate::__when_serde! { $crate::__encode_overlap! { $($table)* } $crate::__serde! { $($table)* } }
    };
}

/// Both [`encode_overlap!`](crate::encode_overlap) and [`decode_overlap!`](crate::decode_overlap).
#[macro_export]
macro_rules! codec_overlap {
    ($($table:tt)*) => {
        $crate::__encode_overlap! { $($table)* }
        $crate::__decode_overlap! { $($table)* }
        $crate::__when_serde! { $crate::__serde! { $($table)* } }
    };
}

/// Implements [`Encode`](crate::codec::Encode) for a struct around one value: `encode_newtype! { Tree }`.
#[macro_export]
macro_rules! encode_newtype {
    ($type:ident) => {
        $crate::__encode_newtype! { $type }
        $crate::__when_serde! { $crate::__decode_newtype! { $type } $crate::__serde! { $type } }
    };
}

/// Implements [`Decode`](crate::codec::Decode) for a struct around one value.
#[macro_export]
macro_rules! decode_newtype {
    ($type:ident) => {
        $crate::__decode_newtype! { $type }
        $crate::__when_serde! { $crate::__encode_newtype! { $type } $crate::__serde! { $type } }
    };
}

/// Both [`encode_newtype!`](crate::encode_newtype) and [`decode_newtype!`](crate::decode_newtype).
#[macro_export]
macro_rules! codec_newtype {
    ($type:ident) => {
        $crate::__encode_newtype! { $type }
        $crate::__decode_newtype! { $type }
        $crate::__when_serde! { $crate::__serde! { $type } }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __reading {
    (also $name:literal) => {
        $crate::codec::Reading::Also($name)
    };
    (unwrapped) => {
        $crate::codec::Reading::Unwrapped
    };
    (empty is absent) => {
        $crate::codec::Reading::EmptyIsAbsent
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __encode_union {
    ($type:ident by content { $($variant:ident : [$($look:expr),* $(,)?]),* $(,)? } $(or $unknown:ident)?) => {
        $crate::__encode_union! { $type { $(_ => $variant),* } $(or $unknown)? }
    };
    ($type:ident by $tag:literal { $($value:literal => $variant:ident $($tagged:ident)?),* $(,)? } $(else $otherwise:ident)? $(or $unknown:ident)?) => {
        impl $crate::codec::Encode for $type {
            #[inline]
            fn encode(&self) -> $crate::json::Json<'_> {
                match self {
                    $(Self::$variant(value) => $crate::codec::Encode::encode(value)$(.$tagged($tag, $value))?,)*
                    $(Self::$unknown(value) => $crate::codec::Encode::encode(value),)?
                }
            }
        }
    };
    ($type:ident { $($kind:tt => $variant:ident),* $(,)? } $(or $unknown:ident)?) => {
        impl $crate::codec::Encode for $type {
            #[inline]
            fn encode(&self) -> $crate::json::Json<'_> {
                match self {
                    $(Self::$variant(value) => $crate::codec::Encode::encode(value),)*
                    $(Self::$unknown(value) => $crate::codec::Encode::encode(value),)?
                }
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __decode_union {
    ($type:ident by content { $($variant:ident : [$($look:expr),* $(,)?]),* $(,)? } $(or $unknown:ident)?) => {
        impl $crate::codec::Decode for $type {
            #[inline]
            fn decode(json: &$crate::json::Json<'_>) -> Result<Self, $crate::codec::DecodeError> {
                #[allow(unused_imports, reason = "an alternative may look like nothing")]
                use $crate::codec::Look;
                $crate::codec::choose(
                    json,
                    &[$((
                        {
                            const LOOKS: &[Look] = &[$($look),*];
                            LOOKS
                        },
                        |json| $crate::codec::alternative(json).map(Self::$variant),
                    )),*],
                    $crate::__unknown!($($unknown)?),
                )
            }

            $crate::__is_unknown!($($unknown)?);
        }
    };
    ($type:ident by $tag:literal { $($value:literal => $variant:ident $($tagged:ident)?),* $(,)? } $(else $otherwise:ident)? $(or $unknown:ident)?) => {
        impl $crate::codec::Decode for $type {
            #[inline]
            fn decode(json: &$crate::json::Json<'_>) -> Result<Self, $crate::codec::DecodeError> {
                let tagged = match $crate::codec::tag(json, $tag).as_deref() {
                    $(Some($value) => Some($crate::codec::Decode::decode(json).map(Self::$variant)),)*
                    _ => None,
                };
                $crate::__untagged! { json $tag tagged [$($variant)*] $(else $otherwise)? $(or $unknown)? }
            }

            $crate::__is_unknown!($($unknown)?);
        }
    };
    ($type:ident { $($kind:ident => $variant:ident),* $(,)? } $(or $unknown:ident)?) => {
        impl $crate::codec::Decode for $type {
            #[inline]
            fn decode(json: &$crate::json::Json<'_>) -> Result<Self, $crate::codec::DecodeError> {
                $(if $crate::codec::Kind::$kind.fits(json) {
                    return $crate::codec::Decode::decode(json).map(Self::$variant);
                })*
                $(return $crate::codec::Decode::decode(json).map(Self::$unknown);)?
                #[allow(unreachable_code, reason = "a union without an unknown variant ends here")]
                Err($crate::codec::DecodeError::no_alternative())
            }

            $crate::__is_unknown!($($unknown)?);
        }
    };
}

/// What is read where no tag tells the alternatives apart: what has none, then what is unknown. Where there is nothing
/// unknown, because the union is only sent, the alternative that keeps most of a stored value.
#[doc(hidden)]
#[macro_export]
macro_rules! __untagged {
    ($json:ident $tag:literal $tagged:ident [$($variant:ident)*] else $otherwise:ident $(or $unknown:ident)?) => {
        if let Some(Ok(value)) = $tagged {
            return Ok(value);
        }
        if let Ok(value) = $crate::codec::Decode::decode($json) {
            return Ok(Self::$otherwise(value));
        }
        $crate::__untagged! { $json $tag $tagged [$($variant)*] $(or $unknown)? }
    };
    ($json:ident $tag:literal $tagged:ident [$($variant:ident)*] or $unknown:ident) => {
        $tagged.unwrap_or_else(|| $crate::codec::Decode::decode($json).map(Self::$unknown))
    };
    ($json:ident $tag:literal $tagged:ident [$($variant:ident)*]) => {
        match $tagged {
            Some(Ok(value)) => Ok(value),
            tagged => $crate::codec::untagged(
                $json,
                $tag,
                tagged.and_then(Result::err),
                &[$(|json| $crate::codec::Decode::decode(json).map(Self::$variant)),*],
            ),
        }
    };
}

/// How what is none of the alternatives is kept, if it is.
#[doc(hidden)]
#[macro_export]
macro_rules! __unknown {
    () => {
        None
    };
    ($unknown:ident) => {
        Some(|value| Self::$unknown(value))
    };
}

/// Whether a value is none of the alternatives, if it can be.
#[doc(hidden)]
#[macro_export]
macro_rules! __is_unknown {
    () => {};
    ($unknown:ident) => {
        #[inline]
        fn is_unknown(&self) -> bool {
            matches!(self, Self::$unknown(_))
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __encode_overlap {
    ($type:ident { $($part:ident : [$($look:expr),* $(,)?]),* $(,)? }) => {
        impl $crate::codec::Encode for $type {
            #[inline]
            fn encode(&self) -> $crate::json::Json<'_> {
                $crate::codec::merged([
                    $(self.$part.as_ref().map($crate::codec::Encode::encode),)*
                    self.unknown.as_ref().map($crate::codec::Encode::encode),
                ])
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __decode_overlap {
    ($type:ident { $($part:ident : [$($look:expr),* $(,)?]),* $(,)? }) => {
        impl $crate::codec::Decode for $type {
            #[inline]
            fn decode(json: &$crate::json::Json<'_>) -> Result<Self, $crate::codec::DecodeError> {
                #[allow(unused_imports, reason = "an alternative may look like nothing")]
                use $crate::codec::Look;
                let mut parts = $crate::codec::Parts::of(json);
                let whole = Self { $($part: parts.next(&[$($look),*]),)* unknown: None };
                Ok(match parts.unknown() {
                    None => whole,
                    unknown => Self { $($part: None,)* unknown },
                })
            }

            #[inline]
            fn is_unknown(&self) -> bool {
                self.unknown.is_some()
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __encode_newtype {
    ($type:ident) => {
        impl $crate::codec::Encode for $type {
            #[inline]
            fn encode(&self) -> $crate::json::Json<'_> {
                $crate::codec::Encode::encode(&self.0)
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __decode_newtype {
    ($type:ident) => {
        impl $crate::codec::Decode for $type {
            #[inline]
            fn decode(json: &$crate::json::Json<'_>) -> Result<Self, $crate::codec::DecodeError> {
                $crate::codec::Decode::decode(json).map(Self)
            }
        }
    };
}

/// Lets serde read and write a type that has both directions.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($type:ident<$generic:ident>) => {
        impl<$generic: $crate::codec::Encode> $crate::serde::Serialize for $type<$generic> {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&$crate::codec::Encode::encode(self), serializer)
            }
        }

        impl<'de, $generic: $crate::codec::Decode> $crate::serde::Deserialize<'de> for $type<$generic> {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let json = <$crate::json::Json<'de> as $crate::serde::Deserialize>::deserialize(deserializer)?;
                $crate::codec::Decode::decode(&json).map_err($crate::serde::de::Error::custom)
            }
        }
    };
    ($type:ident $($table:tt)*) => {
        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&$crate::codec::Encode::encode(self), serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let json = <$crate::json::Json<'de> as $crate::serde::Deserialize>::deserialize(deserializer)?;
                $crate::codec::Decode::decode(&json).map_err($crate::serde::de::Error::custom)
            }
        }
    };
}

/// Its content, if this crate's feature `serde` is on: asked here and not where the macro is called, so
/// that the calling crate needs no feature of that name.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "serde")]
macro_rules! __when_serde {
    ($($content:tt)*) => {
        $($content)*
    };
}

#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "serde"))]
macro_rules! __when_serde {
    ($($content:tt)*) => {};
}
