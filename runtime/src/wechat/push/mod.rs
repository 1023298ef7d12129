//! Push messages: what WeChat posts to the two addresses that a third-party platform registers.
//!
//! Free of any web framework: a [`Receiver`] is given the query and the body that arrived, and gives the
//! [`Push`] in it, or says why it is not to be believed.
//!
//! - [`Query`]: the parameters beside a push; `envelope` finds the ciphertext in its body;
//! - [`signature`](fn@signature) and [`EncodingAesKey`]: the platform's cryptography, byte for byte;
//! - [`Receiver`]: checks, decrypts, answers;
//! - [`Push`] and its [`Event`]: what was said; [`Element`] keeps every field, known or not;
//! - [`PushError`]: why a push is refused, and what to look at.
//!
//! ```
//! use runtime::wechat::push::{Event, Query, Receiver, SUCCESS};
//!
//! # fn example(query: &str, body: &[u8]) -> Result<&'static str, Box<dyn std::error::Error>> {
//! let receiver = Receiver::new(
//!     "wx134c8103faa5a59e",                          // the platform's own appid
//!     "the token from the console",
//!     "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", // the EncodingAESKey from the console
//! )?;
//! let push = receiver.open(&Query::parse(query), body)?;
//! match &push.event {
//!     Event::VerifyTicket { ticket } => drop(ticket),                    // keep it: the next one comes in 10 minutes
//!     Event::Authorized(account) => drop(&account.authorization_code),   // exchange it with `query_auth`
//!     Event::Unauthorized { authorizer_appid } => drop(authorizer_appid),
//!     _ => {}                                                            // a type to come: nothing to do
//! }
//! Ok(SUCCESS)                                                            // what every push is answered with
//! # }
//! ```
//!
//! The rules are those of
//! <https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/message_push.html>.

mod cipher;
mod element;
mod envelope;
mod error;
mod event;
mod key;
mod query;
mod receiver;
mod reply;
mod signature;
mod xml;

pub use cipher::{CipherError, Plaintext};
pub use element::Element;
pub use envelope::addressee;
pub use error::{FormatError, PushError, ReceiverError};
pub use event::{Authorization, Event, Push};
pub use key::{EncodingAesKey, EncodingAesKeyError};
pub use query::Query;
pub use receiver::Receiver;
pub use reply::Reply;
pub use signature::signature;

/// What a push is answered with once it has been taken care of. Anything else, and silence, makes the platform
/// push again.
pub const SUCCESS: &str = "success";
