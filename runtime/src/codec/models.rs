//! The models of a document: structs and open enums, each written down once.
//!
//! [`models!`](crate::models) takes what a reader wants to see (names, types, documentation, names on the wire) and
//! makes of it what a compiler has to see. A type has code only for the direction that it travels in, and that code
//! does nothing but call the generic functions of [`codec`](crate::codec); with the feature `serde` every type has
//! both directions, so that it can be stored and read back.

/// Defines the structs and open enums of a document.
///
/// ```
/// runtime::models! {
///     /// Goes into requests: it has a constructor for what is required, and setters for the rest.
///     sent struct PetQuery(name: impl Into<String>) {
///         name: String,
///         /// May be left out: an `Option<i64>`.
///         least_age?: i64 = "min-age",
///         /// May be left out or `null`: a `Maybe<String>`.
///         owner | null: String,
///     }
///
///     /// Comes back, so it has neither.
///     received struct Pet {
///         name: String,
///         kind?: runtime::Open<Kind>,
///     }
///
///     open enum Kind: str {
///         Cat = "cat", Dog = "dog"
///     }
/// }
///
/// let query = PetQuery::new("Rex").least_age(3);
/// assert_eq!(runtime::codec::Encode::encode(&query).to_text(), r#"{"name":"Rex","min-age":3}"#);
/// ```
///
/// - `sent`, `received` or `exchanged` (both) says which way a struct travels.
/// - Behind the name stands what `new` takes, or `: Default` where nothing is required.
/// - `id as read: i64` comes but is never sent, `key as write: String` is demanded when sending but need not come;
///   both are options. `as read null` and `as write null` are such fields that may be `null` too.
/// - How a member may stand in an answer besides is said in brackets behind it, see
///   [`Reading`](crate::codec::Reading): `name: String [also "nickname"] [empty is absent]`, `owner: Pet [unwrapped]`.
/// - `"type" = "cat",` before the fields is a member that is sent with this value, and is not read.
/// - `kind as constant "cat": runtime::Open<Kind>` is sent with this value unless its owner changes it, and keeps what
///   comes.
/// - `..` and a field behind them: a map of every other member.
/// - An enum is what [`open_enum!`](crate::open_enum) defines; a member that holds one is an [`Open`](crate::Open).
#[macro_export]
macro_rules! models {
    ($($(#[$meta:meta])* $direction:ident $kind:ident $name:ident $(<$generic:ident>)? $(($($new:tt)*))? $(: $base:ident)? { $($body:tt)* })*) => {
        $($crate::__model! { $direction $kind $(#[$meta])* $name $(<$generic>)? $(($($new)*))? $(: $base)? { $($body)* } })*

        $crate::__when_serde! {
            $($crate::__stored! { $direction $kind $(#[$meta])* $name $(<$generic>)? $(($($new)*))? $(: $base)? { $($body)* } })*
        }
    };
}

// Users compile what these expand to, and each call of a macro costs them as much as some lines of code. So every
// direction is written out here, and the names of a struct's members are one literal.

/// A model, with its code for the direction that it travels in.
#[doc(hidden)]
#[macro_export]
macro_rules! __model {
    (received struct $(#[$meta:meta])* $name:ident $(<$generic:ident>)? {
        $($constant:literal = $value:expr,)*
        $($(#[$field_meta:meta])* $field:ident $(?: $option:ty)? $(: $plain:ty)? $(| null: $maybe:ty)? $(= $wire:literal)? $([$($how:tt)+])*,)*
        $(.. $(#[$rest_meta:meta])* $rest:ident : $rest_type:ty $(,)?)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub struct $name $(<$generic>)? {
            $($(#[$field_meta])* pub $field: $($plain)? $(Option<$option>)? $($crate::Maybe<$maybe>)?,)*
            $($(#[$rest_meta])* pub $rest: $rest_type,)?
        }

        impl$(<$generic: ::core::fmt::Debug>)? ::core::fmt::Debug for $name$(<$generic>)? {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::codec::debug_fields(f, stringify!($name), stringify!($($field)* $($rest)?), &[$(&self.$field,)* $(&self.$rest,)?])
            }
        }

        impl$(<$generic: $crate::codec::Decode>)? $crate::codec::Decode for $name$(<$generic>)? {
            #[inline]
            fn decode(json: &$crate::json::Json<'_>) -> Result<Self, $crate::codec::DecodeError> {
                let mut fields = $crate::codec::Fields::of(json, $crate::codec::Names::new(stringify!($($field)*), &[$($((stringify!($field), $wire),)?)*]));
                $(fields.constant($constant);)*
                $($(fields.reading(stringify!($field), $crate::__reading!($($how)+));)*)*
                let value = Self {
                    $($field: $(fields.required::<$plain>()?)? $(fields.option::<$option>())? $(fields.maybe::<$maybe>())?,)*
                    $($rest: fields.rest()?,)?
                };
                fields.done(value)
            }
        }
    };
    (sent struct $(#[$meta:meta])* $name:ident $(($($argument:ident : $argument_type:ty),* $(,)?))? $(: $default:ident)? {
        $($constant:literal = $value:expr,)*
        $($(#[$field_meta:meta])* $field:ident $(?: $option:ty)? $(: $plain:ty)? $(| null: $maybe:ty)? $(= $wire:literal)? $([$($how:tt)+])*,)*
        $(.. $(#[$rest_meta:meta])* $rest:ident : $rest_type:ty $(,)?)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        #[must_use = "setters give the value back"]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $($plain)? $(Option<$option>)? $($crate::Maybe<$maybe>)?,)*
            $($(#[$rest_meta])* pub $rest: $rest_type,)?
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::codec::debug_fields(f, stringify!($name), stringify!($($field)* $($rest)?), &[$(&self.$field,)* $(&self.$rest,)?])
            }
        }

        impl $crate::codec::Encode for $name {
            #[inline]
            fn encode(&self) -> $crate::json::Json<'_> {
                let mut members = $crate::codec::Members::new($crate::codec::Names::new(stringify!($($field)*), &[$($((stringify!($field), $wire),)?)*]));
                $(members.constant($constant, $value);)*
                $(members.put(&self.$field)$(.or_null::<$plain>())?;)*
                $(members.rest(&self.$rest);)?
                members.object()
            }
        }

        impl $name {
            /// With what is required. What is not has a function of its name.
            pub fn new($($($argument: $argument_type),*)?) -> Self {
                Self {
                    $($field: $($crate::codec::given::<$plain>($field))? $(None::<$option>)? $($crate::Maybe::<$maybe>::Absent)?,)*
                    $($rest: <$rest_type>::default(),)?
                }
            }

            $($(
                pub fn $field(mut self, value: impl Into<$option>) -> Self {
                    $crate::codec::set(&mut self.$field, value);
                    self
                }
            )? $(
                pub fn $field(mut self, value: impl Into<$crate::Maybe<$maybe>>) -> Self {
                    self.$field = value.into();
                    self
                }
            )?)*
        }

        $(
            impl $default for $name {
                fn default() -> Self {
                    Self::new()
                }
            }
        )?
    };
    (exchanged struct $(#[$meta:meta])* $name:ident $(($($argument:ident : $argument_type:ty),* $(,)?))? $(: $default:ident)? {
        $($constant:literal = $value:expr,)*
        $($(#[$field_meta:meta])* $field:ident $(?: $option:ty)? $(: $plain:ty)? $(| null: $maybe:ty)? $(as read: $read:ty)? $(as read null: $read_maybe:ty)? $(as write: $write:ty)? $(as write null: $write_maybe:ty)? $(as constant $fixed_value:tt: $fixed:ty)? $(= $wire:literal)? $([$($how:tt)+])*,)*
        $(.. $(#[$rest_meta:meta])* $rest:ident : $rest_type:ty $(,)?)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $($plain)? $(Option<$option>)? $($crate::Maybe<$maybe>)? $(Option<$read>)? $($crate::Maybe<$read_maybe>)? $(Option<$write>)? $($crate::Maybe<$write_maybe>)? $($fixed)?,)*
            $($(#[$rest_meta])* pub $rest: $rest_type,)?
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::codec::debug_fields(f, stringify!($name), stringify!($($field)* $($rest)?), &[$(&self.$field,)* $(&self.$rest,)?])
            }
        }

        impl $crate::codec::Encode for $name {
            #[inline]
            fn encode(&self) -> $crate::json::Json<'_> {
                let mut members = $crate::codec::Members::new($crate::codec::Names::new(stringify!($($field)*), &[$($((stringify!($field), $wire),)?)*]));
                $(members.constant($constant, $value);)*
                $($(members.put::<$plain>(&self.$field).or_null::<$plain>();)? $(members.put::<Option<$option>>(&self.$field);)? $(members.put::<$crate::Maybe<$maybe>>(&self.$field);)? $(members.skip::<$read>();)? $(members.skip::<$read_maybe>();)? $(members.put::<Option<$write>>(&self.$field);)? $(members.put::<$crate::Maybe<$write_maybe>>(&self.$field);)? $(members.put::<$fixed>(&self.$field).or_null::<$fixed>();)?)*
                $(members.rest(&self.$rest);)?
                members.object()
            }
        }

        impl $crate::codec::Decode for $name {
            #[inline]
            fn decode(json: &$crate::json::Json<'_>) -> Result<Self, $crate::codec::DecodeError> {
                let mut fields = $crate::codec::Fields::of(json, $crate::codec::Names::new(stringify!($($field)*), &[$($((stringify!($field), $wire),)?)*]));
                $(fields.constant($constant);)*
                $($(fields.reading(stringify!($field), $crate::__reading!($($how)+));)*)*
                let value = Self {
                    $($field: $(fields.required::<$plain>()?)? $(fields.option::<$option>())? $(fields.maybe::<$maybe>())? $(fields.option::<$read>())? $(fields.maybe::<$read_maybe>())? $(fields.option::<$write>())? $(fields.maybe::<$write_maybe>())? $(fields.required::<$fixed>()?)?,)*
                    $($rest: fields.rest()?,)?
                };
                fields.done(value)
            }
        }

        impl $name {
            /// With what is required. What is not has a function of its name.
            pub fn new($($($argument: $argument_type),*)?) -> Self {
                Self {
                    $($field: $($crate::codec::given::<$plain>($field))? $(None::<$option>)? $($crate::Maybe::<$maybe>::Absent)? $(None::<$read>)? $($crate::Maybe::<$read_maybe>::Absent)? $($crate::codec::some::<$write>($field))? $($crate::Maybe::<$write_maybe>::from($field))? $($crate::codec::given::<$fixed>($fixed_value))?,)*
                    $($rest: <$rest_type>::default(),)?
                }
            }

            $($(
                #[must_use]
                pub fn $field(mut self, value: impl Into<$option>) -> Self {
                    $crate::codec::set(&mut self.$field, value);
                    self
                }
            )? $(
                #[must_use]
                pub fn $field(mut self, value: impl Into<$crate::Maybe<$maybe>>) -> Self {
                    self.$field = value.into();
                    self
                }
            )?)*
        }

        $(
            impl $default for $name {
                fn default() -> Self {
                    Self::new()
                }
            }
        )?
    };
    (open enum $(#[$meta:meta])* $name:ident $($item:tt)*) => {
        $crate::open_enum! { $(#[$meta])* pub enum $name $($item)* }
    };
}

/// What a model needs beside that to be stored: its code for the other direction, and what serde calls.
#[doc(hidden)]
#[macro_export]
macro_rules! __stored {
    (received struct $(#[$meta:meta])* $name:ident $(<$generic:ident>)? {
        $($constant:literal = $value:expr,)*
        $($(#[$field_meta:meta])* $field:ident $(?: $option:ty)? $(: $plain:ty)? $(| null: $maybe:ty)? $(= $wire:literal)? $([$($how:tt)+])*,)*
        $(.. $(#[$rest_meta:meta])* $rest:ident : $rest_type:ty $(,)?)?
    }) => {
        impl$(<$generic: $crate::codec::Encode>)? $crate::codec::Encode for $name$(<$generic>)? {
            #[inline]
            fn encode(&self) -> $crate::json::Json<'_> {
                let mut members = $crate::codec::Members::new($crate::codec::Names::new(stringify!($($field)*), &[$($((stringify!($field), $wire),)?)*]));
                $(members.constant($constant, $value);)*
                $(members.put(&self.$field)$(.or_null::<$plain>())?;)*
                $(members.rest(&self.$rest);)?
                members.object()
            }
        }

        $crate::__serde! { $name $(<$generic>)? }
    };
    (sent struct $(#[$meta:meta])* $name:ident $(($($argument:ident : $argument_type:ty),* $(,)?))? $(: $default:ident)? {
        $($constant:literal = $value:expr,)*
        $($(#[$field_meta:meta])* $field:ident $(?: $option:ty)? $(: $plain:ty)? $(| null: $maybe:ty)? $(= $wire:literal)? $([$($how:tt)+])*,)*
        $(.. $(#[$rest_meta:meta])* $rest:ident : $rest_type:ty $(,)?)?
    }) => {
        impl $crate::codec::Decode for $name {
            #[inline]
            fn decode(json: &$crate::json::Json<'_>) -> Result<Self, $crate::codec::DecodeError> {
                let mut fields = $crate::codec::Fields::of(json, $crate::codec::Names::new(stringify!($($field)*), &[$($((stringify!($field), $wire),)?)*]));
                $(fields.constant($constant);)*
                $($(fields.reading(stringify!($field), $crate::__reading!($($how)+));)*)*
                let value = Self {
                    $($field: $(fields.required::<$plain>()?)? $(fields.option::<$option>())? $(fields.maybe::<$maybe>())?,)*
                    $($rest: fields.rest()?,)?
                };
                fields.done(value)
            }
        }

        $crate::__serde! { $name }
    };
    (open enum $($enum:tt)*) => {};
    ($direction:ident $kind:ident $(#[$meta:meta])* $name:ident $($item:tt)*) => {
        $crate::__serde! { $name }
    };
}
