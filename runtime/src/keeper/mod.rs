//! Keeps tokens: answers from memory, refreshes ahead of expiry, and never loses a refresh token that can be
//! had back.
//!
//! ```text
//! Keeper::token ─▶ memory ─▶ Store::load ─▶ lease ─▶ intent ─▶ Refresher::refresh ─▶ commit ─▶ memory ─▶ token
//! ```
//!
//! - [`Key`]: whose token it is; [`Entry`]: what is stored under it;
//! - [`Store`]: where entries are kept, with compare-and-swap and leases: [`MemoryStore`], and behind features
//!   of their own `FileStore` (`store-file`) and `RedisStore` (`store-redis`); [`Sealed`] encrypts what any of
//!   them keeps;
//! - [`Refresher`]: how a platform gives new tokens; those of the platforms are in `alipay` and `wechat`;
//! - [`Keeper`]: the memory, one refresh at a time for each key, and the rules; `flight` is one refresh, from
//!   the lease to the commit;
//! - [`Clock`]: what time it is, for tests to replace;
//! - [`Event`]: what a keeper tells about its tokens.
//!
//! What is stored, and how it is protected, is described in `docs/keeper.md`.

#[cfg(any(feature = "alipay", feature = "wechat"))]
mod account;
mod backoff;
mod cached;
mod clock;
mod entry;
mod error;
mod events;
#[cfg(feature = "store-file")]
mod file;
mod flight;
mod grant;
mod key;
mod memory;
#[cfg(feature = "store-redis")]
mod redis;
mod refresher;
mod seal;
mod service;
mod store;
mod sweep;

#[cfg(test)]
mod tests;

#[cfg(feature = "wechat")]
pub(crate) use account::TokenOf;
#[cfg(any(feature = "alipay", feature = "wechat"))]
pub(crate) use account::TokenOfAccount;
#[cfg(any(feature = "alipay", feature = "wechat"))]
pub(crate) use clock::{ALLOWANCE, wall};
pub use clock::{Clock, Now, SystemClock};
pub use entry::{Access, Entry, Intent, Refresh};
pub use error::{KeeperError, Reason};
pub use events::{Event, Subscription};
#[cfg(feature = "store-file")]
pub use file::FileStore;
pub use grant::{Grant, Put};
pub use key::Key;
pub use memory::MemoryStore;
#[cfg(feature = "store-redis")]
pub use redis::RedisStore;
pub use refresher::{Fresh, RefreshError, RefreshErrorKind, Refresher};
pub use seal::{Sealed, SealingKey};
pub use service::{Builder, Keeper};
pub use store::{Lease, Store, StoreError, StoreErrorKind, Swap, Version, Versioned, Write};
pub use sweep::Swept;
