//! Snapshots, the gateway double, end-to-end and conformance tests.

pub mod cases;
pub mod gateway;
pub mod plain;
pub mod tools;

/// The README, so that its Rust is compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The guide to pushes of WeChat, so that its Rust is compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/wechat-push.md")]
pub struct WechatPush;
