//! What generated clients call: transport, encoding, errors, secrets and the platforms' protocols.

#[cfg(feature = "alipay")]
pub mod alipay;
mod secret;

pub use secret::Secret;
