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
//! - [`mod@validate`]: what documents demand of values beyond their types, checked when asked;
//! - [`operation`], [`request`]: what an operation is, and one call of it with its values;
//! - [`serialization`], [`form`], [`multipart`], [`upload`]: how parameters and bodies become bytes;
//! - [`payload`], [`stream`], [`events`], [`items`]: what an answer becomes; [`mod@received`]: what webhooks bring;
//! - [`pagination`]: lists that come page by page;
//! - [`mod@client`], [`call`]: building a client, awaiting a call;
//! - [`protocol`]: how a request becomes HTTP and back; [`rest`] is the plain one, `alipay` and `wechat`
//!   (features of those names) are the platforms', push messages and browser pages included;
//! - `keeper` (feature `keeper`): tokens that are refreshed in time and never lost;
//! - `blocking` (a feature of that name): waiting for a call where nothing is asynchronous;
//! - [`error`]: every failure as a value that says what can be done about it.

#[cfg(feature = "alipay")]
pub mod alipay;
#[cfg(feature = "blocking")]
pub mod blocking;
pub mod call;
mod charset;
pub mod client;
#[cfg(feature = "wechat")]
mod clock;
pub mod codec;
mod coding;
pub mod error;
pub mod events;
pub mod form;
pub mod formats;
mod frames;
pub mod headers;
pub mod items;
pub mod json;
#[cfg(feature = "keeper")]
pub mod keeper;
#[cfg(any(feature = "alipay", feature = "wechat-security"))]
mod keys;
pub mod multipart;
pub mod oauth;
pub mod operation;
pub mod pagination;
pub mod payload;
pub mod protocol;
pub mod received;
pub mod request;
pub mod rest;
mod retry;
mod secret;
pub mod security;
pub mod serialization;
pub mod server;
mod staged;
pub mod stream;
mod transport;
pub mod upload;
mod url_text;
pub mod validate;
#[cfg(feature = "wechat")]
pub mod wechat;

pub use call::{Call, Response};
pub use client::{Builder, Client};
pub use codec::{Either, Listed, Maybe, Open};
pub use error::{ApiError, BuildError, Error};
pub use events::Events;
pub use http::{HeaderMap, Method, StatusCode};
pub use items::Items;
pub use json::Value;
pub use operation::{Endpoint, Operation};
pub use payload::{Payload, Untyped};
pub use protocol::{Protocol, Verification};
pub use request::Request;
/// The HTTP client that [`Builder::http_client`] takes, in the version that this crate uses.
pub use reqwest;
pub use retry::Retry;
pub use secret::Secret;
pub use serialization::Serialization;
pub use server::Server;
pub use stream::ByteStream;
pub use upload::Upload;

/// Says for which generation of the runtime code was generated: how lines are written, and what generated code calls.
/// Code of another generation does not compile, and says why.
#[doc(hidden)]
#[macro_export]
macro_rules! generation {
    (1) => {};
    ($other:tt) => {
        compile_error!("this code was generated for another version of the runtime: generate it again, or depend on the version it was generated for");
    };
}

/// What only the macros of this crate call. None of it is for anybody else, and all of it may change with any version.
#[doc(hidden)]
pub mod __private {
    pub use crate::codec::members::{Absent, Fields, Hold, Mark, Shape, given, set, write_members, write_rest};
    pub use crate::codec::open::{OneList, compare_listed, debug_listed, hash_listed};
    pub use crate::codec::{
        Decode, DecodeError, Encode, Kind, Look, Parts, Reading, alternative, choose, merged, tag, untagged,
    };
    #[cfg(feature = "serde")]
    pub use ::serde;
}
