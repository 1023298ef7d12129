//! The signature of a push: SHA-1 over the sorted pieces, the platform's choice.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};

use crate::Secret;

/// The signature of these pieces together with the token: 40 lower-case hexadecimal digits of the SHA-1 of all of
/// them, sorted as strings and joined.
///
/// `msg_signature` covers time stamp, nonce and ciphertext; `signature`, which proves nothing about a body, time
/// stamp and nonce only.
///
/// ```
/// use runtime::wechat::push::signature;
///
/// let token = "AAAAA".into();
/// assert_eq!(signature(&token, &["1714036504", "1514711492"]), "f464b24fc39322e44b38aa78f5edd27bd1441696");
/// ```
#[must_use]
pub fn signature(token: &Secret, pieces: &[&str]) -> String {
    let mut pieces: Vec<&str> = pieces.iter().copied().chain([token.expose()]).collect();
    pieces.sort_unstable();
    let mut context = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    for piece in pieces {
        context.update(piece.as_bytes());
    }
    context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a signature is the right one. The time it takes does not tell how much of it was.
pub(super) fn verify(token: &Secret, pieces: &[&str], given: &str) -> bool {
    verify_slices_are_equal(signature(token, pieces).as_bytes(), given.as_bytes()).is_ok()
}
