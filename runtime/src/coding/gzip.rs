//! gzip (RFC 1952).

use std::io::{self, Write as _};

use bytes::{Buf as _, Bytes};
use flate2::write::GzDecoder;

/// Members one after the other.
#[derive(Default)]
pub(super) struct Gzip {
    member: Option<GzDecoder<Vec<u8>>>,
    /// Whether a member has ended.
    has_ended: bool,
}

impl Gzip {
    fn end_member(&mut self, decoded: &mut Vec<u8>) -> io::Result<()> {
        if let Some(mut member) = self.member.take() {
            // It looks at length and checksum, too.
            let ended = member.try_finish();
            decoded.append(member.get_mut());
            ended?;
            self.has_ended = true;
        }
        Ok(())
    }
}

impl super::Decoder for Gzip {
    fn decode(&mut self, arrived: &mut Bytes, decoded: &mut Vec<u8>) -> io::Result<()> {
        const FIRST_BYTE: u8 = 0x1f;
        if self.member.is_none() && self.has_ended && arrived.first().is_some_and(|first| *first != FIRST_BYTE) {
            // Padding behind the last member, which every reader of gzip passes over.
            arrived.clear();
            return Ok(());
        }
        if arrived.is_empty() {
            return Ok(());
        }
        let member = self.member.get_or_insert_with(|| GzDecoder::new(Vec::new()));
        let taken = member.write(arrived)?;
        if member.header().is_some() {
            // What has been decoded is not kept back until more arrives.
            member.flush()?;
        }
        decoded.append(member.get_mut());
        arrived.advance(taken);
        if taken == 0 {
            self.end_member(decoded)?;
        }
        Ok(())
    }

    fn end(&mut self, decoded: &mut Vec<u8>) -> io::Result<()> {
        self.end_member(decoded).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => super::incomplete(),
            _ => error,
        })
    }
}
