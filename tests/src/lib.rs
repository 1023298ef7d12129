//! Snapshots, the gateway double, end-to-end and conformance tests.

pub mod cases;
pub mod gateway;
pub mod plain;
pub mod tools;

/// The README, so that its Rust is compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The guides, so that their Rust is compiled; `tests/guides.rs` runs their commands.
#[cfg(doctest)]
pub mod guides {
    #[doc = include_str!("../../docs/guides/alipay-first-call.md")]
    pub struct AlipayFirstCall;
    #[doc = include_str!("../../docs/guides/alipay-invalid-signature.md")]
    pub struct AlipayInvalidSignature;
}
