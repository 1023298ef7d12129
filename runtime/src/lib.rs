//! What generated clients call.
//!
//! A generated method fills in a [`Request`] and returns a [`Call`]; everything else happens here, once:
//!
//! ```text
//! client.operation(required…) ─▶ Call ─.optional(…)─▶ .await ─▶ Protocol::encode ─▶ HTTP ─▶ Protocol::decode ─▶ Result
//! ```
//!
//! - [`mod@codec`] and [`json`]: between models and bytes;
//! - [`formats`]: values that have a form of their own, such as bytes;
//! - [`validate`]: what documents demand of values beyond their types, checked when asked;
//! - [`operation`], [`request`]: what an operation is, and one call of it with its values;
//! - [`mod@client`], [`call`]: building a client, awaiting a call;
//! - [`protocol`]: how a request becomes HTTP and back; [`rest`] is the plain one, `alipay` and `wechat`
//!   (features of those names) are the platforms';
//! - [`error`]: every failure as a value that says what can be done about it.

#[cfg(feature = "alipay")]
pub mod alipay;
pub mod call;
pub mod client;
pub mod codec;
pub mod error;
pub mod formats;
pub mod json;
pub mod operation;
pub mod protocol;
pub mod request;
pub mod rest;
mod retry;
mod secret;
pub mod security;
mod transport;
mod url_text;
pub mod validate;
#[cfg(feature = "wechat")]
pub mod wechat;

pub use call::{Call, Response};
pub use client::{Builder, Client};
pub use codec::Maybe;
pub use error::{ApiError, BuildError, Error};
pub use http::{HeaderMap, Method, StatusCode};
pub use operation::{Endpoint, Operation};
pub use protocol::{Protocol, Verification};
pub use request::Request;
pub use retry::Retry;
pub use secret::Secret;
pub use serde_json::Value;

#[doc(hidden)]
#[cfg(feature = "serde")]
pub use ::serde;
