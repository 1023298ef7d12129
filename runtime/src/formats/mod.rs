//! Values that have a form of their own in JSON: what a schema's `format` says.
//!
//! Numbers and texts need nothing here; `password` is [`Secret`](crate::Secret). A value of an answer that does
//! not have its form is an error with its path, since there is nothing that could be kept in its place.

mod addresses;
mod bytes;
mod decimal;
mod uuids;

pub use self::bytes::Bytes;
pub use ::uuid::Uuid;
pub use decimal::Decimal;
