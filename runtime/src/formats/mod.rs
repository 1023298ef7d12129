//! Values that have a form of their own in JSON: what a schema's `format` says.
//!
//! Numbers and texts need nothing here; `password` is [`Secret`](crate::Secret). A value of an answer that does
//! not have its form is an error with its path, since there is nothing that could be kept in its place.

mod addresses;
mod bytes;
mod dates;
mod decimal;
mod json_text;
mod spans;
mod uuids;

pub use self::bytes::Bytes;
pub use ::uuid::Uuid;
#[cfg(feature = "chrono")]
pub use dates::chrono;
#[cfg(feature = "jiff")]
pub use dates::jiff;
#[cfg(feature = "time")]
pub use dates::time;
pub use decimal::{Decimal, InvalidDecimal};
pub use json_text::JsonText;
pub use spans::{Duration, InvalidForm, Time};
