//! The gateway is asked for UTF-8, and still has pages in GBK for some of its errors.

use std::borrow::Cow;

use encoding_rs::GBK;

/// The text of an answer. What is neither UTF-8 nor GBK stays as it is.
pub(super) struct Text<'b> {
    /// In UTF-8.
    pub(super) bytes: Cow<'b, [u8]>,
    gbk: bool,
}

impl<'b> Text<'b> {
    pub(super) fn of(body: &'b [u8]) -> Self {
        let as_it_is = Self { bytes: Cow::Borrowed(body), gbk: false };
        if std::str::from_utf8(body).is_ok() {
            return as_it_is;
        }
        match GBK.decode_without_bom_handling_and_without_replacement(body) {
            Some(text) => Self { bytes: Cow::Owned(text.into_owned().into_bytes()), gbk: true },
            None => as_it_is,
        }
    }

    /// A part of the text as it stood on the wire.
    pub(super) fn on_the_wire<'p>(&self, part: &'p [u8]) -> Cow<'p, [u8]> {
        match std::str::from_utf8(part) {
            Ok(text) if self.gbk => GBK.encode(text).0,
            _ => Cow::Borrowed(part),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gbk_is_read_and_can_be_written_again() {
        // The second byte of 乗 is that of a backslash.
        let wire = GBK.encode("{\"msg\":\"授权乗\"}").0;
        assert!(wire.contains(&b'\\'));
        let text = Text::of(&wire);
        assert_eq!(text.bytes, "{\"msg\":\"授权乗\"}".as_bytes());
        assert_eq!(text.on_the_wire(&text.bytes), wire);
    }

    #[test]
    fn what_is_neither_stays_as_it_is() {
        assert_eq!(*Text::of(b"a\xff\xfeb").bytes, *b"a\xff\xfeb");
        assert_eq!(*Text::of("中".as_bytes()).bytes, *"中".as_bytes());
    }
}
