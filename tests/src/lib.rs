//! Snapshots, the gateway double, end-to-end and conformance tests.

/// The README, so that its Rust is compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

pub mod cases;
