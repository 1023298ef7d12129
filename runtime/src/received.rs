//! What arrives without having been asked for: the bodies of webhooks and callbacks.
//!
//! Generated code has a type for each, named after it (`NewPetWebhook`, `OnPaidCallback`). Where it arrives is the
//! business of the user's own server; whether it is genuine is to be checked before it is read.

use crate::codec::{Decode, DecodeError};
use crate::json::{self, ParseError};

/// Why a body that was received is not what the document says.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReceivedError {
    /// It is not JSON.
    #[error("the body is not JSON: {0}")]
    NotJson(#[from] ParseError),
    /// It has another shape.
    #[error("the body is not what the document says: {0}")]
    Shape(#[from] DecodeError),
}

/// Reads the body of a request that the API made, as leniently as an answer: what is unknown never fails.
///
/// ```
/// let paid: std::collections::BTreeMap<String, i64> = runtime::received::json(br#"{"amount":5}"#)?;
/// assert_eq!(paid["amount"], 5);
/// # Ok::<(), runtime::received::ReceivedError>(())
/// ```
///
/// # Errors
/// It is not JSON, or has another shape than the document says.
pub fn json<T: Decode>(body: &[u8]) -> Result<T, ReceivedError> {
    let mut scratch = String::new();
    Ok(T::decode(&json::parse(body, &mut scratch)?)?)
}
