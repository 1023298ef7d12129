//! What the lines of structs expand to.

/// The code of a type that is read.
#[doc(hidden)]
#[macro_export]
macro_rules! __read {
    ($name:ident $(<$generic:ident>)? $(($($new:tt)*))? {
        $($constant:literal = $value:expr,)*
        $(
            $($required:ident $(as $fixed:tt)? $(= $wire:literal)? $([$($how:tt)+])*)?
            $(! $read:ident $(= $read_wire:literal)? $([$($read_how:tt)+])*)?
            $(? $optional:ident $(: $option:ty)? $(= $option_wire:literal)? $([$($option_how:tt)+])*)?
            $(| $demanded:ident : $held:ty $(= $held_wire:literal)? $([$($held_how:tt)+])*)?
        ),+
        $(; $rest:ident)?
    }) => {
        impl$(<$generic: $crate::__private::Decode>)? $crate::__private::Decode for $name$(<$generic>)? {
            #[inline]
            fn decode(json: &$crate::json::Json<'_>) -> ::core::result::Result<Self, $crate::__private::DecodeError> {
                let mut fields = $crate::__private::Fields::of(json, $crate::__private::Shape::new(
                    stringify!($($($required)? $(! $read)? $(? $optional)? $(? $demanded)?)*),
                    &[$(
                        $($((stringify!($required), $crate::__private::Mark::Wire($wire)),)? $((stringify!($required), $crate::__mark!($($how)+)),)*)?
                        $($((stringify!($read), $crate::__private::Mark::Wire($read_wire)),)? $((stringify!($read), $crate::__mark!($($read_how)+)),)*)?
                        $($((stringify!($optional), $crate::__private::Mark::Wire($option_wire)),)? $((stringify!($optional), $crate::__mark!($($option_how)+)),)*)?
                        $($((stringify!($demanded), $crate::__private::Mark::Wire($held_wire)),)? $((stringify!($demanded), $crate::__mark!($($held_how)+)),)*)?
                    )*],
                    &[$(($constant, &$value)),*],
                ));
                let value = Self {
                    $($($required: fields.required()?,)? $($read: fields.option(),)? $($optional: fields.option(),)? $($demanded: fields.option(),)?)*
                    $($rest: fields.rest(),)?
                };
                fields.done(value)
            }
        }
    };
    ($($line:tt)*) => {
        $crate::__read_alternatives! { $($line)* }
    };
}

/// The code of a type that is written.
#[doc(hidden)]
#[macro_export]
macro_rules! __write {
    ($name:ident $(<$generic:ident>)? $(($($new:tt)*))? {
        $($constant:literal = $value:expr,)*
        $(
            $($required:ident $(as $fixed:tt)? $(= $wire:literal)? $([$($how:tt)+])*)?
            $(! $read:ident $(= $read_wire:literal)? $([$($read_how:tt)+])*)?
            $(? $optional:ident $(: $option:ty)? $(= $option_wire:literal)? $([$($option_how:tt)+])*)?
            $(| $demanded:ident : $held:ty $(= $held_wire:literal)? $([$($held_how:tt)+])*)?
        ),+
        $(; $rest:ident)?
    }) => {
        impl$(<$generic: $crate::__private::Encode>)? $crate::__private::Encode for $name$(<$generic>)? {
            #[inline]
            fn encode(&self) -> $crate::json::Json<'_> {
                let object = $crate::__private::write_members($crate::__private::Shape::new(
                    stringify!($($($required)? $(! $read)? $(? $optional)? $(? $demanded)?)*),
                    &[$(
                        $($((stringify!($required), $crate::__private::Mark::Wire($wire)),)? $((stringify!($required), $crate::__mark!($($how)+)),)*)?
                        $($((stringify!($read), $crate::__private::Mark::Wire($read_wire)),)? $((stringify!($read), $crate::__mark!($($read_how)+)),)*)?
                        $($((stringify!($optional), $crate::__private::Mark::Wire($option_wire)),)? $((stringify!($optional), $crate::__mark!($($option_how)+)),)*)?
                        $($((stringify!($demanded), $crate::__private::Mark::Wire($held_wire)),)? $((stringify!($demanded), $crate::__mark!($($held_how)+)),)*)?
                    )*],
                    &[$(($constant, &$value)),*],
                ), &[$($(&self.$required,)? $(&self.$optional,)? $(&self.$demanded,)?)+]);
                $(let object = $crate::__private::write_rest(object, &self.$rest);)?
                object
            }
        }
    };
    ($($line:tt)*) => {
        $crate::__write_alternatives! { $($line)* }
    };
}

/// The code of a type that is sent: it is written, and a struct can be made.
#[doc(hidden)]
#[macro_export]
macro_rules! __sent {
    ($name:ident ($($argument:ident : $argument_type:ty),* $(,)?) {
        $($constant:literal = $value:expr,)*
        $(
            $($required:ident $(as $fixed:tt)? $(= $wire:literal)? $([$($how:tt)+])*)?
            $(! $read:ident $(= $read_wire:literal)? $([$($read_how:tt)+])*)?
            $(? $optional:ident $(: $option:ty)? $(= $option_wire:literal)? $([$($option_how:tt)+])*)?
            $(| $demanded:ident : $held:ty $(= $held_wire:literal)? $([$($held_how:tt)+])*)?
        ),+
        $(; $rest:ident)?
    }) => {
        impl $crate::__private::Encode for $name {
            #[inline]
            fn encode(&self) -> $crate::json::Json<'_> {
                let object = $crate::__private::write_members($crate::__private::Shape::new(
                    stringify!($($($required)? $(! $read)? $(? $optional)? $(? $demanded)?)*),
                    &[$(
                        $($((stringify!($required), $crate::__private::Mark::Wire($wire)),)? $((stringify!($required), $crate::__mark!($($how)+)),)*)?
                        $($((stringify!($read), $crate::__private::Mark::Wire($read_wire)),)? $((stringify!($read), $crate::__mark!($($read_how)+)),)*)?
                        $($((stringify!($optional), $crate::__private::Mark::Wire($option_wire)),)? $((stringify!($optional), $crate::__mark!($($option_how)+)),)*)?
                        $($((stringify!($demanded), $crate::__private::Mark::Wire($held_wire)),)? $((stringify!($demanded), $crate::__mark!($($held_how)+)),)*)?
                    )*],
                    &[$(($constant, &$value)),*],
                ), &[$($(&self.$required,)? $(&self.$optional,)? $(&self.$demanded,)?)+]);
                $(let object = $crate::__private::write_rest(object, &self.$rest);)?
                object
            }
        }
        impl $name {
            /// Creates a value from its required fields.
            #[must_use]
            pub fn new($($argument: $argument_type),*) -> Self {
                $($($(#[allow(unused_parens, reason = "a value is one token")] let $required = $fixed;)?)?)*
                Self {
                    $(
                        $($required: $crate::__private::given($required),)?
                        $($read: $crate::__private::Absent::ABSENT,)?
                        $($optional: $crate::__private::Absent::ABSENT,)?
                        $($demanded: $crate::__private::Hold::<$held>::hold($demanded.into()),)?
                    )*
                    $($rest: ::core::default::Default::default(),)?
                }
            }

            $($($(
                /// Sets the field of this name.
                #[must_use]
                pub fn $optional(mut self, value: impl ::core::convert::Into<$option>) -> Self {
                    $crate::__private::set(&mut self.$optional, value);
                    self
                }
            )?)?)*
        }
    };
    ($($line:tt)*) => {
        $crate::__write_alternatives! { $($line)* }
    };
}

/// The code of a type that travels both ways.
#[doc(hidden)]
#[macro_export]
macro_rules! __exchanged {
    ($name:ident ($($argument:ident : $argument_type:ty),* $(,)?) {
        $($constant:literal = $value:expr,)*
        $(
            $($required:ident $(as $fixed:tt)? $(= $wire:literal)? $([$($how:tt)+])*)?
            $(! $read:ident $(= $read_wire:literal)? $([$($read_how:tt)+])*)?
            $(? $optional:ident $(: $option:ty)? $(= $option_wire:literal)? $([$($option_how:tt)+])*)?
            $(| $demanded:ident : $held:ty $(= $held_wire:literal)? $([$($held_how:tt)+])*)?
        ),+
        $(; $rest:ident)?
    }) => {
        impl $crate::__private::Encode for $name {
            #[inline]
            fn encode(&self) -> $crate::json::Json<'_> {
                let object = $crate::__private::write_members($crate::__private::Shape::new(
                    stringify!($($($required)? $(! $read)? $(? $optional)? $(? $demanded)?)*),
                    &[$(
                        $($((stringify!($required), $crate::__private::Mark::Wire($wire)),)? $((stringify!($required), $crate::__mark!($($how)+)),)*)?
                        $($((stringify!($read), $crate::__private::Mark::Wire($read_wire)),)? $((stringify!($read), $crate::__mark!($($read_how)+)),)*)?
                        $($((stringify!($optional), $crate::__private::Mark::Wire($option_wire)),)? $((stringify!($optional), $crate::__mark!($($option_how)+)),)*)?
                        $($((stringify!($demanded), $crate::__private::Mark::Wire($held_wire)),)? $((stringify!($demanded), $crate::__mark!($($held_how)+)),)*)?
                    )*],
                    &[$(($constant, &$value)),*],
                ), &[$($(&self.$required,)? $(&self.$optional,)? $(&self.$demanded,)?)+]);
                $(let object = $crate::__private::write_rest(object, &self.$rest);)?
                object
            }
        }
        impl $crate::__private::Decode for $name {
            #[inline]
            fn decode(json: &$crate::json::Json<'_>) -> ::core::result::Result<Self, $crate::__private::DecodeError> {
                let mut fields = $crate::__private::Fields::of(json, $crate::__private::Shape::new(
                    stringify!($($($required)? $(! $read)? $(? $optional)? $(? $demanded)?)*),
                    &[$(
                        $($((stringify!($required), $crate::__private::Mark::Wire($wire)),)? $((stringify!($required), $crate::__mark!($($how)+)),)*)?
                        $($((stringify!($read), $crate::__private::Mark::Wire($read_wire)),)? $((stringify!($read), $crate::__mark!($($read_how)+)),)*)?
                        $($((stringify!($optional), $crate::__private::Mark::Wire($option_wire)),)? $((stringify!($optional), $crate::__mark!($($option_how)+)),)*)?
                        $($((stringify!($demanded), $crate::__private::Mark::Wire($held_wire)),)? $((stringify!($demanded), $crate::__mark!($($held_how)+)),)*)?
                    )*],
                    &[$(($constant, &$value)),*],
                ));
                let value = Self {
                    $($($required: fields.required()?,)? $($read: fields.option(),)? $($optional: fields.option(),)? $($demanded: fields.option(),)?)*
                    $($rest: fields.rest(),)?
                };
                fields.done(value)
            }
        }
        impl $name {
            /// Creates a value from its required fields.
            #[must_use]
            pub fn new($($argument: $argument_type),*) -> Self {
                $($($(#[allow(unused_parens, reason = "a value is one token")] let $required = $fixed;)?)?)*
                Self {
                    $(
                        $($required: $crate::__private::given($required),)?
                        $($read: $crate::__private::Absent::ABSENT,)?
                        $($optional: $crate::__private::Absent::ABSENT,)?
                        $($demanded: $crate::__private::Hold::<$held>::hold($demanded.into()),)?
                    )*
                    $($rest: ::core::default::Default::default(),)?
                }
            }

            $($($(
                /// Sets the field of this name.
                #[must_use]
                pub fn $optional(mut self, value: impl ::core::convert::Into<$option>) -> Self {
                    $crate::__private::set(&mut self.$optional, value);
                    self
                }
            )?)?)*
        }
    };
    ($($line:tt)*) => {
        $crate::__write_alternatives! { $($line)* }
        $crate::__read_alternatives! { $($line)* }
    };
}

/// A note on a field.
#[doc(hidden)]
#[macro_export]
macro_rules! __mark {
    (also $name:literal) => {
        $crate::__private::Mark::Reading($crate::__private::Reading::Also($name))
    };
    (unwrapped) => {
        $crate::__private::Mark::Reading($crate::__private::Reading::Unwrapped)
    };
    (empty is absent) => {
        $crate::__private::Mark::Reading($crate::__private::Reading::EmptyIsAbsent)
    };
}
