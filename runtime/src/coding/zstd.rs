//! Zstandard (RFC 8878), with windows of 8 MiB at most (RFC 9659).

use std::io;

use bytes::{Buf as _, Bytes};
use zstd::stream::raw::{DParameter, Decoder, Operation as _};

use super::PIECE;

pub(super) struct Zstd {
    decoder: Decoder<'static>,
    /// Whether the last frame is complete.
    has_ended: bool,
}

impl Zstd {
    pub(super) fn new() -> io::Result<Self> {
        const LARGEST_WINDOW: u32 = 23;
        let mut decoder = Decoder::new()?;
        decoder.set_parameter(DParameter::WindowLogMax(LARGEST_WINDOW))?;
        Ok(Self { decoder, has_ended: false })
    }

    /// How many bytes came out.
    fn step(&mut self, arrived: &mut Bytes, decoded: &mut Vec<u8>) -> io::Result<usize> {
        let mut piece = vec![0; PIECE];
        let status = self.decoder.run_on_buffers(arrived, &mut piece)?;
        arrived.advance(status.bytes_read);
        decoded.extend_from_slice(&piece[..status.bytes_written]);
        if status.bytes_read + status.bytes_written > 0 {
            self.has_ended = status.remaining == 0;
        }
        Ok(status.bytes_written)
    }
}

impl super::Decoder for Zstd {
    fn decode(&mut self, arrived: &mut Bytes, decoded: &mut Vec<u8>) -> io::Result<()> {
        self.step(arrived, decoded).map(drop)
    }

    fn end(&mut self, decoded: &mut Vec<u8>) -> io::Result<()> {
        while !self.has_ended {
            if self.step(&mut Bytes::new(), decoded)? == 0 && !self.has_ended {
                return Err(super::incomplete());
            }
        }
        Ok(())
    }
}
