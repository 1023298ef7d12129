//! The tables of what is demanded.

/// Adds `validate` to a struct: `validate! { Pet { name: "name" least(1) most(20) } inside { owner: "owner" } }`.
///
/// Each entry is a field, its name on the wire, and its [`Limits`](crate::validate::Limits). Groups of them behind `or`
/// belong to alternatives, of which one has to allow the value; `inside` names the fields whose types are checked in
/// turn.
#[macro_export]
macro_rules! validate {
    ($type:ident { $($field:ident : $name:literal $($limit:ident ( $($value:expr),* ))+),* $(,)? } $(or { $($member:ident : $member_name:literal $($demand:ident ( $($demanded:expr),* ))+),* $(,)? })* $(inside { $($inner:ident : $inner_name:literal),* $(,)? })?) => {
        impl $crate::validate::Validate for $type {
            #[inline]
            fn check(&self) -> Result<(), $crate::validate::Invalid> {
                #[allow(unused_imports, reason = "only lists of limited items need it")]
                use $crate::validate::Limits;
                $($crate::validate::member($name, &self.$field, $crate::validate::Limits::NONE$(.$limit($($value),*))+)?;)*
                $crate::__validate_any!($({ $($crate::validate::member($member_name, &self.$member, $crate::validate::Limits::NONE$(.$demand($($demanded),*))+)),* })*);
                $($($crate::validate::inside($inner_name, &self.$inner)?;)*)?
                Ok(())
            }
        }

        $crate::__validate_method! { $type }
    };
}

/// Adds `validate` to an enum of alternatives, for those that are checked, and those that have limits themselves:
/// `validate_union! { Pet { Cat, Dog } limits { Name most(20) } }`.
#[macro_export]
macro_rules! validate_union {
    ($type:ident { $($variant:ident),* $(,)? } $(limits { $($limited:ident $($limit:ident ( $($value:expr),* ))+),* $(,)? })?) => {
        impl $crate::validate::Validate for $type {
            #[inline]
            fn check(&self) -> Result<(), $crate::validate::Invalid> {
                $(
                    #[allow(unused_imports, reason = "only lists of limited items need it")]
                    use $crate::validate::Limits;
                    match self {
                        $(Self::$limited(value) => $crate::validate::Limits::NONE$(.$limit($($value),*))+.check(&$crate::codec::Encode::encode(value))?,)*
                        #[allow(unreachable_patterns, reason = "every alternative may have limits")]
                        _ => {}
                    }
                )?
                match self {
                    $(Self::$variant(value) => $crate::validate::Validate::check(value),)*
                    #[allow(unreachable_patterns, reason = "every alternative may be checked")]
                    _ => Ok(()),
                }
            }
        }

        $crate::__validate_method! { $type }
    };
}

/// Adds `validate` to a struct of optional objects that may hold at once, of which one has to allow the value:
/// `validate_overlap! { Contact { email } unchecked { phone } }`.
#[macro_export]
macro_rules! validate_overlap {
    ($type:ident { $($part:ident),* $(,)? } $(unchecked { $($other:ident),* $(,)? })?) => {
        impl $crate::validate::Validate for $type {
            #[inline]
            fn check(&self) -> Result<(), $crate::validate::Invalid> {
                $($(if self.$other.is_some() {
                    return Ok(());
                })*)?
                let parts = [$(self.$part.as_ref().map($crate::validate::Validate::check)),*];
                $crate::validate::any(parts.into_iter().flatten())
            }
        }

        $crate::__validate_method! { $type }
    };
}

/// Checks alternatives one after the other, each of them all of its checks.
#[doc(hidden)]
#[macro_export]
macro_rules! __validate_any {
    () => {};
    ($({ $($check:expr),* })+) => {
        $crate::validate::any([$((|| -> Result<(), $crate::validate::Invalid> {
            $($check?;)*
            Ok(())
        })()),+])?;
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __validate_method {
    ($type:ident) => {
        impl $type {
            /// Checks what the document demands of the value beyond its type. Nothing does so by itself.
            ///
            /// # Errors
            /// The first thing that is not allowed, with the path to it.
            pub fn validate(&self) -> Result<(), $crate::validate::Invalid> {
                $crate::validate::Validate::check(self)
            }
        }
    };
}
