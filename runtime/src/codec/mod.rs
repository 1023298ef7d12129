//! Between models and [`Json`] trees.
//!
//! The traits [`Encode`] and [`Decode`], their implementations for the types every document knows, and the lines with
//! which generated code gives its own types theirs ([`sent!`](crate::sent!), [`received!`](crate::received!),
//! [`exchanged!`](crate::exchanged!), [`open!`](crate::open!)). The traits are not generic over a format, as
//! serde's are, because users compile what is generated: on a document of 2,016 types `cargo check` needed
//! 17.0 s and 1.45 GB with serde's derives in the one direction a type travels, and 4.3 s and 0.53 GB this way.
//!
//! Decoding is strict about shape and lenient about spelling: an integer may come as digits in a string, a
//! string as a number, `null` as absence. What is unknown (fields, enum values, alternatives) never fails.

mod error;
mod lines;
mod looks;
mod macros;
mod maybe;
pub(crate) mod members;
pub(crate) mod open;
mod reading;
mod scalars;
mod structs;
mod unions;

pub(crate) use error::path_text;
pub use error::{DecodeError, Step};
pub use looks::{Constant, Constants, Look};
pub use maybe::Maybe;
pub use open::{Either, Listed, Open, PartOf, Unknown, Wire};
pub use reading::Reading;
pub use unions::{Kind, Parts, alternative, choose, merged, tag, untagged};

use crate::json::Json;

/// Reads itself from a JSON tree.
pub trait Decode: Sized {
    /// The value that `json` stands for.
    ///
    /// # Errors
    /// The tree has another shape than the document says; the error names the path to it.
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError>;

    /// The value of a member that is not there, where there is one.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }

    /// Whether what came has the form that its type says, where the type keeps a text of another form too: such a text
    /// is rather another alternative.
    #[must_use]
    fn is_well_formed(&self) -> bool {
        true
    }

    /// The value that `null` is where a value may be there or not, if it is not the absence of one: JSON of any
    /// shape may be `null` itself.
    #[must_use]
    fn null() -> Option<Self> {
        None
    }

    /// True if the value is kept as it came because it is none of the alternatives that its type has.
    #[doc(hidden)]
    fn is_unknown(&self) -> bool {
        false
    }
}

/// Writes itself into a JSON tree.
pub trait Encode {
    /// The tree that stands for this value and borrows from it.
    fn encode(&self) -> Json<'_>;

    /// True where the member that would hold this value is left out.
    fn is_absent(&self) -> bool {
        false
    }
}
