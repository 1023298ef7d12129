//! Values that have a form of their own in JSON: what a schema's `format` says.
//!
//! Numbers and texts need nothing here; `password` is [`Secret`](crate::Secret).
//!
//! An answer fails for a value of another form only where the type cannot hold it: [`Uuid`], the addresses of the
//! standard library, [`Decimal`] and [`Bytes`] have no room for any text. Dates, moments ([`Formatted`]), times of day
//! and durations, and JSON in a string ([`JsonText`]) keep the text that came. The generator takes text in place of a
//! form that the document's own examples contradict.

mod addresses;
mod bytes;
mod dates;
mod decimal;
mod formatted;
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
pub use formatted::{Form, Formatted};
pub use json_text::JsonText;
pub use spans::{Duration, InvalidForm, Time};
