//! The WeChat Open Platform: JSON over HTTPS with the token in the query, failures inside HTTP 200.
//!
//! - [`Credentials`]: the tokens that calls are made with; a client without any can get the first ones;
//! - `protocol`: what the wire has of its own beside plain REST: how a failure is told;
//! - [`Meaning`]: what the numbers of failures mean, which every error prints;
//! - [`push`]: messages that the platform sends;
//! - [`pages`]: addresses that a browser opens, and what comes back from there;
//! - `security` (feature `wechat-security`): calls that are encrypted and signed;
//! - `Keeper` (feature `keeper`): the tokens of the component and of its accounts, kept and refreshed.

mod codes;
mod credentials;
#[cfg(feature = "keeper")]
mod keeper;
pub mod pages;
mod protocol;
pub mod push;
#[cfg(feature = "wechat-security")]
pub mod security;

pub use codes::Meaning;
pub use credentials::{Credentials, TokenParameter};
#[cfg(feature = "keeper")]
pub use keeper::{AuthorizeError, Keeper, KeeperBuilder, Pushed};

use std::sync::Arc;

use crate::error::BuildError;
use crate::protocol::Protocol;

/// The platform that generated WeChat clients are built for.
#[derive(Clone, Copy, Debug)]
pub struct Platform;

impl crate::protocol::Platform for Platform {
    type Credentials = Credentials;

    fn protocol(credentials: Option<Credentials>) -> Result<Arc<dyn Protocol>, BuildError> {
        Ok(Arc::new(protocol::WeChat::new(credentials.unwrap_or_default())))
    }
}
