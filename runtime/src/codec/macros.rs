//! What the lines of enums of alternatives, of overlaps and of newtypes expand to.

/// The code of a type that is written and is not a struct of members.
#[doc(hidden)]
#[macro_export]
macro_rules! __write_alternatives {
    ($type:ident by content { $($variant:ident : [$($look:expr),* $(,)?]),* $(,)? } $(or $unknown:ident)?) => {
        $crate::__write_alternatives! { $type by type { $(_ => $variant),* } $(or $unknown)? }
    };
    ($type:ident by $tag:literal { $($value:literal => $variant:ident $($tagged:ident)?),* $(,)? } $(else $otherwise:ident)? $(or $unknown:ident)?) => {
        impl $crate::__private::Encode for $type {
            #[inline]
            fn encode(&self) -> $crate::json::Json<'_> {
                match self {
                    $(Self::$variant(value) => $crate::__private::Encode::encode(value)$(.$tagged($tag, $value))?,)*
                    $(Self::$unknown(value) => $crate::__private::Encode::encode(value),)?
                }
            }
        }
    };
    ($type:ident by type { $($kind:tt => $variant:ident),* $(,)? } $(or $unknown:ident)?) => {
        impl $crate::__private::Encode for $type {
            #[inline]
            fn encode(&self) -> $crate::json::Json<'_> {
                match self {
                    $(Self::$variant(value) => $crate::__private::Encode::encode(value),)*
                    $(Self::$unknown(value) => $crate::__private::Encode::encode(value),)?
                }
            }
        }
    };
    ($type:ident any of { $($part:ident : [$($look:expr),* $(,)?]),* $(,)? }) => {
        impl $crate::__private::Encode for $type {
            #[inline]
            fn encode(&self) -> $crate::json::Json<'_> {
                $crate::__private::merged([
                    $(self.$part.as_ref().map($crate::__private::Encode::encode),)*
                    self.unknown.as_ref().map($crate::__private::Encode::encode),
                ])
            }
        }
    };
    ($type:ident(0)) => {
        impl $crate::__private::Encode for $type {
            #[inline]
            fn encode(&self) -> $crate::json::Json<'_> {
                $crate::__private::Encode::encode(&self.0)
            }
        }
    };
}

/// The code of a type that is read and is not a struct of members.
#[doc(hidden)]
#[macro_export]
macro_rules! __read_alternatives {
    ($type:ident by content { $($variant:ident : [$($look:expr),* $(,)?]),* $(,)? } $(or $unknown:ident)?) => {
        impl $crate::__private::Decode for $type {
            #[inline]
            fn decode(json: &$crate::json::Json<'_>) -> Result<Self, $crate::__private::DecodeError> {
                #[allow(unused_imports, reason = "an alternative may look like nothing")]
                use $crate::__private::Look;
                $crate::__private::choose(
                    json,
                    &[$((
                        {
                            const LOOKS: &[Look] = &[$($look),*];
                            LOOKS
                        },
                        |json| $crate::__private::alternative(json).map(Self::$variant),
                    )),*],
                    $crate::__unknown!($($unknown)?),
                )
            }

            $crate::__is_unknown!($($unknown)?);
        }
    };
    ($type:ident by $tag:literal { $($value:literal => $variant:ident $($tagged:ident)?),* $(,)? } $(else $otherwise:ident)? $(or $unknown:ident)?) => {
        impl $crate::__private::Decode for $type {
            #[inline]
            fn decode(json: &$crate::json::Json<'_>) -> Result<Self, $crate::__private::DecodeError> {
                let tagged = match $crate::__private::tag(json, $tag).as_deref() {
                    $(Some($value) => Some($crate::__private::Decode::decode(json).map(Self::$variant)),)*
                    _ => None,
                };
                $crate::__untagged! { json $tag tagged [$($variant)*] $(else $otherwise)? $(or $unknown)? }
            }

            $crate::__is_unknown!($($unknown)?);
        }
    };
    ($type:ident by type { $($kind:ident => $variant:ident),* $(,)? } $(or $unknown:ident)?) => {
        impl $crate::__private::Decode for $type {
            #[inline]
            fn decode(json: &$crate::json::Json<'_>) -> Result<Self, $crate::__private::DecodeError> {
                $(if $crate::__private::Kind::$kind.fits(json) {
                    return $crate::__private::Decode::decode(json).map(Self::$variant);
                })*
                $(return $crate::__private::Decode::decode(json).map(Self::$unknown);)?
                #[allow(unreachable_code, reason = "a union without an unknown variant ends here")]
                Err($crate::__private::DecodeError::no_alternative())
            }

            $crate::__is_unknown!($($unknown)?);
        }
    };
    ($type:ident any of { $($part:ident : [$($look:expr),* $(,)?]),* $(,)? }) => {
        impl $crate::__private::Decode for $type {
            #[inline]
            fn decode(json: &$crate::json::Json<'_>) -> Result<Self, $crate::__private::DecodeError> {
                #[allow(unused_imports, reason = "an alternative may look like nothing")]
                use $crate::__private::Look;
                let mut parts = $crate::__private::Parts::of(json);
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
    ($type:ident(0)) => {
        impl $crate::__private::Decode for $type {
            #[inline]
            fn decode(json: &$crate::json::Json<'_>) -> Result<Self, $crate::__private::DecodeError> {
                $crate::__private::Decode::decode(json).map(Self)
            }
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
        if let Ok(value) = $crate::__private::Decode::decode($json) {
            return Ok(Self::$otherwise(value));
        }
        $crate::__untagged! { $json $tag $tagged [$($variant)*] $(or $unknown)? }
    };
    ($json:ident $tag:literal $tagged:ident [$($variant:ident)*] or $unknown:ident) => {
        $tagged.unwrap_or_else(|| $crate::__private::Decode::decode($json).map(Self::$unknown))
    };
    ($json:ident $tag:literal $tagged:ident [$($variant:ident)*]) => {
        match $tagged {
            Some(Ok(value)) => Ok(value),
            tagged => $crate::__private::untagged(
                $json,
                $tag,
                tagged.and_then(Result::err),
                &[$(|json| $crate::__private::Decode::decode(json).map(Self::$variant)),*],
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

/// Lets serde read and write a type that has both directions.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($type:ident<$generic:ident> $($line:tt)*) => {
        impl<$generic: $crate::__private::Encode> $crate::__private::serde::Serialize for $type<$generic> {
            fn serialize<S: $crate::__private::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::__private::serde::Serialize::serialize(&$crate::__private::Encode::encode(self), serializer)
            }
        }

        impl<'de, $generic: $crate::__private::Decode> $crate::__private::serde::Deserialize<'de> for $type<$generic> {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let json =
                    <$crate::json::Json<'de> as $crate::__private::serde::Deserialize>::deserialize(deserializer)?;
                $crate::__private::Decode::decode(&json).map_err($crate::__private::serde::de::Error::custom)
            }
        }
    };
    ($type:ident $($table:tt)*) => {
        impl $crate::__private::serde::Serialize for $type {
            fn serialize<S: $crate::__private::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::__private::serde::Serialize::serialize(&$crate::__private::Encode::encode(self), serializer)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let json =
                    <$crate::json::Json<'de> as $crate::__private::serde::Deserialize>::deserialize(deserializer)?;
                $crate::__private::Decode::decode(&json).map_err($crate::__private::serde::de::Error::custom)
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
