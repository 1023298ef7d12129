//! Turns OpenAPI documents into Rust source.

pub mod diagnostic;
pub mod source;
pub mod upgrade;
