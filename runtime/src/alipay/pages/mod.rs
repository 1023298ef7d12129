//! The pages on which users and merchants authorize an application: their addresses, and what comes back.
//!
//! A browser is sent to the address of [`UserAuthorization`] or [`AppAuthorization`]. When the user or merchant has
//! decided, Alipay sends it on to the application's own address, whose query is a [`Callback`]: a code to
//! exchange for tokens, or a refusal. A [`State`] that was put into the first address and is found in the second
//! shows that both belong to one browser.
//!
//! The rules are those of <https://opendocs.alipay.com/open/284/web> and <https://opendocs.alipay.com/isv/10467>.

mod address;
mod callback;
mod state;

pub use address::{AppAuthorization, Environment, PageError, Scope, UserAuthorization};
pub use callback::{AppGranted, Callback, CallbackError, Refused, UserGranted};
pub use state::State;

#[cfg(test)]
mod tests;
