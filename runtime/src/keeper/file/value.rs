//! A value in the file: its version (16 bytes), a digest (16 bytes), and the value itself.
//!
//! The digest is the first half of SHA-256 over key, version and value. It guards against damage, not against
//! somebody who can write to the file: that is what [`Sealed`](crate::keeper::Sealed) does.

use aws_lc_rs::digest::{Context, SHA256};

use crate::keeper::{Version, Versioned};

const VERSION: usize = 16;
const DIGEST: usize = 16;

pub(super) fn write(key: &str, version: Version, value: &[u8]) -> Vec<u8> {
    [&version.to_bytes()[..], &digest(key, version, value), value].concat()
}

/// # Errors
/// The value was damaged.
pub(super) fn read(key: &str, stored: &[u8]) -> Result<Versioned, String> {
    let damaged = || format!("the value of {key} is not what was written");
    let (version, rest) = stored.split_first_chunk::<VERSION>().ok_or_else(damaged)?;
    let (written, value) = rest.split_first_chunk::<DIGEST>().ok_or_else(damaged)?;
    let version = Version::from_bytes(*version);
    if *written == digest(key, version, value) {
        Ok(Versioned { version, value: value.to_vec().into() })
    } else {
        Err(damaged())
    }
}

/// The version of a value whose digest was not looked at.
pub(super) fn version(stored: &[u8]) -> Option<Version> {
    stored.first_chunk::<VERSION>().map(|bytes| Version::from_bytes(*bytes))
}

fn digest(key: &str, version: Version, value: &[u8]) -> [u8; DIGEST] {
    let mut context = Context::new(&SHA256);
    context.update(&u64::try_from(key.len()).unwrap_or(u64::MAX).to_be_bytes());
    context.update(key.as_bytes());
    context.update(&version.to_bytes());
    context.update(value);
    let mut half = [0; DIGEST];
    half.copy_from_slice(&context.finish().as_ref()[..DIGEST]);
    half
}
