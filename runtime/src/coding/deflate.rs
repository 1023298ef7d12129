//! `deflate`: the zlib format (RFC 1950), or, as some servers have it, without its frame (RFC 1951).

use std::io;

use bytes::{Buf as _, Bytes};
use flate2::{Decompress, FlushDecompress, Status};

use super::PIECE;

#[derive(Default)]
pub(super) struct Deflate {
    inflate: Option<Decompress>,
    /// The first byte, until the second has come.
    first: Option<u8>,
    has_ended: bool,
}

/// Whether these two bytes begin the zlib format (RFC 1950, 2.2).
fn is_zlib(first: u8, second: u8) -> bool {
    first & 0x0f == 8 && u16::from_be_bytes([first, second]).is_multiple_of(31)
}

impl Deflate {
    fn step(&mut self, arrived: &mut Bytes, decoded: &mut Vec<u8>) -> io::Result<()> {
        let Some(inflate) = &mut self.inflate else { return Ok(()) };
        let before = inflate.total_in();
        decoded.reserve(PIECE);
        let status = inflate.decompress_vec(arrived, decoded, FlushDecompress::None).map_err(io::Error::from)?;
        let taken = usize::try_from(inflate.total_in() - before).unwrap_or(usize::MAX).min(arrived.len());
        arrived.advance(taken);
        self.has_ended |= status == Status::StreamEnd;
        Ok(())
    }
}

impl super::Decoder for Deflate {
    fn decode(&mut self, arrived: &mut Bytes, decoded: &mut Vec<u8>) -> io::Result<()> {
        if self.has_ended {
            arrived.clear();
            return Ok(());
        }
        if self.inflate.is_none() {
            if arrived.is_empty() {
                return Ok(());
            }
            let first = match self.first {
                Some(first) => first,
                None => {
                    let first = arrived.get_u8();
                    if arrived.is_empty() {
                        self.first = Some(first);
                        return Ok(());
                    }
                    first
                }
            };
            self.inflate = Some(Decompress::new(is_zlib(first, arrived[0])));
            self.step(&mut Bytes::copy_from_slice(&[first]), decoded)?;
        }
        self.step(arrived, decoded)
    }

    fn end(&mut self, decoded: &mut Vec<u8>) -> io::Result<()> {
        while !self.has_ended {
            let before = decoded.len();
            self.step(&mut Bytes::new(), decoded)?;
            if decoded.len() == before && !self.has_ended {
                return Err(super::incomplete());
            }
        }
        Ok(())
    }
}
