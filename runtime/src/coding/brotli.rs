//! Brotli (RFC 7932).

use std::io;

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};
use bytes::{Buf as _, Bytes};

use super::PIECE;

pub(super) struct Brotli {
    state: Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>,
    has_ended: bool,
}

impl Brotli {
    pub(super) fn new() -> Self {
        let alloc = StandardAlloc::default;
        // Windows of more than 16 MiB are no part of the coding.
        Self { state: Box::new(BrotliState::new_strict(alloc(), alloc(), alloc())), has_ended: false }
    }

    /// True if there may be more without further input.
    fn step(&mut self, arrived: &mut Bytes, decoded: &mut Vec<u8>) -> io::Result<bool> {
        let mut piece = vec![0; PIECE];
        let (mut left, mut taken) = (arrived.len(), 0);
        let (mut room, mut written, mut total) = (PIECE, 0, 0);
        let result = BrotliDecompressStream(
            &mut left,
            &mut taken,
            arrived,
            &mut room,
            &mut written,
            &mut piece,
            &mut total,
            &mut self.state,
        );
        arrived.advance(taken);
        decoded.extend_from_slice(&piece[..written]);
        match result {
            BrotliResult::ResultFailure => Err(io::Error::new(io::ErrorKind::InvalidData, "it is not brotli")),
            BrotliResult::ResultSuccess => {
                self.has_ended = true;
                Ok(false)
            }
            BrotliResult::NeedsMoreInput => Ok(false),
            BrotliResult::NeedsMoreOutput => Ok(true),
        }
    }
}

impl super::Decoder for Brotli {
    fn decode(&mut self, arrived: &mut Bytes, decoded: &mut Vec<u8>) -> io::Result<()> {
        if self.has_ended {
            arrived.clear();
            return Ok(());
        }
        self.step(arrived, decoded).map(drop)
    }

    fn end(&mut self, decoded: &mut Vec<u8>) -> io::Result<()> {
        while !self.has_ended {
            if !self.step(&mut Bytes::new(), decoded)? && !self.has_ended {
                return Err(super::incomplete());
            }
        }
        Ok(())
    }
}
